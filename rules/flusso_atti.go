package rules

import (
	"maps"
	"slices"
	"strings"

	"pecagent/mailparse/cf"
	"pecagent/mailparse/esiti"
)

// Acts about feeds.
const (
	AttoFlusso      TipoAtto = "FLUSSO_RICHIESTO"
	AttoFirmato     TipoAtto = "FLUSSO_FIRMATO"
	AttoCaricato    TipoAtto = "FLUSSO_CARICATO"
	AttoEsitoFlusso TipoAtto = "FLUSSO_ESITO"
	AttoAbbandono   TipoAtto = "FLUSSO_ABBANDONATO"
)

// Values of Atto.Esito and Atto.Spunte in acts about feeds.
const (
	EsitoCompleto      = "COMPLETO"    // every row
	EsitoInteroAlbo    = "INTERO_ALBO" // ReGIndE: erase and insert
	SpuntaCancellati   = "CANCELLAZIONI_VERIFICATE"
	esitoBuono         = "OK"
	esitoParziale      = "PARZIALE"
	esitoCattivo       = "KO"
	codiceNonPrecisato = "E999"
)

func attiFlusso() []regolaAtto {
	who := []string{Segreteria}
	return []regolaAtto{
		{tipo: AttoFlusso, comando: "feed-run", dice: "chiede un flusso adesso (il nome sta in --case); esito COMPLETO per tutte le righe, INTERO_ALBO per ReGIndE; spunta CANCELLAZIONI_VERIFICATE oltre il 5 %",
			vuole: []string{"caso"}, puo: []string{"esito", "spunte", "motivo"}, ruoli: who, fa: (*decisore).chiedeFlusso},
		{tipo: AttoFirmato, comando: "feed-signed", dice: "consegna il file firmato (.p7m) di un flusso DA_FIRMARE: contenuto e firmatario sono controllati",
			vuole: []string{"caso"}, ruoli: who, documento: true, fa: (*decisore).flussoFirmato},
		{tipo: AttoCaricato, comando: "feed-uploaded", dice: "il file di un flusso è stato caricato sul portale; esito OK, PARZIALE (spunte: i codici fiscali respinti) o KO",
			vuole: []string{"caso", "esito"}, puo: []string{"motivo", "giorno", "spunte"}, ruoli: who, fa: (*decisore).flussoCaricato},
		{tipo: AttoEsitoFlusso, comando: "feed-outcome", dice: "l'esito di un flusso inviato, saputo fuori dalla casella; esito OK, PARZIALE o KO",
			vuole: []string{"caso", "esito", "motivo"}, puo: []string{"giorno", "spunte"}, ruoli: who, fa: (*decisore).flussoCaricato},
		{tipo: AttoAbbandono, comando: "feed-abandon", dice: "abbandona un flusso: il registro non lo ha ricevuto e il prossimo riparte da prima",
			vuole: []string{"caso", "motivo"}, ruoli: who, fa: (*decisore).flussoAbbandonato},
	}
}

// chiedeFlusso opens a run at a person's word, or makes the file of the open one anew while it has not left.
func (d *decisore) chiedeFlusso(a Atto) {
	nome := strings.ToLower(a.Caso)
	if f, ok := d.s.Flusso(strings.ToUpper(a.Caso)); ok {
		nome = f.Nome
	}
	f, open := d.flussoAperto(nome)
	switch {
	case !d.p.Feeds[nome].acceso():
		d.rifiuta("il flusso %q non è acceso nella configurazione ([feeds.%s] mode)", nome, nome)
		return
	case a.Esito != "" && a.Esito != EsitoCompleto && a.Esito != EsitoInteroAlbo:
		d.rifiuta("l'esito di un flusso richiesto è COMPLETO o INTERO_ALBO, non %q", a.Esito)
		return
	case a.Esito == EsitoInteroAlbo && nome != FlussoReGIndE:
		d.rifiuta("INTERO_ALBO vale solo per ReGIndE")
		return
	case slices.ContainsFunc(a.Spunte, func(s string) bool { return s != SpuntaCancellati }):
		d.rifiuta("l'unica spunta di un flusso richiesto è %s", SpuntaCancellati)
		return
	case open && f.Stato.partito():
		d.rifiuta("il flusso %s è %s: prima se ne registra l'esito, o si abbandona", f.ID, f.Stato)
		return
	}
	if open {
		d.ritiraLettereDi(f.ID, "il file si rifà")
		d.chiudiCompitiDi(f.ID, "il file si rifà", SegFlusso, SegLettera)
	} else {
		f = Flusso{ID: d.numero("FLU"), Nome: nome, Giorno: DataRoma(d.now), Scade: DataRoma(d.now)}
		if mensile(nome) {
			f.Scade = max(d.p.entroMese(f.Giorno, d.giornoDi(nome)), d.p.lavorativoDopo(f.Giorno, avvisoRitardo))
		}
	}
	f.Stato, f.Rifiuto, f.Lettera, f.Firmato, f.File, f.Da = FDaGenerare, "", "", Documento{}, Documento{}, a.Da
	f.Completo = a.Esito != "" || d.p.Feeds[nome].Modo == FlussoFederPEC
	f.InteroAlbo, f.Forza = a.Esito == EsitoInteroAlbo, slices.Contains(a.Spunte, SpuntaCancellati)
	d.scriviFlusso(f)
}

// flussoFirmato takes a signed file: the agent cannot sign, it checks that what was signed is the file it wrote and that who
// signed is a delegate. The signatures come verified from the office's program.
func (d *decisore) flussoFirmato(a Atto) {
	f, ok := d.s.Flusso(a.Caso)
	if !ok || f.Stato != FDaFirmare {
		d.rifiuta("il flusso %s non è da firmare", a.Caso)
		return
	}
	if len(a.Documenti) != 1 {
		d.rifiuta("il flusso %s vuole un solo file firmato", f.ID)
		return
	}
	if why := firmaDelFlusso(f, d.p.Feeds[f.Nome].Firmatari, a.Firme); why != "" {
		d.rifiuta("il file firmato del flusso %s non va bene: %s", f.ID, why)
		return
	}
	d.chiudiCompitiDi(f.ID, "firmato", SegFlusso, SegLettera)
	f.Stato, f.Firmato = FFirmato, a.Documenti[0]
	d.scriviFlusso(f)
	d.spedisceFlusso(f)
}

// firmaDelFlusso says why a signed file may not go, "" when it may: one at least of its signatures is a delegate's, all are good,
// and all are on exactly the file that was written.
func firmaDelFlusso(f Flusso, delegati []string, firme []Firma) string {
	if len(delegati) == 0 {
		return "nella configurazione non ci sono delegati (signers)"
	}
	if len(firme) == 0 {
		return "non contiene una firma CAdES leggibile"
	}
	good := false
	for _, s := range firme {
		switch {
		case s.NonVerificata:
			return "la firma non è stata verificata" + dettaglioFirma(s)
		case !s.Valida:
			return "la firma non è valida" + dettaglioFirma(s)
		case s.Documento != f.File.SHA256:
			return "il contenuto firmato non è il file generato (impronta " + abbreviata(s.Documento) + ", attesa " + abbreviata(f.File.SHA256) + ")"
		}
		good = good || slices.Contains(delegati, s.CF)
	}
	if !good {
		return "il firmatario non è fra i delegati della configurazione"
	}
	return ""
}

func abbreviata(sha string) string { return sha[:min(len(sha), 12)] }

// flussoCaricato records what became of a file that a person loaded on a portal, or of one that was sent and not answered.
func (d *decisore) flussoCaricato(a Atto) {
	f, ok := d.s.Flusso(a.Caso)
	loads := a.Tipo == AttoCaricato && (f.Stato == FGenerato || f.Stato == FFirmato) && f.Lettera == ""
	told := a.Tipo == AttoEsitoFlusso && (f.Stato == FInviato || f.Stato == FConsegnato || f.Stato == FSenzaEsito)
	switch {
	case !ok || f.Richiesta != "":
		d.rifiuta("il flusso %q non esiste", a.Caso)
		return
	case !loads && !told:
		d.rifiuta("il flusso %s è %s: questo atto non lo riguarda", f.ID, f.Stato)
		return
	case a.Esito == esitoParziale && len(a.Spunte) == 0:
		d.rifiuta("di un esito PARZIALE si dicono i codici fiscali respinti: --tick CF oppure --tick CF:CODICE")
		return
	case a.Esito != esitoParziale && len(a.Spunte) > 0:
		d.rifiuta("i codici fiscali respinti si dicono solo di un esito PARZIALE")
		return
	}
	respinti, why := respintiDi(a.Spunte)
	if why != "" {
		d.rifiuta("%s", why)
		return
	}
	f.Esito = a.Motivo
	d.chiudiCompitiDi(f.ID, "esito registrato: "+a.Esito, SegFlusso, SegLettera)
	switch a.Esito {
	case esitoBuono, esitoParziale:
		d.concludi(f, respinti)
	case esitoCattivo:
		f.Stato = FKO
		d.scriviFlusso(f)
		d.fine(f, "il registro ha rifiutato il file")
	default:
		d.rifiuta("l'esito è OK, PARZIALE o KO, non %q", a.Esito)
	}
}

// respintiDi reads "CF" and "CF:CODICE".
func respintiDi(spunte []string) (map[string]string, string) {
	out := map[string]string{}
	for _, s := range spunte {
		code, outcome, ok := strings.Cut(strings.ToUpper(s), ":")
		if !ok {
			outcome = codiceNonPrecisato
		}
		if !cf.Valido(code) || esiti.Parole[outcome] == "" || outcome[0] == 'F' {
			return nil, "la spunta " + s + " non è CF o CF:CODICE"
		}
		out[code] = outcome
	}
	return out, ""
}

// concludi closes a run whose file the register took, with what it refused of it.
func (d *decisore) concludi(f Flusso, respinti map[string]string) {
	f.Stato, f.Respinti = FOK, nil
	if len(respinti) > 0 {
		f.Stato, f.Respinti = FParziale, respinti
	}
	d.scriviFlusso(f)
	d.accetta(f)
	d.avvisaRespinti(f)
}

// avvisaRespinti tells a person which rows a register refused, and what follows of each.
func (d *decisore) avvisaRespinti(f Flusso) {
	var flagged []string
	for _, code := range slices.Sorted(maps.Keys(f.Respinti)) {
		switch c := f.Respinti[code]; c {
		case "E003", "E005", "W001", "E004": // resent as another operation, or nothing to do
		default:
			flagged = append(flagged, code+" "+c+" ("+esiti.Parole[c]+")")
		}
	}
	if len(flagged) > 0 {
		n := len(flagged)
		d.compito(Compito{Tipo: SegAllarme, Perche: "Il flusso " + f.Nome + " " + f.ID + " è stato accettato in parte. Correggere i dati di chi è stato respinto: " +
			strings.Join(flagged[:min(n, maxEsclusi)], "; ") + "."})
	}
}

// flussoAbbandonato closes a run as not taken.
func (d *decisore) flussoAbbandonato(a Atto) {
	f, ok := d.s.Flusso(a.Caso)
	if !ok || !f.Stato.Aperto() {
		d.rifiuta("il flusso %q non è aperto", a.Caso)
		return
	}
	d.ritiraLettereDi(f.ID, "flusso abbandonato")
	d.fine(f, "abbandonato: "+a.Motivo)
}

// approvaFlusso is a click on a task about a file: it was loaded and taken, or the absence of changes was confirmed.
func (d *decisore) approvaFlusso(in Reviewed, c Compito) {
	f, ok := d.s.Flusso(c.Caso)
	switch {
	case !ok:
	case f.Stato == FNessuna:
		f.Confermata = DataRoma(d.now)
		d.scriviFlusso(f)
		d.chiudiAllarmi(f, "nessuna variazione, confermata sul portale")
	case (f.Stato == FGenerato || f.Stato == FFirmato) && f.Lettera == "":
		d.concludi(f, nil)
	case f.Stato == FDaFirmare:
		d.rifiuta("il flusso %s attende il file firmato: pecagent act feed-signed --case %s --document FILE.p7m", f.ID, f.ID)
	}
}
