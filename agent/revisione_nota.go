package agent

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/mail"
	"strings"

	"pecagent/agent/office"
	"pecagent/agent/smtpout"
	"pecagent/rules"
)

// Fields of a note. They say which task it is about and what was shown; the Message-ID, made with the store's secret, vouches
// for both: what somebody else puts into the folders is no note.
const (
	campoCaso  = "X-Pecagent-Caso"
	campoVisto = "X-Pecagent-Visto"
	campoDi    = "X-Pecagent-Risposta" // the reply that this note says was not understood
)

// maxCopia is the largest message that goes along with a note.
const maxCopia = 10 << 20

// nota is a note in one of the folders.
type nota struct {
	caso, visto, di string
	msgid           string
	uid             uint32
	cartella        string
}

// leggiNota reads the beginning of a message; ok is false when this program did not write it.
func (a *Agent) leggiNota(raw []byte) (n nota, ok bool) {
	head := raw
	for _, end := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(head, []byte(end)); i >= 0 {
			head = head[:i+len(end)]
		}
	}
	m, err := mail.ReadMessage(bytes.NewReader(append(bytes.Clone(head), "\r\n"...)))
	if err != nil {
		return n, false
	}
	n = nota{caso: m.Header.Get(campoCaso), visto: m.Header.Get(campoVisto), di: m.Header.Get(campoDi), msgid: strings.Trim(m.Header.Get("Message-ID"), "<> ")}
	return n, n.caso != "" && hmac.Equal([]byte(n.msgid), []byte(a.idNota(n)))
}

// idNota is the Message-ID of a note.
func (a *Agent) idNota(n nota) string {
	return smtpout.MessageID(a.store.MessageIDKey(), strings.Join([]string{"nota", n.caso, n.visto, n.di}, "\x00"), domainOf(a.policy.Ordine.PEC))
}

// mostra is what review show says of a task, and a digest of it: what the person decides on. A case that cannot be shown whole has its note
// all the same, with the reason.
func (v *vassoio) mostra(ctx context.Context, id string) (text, digest string) {
	_, out, errs := v.esegue(ctx, "review", "show", id)
	sum := sha256.Sum256([]byte(out + errs))
	return out + errs, hex.EncodeToString(sum[:16])
}

// componi writes the note about a task, with a copy of the message; first, where there is one, is what has to be said first.
func (v *vassoio) componi(ctx context.Context, c rules.Compito, di, first string) ([]byte, error) {
	text, digest := v.mostra(ctx, c.ID)
	n := nota{caso: c.ID, visto: digest, di: di}
	l := smtpout.Lettera{From: v.a.policy.Ordine.PEC, FromName: "pecagent", To: v.a.policy.Ordine.PEC, MessageID: v.a.idNota(n), Date: v.a.clock.Now(), Ordinaria: true,
		Subject: oggettoNota(c), Text: v.istruzioni(first) + text, Headers: [][2]string{{campoCaso, n.caso}, {campoVisto, n.visto}}}
	if di != "" {
		l.Headers = append(l.Headers, [2]string{campoDi, di})
	}
	if raw, err := v.a.store.Raw(c.Messaggio); err != nil {
		l.Text += "\nIl messaggio non si legge dall'archivio: non è allegato.\n"
	} else if len(raw) > maxCopia {
		l.Text += "\nIl messaggio è troppo grande per essere allegato: si trova nella casella.\n"
	} else {
		l.Allegati = []smtpout.Allegato{{Nome: "copia-del-messaggio.eml", Contenuto: raw}}
	}
	return smtpout.Componi(l)
}

// oggettoNota is one line of at most 120 characters.
func oggettoNota(c rules.Compito) string {
	s := []rune(c.ID + " · " + office.VisibleLine(c.Perche))
	if c.Urgente {
		s = append([]rune("URGENTE "), s...)
	}
	return string(s[:min(120, len(s))])
}

// istruzioni is how to decide, in the words of the office.
func (v *vassoio) istruzioni(first string) string {
	var b strings.Builder
	if first != "" {
		fmt.Fprintf(&b, "%s\n\n", first)
	}
	fmt.Fprintf(&b, "Questa nota è di pecagent; il messaggio dell'iscritto è allegato in copia.\nPer approvare la proposta spostare questa nota nella cartella «%s»; per respingerla in «%s».\n"+
		"Oppure rispondere a questa nota con una riga: «approva», oppure «respingi: » seguito dal motivo.\nOgni altra scelta si fa dalla console.\n\n", v.approvate, v.respinte)
	return b.String()
}

// comando reads the first line of a reply: what to do, and the reason or remark.
func comando(text string) (verbo, resto string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		word, rest, _ := strings.Cut(line, ":")
		if w, r, ok := strings.Cut(line, " "); ok && len(w) < len(word) {
			word, rest = w, r
		}
		return strings.ToLower(strings.Trim(word, " .!,;")), strings.TrimSpace(strings.TrimLeft(rest, " :-"))
	}
	return "", ""
}
