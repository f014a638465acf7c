// Package salute answers a monitoring program on this machine: /healthz says whether the agent does its work, /metrics gives
// figures in the Prometheus text format.
//
// What was decided here:
//
//   - It listens on loopback only and only where [salute] names a port; a request whose Host is another name is refused, so that
//     a web page cannot read it through a browser (DNS rebinding). There is no login: it tells counts, never about whom.
//   - The text format (version 0.0.4) is written by hand. It is a few lines for gauges without histograms, and the client
//     library brings a dozen modules, a registry and a protocol buffer encoding for them.
//   - 503 means that a person has to act: the mailbox is not read, messages are not decided, sending is stopped, the disk is
//     nearly full, or nobody would be told. Open tasks and alarms are figures: people have their list for them.
//   - Gathering is the caller's. What is dear to gather is gathered at most every Vecchio, whoever asks how often.
package salute
