package smtpout

import "context"

// Prova connects, greets, logs in once and says goodbye; Inviata means that the server would take a letter.
func Prova(ctx context.Context, o Options) Risultato {
	o = o.withDefaults()
	s, err := open(ctx, o)
	if err != nil {
		return risultato("connecting to "+o.addr(), err, false)
	}
	defer s.close()
	if r, ok := s.greet(); !ok {
		return r
	}
	if r, ok := s.login(); !ok {
		return r
	}
	s.quit()
	return Risultato{Esito: Inviata}
}
