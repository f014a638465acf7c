// Package imapbox reads a mailbox over IMAP without changing it: EXAMINE and BODY.PEEK[] only, implicit TLS only.
package imapbox
