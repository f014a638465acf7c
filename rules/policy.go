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
	Canale  string `json:"canale,omitempty"` // ARUBA_CONVENZIONI, PORTALE_ORDINE, AREA_RISERVATA_NAZIONALE
	Pagante string `json:"pagante,omitempty"`
	Anni    int    `json:"anni,omitempty"`
}

// Invio holds the limits of R-303; 0 is no limit. Durations are seconds.
type Invio struct {
	MaxOra             int    `json:"max_ora"`
	MaxGiorno          int    `json:"max_giorno"`
	Orario             string `json:"orario"` // "lun-ven 08:00-19:00" or "sempre"
	RitardoMinuti      int    `json:"ritardo_minuti"`
	AttesaAccettazione int    `json:"attesa_accettazione"` // seconds
	AttesaEsito        int    `json:"attesa_esito"`        // seconds
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
}

// DefaultPolicy is the policy of a new installation: it harms no one (order.md §9b).
func DefaultPolicy() *Policy {
	return &Policy{
		R102: "REVIEW", SfidaBlocca: "nel_dubbio",
		IntegrazioneGiorni: 30, ConfermaGiorni: 30, ConclusioneGiorni: 30, RevocaGraceGiorni: 30,
		SabatoIscritto: true, Sha1FinoA: "2025-12-31",
		Invio: Invio{MaxOra: 10, MaxGiorno: 40, Orario: "lun-ven 08:00-19:00", RitardoMinuti: 20,
			AttesaAccettazione: 3600, AttesaEsito: 26 * 3600},
	}
}
