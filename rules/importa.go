package rules

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// restringimento is the share of the register that a new list may lack: above it the list is refused.
const restringimento = 2 // per cent

// Differenze is what a register file would change: the page a person sees before an import.
type Differenze struct {
	Nuovi     []Iscritto
	Cambiati  []Cambio
	Invariati int
	Mancanti  []string // CFs of the register that the file does not have: an import removes nobody
	// Rifiuti are the reasons, in Italian, for which nothing of the file may be applied.
	Rifiuti []string
	// Note are what is left out of a row while the rest of it is applied, in Italian.
	Note []string
}

// Cambio is one member before and after.
type Cambio struct {
	Prima, Dopo Iscritto
	Campi       []string // names of the columns that change
}

// Confronta compares a register file with the register. all is the whole register, righe the rows of the file.
// The albo program is master of identity and status, pecagent of the domiciles proven after T0: a row that
// would overwrite one is a refusal of the whole file (cli.md).
func Confronta(s Snapshot, all []Iscritto, righe []Iscritto) Differenze {
	x := confrontaRighe(s, righe, time.Time{}, "")
	seen := map[string]bool{}
	for _, r := range righe {
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

func confrontaRighe(s Snapshot, righe []Iscritto, now time.Time, sha string) Differenze {
	var x Differenze
	if why := ristretto(len(righe), s.Stato.Iscritti); why != "" {
		x.Rifiuti = append(x.Rifiuti, why)
	}
	seen := map[string]bool{}
	for _, row := range righe {
		row.CF = strings.ToUpper(strings.TrimSpace(row.CF))
		if row.CF == "" || seen[row.CF] {
			x.Rifiuti = append(x.Rifiuti, fmt.Sprintf("il codice fiscale %q manca o è ripetuto", row.CF))
			continue
		}
		seen[row.CF] = true
		old, ok := s.Iscritto(row.CF)
		if !ok {
			x.Nuovi = append(x.Nuovi, nuovoDaFile(row, now, sha))
			continue
		}
		if why := conflitto(s, old, row); why != "" {
			x.Rifiuti = append(x.Rifiuti, why)
			continue
		}
		if diPrima(old, row) {
			x.Note = append(x.Note, notaDiPrima(old, row))
			row.Domicilio = old.Domicilio
		}
		m := unisci(old, row, now, sha)
		if fields := campi(old, m); len(fields) > 0 {
			x.Cambiati = append(x.Cambiati, Cambio{Prima: old, Dopo: m, Campi: fields})
		} else {
			x.Invariati++
		}
	}
	return x
}

// ristretto tells why a list is too short, "" when it is not.
func ristretto(rows, members int) string {
	if members == 0 || (members-rows)*100 <= members*restringimento {
		return ""
	}
	return fmt.Sprintf("l'elenco ha %d righe e il registro %d iscritti: mancano più del %d per cento (R-306)", rows, members, restringimento)
}

// conflitto tells why a row may not be applied to a member: the register holds a newer proof.
func conflitto(s Snapshot, old, row Iscritto) string {
	if why := disfaAtto(s, old, row); why != "" {
		return why
	}
	if d := old.Domicilio; d != nil && d.Provenienza == Comunicato && indirizzo(row.Domicilio) != d.Indirizzo && !diPrima(old, row) {
		return fmt.Sprintf("%s: il domicilio %s è provato da una comunicazione e il file ne porta un altro (R-306)", row.CF, d.Indirizzo)
	}
	if k := old.Casella; k != nil && k.Stato == Revocata && row.Casella != nil && row.Casella.Indirizzo == k.Indirizzo && row.Casella.Stato != Revocata {
		return fmt.Sprintf("%s: la casella %s è revocata e il file la dà %s", row.CF, k.Indirizzo, row.Casella.Stato)
	}
	if s := old.Sospensione; s != nil {
		switch {
		case s.Caso != "" && s.Dal != "" && old.Stato == SospesoPEC && row.Stato == Iscr:
			return fmt.Sprintf("%s: la sospensione dal %s è notificata (%s) e il file lo dà %s", row.CF, giornoItaliano(s.Dal), s.Caso, row.Stato)
		case !s.Fine.IsZero() && old.Stato == Iscr && (row.Stato == SospesoPEC || row.Stato == SospensioneDeliberata):
			return fmt.Sprintf("%s: la sospensione è cessata il %s con la comunicazione del domicilio e il file lo dà %s", row.CF, giornoItaliano(DataRoma(s.Fine)), row.Stato)
		}
	}
	return ""
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
	if old.Casella != nil && m.Casella == nil && (old.Casella.Stato == Revocata || daAtto(*old.Casella)) {
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

// campi names the columns in which two states of a member differ.
func campi(a, b Iscritto) []string {
	var out []string
	add := func(name string, x, y any) {
		if !reflect.DeepEqual(x, y) {
			out = append(out, name)
		}
	}
	add("cognome", a.Cognome, b.Cognome)
	add("nome", a.Nome, b.Nome)
	add("numero_iscrizione", a.Numero, b.Numero)
	add("albo", strings.Join(a.Albi, ","), strings.Join(b.Albi, ","))
	add("titolo", a.Titolo, b.Titolo)
	add("stato", a.Stato, b.Stato)
	add("data_stato", a.DataStato, b.DataStato)
	add("domicilio_digitale", indirizzo(a.Domicilio), indirizzo(b.Domicilio))
	add("in_inipec", a.InINIPEC, b.InINIPEC)
	add("casella_ordine", casellaDi(a).Indirizzo, casellaDi(b).Indirizzo)
	add("stato_casella", casellaDi(a).Stato, casellaDi(b).Stato)
	add("data_casella", casellaDi(a).Data, casellaDi(b).Data)
	add("scadenza_casella", casellaDi(a).Scade, casellaDi(b).Scade)
	add("pagante", casellaDi(a).Pagante, casellaDi(b).Pagante)
	add("diffida_notificata", a.DiffidaNotificata, b.DiffidaNotificata)
	add("email_ordinaria", a.EmailOrdinaria, b.EmailOrdinaria)
	add("altre colonne", len(a.Altri), len(b.Altri))
	if len(a.Altri) == len(b.Altri) && !slices.Equal(a.Altri, b.Altri) {
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
	x := confrontaRighe(d.s, in.Righe, in.Now, in.SHA256)
	if len(x.Rifiuti) > 0 {
		more := ""
		if n := len(x.Rifiuti) - 5; n > 0 {
			more = fmt.Sprintf("; e altri %d", n)
		}
		d.rifiuta("l'elenco %s non è applicato: %s%s", in.File, strings.Join(x.Rifiuti[:min(5, len(x.Rifiuti))], "; "), more)
		return
	}
	d.attore, d.causa, d.regola = in.Attore, in.SHA256, "R-306"
	d.emit(Event{Kind: KImport, Import: &Import{File: in.File, SHA256: in.SHA256, Righe: len(in.Righe), Nuovi: len(x.Nuovi),
		Cambiati: len(x.Cambiati), Invariati: x.Invariati, Scartati: in.Scartati}})
	for _, m := range x.Nuovi {
		d.scriviIscritto(m)
	}
	for _, c := range x.Cambiati {
		d.scriviIscritto(c.Dopo)
		d.daDisdire(c)
	}
}
