package config

import (
	"reflect"
	"slices"
	"strings"
)

// EsempioPEC is the Order's address in the example, which nobody has.
const EsempioPEC = "segreteria@pec.ordine-esempio.example"

// notYet are the keys of the contract that this version reads and does not use; check names those that were set.
var notYet = []string{
	"avvio.storico_mesi", "protocollo.modo",
}

// NotYet lists the keys that stand otherwise than by default and have no effect in this version.
func (c *Config) NotYet() []string {
	var set []string
	got, want := reflect.ValueOf(*c), reflect.ValueOf(*Default())
	for _, key := range notYet {
		section, name, _ := strings.Cut(key, ".")
		a, b := field(field(got, section), name), field(field(want, section), name)
		empty := a.Kind() == reflect.Slice && a.Len() == 0 && b.Len() == 0
		if !empty && !reflect.DeepEqual(a.Interface(), b.Interface()) {
			set = append(set, key)
		}
	}
	slices.Sort(set)
	return set
}

// field is the field of a struct that a TOML name stands for.
func field(v reflect.Value, name string) reflect.Value {
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("toml") == name {
			return v.Field(i)
		}
	}
	panic("config: no field " + name) // a name of the table above that the struct does not have: the tests meet it
}
