package muta

import "bytes"

// MaxBytes is the size from which no further step is done.
const MaxBytes = 1 << 20

// MaxPassi is the most steps of one plan.
const MaxPassi = 64

// Applica does what the plan says to a copy of raw: four bytes a step, its kind and three parameters.
func Applica(raw, plan []byte) []byte {
	b := bytes.Clone(raw)
	for n := 0; len(plan) >= 4 && n < MaxPassi && len(b) <= MaxBytes; n++ {
		b = passi[int(plan[0])%len(passi)](b, scelta(plan[1:4]))
		plan = plan[4:]
	}
	return b
}

// Passi is how many kinds of steps there are.
func Passi() int { return len(passi) }

// scelta is the three parameters of a step.
type scelta []byte

// of picks one of n, by the first two parameters; n is at least 1.
func (s scelta) of(n int) int { return (int(s[0])<<8 | int(s[1])) % n }

// one picks one of n by the third parameter.
func (s scelta) one(n int) int { return int(s[2]) % n }

// passo is one kind of step: it may change b in place and gives the message after it.
type passo func(b []byte, s scelta) []byte

var passi = [...]passo{
	rovescia, inserisci, tronca, salta, raddoppia, scambia, sposta, piega, spiega, fineRiga, maiuscole,
	campo, doppioCampo, valore, togliCampo, parti, scambiaParti, confine, annida, avvolgi, codifica, chiudi,
}

// rovescia changes one byte.
func rovescia(b []byte, s scelta) []byte {
	if len(b) > 0 {
		b[s.of(len(b))] ^= s[2] | 1
	}
	return b
}

// gettoni are bytes that readers of mail stumble over.
var gettoni = [...]string{
	"\x00", "\r", "\n", "\r\n", "\r\n\r\n", "\t", "\xe8", "\xc3", "\xff", "\u200b", "\u202e", "\uff21", "\u0430", "=", "==", "=?utf-8?q?", "=?iso-8859-1?b?", "?=", "=0D=0A",
	"(", ")", `"`, `\`, "<", ">", ",", ";", ":", "@", "--", "%00", "'", "*0*=", "&#0;", "<!--", "</html>", "<div style=display:none>", "<![CDATA[", "<?xml version=\"1.0\"?>", "<!DOCTYPE x [",
	"RSSMRC69S21G702W", "a@b.example", "Il giorno 1 x ha scritto:\r\n", "> ", "-- \r\n", "\r\n.\r\n", "From ",
}

// inserisci puts a token in at a place.
func inserisci(b []byte, s scelta) []byte {
	at := s.of(len(b) + 1)
	return splice(b, at, at, []byte(gettoni[s.one(len(gettoni))]))
}

// tronca cuts the end off, more rarely the beginning.
func tronca(b []byte, s scelta) []byte {
	at := s.of(len(b) + 1)
	if s[2]%8 == 0 {
		return b[at:]
	}
	return b[:at]
}

// splice is b with the bytes from and before to replaced.
func splice(b []byte, from, to int, by []byte) []byte {
	out := make([]byte, 0, len(b)-(to-from)+len(by))
	out = append(out, b[:from]...)
	out = append(out, by...)
	return append(out, b[to:]...)
}

// righe are the lines of b with their ends.
func righe(b []byte) [][]byte { return bytes.SplitAfter(b, []byte("\n")) }

func unisci(l [][]byte) []byte { return bytes.Join(l, nil) }

// riga picks a line: half of the time one of the first forty, where headers are.
func riga(l [][]byte, s scelta) int {
	if s[2]&1 == 0 {
		return s.of(min(len(l), 40))
	}
	return s.of(len(l))
}

// salta leaves a few lines out.
func salta(b []byte, s scelta) []byte {
	l := righe(b)
	i := riga(l, s)
	n := 1 + s.one(16)/12
	return unisci(append(l[:i:i], l[min(i+n, len(l)):]...))
}

// raddoppia writes some lines twice, or one line many times.
func raddoppia(b []byte, s scelta) []byte {
	l := righe(b)
	i := riga(l, s)
	block := unisci(l[i:min(i+1+s.one(4), len(l))])
	if s[2] >= 0xf0 && len(block) < 200 {
		block = bytes.Repeat(block, 300)
	}
	return unisci(append(append(l[:i:i], block), l[i:]...))
}

// scambia swaps two lines.
func scambia(b []byte, s scelta) []byte {
	l := righe(b)
	i, j := riga(l, s), int(s[2])%len(l)
	l[i], l[j] = l[j], l[i]
	return unisci(l)
}

// sposta copies a block of lines to another place.
func sposta(b []byte, s scelta) []byte {
	l := righe(b)
	from, to := int(s[0])%len(l), int(s[1])%len(l)
	block := bytes.Clone(unisci(l[from:min(from+1+int(s[2]%16), len(l))]))
	return unisci(append(append(l[:to:to], block), l[to:]...))
}

// piega folds a line at a blank or a colon: the one picked or the next that has one.
func piega(b []byte, s scelta) []byte {
	l := righe(b)
	i := riga(l, s)
	at := -1
	for ; i < len(l); i++ {
		if at = bytes.IndexAny(l[i], " :;"); at >= 0 {
			break
		}
	}
	if at < 0 {
		return b
	}
	l[i] = splice(l[i], at+1, at+1, []byte([]string{"\r\n ", "\n\t", "\r\n \r\n ", "\r\n(x)\r\n "}[s.one(4)]))
	return unisci(l)
}

// spiega joins a line with the next one.
func spiega(b []byte, s scelta) []byte {
	l := righe(b)
	i := riga(l, s)
	l[i] = bytes.TrimRight(l[i], "\r\n")
	return unisci(l)
}

// fineRiga changes line ends: all of them, or those of one line.
func fineRiga(b []byte, s scelta) []byte {
	lf := bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))
	switch s.one(5) {
	case 0:
		return lf
	case 1:
		return bytes.ReplaceAll(lf, []byte("\n"), []byte("\r\n"))
	case 2:
		return bytes.ReplaceAll(lf, []byte("\n"), []byte("\r"))
	}
	l := righe(b)
	i := riga(l, s)
	l[i] = append(bytes.TrimRight(l[i], "\r\n"), []string{"\n", "\r\r\n", "\r", "\n\r", " \r\n"}[int(s[0])%5]...)
	return unisci(l)
}

// maiuscole turns the case of the ASCII letters of a line.
func maiuscole(b []byte, s scelta) []byte {
	l := righe(b)
	i := riga(l, s)
	l[i] = bytes.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r ^ 0x20
		}
		return r
	}, l[i])
	return unisci(l)
}
