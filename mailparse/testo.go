package mailparse

// Testo makes the text of the message ready for understanding (order.md §7).
func (in *Inner) Testo() Testo { return Testo{Nuovo: in.Text} }
