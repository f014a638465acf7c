package office

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"pecagent/rules"
)

// Regole writes the table of the rules: what each demands, on which law, which function obeys it and which scenarios fail
// without it. ids chooses rows, none means all; form is "" for people, "csv" or "json" (one object a line). An id that the table
// does not have is an error before anything is written.
func Regole(out io.Writer, form string, ids []string) error {
	rows := rules.Regole()
	for _, id := range ids {
		if !slices.ContainsFunc(rows, func(r rules.Regola) bool { return strings.EqualFold(r.ID, id) }) {
			return fmt.Errorf("la regola %q non è nella tabella", id)
		}
	}
	if form == "csv" && len(ids) == 0 {
		_, err := io.WriteString(out, rules.RegoleCSV())
		return err
	}
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	for _, r := range rows {
		if len(ids) > 0 && !slices.ContainsFunc(ids, func(id string) bool { return strings.EqualFold(r.ID, id) }) {
			continue
		}
		var err error
		if form == "json" {
			err = enc.Encode(r)
		} else {
			_, err = fmt.Fprintf(out, "%s  %s\n      fonte: %s\n      dove: %s\n      scenari: %s\n", r.ID, r.Frase, r.Fonte, strings.Join(r.Dove, ", "), strings.Join(r.Scenari, ", "))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
