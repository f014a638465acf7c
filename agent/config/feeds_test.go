package config

import (
	"strings"
	"testing"

	"pecagent/rules"
)

// TestFeeds: what could not do what it is switched on for is refused by the name of its key; off is always good.
func TestFeeds(t *testing.T) {
	const reginde = "[feeds.reginde]\nmode = \"PEC\"\naddress = \"Flussi@registro.example\"\nente_code = \"01234567890\"\nsigners = [\"bncgli78c48g478a\"]\n"
	for text, want := range map[string]string{
		"[feeds.inipec]\nmode = \"off\"\n":                                         "",
		"[feeds.inipec]\nmode = \"PORTAL_FILE\"\n":                                 "",
		"[feeds.inipec]\nmode = \"FEDERATION_PEC\"\naddress = \"a@pec.example\"\n": "",
		"[feeds.inipec]\nmode = \"FEDERATION_PEC\"\n":                              "feeds.inipec.address",
		"[feeds.inipec]\nmode = \"PEC\"\naddress = \"a@pec.example\"\n":            "feeds.inipec.mode",
		"[feeds.inipec]\nmode = \"ACCESO\"\n":                                      "feeds.inipec.mode",
		"[feeds.altro]\nmode = \"PORTAL_FILE\"\n":                                  "feeds.altro",
		"[feeds.inipec]\ncharset = \"LATIN1\"\n":                                   "feeds.inipec.charset",
		"[feeds.inipec]\neol = \"CR\"\n":                                           "feeds.inipec.eol",
		"[feeds.inipec]\ndate = \"dd/mm/yyyy\"\n":                                  "feeds.inipec.date",
		"[feeds.inipec]\nday = 21\n":                                               "feeds.inipec.day",
		"[feeds.inipec]\nstate_codes = { AGGIORNA = \"1\" }\n":                     "feeds.inipec.state_codes",
		"[feeds.inipec]\nstate_codes = { UPDATE = \"\" }\n":                        "feeds.inipec.state_codes",
		reginde: "",
		strings.Replace(reginde, "ente_code", "#", 1):                                          "feeds.reginde.ente_code",
		strings.Replace(reginde, "signers", "#", 1):                                            "feeds.reginde.signers",
		strings.Replace(reginde, "478a", "478b", 1):                                            "feeds.reginde.signers",
		strings.Replace(reginde, "PEC", "FEDERATION_PEC", 1):                                   "feeds.reginde.mode",
		"[policy]\nreserved_list_keeper = \"FEDERATION\"\n":                                    "policy.federazione_pec",
		"[policy]\nreserved_list_keeper = \"NOI\"\n":                                           "policy.reserved_list_keeper",
		"[policy]\npa_giorni = 0\n":                                                            "policy.pa_giorni",
		"[policy]\nreserved_list_keeper = \"FEDERATION\"\nfederazione_pec = \"f@pec.example\"": "",
	} {
		_, err := Parse(minima+text, t.TempDir())
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), "key "+want+":") {
			t.Errorf("%q: %v", text, err)
		}
	}
	c, err := Parse(minima+reginde+"element_names = { pec = \"PEC\" }\nnamespace = \"urn:x\"\n[feeds.inipec]\nmode = \"off\"\n", t.TempDir())
	must(t, err)
	p, err := c.Rules()
	must(t, err)
	f, on := p.Feeds[rules.FlussoReGIndE]
	if _, off := p.Feeds[rules.FlussoINIPEC]; !on || off || f.Indirizzo != "flussi@registro.example" || f.Firmatari[0] != "BNCGLI78C48G478A" || f.Nomi["pec"] != "PEC" || f.Namespace != "urn:x" {
		t.Errorf("%+v", p.Feeds)
	}
}
