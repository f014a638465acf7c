package rules

func attiPA() []regolaAtto { return nil }

func (d *decisore) orologioPA() {}

func (d *decisore) elencoPronto(f Flusso) {}

func adempimentiPA(p *Policy, s Snapshot, today string) []Adempimento { return nil }
