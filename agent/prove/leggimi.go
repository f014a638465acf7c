package prove

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"pecagent/mailparse/smime"
	"pecagent/store/fascicolo"
)

// Names of the texts made here.
const (
	nomeLeggimi = "LEGGIMI.txt"
	nomeSomme   = "SHA256SUMS"
)

// massimoComandi bounds how many messages get their own commands; the others are checked in the same way.
const massimoComandi = 200

// leggimi is LEGGIMI.txt. Every line that begins with four blanks is a command for bash, to be given as it is in the folder.
func (w *lavoro) leggimi() []byte {
	var b strings.Builder
	p := func(format string, a ...any) { fmt.Fprintf(&b, format+"\n", a...) }
	p("FASCICOLO %s\n%s, %s\n", w.o.ID, w.s.rif, w.chi())
	p("La prova sono i file .eml, così come sono: ognuno porta la firma di un gestore di posta certificata. Tutto il resto aiuta a leggerli.")
	p("La relazione da stampare è relazione.html (o relazione.pdf); la cronologia per un foglio di calcolo è 00_timeline.csv.\n")
	p("CHE COSA C'È\n")
	for _, x := range w.voci() {
		p("  %-44s %s", x[0], x[1])
	}
	w.leggimiManca(p)
	w.leggimiComandi(p)
	p("CHE COSA NON C'È\n")
	p("Dati di altri iscritti: dei flussi verso i registri c'è solo la riga dell'interessato; importazioni, elenchi e convocazioni che nominano altri non ci")
	p("sono%s. Il fascicolo prova ciò che contiene, non che non esista altro.", map[bool]string{true: fmt.Sprintf(" (%d record lasciati fuori per questo)", w.st.escluse)}[w.st.escluse > 0])
	return []byte(b.String())
}

// voci say what each kind of file is.
func (w *lavoro) voci() (list [][2]string) {
	for _, x := range [][2]string{
		{"10_outbound_original.eml", "la lettera, byte per byte come consegnata al server del gestore"},
		{"20_ricevuta_accettazione.eml", "la ricevuta di accettazione, come ricevuta"},
		{"21_non_accettazione.eml", "l'avviso di non accettazione"},
		{"30_ricevuta_consegna.eml", "la ricevuta di avvenuta consegna; se completa riporta la lettera intera"},
		{"31_mancata_consegna.eml", "l'avviso di mancata consegna"},
		{"32_preavviso_mancata_consegna.eml", "il preavviso di mancata consegna (dodici ore): il gestore ritenta"},
		{"33_mancata_consegna_24_ore.eml", "l'avviso di mancata consegna entro ventiquattro ore, definitivo"},
		{"40_inbound_busta_trasporto.eml", "il messaggio ricevuto, con la busta firmata dal gestore del mittente"},
		{"50_verifica_firme.json", "che cosa ha trovato il programma verificando ogni messaggio"},
		{"60_registro_alla_data.json", "la riga dell'iscritto com'era a ogni invio, e da dove veniva l'indirizzo"},
		{"61_politica_e_modelli/", "le regole dell'Ordine e i testi in vigore quel giorno"},
		{"70_delibera_e_note/", "i documenti degli atti: delibere, scansioni, estratti"},
		{"80_registro.json", "i record del registro degli eventi, con le prove, la testata firmata e le àncore"},
		{"provenienza_indirizzo/", "il messaggio da cui viene il domicilio digitale usato"},
		{"ancore/", "messaggi dell'Ordine a sé stesso la cui ricevuta certifica l'impronta del registro"},
		{"extracted/", "COPIE NON PROBATORIE di ciò che sta dentro i messaggi, per leggerle"},
	} {
		here := slices.ContainsFunc(w.r.files, func(f fascicolo.Contenuto) bool {
			return path.Base(f.Nome) == x[0] || strings.HasSuffix(x[0], "/") && strings.Contains("/"+f.Nome, "/"+x[0])
		})
		if here {
			list = append(list, x)
		}
	}
	return append(list, [2]string{nomeSomme, "le impronte SHA-256 dei file"}, [2]string{"manifest.json", "l'elenco dei file con le impronte: chi, quando, perché, che cosa manca"})
}

func (w *lavoro) leggimiManca(p func(string, ...any)) {
	p("\nCHE COSA MANCA\n")
	list := w.manca()
	for _, s := range list {
		p("  - %s", visibile(s))
	}
	if len(list) == 0 {
		p("  nulla di ciò che si aspetta")
	}
	p("")
}

// leggimiComandi gives the commands that check the messages by hand, as pecagent inspect does: the certificate at the instant of the
// signature, a path that may end at the authority given, since AgID CA1 is signed by another.
func (w *lavoro) leggimiComandi(p func(string, ...any)) {
	p("COME SI CONTROLLA A MANO\n")
	p("Con bash, sha256sum e openssl, nella cartella %s. Le righe rientrate sono comandi, da dare così come sono. Serve un file", w.o.ID)
	p("ca.pem accanto alla cartella, con il certificato dell'autorità che certifica i gestori: per la PEC italiana AgID CA1, da prendere")
	p("da AgID e mai da questo fascicolo. Le impronte SHA-256 dei certificati AgID che il programma riconosce:\n")
	for _, pin := range smime.AgID().Pins {
		p("  %s", pin)
	}
	p("\nI file hanno ancora le impronte scritte nel fascicolo; %s è quello che dice il manifest; nessun file è di più (la prima riga dice", nomeSomme)
	p("«OK», le altre tacciono se è tutto a posto; che le impronte siano quelle di allora non lo dicono questi comandi: lo provano le firme dei")
	p("gestori, qui sotto, e pecverify):\n")
	p("    sha256sum -c manifest.sha256")
	p("    sha256sum -c --quiet %s", nomeSomme)
	p(`    diff <(awk -F'"' '/"nome": /{n=$4} /"sha256": /{print $4"  "n}' manifest.json | sort) <(sort %s <(sha256sum %s))`, nomeSomme, nomeSomme)
	p(`    diff <(find . -type f -printf '%%P\n' | sort) <((awk -F'"' '/"nome": /{print $4}' manifest.json; echo manifest.json; echo manifest.sha256) | sort)` + "\n")
	p("Di chi è il certificato in ca.pem:\n")
	p("    openssl x509 -in ../ca.pem -noout -subject -fingerprint -sha256\n")
	p("Ogni messaggio è firmato da un gestore certificato da quell'autorità («CMS Verification successful»):\n")
	done := 0
	for _, f := range w.firme.File {
		if f.Livello != "certified" {
			continue
		}
		if done++; done > massimoComandi {
			p("Gli altri si controllano allo stesso modo; 50_verifica_firme.json ha l'istante di ogni firma (istante_firma).")
			break
		}
		p("    %s", comando(f, "/dev/null"))
	}
	p("\nLa ricevuta parla di quella lettera: il Message-ID della lettera è quello che il gestore ha scritto e firmato. Di ogni ricevuta il primo passo")
	p("verifica la firma e mette accanto alla cartella ciò che è firmato (firmato.txt), il secondo ne prende i dati di certificazione (daticert.xml), il")
	p("terzo vi cerca il Message-ID (dice «1»), il quarto tace se la copia in extracted/ è proprio quella:\n")
	receipts := w.ricevuteDi()
	for _, l := range w.s.lettere[:min(len(w.s.lettere), massimoComandi)] {
		sent := w.r.file(l.SHA256)
		if sent == "" || l.MsgID == "" {
			continue
		}
		p(`    sed '/^\r\{0,1\}$/q' %s | grep -i -F -c 'Message-ID: <%s>'`, sent, l.MsgID)
		for _, f := range receipts[l.ID] {
			if s := w.cercaID(f, l.MsgID); s != "" {
				p("    %s", s)
			}
		}
	}
	p("\nI record del registro, la testata, le àncore, e che la lettera consegnata sia, parte per parte, quella inviata, li controlla pecverify, che non usa la")
	p("rete e non si fida di chi ha fatto il fascicolo (pecverify %s.zip; con --chiave la chiave pubblica del registro data dall'Ordine).\n", w.o.ID)
}

// ricevuteDi are the certified receipts of each letter.
func (w *lavoro) ricevuteDi() map[string][]fascicolo.Firma {
	of := map[string]string{}
	for _, f := range w.r.files {
		if f.Ruolo.Certificato() && f.Ruolo != fascicolo.RuoloBusta {
			of[f.Nome] = f.Di
		}
	}
	out := map[string][]fascicolo.Firma{}
	for _, f := range w.firme.File {
		if id := of[f.Nome]; id != "" && f.Livello == "certified" {
			out[id] = append(out[id], f)
		}
	}
	return out
}

// dalFirmato takes the certification data, still encoded, out of ../firmato.txt.
const dalFirmato = `sed -n '/name="\{0,1\}daticert\.xml/I,/^--/{p;/^--/q}' ../firmato.txt | sed '1,/^\r\{0,1\}$/d;/^--/d'`

// decodifica undoes a transfer encoding, with sed and base64 alone.
var decodifica = map[string]string{"base64": " | base64 -di", "": "", "7bit": "", "8bit": "",
	"quoted-printable": ` | sed ':a;/=\r\{0,1\}$/{N;s/=\r\{0,1\}\n//;ba}' | sed 's/=3D/=/g'`}

// cercaID looks for a Message-ID in what the provider signed, never in a copy: "" where the certification data are not to be had so.
func (w *lavoro) cercaID(f fascicolo.Firma, id string) string {
	c, ok := w.r.dati[f.Nome]
	decode, known := decodifica[c.codifica]
	if !ok || !known {
		return ""
	}
	s := comando(f, "../firmato.txt") + " && " + dalFirmato + decode + " > ../daticert.xml && grep -F -c '" + id + "' ../daticert.xml"
	if c.codifica == "base64" {
		s += " && cmp ../daticert.xml " + c.nome
	}
	return s
}

// comando is the call of openssl for one message; what is signed goes to out.
func comando(f fascicolo.Firma, out string) string {
	at := "-no_check_time"
	if !f.IstanteFirma.IsZero() {
		at = fmt.Sprintf("-attime %d", f.IstanteFirma.Unix())
	}
	s := "openssl cms -verify -inform SMIME -in " + f.Nome + " -CAfile ../ca.pem -partial_chain " + at + " -out " + out
	if slices.Contains(f.Motivi, "weak_digest") || slices.Contains(f.Motivi, "weak_chain") {
		s += " -auth_level 0"
	}
	return s
}

// somme is SHA256SUMS: every file but itself and the manifest, which holds it.
func (w *lavoro) somme() []byte {
	var list []string
	for _, f := range w.r.files {
		list = append(list, f.Nome)
	}
	slices.Sort(list)
	byName := map[string][]byte{}
	for _, f := range w.r.files {
		byName[f.Nome] = f.Byte
	}
	var b strings.Builder
	for _, n := range list {
		fmt.Fprintf(&b, "%s  %s\n", somma(byName[n]), n)
	}
	return []byte(b.String())
}

const leggimiEstratti = `COPIE, NON PROBATORIE

Ciò che sta in questa cartella e in quelle che contiene è stato tratto dai messaggi .eml per poterlo leggere: dati di certificazione (daticert), messaggio
originale (postacert), allegati. Non prova nulla da solo. La prova è il file .eml da cui viene, con la firma del gestore.
Gli allegati vengono da chi ha scritto: aprirli con la stessa prudenza di ogni allegato.
`
