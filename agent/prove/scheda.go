package prove

import (
	"bytes"
	"fmt"
	"slices"
	"time"

	"pecagent/rules"
	"pecagent/rules/testi"
	"pecagent/store/fascicolo"
)

// rigaAllaData is one entry of 60_registro_alla_data.json.
type rigaAllaData struct {
	Di          string          `json:"di"`                // LET-…: at its sending; RIC-…: at its decision; DIF-… STATE: at that step
	Istante     time.Time       `json:"istante"`           // UTC, the agent's clock at the sending; certified, of a request
	Record      int64           `json:"record"`            // of the log: the state is that just before it
	Riga        int64           `json:"record_della_riga"` // the record that wrote the row
	Iscritto    *rules.Iscritto `json:"iscritto"`          // the row as the log has it; null: nobody with this codice fiscale was known
	Conformita  string          `json:"conformita"`        // order.md §6.1
	Provenienza string          `json:"provenienza"`       // of the address, in words
	Diffida     *rules.Diffida  `json:"diffida,omitempty"` // the case that was open
	Flussi      []rigaFlusso    `json:"flussi,omitempty"`  // the register feeds that named the member last
	Politica    string          `json:"politica"`          // digests in force
	Regole      string          `json:"regole"`
	Modelli     string          `json:"modelli"`
}

// rigaFlusso is the member's own line in the file of a feed.
type rigaFlusso struct {
	Flusso string `json:"flusso"` // FLU-…
	Nome   string `json:"nome"`
	Giorno string `json:"giorno"`
	Stato  string `json:"stato"`
	File   string `json:"file"`
	SHA256 string `json:"sha256"` // of the whole file, which is not given: it names others
	Riga   string `json:"riga"`
}

// viste gives the states in the order of their letters and requests.
func (s *storia) ordinate() []*vista {
	var list []*vista
	for _, v := range s.viste {
		list = append(list, v)
	}
	slices.SortFunc(list, func(a, b *vista) int { return int(a.record - b.record) })
	return list
}

// registroAllaData writes what the register said when each letter left.
func (r *raccolta) registroAllaData() ([]rigaAllaData, error) {
	list := []rigaAllaData{}
	lines := map[string]string{}
	for _, v := range r.st.ordinate() {
		x := rigaAllaData{Di: v.di, Istante: v.quando.UTC(), Record: v.record, Riga: v.riga, Iscritto: v.iscritto, Diffida: v.caso,
			Politica: v.config.Policy, Regole: v.config.Regole, Modelli: v.config.Modelli, Provenienza: "nessun domicilio digitale registrato"}
		if m := v.iscritto; m != nil {
			x.Conformita, _ = m.Conformita()
			if v.caso != nil && v.caso.Scade != "" {
				x.Conformita = fmt.Sprintf("%s (pratica %s: %s, termine %s)", x.Conformita, v.caso.ID, v.caso.Stato, giorno(v.caso.Scade))
			}
			if m.Domicilio != nil {
				x.Provenienza = r.provenienza(*m.Domicilio)
			}
			x.Provenienza += r.altraCasella(v)
			if r.s.campagna == nil {
				x.Flussi = r.flussi(v, lines)
			}
		}
		list = append(list, x)
	}
	b, err := inJSON(struct {
		Righe []rigaAllaData `json:"righe"`
	}{list})
	if err == nil && len(list) > 0 {
		r.add(fascicolo.NomeAllaData, fascicolo.RuoloRegistro, "", b)
	}
	return list, err
}

// altraCasella says why a letter went to another box than the domicile.
func (r *raccolta) altraCasella(v *vista) string {
	i := slices.IndexFunc(r.s.lettere, func(l rules.Lettera) bool { return l.ID == v.di })
	if i < 0 || v.iscritto.Domicilio != nil && v.iscritto.Domicilio.Indirizzo == r.s.lettere[i].A {
		return ""
	}
	to, m := r.s.lettere[i].A, v.iscritto
	switch {
	case m.Casella != nil && m.Casella.Indirizzo == to:
		s := fmt.Sprintf("; la lettera è andata a %s, casella messa a disposizione dall'Ordine, stato %s", to, m.Casella.Stato)
		if !m.Casella.PrimoUso.IsZero() {
			s += ", in uso dal " + oraRoma(m.Casella.PrimoUso)
		}
		return s
	case m.Candidato != nil && m.Candidato.Indirizzo == to:
		return fmt.Sprintf("; la lettera è andata a %s, nuovo indirizzo dichiarato con la richiesta %s", to, m.Candidato.Richiesta)
	}
	return "; la lettera è andata a " + visibile(to) + ", che allora non era il domicilio digitale registrato"
}

// provenienza tells how an address came into the register.
func (r *raccolta) provenienza(d rules.Domicilio) string {
	s := fmt.Sprintf("%s, nel registro dal %s", d.Indirizzo, oraRoma(d.Dal))
	switch {
	case d.Provenienza == rules.Comunicato && r.file(d.Prova) != "":
		return s + ", comunicato con il messaggio certificato che è qui in " + r.file(d.Prova)
	case d.Provenienza == rules.Comunicato && d.Prova != "":
		return s + ", comunicato con il messaggio certificato di impronta SHA-256 " + d.Prova + " (nell'archivio, non in questo fascicolo)"
	case d.Provenienza == rules.Importato:
		return s + ", importato dal programma dell'albo con il file di impronta SHA-256 " + d.Prova
	}
	return s
}

// massimoFlussi bounds how many files of one feed are looked through for the member's line.
const massimoFlussi = 60

// flussi finds, for each feed, the last run before a state whose file has a line about the member and about nobody else.
func (r *raccolta) flussi(v *vista, lines map[string]string) (out []rigaFlusso) {
	done := map[string]int{} // name → files looked through, -1 when found
	seen := map[string]bool{}
	for _, ev := range slices.Backward(r.st.flussi) {
		x := ev.Flusso
		if ev.Seq >= v.record || seen[x.ID] || x.File.SHA256 == "" || done[x.Nome] < 0 || done[x.Nome] >= massimoFlussi || x.Nome == rules.FlussoRiservato {
			continue
		}
		seen[x.ID] = true
		done[x.Nome]++
		key := x.File.SHA256 + v.cf
		line, known := lines[key]
		if !known {
			line = r.linea(*x, v.cf)
			lines[key] = line
		}
		if line != "" {
			done[x.Nome] = -1
			out = append(out, rigaFlusso{Flusso: x.ID, Nome: x.Nome, Giorno: x.Giorno, Stato: string(x.Stato), File: x.File.Nome, SHA256: x.File.SHA256, Riga: line})
		}
	}
	slices.SortFunc(out, func(a, b rigaFlusso) int { return bytes.Compare([]byte(a.Nome), []byte(b.Nome)) })
	return out
}

// linea is the one line of a file that names the member, "" where there is none.
func (r *raccolta) linea(x rules.Flusso, cf string) string {
	b := []byte(x.File.Testo)
	if x.File.Testo == "" {
		var err error
		if b, err = r.src.Raw(x.File.SHA256); err != nil {
			return ""
		}
	}
	for line := range bytes.SplitSeq(b, []byte("\n")) {
		if bytes.Contains(line, []byte(cf)) && len(line) < 2000 {
			return visibile(string(line))
		}
	}
	return ""
}

// politica writes the policies that were in force, and the templates of the letters where they are still those.
func (r *raccolta) politica(mod *testi.Modelli) error {
	seen := map[string]bool{}
	for _, v := range r.st.ordinate() {
		c := v.config
		if c.Config == nil || c.Config.Policy == nil {
			continue
		}
		if nome := fascicolo.DirPolitica + "politica_" + breve(c.Policy) + ".json"; !seen[nome] {
			seen[nome] = true
			p := *c.Config.Policy
			public := len(p.IPA)
			p.IPA = nil // public addresses, thousands; the record has them
			b, err := inJSON(struct {
				Digest    string        `json:"digest"`
				Record    int64         `json:"record"`
				Regole    string        `json:"regole"`
				Modelli   string        `json:"modelli"`
				Indirizzi int           `json:"indirizzi_ipa_omessi"`
				Politica  *rules.Policy `json:"politica"`
			}{c.Policy, c.Seq, c.Regole, c.Modelli, public, &p})
			if err != nil {
				return err
			}
			r.add(nome, fascicolo.RuoloScheda, "", b)
		}
		r.modello(v, mod, seen)
	}
	return nil
}

// modello adds the text of a letter's template, or says that it is not to be had.
func (r *raccolta) modello(v *vista, mod *testi.Modelli, seen map[string]bool) {
	i := slices.IndexFunc(r.s.lettere, func(l rules.Lettera) bool { return l.ID == v.di })
	if i < 0 {
		return
	}
	if mod == nil || mod.Digest() != v.config.Modelli {
		if why := "i testi dei modelli in vigore all'invio (impronta " + breve(v.config.Modelli) + ") non sono più quelli del programma: la lettera inviata li mostra"; !seen[why] {
			seen[why] = true
			r.manca = append(r.manca, why)
		}
		return
	}
	for _, name := range []string{r.s.lettere[i].Modello, "comuni"} {
		if text, ok := mod.Sorgente(name); ok && !seen[name] {
			seen[name] = true
			r.add(fascicolo.DirPolitica+semplice(name)+".txt", fascicolo.RuoloScheda, "", []byte(text))
		}
	}
}

func breve(digest string) string { return digest[:min(12, len(digest))] }
