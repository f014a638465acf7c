package avvisi

func (a *Avvisi) cortesie() (bool, error) { return false, nil }
