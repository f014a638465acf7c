package rules

// Pratiche are the cases of a snapshot that are no requests of members: what the Order itself carries on.
type Pratiche interface {
	Atto(id string) (Atto, bool)
	Diffida(id string) (Diffida, bool)
	Flusso(id string) (Flusso, bool)
	Kit(id string) (Kit, bool)
	Campagna(id string) (Campagna, bool)
}

// Key space of the cases.
const (
	kAtto     = "a/"
	kDiffida  = "d/"
	kFlusso   = "f/"
	kKit      = "t/"
	kCampagna = "n/"
)

// Indexes of the cases.
const (
	PerAtto      Indice = "atto"        // CF, and the case or letter it is about → ids of acts
	PerDiffida   Indice = "diffida"     // CF → ids of his cases of diffida
	DiffideVive  Indice = "diffide"     // "" → ids of open cases of diffida
	PerFlusso    Indice = "flusso"      // name of a feed → ids of its runs
	FlussiVivi   Indice = "flussi"      // "" → ids of open runs
	PerKit       Indice = "kit"         // CF → ids of his kits
	KitVivi      Indice = "kitvivi"     // "" → ids of kits under way
	CampagneVive Indice = "campagne"    // "" → ids of open campaigns
	PerCaso      Indice = "letterecaso" // id of a case → ids of its letters
)

func applyAtto(a Archivio, t Atto) error {
	put(a, kAtto+t.ID, t)
	for _, key := range []string{t.CF, t.Caso} {
		if key != "" {
			addIndice(a, PerAtto, key, t.ID)
		}
	}
	return contaID(a, t.ID)
}

func applyDiffida(a Archivio, c Diffida) error {
	put(a, kDiffida+c.ID, c)
	indiceProtocollo(a, "", protocollo(c.Protocollo, c.ProtocolloDel), c.ID)
	addIndice(a, PerDiffida, c.CF, c.ID)
	setIndice(a, DiffideVive, "", c.ID, c.Stato.Aperta())
	return contaID(a, c.ID)
}

func applyFlusso(a Archivio, f Flusso) error {
	put(a, kFlusso+f.ID, f)
	addIndice(a, PerFlusso, f.Nome, f.ID)
	setIndice(a, FlussiVivi, "", f.ID, f.Stato.Aperto())
	return contaID(a, f.ID)
}

func applyKit(a Archivio, k Kit) error {
	put(a, kKit+k.ID, k)
	addIndice(a, PerKit, k.CF, k.ID)
	setIndice(a, KitVivi, "", k.ID, k.Stato.Aperto())
	return contaID(a, k.ID)
}

func applyCampagna(a Archivio, c Campagna) error {
	put(a, kCampagna+c.ID, c)
	indiceProtocollo(a, "", c.protocollo(), c.ID)
	setIndice(a, CampagneVive, "", c.ID, !c.Chiusa)
	return contaID(a, c.ID)
}

func (v vista) Atto(id string) (t Atto, ok bool) { ok = leggi(v.a, kAtto+id, &t); return t, ok }
func (v vista) Diffida(id string) (c Diffida, ok bool) {
	ok = leggi(v.a, kDiffida+id, &c)
	return c, ok
}
func (v vista) Flusso(id string) (f Flusso, ok bool) { ok = leggi(v.a, kFlusso+id, &f); return f, ok }
func (v vista) Kit(id string) (k Kit, ok bool)       { ok = leggi(v.a, kKit+id, &k); return k, ok }
func (v vista) Campagna(id string) (c Campagna, ok bool) {
	ok = leggi(v.a, kCampagna+id, &c)
	return c, ok
}

// Atti, Diffide, Flussi, Kits and Campagne walk all cases of a kind in the order of their keys until f gives false.
func Atti(a Archivio, f func(Atto) bool)         { walk(a, kAtto, f) }
func Diffide(a Archivio, f func(Diffida) bool)   { walk(a, kDiffida, f) }
func Flussi(a Archivio, f func(Flusso) bool)     { walk(a, kFlusso, f) }
func Kits(a Archivio, f func(Kit) bool)          { walk(a, kKit, f) }
func Campagne(a Archivio, f func(Campagna) bool) { walk(a, kCampagna, f) }

// pratiche are the cases that one decision has changed (strato).
type pratiche struct {
	atti     map[string]Atto
	diffide  map[string]Diffida
	flussi   map[string]Flusso
	kit      map[string]Kit
	campagne map[string]Campagna
}

func nuovePratiche() pratiche {
	return pratiche{map[string]Atto{}, map[string]Diffida{}, map[string]Flusso{}, map[string]Kit{}, map[string]Campagna{}}
}

func (s *strato) Atto(id string) (Atto, bool)       { return cercaIn(s, s.atti, id, s.base.Atto) }
func (s *strato) Diffida(id string) (Diffida, bool) { return cercaIn(s, s.diffide, id, s.base.Diffida) }
func (s *strato) Flusso(id string) (Flusso, bool)   { return cercaIn(s, s.flussi, id, s.base.Flusso) }
func (s *strato) Kit(id string) (Kit, bool)         { return cercaIn(s, s.kit, id, s.base.Kit) }
func (s *strato) Campagna(id string) (Campagna, bool) {
	return cercaIn(s, s.campagne, id, s.base.Campagna)
}

// cercaPratiche is the part of Cerca about the cases; ok is false for an index of another kind.
func (s *strato) cercaPratiche(i Indice, chiave string, ids []string) (out []string, ok bool) {
	switch i {
	case PerDiffida:
		return unite(ids, s.diffide, func(c Diffida) bool { return c.CF == chiave }), true
	case DiffideVive:
		return unite(ids, s.diffide, func(c Diffida) bool { return c.Stato.Aperta() }), true
	case PerFlusso:
		return unite(ids, s.flussi, func(f Flusso) bool { return f.Nome == chiave }), true
	case FlussiVivi:
		return unite(ids, s.flussi, func(f Flusso) bool { return f.Stato.Aperto() }), true
	case PerKit:
		return unite(ids, s.kit, func(k Kit) bool { return k.CF == chiave }), true
	case KitVivi:
		return unite(ids, s.kit, func(k Kit) bool { return k.Stato.Aperto() }), true
	case CampagneVive:
		return unite(ids, s.campagne, func(c Campagna) bool { return !c.Chiusa }), true
	case PerCaso:
		return unite(ids, s.lettere, func(l Lettera) bool { return l.Caso == chiave && chiave != "" }), true
	case PerAtto:
		return unite(ids, s.atti, func(a Atto) bool { return a.CF == chiave || a.Caso == chiave }), true
	}
	return ids, false
}

func (d *decisore) scriviDiffida(c Diffida) {
	d.sopra.diffide[c.ID] = c
	d.emit(Event{Kind: KDiffida, Diffida: &c})
}

func (d *decisore) scriviFlusso(f Flusso) {
	d.sopra.flussi[f.ID] = f
	d.emit(Event{Kind: KFlusso, Flusso: &f})
}

func (d *decisore) scriviKit(k Kit) {
	d.sopra.kit[k.ID] = k
	d.emit(Event{Kind: KKit, Kit: &k})
}

func (d *decisore) scriviCampagna(c Campagna) {
	d.sopra.campagne[c.ID] = c
	d.emit(Event{Kind: KCampagna, Campagna: &c})
}

// lettereDi gives the letters of a case, oldest first.
func (d *decisore) lettereDi(caso string) []Lettera {
	var ls []Lettera
	for _, id := range d.s.Cerca(PerCaso, caso) {
		if l, ok := d.s.Lettera(id); ok {
			ls = append(ls, l)
		}
	}
	return ls
}
