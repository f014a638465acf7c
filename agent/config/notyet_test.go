package config

import (
	"slices"
	"testing"
)

func TestNotYet(t *testing.T) {
	c, err := Parse(Esempio(), "/")
	if err != nil {
		t.Fatal(err)
	}
	if keys := c.NotYet(); len(keys) != 0 {
		t.Errorf("the example sets %v", keys)
	}
	c, err = Parse("[ordine]\npec=\"a@b.example\"\n[imap]\nescludi=[\"Cestino\"]\n[policy]\nr102=\"AUTO\"\n[avvio]\nstorico_mesi=30\n", "/")
	if err != nil {
		t.Fatal(err)
	}
	if keys, want := c.NotYet(), []string{"avvio.storico_mesi"}; !slices.Equal(keys, want) {
		t.Errorf("got %v, want %v", keys, want)
	}
	known := Keys()
	for _, k := range notYet {
		if !slices.Contains(known, k) {
			t.Errorf("%s is no key", k)
		}
	}
}
