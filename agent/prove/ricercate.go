package prove

import "pecagent/rules"

// ricercate are the strings by which an event may concern a fascicolo: ids, codes, digests, and the kinds that concern every one.
type ricercate map[string]bool

// ricercate of a reading: an event that has none of them as a whole JSON string is not looked at.
func (g *giro) ricercate() ricercate {
	p := ricercate{string(rules.KAvvio): true, string(rules.KConfig): true, string(rules.KImport): true, string(rules.KFlusso): true,
		string(rules.KCancellazione): true}
	for id := range g.lettere {
		p[id] = true
	}
	for id := range g.richieste {
		p[id] = true
	}
	for _, set := range []map[string]bool{g.casi, g.atti, g.codici, g.cause, g.s.messaggi} {
		for id := range set {
			p[id] = true
		}
	}
	if g.s.campagna != nil {
		p[g.s.campagna.ID] = true
	}
	delete(p, "")
	return p
}

// nominate reports whether the bytes of an event have one of the words as a JSON string. Escapes are passed over, not read: no word
// needs one.
func (p ricercate) nominate(raw []byte) bool {
	for i := 0; i < len(raw); i++ {
		if raw[i] != '"' {
			continue
		}
		start := i + 1
		for i = start; i < len(raw) && raw[i] != '"'; i++ {
			if raw[i] == '\\' {
				i++
			}
		}
		if p[string(raw[start:min(i, len(raw))])] {
			return true
		}
	}
	return false
}
