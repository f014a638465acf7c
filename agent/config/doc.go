// Package config reads pecagent.toml (cli.md, "Configuration, TOML").
//
// Every key but ordine.pec has a default, and every default is the one that harms no one: observe, limits on,
// office hours (order.md §9b). An unknown key is an error that names the nearest known one, a wrong value an
// error that names the key. Secrets are never in the file: a key names a file, a systemd credential is such a
// file ($CREDENTIALS_DIRECTORY/…), and an environment variable exists for tests. Relative paths are relative
// to the configuration file.
//
// ipa_file names one table of public bodies or a folder of them: enti, AOO and unità organizzative are three files, and
// only all three know every box of a public body (order.md R-160). Only what a table calls pec counts, in whatever case;
// a cell called so that is no address is counted and dropped. There is no command that imports it: the file is read at
// each start, check says how many addresses it gave, and the log holds them with the policy in force.
//
// esempio.toml is the complete commented example; a test loads it and checks that it spells every key.
package config
