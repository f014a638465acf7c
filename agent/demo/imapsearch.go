package demo

import (
	"bytes"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// Search answers SEARCH over the octets of the messages. Dates are those of INTERNALDATE; SENT… looks at Date.
func (s *sessione) Search(kind imapserver.NumKind, c *imap.SearchCriteria, _ *imap.SearchOptions) (*imap.SearchData, error) {
	all := s.viste()
	var (
		data imap.SearchData
		seqs imap.SeqSet
		uids imap.UIDSet
	)
	for _, v := range all {
		if !trova(v, all[len(all)-1], c) {
			continue
		}
		n := v.seq
		if kind == imapserver.NumKindUID {
			n = uint32(v.uid)
			uids.AddNum(v.uid)
		} else {
			seqs.AddNum(v.seq)
		}
		if data.Min == 0 {
			data.Min = n
		}
		data.Max = n
		data.Count++
	}
	data.All = seqs
	if kind == imapserver.NumKindUID {
		data.All = uids
	}
	return &data, nil
}

func trova(v, last vista, c *imap.SearchCriteria) bool {
	for _, set := range c.SeqNum {
		if !contiene(set, v, last) {
			return false
		}
	}
	for _, set := range c.UID {
		if !contiene(set, v, last) {
			return false
		}
	}
	return trovaDate(v, c) && trovaTesto(v, c) && trovaForma(v, c) && trovaLogica(v, last, c)
}

func trovaDate(v vista, c *imap.SearchCriteria) bool {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	if !tra(day(v.quando), c.Since, c.Before) {
		return false
	}
	if c.SentSince.IsZero() && c.SentBefore.IsZero() {
		return true
	}
	return tra(day(leggi(v.raw).data), c.SentSince, c.SentBefore)
}

func tra(t, since, before time.Time) bool {
	return (since.IsZero() || !t.Before(since)) && (before.IsZero() || t.Before(before))
}

func trovaTesto(v vista, c *imap.SearchCriteria) bool {
	end := fineTestata(v.raw)
	campi, _ := dividi(v.raw[:end])
	for _, h := range c.Header {
		found := false
		for _, f := range campi {
			if strings.EqualFold(f.nome, h.Key) && contieneFold(decodifica(f.valore()), h.Value) {
				found = true
			}
		}
		if !found {
			return false
		}
	}
	for _, b := range c.Body {
		if !contieneFold(string(v.raw[end:]), b) {
			return false
		}
	}
	for _, t := range c.Text {
		if !contieneFold(string(v.raw), t) {
			return false
		}
	}
	return true
}

func contieneFold(s, sub string) bool {
	return bytes.Contains(bytes.ToLower([]byte(s)), bytes.ToLower([]byte(sub)))
}

// trovaForma looks at size and flags: no message here ever has a flag.
func trovaForma(v vista, c *imap.SearchCriteria) bool {
	n := int64(len(v.raw))
	return len(c.Flag) == 0 && (c.Larger == 0 || n > c.Larger) && (c.Smaller == 0 || n < c.Smaller)
}

func trovaLogica(v, last vista, c *imap.SearchCriteria) bool {
	for i := range c.Not {
		if trova(v, last, &c.Not[i]) {
			return false
		}
	}
	for i := range c.Or {
		if !trova(v, last, &c.Or[i][0]) && !trova(v, last, &c.Or[i][1]) {
			return false
		}
	}
	return true
}
