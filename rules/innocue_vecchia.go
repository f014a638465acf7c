package rules

import "slices"

// Beside a request people say what becomes of the box they leave: "la vecchia scade a fine mese e non la rinnovo", "quella dell'Ordine non
// mi serve più". That is harmless of that box alone: a clause that names it, with a predicate of its end and no word that is not known.

// fineVecchia marks the clauses of a sentence that say so. A clause without a subject of its own goes on with the one before.
func (g *giudizio) fineVecchia(ws []parola, ok []bool) {
	about := false
	for a := 0; a < len(ws); {
		b := a + 1
		for b < len(ws) && !ws[b-1].virgola && !slices.Contains([]string{"e", "ed", "ma", "che", "quindi", "perciò", "perché"}, ws[b].s) {
			b++
		}
		own, fresh := g.delVecchio(ws, a, b)
		switch {
		case fresh:
			about = false
		case own:
			about = true
		case classeVerbo(ws[a].s) != nessunVerbo || b > a+1 && classeVerbo(ws[a+1].s) != nessunVerbo:
			about = false
		}
		if own && b == a+1 && a > 0 && ws[a-1].s == "@" && !g.indirizzoVecchio(ws[a-1]) {
			own, about = false, false // "a@b.example (vecchia)"
		}
		if about && cessa(ws[a:b], ok[a:b], own) {
			for k := a; k < b; k++ {
				ok[k] = true
			}
		}
		a = b
	}
}

// delVecchio reports whether the words a..b name the box that is left, and whether they name the new one.
func (g *giudizio) delVecchio(ws []parola, a, b int) (old, fresh bool) {
	for i := a; i < b; i++ {
		s := ws[i].s
		switch {
		case s == "@":
			if g.indirizzoVecchio(ws[i]) {
				old = true
			} else {
				fresh = true
			}
		case s == "nuova" || s == "nuovo" || s == "questa" || s == "questo" && classeCosa(s) != nessunaCosa:
			fresh = true
		case prefisso(s, "vecchi", "precedent") || s == "attuale":
			old = true
		case g.c.Type == "R1" && (eOrdine(s) || s == "vostra" || dataDaVoi(ws, i)):
			old = old || i > a && slices.ContainsFunc(ws[a:i+1], func(w parola) bool { return classeCosa(w.s) == casellaPEC || prefisso(w.s, "quell") || w.s == "vostra" })
		case g.c.Type == "R1" && (s == "personale" || s == "mia" || s == "mio"):
			fresh = true
		case g.c.Type == "R2" && (s == "mia" || s == "personale"), g.c.Type == "R4" && s == "pec" && preceduta(ws, i, "mia"):
			old = true
		}
	}
	return old, fresh
}

// indirizzoVecchio reports whether an address is one that the member leaves: on file, or of the sender, and not the new one.
func (g *giudizio) indirizzoVecchio(w parola) bool {
	for _, k := range g.t.Indirizzi {
		if k.Start != w.start || !k.Valido {
			continue
		}
		m := g.f.M
		mine := k.Valore == g.mittente || m != nil && (m.Domicilio != nil && k.Valore == m.Domicilio.Indirizzo || m.Casella != nil && k.Valore == m.Casella.Indirizzo)
		return mine && (k.Valore != g.c.NewPEC || g.c.Type == "R2")
	}
	return false
}

// cessa reports whether a clause has a predicate of the end and nothing else that is not known. own tells that the box is named in it:
// what "does not serve" without its name may be the change.
func cessa(ws []parola, ok []bool, own bool) bool {
	ends := false
	for i, w := range ws {
		switch {
		case w.s == "non":
			j := i + 1
			for j < len(ws) && tramite[ws[j].s] {
				j++
			}
			if j >= len(ws) || !(fineNegata[ws[j].s] || dopoNon[ws[j].s]) || !own && diTerza[ws[j].s] {
				return false
			}
			ends = true
		case fineDetta[w.s]:
			ends = true
		case fineNegata[w.s]:
			if !slices.ContainsFunc(ws[:i], func(w parola) bool { return w.s == "non" }) {
				return false
			}
		case !ok[i] && !accantoFine[w.s] && !dopoNon[w.s]:
			return false
		}
	}
	return ends
}

// fineDetta are the predicates of an end, fineNegata those that are one after "non"; tramite stand between, accantoFine beside.
var (
	fineDetta = tavolaParole(`muore morirà disdico scade scadrà scadono scadeva scaduta scaduto sparisce sparirà cessa cesserà termina terminerà finisce finirà dismetto dismetterò chiudo chiuderò chiude chiuderà chiusa chiuso dismessa dismesso
		spenta spento eliminata eliminato cancellata cancellato abbandono abbandonata costa costava costano toglierla toglierlo eliminarla eliminarlo cancellarla cancellarlo disattivarla disattivarlo chiuderla chiuderlo dismetterla dismetterlo
		lascerò lascio disattivata disattivato disattivati cessata cessato terminata terminato`)
	fineNegata  = tavolaParole(`rinnovo rinnoverò rinnovarla rinnovarlo rinnovata rinnovato rinnova serve servirà servono interessa userò utilizzerò voglio entro entra entrerò va funzionerà`)
	tramite     = tavolaParole(`mai la lo l li ne mi ci ve me più è sarà verrà viene stata stato ho`)
	accantoFine = tavolaParole(`mai la lo l li ne mi ci ve me la più verrà viene sarà è stata stato ormai oramai tanto comunque però ma e che a fine mese anno breve tra fra entro il giorni settimane uno due tre scadere lasciata lasciato troppo molto
		ancora potete può euro all l prossimo prossima mesi settimana scorso scorsa da cui dalla quale scrivo perché quindi gratis davvero posso definitivamente subito completamente`)
)
