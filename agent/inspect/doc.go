// Package inspect explains messages: what they are, what is proven, what they ask, what would be decided
// (cli.md, "inspect --json"). It opens no store and no network and changes nothing.
//
// Each message is decided alone against the register that was given, with its own certified time as the clock; as
// a sequence the messages form one history in memory, so that a reply completes the request it answers. The same
// Parse, Verify and Decide as in the agent are called: what inspect says is what the agent would do.
package inspect
