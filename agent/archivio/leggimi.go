package archivio

// configurazione is the name under which the configuration goes along.
const configurazione = "pecagent.toml"

// provaAvvisi remembers which notice addresses were proven by a code: without it a restored store would tell nobody that it stands still.
const provaAvvisi = "avvisi-prova.json"

// intestazioni is how the headings of the albo program are understood (members import), which a person was asked once.
const intestazioni = "intestazioni.json"

// accanto are the small files of the data folder that are in no event and that only a person could give again.
func accanto() []string { return []string{provaAvvisi, intestazioni} }

// leggimi is the first entry of a backup, for who opens it in years.
const leggimi = `Copia di sicurezza dell'archivio di pecagent

Contiene tutta la posta certificata ricevuta e inviata dall'Ordine e il registro degli eventi: dati personali.
Il ripristino: pecagent restore FILE --identity CHIAVE --into CARTELLA-VUOTA

Senza pecagent si legge con age (https://age-encryption.org), gzip e tar:
  age -d -i CHIAVE FILE | tar -xz

raw/sha256/ab/….eml  i messaggi, ciascuno con il nome della propria impronta SHA-256 (sha256sum lo conferma)
log, log.checkpoint  il registro degli eventi e la sua testata firmata (formato: go doc pecagent/store/log)
chiavi/              le chiavi dell'archivio, segrete salvo log.pub
avvisi-prova.json    quali indirizzi degli avvisi erano provati, per quel server e quell'utente
intestazioni.json    come si leggono le colonne del programma dell'albo (members import)
manifesto.json       quando, di quale casella, quanti eventi e quanti messaggi
`
