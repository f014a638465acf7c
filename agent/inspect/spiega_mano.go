package inspect

import (
	"fmt"
	"strings"
	"time"

	"pecagent/agent/office"
)

// aMano gives the commands with which anybody can repeat the checks without this program (design.md §1.7). They are made
// of our words, the file's name quoted for a shell, and an instant.
func aMano(f *foglio, o Object) {
	file, ok := virgolette(o.File)
	if !ok {
		f.detto("Nei comandi, al posto di FILE va il nome del file.")
	}
	f.riga(margine + "$ sha256sum " + file)
	if haRagione(o, "not_signed") {
		f.detto("Deve dare l'impronta scritta in testa. Non c'è altro da controllare: il messaggio non è firmato.")
		return
	}
	for i, l := range openssl(o, file) {
		if i == 0 {
			f.riga(margine + "$ " + l)
			continue
		}
		f.riga(margine + "    " + l)
	}
	f.riga(margine + "$ openssl x509 -in firmatario.pem -noout -subject -issuer -dates -email")
	f.detto("Il primo dà l'impronta scritta in testa. Il secondo verifica firma e certificato e scrive in firmato.eml la parte firmata, " +
		"in firmatario.pem il certificato; «CMS Verification successful» è l'esito buono. Il terzo mostra l'indirizzo del firmatario, che " +
		"dev'essere quello in «From». ca.pem è il certificato dell'autorità (per la PEC italiana AgID CA1): va preso dall'autorità, mai dal messaggio.")
	if !haRagione(o, "sig_invalid") && o.Proof.Level != "certified" {
		f.detto("Openssl giudica soltanto la firma e il certificato: può riuscire anche dove pecagent, che guarda di più, dice di no.")
	}
}

// openssl is the call of openssl in lines that fit. The certificate is judged at the instant of the signature, as pecagent
// does; a path may end at the authority given (-partial_chain), because AgID CA1 is signed by another.
func openssl(o Object, file string) []string {
	at := "-no_check_time"
	if t, err := time.Parse(time.RFC3339, o.Proof.SigningTime); err == nil {
		at = fmt.Sprintf("-attime %d", t.Unix())
	}
	last := "-out firmato.eml -signer firmatario.pem"
	if o.Proof.Weak {
		last += " -auth_level 0"
	}
	return []string{
		"openssl cms -verify -inform SMIME -in " + file + ` \`,
		"-CAfile ca.pem -partial_chain " + at + ` \`,
		last,
	}
}

// virgolette quotes a file's name for a shell; a name that a shell or a reader could take for something else is not given.
func virgolette(name string) (string, bool) {
	if name == "" || name == "-" || len(name) > 200 || office.VisibleLine(name) != name {
		return "FILE", false
	}
	if strings.HasPrefix(name, "-") {
		name = "./" + name
	}
	return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'", true
}
