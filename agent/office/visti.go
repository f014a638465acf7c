package office

import (
	"context"
	"sync"
	"time"

	"pecagent/rules"
)

// ripetuta is how long a person who leafs through a list or goes on typing a search is not recorded again for what he was already
// recorded to have seen with the same command. A page that is opened, an export, a look with a reason are recorded each time.
const ripetuta = 10 * time.Minute

// maxVisti bounds what is remembered of one person and command.
const maxVisti = 2000

// Visti remembers what was just recorded. The zero value is ready; nil remembers nothing. Safe for several goroutines.
type Visti struct {
	mu   sync.Mutex
	cose map[string]visto // by user and command
}

type visto struct {
	fino time.Time
	cose map[string]bool
}

// nuovo reports whether a look shows anything that was not recorded a little while ago.
func (v *Visti) nuovo(chi string, a rules.Accesso, now time.Time) bool {
	if v == nil || a.Motivo != "" {
		return true
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	known, ok := v.cose[chi+"\n"+a.Comando]
	if !ok || now.After(known.fino) {
		return true
	}
	for _, x := range cose(a) {
		if !known.cose[x] {
			return true
		}
	}
	return false
}

func (v *Visti) nota(chi string, a rules.Accesso, now time.Time) {
	if v == nil {
		return
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.cose == nil {
		v.cose = map[string]visto{}
	}
	key := chi + "\n" + a.Comando
	known, ok := v.cose[key]
	if !ok || now.After(known.fino) || len(known.cose) > maxVisti {
		known = visto{fino: now.Add(ripetuta), cose: map[string]bool{}}
	}
	for _, x := range cose(a) {
		known.cose[x] = true
	}
	v.cose[key] = known
}

func cose(a rules.Accesso) []string {
	list := append(append([]string{}, a.CF...), a.Cose...)
	if a.Tutti {
		list = append(list, "*")
	}
	return list
}

// VistoElenco records a look at a list that the caller is about to show, unless all of it was just recorded.
func (e *Env) VistoElenco(ctx context.Context, a rules.Accesso) {
	now := e.Now()
	if len(cose(a)) > 0 && e.Visti.nuovo(e.Attore.ID, a, now) && e.accesso(ctx, a) {
		e.Visti.nota(e.Attore.ID, a, now)
	}
}
