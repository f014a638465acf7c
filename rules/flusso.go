package rules

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// StatoFlusso is a step of one run of a register feed (order.md §6.7).
type StatoFlusso string

const (
	FDaGenerare StatoFlusso = "DA_GENERARE"
	FGenerato   StatoFlusso = "GENERATO"
	FDaFirmare  StatoFlusso = "DA_FIRMARE"
	FFirmato    StatoFlusso = "FIRMATO"
	FInviato    StatoFlusso = "INVIATO"
	FConsegnato StatoFlusso = "CONSEGNATO"
	FOK         StatoFlusso = "ESITO_OK"
	FParziale   StatoFlusso = "ESITO_PARZIALE"
	FKO         StatoFlusso = "ESITO_KO"
	FSenzaEsito StatoFlusso = "SENZA_ESITO"
	FNessuna    StatoFlusso = "NESSUNA_VARIAZIONE"
	FChiuso     StatoFlusso = "CHIUSO"
)

// Aperto reports whether something is still to come.
func (s StatoFlusso) Aperto() bool { return s != FChiuso && s != FNessuna && s != "" }

// partito reports whether the file has left the Order: from here on the other side may have it.
func (s StatoFlusso) partito() bool {
	switch s {
	case FInviato, FConsegnato, FOK, FParziale, FKO, FSenzaEsito:
		return true
	}
	return false
}

// Names of feeds that are more than a name (order.md §3). FlussoRiservato is no feed: each of its runs answers a request.
const (
	FlussoINIPEC    = "inipec"
	FlussoFNOMCEO   = "fnomceo"
	FlussoReGIndE   = "reginde"
	FlussoRiservato = "elenco_riservato"
)

// Modes of a feed (Feed.Modo).
const (
	FlussoSpento     = "off"
	FlussoFederPEC   = "FEDERATION_PEC" // the whole list, daily, by PEC to the federation
	FlussoInfocamere = "INFOCAMERE_PEC" // what changed, by PEC
	FlussoPEC        = "PEC"            // what changed, by PEC, to whoever answers
	FlussoPortale    = "PORTAL_FILE"    // a file that a person loads on the portal
)

// Flusso is one run of a feed to a register (INI-PEC, ReGIndE, the federation), or of the reserved list for one request. The
// file itself, and what the register holds once it has taken it, are stored by SHA-256 beside the messages: the event has no
// rows. A feed has one open run at a time, so that no two files say different things of one member.
type Flusso struct {
	ID     string      `json:"id"`   // FLU-2026-000123
	Nome   string      `json:"nome"` // inipec, reginde, fnomceo, elenco_riservato
	Stato  StatoFlusso `json:"stato"`
	Giorno string      `json:"giorno,omitempty"` // yyyy-mm-dd it was opened
	Scade  string      `json:"scade,omitempty"`  // yyyy-mm-dd it has to be done by

	Completo   bool     `json:"completo,omitempty"`    // every row, not only what changed
	InteroAlbo bool     `json:"intero_albo,omitempty"` // ReGIndE: erase all, then insert; only by a person
	Forza      bool     `json:"forza,omitempty"`       // a person has looked at the deletions
	Da         string   `json:"da,omitempty"`          // who asked for it, of a run by hand
	Richiesta  string   `json:"richiesta,omitempty"`   // RIC-…: the request of a public administration
	Solo       []string `json:"solo,omitempty"`        // codici fiscali that the request names

	File       Documento `json:"file,omitzero"`
	Situazione string    `json:"situazione,omitempty"` // SHA-256: what the register holds if it takes all of it
	Prima      string    `json:"prima,omitempty"`      // SHA-256: what it held before
	Righe      int       `json:"righe,omitempty"`
	Nuovi      int       `json:"nuovi,omitempty"`
	Cambi      int       `json:"cambi,omitempty"`
	Via        int       `json:"via,omitempty"`
	Entrano    []string  `json:"entrano,omitempty"` // codici fiscali whose in_inipec becomes true when it is taken; dropped then
	Escono     []string  `json:"escono,omitempty"`
	Soggetti   []string  `json:"soggetti,omitempty"` // ReGIndE: codici fiscali that the file names; dropped when it is answered
	Esclusi    []string  `json:"esclusi,omitempty"`  // members without a row for a reason that a person can mend
	Rifiuto    string    `json:"rifiuto,omitempty"`  // why no file was made

	Firmato   Documento         `json:"firmato,omitzero"` // the .p7m
	Lettera   string            `json:"lettera,omitempty"`
	Accettato bool              `json:"accettato,omitempty"` // the register holds Situazione, less Respinti
	Esito     string            `json:"esito,omitempty"`     // code of the whole file, or a person's words
	Respinti  map[string]string `json:"respinti,omitempty"`  // codice fiscale → code (order.md §3.3)
	Nota      string            `json:"nota,omitempty"`      // why it was closed without being taken
	Consegna  time.Time         `json:"consegna,omitzero"`   // certified instant
	Chiuso    time.Time         `json:"chiuso,omitzero"`
	Avvisato  int               `json:"avvisato,omitempty"` // working days of delay already called for
	// Confermata is the day on which a person confirmed on the portal that nothing had changed (order.md §3.1 FAQ 5).
	Confermata string `json:"confermata,omitempty"`
}

// Generato is what the program that writes files made of a run that was DA_GENERARE: the file is stored, or Rifiuto says why there
// is none.
type Generato struct {
	Now        time.Time
	Attore     Attore
	Flusso     string
	File       Documento
	Situazione string
	Prima      string
	Righe      int
	Nuovi      int
	Cambi      int
	Via        int
	Entrano    []string
	Escono     []string
	Soggetti   []string
	Esclusi    []string
	Rifiuto    string
}

func (Generato) input() {}

// maxEsclusi bounds the reasons that an event keeps.
const maxEsclusi = 50

// generato takes the file of a run and draws what follows: nothing to send, a signature, a letter, a task.
func (d *decisore) generato(in Generato) {
	f, ok := d.s.Flusso(in.Flusso)
	if !ok || f.Stato != FDaGenerare {
		d.rifiuta("il flusso %q non attende un file", in.Flusso)
		return
	}
	d.attore, d.regola, d.chiave = in.Attore, "order.md §6.7", "flusso "+f.ID
	f.Esclusi = in.Esclusi[:min(len(in.Esclusi), maxEsclusi)]
	if in.Rifiuto != "" {
		f.Rifiuto = in.Rifiuto
		d.scriviFlusso(f)
		again := "report feed " + f.Nome
		if f.Richiesta != "" {
			again = "act pa-list --case " + f.Richiesta
		}
		d.compito(Compito{Tipo: SegAllarme, Urgente: true, Caso: f.ID, Richiesta: f.Richiesta,
			Perche: "Il file del flusso " + f.Nome + " (" + f.ID + ") non è stato scritto: " + in.Rifiuto + ". Corretti i dati, si rifà con pecagent " + again + "."})
		return
	}
	f.Rifiuto, f.File, f.Situazione, f.Prima = "", in.File, in.Situazione, in.Prima
	f.Righe, f.Nuovi, f.Cambi, f.Via, f.Entrano, f.Escono = in.Righe, in.Nuovi, in.Cambi, in.Via, in.Entrano, in.Escono
	f.Soggetti = in.Soggetti
	switch {
	case f.Richiesta != "":
		d.elencoPronto(f)
	case f.Nuovi+f.Cambi+f.Via == 0 && !f.Completo:
		d.nessunaVariazione(f)
	case d.gemello(f):
		d.fine(f, "lo stesso file è già partito oggi")
	default:
		d.pronto(f)
	}
}

// gemello reports whether the same bytes left already on the same day (order.md §3.1: idempotent by date and SHA-256).
func (d *decisore) gemello(f Flusso) bool {
	return slices.ContainsFunc(d.flussiDi(f.Nome), func(o Flusso) bool {
		return o.ID != f.ID && o.Giorno == f.Giorno && o.File.SHA256 == f.File.SHA256 && (o.Stato.partito() || o.Accettato)
	})
}

// nessunaVariazione records a run without changes. INI-PEC wants to be told so on its portal; elsewhere there is nobody to tell.
func (d *decisore) nessunaVariazione(f Flusso) {
	f.Stato, f.Chiuso, f.File, f.Entrano, f.Escono, f.Soggetti = FNessuna, d.now, Documento{}, nil, nil, nil
	if f.Nome != FlussoINIPEC {
		f.Confermata = DataRoma(d.now)
	}
	d.scriviFlusso(f)
	if f.Nome != FlussoINIPEC {
		d.chiudiAllarmi(f, "nessuna variazione")
		return
	}
	for _, o := range d.flussiDi(f.Nome) { // one confirmation is enough, of the latest
		if o.ID != f.ID && o.Stato == FNessuna && o.Confermata == "" {
			d.chiudiCompitiDi(o.ID, "superata dal flusso "+f.ID, SegFlusso, SegLettera)
		} else if o.ID != f.ID {
			break
		}
	}
	d.compito(Compito{Tipo: SegFlusso, Caso: f.ID, Perche: "INI-PEC: nessuna variazione al " + giornoItaliano(f.Giorno) +
		". Confermare sul portale l'assenza di aggiornamenti (FAQ 5); l'approvazione registra che è stato fatto."})
}

// pronto takes a file to where it goes next: the signature, or out.
func (d *decisore) pronto(f Flusso) {
	f.Stato = FGenerato
	d.scriviFlusso(f)
	d.avvisaEsclusi(f)
	if f.Nome != FlussoReGIndE {
		d.spedisceFlusso(f)
		return
	}
	f.Stato = FDaFirmare
	d.scriviFlusso(f)
	d.compito(Compito{Tipo: SegFlusso, Caso: f.ID, Scade: f.Scade, Perche: "ReGIndE: il file " + f.File.Nome + " del flusso " + f.ID + " (" + f.conta() +
		") va firmato da un delegato censito. Il .p7m si consegna con pecagent act feed-signed --case " + f.ID + " --document FILE.p7m; pecagent non firma (R-154)."})
}

// spedisceFlusso sends the file by PEC, or asks a person to load it.
func (d *decisore) spedisceFlusso(f Flusso) {
	doc := f.File
	if f.Firmato.SHA256 != "" {
		doc = f.Firmato
	}
	feed := d.p.Feeds[f.Nome]
	if feed.Modo == FlussoPortale || feed.Indirizzo == "" {
		d.compito(Compito{Tipo: SegFlusso, Caso: f.ID, Scade: f.Scade, Perche: "Caricare sul portale il file " + doc.Nome + " del flusso " + f.Nome + " " + f.ID + " (" + f.conta() +
			"). L'approvazione registra che è stato caricato e accettato; un altro esito si registra con pecagent act feed-uploaded."})
		return
	}
	l := d.letteraAtto(Bozza{Modello: ModelloFlusso, A: feed.Indirizzo, Allegati: []Documento{doc},
		Dati: DatiLettera{Oggetto: f.oggetto(), Dal: f.Giorno, Elenco: doc.Nome, ElencoSHA256: doc.SHA256}}, f.ID, doc.SHA256)
	f.Lettera = l.ID
	d.scriviFlusso(f)
	if l.Stato == LProposta {
		d.compito(Compito{Tipo: SegLettera, Caso: f.ID, Scade: f.Scade, Lettere: []string{l.ID},
			Perche: "Il file del flusso " + f.Nome + " " + f.ID + " (" + f.conta() + ") è pronto: l'approvazione lo invia a " + l.A + "."})
	}
}

// ModelloFlusso is the letter that carries a file to a register.
const ModelloFlusso = "F-01"

func (f Flusso) oggetto() string {
	what := map[string]string{FlussoINIPEC: "aggiornamento INI-PEC", FlussoFNOMCEO: "flusso anagrafico FNOMCEO_ANAGRAFICA", FlussoReGIndE: "comunicazione soggetti ReGIndE"}[f.Nome]
	if what == "" {
		what = "flusso " + f.Nome
	}
	return what
}

// conta says in Italian what a file holds.
func (f Flusso) conta() string {
	if f.Nome == FlussoRiservato {
		return plurale(f.Righe, "riga", "righe")
	}
	return plurale(f.Righe, "riga", "righe") + ": " + plurale(f.Nuovi, "nuova", "nuove") + ", " + plurale(f.Cambi, "variata", "variate") + ", " + plurale(f.Via, "cancellata", "cancellate")
}

func plurale(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// avvisaEsclusi tells a person whose row is missing and why, where that is not what the run before said.
func (d *decisore) avvisaEsclusi(f Flusso) {
	for _, o := range d.flussiDi(f.Nome) {
		if o.ID != f.ID && o.File.SHA256 != "" {
			if slices.Equal(o.Esclusi, f.Esclusi) {
				return // told with that run
			}
			break
		}
	}
	if len(f.Esclusi) == 0 {
		return
	}
	d.compito(Compito{Tipo: SegAllarme, Perche: "Nel flusso " + f.Nome + " " + f.ID + " non hanno una riga: " + strings.Join(f.Esclusi, "; ") + "."})
}

// flussiDi gives the runs of a feed, the latest first.
func (d *decisore) flussiDi(nome string) []Flusso { return flussiDi(d.s, nome) }

func flussiDi(s Fatti, nome string) []Flusso {
	ids := s.Cerca(PerFlusso, nome)
	var out []Flusso
	for _, id := range slices.Backward(ids) {
		if f, ok := s.Flusso(id); ok {
			out = append(out, f)
		}
	}
	return out
}

// UltimoAccettato is the last run that a register took: from its situation the next file is made. ok is false before the first.
func UltimoAccettato(s Fatti, nome string) (f Flusso, ok bool) {
	for _, id := range slices.Backward(s.Cerca(PerFlusso, nome)) {
		if f, ok = s.Flusso(id); ok && f.Accettato {
			return f, true
		}
	}
	return Flusso{}, false
}

// DaGenerare gives the runs that wait for their file, in the order of their ids. A run whose file was refused waits for a person.
func DaGenerare(s Fatti) []Flusso {
	var out []Flusso
	for _, id := range s.Cerca(FlussiVivi, "") {
		if f, ok := s.Flusso(id); ok && f.Stato == FDaGenerare && f.Rifiuto == "" {
			out = append(out, f)
		}
	}
	return out
}

// accetta closes a run whose file the register took.
func (d *decisore) accetta(f Flusso) {
	if f.Nome == FlussoINIPEC {
		d.segnaINIPEC(f)
	}
	f.Accettato, f.Stato, f.Chiuso = true, FChiuso, d.now
	f.Entrano, f.Escono, f.Soggetti = nil, nil, nil
	d.scriviFlusso(f)
	d.chiudiAllarmi(f, "il flusso "+f.ID+" è stato accettato")
}

// segnaINIPEC tells the register of members who is in INI-PEC now.
func (d *decisore) segnaINIPEC(f Flusso) {
	set := func(cf string, in bool) {
		if m, ok := d.s.Iscritto(cf); ok && m.InINIPEC != in && f.Respinti[cf] == "" {
			m.InINIPEC = in
			d.scriviIscritto(m)
		}
	}
	for _, cf := range f.Entrano {
		set(cf, true)
	}
	for _, cf := range f.Escono {
		set(cf, false)
	}
}

// fine closes a run whose file the register did not take; the next one starts from what it held before.
func (d *decisore) fine(f Flusso, why string) {
	f.Stato, f.Nota, f.Chiuso, f.Entrano, f.Escono, f.Soggetti = FChiuso, why, d.now, nil, nil, nil
	d.scriviFlusso(f)
	d.chiudiCompitiDi(f.ID, why, SegFlusso, SegLettera)
}

// chiudiAllarmi ends every open task of the feed's runs up to this one: what they ask is done.
func (d *decisore) chiudiAllarmi(f Flusso, why string) {
	for _, id := range d.s.Cerca(CompitiVivi, "") {
		c, ok := d.s.Compito(id)
		if !ok || !strings.HasPrefix(c.Caso, "FLU-") || c.Caso > f.ID {
			continue
		}
		if o, ok := d.s.Flusso(c.Caso); ok && o.Nome == f.Nome && o.Richiesta == "" {
			c.Stato, c.Nota, c.Chiuso = "chiuso", why, d.now
			d.scriviCompito(c)
		}
	}
}
