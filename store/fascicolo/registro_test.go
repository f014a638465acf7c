package fascicolo

import (
	"bytes"
	"fmt"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"pecagent/store/log"
)

func registroDi(t testing.TB, events ...string) *log.Log {
	t.Helper()
	l, err := log.Memory()
	must(t, err)
	for _, e := range events {
		must(t, l.Append([]log.Entry{{Event: []byte(e)}}))
	}
	return l
}

// TestProva: the records once each and in order, proven at the head that was taken before others were appended.
func TestProva(t *testing.T) {
	var events []string
	for i := range 9 {
		events = append(events, fmt.Sprintf(`{"seq":%d}`, i+1))
	}
	l := registroDi(t, events...)
	head := l.Head()
	must(t, l.Append([]log.Entry{{Event: []byte("{}")}}))
	r, err := Prova(l, head, []int64{7, 2, 7}, nil)
	must(t, err)
	if len(r.Record) != 2 || r.Record[0].Seq != 2 || r.Record[1].Seq != 7 || r.Dimensione != 9 || r.Checkpoint != head.Checkpoint || r.Chiave != l.VerifierKey() {
		t.Fatalf("%+v", r)
	}
	for _, rec := range r.Record {
		d := log.Digest(rec.Salt, rec.Evento)
		var proof tlog.RecordProof
		for _, h := range rec.Prova {
			proof = append(proof, tlog.Hash(h))
		}
		if err := tlog.CheckRecord(proof, 9, head.Root, rec.Seq-1, tlog.RecordHash(d[:])); err != nil || fmt.Sprintf("%x", d) != rec.Digest {
			t.Errorf("record %d: %v", rec.Seq, err)
		}
	}
	b, err := r.JSON()
	must(t, err)
	again, err := leggiRegistro(b)
	must(t, err)
	if c, err := again.JSON(); err != nil || !bytes.Equal(b, c) {
		t.Errorf("%v\n%s\n%s", err, b, c)
	}
	for _, bad := range []string{"", "null", "{}", string(b) + "{}", string(b[:len(b)-1]), " " + string(b)} {
		if _, err := leggiRegistro([]byte(bad)); err == nil {
			t.Errorf("read: %q", bad)
		}
	}
	if _, err := Prova(l, head, []int64{10}, nil); err == nil {
		t.Error("a record behind the head")
	}
}
