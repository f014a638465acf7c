package config

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/BurntSushi/toml"
)

//go:embed esempio.toml
var esempio string

// Esempio is the complete commented configuration that is shipped.
func Esempio() string { return esempio }

// EsempioPEC is the Order's address in the example, which nobody has.
const EsempioPEC = "segreteria@pec.ordine-esempio.example"

// Config is the file as written, with defaults filled in.
type Config struct {
	Data        string      `toml:"data"`
	SocketGroup string      `toml:"socket_group"`
	IPAFile     string      `toml:"ipa_file"`
	Ordine      Ordine      `toml:"ordine"`
	IMAP        IMAP        `toml:"imap"`
	SMTP        SMTP        `toml:"smtp"`
	Avvisi      Avvisi      `toml:"avvisi"`
	Cortesia    Cortesia    `toml:"cortesia"`
	Trust       Trust       `toml:"trust"`
	Domini      Domini      `toml:"domini"`
	Convenzione Convenzione `toml:"convenzione"`
	Avvio       Avvio       `toml:"avvio"`
	Invio       Invio       `toml:"invio"`
	Protocollo  Protocollo  `toml:"protocollo"`
	Lettere     Lettere     `toml:"lettere"`
	Registro    Registro    `toml:"registro"`

	Conservazione Conservazione `toml:"conservazione"`

	Policy  Policy             `toml:"policy"`
	Feeds   map[string]Feed    `toml:"feeds"`
	Gestori map[string]Gestore `toml:"gestori"`
	Persone []Persona          `toml:"persone"`
	Console Console            `toml:"console"`
	Salute  Salute             `toml:"salute"`
	// Revisione is the review from the mail client.
	Revisione Revisione `toml:"revisione"`
	Backup    Backup    `toml:"backup"`

	dir  string // folder of the file, for relative paths
	file string
}

// Ordine is the Order as letters name it.
type Ordine struct {
	Nome              string `toml:"nome"`
	CF                string `toml:"cf"`
	PEC               string `toml:"pec"`
	Mail              string `toml:"mail"`
	IPA               string `toml:"ipa"`
	AOO               string `toml:"aoo"`
	Ufficio           string `toml:"ufficio"`
	Responsabile      string `toml:"responsabile"`
	Telefono          string `toml:"telefono"`
	Orario            string `toml:"orario"`
	PotereSostitutivo string `toml:"potere_sostitutivo"`
}

// NessunaCopia in imap.cartella_inviate switches the copies of sent letters off.
const NessunaCopia = "-"

// IMAP is the Order's mailbox, read over implicit TLS.
type IMAP struct {
	Host            string   `toml:"host"`
	Port            int      `toml:"port"`
	User            string   `toml:"user"`
	PasswordFile    string   `toml:"password_file"`
	PasswordEnv     string   `toml:"password_env"`
	PasswordScade   Data     `toml:"password_scade"`
	CA              string   `toml:"ca"`
	Cartella        string   `toml:"cartella"`
	Escludi         []string `toml:"escludi"`
	CartellaInviate string   `toml:"cartella_inviate"`
	Poll            Durata   `toml:"poll"`
}

// SMTP is the submission server, implicit TLS.
type SMTP struct {
	Host         string `toml:"host"`
	Port         int    `toml:"port"`
	User         string `toml:"user"`
	PasswordFile string `toml:"password_file"`
	PasswordEnv  string `toml:"password_env"`
	CA           string `toml:"ca"`
}

// Avvisi is ordinary SMTP for notices to the staff.
type Avvisi struct {
	Host         string   `toml:"host"`
	Port         int      `toml:"port"`
	User         string   `toml:"user"`
	PasswordFile string   `toml:"password_file"`
	CA           string   `toml:"ca"`
	A            []string `toml:"a"`
}

// Cortesia is ordinary SMTP to members, off by default.
type Cortesia struct {
	Host         string `toml:"host"`
	Port         int    `toml:"port"`
	User         string `toml:"user"`
	PasswordFile string `toml:"password_file"`
	CA           string `toml:"ca"`
	Attiva       bool   `toml:"attiva"`
}

// Trust is whom we believe besides the built-in pins of the AgID CAs.
type Trust struct {
	Pins            []string `toml:"pins"`
	CA              []string `toml:"ca"`
	CAFirme         []string `toml:"ca_firme"`
	CRL             []string `toml:"crl"`
	Sha1FinoA       Data     `toml:"sha1_fino_a"`
	CRLObbligatoria bool     `toml:"crl_obbligatoria"`
}

// Domini are the domains whose kind the Order knows.
type Domini struct {
	Ordine       []string `toml:"ordine"`
	PEC          []string `toml:"pec"`
	NonPEC       []string `toml:"non_pec"`
	DatoreLavoro []string `toml:"datore_lavoro"`
}

// Convenzione is the Order's agreement with a provider.
type Convenzione struct {
	Codice  string `toml:"codice"`
	Gestore string `toml:"gestore"`
	Canale  string `toml:"canale"`
	Sito    string `toml:"sito"`
	Pagante string `toml:"pagante"`
	Anni    int    `toml:"anni"`
}

// Avvio is how a new store starts; afterwards the log holds the mode.
type Avvio struct {
	Modo        string   `toml:"modo"`
	Automatico  []string `toml:"automatico"`
	T0          string   `toml:"t0"`
	StoricoMesi int      `toml:"storico_mesi"`
}

// Invio are the limits of R-303; 0 is no limit.
type Invio struct {
	MaxOra             int    `toml:"max_ora"`
	MaxGiorno          int    `toml:"max_giorno"`
	Orario             string `toml:"orario"`
	RitardoMinuti      int    `toml:"ritardo_minuti"`
	AttesaAccettazione Durata `toml:"attesa_accettazione"`
	AttesaEsito        Durata `toml:"attesa_esito"`
	MaxOraMassivo      int    `toml:"max_ora_massivo"`
}

// Protocollo says who gives protocol numbers.
type Protocollo struct {
	Modo string `toml:"modo"`
}

// Lettere is where the Order's own wording of letters is; without a folder the built-in one holds.
type Lettere struct {
	Cartella string `toml:"cartella"`
}

// Registro says how the log of events is anchored at the providers.
type Registro struct {
	AncoraNelleLettere bool   `toml:"ancora_nelle_lettere"`
	AncoraA            string `toml:"ancora_a"`
	AncoraGiorni       int    `toml:"ancora_giorni"`
}

// Conservazione says after how many years something may be proposed for disposal (report retention); 0: never.
type Conservazione struct {
	RichiesteAnni int    `toml:"richieste_anni"`
	DiffideAnni   int    `toml:"diffide_anni"`
	LettereAnni   int    `toml:"lettere_anni"`
	Fondamento    string `toml:"fondamento"`
}

// Policy are the keys of order.md §9.
type Policy struct {
	R102                    string            `toml:"r102"`
	SfidaBlocca             string            `toml:"sfida_blocca"`
	IntegrazioneGiorni      int               `toml:"integrazione_giorni"`
	ConfermaGiorni          int               `toml:"conferma_giorni"`
	ConclusioneGiorni       int               `toml:"conclusione_giorni"`
	RevokeGraceDays         int               `toml:"revoke_grace_days"`
	NeverActivatedDays      int               `toml:"never_activated_days"`
	AcceptOrdinaryForR3     string            `toml:"accept_ordinary_for_R3"`
	DiffidaPer              []string          `toml:"diffida_per"`
	PreavvisoBonarioGiorni  int               `toml:"preavviso_bonario_giorni"`
	DiffidaRichiedeDelibera bool              `toml:"diffida_richiede_delibera"`
	MaxBozzeDiffidaGiorno   int               `toml:"max_bozze_diffida_giorno"`
	ConservaAltraPosta      int               `toml:"conserva_altra_posta"`
	SaturdayHolidayMember   bool              `toml:"saturday_is_holiday_for_member"`
	SaturdayHolidayOrder    bool              `toml:"saturday_is_holiday_for_order"`
	RevokeOnDisciplinary    bool              `toml:"revoke_on_disciplinary_suspension"`
	LocalHolidays           []string          `toml:"local_holidays"`
	DiffidaGiorni           int               `toml:"diffida_giorni"`
	FinestreDiffida         []string          `toml:"finestre_diffida"`
	OrganoCompetente        map[string]string `toml:"organo_competente"`
	Remedies                string            `toml:"remedies"`
	BodiesToNotify          []string          `toml:"bodies_to_notify_on_suspension"`
	PAGiorni                int               `toml:"pa_giorni"`
	ReservedListKeeper      string            `toml:"reserved_list_keeper"`
	FederazionePEC          string            `toml:"federazione_pec"`
	TrainingContribution    bool              `toml:"training_contribution"`
}

// Persona is a user of the system and his roles in the Order (order.md §9).
type Persona struct {
	Utente string   `toml:"utente"`
	Nome   string   `toml:"nome"`
	CF     string   `toml:"cf"`
	Ruoli  []string `toml:"ruoli"`
}

// Gestore is how a provider treats a box that expires; days count from the expiry.
type Gestore struct {
	Avvisi         []int  `toml:"avvisi"`
	DisattivaDopo  int    `toml:"disattiva_dopo"`
	CancellaDopo   int    `toml:"cancella_dopo"`
	AvvisoA        string `toml:"avviso_a"`
	Canone         string `toml:"canone"`
	Assistenza     string `toml:"assistenza"`
	ScadenzaComune Data   `toml:"scadenza_comune"`
}

// Feed is one register feed; off raises no alarm.
type Feed struct {
	Mode      string            `toml:"mode"`
	Address   string            `toml:"address"`
	Codici    map[string]string `toml:"state_codes"`
	Header    bool              `toml:"header"`
	Charset   string            `toml:"charset"`
	EOL       string            `toml:"eol"`
	Date      string            `toml:"date"`
	Ente      string            `toml:"ente_code"`
	Filename  string            `toml:"filename"`
	Day       int               `toml:"day"`
	Firmatari []string          `toml:"signers"`
	Nomi      map[string]string `toml:"element_names"`
	Namespace string            `toml:"namespace"`
}

// Console is the web console.
type Console struct {
	Listen  string `toml:"listen"`
	TLSCert string `toml:"tls_cert"`
	TLSKey  string `toml:"tls_key"`
}

// Revisione is the review from the mail client: off while Cartella is empty.
type Revisione struct {
	Cartella string `toml:"cartella"` // folder of the mailbox, made by the agent, with three below it
	Persona  string `toml:"persona"`  // who decides there, by [[persone]]; empty: imap.user
}

// Chi is the person in whose name the decisions of the folder are taken.
func (r Revisione) Chi(c *Config) string {
	if r.Persona != "" {
		return r.Persona
	}
	return c.IMAP.User
}

// Salute is where a monitoring program on this machine may ask; empty: nowhere.
type Salute struct {
	Listen string `toml:"listen"`
}

// Backup is the daily encrypted copy of the store.
type Backup struct {
	Cartella     string `toml:"cartella"`
	Destinatario string `toml:"destinatario"` // age public key, or several, one a line
	Tieni        int    `toml:"tieni"`
}

// Default is the configuration of a new installation.
func Default() *Config {
	return &Config{
		Data:   "/var/lib/pecagent",
		IMAP:   IMAP{Port: 993, Cartella: "INBOX", Poll: Durata(time.Minute)},
		SMTP:   SMTP{Port: 465},
		Avvisi: Avvisi{Port: 465}, Cortesia: Cortesia{Port: 465},
		Trust:       Trust{Sha1FinoA: "2025-12-31"},
		Convenzione: Convenzione{Anni: 3},
		Avvio:       Avvio{Modo: "osserva", StoricoMesi: 24},
		Invio: Invio{MaxOra: 10, MaxGiorno: 40, Orario: "lun-ven 08:00-19:00", RitardoMinuti: 20,
			AttesaAccettazione: Durata(time.Hour), AttesaEsito: Durata(26 * time.Hour), MaxOraMassivo: 200},
		Protocollo: Protocollo{Modo: "esterno"},
		Registro:   Registro{AncoraNelleLettere: true, AncoraGiorni: 7},
		Policy: Policy{R102: "REVIEW", SfidaBlocca: "nel_dubbio", IntegrazioneGiorni: 30, ConfermaGiorni: 30,
			ConclusioneGiorni: 30, RevokeGraceDays: 30, NeverActivatedDays: 60, AcceptOrdinaryForR3: "CHALLENGE",
			DiffidaPer: []string{"ASSENTE"}, PreavvisoBonarioGiorni: 30, DiffidaRichiedeDelibera: true,
			MaxBozzeDiffidaGiorno: 20, SaturdayHolidayMember: true, DiffidaGiorni: 30, FinestreDiffida: []string{"08-01/08-31", "12-20/01-06"},
			PAGiorni: 30, ReservedListKeeper: "SELF"},
		Console: Console{Listen: "localhost:8443"},
		Backup:  Backup{Tieni: 30},
	}
}

// Load reads and checks the file at path.
func Load(path string) (*Config, error) {
	b, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, assente(path)
	case err != nil:
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	dir, err := filepath.Abs(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("reading the configuration: %w", err)
	}
	c, err := Parse(string(b), dir)
	if err != nil {
		return nil, fmt.Errorf("la configurazione %s non è valida: %w", path, err)
	}
	c.file = path
	return c, nil
}

// assente is the path of a configuration that is not there; people read it, and it is fs.ErrNotExist.
type assente string

func (p assente) Error() string {
	return "la configurazione " + string(p) + " non c'è: si indica con --config FILE"
}

func (assente) Unwrap() error { return fs.ErrNotExist }

// Path is the file the configuration was loaded from.
func (c *Config) Path() string { return c.file }

// Parse reads a configuration whose relative paths start at dir.
func Parse(text, dir string) (*Config, error) {
	c := Default()
	c.dir = dir
	meta, err := toml.Decode(text, c)
	if err != nil {
		return nil, decodeError(err)
	}
	if un := meta.Undecoded(); len(un) > 0 {
		return nil, unknownKeys(un)
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	c.normalize()
	return c, nil
}

// path makes a path of the file absolute; empty stays empty.
func (c *Config) path(p string) string {
	if p == "" || filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(c.dir, p)
}

// normalize makes paths absolute and addresses lower case.
func (c *Config) normalize() {
	c.Data, c.IPAFile, c.Lettere.Cartella = c.path(c.Data), c.path(c.IPAFile), c.path(c.Lettere.Cartella)
	c.Backup.Cartella = c.path(c.Backup.Cartella)
	for _, p := range []*string{&c.IMAP.PasswordFile, &c.IMAP.CA, &c.SMTP.PasswordFile, &c.SMTP.CA, &c.Avvisi.PasswordFile,
		&c.Avvisi.CA, &c.Cortesia.PasswordFile, &c.Cortesia.CA, &c.Console.TLSCert, &c.Console.TLSKey} {
		*p = c.path(*p)
	}
	for _, l := range [][]string{c.Trust.CA, c.Trust.CAFirme, c.Trust.CRL} {
		for i := range l {
			l[i] = c.path(l[i])
		}
	}
	c.Ordine.PEC = strings.ToLower(strings.TrimSpace(c.Ordine.PEC))
	for _, l := range [][]string{c.Domini.Ordine, c.Domini.PEC, c.Domini.NonPEC, c.Domini.DatoreLavoro, c.Trust.Pins} {
		for i := range l {
			l[i] = strings.ToLower(strings.TrimSpace(l[i]))
		}
	}
}

// Password reads a secret from a file (one trailing line end is dropped) or, for tests, from an environment variable. A file that
// cannot be read is looked for by its name among the credentials that systemd gave the service (LoadCredential=).
func Password(file, env string) (string, error) {
	if file != "" {
		b, err := os.ReadFile(file)
		if dir := os.Getenv("CREDENTIALS_DIRECTORY"); err != nil && dir != "" {
			if c, e := os.ReadFile(filepath.Join(dir, filepath.Base(file))); e == nil {
				b, err = c, nil
			}
		}
		if err != nil {
			return "", fmt.Errorf("reading the password: %w", err)
		}
		return strings.TrimRight(string(b), "\r\n"), nil
	}
	if env != "" {
		if p, ok := os.LookupEnv(env); ok {
			return p, nil
		}
		return "", fmt.Errorf("reading the password: the environment variable %s is not set", env)
	}
	return "", fmt.Errorf("no password: set password_file")
}
