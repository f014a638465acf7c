package rules

import (
	"regexp"

	"pecagent/mailparse/places"
)

// The patterns of understanding, on folded text of one line, in the syntax of package regexp. They are matched by places
// (package places).
const (
	reParlaDiPEC   = `\bpec\b|domicil|\bcasell|\bmodul[oi]|posta elettronica certificata|posta certificata`
	reAttivazione  = `mai ricevut|non ho ricevut|non ho (?:ancora )?avuto|dati non corrispondenti|non riesco (?:ad|a) (?:attiv|acced|entr)|non (?:si|mi) (?:attiva|riesce)`
	rePerAltri     = `per conto (?:di|del|della|dell|dei)\b|in nome e per|su delega|\bdelegat[oa]\b|\bmi[oa] (?:collega|titolare|datore)\b|(?:mi[oa]|nostr[oa]) assistit[oa]|segretari[oa] (?:del|della) (?:dott|prof|studio)|tutore|amministratore di sostegno`
	reParente      = `\bmi[oa] (?:padre|madre|marito|moglie|figli[oa]|fratello|sorella|suocer[oa])\b`
	reSegnaposto   = `(?:sottoscritt[oaie]|\bcf|c\.f\.|codice fiscale|\bpec|personale|nat[oa] a)[ :]{0,3}(?:\.{3,}|_{3,}|x{4,})|_{4,}|\.{6,}|\[ ?(?:nome|cognome|cf|codice|pec|indirizzo|luogo|data|comune|città|provincia|numero|firma|inserire)[^\]]*\]|<(?:nome|cognome|cf|pec)>`
	reDiStudio     = `(?:pec|casella|indirizzo|quell[ao]) .{0,30}(?:dello|del nostro|di uno) studio|studio associato|della (?:società|associazione|clinica|cooperativa)|collega .{0,40}utilizza|utilizza .{0,30}collega|condivis[ao]`
	reStudioFinito = `ne ho (?:aperta|attivata|fatta|presa) una (?:solo|soltanto|tutta) mia|(?:sciolto|lasciato|chiuso) lo studio associato|studio associato (?:si è|è stato) sciolto`
	reOperatore    = `\boperatore\b`
	reNega         = `non sono (?:stat[oa] )?io|non sono stat[oa]|non ero io|\berrore\b|errat[oa]|sbagliat|non (?:ho|abbiamo) (?:mai )?(?:chiest|richiest|inviat|fatt|mandat|presentat)|non (?:conferm|autorizz|riconosc|conosc)|mai (?:chiest|richiest|inviat)|disconosc|truffa|non è (?:mio|mia|vero)|estrane[oa]`
	reConferma     = `\bconferm\w+ (?:di aver \w+ |che )?(?:la|quella|questa) (?:mia |suddetta |predetta )?(?:richiesta|pratica|domanda|variazione|istanza)`
	reAllegato     = `allegat|in allegato|si allega|invio modulo`
	reModuloA      = `\b(?:[il]l sottoscritt[oa]|la sottoscritta)\b.{0,120}\bchiede di ottenere la pec dell'ordine dichiarando di voler rinunciare alla propria pec personale comunicata all'atto dell'iscrizione`
	reModuloB      = `\b(?:[il]l sottoscritt[oa]|la sottoscritta)\b.{0,120}\bchiede di rinunciare alla pec dell'ordine e di inserire nel data base la pec personale`

	// What stands right before the address that is meant as the new one, and before any that is called something.
	rePresentaMittente = `(?:pec personale|(?:mi[oa]|propri[oa]) (?:indirizzo|casella|domicilio)|nuov[oa] (?:indirizzo|pec|domicilio)|mia pec|propria pec|domicilio digitale)[a-zè' ,:(-]{0,14}$`
	rePresentaAltro    = `\b(?:pec|domicili\w+|indirizz\w+|nuov\w+|sostitu\w+|cambi\w+|aggiorn\w+|divent\w+|invece|con|in|è|a)\b[^@\n]{0,25}$`

	reDiffida    = `\bdiffida\b`
	reDiffidato  = `(?:ricevut[aoi]|notificat[aoi]|riscontro|risposta|riferimento|merito|osservazioni).{0,20}diffida`
	reDisconosce = `non sono stat[oa] io|non sono io|non ho (?:mai )?(?:chiest|richiest|inviat|presentat)|mai (?:chiest|richiest)|disconosc|truffa`
	reRitratta   = `lasciate (?:stare|perdere)|lasciamo (?:stare|perdere)|come non detto|non (?:ne )?ten(?:ete|etene|erne) conto|ho sbagliato destinatario|avrei scritto|se non si fosse capito|\bsono ironic|anzi no\b|aspettate a |attendete a |\bnon ancora\b|\b(?:di|voler|intende|desidero|vorrei|a) rinnovare\b|password (?:della pec|person|dell.ordine)|come mia vecchia|una vecchia (?:pec|casella)|e-?mail ordinari[ao]`
	reIdentita   = `carta.{0,3}(?:d.?)?identit|documento.{0,4}(?:d.?)?identit|identit|passaporto|patente|\bci\b|tessera`
	reChiedeCome = `come si fa|come faccio|come posso|come devo|come (?:si )?procede|vorrei sapere|volevo sapere|desidero sapere|è possibile|e' possibile|si può|si puo'|posso (?:rinunc|otten|cambi|avere|chied)|chied\w+ (?:se|come|quando|quale|quali|informazion|chiariment|delucidaz|notizie)`
	reNumeroA    = `(?:\bn\.?|num\.?|numero|nr\.?) ?(?:di )?iscr\w*\.?(?: all'albo)? ?(?:n\.?|:)? ?(\d{1,6})\b`
	reNumeroC    = `\b(?:iscrizione|albo)(?: all'(?:albo|ordine))? ?(?:n\.?|nr\.?|num\.?|numero|n°) ?(\d{1,6})\b`
	reNumeroB    = `iscritt[oa] (?:[^ ]+ ){0,6}(?:al )?n\.? ?(\d{1,6})\b`
	reDecorrenza = `\b(?:dal|dall'|dalla data del|decorrenza) ?(?:giorno )?(\d{1,2}|primo)(?:°|o|\^)?[ /.-](gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|\d{1,2})(?:[ /.-](\d{4}))?`
	reVaga       = `\b(?:da|dal|dall'|dalla|decorrenza|decorrere|partire|entro|fino a|fino al|per|a|ad|fra|tra)(?: il| la| mese di| fine| inizio| metà| prossim[oa]){0,3} (?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre|sabato|domenica|domani|dopodomani|(?:lune|marte|mercole|giove|vener)d[iì])`
	reVecchio    = `(?:titolare|avete|risulta|cessare|chiudere|disattivare|dismettere|eliminare|togliere) .{0,40}@|(?:sostituisca|sostituisce|sostituirà|sostituzione|al posto|in luogo|sostituir[a-z]*|attuale|finora)\b.{0,80}@|\bda [^ ]+@`
	reRif        = `PEC-\d{4}-\d{6}`
	reEstranei   = `\besposto\b|\bquerela\b|\bdenuncia\b|procedimento disciplinare|memori[ae] difensiv|\bfattura\b|fattura n|decreto ingiuntivo|atto di citazione|atto di precetto|\bsentenza\b|tribunale di|domanda di iscrizione|prima iscrizione|autocertificazion|dichiarazion\w+ sostitutiv|newsletter|\bdurc\b|convocazione (?:assemblea|del consiglio)|preventivo|offerta commerciale`
	reR13        = `decedut[oa]|decesso|collega .{0,40}è mancat[oa]|\bè mancat[oa] (?:ieri|oggi|il \d|all'affetto)|non è più (?:tra|con|fra) noi|venut[oa] a mancare|certificato di morte|\bscomparsa del`
	reR7         = `(?:elenc|list)\w* .{0,60}(?:iscritti|domicili digitali|professionisti).{0,160}(?:pec|posta elettronica certificata|domicili)`
	reR14        = `gentile cliente.{0,200}casella|casella .{0,80}scadr[àa]|in scadenza la casella`
	reR6         = `trasferimento (?:ad|presso|all')|nulla osta|cancellazione (?:dall'|dal)|cancellarmi dall`
	reR9         = `\bkit\b.{0,40}firma|firma digitale.{0,40}\bkit\b|dispositivo di firma|smart ?card`
	reR10        = `spazio aggiuntivo|\bgb\b|(?:più|altro) spazio|spazio in più|conservazione .{0,30}casella|servizi aggiuntivi|servizio di conservazione|ampliamento .{0,20}casella`
	reR12        = `accesso agli atti|2016/679.{0,80}(?:chied|diritt)|cancellazione dei (?:miei )?dati|accesso ai (?:miei )?dati personali|copia dei (?:miei )?dati|quali (?:miei )?dati personali|dati personali che (?:mi|la|lo) riguard|copia (?:del|dei|degli|di) (?:mio |miei )?(?:fascicol|atti|document[oi] (?:del|che))|accesso ai documenti`
	reR15        = `pec.{0,80}(?:indicarmi|dirmi|comunicarmi).{0,30}risult|(?:confermar|conferma (?:che|se|di qual|dell.indirizzo)|sapere|verificar|conoscere|controllar|indicarmi|dirmi|quale|qual è|che pec|\bse\b|bisogno di).{0,80}(?:pec|domicilio digitale|posta elettronica certificata).{0,60}(?:risult|anagrafica|agli atti|archivi|a mio nome|registrat|presente|deposit|avete|sono iscritt|per me\b|comunicat|nell'albo)|(?:che|quale|qual è la|con che) (?:mia |indirizzo )?pec .{0,50}(?:risult|avete|registrat|iscritt|archivi|atti|anagrafica)|(?:risulta|presenza|avete).{0,40}(?:mia pec|la mia casella|il mio domicilio|mio indirizzo)|(?:mia (?:casella )?pec|mio (?:indirizzo pec|domicilio digitale)).{0,30}risult[^.]{0,60}\?`
	reR8         = `mai ricevut\w* .{0,60}(?:credenzial|password|pec|casella)|credenzial|password|non riesco|(?:casella|pec) .{0,30}\bpiena|(?:che|cosa) (?:cosa )?devo fare|dati non corrispondenti|assistenza|non funziona|come (?:faccio|si fa|posso|devo|attiv)|è possibile`
)

// tavola holds the patterns that are looked for in whole texts.
var tavola = places.Compile(
	reParlaDiPEC, reAttivazione, rePerAltri, reParente, reSegnaposto, reDiStudio, reStudioFinito, reOperatore, reNega, reConferma, reAllegato,
	reModuloA, reModuloB, reDiffida, reDiffidato, reDisconosce, reRitratta, reIdentita, reChiedeCome, reNumeroA, reNumeroB, reNumeroC, reDecorrenza, reVaga, reVecchio,
	reRif, reEstranei, reR13, reR7, reR14, reR6, reR9, reR10, reR12, reR15, reR8,
)

// schemi holds, compiled, the patterns whose pieces are read or that are held against a few words.
var schemi = compila(rePresentaMittente, rePresentaAltro, reNumeroA, reNumeroB, reNumeroC, reDecorrenza, reRif, reVaga)

func compila(list ...string) map[string]*regexp.Regexp {
	m := make(map[string]*regexp.Regexp, len(list))
	for _, s := range list {
		m[s] = regexp.MustCompile(`(?s)` + s)
	}
	return m
}

// trova reports whether a pattern of the table occurs in the text. Where several are asked of one text, a sheet of
// it serves them all.
func trova(re, s string) bool { return tavola.On(s).Has(re) }

// pezzi gives the first match of a pattern of schemi and what its brackets hold; nil when there is none.
func pezzi(text *places.Sheet, re string) []string {
	if !text.Has(re) {
		return nil
	}
	return schemi[re].FindStringSubmatch(text.String())
}
