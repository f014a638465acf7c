package office

import (
	"context"
	"fmt"
	"strings"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
	"pecagent/rules"
)

// MessaggioVisto is a stored message for the eye: text, and outside of it what is proven.
type MessaggioVisto struct {
	SHA256              string
	Da, Oggetto         string
	Quando              time.Time // certified instant, else when the server took it
	Prima, Frase, Dopo  string    // the text, parted by the sentence the proposal rests on
	HTML                bool      // the text was made from HTML
	Troncato            bool
	Allegati            []AllegatoVisto
	Errore              string // why it cannot be read
	Cancellato          string // ATT-…: its content was erased
	Prova               Distintivo
	Verdetto            rules.Verdetto
	NascostoODiscordano []string // what its sender shows to some readers only
}

// AllegatoVisto is one attachment by name; its content is shown nowhere.
type AllegatoVisto struct {
	N              int
	Nome, Tipo     string
	Size           int
	SHA256, Firma  string
	Letto, Avviso  string // what an attached PDF says, for the person alone (order.md U25)
	CampiDelModulo [][2]string
}

// Distintivo is the badge of a message: what is proven, in words.
type Distintivo struct {
	Certificato bool
	Titolo      string
	Spiega      string
	Codici      []string
}

// Messaggio reads a stored message that no task is about, by the beginning of its SHA-256; the looking is recorded.
func (e *Env) Messaggio(ctx context.Context, sha string) (m MessaggioVisto, err error) {
	v, ok, err := e.trovaMessaggio(sha)
	if err == nil && !ok {
		err = fmt.Errorf("nessun messaggio (o più d'uno) comincia per %q", VisibleLine(sha))
	}
	if err != nil {
		return m, err
	}
	seen := rules.Accesso{Comando: "review show", Cose: []string{v.SHA256}}
	if v.Decisione != nil {
		seen.CF = []string{v.Decisione.CF, v.Decisione.Member}
	}
	e.accesso(ctx, seen)
	return e.messaggioVisto(ctx, v.SHA256, v, v.Decisione)
}

func (e *Env) messaggioVisto(ctx context.Context, sha string, v rules.Verdetto, x *rules.Esito) (MessaggioVisto, error) {
	out := MessaggioVisto{SHA256: sha, Da: v.Mittente, Oggetto: v.Oggetto, Quando: v.Istante, Verdetto: v, Cancellato: v.Cancellato}
	if out.Quando.IsZero() {
		out.Quando = v.Arrivo
	}
	if v.Cancellato != "" {
		return out, nil
	}
	raw, release, err := e.Store.MapRaw(sha)
	if err != nil {
		return out, fmt.Errorf("reading the message: %w", err)
	}
	defer release()
	m, err := mailparse.Parse(raw)
	if err != nil {
		out.Errore = err.Error()
		out.Prova = distintivo(nil, mailparse.Proof{}, v)
		return out, nil
	}
	at := v.Arrivo
	if at.IsZero() {
		at = e.Now()
	}
	out.Prova = distintivo(m, m.Verify(e.Trust, at), v)
	if m.Inner != nil {
		out.testo(m.Inner, x)
		out.allegati(ctx, e, m)
	}
	return out, nil
}

// testo takes over what the sender wrote; strings are copies, for the bytes are released.
func (o *MessaggioVisto) testo(in *mailparse.Inner, x *rules.Esito) {
	o.Da, o.Oggetto, o.HTML, o.Troncato = strings.Clone(in.From), strings.Clone(in.Subject), in.TextFrom == "html", in.Troncato
	quote := ""
	if x != nil {
		quote = x.Quote
	}
	o.Prima, o.Frase, o.Dopo = segna(strings.Clone(in.Text), quote)
	for _, w := range []struct {
		is   bool
		says string
	}{
		{in.Nascosto, "Il messaggio contiene parole che chi legge non vede."},
		{in.Discorde, "Il testo semplice e quello HTML dicono cose diverse."},
		{in.Ambiguo, "Altri programmi di posta potrebbero mostrare un altro testo."},
		{len(in.Doppi) > 0, "Mittente, destinatario o oggetto sono scritti più volte: " + strings.Join(in.Doppi, ", ") + "."},
		{in.NestedPEC, "Contiene un altro messaggio PEC in allegato."},
		{in.Auto != "", "È un messaggio automatico."},
	} {
		if w.is {
			o.NascostoODiscordano = append(o.NascostoODiscordano, w.says)
		}
	}
}

func (o *MessaggioVisto) allegati(ctx context.Context, e *Env, m *mailparse.Message) {
	forms := Moduli(ctx, m, e.Modulo)
	for i, a := range m.Inner.Attachments {
		v := AllegatoVisto{N: i, Nome: strings.Clone(a.Name), Tipo: strings.Clone(a.Type), Size: a.Size, SHA256: a.SHA256, Firma: a.Signed}
		if f, ok := forms[i]; ok {
			v.Letto, v.Avviso = f.Text, f.Error
			for _, c := range f.Fields {
				if c.Value != "" {
					v.CampiDelModulo = append(v.CampiDelModulo, [2]string{c.Nome(), c.Value})
				}
			}
		}
		o.Allegati = append(o.Allegati, v)
	}
}

// segna parts a text by the first place where it has the words of a sentence, whatever stands between them as blanks.
func segna(text, sentence string) (before, marked, after string) {
	words := strings.Fields(strings.TrimSuffix(strings.TrimSpace(sentence), "…"))
	if len(words) == 0 {
		return text, "", ""
	}
	for from := 0; ; {
		i := strings.Index(text[from:], words[0])
		if i < 0 {
			return text, "", ""
		}
		start := from + i
		if end, ok := seguono(text, start+len(words[0]), words[1:]); ok {
			return text[:start], text[start:end], text[end:]
		}
		from = start + len(words[0])
	}
}

// seguono reports whether the words stand in the text from a place on, parted by blanks, and where they end.
func seguono(text string, at int, words []string) (int, bool) {
	for _, w := range words {
		rest := strings.TrimLeft(text[at:], " \t\r\n\u00a0")
		if !strings.HasPrefix(rest, w) {
			return 0, false
		}
		at = len(text) - len(rest) + len(w)
	}
	return at, true
}

// distintivo says what is proven of a message.
func distintivo(m *mailparse.Message, p mailparse.Proof, v rules.Verdetto) Distintivo {
	d := Distintivo{Codici: append([]string{v.Livello}, v.Motivi...)}
	who := ""
	if m != nil && m.DatiCert != nil {
		who = m.DatiCert.Gestore
	}
	switch {
	case m == nil:
		d.Titolo, d.Spiega = "Non leggibile", "Il messaggio non si lascia leggere: nulla è provato."
	case p.Level == mailparse.Certified && m.Busta == pec.Trasporto:
		d.Certificato = true
		d.Titolo = "Certificato"
		d.Spiega = "Inviato da questa casella PEC il " + giorno(m.CertifiedTime(p)) + ": lo certifica " + orNone(primoDi(who, p.Signer)) + ", con firma valida."
	case p.Level == mailparse.Certified && p.Wrapper:
		d.Titolo, d.Spiega = "Posta ordinaria in busta di anomalia", "Il gestore certifica solo che è arrivato: chi scrive non è provato."
	case p.Level == mailparse.Certified:
		d.Certificato = true
		d.Titolo, d.Spiega = "Ricevuta certificata", "Emessa il "+giorno(m.CertifiedTime(p))+" da "+orNone(primoDi(who, p.Signer))+"."
	case p.Level == mailparse.Unsigned:
		d.Titolo, d.Spiega = "Posta ordinaria", "Nessun gestore certifica chi scrive né quando."
	default:
		d.Titolo, d.Spiega = "Prova non valida", "Si presenta come PEC, ma la firma del gestore non regge: "+primoDi(ragione(v.Motivi), ragione(p.Reasons), "si veda il dettaglio")+"."
	}
	if v.Livello == "certified" && !d.Certificato && m != nil && m.Busta == pec.Trasporto {
		d.Spiega += " All'arrivo era valida: controllare l'orologio e le autorità di firma."
	}
	return d
}

// ragioniProva are the reasons of a proof (cli.md) in words.
var ragioniProva = map[string]string{
	"sig_invalid": "il contenuto è stato cambiato dopo la firma", "sig_malformed": "la firma è malformata", "sig_limit": "la firma supera i limiti",
	"digest_refused": "usa un'impronta che non si accetta", "key_weak": "la chiave è troppo debole", "attrs_invalid": "gli attributi firmati non tornano",
	"signer_count": "non ha un solo firmatario", "chain_untrusted": "il certificato non viene da un'autorità riconosciuta", "cert_expired": "il certificato era scaduto",
	"eku_missing": "il certificato non è per la posta", "key_usage": "il certificato non è per la firma", "name_constraint": "il certificato non vale per quel dominio",
	"revoked": "il certificato era revocato", "from_mismatch": "il mittente della busta non è il firmatario", "header_duplicate": "la busta ha campi doppi",
	"header_mismatch": "le intestazioni della busta non tornano", "daticert_missing": "mancano i dati di certificazione", "daticert_bad": "i dati di certificazione sono illeggibili",
	"msgid_mismatch": "i dati di certificazione parlano di un altro messaggio", "recipient_mismatch": "il destinatario certificato è un altro",
	"time_incoherent": "gli orari non tornano", "resource_limit": "supera i limiti di lettura", "digest_mismatch": "l'impronta non torna",
	"signer_unexpected": "firma un gestore diverso dal solito",
}

// ragione is the first reason that has words.
func ragione(codes []string) string {
	for _, c := range codes {
		if s, ok := ragioniProva[c]; ok {
			return s
		}
	}
	return ""
}
