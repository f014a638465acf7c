package rules

import "time"

const cfPresidente = "NREMRA60A01H501Z"

// conUfficio sets two persons, the remedies and who has to be told, as every diffida needs.
func (o *ordine) conUfficio() {
	o.p.Persone = []Persona{{Utente: "anna", Ruoli: []string{Segreteria}}, {Utente: "bruno", Ruoli: []string{Presidente}, CF: cfPresidente}}
	o.p.Rimedi, o.p.EntiSospensione = "ricorso al TAR entro 60 giorni", []string{"Procura della Repubblica"}
}

// fa records an act that must be accepted, and lets the second person confirm it.
func (o *ordine) fa(a Atto) {
	o.t.Helper()
	dec := o.decide(Acted{Now: o.now, Attore: Attore{Tipo: "persona", ID: "anna"}, Atto: a})
	if dec.Errore != "" {
		o.t.Fatalf("%s: %s", a.Tipo, dec.Errore)
	}
	for _, e := range dec.Events {
		if e.Kind == KCompito && e.Compito.Tipo == SegAtto {
			if dec := o.decide(Reviewed{Now: o.now, Attore: Attore{Tipo: "persona", ID: "bruno"}, Compito: e.Compito.ID, Approva: true}); dec.Errore != "" {
				o.t.Fatalf("confirming %s: %s", a.Tipo, dec.Errore)
			}
		}
	}
}

func doc(names ...string) []Documento {
	var ds []Documento
	for _, n := range names {
		ds = append(ds, Documento{SHA256: hexSHA256(n), Nome: n})
	}
	return ds
}

func firmaPresidente(document string) []Firma {
	return []Firma{{Allegato: document + ".p7m", CF: cfPresidente, Valida: true, Documento: hexSHA256(document)}}
}

// diffida carries a case to a step by the acts that lead there, each on its day; "" of canale is a raccomandata. The clock stands
// afterwards on the last of those days, or where it was.
func (o *ordine) diffida(cf, motivo string, step StatoDiffida, canale, giorno string) string {
	o.t.Helper()
	if len(o.p.Persone) == 0 {
		o.conUfficio()
	}
	was := o.now
	at := func(day string) string { o.now = inizioGiorno(day).Add(10 * time.Hour); return day }
	day := at(giorniDopo(giorno, -50))
	o.fa(Atto{Tipo: AttoDiffidaRilevata, CF: cf, Motivo: motivo, Giorno: day, Spunte: []string{SpuntaAtti}})
	c, _ := DiffidaDi(o.vista(), cf)
	if step == DRilevata {
		o.now = later(was, o.now)
		return c.ID
	}
	o.fa(Atto{Tipo: AttoPreavvisoBonario, Caso: c.ID, Giorno: day, Canale: "POSTA", Documenti: doc("preavviso")})
	if day = at(giorniDopo(giorno, -5)); o.p.DiffidaDelibera {
		o.fa(Atto{Tipo: AttoDeliberaDiffida, Caso: c.ID, Giorno: day, Numero: "30/2026", Organo: "Consiglio", Documenti: doc("delibera")})
	}
	o.fa(Atto{Tipo: AttoDiffidaPredisposta, Caso: c.ID, Giorno: day, Numero: "0000912/2026", Documenti: doc("diffida.pdf")})
	if step != DPredisposta {
		if canale == "" {
			canale = "RACCOMANDATA"
		}
		o.fa(Atto{Tipo: AttoDiffidaFirmata, Caso: c.ID, Giorno: day, Canale: canale, Documenti: doc("diffida.pdf.p7m"), Firme: firmaPresidente("diffida.pdf")})
		if canale == "RACCOMANDATA" {
			o.fa(Atto{Tipo: AttoRaccomandata, Caso: c.ID, Giorno: day, Numero: "RR1", Documenti: doc("spedizione")})
			day = at(giorno)
			o.fa(Atto{Tipo: AttoNotifica, Caso: c.ID, Giorno: day, Documenti: doc("avviso")})
		}
	}
	if step == DScaduta || step == DDelibera || step == DSospeso {
		o.finoAScaduta(c.ID)
	}
	if step == DDelibera || step == DSospeso {
		day := DataRoma(o.now)
		o.fa(Atto{Tipo: AttoSospensione, Caso: c.ID, Giorno: day, Numero: "3/2027", Organo: "Consiglio", Documenti: doc("delibera3")})
	}
	if step == DSospeso {
		c, _ := o.vista().Diffida(c.ID)
		day := DataRoma(o.now)
		o.fa(Atto{Tipo: AttoProtocollo, Caso: c.SospLettera, Giorno: day, Numero: "0000101/2027"})
		o.fa(Atto{Tipo: AttoRaccomandata, Caso: c.ID, Giorno: day, Numero: "RR2", Documenti: doc("spedizione2")})
		day = at(giorniDopo(day, 3))
		o.fa(Atto{Tipo: AttoNotifica, Caso: c.ID, Giorno: day, Documenti: doc("avviso2")})
	}
	o.now = later(was, o.now)
	return c.ID
}

// finoAScaduta plays the two calls and the checks on the seventh day after the term.
func (o *ordine) finoAScaduta(id string) {
	o.t.Helper()
	c, _ := o.vista().Diffida(id)
	day := giorniDopo(c.Scade, giorniPosta)
	o.now = inizioGiorno(day).Add(9 * time.Hour)
	o.decide(Ticked{Now: o.now})
	for _, h := range []string{"08:10", "08:40"} {
		o.fa(Atto{Tipo: AttoTelefonataDiffida, Caso: id, Giorno: day, Ora: h, Esito: "non risponde"})
	}
	o.fa(Atto{Tipo: AttoDiffidaScaduta, Caso: id, Giorno: day, Spunte: spunteScadenza, Documenti: doc("inipec", "inad")})
}

// comandaDiffida is the command "diffida CF PASSO giorno=… motivo=… canale=…" of the scenarios: it stands for the acts of
// diffida_raccomandata.txt up to that step.
func (o *ordine) comandaDiffida(args []string, opt map[string]string) string {
	o.t.Helper()
	if opt["motivo"] == "" {
		opt["motivo"] = Assente
	}
	id := o.diffida(args[0], opt["motivo"], StatoDiffida(args[1]), opt["canale"], opt["giorno"])
	c, _ := o.vista().Diffida(id)
	return rigaDiffida(c)
}
