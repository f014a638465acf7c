package rules

import (
	"fmt"
	"time"
)

// SpazioCasella is how full the mailbox is, in bytes and in messages (RFC 9208); a limit of 0 is none.
type SpazioCasella struct {
	Usati       int64 `json:"usati"`
	Totale      int64 `json:"totale"`
	Messaggi    int64 `json:"messaggi,omitempty"`
	MaxMessaggi int64 `json:"max_messaggi,omitempty"`
}

// PerMille is how much of the scarcer limit is used; 0 where there is none.
func (s SpazioCasella) PerMille() int {
	used := int64(0)
	if s.Totale > 0 {
		used = s.Usati * 1000 / s.Totale
	}
	if s.MaxMessaggi > 0 {
		used = max(used, s.Messaggi*1000/s.MaxMessaggi)
	}
	return int(used)
}

// Misurata is an input: how full the mailbox is now.
type Misurata struct {
	Now    time.Time
	Spazio SpazioCasella
}

func (Misurata) input() {}

// sogliePiena are the thresholds of R-308 in thousandths. A threshold that was reached is left only when the use has fallen
// by isteresi below it, so that a use that swings around it is told once.
var sogliePiena = []int{700, 850, 950}

const isteresi = 50

// misurata records the use of the mailbox where it has moved by a hundredth, and calls a person at each threshold.
func (d *decisore) misurata(in Misurata) {
	s, old := in.Spazio, d.s.Stato.Quota
	use, level := s.PerMille(), 0
	d.regola = "R-308"
	if old == nil || old.Totale != s.Totale || old.MaxMessaggi != s.MaxMessaggi || distanti(old.PerMille(), use) >= 10 {
		d.emit(Event{Kind: KOperazione, Operazione: &Operazione{Tipo: "quota", Cosa: s.dice(), Quota: &s}})
	}
	was := d.s.Stato.Problemi[problemaQuota]
	for i, t := range sogliePiena {
		if use >= t || was > i && use >= t-isteresi {
			level = i + 1
		}
	}
	d.problema(problemaQuota, level, "casella: "+s.dice(), Compito{Urgente: level > 1, Perche: "La casella PEC è " + s.dice() +
		": quando è piena, la posta e le ricevute vengono respinte. Spostare altrove i messaggi vecchi (pecagent ne conserva ogni byte) o chiedere più spazio al gestore."})
}

func distanti(a, b int) int { return max(a-b, b-a) }

// dice says how full the mailbox is.
func (s SpazioCasella) dice() string {
	text := fmt.Sprintf("piena al %d%%", s.PerMille()/10)
	if s.Totale > 0 {
		text += fmt.Sprintf(" (%s su %s)", mega(s.Usati), mega(s.Totale))
	}
	if s.MaxMessaggi > 0 {
		text += fmt.Sprintf(" (%d messaggi su %d)", s.Messaggi, s.MaxMessaggi)
	}
	return text
}

// Dice says how full the mailbox is, for a person.
func (s SpazioCasella) Dice() string {
	if s.Totale == 0 && s.MaxMessaggi == 0 {
		return "senza limite"
	}
	return s.dice()
}

func mega(n int64) string { return fmt.Sprintf("%d MB", (n+999_999)/1_000_000) }

// pesoRicevute is what the receipts of one letter with a ricevuta breve take in our box: accettazione and consegna with their
// signatures and daticert.xml, measured at 15 KB each, and room for a notice.
const pesoRicevute = 40_000

// spazioPer tells in Italian what the receipts of n letters will take and whether they fit; "" where the server tells no
// limit. The use may have grown by a hundredth since it was recorded.
func (s *SpazioCasella) spazioPer(n int) (text string, fits bool) {
	if s == nil || s.Totale == 0 {
		return "", true
	}
	need, free := int64(n)*pesoRicevute, max(0, s.Totale-s.Usati-s.Totale/100)
	text = fmt.Sprintf("Le ricevute occuperanno circa %s nella casella, dove sono liberi %s", mega(need), mega(free))
	if need > free {
		return text + ": non entrano. Liberare spazio, poi approvare.", false
	}
	return text + ".", true
}
