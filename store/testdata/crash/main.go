// Crash reads a mailbox of numbered messages into a store and decides them; with the second argument "register" it then imports
// a register too large for one transaction, with "erase" it receives one message more and erases it. It prints a line after each acknowledgement. A test builds it with the tag failpoint, kills it
// at every step, and runs it again: the mailbox is the same each time, as IMAP would give it.
package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"pecagent/rules"
	"pecagent/store"
)

const (
	mailbox = 12   // messages
	batch   = 3    // fetched together
	members = 2500 // rows of the register, with batches of text that split the transaction
)

func main() {
	if err := run(os.Args[1]); err != nil {
		log.Fatal(err)
	}
	fmt.Println("done")
}

func run(dir string) error {
	ctx := context.Background()
	now := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	s, err := store.Open(store.Options{Dir: dir, MinFree: -1, Now: func() time.Time { return now }})
	if err != nil {
		return err
	}
	if s.Empty() {
		if err := s.Init(ctx, rules.Avvio{T0: now, Casella: "ordine@pec.example"}, rules.Agente); err != nil {
			return err
		}
	}
	for {
		n, err := fetch(ctx, s)
		if err != nil {
			return err
		}
		if err := decide(ctx, s); err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	if len(os.Args) > 2 {
		if err := map[string]func(context.Context, *store.Store) error{"register": register, "erase": erase}[os.Args[2]](ctx, s); err != nil {
			return err
		}
	}
	return s.Close()
}

// secret is the message that is erased: none of the Order's business.
var secret = []byte("Subject: segreto\r\n\r\nsegreto\r\n")

var secretSHA = fmt.Sprintf("%x", sha256.Sum256(secret))

// erase receives the secret message, decides that it goes, and carries it out.
func erase(ctx context.Context, s *store.Store) error {
	c, err := s.Cursor("INBOX")
	if err != nil {
		return err
	}
	if c.UID <= mailbox {
		if _, err := s.PutRaw(ctx, [][]byte{secret}); err != nil {
			return err
		}
		if err := s.Received(ctx, []rules.Arrivo{{SHA256: secretSHA, Cartella: "INBOX", UIDValidity: 7, UID: mailbox + 1}}); err != nil {
			return err
		}
	}
	if err := decide(ctx, s); err != nil {
		return err
	}
	_, err = s.Commit(ctx, func(snap rules.Snapshot) (d rules.Decision) {
		if v, _ := snap.Verdetto(secretSHA); v.Cancellato == "" {
			d.Events = []rules.Event{{Kind: rules.KCancellazione, Cancellazione: &rules.Cancellazione{SHA256: secretSHA, Chiave: secretSHA, Atto: "ATT-2026-000001"}}}
		}
		return d
	})
	if err != nil {
		return err
	}
	if _, err := s.Cancella(ctx); err != nil {
		return err
	}
	fmt.Println("erased", secretSHA)
	return nil
}

// fetch stores and records the messages above the cursor.
func fetch(ctx context.Context, s *store.Store) (int, error) {
	c, err := s.Cursor("INBOX")
	if err != nil {
		return 0, err
	}
	var msgs [][]byte
	for uid := c.UID + 1; uid <= mailbox && len(msgs) < batch; uid++ {
		msgs = append(msgs, fmt.Appendf(nil, "Subject: %d\r\n\r\ntesto\r\n", uid))
	}
	shas, err := s.PutRaw(ctx, msgs)
	if err != nil {
		return 0, err
	}
	var list []rules.Arrivo
	for i, sha := range shas {
		fmt.Println("raw", sha)
		list = append(list, rules.Arrivo{SHA256: sha, Cartella: "INBOX", UIDValidity: 7, UID: c.UID + uint32(i) + 1})
	}
	if err := s.Received(ctx, list); err != nil {
		return 0, err
	}
	for _, m := range list {
		fmt.Println("received", m.UID, m.SHA256)
	}
	return len(list), nil
}

// decide gives every waiting message a request and a letter, all in one batch.
func decide(ctx context.Context, s *store.Store) error {
	list, err := s.Pending(0)
	if err != nil {
		return err
	}
	var fs []func(rules.Snapshot) rules.Decision
	for _, m := range list {
		if _, err := s.Attempt(m.SHA256); err != nil {
			return err
		}
		fs = append(fs, func(snap rules.Snapshot) rules.Decision { return answer(snap, m.SHA256) })
	}
	if _, err := s.CommitBatch(ctx, fs); err != nil {
		return err
	}
	for _, m := range list {
		fmt.Println("decided", m.SHA256)
	}
	return nil
}

func answer(snap rules.Snapshot, sha string) rules.Decision {
	if sha == secretSHA {
		return rules.Decision{Events: []rules.Event{{Kind: rules.KEsito, Causa: sha, Esito: &rules.Verdetto{SHA256: sha, Chiave: sha, Oggetto: "segreto"}}}}
	}
	n := snap.Stato.Contatori["RIC-2026"] + 1
	ric, let := fmt.Sprintf("RIC-2026-%06d", n), fmt.Sprintf("LET-2026-%06d", n)
	return rules.Decision{Events: []rules.Event{
		{Kind: rules.KEsito, Causa: sha, Esito: &rules.Verdetto{SHA256: sha, Chiave: sha}},
		{Kind: rules.KRichiesta, Causa: sha, Richiesta: &rules.Richiesta{ID: ric, Stato: rules.RInRevisione, Messaggi: []string{sha}}},
		{Kind: rules.KLettera, Causa: sha, Lettera: &rules.Lettera{ID: let, Richiesta: ric, A: "a@pec.example", Stato: rules.LProposta}},
	}}
}

// register imports members in one decision.
func register(ctx context.Context, s *store.Store) error {
	_, err := s.Commit(ctx, func(snap rules.Snapshot) rules.Decision {
		if snap.Stato.Iscritti > 0 {
			return rules.Decision{}
		}
		var d rules.Decision
		for i := range members {
			d.Events = append(d.Events, rules.Event{Kind: rules.KIscritto, Iscritto: &rules.Iscritto{
				CF: fmt.Sprintf("CF%014d", i), Cognome: strings.Repeat("x", 1000), Nome: "y", Stato: rules.Iscr}})
		}
		return d
	})
	if err == nil {
		fmt.Println("imported")
	}
	return err
}
