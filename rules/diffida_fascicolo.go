package rules

import (
	"fmt"
	"slices"
	"strings"
)

// Pezzo is one piece of the dossier of a diffida: what it shows, where it is, or why it is missing.
type Pezzo struct {
	Cosa      string
	Giorno    string // yyyy-mm-dd
	Chi       string // who recorded it, and who confirmed it
	Atto      string // ATT-…
	Lettera   string // LET-…
	Richiesta string // RIC-…
	Documenti []Documento
	Manca     string // why it is not there, "" when it is
}

// ramo is a step of the case as the dossier asks for it.
type ramo struct {
	cosa     string
	tipo     TipoAtto
	quanti   int                  // acts of the kind that there must be
	da       []StatoDiffida       // states in which it must be there; nil: always
	soltanto func(d Diffida) bool // nil: of every case
}

// via is the way in its order; what ended elsewhere is judged by what it has.
var via = []StatoDiffida{DRilevata, DPreavviso, DPredisposta, DNotificata, DInVerifica, DScaduta, DDelibera, DSospeso, DRevocata}

// dopo gives the states of the way from one on.
func dopo(s StatoDiffida) []StatoDiffida { return via[max(slices.Index(via, s), 0):] }

// FascicoloDiffida lists the pieces of a case in the order of order.md §6.5, those that are there and those that its state wants
// and that are missing. It is data: who writes the file reads the documents by their SHA-256.
func FascicoloDiffida(p *Policy, f Fatti, c Diffida) []Pezzo {
	acts := attiDi(f, c)
	ours := func(c Diffida) bool { return !c.Importata }
	steps := []ramo{
		{"rilevazione della mancanza del domicilio digitale", AttoDiffidaRilevata, 1, nil, ours},
		{"preavviso bonario", AttoPreavvisoBonario, 1, dopo(DPreavviso), ours},
		{"delibera sulla diffida", AttoDeliberaDiffida, 1, dopo(DPredisposta), func(c Diffida) bool { return p.DiffidaDelibera && !c.Importata }},
		{"testo della diffida", AttoDiffidaPredisposta, 1, dopo(DPredisposta), ours},
		{"diffida firmata dal Presidente, confermata da due persone", AttoDiffidaFirmata, 1, dopo(DNotificata), ours},
	}
	var out []Pezzo
	for _, s := range steps {
		out = append(out, s.pezzi(c, acts)...)
	}
	if c.Importata {
		out = append(out, Pezzo{Cosa: "diffida e sue premesse", Manca: "risultavano nel registro importato: il fascicolo cartaceo dell'Ordine le contiene"})
	}
	out = append(out, protocolloPezzo(c))
	out = append(out, notifichePezzi("notifica della diffida", c.Notifiche, f, slices.Contains(dopo(DNotificata), c.Stato))...)
	for _, s := range []ramo{
		{"tentativo per telefono", AttoTelefonataDiffida, telefonateScadenza, dopo(DScaduta), nil},
		{"controlli dopo il termine (" + strings.Join(spunteScadenza, ", ") + ")", AttoDiffidaScaduta, 1, dopo(DScaduta), nil},
	} {
		out = append(out, s.pezzi(c, acts)...)
	}
	out = append(out, osservazioniPezzi(f, c)...)
	if c.Sospensione != nil {
		out = append(out, ramo{"delibera di sospensione, confermata da due persone", AttoSospensione, 1, nil, nil}.pezzi(c, acts)...)
		out = append(out, notifichePezzi("notifica della sospensione", c.SospNotif, f, c.Stato == DSospeso && !c.Sospensione.Immediata)...)
	}
	if r, ok := f.Richiesta(c.Richiesta); ok {
		out = append(out, Pezzo{Cosa: "comunicazione del domicilio digitale", Giorno: DataRoma(c.Comunicata), Richiesta: r.ID})
	}
	for _, t := range []TipoAtto{AttoSospensioneRevocata, AttoDiffidaAnnullata} {
		out = append(out, ramo{cosa: "chiusura: " + c.Fine, tipo: t}.pezzi(c, acts)...)
	}
	return out
}

// MancaFascicolo names what the dossier lacks.
func MancaFascicolo(list []Pezzo) []string {
	var out []string
	for _, p := range list {
		if p.Manca != "" {
			out = append(out, p.Cosa+": "+p.Manca)
		}
	}
	return out
}

// attiDi are the executed acts on a case, in their order.
func attiDi(f Fatti, c Diffida) []Atto {
	var out []Atto
	for _, id := range f.Cerca(PerAtto, c.CF) {
		a, ok := f.Atto(id)
		if ok && a.Stato == AttoEseguito && (a.Caso == c.ID || id == c.Atto) {
			out = append(out, a)
		}
	}
	return out
}

func (r ramo) pezzi(c Diffida, acts []Atto) []Pezzo {
	if r.soltanto != nil && !r.soltanto(c) {
		return nil
	}
	var out []Pezzo
	for _, a := range acts {
		if a.Tipo != r.tipo {
			continue
		}
		who := a.Da
		if a.Conferma != "" {
			who += ", " + a.Conferma
		}
		out = append(out, Pezzo{Cosa: r.cosa, Giorno: a.Giorno, Chi: who, Atto: a.ID, Documenti: a.Documenti})
	}
	if n := r.quanti - len(out); n > 0 && (r.da == nil || slices.Contains(r.da, c.Stato)) {
		why := "non risulta nel registro"
		if r.quanti > 1 {
			why = fmt.Sprintf("ne mancano %d su %d", n, r.quanti)
		}
		out = append(out, Pezzo{Cosa: r.cosa, Manca: why})
	}
	return out
}

func protocolloPezzo(c Diffida) Pezzo {
	x := Pezzo{Cosa: "protocollo della diffida " + protocollo(c.Protocollo, c.ProtocolloDel), Giorno: c.ProtocolloDel}
	if c.Protocollo == "" {
		x.Cosa = "protocollo della diffida"
		if slices.Contains(dopo(DNotificata), c.Stato) {
			x.Manca = "il numero non è registrato (R-209)"
		}
	}
	return x
}

// notifichePezzi are the ways by which an act was served, each with its proof.
func notifichePezzi(what string, list []Notifica, f Fatti, needed bool) []Pezzo {
	var out []Pezzo
	proven := false
	for _, n := range list {
		x := Pezzo{Cosa: strings.TrimSpace(what + ", " + n.Canale + " " + n.Numero), Giorno: n.Giorno, Lettera: n.Lettera, Atto: n.Atto}
		if l, ok := f.Lettera(n.Lettera); ok && n.Prova == "" {
			x.Manca = "la lettera è " + string(l.Stato)
		} else if n.Prova == "" {
			x.Manca = "manca l'avviso di ricevimento"
		}
		if n.Prova != "" {
			proven = proven || n.Giorno != ""
			x.Documenti = []Documento{{SHA256: n.Prova, Nome: strings.ToLower(n.Canale + " " + n.Esito)}}
		}
		out = append(out, x)
	}
	if proven { // another way that led nowhere is no gap
		for i := range out {
			out[i].Manca = ""
		}
	} else if len(out) == 0 && needed {
		out = append(out, Pezzo{Cosa: what, Manca: "non risulta spedita"})
	}
	return out
}

func osservazioniPezzi(f Fatti, c Diffida) []Pezzo {
	var out []Pezzo
	for _, id := range c.Osservazioni {
		r, ok := f.Richiesta(id)
		if !ok {
			continue
		}
		x := Pezzo{Cosa: "osservazioni dell'iscritto (" + r.Rif + ")", Giorno: DataRoma(r.Ricevuta), Richiesta: id}
		if r.Stato.Aperta() {
			x.Manca = "non sono ancora state valutate"
		}
		for _, m := range r.Messaggi {
			x.Documenti = append(x.Documenti, Documento{SHA256: m, Nome: "messaggio.eml"})
		}
		out = append(out, x)
	}
	return out
}
