package archivio

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"pecagent/rules"
	"pecagent/rules/registri"
	"pecagent/store"
)

// ErrEsportoMancano: the export stands, and lacks messages.
var ErrEsportoMancano = errors.New("nell'archivio mancano messaggi o sono danneggiati; pecagent check dice di più")

// Esportato is what an export holds.
type Esportato struct {
	Eventi                                 int64
	Messaggi, Iscritti, Lettere, Richieste int
	Mancano                                []string // messages that the store lacks or has damaged
}

// Esporta writes everything that the store knows in forms that need no pecagent: each message as .eml, CSV of members,
// letters, requests and messages, the log as NDJSON. dir must be missing or empty; it appears whole or not at all. It may be
// called beside the running agent.
func Esporta(ctx context.Context, data, dir string) (x Esportato, err error) {
	if list, err := os.ReadDir(dir); err == nil && len(list) > 0 {
		return x, fmt.Errorf("%s: la cartella non è vuota: si esporta solo in una cartella vuota", dir)
	}
	src, err := store.OpenCopia(data)
	if err != nil {
		return x, err
	}
	defer src.Close()
	dir, err = filepath.Abs(dir)
	if err != nil {
		return x, err
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), ".pecagent-esporta-")
	if err != nil {
		return x, fmt.Errorf("creating the folder of the export: %w", err)
	}
	defer os.RemoveAll(work) // gone already where all went well
	e := esportazione{dir: work, src: src, a: rules.NewMemoria(), places: map[string]rules.Arrivo{}}
	for _, f := range []func(context.Context) error{e.log, e.messages, e.tables} {
		if err := f(ctx); err != nil {
			return x, fmt.Errorf("exporting: %w", err)
		}
	}
	if err := errors.Join(syncAll(work), os.Chmod(work, 0o700), os.Rename(work, dir)); err != nil {
		return x, fmt.Errorf("exporting: %w", err)
	}
	return e.x, syncDir(filepath.Dir(dir))
}

type esportazione struct {
	dir    string
	src    *store.Copia
	a      *rules.Memoria
	places map[string]rules.Arrivo // first place of each message in the mailbox
	x      Esportato
}

// log writes the events as they stand in the log, and folds them.
func (e *esportazione) log(ctx context.Context) (err error) {
	f, err := os.OpenFile(filepath.Join(e.dir, "registro.ndjson"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	err = e.src.Events(func(ev rules.Event, raw []byte) error {
		if raw == nil {
			raw, _ = json.Marshal(map[string]any{"seq": ev.Seq, "kind": ev.Kind})
		}
		e.x.Eventi++
		if m := ev.Messaggio; m != nil {
			if _, ok := e.places[m.SHA256]; !ok {
				e.places[m.SHA256] = *m
			}
		}
		_, err := w.Write(append(slices.Clone(raw), '\n'))
		return errors.Join(err, rules.Apply(e.a, ev), ctx.Err())
	})
	if err = errors.Join(err, w.Flush(), f.Close()); err != nil {
		return err
	}
	if err := e.intero(); err != nil {
		return err
	}
	return errors.Join(e.file("registro.checkpoint", e.src.Checkpoint), e.file("registro.pub", e.src.Chiavi["chiavi/log.pub"]), e.file("LEGGIMI.txt", []byte(leggimiTutto)))
}

// intero copies the log byte for byte: its salts are what a root can be computed from, and the lines of registro.ndjson have none.
func (e *esportazione) intero() error {
	f, err := os.OpenFile(filepath.Join(e.dir, "registro.log"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	r, _ := e.src.Log()
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Close())
}

func (e *esportazione) file(name string, b []byte) error {
	return os.WriteFile(filepath.Join(e.dir, name), b, 0o600)
}

// messages writes each message and the list of their digests.
func (e *esportazione) messages(ctx context.Context) error {
	here, missing, err := e.src.Messages()
	if err != nil {
		return err
	}
	e.x.Mancano = missing
	if err := os.Mkdir(filepath.Join(e.dir, "messaggi"), 0o700); err != nil {
		return err
	}
	var sums strings.Builder
	for _, sha := range here {
		if err := ctx.Err(); err != nil {
			return err
		}
		b, err := e.src.Raw(sha)
		if err != nil {
			e.x.Mancano = append(e.x.Mancano, sha)
			continue
		}
		if err := e.file("messaggi/"+sha+".eml", b); err != nil {
			return err
		}
		e.x.Messaggi++
		fmt.Fprintf(&sums, "%s  messaggi/%s.eml\n", sha, sha)
	}
	return e.file("SHA256SUMS", []byte(sums.String()))
}

// tables writes what was folded, for a spreadsheet.
func (e *esportazione) tables(context.Context) error {
	var members []rules.Iscritto
	rules.Iscritti(e.a, func(m rules.Iscritto) bool { members = append(members, m); return true })
	e.x.Iscritti = len(members)
	letters := [][]string{strings.Split("id;rif;modello;cf;a;stato;msgid;identificativo;invio;accettazione;consegna;codice;motivo;sha256;ricevute", ";")}
	rules.Lettere(e.a, func(l rules.Lettera) bool {
		letters = append(letters, []string{l.ID, l.Rif, l.Modello, l.CF, l.A, string(l.Stato), l.MsgID, l.Identificativo, ora(l.TInvio), ora(l.TAccettazione), ora(l.TConsegna),
			l.Codice, l.Motivo, l.SHA256, strings.Join(l.Ricevute, " ")})
		return true
	})
	requests := [][]string{strings.Split("id;rif;tipo;cf;mittente;fondamento;stato;nuova_pec;ricevuta;termine;chiusa;motivo;protocollo;messaggi", ";")}
	rules.Richieste(e.a, func(r rules.Richiesta) bool {
		requests = append(requests, []string{r.ID, r.Rif, r.Tipo, r.CF, r.Mittente, r.Ground, string(r.Stato), r.NuovaPEC, ora(r.Ricevuta), r.Termine, ora(r.Chiusa), r.Motivo,
			r.Protocollo, strings.Join(r.Messaggi, " ")})
		return true
	})
	messages := [][]string{strings.Split("sha256;cartella;uidvalidity;uid;internaldate;busta;tipo;prova;istante;mittente;oggetto;richiesta;rif", ";")}
	rules.Messaggi(e.a, func(v rules.Verdetto) bool {
		p := e.places[v.SHA256]
		messages = append(messages, []string{v.SHA256, p.Cartella, numero(p.UIDValidity), numero(p.UID), ora(p.Interna), v.Busta, v.Tipo, v.Livello, ora(v.Istante), v.Mittente, v.Oggetto,
			v.Richiesta, v.Rif})
		return true
	})
	e.x.Lettere, e.x.Richieste = len(letters)-1, len(requests)-1
	return errors.Join(e.file("iscritti.csv", registri.Scrivi(members)), e.table("lettere.csv", letters), e.table("richieste.csv", requests), e.table("messaggi.csv", messages))
}

// table writes a CSV as members export does: semicolons, a header line. A cell that a spreadsheet would take for a formula gets
// an apostrophe in front.
func (e *esportazione) table(name string, rows [][]string) error {
	var b strings.Builder
	w := csv.NewWriter(&b)
	w.Comma = ';'
	for _, row := range rows {
		for i, c := range row {
			c = strings.ToValidUTF8(c, "�")
			if c != "" && strings.ContainsRune("=+-@\t\r", rune(c[0])) {
				c = "'" + c
			}
			row[i] = c
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	w.Flush()
	return errors.Join(w.Error(), e.file(name, []byte(b.String())))
}

func ora(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return rules.Roma(t).Format(time.RFC3339)
}

func numero(n uint32) string { return strconv.FormatUint(uint64(n), 10) }

const leggimiTutto = `Tutto l'archivio di pecagent, in forme che si leggono senza pecagent. Contiene dati personali.

messaggi/      ogni messaggio ricevuto e inviato, byte per byte; sha256sum -c SHA256SUMS li confronta
messaggi.csv   dove stava ciascuno nella casella, chi lo ha scritto, che cosa prova
iscritti.csv   il registro degli iscritti
lettere.csv    le lettere con stati, istanti certificati e ricevute (impronte dei messaggi)
richieste.csv  le richieste degli iscritti
registro.ndjson
               tutti gli eventi, uno per riga, da leggere
registro.log, registro.checkpoint, registro.pub
               il registro byte per byte, la testata firmata e la chiave pubblica che la verifica. Che sia intero e quello firmato lo dice
               pecverify --log registro.log --checkpoint registro.checkpoint --chiave registro.pub
               La chiave va chiesta all'Ordine: quella che sta qui accanto dice solo che le tre cose vanno insieme.
`
