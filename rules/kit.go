package rules

import (
	"fmt"
	"slices"
	"time"
)

// StatoKit is a step of a digital-signature kit, followed by hand (order.md §6.8).
type StatoKit string

const (
	KitRichiesto   StatoKit = "RICHIESTO"
	KitRegistrato  StatoKit = "REGISTRATO"
	KitOrdinato    StatoKit = "ORDINATO"
	KitPagato      StatoKit = "PAGATO"
	KitInEmissione StatoKit = "IN_EMISSIONE"
	KitPronto      StatoKit = "PRONTO"
	KitRitirabile  StatoKit = "RITIRABILE"
	KitRitirato    StatoKit = "RITIRATO"
	KitAnnullato   StatoKit = "ANNULLATO"
)

// Aperto reports whether the kit is still on its way.
func (s StatoKit) Aperto() bool { return s != KitRitirato && s != KitAnnullato && s != "" }

// Kit is one kit of a member. Nothing of it touches his domicile; it is followed so that nobody waits in vain.
type Kit struct {
	ID        string     `json:"id"` // KIT-2026-000123
	CF        string     `json:"cf"`
	Stato     StatoKit   `json:"stato"`
	Richiesta string     `json:"richiesta,omitempty"` // the R9 that asked for it
	Pagamento string     `json:"pagamento,omitempty"` // CARTA, BONIFICO, BOLLETTINO
	CRO       string     `json:"cro,omitempty"`
	Avvisato  bool       `json:"avvisato,omitempty"` // a person was told that nobody collects it
	Passi     []PassoKit `json:"passi"`
}

// PassoKit is when a kit came to a state, by which act.
type PassoKit struct {
	Stato  StatoKit `json:"stato"`
	Giorno string   `json:"giorno"` // yyyy-mm-dd
	Atto   string   `json:"atto,omitempty"`
}

// What a person ticks when the member collects the kit (order.md §1 row 79).
const (
	SpuntaDeVisu    = "de_visu"            // recognised in person
	SpuntaDocumento = "documento_identita" // copy of the identity document kept
	SpuntaContabile = "contabile"          // proof of a payment that was not by card
)

// passaggioKit is an act that moves a kit.
type passaggioKit struct {
	tipo          TipoAtto
	comando, dice string
	da            []StatoKit
	a             StatoKit
	vuole         []string
}

// passiKit are the acts on a kit: from which states, to which.
var passiKit = []passaggioKit{
	{"KIT_REGISTRATO", "kit-registered", "l'iscritto si è registrato sul portale del gestore", []StatoKit{KitRichiesto}, KitRegistrato, nil},
	{"KIT_ORDINATO", "kit-ordered", "il kit è ordinato; canale CARTA, BONIFICO o BOLLETTINO (con la carta è anche pagato)", []StatoKit{KitRichiesto, KitRegistrato}, KitOrdinato, []string{"canale"}},
	{"KIT_PAGATO", "kit-paid", "il pagamento è arrivato; numero è il CRO o gli estremi", []StatoKit{KitOrdinato}, KitPagato, []string{"numero"}},
	{"KIT_IN_EMISSIONE", "kit-issuing", "il gestore emette il kit", []StatoKit{KitPagato}, KitInEmissione, nil},
	{"KIT_PRONTO", "kit-ready", "il gestore avvisa che il kit è pronto: si ritira dal giorno dopo", []StatoKit{KitPagato, KitInEmissione}, KitPronto, nil},
	{"KIT_RITIRATO", "kit-collected", "l'iscritto ha ritirato il kit: riconoscimento di persona e copia del documento", []StatoKit{KitRitirabile}, KitRitirato, []string{"spunte"}},
	{"KIT_ANNULLATO", "kit-cancelled", "la richiesta del kit è annullata", []StatoKit{KitRichiesto, KitRegistrato, KitOrdinato, KitPagato, KitInEmissione, KitPronto, KitRitirabile}, KitAnnullato, []string{"motivo"}},
}

func attiKit() []regolaAtto {
	rows := []regolaAtto{{tipo: "KIT_RICHIESTO", comando: "kit-requested", dice: "l'iscritto ha chiesto il kit di firma digitale",
		vuole: []string{"cf", "giorno"}, puo: []string{"canale"}, ruoli: []string{Segreteria}, fa: (*decisore).kitRichiesto}}
	for _, p := range passiKit {
		rows = append(rows, regolaAtto{tipo: p.tipo, comando: p.comando, dice: p.dice, vuole: append([]string{"caso", "giorno"}, p.vuole...), puo: []string{"cf"},
			ruoli: []string{Segreteria}, documento: p.a == KitRitirato, fa: (*decisore).kitPasso})
	}
	return rows
}

func (d *decisore) kitRichiesto(a Atto) {
	m, ok := d.s.Iscritto(a.CF)
	switch {
	case !ok || m.Stato != Iscr:
		d.rifiuta("il kit è per gli iscritti: %s non lo è", a.CF)
	case d.kitVivo(a.CF) != "":
		d.rifiuta("%s ha già il kit %s in corso", a.CF, d.kitVivo(a.CF))
	default:
		d.apreKit(a.CF, "", a.Giorno, a.ID)
	}
}

// apreKit begins to follow a kit, once while another is on its way.
func (d *decisore) apreKit(cf, richiesta, giorno, atto string) {
	if d.kitVivo(cf) != "" {
		return
	}
	d.scriviKit(Kit{ID: d.numero("KIT"), CF: cf, Stato: KitRichiesto, Richiesta: richiesta, Passi: []PassoKit{{KitRichiesto, giorno, atto}}})
}

func (d *decisore) kitVivo(cf string) string {
	for _, id := range d.s.Cerca(PerKit, cf) {
		if k, ok := d.s.Kit(id); ok && k.Stato.Aperto() {
			return id
		}
	}
	return ""
}

// kitPasso moves a kit by an act.
func (d *decisore) kitPasso(a Atto) {
	k, ok := d.s.Kit(a.Caso)
	i := slices.IndexFunc(passiKit, func(p passaggioKit) bool { return p.tipo == a.Tipo })
	if !ok || i < 0 || a.CF != "" && a.CF != k.CF {
		d.rifiuta("il kit %q non esiste", a.Caso)
		return
	}
	p := passiKit[i]
	k = d.kitAlGiorno(k)
	if !slices.Contains(p.da, k.Stato) {
		d.rifiuta("il kit %s è %s: non può diventare %s", k.ID, k.Stato, p.a)
		return
	}
	if last := k.Passi[len(k.Passi)-1].Giorno; a.Giorno < last {
		d.rifiuta("il kit %s è %s dal %s: un atto del %s viene prima", k.ID, k.Stato, giornoItaliano(last), giornoItaliano(a.Giorno))
		return
	}
	if why := k.impedisce(a, p.a); why != "" {
		d.rifiuta("il kit %s: %s", k.ID, why)
		return
	}
	k = k.dopo(p.a, a.Giorno, a.ID)
	switch p.a {
	case KitOrdinato:
		if k.Pagamento = a.Canale; k.Pagamento == "CARTA" {
			k = k.dopo(KitPagato, a.Giorno, a.ID)
		}
	case KitPagato:
		k.CRO = a.Numero
	}
	d.scriviKit(k)
}

// impedisce says why an act may not move the kit, "" when it may.
func (k Kit) impedisce(a Atto, to StatoKit) string {
	switch to {
	case KitOrdinato:
		if !slices.Contains([]string{"CARTA", "BONIFICO", "BOLLETTINO"}, a.Canale) {
			return fmt.Sprintf("il canale del pagamento è CARTA, BONIFICO o BOLLETTINO, non %q", a.Canale)
		}
	case KitRitirato:
		need := []string{SpuntaDeVisu, SpuntaDocumento}
		if k.Pagamento != "CARTA" {
			need = append(need, SpuntaContabile)
		}
		for _, s := range need {
			if !slices.Contains(a.Spunte, s) {
				return "si consegna solo dopo aver controllato " + s
			}
		}
	}
	return ""
}

func (k Kit) dopo(s StatoKit, giorno, atto string) Kit {
	k.Stato, k.Passi = s, append(slices.Clone(k.Passi), PassoKit{s, giorno, atto})
	return k
}

// kitAlGiorno is the kit with what the calendar brings: one that is PRONTO can be collected from the day after (row 78).
func (d *decisore) kitAlGiorno(k Kit) Kit {
	if k.Stato != KitPronto {
		return k
	}
	ready, err := time.Parse(Giorno, k.Passi[len(k.Passi)-1].Giorno)
	if next := ready.AddDate(0, 0, 1).Format(Giorno); err == nil && DataRoma(d.now) >= next {
		return k.dopo(KitRitirabile, next, "")
	}
	return k
}

// giorniRitiro is how long a kit that can be collected waits before a person is told.
const giorniRitiro = 30

// orologioKit makes a kit collectable on its day and calls a person about one that nobody collects.
func (d *decisore) orologioKit() {
	for _, id := range d.s.Cerca(KitVivi, "") {
		k, ok := d.s.Kit(id)
		if !ok {
			continue
		}
		if now := d.kitAlGiorno(k); now.Stato != k.Stato {
			d.spiegaCon("order.md §6.8", "Il kit si ritira dal giorno dopo l'avviso del gestore.")
			d.scriviKit(now)
			k = now
		}
		since, err := time.Parse(Giorno, k.Passi[len(k.Passi)-1].Giorno)
		if err != nil || k.Stato != KitRitirabile || DataRoma(d.now) < since.AddDate(0, 0, giorniRitiro).Format(Giorno) || k.Avvisato {
			continue
		}
		d.spiegaCon("order.md §6.8", "Il kit è pronto e nessuno lo ritira.")
		k.Avvisato = true
		d.scriviKit(k)
		d.compito(Compito{Tipo: SegTelefonata, CF: k.CF, Caso: k.ID, Perche: "Il kit di firma " + k.ID + " è pronto da trenta giorni e non è stato ritirato: avvisare l'iscritto."})
	}
}
