package config

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// IPA is what the tables of public bodies say (order.md §3.5).
type IPA struct {
	Indirizzi []string // certified addresses, lower case, sorted, each once
	File      []TabellaIPA
}

// TabellaIPA is one file that was read.
type TabellaIPA struct {
	Nome      string // base name
	Righe     int    // without the header line
	Indirizzi int    // certified addresses, each once
	Scartati  int    // called pec and no address
}

// IPA reads what ipa_file names: one table, or a folder whose .csv, .tsv and .txt files are tables (bodies, AOO and
// organisational units are three files). Nothing named is no table.
func (c *Config) IPA() (IPA, error) {
	if c.IPAFile == "" {
		return IPA{}, nil
	}
	files, err := tabelleIPA(c.IPAFile)
	if err != nil {
		return IPA{}, fmt.Errorf("key ipa_file: %w", err)
	}
	var all IPA
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			return IPA{}, fmt.Errorf("key ipa_file: %w", err)
		}
		list, t, err := parseIPA(b)
		if err != nil {
			return IPA{}, fmt.Errorf("key ipa_file: %s: %w", f, err)
		}
		t.Nome = filepath.Base(f)
		all.File = append(all.File, t)
		all.Indirizzi = append(all.Indirizzi, list...)
	}
	slices.Sort(all.Indirizzi)
	all.Indirizzi = slices.Compact(all.Indirizzi)
	return all, nil
}

// tabelleIPA are the files that a name stands for, in order of name.
func tabelleIPA(name string) ([]string, error) {
	info, err := os.Stat(name)
	if err != nil || !info.IsDir() {
		return []string{name}, nil // reading it says what is wrong
	}
	entries, err := os.ReadDir(name)
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		if ext := strings.ToLower(filepath.Ext(e.Name())); e.Type().IsRegular() && (ext == ".csv" || ext == ".tsv" || ext == ".txt") {
			files = append(files, filepath.Join(name, e.Name()))
		}
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: no .csv, .tsv or .txt file in this folder", name)
	}
	return files, nil
}

// parseIPA gives the certified addresses of a table: columns Mail1…5 with Tipo_Mail1…5 (bodies, AOO and units of today,
// and the legacy amministrazioni.txt), or Mail with Tipo_Mail (the legacy pec.txt); comma, semicolon or tab; UTF-8 with or
// without BOM, else Windows-1252. Kinds and addresses come in any case; "null" is no value.
func parseIPA(b []byte) ([]string, TabellaIPA, error) {
	var t TabellaIPA
	next := righeIPA(testoIPA(b))
	cols, err := next()
	if err != nil {
		return nil, t, fmt.Errorf("reading the header line: %w", err)
	}
	pairs := ipaColumns(cols)
	if len(pairs) == 0 {
		return nil, t, errors.New("no columns Mail1 and Tipo_Mail1")
	}
	var list []string
	for {
		row, err := next()
		if err == io.EOF {
			slices.Sort(list)
			list = slices.Compact(list)
			t.Indirizzi = len(list)
			return list, t, nil
		}
		if err != nil {
			return nil, t, err
		}
		t.Righe++
		for _, p := range pairs {
			switch a, ok := certificataIPA(row, p); {
			case ok:
				list = append(list, a)
			case a != "":
				t.Scartati++
			}
		}
	}
}

// certificataIPA is the address of a pair of columns where it is called pec. What is called so and is no address comes
// back with ok false; what is not called so, or is empty, as "".
func certificataIPA(row []string, p [2]int) (addr string, ok bool) {
	if p[0] >= len(row) || p[1] >= len(row) || !strings.EqualFold(strings.TrimSpace(row[p[1]]), "pec") {
		return "", false
	}
	a := strings.ToLower(strings.TrimSpace(row[p[0]]))
	if a == "" || a == "null" {
		return "", false
	}
	local, domain, found := strings.Cut(a, "@")
	ok = found && local != "" && strings.Contains(domain, ".") && !strings.ContainsAny(a, " \t,;<>\"()") && !strings.Contains(domain, "@")
	return a, ok
}

// testoIPA is the text of a file, without BOM.
func testoIPA(b []byte) []byte {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if utf8.Valid(b) {
		return b
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(b)
	if err != nil {
		return b
	}
	return out
}

// righeIPA reads the rows one by one. The legacy tables are parted by tabs and quote nothing: a quotation mark in the
// name of a body is a sign like any other there.
func righeIPA(b []byte) func() ([]string, error) {
	head, _, _ := bytes.Cut(b, []byte("\n"))
	if bytes.ContainsRune(head, '\t') {
		in := bufio.NewScanner(bytes.NewReader(b))
		in.Buffer(nil, len(b)+1)
		return func() ([]string, error) {
			for in.Scan() {
				if line := strings.TrimSuffix(in.Text(), "\r"); line != "" {
					return strings.Split(line, "\t"), nil
				}
			}
			if err := in.Err(); err != nil {
				return nil, err
			}
			return nil, io.EOF
		}
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = -1, true, true
	if bytes.ContainsRune(head, ';') {
		r.Comma = ';'
	}
	return r.Read
}

// ipaColumns pairs each address column with its kind.
func ipaColumns(cols []string) [][2]int {
	at := map[string]int{}
	for i, c := range cols {
		at[strings.Trim(strings.ToLower(strings.TrimSpace(c)), `"`)] = i
	}
	var pairs [][2]int
	for _, n := range []string{"", "1", "2", "3", "4", "5"} {
		m, ok1 := at["mail"+n]
		k, ok2 := at["tipo_mail"+n]
		if ok1 && ok2 {
			pairs = append(pairs, [2]int{m, k})
		}
	}
	return pairs
}
