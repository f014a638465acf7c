package mailparse

// Testo makes the text of the message ready for understanding (order.md §7): normalised, quotations and signature set
// apart, codes and addresses found in each piece.
func (in *Inner) Testo() Testo {
	nuovo, citato, firma := divide(normal(in.Text))
	n, c, f := nuovo.join(), citato.join(), firma.join()
	o := normal(oneLine(in.Subject)).join()
	t := Testo{Nuovo: n.String(), Piegato: lower(n), Citato: c.String(), Firma: f.String(), Oggetto: o.String()}
	for _, p := range []struct {
		l line
		d Dove
	}{{n, InNuovo}, {f, InFirma}, {c, InCitato}, {o, InOggetto}} {
		a := findAddresses(p.l, p.d)
		t.CF = append(t.CF, findCF(p.l, p.d, a)...)
		t.Indirizzi = append(t.Indirizzi, a...)
	}
	return t
}
