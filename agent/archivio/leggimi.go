package archivio

// configurazione is the name under which the configuration goes along.
const configurazione = "pecagent.toml"

// provaAvvisi remembers which notice addresses were proven by a code: without it a restored store would tell nobody that it stands still.
const provaAvvisi = "avvisi-prova.json"

// leggimi is the first entry of a backup, for who opens it in years.
const leggimi = `Copia di sicurezza dell'archivio di pecagent

Contiene tutta la posta certificata ricevuta e inviata dall'Ordine e il registro degli eventi: dati personali.
Il ripristino: pecagent restore FILE --identity CHIAVE --into CARTELLA-VUOTA

Senza pecagent si legge con age (https://age-encryption.org), gzip e tar:
  age -d -i CHIAVE FILE | tar -xz

raw/sha256/ab/….eml  i messaggi, ciascuno con il nome della propria impronta SHA-256 (sha256sum lo conferma)
log, log.checkpoint  il registro degli eventi e la sua testata firmata (formato: go doc pecagent/store/log)
chiavi/              le chiavi dell'archivio, segrete salvo log.pub
manifesto.json       quando, di quale casella, quanti eventi e quanti messaggi
`
