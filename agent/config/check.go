package config

import (
	"errors"
	"fmt"
	"net/mail"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"pecagent/rules"
)

// Data is a date, written as a TOML date or as "yyyy-mm-dd"; empty is no date.
type Data string

// UnmarshalTOML implements toml.Unmarshaler.
func (d *Data) UnmarshalTOML(v any) error {
	switch x := v.(type) {
	case time.Time:
		*d = Data(x.Format(time.DateOnly))
	case string:
		if _, err := time.Parse(time.DateOnly, x); err != nil && x != "" {
			return fmt.Errorf("%q is not a date yyyy-mm-dd", x)
		}
		*d = Data(x)
	default:
		return fmt.Errorf("%v is not a date yyyy-mm-dd", v)
	}
	return nil
}

// Durata is a duration, written as "60s", "5m", "26h".
type Durata time.Duration

// UnmarshalTOML implements toml.Unmarshaler.
func (d *Durata) UnmarshalTOML(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf(`%v is not a duration such as "60s"`, v)
	}
	x, err := time.ParseDuration(s)
	if err != nil || x < 0 {
		return fmt.Errorf(`%q is not a duration such as "60s", "5m" or "26h"`, s)
	}
	*d = Durata(x)
	return nil
}

// decodeError says line and reason of a TOML error in one line.
func decodeError(err error) error {
	var p toml.ParseError
	if errors.As(err, &p) {
		return fmt.Errorf("line %d: key %q: %s", p.Position.Line, p.LastKey, p.Message)
	}
	return errors.New(strings.TrimPrefix(err.Error(), "toml: "))
}

// unknownKeys names each unknown key and the nearest known one.
func unknownKeys(un []toml.Key) error {
	known := Keys()
	var errs []error
	for _, k := range un {
		errs = append(errs, fmt.Errorf("unknown key %s: the nearest known one is %s", k, nearest(k.String(), known)))
	}
	return errors.Join(errs...)
}

// Keys lists every key of the configuration, dotted, in the order of the file; feeds.NAME stands for any feed.
func Keys() []string {
	var keys []string
	walkKeys(reflect.TypeFor[Config](), "", &keys)
	return keys
}

func walkKeys(t reflect.Type, prefix string, keys *[]string) {
	for f := range t.Fields() {
		tag := f.Tag.Get("toml")
		switch {
		case tag == "":
		case f.Type.Kind() == reflect.Struct:
			walkKeys(f.Type, prefix+tag+".", keys)
		case f.Type.Kind() == reflect.Map && f.Type.Elem().Kind() == reflect.Struct:
			walkKeys(f.Type.Elem(), prefix+tag+".NAME.", keys)
		default:
			*keys = append(*keys, prefix+tag)
		}
	}
}

// nearest is the known key with the smallest edit distance.
func nearest(key string, known []string) string {
	best, dist := "", 1<<30
	for _, k := range known {
		if d := distance(key, k); d < dist {
			best, dist = k, d
		}
	}
	return best
}

func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diag := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diag, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diag+cost)
		}
	}
	return row[len(b)]
}

var (
	pinRE  = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)
	typeRE = regexp.MustCompile(`^R([1-9]|1[0-6])$`)
	dayRE  = regexp.MustCompile(`^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`)
)

// check refuses values that cannot be meant, naming the key.
func (c *Config) check() error {
	var errs []error
	bad := func(ok bool, key, format string, args ...any) {
		if !ok {
			errs = append(errs, fmt.Errorf("key %s: %s", key, fmt.Sprintf(format, args...)))
		}
	}
	bad(c.Ordine.PEC != "", "ordine.pec", "is missing: the PEC address of the Order is the one key without a default")
	if c.Ordine.PEC != "" {
		a, err := mail.ParseAddress(c.Ordine.PEC)
		bad(err == nil && strings.EqualFold(a.Address, strings.TrimSpace(c.Ordine.PEC)), "ordine.pec", "%q is not an address", c.Ordine.PEC)
	}
	bad(c.Data != "", "data", "is empty")
	for _, p := range c.Trust.Pins {
		bad(pinRE.MatchString(strings.TrimSpace(p)), "trust.pins", "%q is not the SHA-256 of a certificate (64 hex digits)", p)
	}
	for key, port := range map[string]int{"imap.port": c.IMAP.Port, "smtp.port": c.SMTP.Port, "avvisi.port": c.Avvisi.Port, "cortesia.port": c.Cortesia.Port} {
		bad(port > 0 && port < 65536, key, "%d is not a port", port)
	}
	bad(c.IMAP.Poll >= Durata(time.Second), "imap.poll", "must be at least 1s")
	sent := c.IMAP.CartellaInviate
	bad(sent == "" || !strings.EqualFold(sent, "INBOX") && sent != c.IMAP.Cartella, "imap.cartella_inviate", "%q is the folder that is read: nothing is ever written to it", sent)
	tray := c.Revisione.Cartella
	bad(tray == strings.TrimSpace(tray) && !strings.EqualFold(tray, "INBOX") && (tray == "" || tray != c.IMAP.Cartella && tray != sent) && !strings.ContainsAny(tray, "*%\r\n"),
		"revisione.cartella", "%q is not a folder of its own", tray)
	bad(tray == "" || len(c.Persone) == 0 || slices.ContainsFunc(c.Persone, func(p Persona) bool { return p.Utente == c.Revisione.Chi(c) }),
		"revisione.persona", "%q is not in [[persone]]: what is decided in the folder has to be somebody's", c.Revisione.Chi(c))
	for _, e := range c.IMAP.Escludi {
		bad(strings.TrimSpace(e) != "" && !strings.EqualFold(e, c.IMAP.Cartella), "imap.escludi", "%q cannot be left out", e)
	}
	oneOf := func(key, v string, of ...string) {
		bad(slices.Contains(of, v), key, "%q is not one of %s", v, strings.Join(of, ", "))
	}
	oneOf("avvio.modo", c.Avvio.Modo, "osserva", "proponi", "automatico")
	bad(c.Protocollo.Modo != "interno", "protocollo.modo", `"interno" non c'è in questa versione: pecagent non tiene un registro di protocollo, i numeri li dà il programma dell'Ordine ("esterno", R-209)`)
	oneOf("protocollo.modo", c.Protocollo.Modo, "esterno", "interno")
	bad(c.Avvio.StoricoMesi >= 0, "avvio.storico_mesi", "%d is not a number of months; 0 is all", c.Avvio.StoricoMesi)
	oneOf("policy.r102", c.Policy.R102, "AUTO", "REVIEW", "REQUIRE_ID")
	oneOf("policy.sfida_blocca", c.Policy.SfidaBlocca, "nel_dubbio", "sempre")
	if to := strings.TrimSpace(c.Registro.AncoraA); to != "" {
		a, err := mail.ParseAddress(to)
		bad(err == nil && strings.EqualFold(a.Address, to), "registro.ancora_a", "%q is not an address", to)
		bad(!strings.EqualFold(to, strings.TrimSpace(c.Ordine.PEC)), "registro.ancora_a", "is the mailbox that sends: it has to be another one of the Order's")
	}
	k := c.Conservazione
	bad(min(k.RichiesteAnni, k.DiffideAnni, k.LettereAnni) >= 0, "conservazione", "a term is negative")
	bad(max(k.RichiesteAnni, k.DiffideAnni, k.LettereAnni) == 0 || strings.TrimSpace(k.Fondamento) != "", "conservazione.fondamento", "is missing: a proposal names its ground")
	bad(c.Registro.AncoraGiorni >= 0, "registro.ancora_giorni", "%d is not a number of days", c.Registro.AncoraGiorni)
	c.checkPersone(bad)
	c.checkAvvisi(bad)
	c.checkFeeds(bad)
	oneOf("policy.accept_ordinary_for_R3", c.Policy.AcceptOrdinaryForR3, "CHALLENGE", "NO")
	for _, d := range c.Policy.DiffidaPer {
		oneOf("policy.diffida_per", d, "ASSENTE", "SATURA", "MAI_ATTIVATA", "NON_VALIDO")
	}
	for _, w := range c.Policy.FinestreDiffida {
		from, to, ok := strings.Cut(w, "/")
		bad(ok && dayRE.MatchString(from) && dayRE.MatchString(to), "policy.finestre_diffida", "%q is not mm-dd/mm-dd", w)
	}
	for _, t := range c.Avvio.Automatico {
		bad(typeRE.MatchString(t), "avvio.automatico", "%q is not a request type R1 to R16", t)
	}
	if c.Avvio.T0 != "" {
		_, err := time.Parse(time.RFC3339, c.Avvio.T0)
		bad(err == nil, "avvio.t0", "%q is not an instant such as 2026-11-01T00:00:00+01:00", c.Avvio.T0)
	}
	p := c.Policy
	for key, n := range map[string]int{"backup.tieni": c.Backup.Tieni, "invio.max_ora": c.Invio.MaxOra, "invio.max_giorno": c.Invio.MaxGiorno, "invio.ritardo_minuti": c.Invio.RitardoMinuti, "invio.max_ora_massivo": c.Invio.MaxOraMassivo,
		"policy.integrazione_giorni": p.IntegrazioneGiorni, "policy.conferma_giorni": p.ConfermaGiorni, "policy.conclusione_giorni": p.ConclusioneGiorni,
		"policy.revoke_grace_days": p.RevokeGraceDays, "policy.diffida_giorni": p.DiffidaGiorni, "policy.pa_giorni": p.PAGiorni,
		"policy.preavviso_bonario_giorni": p.PreavvisoBonarioGiorni, "policy.never_activated_days": p.NeverActivatedDays,
		"policy.max_bozze_diffida_giorno": p.MaxBozzeDiffidaGiorno, "policy.conserva_altra_posta": p.ConservaAltraPosta} {
		bad(n >= 0, key, "is negative")
	}
	bad(rules.OrarioValido(c.Invio.Orario), "invio.orario", `%q is not "sempre" or like "lun-ven 08:00-19:00"`, c.Invio.Orario)
	for _, d := range c.Policy.LocalHolidays {
		bad(dayRE.MatchString(d), "policy.local_holidays", "%q is not a day mm-dd", d)
	}
	slices.SortFunc(errs, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(errs...)
}
