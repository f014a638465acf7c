// Package servertest starts real mail servers for tests: a throw-away Dovecot and a throw-away Postfix on
// loopback, each with its own configuration, ports, certificate and directory. It is imported by tests only.
//
// Where the programs are not installed the test is skipped with a loud reason; with PECAGENT_CI set it
// fails instead, so that a continuous run can never pass by skipping. Only processes started here are
// stopped, by the pid they wrote themselves.
package servertest
