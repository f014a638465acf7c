// Command pecverify checks a fascicolo offline: no store, no network, nothing that it needs to believe but the authorities
// of AgID built into it and the key of the Order's log, which comes from elsewhere than the fascicolo. The judgement is that of
// package store/fascicolo; here are flags and printing. Exit codes: 0 verified, 1 not, 2 usage.
//
// What it is built of is listed in testdata/chiusura.txt, and a test keeps the list: no database, no IMAP, no SMTP, no net/http.
package main
