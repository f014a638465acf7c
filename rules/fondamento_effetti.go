package rules

import (
	"slices"
	"strings"
	"time"

	"pecagent/mailparse/cf"
)

// What follows from a ground besides the request: notices, checks to make again, words for the person who looks.

// segueFondamento adds to a valuation what its ground asks of people.
func (g *giudizio) segueFondamento(v *Valutazione) {
	g.suggerisce(v)
	if g.f.M == nil {
		return
	}
	g.avvisaSicurezza(v, *g.f.M)
	g.ricontrolla(v, *g.f.M)
}

// suggerisce tells the person what a wrong code may stand for (order.md §4.7). It is never applied, and no letter says it.
func (g *giudizio) suggerisce(v *Valutazione) {
	if !slices.Contains(v.Esito.Flags, "CF_NON_VALIDO") {
		return
	}
	for _, s := range g.c.CFErrati {
		list := cf.Suggerimenti(s)
		switch m := g.f.M; {
		case m != nil && slices.Contains(list, m.CF), m != nil && diversi(s, m.CF) == 1:
			v.Esito.Why += " Il codice scritto (" + s + ") somiglia a quello agli atti, " + m.CF + "."
		case len(list) > 0:
			v.Esito.Why += " Il codice scritto (" + s + ") non è valido: forse " + strings.Join(list, " o ") + "."
		}
	}
}

// diversi counts the places in which two codes of one length differ; -1 where the lengths differ.
func diversi(a, b string) int {
	if len(a) != len(b) {
		return -1
	}
	n := 0
	for i := range len(a) {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

// CosaAvviso is the Compito.Cosa of the call of R-116, beside which courtesy mail may go.
const CosaAvviso = "avviso_sicurezza"

// avvisaSicurezza calls for the notice of R-116: a member without a domicile gets one from a box that nothing ties to
// him, and no former box can be told. The notice goes, without data, by what is on file of him; he may contest the
// change within the grace (U49).
func (g *giudizio) avvisaSicurezza(v *Valutazione, m Iscritto) {
	if v.Esito.Ground != "R-102" || StatoRichiesta(v.Esito.Outcome) != RInEsecuzione || m.Casella != nil && m.Casella.Indirizzo == g.mittente {
		return
	}
	how := "non risultano e-mail o telefono agli atti: cercare un recapito"
	switch tel := telefono(m); {
	case tel != "" && m.EmailOrdinaria != "":
		how = "e-mail " + m.EmailOrdinaria + ", telefono " + tel
	case tel != "":
		how = "telefono " + tel
	case m.EmailOrdinaria != "":
		how = "e-mail " + m.EmailOrdinaria
	}
	k := Compito{Tipo: SegTelefonata, Cosa: CosaAvviso, CF: m.CF,
		Perche: "Avvertire l'iscritto, senza dati nel messaggio, che è stato chiesto di registrare un domicilio digitale a suo nome da una casella che non è agli atti (R-116): " + how + "."}
	if !g.istante.IsZero() {
		end := DataRoma(g.istante.AddDate(0, 0, g.p.RevocaGraceGiorni))
		k.Scade, k.Perche = DataRoma(g.istante.Add(24*time.Hour)), k.Perche+" Se non è stato lui, può dirlo fino al "+end+": bloccare le variazioni e rimettere lo stato di prima (U49)."
	}
	v.Compiti = append(v.Compiti, k)
}

// telefono is the phone number in the further columns of the register.
func telefono(m Iscritto) string {
	for _, name := range []string{"CELLULARE", "TELEFONO", "TEL", "CELL"} {
		for _, c := range m.Altri {
			if Piega(c.Nome) == name && strings.TrimSpace(c.Valore) != "" {
				return strings.TrimSpace(c.Valore)
			}
		}
	}
	return ""
}

// segRicontrollo is the kind of task that asks to look again, on a day, at what will change by itself.
const segRicontrollo = "ricontrollo"

// mesiRicontrollo is when a temporary code is looked at again: the final one is given within some months.
const mesiRicontrollo = 3

// ricontrolla schedules the check of a numeric code (R-046, U38): the person will get a code of sixteen characters,
// which the albo program brings, and letters and feeds need it. One check is open at a time.
func (g *giudizio) ricontrolla(v *Valutazione, m Iscritto) {
	if !cf.Numerico(m.CF) || !riconosciuto(v.Esito.Type) || v.Esito.Auto == autoNulla || g.istante.IsZero() {
		return
	}
	for _, id := range g.s.Cerca(CompitiVivi, "") {
		if c, ok := g.s.Compito(id); ok && c.Tipo == segRicontrollo && c.CF == m.CF {
			return
		}
	}
	v.Compiti = append(v.Compiti, Compito{Tipo: segRicontrollo, CF: m.CF, Scade: DataRoma(g.istante.AddDate(0, mesiRicontrollo, 0)),
		Perche: "Il codice fiscale di " + m.Cognome + " " + m.Nome + " è numerico, cioè provvisorio: chiedere se l'Agenzia delle entrate ha attribuito quello definitivo e correggerlo nel programma dell'albo (R-046)."})
}

// ordinariaApprovata goes on with a request that came by ordinary mail with a signed document, once a person has
// compared it (R-107, R-108; CAD art. 65 c. 1 lett. a and c). The sender's address proves nothing: where it is the new
// one, it is challenged like any other. ok is false where there is nothing to approve.
func (g *giudizio) ordinariaApprovata() (v Valutazione, ok bool) {
	c := g.c
	if !g.approvata || !variaIndirizzo(c.Type) && c.Type != "R5" || len(c.CF) != 1 || c.PerAltri || g.firmaContraria() {
		return v, false
	}
	m, ok := g.s.Iscritto(c.CF[0])
	if !ok || m.Stato == Deceduto {
		return v, false
	}
	was := g.f
	g.f.M, g.f.CF = &m, m.CF
	if n := g.nome(m); n != nomeUguale && n != nomeParziale {
		g.f = was
		return v, false
	}
	if g.f = g.controllaPersona(g.f); g.f.No != "" {
		g.f = was
		return v, false
	}
	g.f.Flags = append(g.f.Flags, "ORDINARIA")
	return g.variazione(), true
}

// confermaMorta goes on where the question of T-06 came back because the registered box is not there: whoever wrote is
// asked for a signed text and his identity document instead (R-105b). The certified errore-consegna is the proof.
func (d *decisore) confermaMorta(r Richiesta, m Iscritto) Richiesta {
	if r.Stato != RConferma || r.Ground != "R-105" && r.Ground != "R-110" || r.Operatore || m.Domicilio == nil || !boxMorta(d.s, m.Domicilio.Indirizzo) {
		return r
	}
	back := slices.ContainsFunc(d.s.Cerca(PerLettereDi, r.ID), func(id string) bool {
		l, ok := d.s.Lettera(id)
		return ok && l.Modello == "T-06" && l.A == m.Domicilio.Indirizzo && assente(l)
	})
	if !back {
		return r
	}
	d.spiegaCon("R-105b", "La PEC registrata non riceve la richiesta di conferma perché non esiste più: a chi ha scritto si chiedono firma e documento d'identità.")
	r.Stato, r.Ground, r.Termine = RIntegrazione, "R-105b", ""
	d.scriviRichiesta(r)
	b := Bozza{Modello: "T-05", Dettaglio: "FIRMA", A: r.Mittente, Dati: DatiLettera{Oggetto: ObjectOf(r.Tipo), RicevutaIl: r.Ricevuta, Mittente: r.Mittente}}
	d.approvare(r, d.letteraAvanza(r, b, "R-105b"))
	return r
}

// primaDiQuesto is a request as it stood before the answer that a person is now approving put it before him: else the
// answer would no longer find its question, and an approval could execute nothing.
func (g *giudizio) primaDiQuesto(r Richiesta) Richiesta {
	i := slices.Index(r.Messaggi, g.in.Msg.SHA256)
	if !g.approvata || r.Stato != RInRevisione || i <= 0 {
		return r
	}
	r.Stato = RIntegrazione
	asked := slices.ContainsFunc(g.s.Cerca(PerLettereDi, r.ID), func(id string) bool {
		l, ok := g.s.Lettera(id)
		return ok && l.Modello == "T-06" && l.A == g.mittente
	})
	if asked && g.c.Risposta != "" {
		r.Stato = RConferma
	}
	return r
}
