package rules

func attiIscritto() []regolaAtto { return nil }
