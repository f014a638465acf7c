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

// sigillo is what is computed once of a policy that no longer changes.
type sigillo struct {
	di        *Policy // whose it is: a copy that is changed has none
	digest    string
	dominiIPA map[string]bool
}

// Seal computes once what every decision asks of a policy: with all tables of IPA it has more than a hundred thousand
// addresses, and to name it anew for each message would take longer than to decide. The policy must not change any more;
// a copy of it is not sealed. It gives the policy back.
func (p *Policy) Seal() *Policy {
	p.sigillo = nil
	s := &sigillo{di: p, digest: p.Digest(), dominiIPA: make(map[string]bool)}
	for _, a := range p.IPA {
		s.dominiIPA[dominio(a)] = true
	}
	p.sigillo = s
	return p
}

// sealed gives what Seal computed, nil where this very policy was not sealed.
func (p *Policy) sealed() *sigillo {
	if p.sigillo != nil && p.sigillo.di == p {
		return p.sigillo
	}
	return nil
}

// Digest names a policy: the lower-case hex SHA-256 of its JSON.
func (p *Policy) Digest() string {
	if s := p.sealed(); s != nil {
		return s.digest
	}
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
