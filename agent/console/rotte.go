package console

import (
	"io/fs"
	"net/http"

	"pecagent/rules"
)

// rotta is one address of the console. Ruoli are the roles that may use it: empty means nobody, tutti any known person,
// and aperta that no login is needed.
type rotta struct {
	Schema string // as http.ServeMux reads it: "GET /pratica/{id}"
	Ruoli  []string
	Aperta bool
	Fa     func(*pagina) error
	// Riprova: who asks shows again who he is, unless he did within the last five minutes: legal acts, users, mode.
	Riprova bool
}

var (
	tutti     = []string{rules.Segreteria, rules.Presidente, rules.Legale, rules.Amministratore, rules.Revisore}
	ufficio   = []string{rules.Segreteria, rules.Presidente}
	conNomi   = []string{rules.Segreteria, rules.Presidente, rules.Legale} // see personal data
	direzione = []string{rules.Presidente, rules.Amministratore}
)

// rotte is the whole of the console: what is not here does not exist. Each group of pages adds its rows.
func rotte() []rotta {
	var all []rotta
	for _, group := range [][]rotta{
		rotteCoda(),
		rottePratica(),
		rotteRimasti(),
		rotteComandi(),
		rotteIscritti(),
		rotteComunicazioni(),
		rotteScadenze(),
		rotteTavoli(),
		rotteEntra(),
		rotteConferma(),
		rotteUtenti(),
		rotteMessaggio(),
	} {
		all = append(all, group...)
	}
	return all
}

// instrada makes the multiplexer of the table.
func (c *Console) instrada() *http.ServeMux {
	mux := http.NewServeMux()
	for _, r := range rotte() {
		mux.HandleFunc(r.Schema, func(w http.ResponseWriter, req *http.Request) { c.serve(w, req, r) })
	}
	files, err := fs.Sub(statici, "static")
	if err != nil {
		panic(err) // the folder is embedded: its absence does not build
	}
	mux.Handle("GET /static/{file}", http.StripPrefix("/static/", http.FileServerFS(files))) // files alone: no list of them
	mux.HandleFunc("/", func(w http.ResponseWriter, req *http.Request) {
		c.serve(w, req, rotta{Ruoli: tutti, Fa: func(p *pagina) error { return errNonTrovata }})
	})
	return mux
}
