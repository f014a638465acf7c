package fascicolo

import (
	"fmt"
	"slices"
	"strings"
)

var altraPosta = strings.Repeat("ab", 32)

// cancellata lets the log receive other post (record 12), decide about it (13), and say which records lose their payload with the message
// sha (14); 13 loses it. The fascicolo has 13 and 14.
func cancellata(sha string, seqs ...int64) func(*pratica) {
	return func(p *pratica) {
		p.evento(`"kind":"messaggio","messaggio":{"sha256":"%s"}`, altraPosta)
		p.evento(`"kind":"esito","esito":{"sha256":"%s","livello":"unsigned"}`, altraPosta)
		p.evento(`"kind":"cancellazione","cancellazione":{"sha256":"%s","atto":"ATT-2026-000001","record":%s}`, sha, strings.ReplaceAll(fmt.Sprint(seqs), " ", ","))
		must(p.t, p.l.Erase(map[int64]bool{13: true}))
		p.head = p.l.Head()
		p.registraTutti(conCancellata)
	}
}

var conCancellata = []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14}

// falsiCancellati: a record without payload is believed only where the log itself says that it lost it.
func falsiCancellati() []falso {
	blank := func(r *Registro, seq int64) {
		x := &r.Record[indice(r, seq)]
		x.Cancellato, x.Salt, x.Evento = true, nil, nil
	}
	without := func(r *Registro, seq int64) { r.Record = slices.Delete(r.Record, indice(r, seq), indice(r, seq)+1) }
	return []falso{
		{nome: "record detto cancellato con la sua impronta", cambia: registro(func(r *Registro) { blank(r, 4) }), male: CRecord, dice: "nessun record ne dice la cancellazione"},
		{nome: "ricevuta tolta, i suoi record detti cancellati", cambia: func(p *pratica) {
			p.togli(nAcc)
			p.registra()
			p.cambiaRegistro(func(r *Registro) { blank(r, 7); blank(r, 8) })
		}, male: CRecord, dice: "record 8: è detto cancellato"},
		{nome: "altra posta cancellata, il record che lo dice tolto", cambia: func(p *pratica) {
			cancellata(altraPosta, 13)(p)
			p.cambiaRegistro(func(r *Registro) { without(r, 14) })
		}, male: CRecord, dice: "nessun record ne dice la cancellazione"},
		{nome: "cancellazione di un altro record", cambia: cancellata(altraPosta, 12), male: CRecord, dice: "nessun record ne dice la cancellazione"},
		{nome: "una cancellazione vera per nasconderne una falsa", cambia: func(p *pratica) {
			cancellata(altraPosta, 13)(p)
			p.togli(nAcc)
			p.registraTutti(conCancellata)
			p.cambiaRegistro(func(r *Registro) { blank(r, 7); blank(r, 8) })
		}, male: CRecord, dice: "record 7: è detto cancellato"},
		{nome: "cancellata una prova", cambia: func(p *pratica) { cancellata(somma(p.trova(nAcc).Byte), 13)(p) }, male: CRecord, dice: "è una prova"},
		{nome: "il record della cancellazione detto cancellato", cambia: func(p *pratica) {
			cancellata(altraPosta, 13)(p)
			p.cambiaRegistro(func(r *Registro) { blank(r, 14) })
		}, male: CRecord, dice: "record 14: è detto cancellato"},
	}
}
