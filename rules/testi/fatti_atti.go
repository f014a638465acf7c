package testi

import (
	"fmt"
	"strings"

	"pecagent/rules"
)

// degliAtti adds the facts of the letters about boxes, diffide, suspensions, convocations, kits and lists.
func degliAtti(nome string, p *rules.Policy, l rules.Lettera, f map[string]string) error {
	d := l.Dati
	delGestore(nome, p, d, f)
	if d.Difetto == "MAI_ATTIVATA" || l.Dettaglio == "MAI_ATTIVATA" {
		f["indirizzo"] = pulito(primo(d.Casella, d.Indirizzo)) // the box that the Order assigned
	}
	for k, v := range map[string]string{
		"cf": primo(d.CF, l.CF), "destinatario": destinatario(l), "recapito": d.Recapito, "carta": se(d.Recapito != "" && tutte[nome].carta),
		"albo": primo(d.Albo, "albo"), "organo": primo(d.Organo, unico(p.OrganoCompetente), "Consiglio dell'Ordine"),
		"presidente": d.Presidente, "protocollo_diffida": d.ProtocolloDiffida, "immediata": se(d.Immediata),
		"osservazioni": d.Osservazioni, "controdeduzioni": d.Controdeduzioni, "evento": d.Evento, "luogo": d.Luogo,
		"ente": d.Ente, "protocollo_ente": d.ProtocolloEnte, "elenco": d.Elenco, "elenco_sha256": d.ElencoSHA256, "inoltrata_a": d.InoltrataA,
		"servizi": strings.Join(puliti(d.Servizi), ", "),
	} {
		f[k] = senzaPunto(v)
	}
	f["giorni_diffida"] = giorniDiffida(p)
	f["enti"] = ""
	if nome == "T-10b" || nome == "T-11" {
		f["enti"] = strings.Join(puliti(primi(d.Enti, p.EntiSospensione)), "; ")
	}
	f["rimedi"] = puntate(primi(d.Rimedi, rimediDi(nome, p)))
	f["quando"], f["altre_indicazioni"] = righe(d.Quando), righe(d.AltreIndicazioni)
	f["ordine_del_giorno"] = numerate(d.OrdineDelGiorno)
	f["pagamento"], f["a_mezzo_banca"] = pagamenti[d.Pagamento], se(d.Pagamento != "CARTA")
	if d.Pagamento != "" && f["pagamento"] == "" {
		return fmt.Errorf("no words for the payment %q", d.Pagamento)
	}
	return giorniDegliAtti(l, f)
}

// giorniDegliAtti adds the days.
func giorniDegliAtti(l rules.Lettera, f map[string]string) error {
	d := l.Dati
	for k, v := range map[string]string{
		"data": rules.DataRoma(l.Creata), "scadenza": d.Scadenza, "solo_riceve": d.SoloRiceve, "disattivata": d.Disattivata,
		"cancellata": d.Cancellata, "difetto_dal": d.DifettoDal, "notificata_il": d.NotificataIl, "decorrenza": d.Decorrenza,
		"riapre_entro": d.RiapreEntro, "ritiro": d.Ritiro, "inoltrata_il": d.InoltrataIl, "delibera": d.DeliberaDel,
	} {
		t, err := data(v)
		if err != nil {
			return fmt.Errorf("the fact {%s}: %w", k, err)
		}
		f[k] = t
	}
	if n := pulito(d.Delibera); n == "" || f["delibera"] == "" {
		f["delibera"] = "" // number and day, or no resolution
	} else {
		f["delibera"] = "n. " + strings.TrimPrefix(n, "n. ") + " del " + f["delibera"]
	}
	return nil
}

// delGestore adds the facts of the box's provider: its own name where the letter carries one, else the convention's. The
// site is where a box is activated; a renewal is never on the Order's portal or in the area of a national council.
func delGestore(nome string, p *rules.Policy, d rules.DatiLettera, f map[string]string) {
	gestore := pulito(primo(d.Gestore, p.Convenzione.Gestore))
	if gestore == "" && p.Convenzione.Canale == "ARUBA_CONVENZIONI" {
		gestore = "Aruba"
	}
	aruba := strings.Contains(strings.ToUpper(gestore), "ARUBA")
	_, profilo := p.GestoreDi(rules.Casella{Gestore: gestore})
	f["gestore"], f["aruba"] = gestore, se(aruba)
	f["assistenza"] = senzaPunto(profilo.Assistenza)
	f["costo"] = senzaPunto(primo(d.Costo, profilo.Canone))
	altrove := p.Convenzione.Canale == "PORTALE_ORDINE" || p.Convenzione.Canale == "AREA_RISERVATA_NAZIONALE"
	switch {
	case p.Convenzione.Sito != "" && !(altrove && nome == "T-07"):
		f["sito"] = pulito(p.Convenzione.Sito)
	case p.Convenzione.Canale == "ARUBA_CONVENZIONI", aruba && (!altrove || nome == "T-07"):
		f["sito"] = "www.pec.it"
	default:
		f["sito"] = ""
	}
}

// pagamenti are the ways to pay for a kit, in words.
var pagamenti = map[string]string{"CARTA": "carta di credito", "BONIFICO": "bonifico", "BOLLETTINO": "bollettino postale"}

// giorniDiffida is the term of a diffida, in figures and in words where it is that of the law.
func giorniDiffida(p *rules.Policy) string {
	if p.DiffidaGiorni <= 0 || p.DiffidaGiorni == 30 {
		return "30 (trenta)"
	}
	return numero(p.DiffidaGiorni)
}

// rimediDi are the remedies that the policy names: those against a suspension, and against any other refusal the same
// unless the letter brings its own. Each line is one.
func rimediDi(nome string, p *rules.Policy) []string {
	if nome == "T-10b" || nome == "T-25" {
		return strings.Split(p.Rimedi, "\n")
	}
	return nil
}

// destinatario is the member with title and full name, as an act names its addressee.
func destinatario(l rules.Lettera) string {
	nome := nomeIntero(l.Dati)
	if nome == "" {
		return ""
	}
	return pulito(titoloDi(l) + " " + nome)
}

// unico is the one value of a table that has one.
func unico(m map[string]string) string {
	for _, v := range m {
		if len(m) == 1 {
			return v
		}
	}
	return ""
}

// primi is the first list that says something.
func primi(lists ...[]string) []string {
	for _, l := range lists {
		if len(puliti(l)) > 0 {
			return l
		}
	}
	return nil
}

// puliti are the texts of a list that say something, a visible line each.
func puliti(list []string) []string {
	var out []string
	for _, s := range list {
		if s = senzaPunto(strings.TrimPrefix(pulito(s), "- ")); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// righe writes a person's lines as they stand.
func righe(list []string) string {
	var out []string
	for _, s := range list {
		if s = pulito(s); s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, "\n")
}

// puntate writes a list with dashes, numerate with numbers.
func puntate(list []string) string {
	list = puliti(list)
	for i := range list {
		list[i] = "- " + list[i]
	}
	return strings.Join(list, "\n")
}

func numerate(list []string) string {
	list = puliti(list)
	for i := range list {
		list[i] = fmt.Sprintf("%d) %s", i+1, list[i])
	}
	return strings.Join(list, "\n")
}
