package inspect_test

import (
	"bytes"
	"html"
	"maps"
	"strings"
	"testing"

	"pecagent/agent/demo"
	"pecagent/agent/inspect"
	"pecagent/rules"
)

// certificati are the cases that come in a busta di trasporto.
func certificati(t *testing.T) []caso {
	t.Helper()
	var out []caso
	for _, c := range casi(t) {
		if c.testa["env"] == "PEC" {
			out = append(out, c)
		}
	}
	return out
}

// TestManomessi: a daticert changed after signing proves nothing, whoever wrote whatever (U07).
func TestManomessi(t *testing.T) {
	s := nuovaScena(t)
	for _, c := range certificati(t) {
		t.Run(c.nome, func(t *testing.T) {
			s.t = t
			o := s.decide(c, s.arriva(c, func(w *demo.Scritto) { w.Manomessa = true }))
			controlla(t, o, map[string]string{"member": "", "type": "", "ground": "none", "outcome": "QUARANTENA", "cf": "", "new_pec": "",
				"auto": "REVIEW", "reply": "", "flags": "FIRMA_GESTORE_NON_VALIDA"})
			if o.Proof.Level != "broken" || o.Busta != "trasporto" {
				t.Errorf("busta %s, proof %+v", o.Busta, o.Proof)
			}
			if _, ok := mappa(t, o)["decision"].(map[string]any)["type"]; ok {
				t.Error("a quarantine has a type")
			}
		})
	}
}

// TestDoppioni: the same octets, and the same signed entity in other outer headers, have their effect once (U19).
func TestDoppioni(t *testing.T) {
	s := nuovaScena(t)
	for _, doppia := range []demo.Doppia{demo.DoppiaIdentica, demo.DoppiaRivestita} {
		for _, c := range certificati(t) {
			t.Run(string(doppia)+"/"+c.nome, func(t *testing.T) {
				s.t = t
				list := s.arriva(c, func(w *demo.Scritto) { w.Doppia = doppia })
				n := len(list)
				if bytes.Equal(list[n-1], list[n-2]) != (doppia == demo.DoppiaIdentica) {
					t.Fatal("the copies are not what was asked")
				}
				o := s.opzioni()
				o.Sequence = true
				out := s.sequenza(o, list...)
				controlla(t, out[n-2], c.attesi)
				e := out[n-1].Decision
				if e == nil || e.Outcome != "IGNORATA" || e.Auto != "NONE" || len(e.Reply)+len(e.Draft) > 0 || e.Type != "" || e.Member != "" || e.NewPEC != "" {
					t.Errorf("second copy: %s", testo(t, out[n-1]))
				}
			})
		}
	}
}

// TestCodifiche: how the text travels changes nothing of what it says.
func TestCodifiche(t *testing.T) {
	latin1 := strings.NewReplacer("’", "'", "…", "...")
	asHTML := func(w *demo.Scritto) {
		w.HTML = "<html><body><p>" + strings.ReplaceAll(html.EscapeString(w.Body), "\n", "<br>\r\n") + "</p></body></html>"
	}
	variants := map[string]func(w *demo.Scritto){
		"utf-8 8bit":   func(w *demo.Scritto) { w.Charset, w.CTE = "utf-8", "8bit" },
		"utf-8 base64": func(w *demo.Scritto) { w.Charset, w.CTE = "utf-8", "base64" },
		"utf-8 qp":     func(w *demo.Scritto) { w.Charset, w.CTE = "utf-8", "quoted-printable" },
		"iso-8859-1 qp": func(w *demo.Scritto) {
			w.Charset, w.CTE, w.Body = "iso-8859-1", "quoted-printable", latin1.Replace(w.Body)
		},
		"iso-8859-1 8bit":       func(w *demo.Scritto) { w.Charset, w.CTE, w.Body = "iso-8859-1", "8bit", latin1.Replace(w.Body) },
		"iso-8859-1 base64":     func(w *demo.Scritto) { w.Charset, w.CTE, w.Body = "iso-8859-1", "base64", latin1.Replace(w.Body) },
		"windows-1252 qp":       func(w *demo.Scritto) { w.Charset, w.CTE = "windows-1252", "quoted-printable" },
		"windows-1252 base64":   func(w *demo.Scritto) { w.Charset, w.CTE = "windows-1252", "base64" },
		"html":                  func(w *demo.Scritto) { asHTML(w); w.Body = "" },
		"html base64":           func(w *demo.Scritto) { asHTML(w); w.Body, w.CTE = "", "base64" },
		"multipart/alternative": asHTML,
	}
	s := nuovaScena(t)
	for name, change := range variants {
		for _, c := range casi(t) {
			t.Run(name+"/"+c.nome, func(t *testing.T) {
				s.t = t
				controlla(t, s.decide(c, s.arriva(c, change)), c.attesi)
			})
		}
	}
}

// TestLF: a file saved with bare line feeds is the same message.
func TestLF(t *testing.T) {
	s := nuovaScena(t)
	for _, c := range casi(t) {
		t.Run(c.nome, func(t *testing.T) {
			s.t = t
			list := s.arriva(c, nil)
			for i := range list {
				list[i] = bytes.ReplaceAll(list[i], []byte("\r\n"), []byte("\n"))
			}
			controlla(t, s.decide(c, list), c.attesi)
		})
	}
}

const avviso = `

Studio Associato Moretti-Galli
Via dei Tigli 1, 00100 Roma - segreteria.studio@legalpost.example

AVVISO DI RISERVATEZZA: questo messaggio e gli allegati sono riservati e destinati esclusivamente ai destinatari. Chi lo ricevesse per errore scriva a segreteria.studio@legalpost.example e lo cancelli.`

// TestAvvisoDiRiservatezza: the studio's address in a footer is nobody's new domicile.
func TestAvvisoDiRiservatezza(t *testing.T) {
	s := nuovaScena(t)
	for name, foot := range map[string]string{
		"studio": avviso,
		"notice": "\n\nQuesto messaggio e gli allegati sono riservati. Se lo ha ricevuto per errore scriva a studio@legalpost.example",
		"dashes": "\n\n-- \nStudio Prova\nPEC: studio.prova@legalpost.example",
	} {
		for _, c := range casi(t) {
			t.Run(name+"/"+c.nome, func(t *testing.T) {
				s.t = t
				controlla(t, s.decide(c, s.arriva(c, func(w *demo.Scritto) { w.Body += foot })), c.attesi)
			})
		}
	}
}

// TestInoltrati: a busta inside another busta is an attachment; nothing of it is executed, a person looks.
func TestInoltrati(t *testing.T) {
	s := nuovaScena(t)
	for _, c := range certificati(t) {
		list := s.arriva(c, nil)
		inside := list[len(list)-1]
		for _, from := range []string{c.testa["da"], "sara.moretti@pecmail.example", "sconosciuto@legalpost.example"} {
			for kind, a := range map[string]demo.Allegato{
				"rfc822": {Nome: "postacert.eml", Tipo: "message/rfc822", Corpo: inside},
				"eml":    {Nome: "messaggio.eml", Tipo: "application/octet-stream", Corpo: inside},
			} {
				t.Run(c.nome+"/"+from+"/"+kind, func(t *testing.T) {
					s.t = t
					for _, body := range []string{"", "Inoltro il messaggio.", c.testo} {
						w := demo.Scritto{From: from, Subject: "I: " + c.testa["oggetto"], Body: body, Allegati: []demo.Allegato{a}, At: orario(t, c.testa["ora"])}
						o := s.ispeziona(s.una(w))
						nienteDiFatto(t, o)
						if o.Decision.Auto != "REVIEW" || o.Decision.Outcome != "IN_REVISIONE" {
							t.Errorf("no person looks: %s", testo(t, o))
						}
					}
				})
			}
		}
	}
}

// nienteDiFatto wants a decision that changes nothing and sends nothing about a change.
func nienteDiFatto(t *testing.T, o inspect.Object) {
	t.Helper()
	if o.Decision == nil {
		t.Fatalf("no decision: %s", testo(t, o))
	}
	e := o.Decision
	if e.Outcome == "IN_ESECUZIONE" || e.Outcome == "ESEGUITA" || e.Outcome == "RITIRATA" || e.Auto == "AUTO" || e.NewPEC != "" {
		t.Errorf("executed: %s", testo(t, o))
	}
}

// TestRivestiti: outer headers are unsigned and can only lower the level.
func TestRivestiti(t *testing.T) {
	s := nuovaScena(t)
	c := leggi(t, "01")
	raw := s.una(c.scritto(t))
	for name, x := range map[string]struct {
		old, new string
		reason   string
	}{
		"as a receipt":     {"X-Trasporto: posta-certificata", "X-Ricevuta: avvenuta-consegna", "header_mismatch"},
		"as an anomaly":    {"X-Trasporto: posta-certificata", "X-Trasporto: errore", "header_mismatch"},
		"without the kind": {"X-Trasporto: posta-certificata\r\n", "", "header_mismatch"},
		"from another":     {"<posta-certificata@pec.gestore-uno.example>", "<posta-certificata@pec.gestore-due.example>", "from_mismatch"},
		"second kind":      {"X-Trasporto: posta-certificata", "X-Trasporto: posta-certificata\r\nX-Trasporto: errore", "header_mismatch"},
		"another message":  {"X-Riferimento-Message-ID: <", "X-Riferimento-Message-ID: <x", "msgid_mismatch"},
	} {
		t.Run(name, func(t *testing.T) {
			s.t = t
			changed := bytes.Replace(raw, []byte(x.old), []byte(x.new), 1)
			if bytes.Equal(changed, raw) {
				t.Fatal("nothing to change")
			}
			o := s.ispeziona(changed)
			if o.Proof.Level != "mismatch" || len(o.Proof.Reasons) == 0 || o.Proof.Reasons[0] != x.reason {
				t.Errorf("proof %+v", o.Proof)
			}
			if o.Busta != "trasporto" || o.Tipo != "posta-certificata" {
				t.Errorf("busta %s tipo %s: the signed tipo decides", o.Busta, o.Tipo)
			}
			controlla(t, o, map[string]string{"outcome": "QUARANTENA", "type": "", "auto": "REVIEW", "reply": "", "flags": "FIRMA_GESTORE_NON_VALIDA"})
		})
	}
}

// TestSHA1: a busta signed with SHA-1 after the day of the policy waits for a person; nothing else changes.
func TestSHA1(t *testing.T) {
	s := nuovaScena(t)
	for _, c := range certificati(t) {
		if c.testa["dopo"] != "" {
			continue
		}
		t.Run(c.nome, func(t *testing.T) {
			s.t = t
			o := s.decide(c, s.arriva(c, func(w *demo.Scritto) { w.Firma.SHA1 = true }))
			want := maps.Clone(c.attesi)
			for _, k := range []string{"outcome", "reply"} {
				delete(want, k)
			}
			if c.nome == "19" {
				want["flags"] = "SCADENZA_VICINA" // the diffida ends the day after, and a person is needed now
			}
			if want["auto"] == "AUTO" {
				want["auto"] = "REVIEW"
			}
			controlla(t, o, want)
			if c.attesi["auto"] == "AUTO" {
				nienteDiFatto(t, inspect.Object{Decision: &rules.Esito{Outcome: o.Decision.Outcome, Auto: o.Decision.Auto}})
			}
			if !o.Proof.Weak || o.Proof.Digest != "sha1" || o.Proof.Level != "certified" {
				t.Errorf("proof %+v", o.Proof)
			}
		})
	}
}
