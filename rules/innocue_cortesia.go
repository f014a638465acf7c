package rules

// Thanks and excuses name anything: "grazie per la pazienza dimostrata", "scusate la distrazione", "mi scuso per il disguido". What
// follows is harmless up to the next comma, as long as no word of it can turn the request or asks something of its own.

// ringrazia marks the thanks and the excuses among the words.
func (g *giudizio) ringrazia(ws []parola, ok []bool) {
	for i := 0; i < len(ws); i++ {
		a := i + 1
		switch s := ws[i].s; {
		case grazie[s]:
		case (s == "chiedo" || s == "chiede") && i+1 < len(ws) && prefisso(ws[i+1].s, "scusa", "perdono", "venia"):
			a = i + 2
		default:
			continue
		}
		if ws[a-1].virgola || ws[a-1].fine || a == len(ws) || !apreCortesia[ws[a].s] {
			for k := i; k < a; k++ {
				ok[k] = true
			}
			continue
		}
		b := a
		for b < len(ws)-1 && !ws[b].fine && !ws[b].virgola && b-a < 9 {
			b++
		}
		if b < len(ws) && g.soloCortesia(ws[a:b+1], ok[a:b+1]) {
			for k := i; k <= b; k++ {
				ok[k] = true
			}
		}
	}
}

// grazie are the words that thank or excuse.
var grazie = tavolaParole(`grazie ringrazio ringraziamo ringraziandovi ringraziandola scuso scusate scusatemi scusi scusami scusandomi scusandoci perdonate perdonatemi perdoni complimenti dispiace rammarico`)

// soloCortesia reports whether words after thanks or excuses name what they are for and nothing else.
func (g *giudizio) soloCortesia(ws []parola, ok []bool) bool {
	for i, w := range ws {
		switch s := w.s; {
		case s == "@" || classeCosa(s) == istanza || classeVerbo(s) != nessunVerbo:
			return false
		case s == "non" && i+1 < len(ws) && prefisso(ws[i+1].s, "aver", "esser"):
		case prefisso(s, "error") && i+2 < len(ws) && ws[i+1].s == "di" && prefisso(ws[i+2].s, "battitur", "digitazion", "ortograf", "scrittur", "grammatic"):
		case g.filo != nil && svista[s]: // said of the message before
		case ok[i] && !pericolosa(s), s == "vostra", s == "vostro", s == "persona", s == "parte", s == "ancora", s == "momento":
		case s == "seguito" || s == "dato" || s == "cui":
		case pericolosa(s), ritrattazioni[s], maiNome[s] && s != "mi" && s != "vi" && s != "che" && s != "ha" && s != "se" && s != "ci":
			return false
		case s == "stessa" || s == "stesso" || s == "vale" || s == "valga" || s == "idem" || s == "anche" || s == "pure" || s == "fate" && !preceduta(ws, i, "che"):
			return false
		case finiscePer(s, "iamo", "rò", "rei"):
			return false
		case !ok[i] && finiscePer(s, "ate", "ete", "ite") && i > 0 && ws[i-1].s != "che" && ws[i-1].s != "mi" && ws[i-1].s != "ci" && !articolo(ws[i-1].s):
			return false
		}
	}
	return true
}

func articolo(s string) bool {
	return s == "le" || s == "delle" || s == "tante" || s == "alle" || s == "per"
}

// apreCortesia are the words that what one thanks or excuses himself for begins with.
var apreCortesia = tavolaParole(`per di del della dell dello dei degli delle il la l lo le i gli se tanto molto ancora infinite davvero anticipatamente`)

// svista are words of a slip in the message that is answered.
var svista = tavolaParole(`errore errori svista sviste refuso refusi dimenticanza distrazione sbaglio confusione pasticcio lapsus disattenzione prima`)
