package demo

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-message/textproto"
)

// vista is a message as a session may see it: with the sequence number that this session knows it by.
type vista struct {
	seq uint32
	posta
}

// viste lists the messages of the selected folder that the session has been told of.
func (s *sessione) viste() []vista {
	a := s.g.posta
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make([]vista, 0, len(s.sel.msgs))
	for i, m := range s.sel.msgs {
		if seq := s.tracker.EncodeSeqNum(uint32(i + 1)); seq != 0 {
			out = append(out, vista{seq, m})
		}
	}
	return out
}

// contiene tells whether v is in the set; last is the highest message, for "*" (RFC 3501 §9, seq-number).
func contiene(set imap.NumSet, v, last vista) bool {
	in := func(start, stop, n, max uint32) bool {
		if start == 0 {
			start = max
		}
		if stop == 0 {
			stop = max
		}
		if start > stop {
			start, stop = stop, start
		}
		return start <= n && n <= stop
	}
	switch set := set.(type) {
	case imap.UIDSet:
		for _, r := range set {
			if in(uint32(r.Start), uint32(r.Stop), uint32(v.uid), uint32(last.uid)) {
				return true
			}
		}
	case imap.SeqSet:
		for _, r := range set {
			if in(r.Start, r.Stop, v.seq, last.seq) {
				return true
			}
		}
	}
	return false
}

func (s *sessione) Fetch(w *imapserver.FetchWriter, set imap.NumSet, o *imap.FetchOptions) error {
	for _, b := range o.BodySection {
		if !b.Peek && !s.soloLegge {
			s.g.posta.proibisci("FETCH BODY[]")
		} else if !b.Peek {
			s.g.posta.proibisci("FETCH BODY[] (EXAMINE)")
		}
	}
	all := s.viste()
	for _, v := range all {
		if !contiene(set, v, all[len(all)-1]) {
			continue
		}
		if _, ok := s.g.guasti.scatta(IMAPSpontanea); ok {
			if err := spontanea(w, v); err != nil {
				return err
			}
		}
		if err := s.fetchOne(w, v, o); err != nil {
			return fmt.Errorf("writing UID %d: %w", v.uid, err)
		}
	}
	return nil
}

// spontanea is a FETCH that nobody asked for, as some servers send when flags change (libraries.md §1.1, trap 2).
func spontanea(w *imapserver.FetchWriter, v vista) error {
	r := w.CreateMessage(v.seq)
	r.WriteUID(v.uid)
	r.WriteFlags([]imap.Flag{imap.FlagSeen})
	return r.Close()
}

func (s *sessione) fetchOne(w *imapserver.FetchWriter, v vista, o *imap.FetchOptions) error {
	_, uidLast := s.g.guasti.scatta(IMAPUIDDopo)
	r := w.CreateMessage(v.seq)
	if o.UID && !uidLast {
		r.WriteUID(v.uid)
	}
	if o.Flags {
		r.WriteFlags(nil)
	}
	if o.InternalDate {
		r.WriteInternalDate(v.quando)
	}
	if o.RFC822Size {
		r.WriteRFC822Size(int64(len(v.raw)))
	}
	if err := s.fetchSections(r, v, o); err != nil {
		return errors.Join(err, r.Close()) // Close lets go of the connection's lock
	}
	if o.UID && uidLast {
		r.WriteUID(v.uid)
	}
	return r.Close()
}

// fetchSections writes what is made of the octets of the message.
func (s *sessione) fetchSections(r *imapserver.FetchResponseWriter, v vista, o *imap.FetchOptions) error {
	if o.Envelope {
		h, err := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(v.raw)))
		if err != nil {
			h = textproto.Header{} // a broken header has an empty envelope, its octets are served all the same
		}
		r.WriteEnvelope(imapserver.ExtractEnvelope(h))
	}
	if o.BodyStructure != nil {
		r.WriteBodyStructure(imapserver.ExtractBodyStructure(bytes.NewReader(v.raw)))
	}
	for _, b := range o.BodySection {
		octets := sezione(v.raw, b)
		if x, ok := s.g.guasti.scatta(IMAPTaglio); ok {
			if f, ok := s.conn.NetConn().(*faultConn); ok {
				f.tagliaLetterale(x.Byte)
			}
		}
		lit := r.WriteBodySection(b, int64(len(octets)))
		if _, err := lit.Write(octets); err != nil {
			return err
		}
		if err := lit.Close(); err != nil {
			return err
		}
	}
	return nil
}

// sezione is a body section of raw, the octets untouched.
func sezione(raw []byte, b *imap.FetchItemBodySection) []byte {
	var out []byte
	end := fineTestata(raw)
	switch {
	case len(b.Part) > 0:
		whole := *b
		whole.Partial = nil
		out = imapserver.ExtractBodySection(bytes.NewReader(raw), &whole)
	case b.Specifier == imap.PartSpecifierText:
		out = raw[end:]
	case b.Specifier == imap.PartSpecifierHeader:
		out = testataScelta(raw[:end], b)
	default:
		out = raw
	}
	return parziale(out, b.Partial)
}

// testataScelta is the whole header, or the fields asked for, with the empty line that ends it (RFC 3501 §6.4.5).
func testataScelta(head []byte, b *imap.FetchItemBodySection) []byte {
	names, keep := b.HeaderFields, true
	if len(names) == 0 {
		names, keep = b.HeaderFieldsNot, false
	}
	if len(names) == 0 {
		return head
	}
	var out []byte
	campi, _ := dividi(head)
	for _, c := range campi {
		listed := false
		for _, n := range names {
			listed = listed || strings.EqualFold(n, c.nome)
		}
		if listed == keep {
			out = append(out, c.raw...)
		}
	}
	return append(out, "\r\n"...)
}

func parziale(b []byte, p *imap.SectionPartial) []byte {
	if p == nil {
		return b
	}
	if p.Offset >= int64(len(b)) {
		return nil
	}
	b = b[p.Offset:]
	if p.Size < int64(len(b)) {
		b = b[:p.Size]
	}
	return b
}
