package inspect

import (
	"strings"

	"pecagent/mailparse"
	"pecagent/mailparse/segnatura"
)

// Segnatura is the key "inner.segnatura": what a protocol file of a public body claims (order.md §5.4). The words are those of its
// schemas, the values as written. Nobody vouches for them.
type Segnatura struct {
	Radice        string             `json:"radice,omitempty"`
	Versione      string             `json:"versione,omitempty"`
	Registrata    *Registrazione     `json:"registrata,omitempty"`
	Prima         *Registrazione     `json:"prima_registrazione,omitempty"`
	Oggetto       string             `json:"oggetto,omitempty"`
	Mittente      []string           `json:"mittente,omitempty"`
	Indirizzi     []string           `json:"indirizzi,omitempty"` // of the sender
	Destinatari   []DestinatarioProt `json:"destinatari,omitempty"`
	Documento     *DocumentoProt     `json:"documento,omitempty"`
	Allegati      []DocumentoProt    `json:"allegati,omitempty"`
	Riferimenti   []Registrazione    `json:"riferimenti,omitempty"`
	Ricevuto      *Registrazione     `json:"messaggio_ricevuto,omitempty"`
	Motivo        string             `json:"motivo,omitempty"`
	Provvedimento string             `json:"provvedimento,omitempty"`
	Riservato     bool               `json:"riservato,omitempty"`
	Firma         string             `json:"firma,omitempty"`  // not_checked or absent
	Errore        string             `json:"errore,omitempty"` // why a file of that name is not read
}

// Registrazione is an entry of a protocol register, or a message in words.
type Registrazione struct {
	Amministrazione string `json:"amministrazione,omitempty"`
	AOO             string `json:"aoo,omitempty"`
	Registro        string `json:"registro,omitempty"`
	Numero          string `json:"numero,omitempty"`
	Data            string `json:"data,omitempty"`
	Ora             string `json:"ora,omitempty"`
	Descrizione     string `json:"descrizione,omitempty"`
}

// DestinatarioProt is a party the message is for.
type DestinatarioProt struct {
	Nomi       []string `json:"nomi,omitempty"`
	Indirizzi  []string `json:"indirizzi,omitempty"`
	Conferma   bool     `json:"conferma_ricezione,omitempty"`
	Conoscenza bool     `json:"per_conoscenza,omitempty"`
}

// DocumentoProt is a document of the message.
type DocumentoProt struct {
	Nome      string `json:"nome,omitempty"`
	Tipo      string `json:"tipo,omitempty"`
	Titolo    string `json:"titolo,omitempty"`
	Impronta  string `json:"impronta,omitempty"`
	Algoritmo string `json:"algoritmo,omitempty"`
	Testo     bool   `json:"testo_del_messaggio,omitempty"`
}

// protocollo is the key of an inner message; nil when it has no protocol file.
func protocollo(in *mailparse.Inner) *Segnatura {
	s := in.Segnatura
	switch {
	case in.SegnaturaErr != nil:
		return &Segnatura{Errore: in.SegnaturaErr.Error()}
	case s == nil:
		return nil
	}
	o := &Segnatura{Radice: s.Radice, Versione: s.Versione, Oggetto: s.Oggetto, Mittente: s.Mittente.Nomi, Indirizzi: s.Mittente.Indirizzi,
		Motivo: s.Motivo, Provvedimento: s.Provvedimento, Riservato: s.Riservato, Firma: "absent"}
	o.Registrata, o.Prima = registrata(segnatura.Riferimento{Registrazione: s.Registrata}), registrata(segnatura.Riferimento{Registrazione: s.Prima})
	o.Ricevuto = registrata(s.Ricevuto)
	for _, r := range s.Riferimenti {
		o.Riferimenti = append(o.Riferimenti, *registrata(r))
	}
	for _, d := range s.Destinatari {
		if len(d.Nomi)+len(d.Indirizzi) == 0 { // nobody is named
			continue
		}
		o.Destinatari = append(o.Destinatari, DestinatarioProt{Nomi: d.Nomi, Indirizzi: d.Indirizzi, Conferma: d.Conferma, Conoscenza: d.Conoscenza})
	}
	if !s.Documento.Vuoto() {
		d := DocumentoProt(s.Documento)
		o.Documento = &d
	}
	for _, d := range s.Allegati {
		if !d.Vuoto() {
			o.Allegati = append(o.Allegati, DocumentoProt(d))
		}
	}
	if s.Firmata {
		o.Firma = "not_checked"
	}
	return o
}

func registrata(r segnatura.Riferimento) *Registrazione {
	if r.Vuoto() {
		return nil
	}
	return &Registrazione{Amministrazione: r.Amministrazione, AOO: r.AOO, Registro: r.Registro, Numero: r.Numero, Data: r.Data, Ora: r.Ora, Descrizione: r.Descrizione}
}

// protocolloFoglio tells what a protocol file claims, on the page for people.
func protocolloFoglio(f *foglio, s *Segnatura) {
	if s == nil {
		return
	}
	f.detto("Segnatura di protocollo allegata: la scrive chi spedisce, nessuno la attesta.")
	if s.Errore != "" {
		f.detto("  Non si è potuta leggere: è danneggiata o più d'una.")
		return
	}
	f.citato("  tipo", strings.TrimSpace(s.Radice+" "+s.Versione))
	f.citato("  mittente", strings.Join(s.Mittente, "; "))
	f.citato("  registrata", s.Registrata.parole())
	f.citato("  prima registrazione", s.Prima.parole())
	f.citato("  risponde a", s.Ricevuto.parole())
	f.citato("  oggetto", s.Oggetto)
	f.citato("  motivo", s.Motivo)
	f.citato("  provvedimento", s.Provvedimento)
	if s.Riservato {
		f.campo("  riservatezza", "si dichiara riservata")
	}
	if s.Firma == "not_checked" {
		f.detto("  Porta una firma sua, che inspect non verifica.")
	}
}

// parole is an entry of a register in one line; "" for none.
func (r *Registrazione) parole() string {
	if r == nil {
		return ""
	}
	var out []string
	for _, x := range [][2]string{{"", r.Amministrazione}, {"AOO ", r.AOO}, {"registro ", r.Registro}, {"n. ", r.Numero}, {"del ", r.Data}, {"ore ", r.Ora}, {"", r.Descrizione}} {
		if x[1] != "" {
			out = append(out, x[0]+x[1])
		}
	}
	return strings.Join(out, ", ")
}
