// Package failpoint kills the process at a named step, so that tests can show what a crash there leaves behind
// (reliability.md §4.4 F1: kill -9 at every named step of inbound and outbound).
//
// Decided: a build tag, not a runtime switch. Without the tag `failpoint` Hit is an empty function that the
// compiler inlines away, so a released binary cannot be told to die. With the tag, PECAGENT_FAILPOINT="name" or
// "name:N" sends SIGKILL to the process itself at the N-th hit of that name, and PECAGENT_FAILPOINT_LOG=file
// appends the name of every hit, so that a test can see that a step was reached at all.
// The names are a table, Names, so that a test can walk them all and fail when one is never hit.
package failpoint
