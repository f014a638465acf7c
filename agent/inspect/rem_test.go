package inspect_test

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pecagent/agent/inspect"
)

// ispezionaREM inspects a REM message that openssl signed, with its CA in trust.ca of the configuration.
func ispezionaREM(t *testing.T, names ...string) []inspect.Object {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("..", "..", "mailparse", "testdata", "rem"))
	must(t, err)
	config := filepath.Join(t.TempDir(), "pecagent.toml")
	must(t, os.WriteFile(config, []byte("[ordine]\npec = \""+ordine+"\"\n[trust]\nca = [\""+filepath.Join(dir, "ca.pem")+"\"]\n"), 0o600))
	o, err := inspect.Configure(config, "")
	must(t, err)
	var out []inspect.Object
	for _, name := range names {
		i, err := inspect.New(o)
		must(t, err)
		raw, err := os.ReadFile(filepath.Join(dir, name))
		must(t, err)
		x, err := i.Message(name, raw)
		must(t, err)
		forma(t, x)
		out = append(out, x)
	}
	return out
}

var policyREM = []string{"http://uri.etsi.org/19532/v1#/REMbaseline", "https://eidas.agid.gov.it/REM/rem-policy-it#evidence-issuer-policy"}

// TestOggettoREM: the keys of a REM receipt and of a dispatch, value by value.
func TestOggettoREM(t *testing.T) {
	x := ispezionaREM(t, "relay-failure.eml", "dispatch.eml")
	m := mappa(t, x[0])
	due := []string{"marco.rossi@legalpost.example", "lucia.verdi@casella.example"}
	sha, at := m["rem"].(jmap)["evidence_sha256"], m["daticert"].(jmap)["data"]
	uguale(t, "rem", m["rem"], jmap{"event": "RelayFailure", "evidence_id": "ev-relay-failure.eml@rem.gestore.example", "evidence_sha256": sha, "time": at,
		"reasons": []string{"RB10 UnknownRecipient"}, "recipients": due, "original_digest": "absent", "evidence_signature": "not_checked", "policy": policyREM})
	data := m["daticert"].(jmap)["data"]
	uguale(t, "daticert", m["daticert"], jmap{"tipo": "errore-consegna", "errore": "no-dest", "mittente": ordine,
		"destinatari": []jmap{{"address": due[0], "tipo": "certificato"}, {"address": due[1], "tipo": "certificato"}}, "oggetto": "Rinuncia PEC Ordine – perché è scaduta",
		"gestore": "Gestore di prova S.p.A.", "data": data, "identificativo": "id-lettera1@rem.gestore.example", "msgid": "lettera1@pec.ordine-prova.example",
		"consegne": due, "errore_esteso": "RB10 - Unknown recipient", "codice": "RB10", "final": true})
	if m["format"] != "rem" || m["busta"] != "ricevuta" || m["tipo"] != "errore-consegna" || m["proof"].(jmap)["level"] != "certified" || !strings.HasSuffix(data.(string), "Z") {
		t.Errorf("%s", testo(t, x[0]))
	}
	m = mappa(t, x[1])
	uguale(t, "rem of the dispatch", m["rem"], jmap{"event": "SubmissionAcceptance", "evidence_id": "ev-dispatch@rem.gestore.example", "evidence_sha256": m["rem"].(jmap)["evidence_sha256"], "time": m["daticert"].(jmap)["data"],
		"reasons": []string{"RA01 MessageAccepted"}, "recipients": []string{ordine}, "original_digest": "ok", "evidence_signature": "not_checked", "policy": policyREM})
	if m["format"] != "rem" || m["busta"] != "trasporto" || m["tipo"] != "posta-certificata" || m["inner"].(jmap)["from"] != "giulia.bianchi@iscritti.pec-ordine.example" || x[1].Request == nil || x[1].Request.Type != "R1" {
		t.Errorf("%s", testo(t, x[1]))
	}
}

// TestOggettiREM: what each kind of REM message is to a reader of the JSON.
func TestOggettiREM(t *testing.T) {
	for _, c := range []struct {
		file, format, busta, tipo, level, event, digest string
		wrapper, final                                  bool
	}{
		{"accettazione.eml", "rem", "ricevuta", "accettazione", "certified", "SubmissionAcceptance", "absent", false, false},
		{"consegna-2-di-2.eml", "rem", "ricevuta", "avvenuta-consegna", "certified", "ContentConsignment", "absent", false, true},
		{"tempo-massimo.eml", "rem", "ricevuta", "preavviso-errore-consegna", "certified", "ContentConsignmentFailure", "absent", false, true},
		{"external.eml", "rem", "anomalia", "", "certified", "ReceivedFromNonERDS", "ok", true, false},
		{"evento-nuovo.eml", "rem", "ricevuta", "http://uri.etsi.org/19522/Event/SomethingNew", "certified", "http://uri.etsi.org/19522/Event/SomethingNew", "absent", false, false},
		{"originale-diverso.eml", "rem", "trasporto", "posta-certificata", "mismatch", "SubmissionAcceptance", "differs", false, false},
		{"due-evidenze.eml", "rem", "trasporto", "", "mismatch", "", "", false, false},
		{"ibrido.eml", "pec", "ricevuta", "avvenuta-consegna", "certified", "ContentConsignment", "", false, true},
		{"evidenza-dentro.eml", "none", "ordinaria", "", "mismatch", "", "", false, false},
	} {
		o := ispezionaREM(t, c.file)[0]
		event, digest := "", ""
		if o.REM != nil {
			event, digest = o.REM.Event, o.REM.OriginalDigest
		}
		if o.Format != c.format || o.Busta != c.busta || o.Tipo != c.tipo || o.Proof.Level != c.level || event != c.event || digest != c.digest || o.Proof.Wrapper != c.wrapper ||
			(o.DatiCert != nil && o.DatiCert.Final) != c.final {
			t.Errorf("%s: %s", c.file, testo(t, o))
		}
		if (o.Decision != nil && o.Decision.Outcome == "QUARANTENA") != (c.level == "mismatch" && c.busta != "ordinaria") {
			t.Errorf("%s: %s", c.file, testo(t, o))
		}
	}
}

// TestPaginaREM: a person is told what of a REM message was checked, and that the signature of the evidence was not.
func TestPaginaREM(t *testing.T) {
	for file, want := range map[string][]string{
		"dispatch.eml":          {"✓ Originale ed evidenza REM", "– Firma propria dell'evidenza REM: non controllata"},
		"consegna-2-di-2.eml":   {"– Originale ed evidenza REM: non controllato", "lucia.verdi@casella.example"},
		"originale-diverso.eml": {"digest_mismatch"},
		"personale.eml":         {"policy_missing"},
	} {
		var b bytes.Buffer
		inspect.Spiega(&b, ispezionaREM(t, file)[0])
		page := strings.Join(strings.Fields(b.String()), " ")
		for _, w := range want {
			if !strings.Contains(page, w) {
				t.Errorf("%s does not say %q:\n%s", file, w, b.String())
			}
		}
	}
	if o := ispezionaREM(t, "personale.eml")[0]; !slices.Contains(o.Proof.Reasons, "policy_missing") {
		t.Errorf("%v", o.Proof.Reasons)
	}
}
