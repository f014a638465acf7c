package fascicolo

import (
	"slices"
	"strings"
	"testing"

	"pecagent/mailparse"
)

func parteDi(t testing.TB, eml []byte, nome string) []byte {
	t.Helper()
	m, err := mailparse.Parse(eml)
	must(t, err)
	for _, a := range m.PartiFirmate() {
		if a.Name == nome {
			return a.Content()
		}
	}
	t.Fatalf("no %s", nome)
	return nil
}

// TestBuono: a sound fascicolo, and what is said of it.
func TestBuono(t *testing.T) {
	p := nuova(t)
	v := p.verdetto()
	if v.Verdetto != Verificato {
		t.Fatal(detto(v))
	}
	for _, id := range []string{CZip, CManifest, CFile, CCheckpoint, CRecord, CFirma, CRicevuta, CContenuto, CTraccia, CCompleto, CEstratto, CFirme, CAncora} {
		if !slices.ContainsFunc(v.Controlli, func(c Controllo) bool { return c.ID == id }) {
			t.Errorf("%s was not checked\n%s", id, detto(v))
		}
	}
	if len(v.Prima) != 1 || v.Prima[0].Record != 5 || v.Prima[0].File != "30_ricevuta_consegna.eml" || v.PrimaDi(5).IsZero() || !v.PrimaDi(6).IsZero() {
		t.Errorf("before: %+v", v.Prima)
	}
	all := detto(v)
	for _, words := range []string{"revoca", "scansione.pdf: che il documento sia autentico", "conformità, provenienza", "LEGGIMI.txt: ne fa fede solo", "ciò che manca", "nessuna àncora li raggiunge"} {
		if !strings.Contains(all, words) {
			t.Errorf("%q is not said\n%s", words, all)
		}
	}
	if strings.Contains(all, "--chiave") {
		t.Error("the key was given from outside")
	}
	if v := VerificaZip(p.zip(), Opzioni{Fiducia: p.g.fiducia()}); v.Verdetto != Verificato || !strings.Contains(detto(v), "--chiave") {
		t.Errorf("without the key: %s\n%s", v.Verdetto, detto(v))
	}
}
