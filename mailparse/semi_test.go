package mailparse

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// semi are the messages that fuzz targets begin with: the fixture, the texts of mail programs, and small odd ones.
func semi(t testing.TB) [][]byte {
	t.Helper()
	var out [][]byte
	for _, glob := range []string{"*.eml", "rem/*.eml", "client/*.txt"} {
		files, err := filepath.Glob(filepath.Join("testdata", glob))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d files, %v", glob, len(files), err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, b)
		}
	}
	for _, s := range strani {
		out = append(out, []byte(strings.ReplaceAll(s, "\n", "\r\n")))
	}
	return out
}

// strani are small messages of odd shapes, each a way of its own through the reader.
var strani = []string{
	"From: a@b.example\nContent-Type: text/html\n\n<p style=display:none>x<p>y<blockquote>z</blockquote><a href=mailto:c@d.example>qui</a>",
	"From: a@b.example\nContent-Type: text/plain; format=flowed; delsp=yes\n\n> a \n> b\n-- \nc",
	"From: a@b.example\nContent-Type: multipart/alternative; boundary=\"x y\"\n\n--x y\n\nuno\n--x y \t\nContent-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n<b>un=E8=\no</b>\n--x y--\nepilogo",
	"From: a@b.example\nContent-Type: multipart/mixed; boundary*0=a; boundary*1=b\n\npreambolo\n--ab\nContent-Disposition: attachment; filename*0*=utf-8''perch%C3%A9; filename*1=.txt\nContent-Transfer-Encoding: base64\n\nY2lhbw==\n--ab\n",
	"From: a@b.example\nContent-Type: multipart/digest; boundary=d\n\n--d\n\nFrom: c@d.example\nSubject: dentro\n\ntesto\n--d--\n",
	"From: a@b.example\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nRnJvbTogYUBiDQpDb250ZW50LVR5cGU6IG1lc3NhZ2UvcmZjODIyDQoNClg6IHkNCg0Keg==\n",
	"From: a@b.example\nContent-Type: multipart/report; report-type=delivery-status; boundary=r\n\n--r\n\nnon consegnato\n--r\nContent-Type: message/delivery-status\n\nAction: failed\n--r--\n",
	"From: gruppo: a@b.example, \"x, y\" <c@d.example>;, e@f.example (commento (g@h.example))\nTo: =?utf-8?q?Niccol=C3=B2?= <x@y.example>, <@a,@b:r@s.example>\nSubject: =?iso-8859-1?q?perch=E9_?=\n =?iso-8859-1?b?Y29z7A==?= fine\nDate: Mon, 23 Nov 2026 09:12:33 +0100 (CET)\n\nx",
	"From nobody\nFrom: a@b.example\n continua\n: male\nX-\xe8: male\nNUL: \x00\nFine : s\xec\n\ncorpo \xe8 \xc3\xa8",
	"From: a@b.example\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\"; boundary=s\n\n--s\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nx\n--m\nContent-Type: application/xml; name=daticert.xml\n\n<postacert/>\n--m--\n--s\nContent-Type: application/pkcs7-signature\nContent-Transfer-Encoding: base64\n\nMAA=\n--s--\n",
	"Subject: ACCETTAZIONE: x\nX-Ricevuta: accettazione\nContent-Type: multipart/mixed; boundary=m\n\n--m\nContent-Disposition: inline; filename=\"=?utf-8?q?daticert.xml?=\"\n\n<postacert tipo=\"accettazione\" errore=\"nessuno\"/>\n--m--\n",
}

// pieno is many times the unit, size bytes at most.
func pieno(unit string, size int) string { return strings.Repeat(unit, size/len(unit)) }
