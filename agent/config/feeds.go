package config

import (
	"maps"
	"slices"
	"strings"

	"pecagent/mailparse/cf"
	"pecagent/rules"
)

// modiFeed are the modes of a feed by its name (order.md §3.1). ReGIndE is signed by a person and goes by PEC, or is handed over.
var modiFeed = map[string][]string{
	rules.FlussoINIPEC:  {rules.FlussoFederPEC, rules.FlussoInfocamere, rules.FlussoPortale},
	rules.FlussoFNOMCEO: {rules.FlussoFederPEC, rules.FlussoPEC, rules.FlussoPortale},
	rules.FlussoReGIndE: {rules.FlussoPEC, rules.FlussoPortale},
}

// checkFeeds refuses a feed that could not do what it is switched on for: off is always good.
func (c *Config) checkFeeds(bad func(ok bool, key, format string, args ...any)) {
	for _, name := range slices.Sorted(maps.Keys(c.Feeds)) {
		f, key := c.Feeds[name], "feeds."+name
		modes, known := modiFeed[name]
		bad(known, key, "no feed has this name: inipec, fnomceo, reginde")
		if !known {
			continue
		}
		bad(oneOf(f.Charset, "", "UTF-8", "CP1252"), key+".charset", "%q is not UTF-8 or CP1252", f.Charset)
		bad(oneOf(f.EOL, "", "CRLF", "LF"), key+".eol", "%q is not CRLF or LF", f.EOL)
		bad(oneOf(f.Date, "", "gg/mm/aaaa", "aaaa-mm-gg"), key+".date", "%q is not gg/mm/aaaa or aaaa-mm-gg", f.Date)
		bad(f.Day >= 0 && f.Day <= 20, key+".day", "%d is not a working day of a month: 1 to 20, 0 for the fifth", f.Day)
		for k := range f.Codici {
			bad(oneOf(k, "UPDATE", "INSERT", "DELETE") && f.Codici[k] != "", key+".state_codes", "%q is not UPDATE, INSERT or DELETE, or has no value", k)
		}
		if !c.feedOn(name) {
			continue
		}
		bad(slices.Contains(modes, f.Mode), key+".mode", "%q is not one of %s", f.Mode, strings.Join(append([]string{"off"}, modes...), ", "))
		bad(f.Mode == rules.FlussoPortale || strings.Contains(f.Address, "@"), key+".address", "%q is no address: mode %s sends the file to one", f.Address, f.Mode)
		if name == rules.FlussoReGIndE {
			bad(f.Ente != "", key+".ente_code", "is empty: ReGIndE wants the body's code")
			bad(len(f.Firmatari) > 0, key+".signers", "is empty: nobody could sign the file")
			for _, code := range f.Firmatari {
				bad(cf.Valido(strings.ToUpper(code)), key+".signers", "%q is not a valid codice fiscale", code)
			}
		}
	}
	bad(oneOf(c.Policy.ReservedListKeeper, "SELF", "FEDERATION"), "policy.reserved_list_keeper", "%q is not SELF or FEDERATION", c.Policy.ReservedListKeeper)
	bad(c.Policy.PAGiorni > 0 && c.Policy.PAGiorni <= 365, "policy.pa_giorni", "%d is not a number of days", c.Policy.PAGiorni)
	bad(c.Policy.ReservedListKeeper != "FEDERATION" || strings.Contains(c.Policy.FederazionePEC, "@"), "policy.federazione_pec",
		"%q is no address: the federation keeps the reserved list and gets the requests", c.Policy.FederazionePEC)
}

func oneOf(s string, list ...string) bool { return slices.Contains(list, s) }

func maiuscoli(list []string) []string {
	var out []string
	for _, s := range list {
		out = append(out, strings.ToUpper(strings.TrimSpace(s)))
	}
	return out
}
