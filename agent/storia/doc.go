// Package storia is "pecagent demo": the whole life of an Order on an embedded PEC provider, told in Italian as it
// happens and checked at the end.
//
// Three processes of one binary take part: the provider (package demo, driven over its standard input), the agent
// ("pecagent run", which knows nothing of the demo but a clock that is set over its socket), and this director.
// Provider and agent meet only on IMAP and SMTP sockets of loopback. Nothing reaches the Order's inbox before the
// director releases it, and the director goes on only when the agent has nothing left to do, so the same seed gives
// the same story. What is printed comes from the agent's log of events, nothing from the director's wishes.
//
// At the end the agent is stopped and the store is read again by other commands (members list, evidence find,
// review list, check); their answers are compared with what the provider's SMTP and IMAP servers saw. The members'
// expected states are written down in attesi.go by hand, not computed.
package storia
