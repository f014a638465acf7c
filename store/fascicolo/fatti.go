package fascicolo

import (
	"cmp"
	"slices"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

// fatti gathers what the providers certify in messages of which every check holds.
func (x *verifica) fatti() {
	bad := map[string]bool{}
	for _, c := range x.v.Controlli {
		bad[c.File] = bad[c.File] || !c.OK
	}
	for _, m := range x.p.list {
		if m.err != nil || bad[m.Nome] || m.proof.Level != mailparse.Certified || m.m.DatiCert == nil {
			continue
		}
		dc := m.m.DatiCert
		f := Fatto{Istante: dc.Data, Tipo: dc.Tipo, Da: dc.Mittente, A: dc.Riguardati(), Oggetto: dc.Oggetto, File: m.Nome}
		if len(f.A) == 0 {
			f.A = []string{}
			for _, d := range dc.Destinatari {
				f.A = append(f.A, d.Address)
			}
		}
		x.v.Fatti = append(x.v.Fatti, f)
	}
	slices.SortStableFunc(x.v.Fatti, func(a, b Fatto) int { return cmp.Or(a.Istante.Compare(b.Istante), cmp.Compare(a.File, b.File)) })
}

// dice are the facts in words.
var dice = map[pec.Tipo]string{
	pec.PostaCertificata: "messaggio trasmesso al destinatario", pec.Accettazione: "messaggio accettato dal gestore del mittente",
	pec.AvvenutaConsegna: "messaggio consegnato nella casella", pec.PreavvisoErroreConsegna: "messaggio non ancora consegnato (preavviso)",
	pec.ErroreConsegna: "messaggio NON consegnato", pec.NonAccettazione: "messaggio NON accettato", pec.PresaInCarico: "messaggio preso in carico",
	pec.RilevazioneVirus: "messaggio NON consegnato: virus",
}
