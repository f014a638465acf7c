package fascicolo

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"testing"

	"pecagent/mailparse/pec"
)

// BenchmarkVerifica: a fascicolo of one case, of a hundred and of a thousand letters of a campaign; the floor is one SHA-256 of its bytes.
func BenchmarkVerifica(b *testing.B) {
	for _, n := range []int{1, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := nuova(b)
			for i := 1; i < n; i++ {
				p.altraLettera(i)
			}
			p.head = p.l.Head()
			var all []int64
			for s := int64(1); s <= p.head.Size; s++ {
				all = append(all, s)
			}
			p.registraTutti(all)
			zip, o := p.zip(), p.opzioni()
			b.Run("verifica", func(b *testing.B) {
				b.SetBytes(int64(len(zip)))
				b.ReportAllocs()
				for b.Loop() {
					if v := VerificaZip(zip, o); v.Verdetto != Verificato {
						b.Fatal(detto(v))
					}
				}
			})
			b.Run("sha256", func(b *testing.B) {
				b.SetBytes(int64(len(zip)))
				for b.Loop() {
					sha256.Sum256(zip)
				}
			})
		})
	}
}

// altraLettera adds a letter of its own to the fascicolo, with acceptance and delivery.
func (p *pratica) altraLettera(i int) {
	id, di := fmt.Sprintf("let1.%d@pec.ordine.example", i), fmt.Sprintf("LET-2026-1%05d", i)
	mine := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(msgID), []byte(id)) }
	dati := func(tipo pec.Tipo) *pec.DatiCert {
		d := p.g.dati(tipo, "Conferma")
		d.MsgID = id
		return d
	}
	out := mine([]byte(lettera(msgID, "Conferma", "senza")))
	acc := p.g.ricevuta(p.t, dati(pec.Accettazione), "")
	con := p.g.ricevuta(p.t, dati(pec.AvvenutaConsegna), string(mine([]byte(resa("Conferma", "senza")))))
	p.evento(`"kind":"passo","passo":{"lettera":"%s","sha256":"%s"}`, di, somma(out))
	for _, r := range [][]byte{acc, con} {
		p.evento(`"kind":"ricevuta","ricevuta":{"sha256":"%s","lettera":"%s"}`, somma(r), di)
	}
	dir := "comunicazioni/" + di + "/"
	p.file(dir+nOut, RuoloInviato, di, out)
	p.file(dir+nAcc, RuoloAccettazione, di, acc)
	p.file(dir+nCon, RuoloConsegna, di, con)
}

// TestPiuLettere: each receipt is held against its own letter.
func TestPiuLettere(t *testing.T) {
	p := nuova(t)
	for i := range 3 {
		p.altraLettera(i)
	}
	p.head = p.l.Head()
	p.registraTutti([]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20})
	if v := p.verdetto(); v.Verdetto != Verificato {
		t.Error(detto(v))
	}
	a, b := p.trova("comunicazioni/LET-2026-100000/"+nCon), p.trova("comunicazioni/LET-2026-100001/"+nCon)
	a.Byte, b.Byte = b.Byte, a.Byte
	if v := p.verdetto(); v.Verdetto != NonVerificato {
		t.Error("two deliveries exchanged: verified")
	}
}
