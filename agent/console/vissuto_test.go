package console

import (
	"fmt"
	"net/smtp"
	"time"

	"pecagent/agent/demo"
	"pecagent/rules"
)

// vissuto lets some days of an office pass: requests that are clear and that are not, letters on their way, delivered and not.
func vissuto(b *banco) {
	b.t.Helper()
	b.scrive(limpida())
	b.comando("review", "approve", "SEG-2026-000001")
	b.spedisce()
	b.passa(20 * time.Hour)
	b.scrive(rinuncia())
	b.scrive(dubbia())
	b.scrive(demo.Scritto{From: "m.rossi@pecmail.example", Subject: "Informazioni", Body: "Buongiorno, quale PEC risulta agli atti? Marco Rossi RSSMRC69S21G702W\n"})
	b.passa(30 * time.Minute)
}

// passa lets the clock go on.
func (b *banco) passa(d time.Duration) {
	b.ora = b.ora.Add(d)
	b.commit(rules.Ticked{Now: b.ora})
}

// spedisce has every letter that may leave leave through the provider, and its receipts come.
func (b *banco) spedisce() {
	b.t.Helper()
	b.passa(time.Hour)
	var list []rules.Lettera
	must(b.t, b.env.Store.View(func(a rules.Archivio) error {
		list = rules.Pronte(b.env.Policy, rules.Vista(a), b.ora)
		return nil
	}))
	if len(list) == 0 {
		b.t.Fatal("no letter may leave")
	}
	for i, l := range list {
		id := fmt.Sprintf("%032x@pec.ordine-prova.example", i+int(b.n)*100)
		raw := fmt.Appendf(nil, "From: %s\r\nTo: %s\r\nSubject: %s %s\r\nDate: %s\r\nMessage-ID: <%s>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGentile iscritto.\r\n",
			ordine, l.A, l.Modello, l.Rif, b.ora.Format(time.RFC1123Z), id)
		shas, err := b.env.Store.PutRaw(b.t.Context(), [][]byte{raw})
		must(b.t, err)
		for _, p := range []rules.Passo{{Stato: rules.LInCoda, MsgID: id, SHA256: shas[0], Oggetto: l.Modello + " " + l.Rif}, {Stato: rules.LInInvio, Tentativo: true}, {Stato: rules.LInInvio, Punto: true}, {Stato: rules.LInviata}} {
			p.Lettera, p.Istante = l.ID, b.ora
			b.commit(rules.Sent{Now: b.ora, Passo: p})
		}
		must(b.t, b.g.Clock(b.ora))
		b.posta = nil
		must(b.t, smtp.SendMail(b.g.Stato().Piano, nil, ordine, []string{l.A}, raw))
		for _, r := range b.posta {
			b.arriva(r)
		}
	}
}
