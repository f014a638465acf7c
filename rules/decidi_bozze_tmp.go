package rules

import "pecagent/mailparse"

func (d *decisore) ricevuto(in Received)             {}
func (d *decisore) illeggibile(a Arrivo, why string) {}
func (d *decisore) orologio()                        {}
func (d *decisore) revisione(in Reviewed)            {}
func (d *decisore) importa(in Imported)              {}
func (d *decisore) spedita(in Sent)                  {}
func (d *decisore) cercata(in Cercata)               {}
func (d *decisore) comando(in Commanded)             {}

var _ mailparse.Level
