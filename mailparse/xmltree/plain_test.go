package xmltree

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// bothWays reads a document by plainWalk, if it can, and by encoding/xml, and complains of any difference.
func bothWays(t *testing.T, b []byte, o Options) (plain bool) {
	t.Helper()
	fast, slow := walker{o: &o}, walker{o: &o}
	root, ok := fast.plainWalk(b)
	if !ok {
		return false
	}
	want, err := slow.walk(b)
	if err != nil {
		t.Fatalf("%q: taken for plain, encoding/xml: %v", b, err)
	}
	if a, b := shape(root), shape(want); a != b {
		t.Fatalf("plain %s\nencoding/xml %s", a, b)
	}
	return true
}

// shape is all that a tree tells.
func shape(n *Node) string {
	v, err := n.Value()
	s := fmt.Sprintf("<%v %v %q %v", n.Name, n.Attr, v, err)
	for _, c := range n.Children {
		s += shape(c)
	}
	return s + ">"
}

const plainDocument = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<postacert tipo=\"avvenuta-consegna\" errore=\"nessuno\">\r\n\t<intestazione>\n <mittente>a@b.example</mittente><destinatari tipo=\"certificato\">c@d.example</destinatari>" +
	"<risposte /><oggetto> &lt;a&gt; Perch\u00e9 [no]? </oggetto></intestazione>\n<dati>\n<data zona=\"+0100\"><giorno>23/11/2026</giorno></data></dati>\n</postacert>\n"

// TestPlainDocuments: what is plain and what is left to encoding/xml; both read the same.
func TestPlainDocuments(t *testing.T) {
	o := Options{MaxBytes: 1 << 20, MaxDepth: 8, MaxNodes: 100, MaxAttrs: 3, Doctype: true}
	for in, want := range map[string]bool{
		plainDocument: true, "<a/>": true, "<a>x</a>": true, "<a>\n\r\n</a>": true, "<a>\r\nx\r\n</a>": true, "<a>x\r\ny</a>": false, "<a>]</a>": true, "<a>]]></a>": false, "<a>&amp;</a>": true, "<a>&amp;lt;&apos;&quot;&gt;</a>": true, "<a>&#65;</a>": false, "<a>&x;</a>": false, "<a>&amp</a>": false, "<a>&</a>": false, "<a>&lt</a>;": false, "<a>></a>": true,
		"<a b=\"c\"/>": true, "<a b='c'/>": false, "<a b=\"&lt;\"/>": false, "<a b=\"\u00e8\"/>": false, "<a b=\"c\"d=\"e\"/>": false, "<a  b=\"c\"/>": false, "<a b=\"c\" b=\"d\"/>": false, "<a />": true, "<a  />": false, "<a b=\"c\" />": true, "<a >": false, "<a ></a>": false, "<a / >": false, "<a xmlns=\"u\"/>": false, "<x:a/>": false,
		"<a><b/>x</a>": true, "<a>x<b/></a>": true, "<a>x<b/>y</a>": false, "<a><!-- --></a>": false, "<a><![CDATA[x]]></a>": false, "<a><?p?></a>": false, "<!DOCTYPE a><a/>": false,
		"": false, " ": false, "<a>": false, "</a>": false, "<a></b>": false, "<a/><b/>": false, "x<a/>": false, "<a/>x": false, "<a/> \n": true, "<a>\x01</a>": false, "<a>\ufffe</a>": false, "<a>\ufffd</a>": true, "<a>\xe0</a>": false,
		"<?xml version=\"1.0\"?><a/>": true, "<?xml version=\"1.1\"?><a/>": false, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><a/>": false, "<a/><?xml version=\"1.0\"?>": false, "<1/>": false, "<a-1/>": true, "<-a/>": false, "<a\n/>": false, "<a></a >": false,
		"<a b=\"1\" c=\"2\" d=\"3\" e=\"4\"/>": false, "<a>" + strings.Repeat("<b/>", 100) + "</a>": false, strings.Repeat("<a>", 9) + strings.Repeat("</a>", 9): false, "<a>" + strings.Repeat("x", maxPlain-7) + "</a>": true, "<a>" + strings.Repeat("x", maxPlain-6) + "</a>": false,
	} {
		if got := bothWays(t, []byte(in), o); got != want {
			t.Errorf("%.60q: plain %v", in, got)
		}
	}
}

// TestPlainIsWhatEncodingXMLReads spoils a plain document in all ways of one change, and in random ones of several.
func TestPlainIsWhatEncodingXMLReads(t *testing.T) {
	o := Options{MaxBytes: 1 << 20, MaxDepth: 8, MaxNodes: 100, MaxAttrs: 3, Doctype: true}
	pieces := []string{"<", ">", "/", "&", "\"", "'", "=", " ", "\n", "\r", "a", "]]>", "<!--", "-->", "<a>", "</a>", "<a/>", "xmlns=\"u\"", ":", "&amp;", "&lt;", "&#65;", ";", "<?x?>", "\xff", "\u00e8", "\ufffe", "\x00", "-", "!"}
	plain := map[bool]int{}
	for i := range len(plainDocument) + 1 {
		for _, p := range pieces {
			plain[bothWays(t, []byte(plainDocument[:i]+p+plainDocument[i:]), o)]++
			if i < len(plainDocument) {
				plain[bothWays(t, []byte(plainDocument[:i]+p+plainDocument[i+1:]), o)]++
			}
		}
		plain[bothWays(t, []byte(plainDocument[:i]), o)]++
	}
	r := rand.New(rand.NewPCG(10, 2026))
	for range 20000 {
		var b strings.Builder
		for range r.IntN(10) {
			b.WriteString(append(pieces, "<b c=\"d\">", "</b>", "x y")[r.IntN(len(pieces)+3)])
		}
		plain[bothWays(t, []byte(b.String()), o)]++
	}
	if plain[true] < 500 || plain[false] < 500 {
		t.Errorf("plain and not: %v", plain)
	}
}

// FuzzPlain: no document is plain that encoding/xml reads otherwise, or refuses.
func FuzzPlain(f *testing.F) {
	f.Add([]byte(plainDocument))
	f.Fuzz(func(t *testing.T, b []byte) {
		bothWays(t, b, Options{MaxBytes: 1 << 20, MaxDepth: 8, MaxNodes: 100, MaxAttrs: 3, Doctype: true})
	})
}

// TestPlainAliasesNothing: the tree is the same after the document was overwritten.
func TestPlainAliasesNothing(t *testing.T) {
	b := []byte(plainDocument)
	root, _, err := Read(b, Options{MaxBytes: 1 << 20, MaxDepth: 8, MaxNodes: 100, MaxAttrs: 3})
	if err != nil {
		t.Fatal(err)
	}
	before := shape(root)
	clear(b)
	if after := shape(root); !reflect.DeepEqual(before, after) {
		t.Errorf("%s became %s", before, after)
	}
}
