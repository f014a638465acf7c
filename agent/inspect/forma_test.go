package inspect_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pecagent/agent/demo"
	"pecagent/agent/inspect"
)

// chiavi is the shape of an object: every key that may stand, with the form of its value. It is the contract with
// the scripts of an office.
func chiavi() map[string]string {
	const (
		any, addr, hex = `(?s).+`, `[^A-Z<>]+@[^A-Z<>]+`, `[0-9a-f]{64}`
		id             = `[^<>]+`
		cf             = `[A-Z]{6}[A-Z0-9]{10}`
		offset         = `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)`
		utc            = `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`
		letter         = `T-\d\db?`
		flag           = `[A-Z0-9_]+`
		decided        = `INTEGRAZIONE_RICHIESTA|CONFERMA_RICHIESTA|IN_REVISIONE|IN_ESECUZIONE|ESEGUITA|PREAVVISO_RIGETTO|DUPLICATA|ASSORBITA|NON_PERTINENTE|RITIRATA|RICEVUTA_NON_VALIDA|IGNORATA|QUARANTENA`
	)
	return map[string]string{
		".file": any, ".sha256": hex, ".format": `pec|rem|none`, ".busta": `trasporto|anomalia|ricevuta|ordinaria|malformata`,
		".tipo": any, ".error": any,
		".proof.level": `certified|mismatch|broken|unsigned`, ".proof.reasons[]": `[a-z0-9_]+`, ".proof.signer": addr, ".proof.issuer": any,
		".proof.digest": `sha(1|256|384|512)`, ".proof.signing_time": utc, ".proof.weak": `true`, ".proof.wrapper": `true`,
		".proof.revocation": `not_checked|good|revoked`, ".proof.subject": any, ".proof.not_before": utc, ".proof.not_after": utc, ".proof.limits[]": `[a-z0-9_]+`, ".proof.detail": any,
		".daticert.tipo": any, ".daticert.errore": any, ".daticert.mittente": addr, ".daticert.destinatari[].address": addr,
		".daticert.destinatari[].tipo": `certificato|esterno`, ".daticert.oggetto": any, ".daticert.gestore": any, ".daticert.data": offset,
		".daticert.identificativo": id, ".daticert.msgid": id, ".daticert.ricevuta": `completa|breve|sintetica`, ".daticert.consegna": addr,
		".daticert.ricezione[]": addr, ".daticert.errore_esteso": any, ".daticert.codice": `[245]\.\d+\.\d+|R[A-F]\d\d`, ".daticert.final": `true`,
		".daticert.consegne[]": addr,
		".rem.event":           any, ".rem.evidence_id": id, ".rem.evidence_sha256": hex, ".rem.time": `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`, ".rem.reasons[]": any, ".rem.recipients[]": addr,
		".rem.original_digest": `ok|differs|absent|not_checked`, ".rem.evidence_signature": `not_checked|absent`, ".rem.policy[]": any,
		".inner.from": addr, ".inner.to[]": addr, ".inner.subject": any, ".inner.date": offset, ".inner.message_id": id, ".inner.text": any,
		".inner.doubts[]": `discordant|hidden|doubled|ambiguous|truncated`, ".inner.doubled[]": `From|Subject|To`,
		".inner.attachments[].name": any, ".inner.attachments[].type": any, ".inner.attachments[].size": `\d+`, ".inner.attachments[].sha256": hex,
		".inner.attachments[].signed":             `cades|pades|xades|asic`,
		".inner.attachments[].form.fields[].name": any, ".inner.attachments[].form.fields[].label": any, ".inner.attachments[].form.fields[].value": any,
		".inner.attachments[].form.text": any, ".inner.attachments[].form.error": any,
		".signatures[].attachment": any, ".signatures[].form": `cades|pades|xades|asic`, ".signatures[].cf": cf, ".signatures[].name": any, ".signatures[].valid": `true|false`,
		".signatures[].verified": `true|false`, ".signatures[].code": `[a-z0-9_]+`, ".signatures[].why": any, ".signatures[].signing_time": `\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`,
		".signatures[].issuer": any, ".signatures[].revocation": `not_checked|good|revoked`, ".signatures[].content": any, ".signatures[].content_sha256": hex, ".signatures[].content_readable": `true`,
		".inner.segnatura.radice": any, ".inner.segnatura.versione": any, ".inner.segnatura.oggetto": any, ".inner.segnatura.motivo": any,
		".inner.segnatura.provvedimento": any, ".inner.segnatura.riservato": `true`, ".inner.segnatura.firma": `not_checked|absent`, ".inner.segnatura.errore": any,
		".inner.segnatura.mittente[]": any, ".inner.segnatura.indirizzi[]": any,
		".inner.segnatura.registrata.*": any, ".inner.segnatura.prima_registrazione.*": any, ".inner.segnatura.messaggio_ricevuto.*": any, ".inner.segnatura.riferimenti[].*": any,
		".inner.segnatura.destinatari[].nomi[]": any, ".inner.segnatura.destinatari[].indirizzi[]": any, ".inner.segnatura.destinatari[].conferma_ricezione": `true`,
		".inner.segnatura.destinatari[].per_conoscenza": `true`, ".inner.segnatura.documento.*": any, ".inner.segnatura.allegati[].*": any,
		".request.type": `R\d+`, ".request.cf[]": cf, ".request.new_pec": addr, ".request.candidates[]": addr, ".request.exact": `true`,
		".request.quote": any, ".request.flags[]": flag,
		".decision.type": `R\d+|AUTO_REPLY`, ".decision.ground": `R-1\d\d|R-105b|IPA|none`, ".decision.outcome": decided, ".decision.member": cf,
		".decision.cf": cf, ".decision.new_pec": addr, ".decision.reply[]": letter, ".decision.draft[]": letter, ".decision.flags[]": flag,
		".decision.auto": `AUTO|REVIEW|NONE`, ".decision.basis[]": any, ".decision.why": any, ".decision.quote": any,
		".decision.reply_detail.*": `PEC|CF|NON_CERTIFICATA|NEUTRA|SINGOLARMENTE|DELEGA|[A-Z_]+`,
	}
}

// forma checks that an object has only the keys of the contract, none of them empty, with values of their form.
func forma(t *testing.T, o inspect.Object) {
	t.Helper()
	allowed := chiavi()
	var walk func(path string, v any)
	walk = func(path string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if len(v) == 0 {
				t.Errorf("%s is empty", path)
			}
			for k, x := range v {
				if _, free := allowed[path+".*"]; free {
					k = "*"
				}
				walk(path+"."+k, x)
			}
		case []any:
			if len(v) == 0 {
				t.Errorf("%s is empty", path)
			}
			for _, x := range v {
				walk(path+"[]", x)
			}
		default:
			form, ok := allowed[path]
			b, err := json.Marshal(v)
			must(t, err)
			s := strings.Trim(string(b), `"`)
			if !ok || !regexp.MustCompile(`^(`+form+`)$`).MatchString(s) {
				t.Errorf("%s: %q is not in the contract", path, s)
			}
		}
	}
	walk("", mappa(t, o))
	if d := o.Decision; d != nil {
		for _, l := range [][]string{d.Reply, d.Draft, d.Flags} {
			if !slices.IsSorted(l) {
				t.Errorf("not sorted: %v", l)
			}
		}
	}
	if asks := o.Busta == "trasporto" || o.Busta == "anomalia" || o.Busta == "ordinaria"; o.Request != nil && !asks {
		t.Errorf("a %s asks nothing", o.Busta)
	}
}

func uguale(t *testing.T, what string, got, want any) {
	t.Helper()
	g, err := json.Marshal(got)
	must(t, err)
	w, err := json.Marshal(want)
	must(t, err)
	if string(g) != string(w) {
		t.Errorf("%s:\n got %s\nwant %s", what, g, w)
	}
}

type jmap = map[string]any

// TestOggettoTrasporto: the whole object of a busta di trasporto, key by key.
func TestOggettoTrasporto(t *testing.T) {
	s := nuovaScena(t)
	w := leggi(t, "02").scritto(t)
	w.From, w.To, w.Cc = "Giulia BIANCHI <Giulia.Bianchi@Iscritti.PEC-Ordine.example>", []string{"Segreteria <" + strings.ToUpper(ordine) + ">"}, []string{"altro@posta.example"}
	w.MessageID, w.Allegati = "abc.1@client.example", []demo.Allegato{{Nome: "carta.pdf", Tipo: "application/pdf", Corpo: []byte("abc")}}
	w.At = orario(t, "2026-11-23 09:14")
	m := mappa(t, s.ispeziona(s.una(w)))
	data := "2026-11-23T09:14:00+01:00"
	id := m["daticert"].(jmap)["identificativo"]
	uguale(t, "proof", m["proof"], jmap{"level": "certified", "signer": "posta-certificata@pec.gestore-uno.example", "digest": "sha256", "signing_time": "2026-11-23T08:14:00Z",
		"revocation": "not_checked", "issuer": "CN=Ente di prova CA1 DIMOSTRAZIONE SENZA VALORE LEGALE,O=Ente di prova,L=Roma,C=IT",
		"subject": "CN=Posta Certificata Gestore Uno di prova S.p.A.,O=Gestore Uno di prova S.p.A.,C=IT", "not_before": "2010-01-01T00:00:00Z", "not_after": "2036-12-31T00:00:00Z"})
	uguale(t, "daticert", m["daticert"], jmap{"tipo": "posta-certificata", "errore": "nessuno", "mittente": "giulia.bianchi@iscritti.pec-ordine.example",
		"destinatari": []jmap{{"address": ordine, "tipo": "certificato"}, {"address": "altro@posta.example", "tipo": "esterno"}},
		"oggetto":     "richiesta", "gestore": "Gestore Uno di prova S.p.A.", "data": data, "identificativo": id, "msgid": "abc.1@client.example", "ricevuta": "completa"})
	uguale(t, "inner", m["inner"], jmap{"from": "giulia.bianchi@iscritti.pec-ordine.example", "to": []string{ordine}, "subject": "richiesta", "date": data,
		"message_id": id, "text": w.Body, "attachments": []jmap{{"name": "carta.pdf", "type": "application/pdf", "size": 3,
			"sha256": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}}})
	uguale(t, "request", m["request"], jmap{"type": "R1", "cf": []string{"BNCGLI78C48G478A"}, "exact": true,
		"quote": strings.ReplaceAll(w.Body, "’", "'")})
	d := m["decision"].(jmap)
	uguale(t, "reply", d["reply"], []string{"T-01", "T-02"})
	uguale(t, "reply_detail", d["reply_detail"], jmap{"T-02": "PEC"})
	for _, k := range []string{"error", "new_pec"} {
		if _, ok := m[k]; ok {
			t.Errorf("%s stands without a value", k)
		}
	}
	if m["busta"] != "trasporto" || m["tipo"] != "posta-certificata" || m["format"] != "pec" {
		t.Errorf("%v %v %v", m["busta"], m["tipo"], m["format"])
	}
}

// TestEsatta: exact is the Order's form word by word and nothing near it.
func TestEsatta(t *testing.T) {
	s := nuovaScena(t)
	for _, c := range casi(t) {
		o := s.ispeziona(s.una(c.scritto(t)))
		exact := slices.Contains([]string{"01", "02", "03", "05", "07", "11", "23", "29", "31", "33"}, c.nome)
		if (o.Request != nil && o.Request.Exact) != exact {
			t.Errorf("%s: exact %v, want %v: %s", c.nome, !exact, exact, c.testo)
		}
	}
}

// TestDettagli: which words a letter takes.
func TestDettagli(t *testing.T) {
	s := nuovaScena(t)
	for name, want := range map[string]jmap{"02": {"T-02": "PEC"}, "11": {"T-02": "NEUTRA"}, "29": {"T-02": "NON_CERTIFICATA"}, "33": {"T-02": "NEUTRA"}, "43": {"T-02": "SINGOLARMENTE"}} {
		o := s.ispeziona(s.una(leggi(t, name).scritto(t)))
		uguale(t, name, o.Decision.ReplyDetail, want)
	}
}

// TestOggettoAnomalia: the wrapper is certified, the writer is not.
func TestOggettoAnomalia(t *testing.T) {
	s := nuovaScena(t)
	o := s.ispeziona(s.una(leggi(t, "05").scritto(t)))
	m := mappa(t, o)
	if o.Busta != "anomalia" || o.Proof.Level != "certified" || !o.Proof.Wrapper || m["proof"].(jmap)["wrapper"] != true || o.Inner.From != "marcorossi@posta.example" {
		t.Errorf("%s", testo(t, o))
	}
	for _, k := range []string{"tipo", "daticert"} {
		if _, ok := m[k]; ok {
			t.Errorf("an anomaly has %s", k)
		}
	}
}

// TestOggettoOrdinaria: nothing is proven.
func TestOggettoOrdinaria(t *testing.T) {
	s := nuovaScena(t)
	o := s.ispeziona(s.una(leggi(t, "37").scritto(t)))
	m := mappa(t, o)
	if o.Busta != "ordinaria" || o.Format != "none" {
		t.Errorf("%s", testo(t, o))
	}
	uguale(t, "proof", m["proof"], jmap{"level": "unsigned", "reasons": []string{"not_signed"}, "revocation": "not_checked"})
}

// TestAnomaliaDiPEC: a certified message of another provider inside an anomaly is an attachment.
func TestAnomaliaDiPEC(t *testing.T) {
	s := nuovaScena(t)
	inside := s.una(leggi(t, "01").scritto(t))
	o := s.ispeziona(s.una(demo.Scritto{Env: demo.EnvAnomalia, From: "giulia.bianchi@iscritti.pec-ordine.example", Subject: "POSTA CERTIFICATA: Rinuncia PEC Ordine", Body: "vedi allegato",
		Allegati: []demo.Allegato{{Nome: "postacert.eml", Tipo: "message/rfc822", Corpo: inside}}}))
	nienteDiFatto(t, o)
	if o.Busta != "anomalia" || !o.Proof.Wrapper || o.DatiCert != nil || o.Tipo != "" || o.Decision.Auto != "REVIEW" || o.Decision.Member != "" {
		t.Errorf("%s", testo(t, o))
	}
}

// TestSenzaConfigurazione: every type automatic, no register: who writes is known to nobody, what he asks is.
func TestSenzaConfigurazione(t *testing.T) {
	s := nuovaScena(t)
	raw := s.una(leggi(t, "01").scritto(t))
	o, err := inspect.Configure("", "")
	must(t, err)
	x := s.sequenza(o, raw)[0]
	if x.Proof.Level != "mismatch" || !slices.Contains(x.Proof.Reasons, "chain_untrusted") || x.Decision.Outcome != "QUARANTENA" || x.Request.Type != "R1" {
		t.Errorf("a CA that is not built in is trusted: %s", testo(t, x))
	}
	if !o.T0.Before(time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)) || o.Policy.R102 != "AUTO" || o.Policy.Invio.MaxOra != 0 || o.Policy.Invio.Orario != "sempre" || len(o.Policy.IPA) != 0 {
		t.Errorf("defaults %+v", o.Policy)
	}
	o, err = inspect.Configure("", s.albo)
	must(t, err)
	o.Trust = s.opzioni().Trust
	controlla(t, s.sequenza(o, raw)[0], leggi(t, "01").attesi) // domains unknown: the challenge proves the box
	controlla(t, s.sequenza(o, s.una(leggi(t, "19").scritto(t)))[0], leggi(t, "19").attesi)
}

// TestAdesso: --at moves now and the terms, never the instant at which a certificate is judged.
func TestAdesso(t *testing.T) {
	s := nuovaScena(t)
	raw, o := s.una(leggi(t, "01").scritto(t)), s.opzioni()
	for _, c := range []struct {
		at   time.Time
		late bool
	}{
		{orario(t, "2026-11-26 09:13"), false}, {orario(t, "2026-11-26 09:15"), true}, {orario(t, "2046-01-01 00:00"), true},
	} {
		o.At = c.at
		x := s.sequenza(o, raw)[0]
		if x.Proof.Level != "certified" || slices.Contains(x.Decision.Flags, "ARRIVO_TARDIVO") != c.late || (x.Decision.Auto == "REVIEW") != c.late {
			t.Errorf("%v: %s", c.at, testo(t, x))
		}
	}
}

// TestStorico: a message of the time before T0 is explained, and the explanation says that nothing follows.
func TestStorico(t *testing.T) {
	s := nuovaScena(t)
	w := leggi(t, "01").scritto(t)
	for at, old := range map[string]bool{"2026-10-31 23:59": true, "2026-11-01 00:00": false} {
		w.At = orario(t, at)
		o := s.opzioni()
		o.Sequence = true
		x := s.sequenza(o, s.una(w), s.una(leggi(t, "01").scritto(t)))
		if strings.Contains(x[0].Decision.Why, "R-301") != old {
			t.Errorf("%s: %s", at, testo(t, x[0]))
		}
		if executed := x[1].Decision.Outcome == "IN_ESECUZIONE"; executed != old {
			t.Errorf("%s: the request of now after one of then: %s", at, testo(t, x[1]))
		}
	}
}
