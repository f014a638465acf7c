package rules

import "time"

// datiDiffida are the facts of the letters of a case.
func datiDiffida(p *Policy, c Diffida, m Iscritto) DatiLettera {
	x := DatiLettera{Nome: m.Nome, Cognome: m.Cognome, Titolo: m.Titolo, CF: m.CF, Giorni: p.DiffidaGiorni, Difetto: c.Motivo, Indirizzo: c.Indirizzo,
		Protocollo: protocollo(c.Protocollo, c.ProtocolloDel), Organo: organoDi(p, m)}
	if m.Difetto != nil && minuscolo(m.Difetto.Indirizzo) == minuscolo(c.Indirizzo) {
		x.DifettoDal = DataRoma(m.Difetto.Dal)
	}
	if r := c.Delibera; r != nil {
		x.Organo, x.Delibera, x.DeliberaDel = r.Organo, r.Numero, r.Giorno
	}
	return x
}

// organoDi is the body that decides for a member's albo, "" where the policy names none or several.
func organoDi(p *Policy, m Iscritto) string {
	if len(m.Albi) == 1 {
		return p.OrganoCompetente[m.Albi[0]]
	}
	return ""
}

// LetteraDiCaso is a letter of a case of diffida as it would be written now: T-24, the friendly notice, and T-10, the text that
// goes on letterhead to be signed. It is none of the store: nothing is sent by looking at it. ok is false for an unknown case,
// and for letters that the case itself makes.
func LetteraDiCaso(p *Policy, f Fatti, caso, modello string, now time.Time) (l Lettera, ok bool) {
	c, ok := f.Diffida(caso)
	m, known := f.Iscritto(c.CF)
	if !ok || !known || modello != "T-10" && modello != "T-24" {
		return l, false
	}
	l = Lettera{Rif: c.ID, Modello: modello, CF: m.CF, Caso: c.ID, Legale: modello == "T-10", Creata: now, Dati: datiDiffida(p, c, m)}
	if modello == "T-24" {
		l.Dati.Giorni = p.PreavvisoGiorni
	}
	return l, true
}
