package rules

// preferenze are phrases that prefer what is asked: harmless beside that request alone, a contradiction beside any other.
var preferenze = map[string]frasario{
	"R1": preferisceSua, "R3": preferisceSua, "R4": preferisceSua,
	"R2": tavolaLocuzioni(`
preferisco|scelgo|preferirei la vostra
preferisco|scelgo|preferirei la|quella pec|casella? dell|dall|fornita|vostra dall? ordine
interessata|interessato alla|all|a|al
voglio la pec|casella dell|dall|fornita dall? ordine
sarei|sono|siamo interessata|interessato
`),
}

var preferisceSua = tavolaLocuzioni(`
preferisco|scelgo|preferirei la|quella mia? pec|casella|posta personale|privata|propria|mia
preferisco|scelgo|preferirei la|quella mia|personale|privata
preferisco|preferirei usare|utilizzare|adottare la mia|personale
preferisco|preferirei avere|averne una solo|tutta? mia|personale
che preferisco usare per tutto
scelta opzione # pec? personale
scelta pec? personale
`)
