package agent

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"pecagent/agent/config"
	"pecagent/agent/imapbox"
	"pecagent/agent/office"
	"pecagent/agent/smtpout"
	"pecagent/rules"
	"pecagent/store"
)

// checkTimeout bounds the attempt on each server.
const checkTimeout = 30 * time.Second

// Check looks at everything around the store: what the configuration puts in force, secrets, disk, and, unless
// offline, mailbox and submission server, with one login each.
func Check(ctx context.Context, cfg *config.Config, offline bool) []office.Voce {
	list := inForce(cfg)
	list = append(list, secret("password IMAP", cfg.IMAP.PasswordFile, cfg.IMAP.PasswordEnv), secret("password SMTP", cfg.SMTP.PasswordFile, cfg.SMTP.PasswordEnv), disk(cfg.Data))
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	list = append(list, checkNotices(ctx, cfg, offline)...)
	list = append(list, checkBackup(cfg, time.Now())...)
	if s := cfg.IMAP.PasswordScade; s != "" {
		list = append(list, office.Voce{Cosa: "imap.password_scade", OK: rules.DataRoma(time.Now()) <= string(s), Dice: string(s) + ", con promemoria a 21, 7 e 2 giorni"})
	}
	if offline {
		return list
	}
	if _, err := os.Stat(cfg.Data + "/accesso-rifiutato"); err == nil {
		return append(list, office.Voce{Cosa: "casella", Dice: "l'accesso era stato rifiutato: non si riprova prima di pecagent resume"})
	}
	a := &Agent{cfg: cfg}
	if err := a.servers(); err != nil {
		return append(list, office.Voce{Cosa: "server", Dice: err.Error()})
	}
	return append(append(list, a.checkMailbox(ctx)...), a.checkSubmission(ctx))
}

// inForce says what the configuration puts in force.
func inForce(cfg *config.Config) []office.Voce {
	v := func(what, says string) office.Voce { return office.Voce{Cosa: what, OK: true, Dice: says} }
	list := []office.Voce{
		v("ordine", strings.TrimSpace(cfg.Ordine.Nome+" <"+cfg.Ordine.PEC+">")),
		v("dati", cfg.Data),
		v("limiti di invio", fmt.Sprintf("%s l'ora, %s al giorno, %s, ritardo %d minuti", limite(cfg.Invio.MaxOra), limite(cfg.Invio.MaxGiorno), cfg.Invio.Orario, cfg.Invio.RitardoMinuti)),
		v("autorità di firma", fmt.Sprintf("AgID incorporate, %d altre impronte, %d altri certificati", len(cfg.Trust.Pins), len(cfg.Trust.CA))),
		v("firme degli iscritti", autoritaFirme(cfg)),
		v("revoca", fmt.Sprintf("%d liste CRL indicate; senza lista la revoca risulta non controllata", len(cfg.Trust.CRL))),
	}
	if cfg.Ordine.Nome == "" {
		list = append(list, office.Voce{Cosa: "ordine.nome", Dice: "manca: le lettere non si possono comporre"})
	}
	if cfg.Ordine.Responsabile == "" || cfg.Ordine.Ufficio == "" {
		list = append(list, office.Voce{Cosa: "ordine", Dice: "mancano responsabile o ufficio: la comunicazione di avvio li vuole (L. 241/1990 art. 8)"})
	}
	if cfg.Ordine.Telefono == "" || cfg.Ordine.Orario == "" {
		list = append(list, office.Voce{Cosa: "ordine.telefono", Dice: "mancano telefono o orario: ogni lettera dice come parlare con una persona"})
	}
	if cfg.Ordine.PEC == config.EsempioPEC {
		list = append(list, office.Voce{Cosa: "ordine", Dice: "è quello dell'esempio: le lettere partirebbero a nome di un altro"})
	}
	if cfg.Avvio.Modo == "automatico" {
		list = append(list, v("avvio.modo", "un archivio nuovo comincerebbe in automatico, senza prova: di solito si comincia da osserva"))
	}
	list = append(list, v("registro", ancoraggio(cfg)), checkConsole(cfg))
	list = append(list, tabellaIPA(cfg)...)
	if p, err := cfg.Rules(); err == nil { // what is wrong with it the IPA table has said
		list = append(list, checkLetters(cfg, p)...)
	}
	if _, err := cfg.Signatures(); err != nil {
		list = append(list, office.Voce{Cosa: "autorità di firma", Dice: err.Error()})
	}
	if _, err := cfg.MemberSignatures(); err != nil {
		list = append(list, office.Voce{Cosa: "firme degli iscritti", Dice: err.Error()})
	}
	return list
}

// ancoraggio says which receipts will prove what the log held.
func ancoraggio(cfg *config.Config) string {
	r := cfg.Registro
	says := "le lettere portano l'impronta del registro e le loro consegne la certificano"
	if !r.AncoraNelleLettere {
		says = "le lettere non portano l'impronta del registro (registro.ancora_nelle_lettere)"
	}
	switch {
	case r.AncoraA != "" && r.AncoraGiorni > 0:
		return says + fmt.Sprintf("; da sola va a %s prima di una diffida o sospensione e dopo %d giorni senza ricevute", r.AncoraA, r.AncoraGiorni)
	case r.AncoraA != "":
		return says + "; da sola va a " + r.AncoraA + " prima di una diffida o sospensione"
	case !r.AncoraNelleLettere:
		return says + " e a nessuno va da sola: nessun gestore certifica il registro"
	}
	return says + "; da sola non va a nessuno (registro.ancora_a)"
}

// tabellaIPA says how many certified addresses of public bodies are known, table by table (order.md R-160).
func tabellaIPA(cfg *config.Config) []office.Voce {
	ipa, err := cfg.IPA()
	switch {
	case err != nil:
		return []office.Voce{{Cosa: "elenco IPA", Dice: err.Error()}}
	case cfg.IPAFile == "":
		return []office.Voce{{Cosa: "elenco IPA", OK: true, Dice: "nessun elenco indicato (ipa_file): nessuna pubblica amministrazione viene riconosciuta"}}
	case len(ipa.Indirizzi) == 0:
		return []office.Voce{{Cosa: "elenco IPA", Dice: cfg.IPAFile + ": nessun indirizzo di tipo pec"}}
	}
	says := fmt.Sprintf("%d indirizzi PEC di pubbliche amministrazioni", len(ipa.Indirizzi))
	for _, f := range ipa.File {
		says += fmt.Sprintf("; %s: %d in %d righe", f.Nome, f.Indirizzi, f.Righe)
		if f.Scartati > 0 {
			says += fmt.Sprintf(", %d illeggibili scartati", f.Scartati)
		}
	}
	return []office.Voce{{Cosa: "elenco IPA", OK: true, Dice: says}}
}

// autoritaFirme says whose certificates members may sign with.
func autoritaFirme(cfg *config.Config) string {
	if len(cfg.Trust.CAFirme) == 0 {
		return "nessuna autorità indicata (trust.ca_firme): le verifica una persona"
	}
	return fmt.Sprintf("%d file di autorità indicati (trust.ca_firme)", len(cfg.Trust.CAFirme))
}

func limite(n int) string {
	if n == 0 {
		return "nessun limite"
	}
	return fmt.Sprint(n)
}

// secret checks that a password can be read and that only its owner can.
func secret(what, file, env string) office.Voce {
	if _, err := config.Password(file, env); err != nil {
		return office.Voce{Cosa: what, Dice: config.InParole(err.Error())}
	}
	if info, err := os.Stat(file); err == nil && info.Mode().Perm()&0o077 != 0 {
		return office.Voce{Cosa: what, Dice: fmt.Sprintf("%s si può leggere da altri: chmod 600", file)}
	}
	return office.Voce{Cosa: what, OK: true, Dice: "leggibile solo da chi deve"}
}

// disk compares the free space with the reserve below which the agent stops taking mail.
func disk(dir string) office.Voce {
	free, err := freeDisk(dir)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return office.Voce{Cosa: "disco", OK: true, Dice: "la cartella dei dati si crea al primo avvio"}
		}
		return office.Voce{Cosa: "disco", Dice: err.Error()}
	}
	return office.Voce{Cosa: "disco", OK: free >= store.DefaultMinFree, Dice: fmt.Sprintf("%d MB liberi, riserva %d MB", free/1_000_000, store.DefaultMinFree/1_000_000)}
}

// checkMailbox logs in once and lists the folders.
func (a *Agent) checkMailbox(ctx context.Context) []office.Voce {
	b, err := imapbox.Open(ctx, a.imap)
	if err != nil {
		return []office.Voce{{Cosa: "casella", Dice: config.InParole(err.Error())}}
	}
	defer b.Close()
	list := []office.Voce{{Cosa: "casella", OK: true, Dice: fmt.Sprintf("%s su %s: %d messaggi in %s", a.imap.User, a.imap.Host, b.Messages(), a.imap.Folder)}}
	if q, ok, err := b.Quota(ctx); err != nil {
		return append(list, office.Voce{Cosa: "spazio nella casella", Dice: err.Error()})
	} else if ok {
		list = append(list, office.Voce{Cosa: "spazio nella casella", OK: space(q).PerMille() < 850, Dice: space(q).Dice()})
	} else {
		list = append(list, office.Voce{Cosa: "spazio nella casella", OK: true, Dice: "il server non dice quanto è occupato: guardarlo sulla webmail"})
	}
	folders, err := b.Folders(ctx)
	if err != nil {
		return append(list, office.Voce{Cosa: "cartelle", Dice: err.Error()})
	}
	return append(list, a.checkFolders(folders)...)
}

// checkFolders says which folders are read and which are not, and what each is for.
func (a *Agent) checkFolders(list []imapbox.Folder) []office.Voce {
	read := a.readable(list)
	var yes, no []string
	for _, f := range list {
		switch {
		case slices.ContainsFunc(read, func(r imapbox.Folder) bool { return r.Name == f.Name }):
			yes = append(yes, fmt.Sprintf("%s%s (%d)", f.Name, forWhat(f), f.Messages))
		case f.Selectable && f.Name != a.imap.Folder:
			no = append(no, f.Name+forWhat(f))
		}
	}
	out := []office.Voce{{Cosa: "altre cartelle lette", OK: true, Dice: cmp.Or(strings.Join(yes, ", "), "nessuna")}}
	if len(no) > 0 {
		out = append(out, office.Voce{Cosa: "cartelle non lette", OK: true, Dice: strings.Join(no, ", ") + ": bozze, o escluse da imap.escludi"})
	}
	out = append(out, a.checkSent(list))
	for _, e := range a.cfg.IMAP.Escludi {
		if !slices.ContainsFunc(list, func(f imapbox.Folder) bool { return imapbox.Excluded(f, []string{e}) }) {
			out = append(out, office.Voce{Cosa: "imap.escludi", Dice: fmt.Sprintf("nessuna cartella si chiama %q: controllare come la scrive il server", e)})
		}
	}
	return out
}

// forWhat names the role of a folder beside its name.
func forWhat(f imapbox.Folder) string {
	names := map[imapbox.Role]string{imapbox.Sent: "posta inviata", imapbox.Drafts: "bozze", imapbox.Trash: "cestino", imapbox.Junk: "posta indesiderata", imapbox.Archive: "archivio"}
	if n := names[f.Role]; n != "" {
		return " [" + n + "]"
	}
	return ""
}

func (a *Agent) checkSubmission(ctx context.Context) office.Voce {
	if r := smtpout.Prova(ctx, a.smtp); r.Esito != smtpout.Inviata {
		return office.Voce{Cosa: "invio", Dice: config.InParole(strings.TrimSpace(fmt.Sprintf("%s: %s", a.smtp.Host, r.Testo)))}
	}
	return office.Voce{Cosa: "invio", OK: true, Dice: fmt.Sprintf("%s su %s: accesso riuscito, nulla inviato", a.smtp.User, a.smtp.Host)}
}

// checkSent says where the copies of sent letters go.
func (a *Agent) checkSent(list []imapbox.Folder) office.Voce {
	v := office.Voce{Cosa: "copie delle lettere inviate", OK: true, Dice: "nessuna (imap.cartella_inviate)"}
	if !a.copies() {
		return v
	}
	name, err := chooseSent(list, a.cfg.IMAP.CartellaInviate)
	if v.Dice = "nella cartella " + name; err != nil {
		v.OK, v.Dice = false, err.Error()
	}
	return v
}
