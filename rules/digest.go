package rules

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
)

// VersioneRegole is raised by hand when a decision changes its meaning.
const VersioneRegole = "1"

// sorgenti is the source of this package: the rules are named by what they are, not by a number that
// somebody may forget to raise.
//
//go:embed *.go
var sorgenti embed.FS

// DigestRegole names the rule set in force: version and SHA-256 over the source files of this package, tests
// left out. It belongs in the configurazione event; it costs a pass over the sources, so call it once.
func DigestRegole() string {
	files, err := sorgenti.ReadDir(".")
	if err != nil {
		panic(fmt.Sprintf("rules: reading the embedded sources: %v", err)) // an embed always lists
	}
	h := sha256.New()
	for _, f := range files {
		if strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		b, err := sorgenti.ReadFile(f.Name())
		if err != nil {
			panic(fmt.Sprintf("rules: reading the embedded %s: %v", f.Name(), err))
		}
		sum := sha256.Sum256(b)
		fmt.Fprintf(h, "%x  %s\n", sum, f.Name())
	}
	return "regole/" + VersioneRegole + " " + hex.EncodeToString(h.Sum(nil))
}

// Digest names a policy: the lower-case hex SHA-256 of its JSON.
func (p *Policy) Digest() string {
	b, err := json.Marshal(p)
	if err != nil {
		panic(fmt.Sprintf("rules: encoding the policy: %v", err)) // strings, numbers and bools always encode
	}
	return hexSHA256(string(b))
}

func hexSHA256(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
