package rules

func attiCasella() []regolaAtto { return nil }

func (d *decisore) orologioCaselle() {}
