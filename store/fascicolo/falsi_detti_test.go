package fascicolo

import "bytes"

// cambiaIn changes words in a file.
func cambiaIn(nome, from, to string) func(*pratica) {
	return func(p *pratica) {
		c := p.trova(nome)
		if !bytes.Contains(c.Byte, []byte(from)) {
			p.t.Fatalf("%s has no %q", nome, from)
		}
		c.Byte = bytes.Replace(c.Byte, []byte(from), []byte(to), 1)
	}
}

// conAtto adds an act with a document to the log and the fascicolo.
func conAtto(doc string, more func(*pratica)) func(*pratica) {
	return func(p *pratica) {
		p.evento(`"kind":"atto","atto":{"id":"ATT-2026-000001","stato":"da_confermare","documenti":[]}`)
		p.evento(`"kind":"atto","atto":{"id":"ATT-2026-000001","stato":"eseguito","documenti":[{"sha256":"%s","nome":"delibera.pdf"}]}`, somma([]byte(doc)))
		p.head = p.l.Head()
		p.registraTutti([]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13})
		more(p)
	}
}

const scansione = "70_delibera_e_note/scansione.pdf"

// falsiDetti: what the manifest and the sheets say against what the records say.
func falsiDetti() []falso {
	delibera := func(p *pratica) { p.file("70_delibera_e_note/delibera.pdf", RuoloDocumento, "", []byte("delibera")) }
	return []falso{
		{nome: "scansione cambiata", cambia: func(p *pratica) { p.trova(scansione).Byte = []byte("altra") }, male: CTraccia, dice: "nessun record del fascicolo ne porta l'impronta"},
		{nome: "documento aggiunto", cambia: delibera, male: CTraccia},
		{nome: "documento di un atto", cambia: conAtto("delibera", delibera), dice: "delibera.pdf: che il documento sia autentico"},
		{nome: "documento di un atto tolto", cambia: conAtto("delibera", func(*pratica) {}), male: CCompleto, dice: "nomina un documento dell'atto ATT-2026-000001"},
		{nome: "documento di un atto che non si legge più, e lo si dice", cambia: conAtto("delibera", func(p *pratica) {
			p.m.Manca = []string{"documento: l'archivio non ha più questi byte (SHA-256 " + somma([]byte("delibera")) + ")"}
		}), dice: "i record sono di comunicazione"},
		{nome: "riferimento di un'altra lettera", cambia: func(p *pratica) { p.m.Soggetto.Rif = "LET-2026-000002" }, male: CSoggetto, dice: "nessun record è di LET-2026-000002"},
		{nome: "codice fiscale di un altro", cambia: func(p *pratica) { p.m.Soggetto.CF = "CNTLCU88R19A944D" }, male: CSoggetto},
		{nome: "comunicazione detta diffida", cambia: func(p *pratica) { p.m.Tipo = "diffida" }, male: CSoggetto},
		{nome: "tipo inventato", cambia: func(p *pratica) { p.m.Tipo = "sentenza" }, male: CSoggetto, dice: "non è fra quelli previsti"},
		{nome: "richiesta detta di un altro", cambia: func(p *pratica) { p.m.Tipo, p.m.Soggetto.Rif = "richiesta", req }, male: CSoggetto},
		{nome: "consegna che manca, e non lo si dice", cambia: func(p *pratica) {
			p.togli(nCon)
			p.togli("extracted/daticert_30.xml")
			p.togli("extracted/postacert_30.eml")
			p.registra()
			p.cambiaRegistro(func(r *Registro) { r.Record = r.Record[:indice(r, 9)] })
		}, male: CManca, dice: "è, per i record, IN_INVIO"},
		{nome: "accettazione arrivata dopo la consegna", cambia: func(p *pratica) {
			p.evento(`"kind":"passo","passo":{"lettera":"%s","stato":"ACCETTATA","ricevuta":"%s"}`, let, somma(p.trova(nAcc).Byte))
			p.head = p.l.Head()
			p.registraTutti([]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12})
		}, dice: "ogni lettera non conclusa secondo i record"},
		{nome: "domicilio della riga cambiato", cambia: cambiaIn(NomeAllaData, giulia, "altra@pec.iscritti.example"), male: CRiga, dice: "non è quella del record 2"},
		{nome: "numero cambiato di poco", cambia: cambiaIn(NomeAllaData, "12345678901234567890", "12345678901234567891"), male: CRiga},
		{nome: "riga senza un campo", cambia: cambiaIn(NomeAllaData, "        \"cognome\": \"Bianchi\",\n", ""), male: CRiga},
		{nome: "riga con un campo in più", cambia: cambiaIn(NomeAllaData, "        \"cognome\"", "        \"albo\": \"A\",\n        \"cognome\""), male: CRiga},
		{nome: "un campo due volte", cambia: cambiaIn(NomeAllaData, "        \"cognome\"", "        \"cognome\": \"Rossi\",\n        \"cognome\""), male: CRiga, dice: "non è scritto come"},
		{nome: "altra grafia della riga", cambia: cambiaIn(NomeAllaData, "\n", "\n\n"), male: CRiga},
		{nome: "istante della riga cambiato", cambia: cambiaIn(NomeAllaData, "T09:00:00.5Z", "T08:00:00.5Z"), male: CRiga, dice: "un altro istante"},
		{nome: "riga di un'altra lettera", cambia: cambiaIn(NomeAllaData, let, "LET-2026-000009"), male: CRiga, dice: "è d'altro"},
		{nome: "riga con una politica diversa", cambia: cambiaIn(NomeAllaData, `"p1"`, `"p2"`), male: CRiga, dice: "la politica in vigore"},
		{nome: "riga con un record che non c'è", cambia: cambiaIn(NomeAllaData, `"record": 6`, `"record": 11`), male: CRiga, dice: "il record 11"},
		{nome: "riga di prima, con la nuova nel registro", cambia: func(p *pratica) {
			p.evento(`"kind":"iscritto","iscritto":%s`, rigaGiulia)
			p.evento(`"kind":"passo","at":"2026-11-23T09:00:00.5Z","passo":{"lettera":"%s","stato":"CHIUSA"}`, let)
			p.head = p.l.Head()
			p.registraTutti([]int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13})
			cambiaIn(NomeAllaData, `"record": 6`, `"record": 13`)(p)
		}, male: CRiga, dice: "l'ultima prima è del record 12"},
		{nome: "politica cambiata", cambia: cambiaIn(politicaP1, "di prova", "altro"), male: CRiga, dice: "non è la politica del record 1"},
		{nome: "politica con altri indirizzi omessi", cambia: cambiaIn(politicaP1, `omessi": 1`, `omessi": 0`), male: CRiga},
		{nome: "impronta della politica cambiata", cambia: cambiaIn(politicaP1, `"p1"`, `"p2"`), male: CRiga},
	}
}
