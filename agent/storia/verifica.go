package storia

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"pecagent/agent"
	"pecagent/agent/demo"
	"pecagent/agent/office"
	"pecagent/rules"
	"pecagent/store/raw"
)

// chiedi runs a command in the running agent and gives the lines it prints.
func (r *regia) chiedi(args ...string) ([][]byte, error) {
	reply, err := r.remote.Run(r.ctx, agent.Call{Args: args})
	if err != nil {
		return nil, err
	}
	if reply.Code != 0 {
		return nil, fmt.Errorf("pecagent %v: codice %d: %s", args, reply.Code, reply.Err)
	}
	return lines(reply.Out), nil
}

func lines(b []byte) [][]byte {
	var list [][]byte
	sc := bufio.NewScanner(bytes.NewReader(b))
	sc.Buffer(nil, 16<<20)
	for sc.Scan() {
		list = append(list, bytes.Clone(sc.Bytes()))
	}
	return list
}

// visto is what the other commands found in the store.
type visto struct {
	schede  map[string]office.Scheda
	lettere map[string]office.Comunicazione // by Message-ID
	tutte   []office.Comunicazione
	compiti []rules.Compito
}

// verifica ends the agent, reads the store with other commands, and compares it with what the provider saw.
func (r *regia) verifica() error {
	events, err := r.remote.Events(r.ctx, 0)
	if err != nil {
		return fmt.Errorf("leggendo gli eventi: %w", err)
	}
	if err := r.agente.stop(); err != nil {
		return fmt.Errorf("l'agente non è terminato bene: %w: %s", err, r.agente.tail())
	}
	reg, err := r.cl.Registro()
	if err != nil {
		return err
	}
	v, err := r.rileggi()
	if err != nil {
		return err
	}
	var bad []string
	bad = append(bad, v.confronta(reg, r.dir)...)
	bad = append(bad, contenuti(events)...)
	bad = append(bad, v.attesi()...)
	if r.o.Sabota > len(reg.Lettere) {
		bad = append(bad, fmt.Sprintf("la lettera %d da sabotare non c'è: la storia ne ha %d", r.o.Sabota, len(reg.Lettere)))
	}
	if err := r.controlla(); err != nil {
		bad = append(bad, err.Error())
	}
	if err := r.lascia(reg); err != nil {
		return err
	}
	r.out.fine(r.now, reg, v, bad)
	if len(bad) > 0 {
		return ErrCheck
	}
	return nil
}

func (r *regia) rileggi() (v visto, err error) {
	v.schede, v.lettere = map[string]office.Scheda{}, map[string]office.Comunicazione{}
	read := func(each func([]byte) error, args ...string) {
		out, cmdErr := r.command(args...)
		err = errors.Join(err, cmdErr)
		for _, l := range lines(out) {
			err = errors.Join(err, each(l))
		}
	}
	read(func(l []byte) error {
		var s office.Scheda
		e := json.Unmarshal(l, &s)
		v.schede[s.CF] = s
		return e
	}, "members", "list", "--json")
	read(func(l []byte) error {
		var c office.Comunicazione
		e := json.Unmarshal(l, &c)
		v.lettere[c.MsgID] = c
		v.tutte = append(v.tutte, c)
		return e
	}, "evidence", "find", "--kind", "lettera", "--limit", "10000", "--json")
	read(func(l []byte) error {
		var c rules.Compito
		e := json.Unmarshal(l, &c)
		v.compiti = append(v.compiti, c)
		return e
	}, "review", "list", "--json")
	return v, err
}

// confronta holds the store against the provider's ledger: every letter once, or twice with the same bytes and
// flagged; delivered unchanged; every receipt matched; nothing in the mailbox changed.
func (v visto) confronta(reg demo.Registro, dir string) (bad []string) {
	saw := map[string]bool{}
	for _, l := range reg.Lettere {
		saw[l.MsgID] = true
		c, ok := v.lettere[l.MsgID]
		if !ok {
			bad = append(bad, fmt.Sprintf("il gestore ha accolto «%s», l'archivio non la conosce", l.Oggetto))
			continue
		}
		bad = append(bad, confrontaLettera(l, c, dir)...)
	}
	for _, c := range v.tutte {
		switch rules.StatoLettera(c.State) {
		case rules.LProposta, rules.LInPartenza, rules.LRitirata:
			continue
		}
		if !saw[c.MsgID] {
			bad = append(bad, fmt.Sprintf("%s (%s) risulta %s, il gestore non l'ha mai accolta", c.ID, c.Template, c.State))
		}
	}
	for _, p := range reg.Proibiti {
		bad = append(bad, "comando che cambia la casella: "+p.Comando)
	}
	if reg.InCoda > 0 {
		bad = append(bad, fmt.Sprintf("%d messaggi non consegnati all'Ordine", reg.InCoda))
	}
	return bad
}

// contenuti holds what the agent found in the receipts of delivery: each returns the letter that was sent.
func contenuti(events []rules.Event) (bad []string) {
	for _, ev := range events {
		if r := ev.Ricevuta; r != nil && r.Lettera != "" && r.Tipo == "avvenuta-consegna" && r.Contenuto != rules.ContenutoUguale {
			bad = append(bad, fmt.Sprintf("%s: il contenuto della ricevuta di consegna non risulta uguale (%s %s)", r.Lettera, r.Contenuto, strings.Join(r.Anomalie, " ")))
		}
	}
	return bad
}

func confrontaLettera(l demo.Lettera, c office.Comunicazione, dir string) (bad []string) {
	say := func(format string, args ...any) {
		bad = append(bad, c.ID+" ("+c.Template+"): "+fmt.Sprintf(format, args...))
	}
	if l.Accolta > 1 && !c.Dubbia {
		say("accolta %d volte senza segnalazione di possibile doppione", l.Accolta)
	}
	if l.Accolta > 2 {
		say("accolta %d volte", l.Accolta)
	}
	for _, sum := range l.Trasmissioni {
		if sum != c.SHA256 {
			say("i byte trasmessi non sono quelli conservati")
		}
	}
	if body, err := bodySum(dir, c.SHA256); err != nil {
		say("%v", err)
	} else {
		for _, x := range l.Recapiti {
			if x.CorpoSHA256 != body {
				say("il testo recapitato a %s non è quello inviato", x.Casella)
			}
		}
		if len(l.Recapiti) > l.Accolta {
			say("recapitata %d volte", len(l.Recapiti))
		}
	}
	have := map[string]bool{}
	for _, sum := range c.Receipts {
		have[sum] = true
	}
	consegnata := false
	for _, x := range l.Ricevute {
		if x.UID == 0 {
			continue
		}
		consegnata = consegnata || x.Tipo == "avvenuta-consegna"
		if !have[x.SHA256] {
			say("ricevuta %s non abbinata", x.Tipo)
		}
	}
	if len(l.Ricevute) == 0 {
		say("nessuna ricevuta: %s", c.State)
	}
	if consegnata != (c.State == string(rules.LConsegnata)) {
		say("stato %s, consegnata secondo il gestore: %v", c.State, consegnata)
	}
	return bad
}

// bodySum is the SHA-256 of what follows the header of a stored letter.
func bodySum(dir, sum string) (string, error) {
	st, err := raw.Open(filepath.Join(dir, "data", "raw"))
	if err != nil {
		return "", err
	}
	b, err := st.Get(sum)
	if err != nil {
		return "", err
	}
	_, body, _ := bytes.Cut(b, []byte("\r\n\r\n"))
	s := sha256.Sum256(body)
	return hex.EncodeToString(s[:]), nil
}

// lascia writes the provider's ledger and the messages as .eml, for whoever keeps the folder.
func (r *regia) lascia(reg demo.Registro) error {
	if r.o.Keep == "" {
		return nil
	}
	b, err := json.MarshalIndent(reg, "", " ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(r.dir, "ledger.json"), b, 0o600); err != nil {
		return err
	}
	posta := filepath.Join(r.dir, "posta")
	if err := os.MkdirAll(posta, 0o700); err != nil {
		return err
	}
	for _, c := range reg.Consegnati {
		m, err := r.cl.Messaggio("", c.UID)
		if err != nil {
			return err
		}
		name := fmt.Sprintf("%03d-%s.eml", c.UID, strings.ReplaceAll(c.Genere, "/", "-"))
		if err := os.WriteFile(filepath.Join(posta, name), m, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// registro is the last line of demo --json.
type registro struct {
	Kind      string `json:"kind"`
	Letters   int    `json:"letters"`
	Sent      int    `json:"sent"`
	Receipts  int    `json:"receipts"`
	Matched   int    `json:"matched"`
	MembersOK int    `json:"members_ok"`
	OK        bool   `json:"ok"`
}

func (n *narratore) fine(t time.Time, reg demo.Registro, v visto, bad []string) {
	sum := registro{Kind: "ledger", Letters: len(reg.Lettere), MembersOK: len(v.schede) - len(v.attesi()), OK: len(bad) == 0}
	for _, l := range reg.Lettere {
		sum.Sent += l.Accolta
		have := map[string]bool{}
		for _, x := range v.lettere[l.MsgID].Receipts {
			have[x] = true
		}
		for _, x := range l.Ricevute {
			sum.Receipts++
			if have[x.SHA256] {
				sum.Matched++
			}
		}
	}
	if n.json {
		for _, b := range bad {
			n.dici(t, "check", "", "%s", b)
		}
		n.dici(t, "check", "", "%d confronti non tornano", len(bad))
		if b, err := json.Marshal(sum); err == nil {
			fmt.Fprintf(n.w, "%s\n", b)
		}
		return
	}
	fmt.Fprintf(n.w, "\n── confronto fra il registro del gestore e l'archivio riaperto\n")
	for _, b := range bad {
		fmt.Fprintf(n.w, "  NON TORNA   %s\n", office.VisibleLine(b))
	}
	if sum.OK {
		fmt.Fprintf(n.w, "Verifica finale: %d lettere, %d ricevute, %d iscritti: tutto torna.\n", sum.Letters, sum.Matched, sum.MembersOK)
		return
	}
	fmt.Fprintf(n.w, "Verifica finale: cose che non tornano: %d.\n", len(bad))
}
