package fascicolo

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"pecagent/mailparse/pec"
	"pecagent/store/log"
)

// falso is what a forger, who can compute every hash again but holds neither a provider's key nor the Order's, makes of a sound
// fascicolo; or what is no forgery and must be told apart from one.
type falso struct {
	nome   string
	cambia func(p *pratica)
	male   string // id of the check that fails; empty: it is verified
	dice   string // words of the verdict
	python string // why the second implementation says otherwise; empty: it agrees
}

const (
	let  = "LET-2026-000001"
	req  = "RIC-2026-000001"
	nOut = "10_outbound_original.eml"
	nAcc = "20_ricevuta_accettazione.eml"
	nCon = "30_ricevuta_consegna.eml"
	nIn  = "40_inbound_busta_trasporto.eml"
)

// falsi are the changes, in groups; the manifest is made again after each.
func falsi() []falso {
	return slices.Concat(falsiFile(), falsiRecord(), falsiCancellati(), falsiDetti(), falsiPosta(), falsiAncore(), veri())
}

func togli(nome string) func(*pratica) { return func(p *pratica) { p.togli(nome) } }

func scambia(a, b string) func(*pratica) {
	return func(p *pratica) { x, y := p.trova(a), p.trova(b); x.Byte, y.Byte = y.Byte, x.Byte }
}

func falsiFile() []falso {
	return []falso{
		{nome: "la lettera tolta", cambia: togli(nOut), male: CCompleto, dice: "nomina un messaggio di " + let},
		{nome: "l'accettazione tolta", cambia: togli(nAcc), male: CCompleto},
		{nome: "la consegna tolta", cambia: togli(nCon), male: CCompleto},
		{nome: "l'accettazione tolta, i messaggi detti di un'altra lettera", cambia: func(p *pratica) {
			p.togli(nAcc)
			for i := range p.files {
				if p.files[i].Di == let {
					p.files[i].Di = "LET-2026-000009"
				}
			}
		}, male: CCompleto, dice: "il manifest di LET-2026-000009"},
		{nome: "solo testi", cambia: func(p *pratica) {
			for _, n := range []string{nOut, nAcc, nCon, nIn, NomeFirme, NomeAllaData, politicaP1, "70_delibera_e_note/scansione.pdf", "extracted/atto.pdf", "extracted/daticert_30.xml", "extracted/postacert_30.eml"} {
				p.togli(n)
			}
			p.cambiaRegistro(func(r *Registro) { r.Record, r.Ancore = nil, nil })
		}, male: CCompleto, dice: "non prova nulla"},
		{nome: "il registro tolto", cambia: togli(NomeRegistro), male: CCheckpoint, dice: "manca"},
		{nome: "ricevute scambiate", cambia: scambia(nAcc, nCon), male: CFirma, dice: "il manifest lo chiama accettazione, il gestore avvenuta-consegna"},
		{nome: "lettera e richiesta scambiate", cambia: scambia(nOut, nIn), male: CRicevuta},
		{nome: "copia scambiata", cambia: scambia("extracted/atto.pdf", "70_delibera_e_note/scansione.pdf"), male: CEstratto},
		{nome: "daticert al posto dell'allegato", cambia: scambia("extracted/atto.pdf", "extracted/daticert_30.xml"), male: CEstratto},
		{nome: "copia di un'altra pratica", cambia: func(p *pratica) { p.trova("extracted/daticert_30.xml").Di = req }, male: CEstratto},
		{nome: "originale accorciato", cambia: func(p *pratica) {
			c := p.trova("extracted/postacert_30.eml")
			c.Byte = c.Byte[:len(c.Byte)-4]
		}, male: CEstratto},
		{nome: "messaggio aggiunto", cambia: func(p *pratica) {
			p.file("richieste/41.eml", RuoloBusta, req, append([]byte("Received: from altrove\r\n"), p.trova(nIn).Byte...))
		}, male: CTraccia, dice: "nessun record"},
		{nome: "lettera cambiata", cambia: func(p *pratica) {
			c := p.trova(nOut)
			c.Byte = bytes.Replace(c.Byte, []byte("si conferma"), []byte("si rifiuta"), 1)
		}, male: CContenuto, dice: "il contenuto consegnato non è quello inviato"},
		{nome: "daticert copiato cambiato", cambia: func(p *pratica) {
			c := p.trova("extracted/daticert_30.xml")
			c.Byte = bytes.Replace(c.Byte, []byte(giulia), []byte("mario@example.com"), 1)
		}, male: CEstratto},
		{nome: "verifica allegata cambiata", cambia: func(p *pratica) {
			c := p.trova(NomeFirme)
			c.Byte = bytes.Replace(c.Byte, []byte("CA di prova"), []byte("CA1 AgID"), 1)
		}, male: CFirme, python: "50_verifica_firme.json is not compared there"},
	}
}

// evento gives the index of a record in 80_registro.json.
func indice(r *Registro, seq int64) int {
	return slices.IndexFunc(r.Record, func(x Record) bool { return x.Seq == seq })
}

func registro(f func(r *Registro)) func(*pratica) {
	return func(p *pratica) { p.cambiaRegistro(f) }
}

func falsiRecord() []falso {
	without := func(seqs ...int64) func(*pratica) {
		return registro(func(r *Registro) {
			r.Record = slices.DeleteFunc(r.Record, func(x Record) bool { return slices.Contains(seqs, x.Seq) })
		})
	}
	rewrite := func(r *Registro, seq int64, from, to string) {
		x := &r.Record[indice(r, seq)]
		x.Evento = bytes.ReplaceAll(x.Evento, []byte(from), []byte(to))
		d := log.Digest(x.Salt, x.Evento)
		x.Digest = hex.EncodeToString(d[:])
	}
	return []falso{
		{nome: "record dell'invio tolto", cambia: without(6), male: CTraccia},
		{nome: "record della ricevuta tolti", cambia: without(7, 8), male: CTraccia},
		{nome: "record della richiesta tolti", cambia: without(4, 5), male: CTraccia},
		{nome: "tutti i record tolti", cambia: without(4, 5, 6, 7, 8, 9, 10), male: CTraccia},
		{nome: "record in altro ordine", cambia: registro(func(r *Registro) { r.Record[0], r.Record[1] = r.Record[1], r.Record[0] }), male: CRecord, dice: "fuori ordine"},
		{nome: "record al posto di un altro", cambia: registro(func(r *Registro) {
			r.Record[0].Seq, r.Record[1].Seq = r.Record[1].Seq, r.Record[0].Seq
			r.Record[0], r.Record[1] = r.Record[1], r.Record[0]
		}), male: CRecord, dice: "non sta nell'albero"},
		{nome: "record doppio", cambia: registro(func(r *Registro) { r.Record = slices.Insert(r.Record, 1, r.Record[0]) }), male: CRecord, dice: "doppio"},
		{nome: "record inventato", cambia: registro(func(r *Registro) {
			x := &r.Record[0]
			x.Evento = []byte(`{"v":1,"seq":1,"kind":"atto"}`)
			d := log.Digest(x.Salt, x.Evento)
			x.Digest = hex.EncodeToString(d[:])
		}), male: CRecord},
		{nome: "record oltre la testa", cambia: registro(func(r *Registro) { x := r.Record[len(r.Record)-1]; x.Seq = 11; r.Record = append(r.Record, x) }), male: CRecord},
		{nome: "evento riscritto", cambia: registro(func(r *Registro) { rewrite(r, 6, "IN_INVIO", "INVIATA") }), male: CRecord, dice: "non sta nell'albero"},
		{nome: "evento riscritto, impronta no", cambia: registro(func(r *Registro) { r.Record[0].Evento[8] ^= 1 }), male: CRecord, dice: "non ha la sua impronta"},
		{nome: "sale cambiato", cambia: registro(func(r *Registro) { r.Record[0].Salt[0] ^= 1 }), male: CRecord},
		{nome: "confine fra sale ed evento spostato", cambia: registro(func(r *Registro) {
			x := &r.Record[0]
			x.Salt, x.Evento = append(x.Salt, x.Evento[0]), x.Evento[1:]
		}), male: CRecord},
		{nome: "prova accorciata", cambia: registro(func(r *Registro) { r.Record[0].Prova = r.Record[0].Prova[1:] }), male: CRecord},
		{nome: "prova allungata", cambia: registro(func(r *Registro) { r.Record[0].Prova = append(r.Record[0].Prova, make([]byte, 32)) }), male: CRecord},
		{nome: "cancellato con contenuto", cambia: registro(func(r *Registro) { r.Record[0].Cancellato = true }), male: CRecord, dice: "porta un contenuto"},
		{nome: "cancellato con altra impronta", cambia: registro(func(r *Registro) {
			x := &r.Record[0]
			x.Cancellato, x.Salt, x.Evento, x.Digest = true, nil, nil, strings.Repeat("0", 64)
		}), male: CRecord},
		{nome: "dimensione cambiata", cambia: registro(func(r *Registro) { r.Dimensione-- }), male: CCheckpoint},
		{nome: "checkpoint di un'altra dimensione", cambia: registro(func(r *Registro) {
			r.Checkpoint, r.Dimensione = strings.Replace(r.Checkpoint, "\n10\n", "\n9\n", 1), 9
		}), male: CCheckpoint, dice: "non si legge o non è firmato"},
		{nome: "una firma di troppo", cambia: registro(func(r *Registro) { r.Checkpoint += "\u2014 altri AAAAAAAA\n" }), male: CCheckpoint},
		{nome: "una riga di troppo", cambia: registro(func(r *Registro) { r.Checkpoint = strings.Replace(r.Checkpoint, "\n\n", "\naltro\n\n", 1) }), male: CCheckpoint},
		{nome: "chiave in maiuscole", cambia: func(p *pratica) {
			upper := func(r *Registro) string {
				n := strings.Index(r.Chiave, "+")
				return r.Chiave[:n] + strings.ToUpper(r.Chiave[n:n+9]) + r.Chiave[n+9:]
			}
			for same := true; same; { // until its hash has a letter
				*p = *nuova(p.t)
				p.cambiaRegistro(func(r *Registro) { same, r.Chiave = upper(r) == r.Chiave, upper(r) })
			}
		}, male: CCheckpoint},
		{nome: "altro registro con le stesse cose", cambia: func(p *pratica) { altraStoria(p, false) }, male: CCheckpoint, dice: "quella data è"},
	}
}

// altraStoria makes a log of its own with events of the same kind, signed by the forger.
func altraStoria(p *pratica, anchored bool) {
	old := p.l
	p.l = registroDi(p.t)
	_ = old.Read(1, func(r log.Record) bool {
		must(p.t, p.l.Append([]log.Entry{{Event: r.Event}}))
		return r.Seq < p.head.Size
	})
	p.head = p.l.Head()
	if !anchored { // a delivery without a line of the log, so that nothing but the key tells the two apart
		p.senzaAncora()
	}
	p.registra()
}

// senzaAncora makes the letter and its receipts again without the line, and records them.
func (p *pratica) senzaAncora() {
	out := []byte(lettera(msgID, "Conferma", "senza"))
	con := p.g.ricevuta(p.t, p.g.dati(pec.AvvenutaConsegna, "Conferma"), resa("Conferma", "senza"))
	p.sostituisci(nOut, out)
	p.sostituisci(nCon, con)
	p.togli("extracted/daticert_30.xml")
	p.togli("extracted/postacert_30.eml")
}

// sostituisci puts another message in the place of one and makes the log again, as if it had been so from the beginning.
func (p *pratica) sostituisci(nome string, b []byte) {
	p.t.Helper()
	c := p.trova(nome)
	from, to := []byte(somma(c.Byte)), []byte(somma(b))
	old := p.l
	p.l = registroDi(p.t)
	must(p.t, old.Read(1, func(r log.Record) bool {
		must(p.t, p.l.Append([]log.Entry{{Event: bytes.ReplaceAll(r.Event, from, to)}}))
		if p.l.Size() == 10 {
			p.head = p.l.Head()
		}
		return true
	}))
	c.Byte = b
}

// consegna replaces the delivery by another of the same letter, in a log that knows it.
func consegna(change func(d *pec.DatiCert), eml string) func(*pratica) {
	return func(p *pratica) {
		p.senzaAncora()
		d := p.g.dati(pec.AvvenutaConsegna, "Conferma")
		change(d)
		p.sostituisci(nCon, p.g.ricevuta(p.t, d, eml))
		p.registra()
	}
}

func falsiPosta() []falso {
	good := resa("Conferma", "senza")
	same := func(*pec.DatiCert) {}
	return []falso{
		{nome: "ricevuta di un'altra lettera", cambia: consegna(func(d *pec.DatiCert) { d.MsgID = "altro@pec.ordine.example" }, good), male: CRicevuta, dice: "è la ricevuta del messaggio"},
		{nome: "ricevuta per un altro destinatario", cambia: consegna(func(d *pec.DatiCert) {
			d.Consegna, d.Destinatari[0].Address = "mario@pec.iscritti.example", "mario@pec.iscritti.example"
		}, good), male: CRicevuta, dice: "riguarda mario@pec.iscritti.example"},
		{nome: "ricevuta di un altro mittente", cambia: consegna(func(d *pec.DatiCert) { d.Mittente = "altri@pec.ordine.example" }, good), male: CRicevuta, dice: "il mittente certificato"},
		{nome: "altro identificativo", cambia: consegna(func(d *pec.DatiCert) { d.Identificativo = "op2@pec.gestore.example" }, strings.ReplaceAll(good, "op1@", "op2@")), male: CRicevuta, dice: "identificativo"},
		{nome: "contenuto diverso", cambia: consegna(same, strings.Replace(good, "si conferma", "si rifiuta", 1)), male: CContenuto},
		{nome: "allegato diverso", cambia: consegna(same, strings.Replace(good, "JVBERi0xLjQK", "JVBERi0xLjUK", 1)), male: CContenuto},
		{nome: "completa senza messaggio", cambia: consegna(same, ""), male: CContenuto},
		{nome: "ricevuta non firmata", cambia: func(p *pratica) {
			c := p.trova(nCon)
			p.sostituisci(nCon, bytes.Replace(c.Byte, []byte("multipart/signed"), []byte("multipart/mixed"), 1))
			p.registra()
		}, male: CFirma},
		{nome: "firmata e poi cambiata", cambia: func(p *pratica) {
			c := p.trova(nAcc)
			p.sostituisci(nAcc, bytes.Replace(c.Byte, []byte("Il messaggio"), []byte("Un messaggio"), 1))
			p.registra()
		}, male: CFirma, dice: "broken"},
		{nome: "firmata da un'altra autorità", cambia: func(p *pratica) {
			p.sostituisci(nAcc, altroGestore().ricevuta(p.t, p.g.dati(pec.Accettazione, "Conferma"), ""))
			p.registra()
		}, male: CFirma, dice: "chain_untrusted"},
		{nome: "busta non certificata che il registro crede certificata", cambia: func(p *pratica) { semplice(p, "certified") }, male: CFirma},
		{nome: "seconda lettera", cambia: func(p *pratica) {
			p.file("11_altra.eml", RuoloInviato, let, p.trova(nOut).Byte)
		}, male: CRicevuta, dice: "seconda lettera"},
	}
}

// semplice puts an ordinary mail in the place of the request; livello is what the log says of it.
func semplice(p *pratica, livello string) {
	p.sostituisci(nIn, []byte(righe("From: giulia@example.com", "To: "+ordine, "Subject: Rinuncia", "Message-ID: <x@example.com>", "Content-Type: text/plain", "", "Chiedo.")))
	old := p.l
	p.l = registroDi(p.t)
	must(p.t, old.Read(1, func(r log.Record) bool {
		must(p.t, p.l.Append([]log.Entry{{Event: bytes.ReplaceAll(r.Event, []byte(`"certified"`), []byte(`"`+livello+`"`))}}))
		if p.l.Size() == 10 {
			p.head = p.l.Head()
		}
		return true
	}))
	p.senzaAncora()
	p.registra()
}

func falsiAncore() []falso {
	return []falso{
		{nome: "àncora taciuta", cambia: registro(func(r *Registro) { r.Ancore = nil }), male: CAncora, dice: "non ne dà la prova"},
		{nome: "àncora di un file che non ne ha", cambia: registro(func(r *Registro) { r.Ancore[0].File = nAcc }), male: CAncora},
		{nome: "àncora di un file che non c'è", cambia: registro(func(r *Registro) { a := r.Ancore[0]; a.File = "x.eml"; r.Ancore = append(r.Ancore, a) }), male: CAncora},
		{nome: "àncora doppia", cambia: registro(func(r *Registro) { r.Ancore = append(r.Ancore, r.Ancore[0]) }), male: CAncora},
		{nome: "altro istante", cambia: registro(func(r *Registro) { r.Ancore[0].Istante = r.Ancore[0].Istante.Add(-time.Hour) }), male: CAncora, dice: "ne dice altro"},
		{nome: "altra radice", cambia: registro(func(r *Registro) { r.Ancore[0].Radice[0] ^= 1 }), male: CAncora},
		{nome: "altra dimensione", cambia: registro(func(r *Registro) { r.Ancore[0].Dimensione++ }), male: CAncora},
		{nome: "prova di coerenza cambiata", cambia: registro(func(r *Registro) { r.Ancore[0].Coerenza[0][0] ^= 1 }), male: CAncora, dice: "BIFORCAZIONE"},
		{nome: "registro rifatto: la consegna ne àncora un altro", cambia: func(p *pratica) { altraStoria(p, true) }, male: CAncora, dice: "BIFORCAZIONE o prova mancante"},
		{nome: "altra radice della stessa dimensione della testa", cambia: func(p *pratica) {
			head := p.head
			head.Root[0] ^= 1
			p.ancorata(head)
		}, male: CBiforcato, dice: "esistono due storie"},
	}
}

// ancorata makes letter and delivery again with the line of a head; the log knows them.
func (p *pratica) ancorata(h log.Head) {
	riga := RigaAncora(h.Size, h.Root)
	p.togli("extracted/daticert_30.xml")
	p.togli("extracted/postacert_30.eml")
	p.sostituisci(nOut, []byte(lettera(msgID, "Conferma", riga)))
	p.sostituisci(nCon, p.g.ricevuta(p.t, p.g.dati(pec.AvvenutaConsegna, "Conferma"), resa("Conferma", riga)))
	p.registra()
}

// veri are changes after which the fascicolo still is verified, and says what it does not prove.
func veri() []falso {
	return []falso{
		{nome: "niente", cambia: func(*pratica) {}},
		{nome: "testo cambiato", cambia: func(p *pratica) { p.trova("LEGGIMI.txt").Byte = []byte("altro") }, dice: "LEGGIMI.txt: ne fa fede solo l'impronta nel manifest"},
		{nome: "parole di chi fa il fascicolo cambiate", cambia: cambiaIn(NomeAllaData, "REGOLARE", "ASSENTE"), dice: "che sono parole di chi ha fatto il fascicolo"},
		{nome: "motivo cambiato", cambia: func(p *pratica) { p.m.Motivo, p.m.Utente = "altro", "altri" }, dice: "lo dice il manifest, nessuno lo certifica"},
		{nome: "un record di troppo tolto: l'altro basta", cambia: registro(func(r *Registro) { r.Record = slices.Delete(r.Record, indice(r, 4), indice(r, 5)) }), dice: "che non ci siano altri fatti"},
		{nome: "altra posta cancellata, e un record lo dice", cambia: cancellata(altraPosta, 13), dice: "1 record cancellati per decisione registrata (ATT-2026-000001)"},
		{nome: "richiesta e suoi record tolti insieme", cambia: func(p *pratica) {
			p.togli(nIn)
			p.registra()
			p.cambiaRegistro(func(r *Registro) { r.Record = slices.Delete(r.Record, indice(r, 4), indice(r, 6)) })
		}},
		{nome: "sintetica", cambia: consegna(func(d *pec.DatiCert) { d.Ricevuta = pec.Sintetica }, ""), dice: "la ricevuta è sintetica"},
		{nome: "busta non certificata, e il registro lo sapeva", cambia: func(p *pratica) { semplice(p, "unsigned") }, dice: "è posta non certificata"},
		{nome: "ricevuta che ha causato un'altra lettera", cambia: func(p *pratica) {
			p.file("41_inbound_ricevuta.eml", RuoloRicevuta, "LET-2026-000002", p.trova(nCon).Byte)
			p.registra()
		}, dice: "i record fino al n. 5 esistevano già il"},
		{nome: "busta di anomalia", cambia: func(p *pratica) {
			p.senzaAncora()
			p.sostituisci(nIn, p.g.avvolge(p.t, []string{`From: "Per conto di: giulia@example.com" <` + indirizzoGestore + `>`, "To: " + ordine, "Subject: ANOMALIA MESSAGGIO: Rinuncia", "X-Trasporto: errore"}, nil,
				righe("From: giulia@example.com", "To: "+ordine, "Subject: Rinuncia", "Message-ID: <x@example.com>", "Content-Type: text/plain", "", "Chiedo.")))
			p.registra()
		}, dice: "il gestore certifica di averlo imbustato come anomalia"},
		{nome: "solo l'accettazione, finora", cambia: func(p *pratica) {
			p.togli(nCon)
			p.togli("extracted/daticert_30.xml")
			p.togli("extracted/postacert_30.eml")
			p.registra()
			p.cambiaRegistro(func(r *Registro) { r.Record = r.Record[:indice(r, 9)] })
			p.m.Manca = []string{"lettera " + let + ": manca la ricevuta di avvenuta consegna"}
		}, dice: "nessuna ricevuta di consegna la riporta"},
		{nome: "àncora di un registro più lungo", cambia: func(p *pratica) {
			h := p.head
			h.Size++
			p.ancorata(h)
		}, dice: "più di quanti ne ha il checkpoint"},
		{nome: "àncora nell'oggetto", cambia: func(p *pratica) {
			*p = *nuovaDi(p.t, func(int64, tlog.Hash) string { return "senza" }, OggettoAncora)
		}, dice: "i record fino al n. 5 esistevano già il"},
	}
}

// TestFalsi: each change has its verdict, and says why.
func TestFalsi(t *testing.T) {
	for _, f := range falsi() {
		t.Run(f.nome, func(t *testing.T) {
			p := nuova(t)
			key := p.l.VerifierKey()
			f.cambia(p)
			o := p.opzioni()
			if f.male == CCheckpoint {
				o.Chiave = key // the one that the Order gave
			}
			v := VerificaZip(p.zip(), o)
			for _, c := range v.Controlli {
				if titoli[c.ID] == "" {
					t.Errorf("the check %q has no name for a reader", c.ID)
				}
			}
			failed := slices.ContainsFunc(v.Controlli, func(c Controllo) bool { return !c.OK && c.ID == f.male })
			if (v.Verdetto == Verificato) != (f.male == "") || f.male != "" && !failed || !strings.Contains(detto(v), f.dice) {
				t.Errorf("%s; wanted: %q fails, %q\n%s", v.Verdetto, f.male, f.dice, detto(v))
			}
		})
	}
}

// TestIlFalsoRegistroSenzaChiave: with no key from outside another log is believed, and the verdict says what is missing. A
// delivery that anchors the true one betrays it all the same.
func TestIlFalsoRegistroSenzaChiave(t *testing.T) {
	p := nuova(t)
	altraStoria(p, false)
	if v := VerificaZip(p.zip(), Opzioni{Fiducia: p.g.fiducia()}); v.Verdetto != Verificato || !strings.Contains(fmt.Sprint(v.NonControllato), "--chiave") {
		t.Error(detto(v))
	}
	p = nuova(t)
	altraStoria(p, true)
	if v := VerificaZip(p.zip(), Opzioni{Fiducia: p.g.fiducia()}); v.Verdetto != NonVerificato {
		t.Error(detto(v))
	}
}
