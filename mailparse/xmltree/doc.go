// Package xmltree reads one small XML document that came by mail into a tree, within caps, and takes values out of it so that
// no two readers can see two facts.
//
// Decided here:
//
//   - encoding/xml is lenient where a document of proof must not be: it takes the last of two equal elements, joins
//     text around comments, accepts content after the root and an attribute twice. So the document becomes a tree
//     first, and each of these is an error or, for a comment, a mark on its element.
//   - Nothing is fetched and no entity is declared: a DOCTYPE is refused, or passed over where it declares nothing of its own.
//   - UTF-8; latin-1 by its label or, for documents of real providers that lie about it, by repair, only where asked for.
//   - A short document of nothing but elements, attributes and text is read by a scanner of our own that encoding/xml judges in the
//     tests; whatever is not that plain is left to encoding/xml from the beginning.
//   - Which names and namespaces count is the caller's word: the tree keeps both.
//
// The package is pure: bytes in, values out.
package xmltree
