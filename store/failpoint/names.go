package failpoint

// names are the steps that call Hit, in the order of one message's life. A name that is not in this table
// panics in a failpoint build: the table stays complete.
var names = [...]string{
	"raw.put.written",        // temporary file written, not renamed
	"raw.put.renamed",        // under its final name, not yet synced
	"raw.put.synced",         // batch durable
	"store.received.before",  // nothing recorded yet
	"log.append.written",     // frames written, not synced
	"log.append.synced",      // frames durable, checkpoint still the old one
	"log.checkpoint.written", // new checkpoint in a temporary file
	"log.checkpoint.renamed", // new checkpoint in place, directory not yet synced
	"store.received.logged",  // arrivals in the log, not in Badger
	"store.received.done",    // arrivals in Badger, caller not told
	"store.attempt.before",   // attempt not counted yet
	"store.attempt.done",     // attempt counted, parser not started
	"store.commit.decided",   // decisions made, nothing written
	"store.commit.logged",    // decisions in the log, not in Badger
	"store.commit.badger",    // decisions in Badger, caller not told
	"store.badger.chunk",     // one chunk of a long commit in Badger, more to come
	"cancella.nominati",      // the records to erase are named in the log, nothing is erased
	"log.erase.written",      // the log without the payloads stands beside the old one
	"log.erase.renamed",      // and has taken its place
	"cancella.registro",      // the payloads are gone, the bytes of the messages not
	"cancella.byte",          // the bytes of one message are gone
	"cancella.senza-ricerca", // the search index is gone, the end of the erasure not recorded
	"rebuild.emptied",        // the index is deleted, the new one not begun
	"catchup.chunk",          // one chunk of a rebuild or of what was missing in Badger, more to come
	"agent.parse.before",     // attempt counted, the message not looked at
	"agent.decide.before",    // parsed, not decided
	"agent.decide.after",     // decided and durable, attempt not forgotten
	"outbox.composed",        // the letter's bytes are stored, its Message-ID not recorded
	"outbox.queued",          // IN_CODA
	"outbox.before-sending",  // IN_CODA, nothing said to the server
	"outbox.sending",         // IN_INVIO, nothing said to the server
	"smtp.before-dot",        // the letter is at the server but for its final dot
	"smtp.after-answer",      // the server has answered, nothing recorded
	"outbox.outcome",         // the outcome is durable
	"copie.appended",         // the copy is in the Sent folder, not recorded
}

// Names lists every step that can be hit.
func Names() []string { return append([]string(nil), names[:]...) }
