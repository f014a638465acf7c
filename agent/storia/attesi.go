package storia

import "fmt"

// atteso is how a member must stand at the end of the story; written by hand from the story, not computed.
type atteso struct {
	cf, nome, domicilio, conformita string
	revoca                          bool // the Order's box is to be revoked
}

func attesi() []atteso {
	return []atteso{
		{"BNCGLI78C48G478A", "Bianchi Giulia", bianchi2, "CONFORME", true},
		{"RSSMRC69S21G702W", "Rossi Marco", rossi, "CONFORME", false}, // personal PEC stays until the Order box is active
		{"DLCNMR82H70E625V", "De Luca Anna Maria", "annamaria.deluca@iscritti.pec-ordine.example", "DIFETTOSO", false},
		{"FOXGUO55A05E202E", "Fo Ugo", fo, "CONFORME", false},
		{"DNGNCL90M14A182W", "D'Angelo Niccolò", dangelo2, "CONFORME", false}, // the old box lives until the new one answers
		{"FRRLSN74E42D969I", "Ferrari Alessandra", "", "SOSPESO", false},
		{"CNTLCU88R19A944D", "Conti Luca", conti2, "CONFORME", false},
		{"PPSLNE85D67Z129L", "Popescu Elena", popescu, "CONFORME", false}, // the new address does not exist
		{"VRDGPP61B11H501R", "Verdi Giuseppe", "", "NON_SOGGETTO", false},
		{"MRTSRA93P49F205U", "Moretti Sara", moretti, "CONFORME", false}, // tampered and contradicting messages changed nothing
		{"RSSMRC69S21G70NL", "Rossi Marco (omonimo)", omonimo, "CONFORME", false},
		{"GLLFNC80L63L219B", "Galli Francesca", galli, "CONFORME", false},
		{"REXLAX70T01F839V", "Re Al", "", "NON_SOGGETTO", false},
		{"SPSCRI58C17F839T", "Esposito Ciro", "", "IN_VERIFICA", false}, // our letter was not accepted: his address is not registered
		{"NTTPLA72A55A662G", "Nitti Paola", nitti, "CONFORME", false},
	}
}

// attesi names every member who does not stand as expected.
func (v visto) attesi() (bad []string) {
	for _, a := range attesi() {
		s, ok := v.schede[a.cf]
		switch {
		case !ok:
			bad = append(bad, a.nome+": manca nel registro")
		case s.Domicilio != a.domicilio || s.Conformita != a.conformita || (s.RevocaDal != "") != a.revoca:
			bad = append(bad, fmt.Sprintf("%s: domicilio %s, conformità %s, revoca %q; attesi %s, %s, %v", a.nome, orDash(s.Domicilio), s.Conformita,
				s.RevocaDal, orDash(a.domicilio), a.conformita, a.revoca))
		}
	}
	if len(v.schede) != len(attesi()) {
		bad = append(bad, fmt.Sprintf("%d iscritti invece di %d", len(v.schede), len(attesi())))
	}
	return bad
}
