package office

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"pecagent/rules"
)

// maxPacchetto bounds the files of one packet for conservazione: they travel through the socket. A single larger document goes alone.
const maxPacchetto = maxConsegnaByte

// documentoPdV is one document of a packet with the metadata of AgID's guidelines, all. 5, as order.md §5.5 names them.
type documentoPdV struct {
	IdDoc                   idDoc           `json:"IdDoc"`
	ModalitaDiFormazione    string          `json:"ModalitaDiFormazione"`
	TipologiaDocumentale    string          `json:"TipologiaDocumentale"`
	DatiDiRegistrazione     registrazionPdV `json:"DatiDiRegistrazione"`
	Soggetti                []soggettoPdV   `json:"Soggetti"`
	ChiaveDescrittiva       chiavePdV       `json:"ChiaveDescrittiva"`
	Allegati                allegatiPdV     `json:"Allegati"`
	Classificazione         string          `json:"Classificazione"`
	Riservato               bool            `json:"Riservato"`
	IdentificativoDelFormat string          `json:"IdentificativoDelFormato"`
	Verifica                verificaPdV     `json:"Verifica"`
	IdAgg                   string          `json:"IdAgg"`
	NomeDelDocumento        string          `json:"NomeDelDocumento"`
	VersioneDelDocumento    string          `json:"VersioneDelDocumento"`
	TempoDiConservazione    string          `json:"TempoDiConservazione"`
	// Not of all. 5: the instant, and of a receipt that came after its letter was handed over that letter's document.
	Istante    string `json:"istante"`
	AllegatoDi string `json:"allegato_di,omitempty"`
	quando     time.Time
	file       string // SHA-256
}

type idDoc struct {
	ImprontaCrittografica string `json:"ImprontaCrittografica"` // hex
	Algoritmo             string `json:"Algoritmo"`
	Identificativo        string `json:"Identificativo"`
	Segnatura             string `json:"Segnatura"`
}

type registrazionPdV struct {
	Flusso   string `json:"Flusso"` // E, U
	Registro string `json:"Registro"`
	Data     string `json:"Data"`
	Numero   string `json:"Numero"`
}

type soggettoPdV struct {
	Ruolo         string `json:"Ruolo"`
	Indirizzo     string `json:"IndirizzoDigitale,omitempty"`
	CodiceFiscale string `json:"CodiceFiscale,omitempty"`
}

type chiavePdV struct {
	Oggetto string `json:"Oggetto"`
}

type allegatiPdV struct {
	Numero  int           `json:"Numero"`
	Elenco  []allegatoPdV `json:"Elenco,omitempty"`
	mancano []string
}

type allegatoPdV struct {
	Nome        string `json:"Nome"`
	Impronta    string `json:"Impronta"`
	Descrizione string `json:"Descrizione"`
}

type verificaPdV struct {
	FirmatoDigitalmente bool   `json:"FirmatoDigitalmente"` // by the provider
	Livello             string `json:"livello,omitempty"`
}

// indicePdV is pdv/INDEX.json.
type indicePdV struct {
	Formato   int            `json:"formato"`
	Casella   string         `json:"casella"`
	Ente      string         `json:"ente"`
	IPA       string         `json:"ipa,omitempty"`
	Dal       string         `json:"dal"`
	Al        string         `json:"al"`
	Documenti []documentoPdV `json:"documenti"`
	Manca     []string       `json:"manca"` // in words
}

// evidencePacket writes the neutral packet for conservazione of a period: what was received and sent in it, each receipt attached to
// its letter, the index with the metadata, and the list of what the protocol register has to hold yet. The same log
// gives the same bytes.
func evidencePacket(ctx context.Context, e *Env, args []string) error {
	fs, asJSON := flags("evidence packet")
	from, to, out, why := fs.String("from", "", ""), fs.String("to", "", ""), fs.String("out", "", ""), fs.String("motivo", "", "")
	if rest, err := Parse(fs, args); err != nil || len(rest) > 0 {
		return cmpErr(err, usage("nessun argomento"))
	}
	if *from == "" || *to == "" || *out == "" {
		return usage("servono --from, --to e --out")
	}
	dal, al, err := Intervallo(*from, *to)
	if err != nil {
		return err
	}
	if !al.Before(e.Now()) {
		return usage("il periodo non è ancora finito: il pacchetto cambierebbe")
	}
	docs, err := e.documentiPdV(rules.Ricerca{Dal: dal, Al: al})
	if err != nil {
		return err
	}
	e.accesso(ctx, rules.Accesso{Comando: "evidence packet", Tutti: true, Motivo: *why})
	b, missing, err := e.pacchetto(ctx, docs, dal, al)
	if err != nil {
		return err
	}
	if err := e.Save(*out, b); err != nil {
		return err
	}
	if *asJSON {
		err = e.emit(struct {
			File      string   `json:"file"`
			Documenti int      `json:"documenti"`
			Manca     []string `json:"manca"`
		}{*out, len(docs), missing})
	} else {
		e.printf("%d documenti dal %s al %s in %s.\n", len(docs), giorno(dal), giorno(al), VisibleLine(*out))
		for _, m := range missing {
			e.printf("Manca: %s\n", m)
		}
	}
	if err == nil && len(missing) > 0 {
		return errShown
	}
	return err
}

// documentiPdV are the documents of a period, by time: messages to the Order, letters that left, and receipts without a letter or
// of one that left before the period.
func (e *Env) documentiPdV(r rules.Ricerca) (list []documentoPdV, err error) {
	err = e.Store.View(func(a rules.Archivio) error {
		box := rules.Vista(a).Stato.Avvio.Casella
		rules.Messaggi(a, func(m rules.Verdetto) bool {
			v, ok := rules.VoceDi(a, m.SHA256)
			if !ok || m.Copia || !r.Dentro(v.Quando()) || nostraInviata(v, box) {
				return true
			}
			parent := ""
			for _, l := range v.Di {
				if slices.Contains(l.Ricevute, m.SHA256) {
					if r.Dentro(l.TInvio) {
						return true // attached to its letter
					}
					parent = l.ID
				}
			}
			d := documentoMessaggio(v, box)
			d.AllegatoDi = parent
			list = append(list, d)
			return true
		})
		rules.Lettere(a, func(l rules.Lettera) bool {
			if l.Partita() && l.SHA256 != "" && r.Dentro(l.TInvio) {
				list = append(list, documentoLettera(a, l, box, r))
			}
			return true
		})
		return nil
	})
	slices.SortFunc(list, func(a, b documentoPdV) int {
		return cmp.Or(a.quando.Compare(b.quando), strings.Compare(a.IdDoc.Identificativo, b.IdDoc.Identificativo))
	})
	return list, err
}

// nostraInviata reports whether a message is the copy of a letter in the Sent folder: the letter is a document of its own.
func nostraInviata(v rules.Voce, box string) bool {
	return v.Messaggio.Busta == "ordinaria" && strings.EqualFold(v.Messaggio.Mittente, box)
}

func documentoMessaggio(v rules.Voce, box string) documentoPdV {
	m := v.Messaggio
	d := documentoPdV{quando: v.Quando(), file: m.SHA256, ModalitaDiFormazione: "acquisizione per via telematica", TipologiaDocumentale: "messaggio di posta elettronica " + m.Busta,
		DatiDiRegistrazione: registrazionPdV{Flusso: "E"}, ChiaveDescrittiva: chiavePdV{m.Oggetto}, IdAgg: m.Rif,
		Verifica: verificaPdV{m.Livello == "certified", m.Livello}, Soggetti: []soggettoPdV{{Ruolo: "Mittente", Indirizzo: m.Mittente}}}
	if m.Busta == "ricevuta" {
		d.TipologiaDocumentale = "ricevuta di posta elettronica certificata: " + m.Tipo
	}
	to := v.Destinatari()
	if len(to) == 0 {
		to = []string{box}
	}
	for _, a := range to {
		d.Soggetti = append(d.Soggetti, soggettoPdV{Ruolo: "Destinatario", Indirizzo: a})
	}
	for _, cf := range v.CF() {
		d.Soggetti = append(d.Soggetti, soggettoPdV{Ruolo: "Interessato", CodiceFiscale: cf})
	}
	if p := v.Protocolli(); len(p) > 0 {
		d.protocollo(p[0])
	}
	d.completa(m.SHA256)
	return d
}

func documentoLettera(a rules.Archivio, l rules.Lettera, box string, r rules.Ricerca) documentoPdV {
	v, _ := rules.VoceDi(a, l.ID)
	d := documentoPdV{quando: l.TInvio, file: l.SHA256, ModalitaDiFormazione: "creazione tramite l'utilizzo di strumenti software",
		TipologiaDocumentale: "comunicazione " + l.Modello, DatiDiRegistrazione: registrazionPdV{Flusso: "U"}, ChiaveDescrittiva: chiavePdV{v.Oggetto()}, IdAgg: cmp.Or(l.Caso, l.Rif),
		Soggetti: []soggettoPdV{{Ruolo: "Mittente", Indirizzo: box}, {Ruolo: "Destinatario", Indirizzo: l.A}}}
	if l.CF != "" {
		d.Soggetti = append(d.Soggetti, soggettoPdV{Ruolo: "Interessato", CodiceFiscale: l.CF})
	}
	if p := v.Protocolli(); len(p) > 0 {
		d.protocollo(p[0])
	}
	for _, sha := range l.Ricevute {
		m, ok := rules.Messaggio(a, sha)
		w, _ := rules.VoceDi(a, sha)
		switch {
		case !ok:
			d.Allegati.mancano = append(d.Allegati.mancano, fmt.Sprintf("la ricevuta %s di %s non è esaminata", sha, l.ID))
		case !w.Quando().After(r.Al): // a later one comes with its own period
			d.Allegati.Elenco = append(d.Allegati.Elenco, allegatoPdV{nomePdV(sha), sha, m.Tipo + " del " + aRoma(w.Quando())})
		}
	}
	slices.SortFunc(d.Allegati.Elenco, func(x, y allegatoPdV) int { return strings.Compare(x.Impronta, y.Impronta) })
	d.Allegati.Numero = len(d.Allegati.Elenco)
	d.completa(l.ID)
	return d
}

func nomePdV(sha string) string { return "documenti/" + sha + ".eml" }

func (d *documentoPdV) completa(id string) {
	d.IdDoc.ImprontaCrittografica, d.IdDoc.Algoritmo, d.IdDoc.Identificativo = d.file, "SHA-256", id
	d.IdentificativoDelFormat, d.VersioneDelDocumento, d.Riservato = "message/rfc822", "1", true
	d.NomeDelDocumento, d.Istante = nomePdV(d.file), aRoma(d.quando)
}

// protocollo takes "0001234/2026 del 23/11/2026" apart.
func (d *documentoPdV) protocollo(text string) {
	n, day, _ := strings.Cut(text, " del ")
	d.IdDoc.Segnatura = text
	d.DatiDiRegistrazione.Registro, d.DatiDiRegistrazione.Numero, d.DatiDiRegistrazione.Data = "protocollo dell'ente", n, day
}

// pacchetto makes the zip; missing says in words what it could not hold.
func (e *Env) pacchetto(ctx context.Context, docs []documentoPdV, dal, al time.Time) (b []byte, missing []string, err error) {
	files := map[string][]byte{}
	size := 0
	missing = []string{}
	for _, d := range docs {
		missing = append(missing, d.Allegati.mancano...)
		for _, sha := range append([]string{d.file}, impronte(d)...) {
			if files[nomePdV(sha)] != nil {
				continue
			}
			raw, err := e.Store.Raw(sha)
			if err != nil {
				missing = append(missing, fmt.Sprintf("il file %s di %s non si legge: %v", sha, d.IdDoc.Identificativo, err))
				continue
			}
			if size += len(raw); size > maxPacchetto && len(files) > 0 {
				return nil, nil, usage("il periodo non entra in un pacchetto (%d MB): fino al %s sì; --from e --to accettano anche un istante RFC 3339", maxPacchetto>>20, giorno(d.quando.Add(-time.Second)))
			}
			files[nomePdV(sha)] = raw
		}
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
	}
	index := indicePdV{Formato: 1, Casella: e.Policy.Ordine.PEC, Ente: e.Config.Ordine.Nome, IPA: e.Config.Ordine.IPA, Dal: aRoma(dal), Al: aRoma(al), Documenti: docs, Manca: missing}
	if index.Documenti == nil {
		index.Documenti = []documentoPdV{}
	}
	j, err := json.MarshalIndent(index, "", "  ")
	if err != nil {
		return nil, nil, fmt.Errorf("writing the index: %w", err)
	}
	files["pdv/INDEX.json"] = append(j, '\n')
	if files["pdv/INDEX.csv"], err = tabella(colonnePdV, righePdV(docs)); err != nil {
		return nil, nil, err
	}
	if files["pdv/da_protocollare.csv"], err = e.daProtocollare(dal, al); err != nil {
		return nil, nil, err
	}
	files["pdv/LEGGIMI.txt"] = []byte(leggimiPdV)
	b, err = zipPdV(files)
	return b, missing, err
}

func impronte(d documentoPdV) (list []string) {
	for _, a := range d.Allegati.Elenco {
		list = append(list, a.Impronta)
	}
	return list
}

const colonnePdV = "ImprontaCrittografica Algoritmo Identificativo Segnatura ModalitaDiFormazione TipologiaDocumentale Flusso Registro Data Numero Mittente Destinatario Interessato Oggetto " +
	"NumeroAllegati Allegati Classificazione Riservato IdentificativoDelFormato FirmatoDigitalmente IdAgg NomeDelDocumento VersioneDelDocumento TempoDiConservazione Istante AllegatoDi"

func righePdV(docs []documentoPdV) (rows [][]string) {
	yes := map[bool]string{true: "true", false: "false"}
	for _, d := range docs {
		who := map[string][]string{}
		for _, s := range d.Soggetti {
			who[s.Ruolo] = append(who[s.Ruolo], s.Indirizzo+s.CodiceFiscale)
		}
		one := func(role string) string { return strings.Join(who[role], " ") }
		g := d.DatiDiRegistrazione
		rows = append(rows, []string{d.IdDoc.ImprontaCrittografica, d.IdDoc.Algoritmo, d.IdDoc.Identificativo, d.IdDoc.Segnatura, d.ModalitaDiFormazione, d.TipologiaDocumentale,
			g.Flusso, g.Registro, g.Data, g.Numero, one("Mittente"), one("Destinatario"), one("Interessato"), d.ChiaveDescrittiva.Oggetto, fmt.Sprint(d.Allegati.Numero),
			strings.Join(impronte(d), " "), d.Classificazione, yes[d.Riservato], d.IdentificativoDelFormat, yes[d.Verifica.FirmatoDigitalmente], d.IdAgg, d.NomeDelDocumento,
			d.VersioneDelDocumento, d.TempoDiConservazione, d.Istante, d.AllegatoDi})
	}
	return rows
}

// daProtocollare lists the documents of the period that the protocol register does not hold yet.
func (e *Env) daProtocollare(dal, al time.Time) ([]byte, error) {
	list, err := e.registrazioni(false)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for _, x := range list {
		if x.Quando.IsZero() || x.Quando.Before(dal) || x.Quando.After(al) {
			continue
		}
		v := voce(x)
		rows = append(rows, []string{v.ID, v.Rif, v.Verso, v.Quando, v.Mittente, v.Destinatario, v.Oggetto, v.CF, nomePdV(v.SHA256), v.SHA256, "", ""})
	}
	return tabella("id rif verso quando mittente destinatario oggetto codice_fiscale file sha256 numero data", rows)
}

const leggimiPdV = `PACCHETTO DI VERSAMENTO (PdV), FORMATO NEUTRO

pdv/INDEX.json e pdv/INDEX.csv elencano i documenti ricevuti e inviati nel periodo con i metadati dell'allegato 5
delle Linee guida AgID sul documento informatico, per nome; ogni conservatore ha un proprio formato di versamento e
li riporta nel suo. I campi vuoti (Classificazione, TempoDiConservazione, e la registrazione di protocollo dove manca)
li completa l'ente. Riservato vale true per tutti: i documenti contengono dati personali.

documenti/ contiene ogni documento come è stato ricevuto o consegnato al gestore, byte per byte; il nome è la sua
impronta SHA-256 (sha256sum documenti/*.eml). Le ricevute sono allegate alla lettera di cui parlano; una ricevuta
giunta dopo il periodo della sua lettera è un documento a sé, con AllegatoDi.

pdv/da_protocollare.csv elenca i documenti del periodo che non hanno ancora il numero di protocollo.
`

// zipPdV writes files in the order of their names, stored, with one date: the same files give the same bytes.
func zipPdV(files map[string][]byte) ([]byte, error) {
	var names []string
	for n := range files {
		names = append(names, n)
	}
	slices.Sort(names)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		h := &zip.FileHeader{Name: n, Method: zip.Store, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
		h.SetMode(0o644)
		w, err := z.CreateHeader(h)
		if err == nil {
			_, err = w.Write(files[n])
		}
		if err != nil {
			return nil, fmt.Errorf("writing the packet: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("writing the packet: %w", err)
	}
	return b.Bytes(), nil
}
