package rules

import (
	"slices"
	"strings"

	"pecagent/mailparse/cf"
)

// Who the writer says he is, held against the register (R-045, R-046, R-113, R-116, order.md §4).

// soloPersone leaves the codes out that are nobody's: the Order's own, and numbers of eleven digits that no member has,
// where another code stands beside them or the sender is known. They are a partita IVA or the code of a body
// (order.md §4.5); alone, from an unknown box, such a number may be a person's temporary code (U01).
func (g *giudizio) soloPersone(known bool) {
	members := 0
	list := slices.DeleteFunc(slices.Clone(g.c.CF), func(s string) bool { return s == g.p.Ordine.CF })
	for _, s := range list {
		if _, ok := g.s.Iscritto(s); ok || len(s) == cf.Lunghezza {
			members++
		}
	}
	g.c.CF = slices.DeleteFunc(list, func(s string) bool {
		_, ok := g.s.Iscritto(s)
		return cf.Numerico(s) && !ok && (known || members > 0)
	})
}

// altrui are the codes that are not the member's. Codes are compared as they are: never without omocodia.
func (g *giudizio) altrui(cf string, codes []string) []string {
	return slices.DeleteFunc(slices.Clone(codes), func(s string) bool { return s == cf })
}

const altroveAltrui = "nell'oggetto o nella firma compare il codice fiscale di un altro iscritto"

// altroAltrove reports whether subject or signature hold another member's code.
func (g *giudizio) altroAltrove(code string) bool {
	return slices.ContainsFunc(g.altrui(code, g.c.CFAltrove), func(s string) bool {
		_, ok := g.s.Iscritto(s)
		return ok
	})
}

// candidatoAltrui reports whether the sender's box is on its way to become another member's domicile.
func (g *giudizio) candidatoAltrui(code string) bool {
	return slices.ContainsFunc(g.altrui(code, g.s.Cerca(PerCandidato, g.mittente)), func(id string) bool {
		return !g.rifiutato(PerCandidato, id, g.mittente)
	})
}

// piuCF explains a message about several people (U35).
func (g *giudizio) piuCF() (string, string) {
	return "il testo riporta più codici fiscali: ciascun iscritto deve chiedere dalla propria casella", "PIU_CF"
}

// cfAltrui explains a code that contradicts the sender's: another member's, or nobody's (U03).
func (g *giudizio) cfAltrui(m Iscritto, code string) (string, string) {
	o, ok := g.s.Iscritto(code)
	if !ok {
		return "il codice fiscale indicato non coincide con quello del titolare della casella mittente", "CF_SCONOSCIUTO"
	}
	if ChiaveNome(o.Cognome, o.Nome) == ChiaveNome(m.Cognome, m.Nome) || cf.Base(o.CF) == cf.Base(m.CF) {
		g.omonimia = true
	}
	return "il codice fiscale indicato è di un altro iscritto e non del titolare della casella mittente", "CF_DI_ALTRO_ISCRITTO"
}

// controllaPersona looks at the member's own state, his name and his number. A name that agrees in part is no
// refusal (marriage, second names: R-045): a person looks, and may approve. Another name is R-113. A wrong number is a
// slip where the box is proven, and a contradiction where it is not.
func (g *giudizio) controllaPersona(f fondamento) fondamento {
	m := f.M
	wrong := g.c.Numero != "" && m.Numero != "" && !stessoNumero(m.Numero, g.c.Numero)
	switch n := g.nome(*m); {
	case m.Blocco:
		f.Flags, f.No = append(f.Flags, "BLOCCO_VARIAZIONI"), "le variazioni automatiche di questo iscritto sono sospese"
	case n == nomeDiverso:
		f.Ground, f.No, f.Basis = "R-113", "il nome indicato non corrisponde a quello dell'iscritto", []string{"R-113", "R-045"}
	case wrong && f.Ground != "R-101":
		f.Ground, f.No, f.Basis = "R-113", "il numero di iscrizione indicato non è quello dell'iscritto", []string{"R-113", "R-116"}
	case cf.Numerico(m.CF):
		f.Tardi, f.Basis = "il codice fiscale dell'iscritto è numerico (provvisorio) e va ricontrollato (R-046)", append(f.Basis, "R-046", "U38")
	case wrong:
		f.Tardi = "il numero di iscrizione indicato non è quello dell'iscritto"
	case n == nomeParziale:
		f.Tardi, f.Basis = "il nome indicato corrisponde solo in parte a quello dell'iscritto", append(f.Basis, "R-045")
	}
	return f
}

// stessoNumero reports whether a number stands in what the register holds, which may name several albi ("MI 1203 / 77").
func stessoNumero(register, written string) bool {
	runs := strings.FieldsFunc(register, func(r rune) bool { return r < '0' || r > '9' })
	return slices.ContainsFunc(runs, func(s string) bool { return strings.TrimLeft(s, "0") == strings.TrimLeft(written, "0") })
}

// omonimo reports whether another member can be taken for this one: the same name, with umlauts plain or written out,
// or a code that is an omocode of his (U37, order.md §4.3). It warns, and decides no identity.
func (g *giudizio) omonimo(m Iscritto) bool { return omonimi(g.s, m) }

func omonimi(s Snapshot, m Iscritto) bool {
	for _, k := range []string{ChiaveNome(m.Cognome, m.Nome), PiegaEstesa(m.Cognome) + "|" + PiegaEstesa(m.Nome)} {
		if slices.ContainsFunc(s.Cerca(PerNome, k), func(id string) bool { return id != m.CF }) {
			return true
		}
	}
	return slices.ContainsFunc(cf.Omocodi(m.CF), func(code string) bool {
		_, ok := s.Iscritto(code)
		return ok
	})
}

// colonneINAD are the columns of the register that may hold the address a member has in INAD: the agent keeps them
// without knowing INAD itself.
var colonneINAD = insiemeDi("INAD DOMICILIOINAD INADDOMICILIO PECINAD INADPEC INDIRIZZOINAD")

// inINAD reports whether the register holds the sender's box as the member's address in INAD.
func (g *giudizio) inINAD(m Iscritto) bool {
	return slices.ContainsFunc(m.Altri, func(c Colonna) bool {
		return colonneINAD[Piega(c.Nome)] && minuscolo(c.Valore) == g.mittente && g.mittente != ""
	})
}
