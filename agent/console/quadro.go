package console

import (
	"fmt"
	"sync"
	"time"

	"pecagent/agent/office"
	"pecagent/rules"
)

// rotteQuadro is the picture of how things stand; numbers alone, so that every role may see it.
func rotteQuadro() []rotta {
	return []rotta{{Schema: "GET /quadro", Ruoli: tutti, Fa: (*pagina).quadro}}
}

// How much of the past the pictures show, and how long a page may read on in the log.
const (
	mesiQuadro    = 12
	puntiQuadro   = 18
	tempoQuadro   = 60 * time.Millisecond
	flussiQuadro  = 3
	classiGrafico = 8
)

// contoQuadro is a number with its words.
type contoQuadro struct {
	Codice string
	Dice   string
	Tono   string
	N      int
	Parti  int // of a hundred
}

// quadro shows compliance, requests and failures as numbers and pictures, feeds, duties and alarms.
func (p *pagina) quadro() error {
	now := p.Env.Now()
	counts, err := p.c.specchio.PerConformita(p.Env)
	if err != nil {
		return err
	}
	read, err := p.c.andamento.Avanza(p.Env, tempoQuadro)
	if err != nil {
		return err
	}
	feeds, duties, err := p.c.doveri.leggi(p.Env)
	if err != nil {
		return err
	}
	alarms, urgent, err := p.Env.Allarmi()
	if err != nil {
		return err
	}
	a := &p.c.andamento
	v := struct {
		Letto        int // thousandths of the log
		Conti        []contoQuadro
		Totale       int
		Soggetti     int
		InRegola     int
		Grafici      []grafico
		Flussi       []rules.Flusso
		Adempimenti  []rules.Adempimento
		Allarmi      []contoQuadro
		Urgenti      int
		VedeIscritti bool
	}{Letto: read / 10, Flussi: feeds, Adempimenti: duties, Urgenti: urgent, VedeIscritti: p.ha(conNomi...)}
	for code, n := range counts {
		v.Totale += n
		if code != rules.NonSoggetto {
			v.Soggetti += n
		}
	}
	for _, c := range conformita {
		if n := counts[c.Codice]; n > 0 {
			v.Conti = append(v.Conti, contoQuadro{c.Codice, c.Dice, c.Tono, n, n * 100 / max(1, v.Totale)})
		}
	}
	v.InRegola = counts[rules.Conforme]
	v.Grafici = []grafico{graficoIscritti(a.Giorni(puntiQuadro)),
		graficoMesi("richieste", "Richieste concluse, per esito", "mese", a.Conclusi(mesiQuadro, now), func(s string) string { return diRichiesta(rules.StatoRichiesta(s)).Dice }),
		graficoMesi("mancate", "Lettere non arrivate, per motivo", "mese", a.Mancate(mesiQuadro, now), func(s string) string { return s })}
	for _, t := range nomiDi([]map[string]int{alarms}) {
		v.Allarmi = append(v.Allarmi, contoQuadro{Dice: office.ParoleDi(t).Nome, N: alarms[t]})
	}
	return p.pagina("quadro", "Quadro", v)
}

// durataDoveri is how old feeds and duties may be shown: to gather them is to read every open request.
const durataDoveri = 15 * time.Second

// doveri keeps the feeds and the duties for a moment.
type doveri struct {
	mu     sync.Mutex
	presi  time.Time
	flussi []rules.Flusso
	lista  []rules.Adempimento
}

func (d *doveri) leggi(e *office.Env) ([]rules.Flusso, []rules.Adempimento, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.presi.IsZero() && time.Since(d.presi) < durataDoveri {
		return d.flussi, d.lista, nil
	}
	var err error
	if d.flussi, d.lista, err = e.Flussi(flussiQuadro); err != nil {
		return nil, nil, err
	}
	d.presi = time.Now()
	return d.flussi, d.lista, nil
}

// graficoIscritti draws the members by conformity over the days on which it changed.
func graficoIscritti(days []office.GiornoConformita) grafico {
	var legend []voceLegenda
	for i, c := range conformita {
		legend = append(legend, voceLegenda{fmt.Sprintf("s%d", i+1), c.Dice})
	}
	var rows []rigaGrafico
	for _, d := range days {
		r := rigaGrafico{Nome: office.GiornoDi(d.Giorno)}
		for _, c := range conformita {
			r.Valori = append(r.Valori, d.Conti[c.Codice])
		}
		rows = append(rows, r)
	}
	return nuovoGrafico("iscritti", "Iscritti per conformità nel tempo", "Una colonna per ciascun giorno in cui qualcosa è cambiato.", legend, rows)
}

// graficoMesi draws months; what is beyond the colours there are stands together as the last.
func graficoMesi(id, titolo, per string, months []office.MeseConti, dice func(string) string) grafico {
	var all []map[string]int
	for _, m := range months {
		all = append(all, m.Conti)
	}
	names := nomiDi(all)
	var legend []voceLegenda
	for i, n := range names {
		if i == classiGrafico-1 && len(names) > classiGrafico {
			legend = append(legend, voceLegenda{fmt.Sprintf("s%d", i+1), "altro"})
			break
		}
		legend = append(legend, voceLegenda{fmt.Sprintf("s%d", i+1), dice(n)})
	}
	var rows []rigaGrafico
	for _, m := range months {
		r := rigaGrafico{Nome: m.Mese[5:] + "/" + m.Mese[:4], Valori: make([]int, len(legend))}
		for i, n := range names {
			r.Valori[min(i, len(legend)-1)] += m.Conti[n]
		}
		rows = append(rows, r)
	}
	return nuovoGrafico(id, titolo, "Una colonna per ciascun "+per+", negli ultimi dodici mesi.", legend, rows)
}
