package rules

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// restringimento is the share of the register that a new list may lack: above it the list is refused.
const restringimento = 2 // per cent

// regolaImport stands on every event that a list made, and on no other.
const regolaImport = "R-306"

// Differenze is what a register file would change: the page a person sees before an import.
type Differenze struct {
	Nuovi     []Iscritto
	Cambiati  []Cambio
	Invariati int
	Mancanti  []string // CFs of the register that the file does not have: an import removes nobody
	// Conflitti are the rows against which the register holds a newer proof or an act.
	Conflitti []Conflitto
	// Rifiuti are the reasons, in Italian, for which nothing of the file may be applied; those of Conflitti are among them.
	Rifiuti []string
	// Note are what is left out of a row while the rest of it is applied, in Italian.
	Note []string
}

// Cambio is one member before and after.
type Cambio struct {
	Prima, Dopo Iscritto
	Campi       []string // names of the columns that change
}

// Conflitto is one value of a file that the register knows better, with what proves it.
type Conflitto struct {
	CF       string `json:"codice_fiscale"`
	Campo    string `json:"campo"`
	Registro string `json:"registro"`
	File     string `json:"file"`
	Dal      string `json:"dal,omitempty"`   // yyyy-mm-dd
	Prova    string `json:"prova,omitempty"` // SHA-256 of the message, or id of the act or case
	Perche   string `json:"perche"`          // Italian, whole
}

// Confronta compares a register file with the register. all is the whole register.
// The albo program is master of identity and status, pecagent of the domiciles proven after T0: a row that
// would overwrite one is a refusal of the whole file (cli.md).
func Confronta(s Snapshot, all []Iscritto, in Imported) Differenze {
	x := confrontaRighe(s, in)
	seen := map[string]bool{}
	for _, r := range in.Righe {
		seen[r.CF] = true
	}
	for _, m := range all {
		if !seen[m.CF] {
			x.Mancanti = append(x.Mancanti, m.CF)
		}
	}
	slices.Sort(x.Mancanti)
	return x
}

func confrontaRighe(s Snapshot, in Imported) Differenze {
	var x Differenze
	seen := map[string]bool{}
	for _, row := range in.Righe {
		row.CF = strings.ToUpper(strings.TrimSpace(row.CF))
		if row.CF == "" || seen[row.CF] {
			x.Rifiuti = append(x.Rifiuti, fmt.Sprintf("il codice fiscale %q manca o è ripetuto", row.CF))
			continue
		}
		seen[row.CF] = true
		old, ok := s.Iscritto(row.CF)
		if !ok {
			x.Nuovi = append(x.Nuovi, nuovoDaFile(row, in.Now, in.SHA256))
			continue
		}
		row = tieni(old, row, in.Assenti)
		if list := conflitti(s, old, row); len(list) > 0 {
			x.Conflitti = append(x.Conflitti, list...)
			for _, c := range list {
				x.Rifiuti = append(x.Rifiuti, c.Perche)
			}
			continue
		}
		if diPrima(old, row) {
			x.Note = append(x.Note, notaDiPrima(old, row))
			row.Domicilio = old.Domicilio
		}
		m := unisci(old, row, in.Now, in.SHA256)
		if fields := campi(old, m); len(fields) > 0 {
			x.Cambiati = append(x.Cambiati, Cambio{Prima: old, Dopo: m, Campi: fields})
		} else {
			x.Invariati++
		}
	}
	if why := ristretto(vivi(s, seen)); why != "" {
		x.Rifiuti = slices.Insert(x.Rifiuti, 0, why)
	}
	return x
}

// vivi counts the members of the register who are enrolled, and those of them that a list lacks. Who has left may be left out of
// a list; who is exchanged for a new member is missing all the same.
func vivi(s Snapshot, inList map[string]bool) (missing, all int) {
	for _, cf := range s.Cerca(TuttiIscritti, "") {
		if m, ok := s.Iscritto(cf); ok && iscrittoVivo(m.Stato) {
			if all++; !inList[cf] {
				missing++
			}
		}
	}
	return missing, all
}

// ristretto tells why a list is too short, "" when it is not.
func ristretto(missing, members int) string {
	if missing*100 <= members*restringimento {
		return ""
	}
	return fmt.Sprintf("nell'elenco mancano %d dei %d iscritti del registro: più del %d per cento (R-306)", missing, members, restringimento)
}

// tieni fills the columns that a program does not hold with what the register has.
func tieni(old, row Iscritto, absent []string) Iscritto {
	has := func(c string) bool { return !slices.Contains(absent, c) }
	if !has("numero_iscrizione") {
		row.Numero = old.Numero
	}
	if !has("data_stato") && row.Stato == old.Stato {
		row.DataStato = old.DataStato
	}
	if !has("domicilio_digitale") {
		row.Domicilio = old.Domicilio
	}
	if !has("in_inipec") {
		row.InINIPEC = old.InINIPEC
	}
	if !has("casella_ordine") {
		row.Casella = old.Casella
	} else if !has("data_casella") && row.Casella != nil && old.Casella != nil && row.Casella.Stato == old.Casella.Stato {
		k := *row.Casella
		k.Data = old.Casella.Data
		row.Casella = &k
	}
	if !has("diffida_notificata") {
		row.DiffidaNotificata = old.DiffidaNotificata
	}
	if !has("email_ordinaria") {
		row.EmailOrdinaria = old.EmailOrdinaria
	}
	return row
}

// conflitti are the values of a row that may not be applied to a member: the register holds a newer proof.
func conflitti(s Snapshot, old, row Iscritto) (list []Conflitto) {
	add := func(c Conflitto) {
		c.CF = row.CF
		list = append(list, c)
	}
	for _, c := range disfaAtto(s, old, row) {
		add(c)
	}
	if d := old.Domicilio; d != nil && d.Provenienza == Comunicato && indirizzo(row.Domicilio) != d.Indirizzo && !diPrima(old, row) {
		add(Conflitto{Campo: "domicilio_digitale", Registro: d.Indirizzo, File: indirizzo(row.Domicilio), Dal: DataRoma(d.Dal), Prova: d.Prova,
			Perche: fmt.Sprintf("%s: il domicilio %s è provato da una comunicazione e il file ne porta un altro (R-306)", row.CF, d.Indirizzo)})
	}
	if k := old.Casella; k != nil && k.Stato == Revocata && row.Casella != nil && row.Casella.Indirizzo == k.Indirizzo && row.Casella.Stato != Revocata {
		add(Conflitto{Campo: "stato_casella", Registro: string(k.Stato), File: string(row.Casella.Stato), Dal: k.Data,
			Perche: fmt.Sprintf("%s: la casella %s è revocata e il file la dà %s", row.CF, k.Indirizzo, row.Casella.Stato)})
	}
	if s := old.Sospensione; s != nil {
		c := Conflitto{Campo: "stato", Registro: string(old.Stato), File: string(row.Stato), Prova: s.Caso}
		switch {
		case s.Caso != "" && s.Dal != "" && old.Stato == SospesoPEC && row.Stato == Iscr:
			c.Dal, c.Perche = s.Dal, fmt.Sprintf("%s: la sospensione dal %s è notificata (%s) e il file lo dà %s", row.CF, giornoItaliano(s.Dal), s.Caso, row.Stato)
			add(c)
		case !s.Fine.IsZero() && old.Stato == Iscr && (row.Stato == SospesoPEC || row.Stato == SospensioneDeliberata):
			c.Dal, c.Perche = DataRoma(s.Fine), fmt.Sprintf("%s: la sospensione è cessata il %s con la comunicazione del domicilio e il file lo dà %s", row.CF, giornoItaliano(DataRoma(s.Fine)), row.Stato)
			add(c)
		}
	}
	return list
}

func indirizzo(d *Domicilio) string {
	if d == nil {
		return ""
	}
	return minuscolo(d.Indirizzo)
}

// nuovoDaFile is a member as the file alone knows him. Nothing that only proof gives is taken from a file.
func nuovoDaFile(row Iscritto, now time.Time, sha string) Iscritto {
	row.Candidato, row.Blocco, row.UltimaProva = nil, false, time.Time{}
	if row.Domicilio != nil {
		row.Domicilio = &Domicilio{Indirizzo: minuscolo(row.Domicilio.Indirizzo), Dal: dalFile(row.Domicilio.Dal, now), Provenienza: Importato, Prova: sha}
	}
	if row.Casella != nil {
		k := *row.Casella
		k.Indirizzo = minuscolo(k.Indirizzo)
		row.Casella = &k
	}
	return row
}

func dalFile(t, now time.Time) time.Time {
	if t.IsZero() {
		return now
	}
	return t
}

// unisci is the member after the file: identity, status and boxes of the file, and what pecagent alone knows.
func unisci(old, row Iscritto, now time.Time, sha string) Iscritto {
	m := nuovoDaFile(row, now, sha)
	m.Candidato, m.Blocco, m.UltimaProva, m.Sospensione = old.Candidato, old.Blocco, old.UltimaProva, old.Sospensione
	if old.Stato == SospensioneDeliberata && row.Stato == Iscr { // no albo program knows a resolution that has no effect yet
		m.Stato, m.DataStato = old.Stato, old.DataStato
	}
	m.Precedenti, m.CaselleChiuse, m.StatoPrima = old.Precedenti, old.CaselleChiuse, old.StatoPrima
	if old.Stato == Deceduto && old.StatoPrima != nil && row.Stato == Cancellato { // the Council's resolution: he is still dead
		m.Stato, m.DataStato = old.Stato, old.DataStato
	}
	if m.Domicilio != nil && finito(old, *m.Domicilio) { // of one who left: the address ended by an act does not come back
		m.Domicilio = nil
	}
	if old.Casella != nil && m.Casella == nil && (old.Casella.Stato == Revocata || daAtto(*old.Casella) || !iscrittoVivo(row.Stato)) {
		// Lists of who has left often leave the box out: it lives on the provider's panel until somebody ends it.
		k := *old.Casella
		m.Casella = &k
	}
	if old.Casella != nil && old.Casella.Stato == Revocata && m.Casella.Indirizzo != old.Casella.Indirizzo {
		m.CaselleChiuse = append(slices.Clone(m.CaselleChiuse), *old.Casella)
	}
	switch {
	case m.Domicilio != nil && old.Domicilio != nil && m.Domicilio.Indirizzo == old.Domicilio.Indirizzo:
		m.Domicilio, m.Difetto = old.Domicilio, old.Difetto
	case old.Domicilio != nil:
		m.Precedenti = append(slices.Clone(m.Precedenti), Cessato{*old.Domicilio, now, "IMPORTAZIONE"})
	}
	if m.Casella != nil && old.Casella != nil && m.Casella.Indirizzo == old.Casella.Indirizzo {
		m.Casella = unisciCasella(*old.Casella, *m.Casella)
		if m.Casella.Stato == Attivata && m.Difetto != nil && m.Difetto.Motivo == MaiAttivata {
			m.Difetto = nil
		}
	}
	return m
}

// unisciCasella is a box after the file: its state of the list, and what acts and messages have said of it. A date that an act
// proves is not overwritten by one of a file, unless the file's state is a later one.
func unisciCasella(old, row Casella) *Casella {
	k := old
	k.Stato, k.Data = row.Stato, row.Data
	if row.Scade != "" && (old.ProvaScade == "" || row.Scade > old.Scade) && row.Scade != old.Scade {
		k.Scade, k.ProvaScade = row.Scade, ""
	}
	if row.Pagante != "" {
		k.Pagante = row.Pagante
	}
	return &k
}

// valori are the columns of a member, in the order of the format, with what stands in them.
func valori(m Iscritto) [][2]string {
	k := casellaDi(m)
	inipec := "no"
	if m.InINIPEC {
		inipec = "si"
	}
	return [][2]string{{"cognome", m.Cognome}, {"nome", m.Nome}, {"numero_iscrizione", m.Numero}, {"albo", strings.Join(m.Albi, ",")}, {"titolo", m.Titolo},
		{"stato", string(m.Stato)}, {"data_stato", m.DataStato}, {"domicilio_digitale", indirizzo(m.Domicilio)}, {"in_inipec", inipec}, {"casella_ordine", k.Indirizzo},
		{"stato_casella", string(k.Stato)}, {"data_casella", k.Data}, {"scadenza_casella", k.Scade}, {"pagante", k.Pagante}, {"diffida_notificata", m.DiffidaNotificata},
		{"email_ordinaria", m.EmailOrdinaria}}
}

// campi names the columns in which two states of a member differ.
func campi(a, b Iscritto) []string {
	var out []string
	before := valori(a)
	for i, v := range valori(b) {
		if v != before[i] {
			out = append(out, v[0])
		}
	}
	if !slices.Equal(a.Altri, b.Altri) {
		out = append(out, "altre colonne")
	}
	return out
}

func casellaDi(m Iscritto) Casella {
	if m.Casella == nil {
		return Casella{}
	}
	return *m.Casella
}

// importa applies a register file a person has confirmed, or nothing of it. It makes no letter and starts no term: a date in a
// file proves nothing. Its only task is about the box of a member who is given as gone.
func (d *decisore) importa(in Imported) {
	if in.Attore.Tipo != "persona" || in.Attore.ID == "" {
		d.rifiuta("un elenco di iscritti si importa per decisione di una persona, con il suo nome")
		return
	}
	if len(in.Righe) == 0 {
		d.rifiuta("l'elenco %s non ha iscritti", in.File)
		return
	}
	x := confrontaRighe(d.s, in)
	if len(x.Rifiuti) > 0 {
		more := ""
		if n := len(x.Rifiuti) - 5; n > 0 {
			more = fmt.Sprintf("; e altri %d", n)
		}
		d.rifiuta("l'elenco %s non è applicato: %s%s", in.File, strings.Join(x.Rifiuti[:min(5, len(x.Rifiuti))], "; "), more)
		return
	}
	d.attore, d.causa, d.regola = in.Attore, in.SHA256, regolaImport
	d.emit(Event{Kind: KImport, Import: &Import{File: in.File, SHA256: in.SHA256, Righe: len(in.Righe), Nuovi: len(x.Nuovi),
		Cambiati: len(x.Cambiati), Invariati: x.Invariati, Scartati: in.Scartati, Colonne: in.Colonne, Assenti: in.Assenti}})
	for _, m := range x.Nuovi {
		d.scriviIscritto(m)
	}
	for _, c := range x.Cambiati {
		d.scriviIscritto(c.Dopo)
		d.daDisdire(c)
	}
}
