package config

import (
	"fmt"
	"strconv"
	"strings"
)

// Valore is a key, dotted, and what it shall say: a string, an int or a list of strings.
type Valore struct {
	Chiave string
	Di     any
}

// Scrivi changes values in the text of a configuration and leaves everything else, comments above all, as it stands. A key
// must stand in the text already, on a line of its own: the example has every key. The result is checked as Load would.
func Scrivi(text string, values []Valore) (string, error) {
	lines := strings.Split(text, "\n")
	for _, v := range values {
		section, key, ok := cutLast(v.Chiave)
		if !ok {
			section, key = "", v.Chiave
		}
		i := find(lines, section, key)
		if i < 0 {
			return "", fmt.Errorf("the configuration has no line for %s", v.Chiave)
		}
		_, comment := parts(lines[i])
		line := key + " = " + toml1(v.Di)
		if comment != "" {
			line = fmt.Sprintf("%-36s%s", line+" ", comment)
		}
		lines[i] = strings.TrimRight(line, " ")
	}
	out := strings.Join(lines, "\n")
	if _, err := Parse(out, "/"); err != nil {
		return "", err
	}
	return out, nil
}

// cutLast splits a dotted key at its last dot.
func cutLast(key string) (section, name string, ok bool) {
	i := strings.LastIndexByte(key, '.')
	if i < 0 {
		return "", key, false
	}
	return key[:i], key[i+1:], true
}

// find is the line of a key within a section, -1 when there is none.
func find(lines []string, section, key string) int {
	here := ""
	for i, l := range lines {
		l = strings.TrimSpace(l)
		if strings.HasPrefix(l, "[") {
			here, _, _ = strings.Cut(strings.TrimLeft(l, "["), "]")
			continue
		}
		if name, _, ok := strings.Cut(l, "="); ok && here == section && strings.TrimSpace(name) == key {
			return i
		}
	}
	return -1
}

// parts splits a line into what comes before its comment and the comment.
func parts(line string) (value, comment string) {
	var quote rune
	escaped := false
	for i, r := range line {
		switch {
		case escaped:
			escaped = false
		case quote == '"' && r == '\\':
			escaped = true
		case quote != 0:
			if r == quote {
				quote = 0
			}
		case r == '"' || r == '\'':
			quote = r
		case r == '#':
			return line[:i], line[i:]
		}
	}
	return line, ""
}

// toml1 spells a value on one line.
func toml1(v any) string {
	switch v := v.(type) {
	case string:
		return quote(v)
	case int:
		return strconv.Itoa(v)
	case []string:
		list := make([]string, len(v))
		for i, s := range v {
			list[i] = quote(s)
		}
		return "[" + strings.Join(list, ", ") + "]"
	}
	panic(fmt.Sprintf("config: a value of type %T", v)) // of our own calls
}

// quote spells a basic string of TOML.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
