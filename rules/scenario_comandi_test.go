package rules

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pecagent/mailparse"
	"pecagent/mailparse/pec"
)

var persona = Attore{Tipo: "persona", ID: "segreteria.rossi", Ruolo: "segreteria"}

// comanda carries out one line of a scenario and tells what came of it.
func (o *ordine) comanda(line string) string {
	o.t.Helper()
	w := strings.Fields(line)
	opt := map[string]string{}
	var args []string
	for _, f := range w[1:] {
		if k, v, ok := strings.Cut(f, "="); ok {
			opt[k] = v
		} else {
			args = append(args, f)
		}
	}
	switch w[0] {
	case "ora":
		o.now = romano(o.t, args[0]+" "+args[1])
		return ""
	case "passano":
		d, err := time.ParseDuration(args[0])
		if err != nil {
			o.t.Fatal(err)
		}
		o.now = o.now.Add(d)
		return Roma(o.now).Format("2006-01-02 15:04")
	case "politica":
		o.politica(opt)
		return ""
	case "iscritto":
		o.apply(Event{Kind: KIscritto, Iscritto: iscrittoDi(args, opt)})
		return ""
	case "modo":
		m := Modo{Modo: args[0], Fermo: opt["fermo"] != "", Perche: opt["fermo"]}
		if len(args) > 1 {
			m.Automatico = strings.Split(args[1], ",")
		}
		return o.racconta(o.decide(Commanded{Now: o.now, Attore: persona, Modo: m}))
	case "scrive":
		return o.scrive(args, opt, line)
	case "riarriva":
		return o.racconta(o.decide(o.arrivi[o.trova(args[0])]))
	case "ricevuta":
		return o.ricevutaDi(args, opt)
	case "invia":
		var out []string
		for _, l := range o.spedisci() {
			out = append(out, "partita "+l.ID+" "+l.Modello+" a "+l.A)
		}
		if out == nil {
			return "nessuna lettera parte"
		}
		return strings.Join(out, "\n")
	case "spedizione":
		p := Passo{Lettera: lid(args[0]), Stato: StatoLettera(args[1]), MsgID: opt["msgid"], SHA256: opt["sha"], Motivo: opt["motivo"]}
		return o.racconta(o.decide(Sent{Now: o.now, Passo: p}))
	case "cercata":
		return o.racconta(o.decide(Cercata{Now: o.now, Lettera: lid(args[0]), Trovata: opt["in"] != "", Dove: opt["in"]}))
	case "dubbie":
		var out []string
		for _, l := range DaCercare(o.p, o.vista(), o.now) {
			out = append(out, "da cercare "+l.ID)
		}
		return strings.Join(append(out, "fine"), "\n")
	case "orologio":
		return o.racconta(o.decide(Ticked{Now: o.now}))
	case "approva", "respinge":
		c, _ := o.vista().Compito(sid(args[0]))
		in := o.arrivi[c.Messaggio]
		who := persona
		if opt["da"] != "" {
			who = Attore{Tipo: "persona", ID: opt["da"]}
		}
		return o.racconta(o.decide(Reviewed{Now: o.now, Attore: who, Compito: sid(args[0]), Approva: w[0] == "approva", Nota: opt["nota"], Protocollo: opt["protocollo"],
			Msg: in.Msg, Proof: in.Proof, Dove: in.Dove}))
	case "prende":
		return o.racconta(o.decide(Presa{Now: o.now, Attore: persona, Compito: sid(args[0]), Nota: opt["nota"]}))
	case "chiede":
		return o.racconta(o.decide(Chiesta{Now: o.now, Attore: persona, Compito: sid(args[0]), Manca: args[1]}))
	case "aggiunge": // approves with a paragraph added to one letter
		c, _ := o.vista().Compito(sid(args[0]))
		in := o.arrivi[c.Messaggio]
		return o.racconta(o.decide(Reviewed{Now: o.now, Attore: persona, Compito: c.ID, Approva: true, Msg: in.Msg, Proof: in.Proof, Dove: in.Dove,
			Aggiunte: []Aggiunta{{Modello: args[1], A: args[2], Testo: opt["testo"]}}}))
	case "atto":
		return o.atto(args, opt)
	case "ufficio":
		o.conUfficio()
		return ""
	case "diffida":
		return o.comandaDiffida(args, opt)
	case "persone":
		o.persone(opt)
		return ""
	case "mostra":
		return o.mostra(args[0])
	case "gestori":
		return args[0] + ": " + strings.Join(o.vista().Cerca(PerGestore, args[0]), " ")
	}
	if out, ok := o.comandaMano(w[0], args, opt); ok {
		return out
	}
	if out, ok := o.comandaFlussi(w[0], args, opt); ok {
		return out
	}
	if out, ok := o.comandaTermini(w[0], args, opt); ok {
		return out
	}
	o.t.Fatalf("unknown command %q", line)
	return ""
}

func (o *ordine) politica(opt map[string]string) {
	for k, v := range opt {
		n, _ := strconv.Atoi(v)
		switch k {
		case "max_ora":
			o.p.Invio.MaxOra = n
		case "max_giorno":
			o.p.Invio.MaxGiorno = n
		case "ritardo":
			o.p.Invio.RitardoMinuti = n
		case "dominio":
			o.p.DominiOrdine = []string{v}
		case "gestore":
			o.p.Convenzione.Gestore = v
		case "pagante":
			o.p.Convenzione.Pagante = v
		case "revoca_disciplinare":
			o.p.RevocaDisciplinare = v == "si"
		case "sfida_blocca":
			o.p.SfidaBlocca = v
		case "orario":
			o.p.Invio.Orario = strings.ReplaceAll(v, "_", " ")
		case "rimedi":
			o.p.Rimedi = strings.ReplaceAll(v, "_", " ")
		case "enti":
			o.p.EntiSospensione = strings.Split(strings.ReplaceAll(v, "_", " "), ",")
		case "diffida_per":
			o.p.DiffidaPer = strings.Split(v, ",")
		case "delibera":
			o.p.DiffidaDelibera = v == "si"
		case "preavviso":
			o.p.PreavvisoGiorni = n
		case "max_bozze":
			o.p.MaxBozzeDiffida = n
		default:
			o.t.Fatalf("unknown policy %s", k)
		}
	}
}

func iscrittoDi(args []string, opt map[string]string) *Iscritto {
	m := &Iscritto{CF: args[0], Cognome: args[1], Nome: args[2], Stato: Iscr}
	if s := opt["stato"]; s != "" {
		m.Stato = StatoIscritto(s)
	}
	if a := opt["domicilio"]; a != "" {
		m.Domicilio = &Domicilio{Indirizzo: a, Provenienza: Importato}
	}
	if a := opt["casella"]; a != "" {
		m.Casella = &Casella{Indirizzo: a, Stato: StatoCasella(opt["stato_casella"])}
	}
	if day := opt["usata"]; day != "" && m.Casella != nil {
		m.Casella.PrimoUso = inizioGiorno(day)
	}
	if day := opt["scade"]; day != "" && m.Casella != nil { // as a file tells it, without proof
		m.Casella.Scade = day
	}
	if why := opt["difetto"]; why != "" {
		m.Difetto = &Difetto{Motivo: why, Indirizzo: m.Domicilio.Indirizzo}
	}
	m.DiffidaNotificata, m.EmailOrdinaria, m.Numero = opt["diffida"], opt["email"], opt["numero"]
	if a := opt["albo"]; a != "" {
		m.Albi = strings.Split(a, ",")
	}
	return m
}

// lid and sid complete short ids: L3 is LET-2026-000003, S2 is SEG-2026-000002.
func lid(s string) string { return lungo(s, "L", "LET") }
func sid(s string) string { return lungo(s, "S", "SEG") }

func lungo(s, short, kind string) string {
	n, err := strconv.Atoi(strings.TrimPrefix(s, short))
	if err != nil {
		return s
	}
	return fmt.Sprintf("%s-2026-%06d", kind, n)
}

func (o *ordine) trova(n string) string {
	k, err := strconv.Atoi(n)
	if err != nil {
		o.t.Fatal(err)
	}
	return fmt.Sprintf("%064x", k)
}

// scrive: scrive MITTENTE TIPO ESITO AUTO cf=… nuova=… per=RIC-… l2=si; alle= certified time, prova= level.
func (o *ordine) scrive(args []string, opt map[string]string, line string) string {
	_, rest, _ := strings.Cut(line, args[0]+" ")
	in := o.busta(args[0], rest)
	if at := opt["alle"]; at != "" {
		in.Msg.DatiCert.Data = romano(o.t, strings.Replace(at, "T", " ", 1))
	}
	switch opt["prova"] {
	case "rotta":
		in.Proof = mailparse.Proof{Level: mailparse.Broken, Reasons: []string{"sig_invalid"}}
	case "sha1":
		in.Proof.Digest = "sha1"
	}
	if s := opt["firma"]; s != "" {
		in.Proof.Signer = s
	}
	o.arrivi[in.Dove.SHA256] = in
	return o.racconta(o.decide(in))
}

// ricevuta: ricevuta TIPO LETTERA alle=… errore=… esteso=… esterno=si msgid=… mittente=… consegna=… prova=rotta.
func (o *ordine) ricevutaDi(args []string, opt map[string]string) string {
	at := o.now
	if s := opt["alle"]; s != "" {
		at = romano(o.t, strings.Replace(s, "T", " ", 1))
	}
	var l Lettera
	if args[1] != "estranea" {
		l = o.lettera(lid(args[1]))
	} else {
		l = Lettera{ID: "estranea", A: "qualcuno@pecmail.example", MsgID: "webmail-1@pec.ordine-prova.example"}
	}
	in := o.ricevuta(l, pec.Tipo(args[0]), at, func(dc *pec.DatiCert) {
		for k, v := range opt {
			switch k {
			case "errore":
				dc.Errore = pec.Errore(v)
			case "esteso":
				dc.ErroreEsteso = strings.ReplaceAll(v, "_", " ")
			case "esterno":
				dc.Destinatari[0].Tipo = "esterno"
			case "msgid":
				dc.MsgID = v
			case "mittente":
				dc.Mittente = v
			case "consegna":
				dc.Consegna = v
			case "identificativo":
				dc.Identificativo = v
			}
		}
	})
	if s := opt["firma"]; s != "" {
		in.Proof.Signer = s
	}
	if s, ok := opt["reso"]; ok {
		in.Confronto = &Confronto{Con: l.SHA256, Confronto: confrontoDi(o.t, s)}
	}
	if opt["prova"] == "rotta" {
		in.Proof = mailparse.Proof{Level: mailparse.Mismatch, Reasons: []string{"from_mismatch"}}
	}
	o.arrivi[in.Dove.SHA256] = in
	return o.racconta(o.decide(in))
}

// confrontoDi is a comparison as a scenario names it: uguale, manca, sintetica, or differences such as 2:delibera.pdf:content.
func confrontoDi(t *testing.T, s string) mailparse.Confronto {
	switch s {
	case "uguale":
		return mailparse.Confronto{Done: true}
	case "manca":
		return mailparse.Confronto{Done: true, Missing: true}
	case "sintetica":
		return mailparse.Confronto{Why: s}
	}
	c := mailparse.Confronto{Done: true}
	for _, d := range strings.Split(s, ",") {
		f := strings.Split(d, ":")
		if len(f) != 3 {
			t.Fatalf("no difference: %q", d)
		}
		c.Differences = append(c.Differences, mailparse.Difference{Part: f[0], Name: f[1], What: f[2]})
	}
	return c
}

// racconta tells a decision in one line an event.
func (o *ordine) racconta(d Decision) string {
	if d.Errore != "" {
		return "rifiutato: " + d.Errore
	}
	var out []string
	for _, e := range d.Events {
		out = append(out, o.riga(e))
	}
	if out == nil {
		return "niente"
	}
	return strings.Join(out, "\n")
}

func (o *ordine) riga(e Event) string {
	var b strings.Builder
	add := func(format string, args ...any) { fmt.Fprintf(&b, format, args...) }
	opt := func(name, v string) {
		if v != "" {
			add(" %s=%s", name, v)
		}
	}
	switch e.Kind {
	case KEsito:
		v := e.Esito
		add("esito %s %s", v.Busta, v.Livello)
		for _, f := range []struct {
			on   bool
			name string
		}{{v.Copia, "copia"}, {v.Storico, "storico"}, {v.Osserva, "osserva"}} {
			if f.on {
				add(" %s", f.name)
			}
		}
		if x := v.Decisione; x != nil {
			opt("tipo", x.Type)
			opt("esito", x.Outcome)
			opt("auto", x.Auto)
			opt("flag", strings.Join(x.Flags, ","))
		}
		opt("richiesta", v.Richiesta)
		opt("compito", v.Compito)
		if slices.Contains(v.Motivi, aFirmatario) {
			opt("motivi", strings.Join(v.Motivi, ","))
		}
	case KRichiesta:
		r := e.Richiesta
		add("richiesta %s %s %s rif=%s", r.ID, r.Tipo, r.Stato, r.Rif)
		opt("termine", r.Termine)
		if r.Confermata {
			add(" confermata")
		}
		if !r.AMano.IsZero() {
			add(" a_mano")
		}
	case KIscritto:
		m := e.Iscritto
		add("iscritto %s", m.CF)
		if m.Stato != Iscr {
			add(" %s", m.Stato)
		}
		if m.Domicilio != nil {
			add(" domicilio=%s (%s, dal %s)", m.Domicilio.Indirizzo, m.Domicilio.Provenienza, DataRoma(m.Domicilio.Dal))
		}
		if m.Candidato != nil {
			add(" candidato=%s (%s)", m.Candidato.Indirizzo, m.Candidato.Stato)
		}
		if m.Casella != nil {
			add(" casella=%s", m.Casella.Stato)
			opt("revoca_dal", DataRoma(m.Casella.RevocaDal))
			opt("scade", m.Casella.Scade)
			if t := m.Casella.Tecnico; t == TecnicoSatura || t == ScadenzaPresunta {
				opt("tecnico", string(t))
			}
			opt("disdetta", m.Casella.DisdettaIl)
		}
		if f := m.Difetto; f != nil {
			add(" difetto=%s dal %s", f.Motivo, DataRoma(f.Dal))
			if !f.Secondo.IsZero() {
				add(" confermato")
			}
		}
		if m.Blocco {
			add(" BLOCCO")
		}
	case KLettera:
		l := e.Lettera
		add("lettera %s %s a %s %s", l.ID, l.Modello, l.A, l.Stato)
		opt("dettaglio", l.Dettaglio)
		if !l.NonPrima.IsZero() && l.NonPrima.After(o.now) {
			add(" non prima del %s", Roma(l.NonPrima).Format("2006-01-02 15:04"))
		}
	case KPasso:
		add("passo %s %s", e.Passo.Lettera, e.Passo.Stato)
		if l, ok := o.vista().Lettera(e.Passo.Lettera); ok && l.Stato != e.Passo.Stato {
			add(" (resta %s)", l.Stato)
		}
		opt("motivo", e.Passo.Motivo)
		opt("trattenuta", e.Passo.Trattenuta)
	case KRicevuta:
		add("ricevuta %s", e.Ricevuta.Tipo)
		opt("lettera", e.Ricevuta.Lettera)
		opt("anomalie", strings.Join(e.Ricevuta.Anomalie, ","))
		if c := e.Ricevuta.Contenuto; c != ContenutoNonConfrontato {
			opt("contenuto", c)
		}
	case KCompito:
		c := e.Compito
		add("segnalazione %s %s %s", c.ID, c.Tipo, c.Stato)
		if c.Urgente {
			add(" urgente")
		}
		opt("scade", c.Scade)
		opt("lettere", strings.Join(c.Lettere, ","))
		if c.Gestore != nil {
			opt("gestore", c.Gestore.Firmatario)
		}
		add(": %s", c.Perche)
	case KModo:
		add("modo %s %s", e.Modo.Modo, strings.Join(e.Modo.Automatico, ","))
		if e.Modo.Fermo {
			add(" FERMO: %s", e.Modo.Perche)
		}
	case KMano:
		add("%s", rigaMano(*e.Mano))
	default:
		add("%s", rigaAtto(e))
	}
	return b.String()
}

// mostra shows a member, a letter or a request as they stand.
func (o *ordine) mostra(what string) string {
	s := o.vista()
	if l, ok := s.Lettera(lid(what)); ok {
		out := fmt.Sprintf("%s %s %s", l.ID, l.Modello, l.Stato)
		if !l.TAccettazione.IsZero() {
			out += " accettata " + Roma(l.TAccettazione).Format("02/01 15:04")
		}
		if !l.TConsegna.IsZero() {
			out += " consegnata " + Roma(l.TConsegna).Format("02/01 15:04")
		}
		return out
	}
	if m, ok := s.Iscritto(what); ok {
		stato, motivo, scade := ConformitaCon(s, m)
		return strings.Join(strings.Fields(o.riga(Event{Kind: KIscritto, Iscritto: &m})+" "+stato+" "+motivo+" "+scade), " ")
	}
	if r, ok := s.Richiesta(what); ok {
		return o.riga(Event{Kind: KRichiesta, Richiesta: &r})
	}
	if c, ok := s.Diffida(what); ok {
		return rigaDiffida(c)
	}
	return "non c'è"
}
