package prove

// attestazioni are the texts that a person completes and signs (order.md §5.1: CAD art. 23 c. 1 and 2, L. 53/1994).
func attestazioni(id, ordine string) []riquadro {
	const riga = "______________________________"
	return []riquadro{
		{"1. Copia analogica attestata dal pubblico ufficiale (CAD, d.lgs. 82/2005, art. 23 c. 1)", []string{
			"Il/La sottoscritto/a " + riga + ", in qualità di " + riga + " di " + oppure(ordine, riga) + ", pubblico ufficiale a ciò autorizzato, attesta che la presente copia su supporto analogico, composta di " +
				"n. ____ fogli, è conforme in tutte le sue componenti ai documenti informatici originali da cui è tratta, che sono i file individuati dal nome e dall'impronta SHA-256 nell'elenco della relazione del fascicolo " + id + ".",
			"Luogo e data " + riga + "     Firma " + riga}},
		{"2. Copia senza attestazione (CAD, d.lgs. 82/2005, art. 23 c. 2)", []string{
			"Si produce copia su supporto analogico dei documenti informatici individuati dal nome e dall'impronta SHA-256 nell'elenco della relazione del fascicolo " + id + ". La copia ha la stessa efficacia probatoria " +
				"dell'originale se la sua conformità non è espressamente disconosciuta. Gli originali informatici (.eml) sono a disposizione su richiesta.",
			"Luogo e data " + riga + "     Firma " + riga}},
		{"3. Attestazione del difensore", []string{
			"L'avv. " + riga + ", difensore di " + riga + " nel procedimento " + riga + ", attesta, ai sensi dell'art. " + riga + " (norma sul potere di attestazione applicabile a questo deposito, a cura del difensore; " +
				"L. 53/1994 artt. 3-bis e 9 se la trasmissione è stata eseguita come notificazione in proprio), che i file .eml depositati sono, byte per byte, quelli del fascicolo " + id +
				", con l'impronta SHA-256 ivi indicata, e che le copie depositate sono conformi agli originali da cui sono tratte.",
			"Le comunicazioni dell'Ordine sono comunicazioni amministrative (CAD art. 6), non notificazioni ai sensi della L. 53/1994: verificare quale norma si applica.",
			"Luogo e data " + riga + "     Firma digitale del difensore"}},
	}
}
