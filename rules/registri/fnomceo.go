package registri

import (
	"slices"

	"pecagent/mailparse/cf"
	"pecagent/rules"
)

// intestazioneFNOMCEO are the columns of the flow to the federation. Its real record layout was not found (order.md §3.2): a
// federation that wants another one has to be asked for it.
var intestazioneFNOMCEO = []string{"cf", "cognome", "nome", "albo", "numero_iscrizione", "data_iscrizione", "stato", "pec", "data_pec"}

// FNOMCEO makes FNOMCEO_ANAGRAFICA: every member of the register, whatever his state, one row for each albo. It is always the
// whole list, and tells what changed since the last one taken.
func FNOMCEO(c Chiesta) Prodotto {
	t := nuovoTesto(c.Feed)
	p := Prodotto{}
	if c.Feed.Testata {
		t.riga(&p, "", intestazioneFNOMCEO...)
	}
	owners := map[string]string{}
	for _, m := range ordinati(c.Iscritti) {
		if !cf.Valido(m.CF) {
			p.rifiuta("il codice fiscale %s di %s %s non è valido", m.CF, m.Cognome, m.Nome)
		}
		addr, since := "", ""
		if m.Domicilio != nil && registrabile(m) && !maiUsata(m) && !cessata(m) {
			p.unico(owners, m)
			addr, since = m.Domicilio.Indirizzo, rules.DataRoma(m.Domicilio.Dal)
		}
		albi := m.Albi
		if len(albi) == 0 {
			albi = []string{""}
		}
		for _, albo := range albi {
			t.riga(&p, m.CF, m.CF, m.Cognome, m.Nome, albo, m.Numero, t.data(&p, m, iscrizione(m), true), string(m.Stato), addr, t.data(&p, m, since, true))
			p.Righe++
		}
		now := Posizione{CF: m.CF, Indirizzo: addr, Cognome: m.Cognome, Nome: m.Nome, Numero: m.Numero,
			Impronta: impronta(slices.Concat(albi, []string{m.Cognome, m.Nome, m.Numero, iscrizione(m), string(m.Stato), addr, since})...)}
		old, was := c.Prima.trova(m.CF)
		op, _ := chiede(old, was, now, true)
		p.conta(op, m.CF)
		p.Dopo = append(p.Dopo, now)
	}
	p.spariti(c, func(Posizione) {})
	p.troppe(c)
	p.nessuno(c)
	p.Entrano, p.Escono = nil, nil // INI-PEC is fed by the federation, and says nothing of it
	return p.chiudi(nomeFile(c.Feed.NomeFile, "fnomceo-anagrafica-"+c.Oggi+".csv"), t.bytes(&p))
}
