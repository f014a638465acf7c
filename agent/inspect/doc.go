// Package inspect explains messages: what they are, what is proven, what they ask, what would be decided
// (cli.md, "inspect --json"). It opens no store and no network and changes nothing.
//
// Each message is decided alone against the register that was given, with its own certified time as the clock; as
// a sequence the messages form one history in memory, so that a reply completes the request it answers. The same
// Parse, Verify and Decide as in the agent are called: what inspect says is what the agent would do.
//
// Decided here:
//
//   - The page for people (Spiega) is a function of the Object and nothing else, so that it never says more than the
//     JSON. It fits a sheet of A4, has no colours, and begins with the one sentence for who reads no further.
//   - Every check has a line: held, failed with what it means and what to do, or not made and why. Inside a message whose
//     signature does not hold nothing counts as held.
//   - A statute is named only for what it says (pec.md §8, "Legal frame"); the page gives labels, not advice.
//   - What comes from the message stands behind the name of a field or a bar, with hidden characters made visible: it
//     cannot speak in the place of the page.
//   - The last lines are the commands of openssl with which anybody repeats the check without this program.
//   - A run (Corsa) uses a worker a processor, each with its own register and cache, and writes results in the order of the
//     arguments: at most 256 inputs and 32 MiB of files are on their way, a larger file goes alone. A sequence has one worker.
//   - A file over 1 MiB is mapped, not read, so that a message of 100 MB costs no memory; one over the size of a message is
//     refused by its size. A file cut short under our eyes, and a fault of a parser, are errors of that file and end nothing else.
//   - The collector is left as Go sets it: the live heap is a few MiB whatever the folder, and a larger GOGC was measured to
//     save a tenth of the time for twice the memory.
//   - Of the outer headers the page names those that were compared; «From» of the original is held against the signed sender.
//     Who signed is called the provider only where the level is certified. Every instant on the page is in the time of Rome.
//   - An input that was not read is said on standard error too. Standard input that is empty or closed was not read; into a
//     FIFO somebody has ten seconds to write.
//   - PDFs are read for one message on a page, and where --moduli asks; what they say is added after the decision was made.
//
// Keys added to cli.md:
//
//	proof        subject, not_before, not_after (of the signer's certificate), limits[] (the caps behind resource_limit),
//	             detail (the first failure, in English; "daticert: …" says why there is daticert_bad)
//	proof.reasons   digest_mismatch (the original is not that of the REM evidence), policy_missing (not a REM provider's certificate)
//	daticert     consegne[] (whom a receipt is about where they are several; consegna is then absent)
//	rem          event, evidence_id, evidence_sha256, time, reasons[], recipients[], original_digest, evidence_signature, policy[]
//	inner        segnatura (what a protocol file claims), doubts[] (why a person could read another text: discordant, hidden, doubled,
//	             ambiguous, truncated), doubled[] (From, Subject, To that stand more than once)
//	inner.attachments[]   signed (cades, pades, xades, asic), form (what a PDF says, with --moduli)
//	signatures[] attachment, form, cf, name, valid, verified, code, why, signing_time, issuer, revocation, content,
//	             content_sha256, content_readable (the document inside is text)
//	decision     quote (the sentence it rests on)
//
// Option added: --moduli reads attached PDFs in every message.
package inspect
