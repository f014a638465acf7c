// Package setup makes a first installation: it asks in Italian, tries what is answered on the real servers, and writes the
// configuration in osserva, the passwords, a certificate for the console and the key of the backups.
//
// Decided:
//
//   - The configuration is the shipped example (package config) with the answers put into its lines: one source of keys and
//     comments.
//   - Nothing is written before the last question is answered with yes. Then every file is written whole under another name and
//     put in place, the configuration last: an installation that was interrupted has no configuration and begins again.
//   - A second run tells what is there and changes nothing unless it is told to; then the present values are
//     what Enter answers, and the former configuration stays beside as pecagent.toml.precedente.
//   - A password is tried once for each time that it is typed, three times at most: providers lock accounts.
//   - Passwords are files of mode 0600 that belong to the service's user; systemd credentials need a key of the machine that
//     an Order's consultant would have to keep, and protect no more against root.
//   - The configuration is root's and readable by the service's group: the service cannot change its own orders.
//   - Hosts of providers (gestori.go) are proposals with their source; the mail exchanger of the domain chooses one where the
//     address alone does not. Who is not in the table is typed.
//   - Other readers show themselves only by what they leave: messages that somebody has opened, numbers that are missing.
//   - The units (unita/) are generated with the paths in use. IPAddressAllow is not set: providers change their addresses.
//     PrivateUsers is not set: persons are known by the uid of their side of the socket.
package setup
