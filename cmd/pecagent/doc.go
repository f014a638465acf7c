// Command pecagent is the program: one file per subcommand, no logic (cli.md).
//
// Exit codes: 0 done; 1 done but something is wrong; 2 usage or configuration. Errors go to standard error as
// "pecagent: doing what: why".
package main
