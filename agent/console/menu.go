package console

import (
	"slices"

	"pecagent/rules"
)

// voceMenu is a line of the menu behind «Altro».
type voceMenu struct {
	Nome, Dove string
	Qui        bool // it is the page shown
	pagine     []string
	ruoli      []string
}

// altreVoci are the pages one click further, each for the roles of its route.
func altreVoci() []voceMenu {
	return []voceMenu{
		{Nome: "Situazione iniziale", Dove: "/rimasti/situazione-iniziale", pagine: []string{"rimasti"}, ruoli: conNomi},
		{Nome: "Periodo di prova", Dove: "/periodo-di-prova", pagine: []string{"prova"}, ruoli: conNomi},
		{Nome: "Prove", Dove: "/prove", pagine: []string{"prove", "estratto"}, ruoli: conNomi},
		{Nome: "Quadro", Dove: "/quadro", pagine: []string{"quadro"}, ruoli: tutti},
		{Nome: "Registro", Dove: "/registro", pagine: []string{"registro"}, ruoli: leggonoRegistro},
		{Nome: "Chi ha guardato", Dove: "/prove/accessi", pagine: []string{"accessi"}, ruoli: leggonoRegistro},
		{Nome: "Sistema", Dove: "/sistema", pagine: []string{"sistema"}, ruoli: direzione},
		{Nome: "Utenti", Dove: "/utenti", pagine: []string{"utenti"}, ruoli: []string{rules.Amministratore}},
	}
}

// Altre gives the lines that the person may use.
func (v vista) Altre() (list []voceMenu) {
	for _, a := range altreVoci() {
		if v.Vede(a.ruoli...) {
			a.Qui = slices.Contains(a.pagine, v.Pagina)
			list = append(list, a)
		}
	}
	return list
}

// Altro reports whether the page shown is one of those.
func (v vista) Altro() bool {
	return slices.ContainsFunc(v.Altre(), func(a voceMenu) bool { return a.Qui })
}
