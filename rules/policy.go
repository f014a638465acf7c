package rules

// Ordine is the Order as letters name it.
type Ordine struct {
	Nome              string `json:"nome"`
	CF                string `json:"cf,omitempty"`
	PEC               string `json:"pec"`
	Mail              string `json:"mail,omitempty"`
	IPA               string `json:"ipa,omitempty"`
	AOO               string `json:"aoo,omitempty"`
	Ufficio           string `json:"ufficio,omitempty"`
	Responsabile      string `json:"responsabile,omitempty"`
	Telefono          string `json:"telefono,omitempty"`
	Orario            string `json:"orario,omitempty"`
	PotereSostitutivo string `json:"potere_sostitutivo,omitempty"`
}

// Convenzione is the Order's agreement with a provider (order.md §1.2).
type Convenzione struct {
	Codice  string `json:"codice,omitempty"`
	Gestore string `json:"gestore,omitempty"`
	Canale  string `json:"canale,omitempty"` // ARUBA_CONVENZIONI, PORTALE_ORDINE, AREA_RISERVATA_NAZIONALE, POSTECOM
	Sito    string `json:"sito,omitempty"`   // where a box is activated and renewed, as a letter names it: "www.pec.it"
	Pagante string `json:"pagante,omitempty"`
	Anni    int    `json:"anni,omitempty"`
}

// Invio holds the limits of R-303; 0 is no limit. Durations are seconds.
type Invio struct {
	MaxOra             int    `json:"max_ora"`
	MaxGiorno          int    `json:"max_giorno"`
	Orario             string `json:"orario"` // "lun-ven 08:00-19:00" or "sempre"
	RitardoMinuti      int    `json:"ritardo_minuti"`
	AttesaAccettazione int    `json:"attesa_accettazione"`       // seconds
	AttesaEsito        int    `json:"attesa_esito"`              // seconds
	MaxOraMassivo      int    `json:"max_ora_massivo,omitempty"` // letters of an approved communication to many made in an hour; 0: no limit
}

// Policy is everything a decision depends on besides the snapshot and the input. Its digest stands in each
// decision's event and the whole of it in the configurazione event.
type Policy struct {
	Ordine             Ordine      `json:"ordine"`
	Convenzione        Convenzione `json:"convenzione"`
	DominiOrdine       []string    `json:"domini_ordine,omitempty"` // domains of the Order's boxes for members
	DominiPEC          []string    `json:"domini_pec,omitempty"`
	DominiNonPEC       []string    `json:"domini_non_pec,omitempty"`
	DominiLavoro       []string    `json:"domini_datore_lavoro,omitempty"`
	IPA                []string    `json:"ipa,omitempty"` // certified addresses of public bodies, lower case, sorted
	R102               string      `json:"r102"`          // AUTO, REVIEW, REQUIRE_ID
	SfidaBlocca        string      `json:"sfida_blocca"`  // nel_dubbio, sempre
	IntegrazioneGiorni int         `json:"integrazione_giorni"`
	ConfermaGiorni     int         `json:"conferma_giorni"`
	ConclusioneGiorni  int         `json:"conclusione_giorni"`
	RevocaGraceGiorni  int         `json:"revoke_grace_days"`
	SabatoIscritto     bool        `json:"saturday_is_holiday_for_member"`
	SabatoOrdine       bool        `json:"saturday_is_holiday_for_order"`
	FestiviLocali      []string    `json:"local_holidays,omitempty"` // mm-dd
	Sha1FinoA          string      `json:"sha1_fino_a"`              // yyyy-mm-dd
	CRLObbligatoria    bool        `json:"crl_obbligatoria,omitempty"`
	FeedINIPEC         bool        `json:"feed_inipec"`
	Invio              Invio       `json:"invio"`

	Persone              []Persona                 `json:"persone,omitempty"`
	MaiAttivataGiorni    int                       `json:"never_activated_days,omitempty"`
	OrdinariaR3          string                    `json:"accept_ordinary_for_R3,omitempty"` // CHALLENGE or NO
	DiffidaPer           []string                  `json:"diffida_per,omitempty"`            // ASSENTE, SATURA, MAI_ATTIVATA, NON_VALIDO
	DiffidaGiorni        int                       `json:"diffida_giorni,omitempty"`         // 30: DL 185/2008 art. 16 c. 7-bis
	DiffidaDelibera      bool                      `json:"diffida_richiede_delibera,omitempty"`
	PreavvisoGiorni      int                       `json:"preavviso_bonario_giorni,omitempty"`
	MaxBozzeDiffida      int                       `json:"max_bozze_diffida_giorno,omitempty"`
	FinestreDiffida      []string                  `json:"finestre_diffida,omitempty"` // "08-01/08-31": no term begins in them
	OrganoCompetente     map[string]string         `json:"organo_competente,omitempty"`
	Rimedi               string                    `json:"remedies,omitempty"` // the remedies against a suspension, in words; T-10b needs them
	EntiSospensione      []string                  `json:"bodies_to_notify_on_suspension,omitempty"`
	RevocaDisciplinare   bool                      `json:"revoke_on_disciplinary_suspension,omitempty"`
	PAGiorni             int                       `json:"pa_giorni,omitempty"`            // 30: reserved list
	ElencoTenutoDa       string                    `json:"reserved_list_keeper,omitempty"` // SELF or FEDERATION
	FederazionePEC       string                    `json:"federazione_pec,omitempty"`
	ConservaAltraPosta   int                       `json:"conserva_altra_posta,omitempty"` // days; 0: kept
	ContributoFormazione bool                      `json:"training_contribution,omitempty"`
	AncoraA              string                    `json:"ancora_a,omitempty"`       // the Order's second mailbox, which gets anchors of the log
	AncoraGiorni         int                       `json:"ancora_giorni,omitempty"`  // days without an anchor after which it gets one
	PasswordScade        string                    `json:"password_scade,omitempty"` // yyyy-mm-dd: the mailbox's
	Gestori              map[string]ProfiloGestore `json:"gestori,omitempty"`
	Feeds                map[string]Feed           `json:"feeds,omitempty"`

	sigillo *sigillo // see Seal; no part of what is stored
}

// ProfiloGestore is how a provider treats a box that expires (order.md §1.2). Days count from the expiry; a negative notice is
// before it.
type ProfiloGestore struct {
	Avvisi         []int  `json:"avvisi,omitempty"`
	DisattivaDopo  int    `json:"disattiva_dopo"`
	CancellaDopo   int    `json:"cancella_dopo"`
	AvvisoA        string `json:"avviso_a,omitempty"` // pec or mail: where the provider itself writes
	Canone         string `json:"canone,omitempty"`   // in words, as the letter says it
	Assistenza     string `json:"assistenza,omitempty"`
	ScadenzaComune string `json:"scadenza_comune,omitempty"` // yyyy-mm-dd, where all boxes end together
}

// Feed is how one register is fed (order.md §3). Off by default; an off feed raises no alarm.
type Feed struct {
	Modo      string            `json:"modo"` // off, FEDERATION_PEC, INFOCAMERE_PEC, PORTAL_FILE, PEC
	Indirizzo string            `json:"indirizzo,omitempty"`
	Codici    map[string]string `json:"codici,omitempty"` // UPDATE, INSERT, DELETE → the literal of the register
	Testata   bool              `json:"testata,omitempty"`
	Charset   string            `json:"charset,omitempty"`   // UTF-8 or CP1252
	FineRiga  string            `json:"fine_riga,omitempty"` // CRLF or LF
	Data      string            `json:"data,omitempty"`      // gg/mm/aaaa or aaaa-mm-gg
	Ente      string            `json:"ente,omitempty"`
	NomeFile  string            `json:"nome_file,omitempty"`
	Giorno    int               `json:"giorno,omitempty"`    // working day of the month of a monthly feed
	Firmatari []string          `json:"firmatari,omitempty"` // codici fiscali of who may sign
	// Nomi are the element names of ComunicazioniSoggetti.xml that differ from ours, Namespace its namespace (order.md §3.3).
	Nomi      map[string]string `json:"nomi,omitempty"`
	Namespace string            `json:"namespace,omitempty"`
}

// DefaultPolicy is the policy of a new installation: it harms no one (order.md §9b).
func DefaultPolicy() *Policy {
	return &Policy{
		R102: "REVIEW", SfidaBlocca: "nel_dubbio",
		IntegrazioneGiorni: 30, ConfermaGiorni: 30, ConclusioneGiorni: 30, RevocaGraceGiorni: 30,
		SabatoIscritto: true, Sha1FinoA: "2025-12-31",
		Invio: Invio{MaxOra: 10, MaxGiorno: 40, Orario: "lun-ven 08:00-19:00", RitardoMinuti: 20,
			AttesaAccettazione: 3600, AttesaEsito: 26 * 3600, MaxOraMassivo: 200},
		MaiAttivataGiorni: 60, OrdinariaR3: "CHALLENGE", DiffidaPer: []string{"ASSENTE"}, DiffidaGiorni: 30, DiffidaDelibera: true,
		PreavvisoGiorni: 30, MaxBozzeDiffida: 20, FinestreDiffida: []string{"08-01/08-31", "12-20/01-06"}, PAGiorni: 30, ElencoTenutoDa: "SELF",
		Gestori: GestoriNoti(),
	}
}

// GestoriNoti are the providers of the pages of five Orders (order.md §1.2), before a configuration says otherwise. What a box
// does after its expiry has changed over the years and is only ever a date to look at, never a defect.
func GestoriNoti() map[string]ProfiloGestore {
	return map[string]ProfiloGestore{
		"ARUBA":    {Avvisi: []int{-30, -5}, DisattivaDopo: 1, CancellaDopo: 90, AvvisoA: "mail", Assistenza: "0575 0504 (opzione 3-1-2), da lunedì a venerdì, 8:30-20:00"},
		"POSTECOM": {Avvisi: []int{-30, -5, 25}, DisattivaDopo: 30, CancellaDopo: 60, AvvisoA: "pec"},
	}
}
