package modulo

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestMain: the test binary is also the child.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == Comando {
		code := Figlio(os.Stdin, os.Stdout)
		unix.RawSyscall(unix.SYS_EXIT_GROUP, uintptr(code), 0, 0) // os.Exit takes a second under the race detector
	}
	os.Exit(m.Run())
}

func legge(t *testing.T, pdf []byte) Modulo {
	t.Helper()
	return Lettore{}.Leggi(t.Context(), pdf)
}

// documento is a PDF of objects, numbered from 1; the first is the catalog. {…} in a stream object is its content.
func documento(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

func flusso(head, body string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", head, len(body), body)
}

func compresso(head, body string) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	w.Write([]byte(body))
	w.Close()
	return flusso(head+" /Filter /FlateDecode", z.String())
}

const risorse = "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> >> /XObject << /X 6 0 R >> >>"

// lettera is a page with text: two lines, words parted by a step and by an adjustment, one line in a drawing.
func lettera(extra string, more ...string) []byte {
	return documento(append([]string{
		"<< /Type /Catalog /Pages 2 0 R " + extra + " >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] " + risorse + " /Contents 4 0 R >>",
		compresso("", "BT /F1 12 Tf 72 700 Td (Il sottoscritto) Tj 90 0 Td (Marco Rossi) Tj\n0 -20 Td [(chiede) -300 (perch\\351) -250 (n) 15 (on)] TJ ET\nBT /F1 12 Tf 1 0 0 1 72 640 Tm (virt\\371 \\200 10) Tj ET /X Do"),
		"<< >>",
		flusso("/Type /XObject /Subtype /Form /BBox [0 0 100 100]", "BT /F1 10 Tf 10 10 Td (dentro un disegno) Tj ET"),
	}, more...)...)
}

const testoLettera = "Il sottoscritto Marco Rossi\nchiede perché non\nvirtù € 10\ndentro un disegno"

// modulistica is a form with every kind of field.
func modulistica() []byte {
	utf16 := "<FEFF00470069007500F900200052006F00730073006900202013>" // "Giuù Rossi –"
	return lettera("/AcroForm << /Fields [7 0 R 8 0 R 9 0 R 10 0 R 11 0 R 12 0 R 13 0 R 14 0 R 15 0 R 19 0 R] >>",
		"<< /FT /Tx /T (nome) /TU (Nome e cognome) /V "+utf16+" >>",
		"<< /FT /Tx /T (indirizzo) /V (L\\220acqua \\350 fresca: 5 \\240) >>", // PDFDocEncoding: right quote, è, euro
		"<< /FT /Tx /T (vuoto) >>",
		"<< /T (casella) /FT /Btn /Kids [16 0 R 17 0 R] >>",
		"<< /FT /Btn /T (scelta) /Ff 32768 /V /1 /Opt [(primo) (secondo)] >>",
		"<< /FT /Btn /T (invia) /Ff 65536 >>",
		"<< /FT /Ch /T (provincia) /V (RM) /Opt [[(MI) (Milano)] [(RM) (Roma)]] >>",
		"<< /FT /Ch /T (lingue) /V [(it) (de)] >>",
		"<< /FT /Sig /T (firma) /V << /Type /Sig >> >>",
		"<< /Parent 10 0 R /T (si) /V /S#EC >>",
		"<< /Parent 10 0 R /T (no) /AS /Off >>",
		flusso("", "riga una\nriga due"),
		"<< /FT /Tx /T (note) /V 18 0 R >>")
}

func TestTesto(t *testing.T) {
	for name, pdf := range map[string][]byte{
		"plain":           lettera(""),
		"2.0":             bytes.Replace(lettera(""), []byte("%PDF-1.7"), []byte("%PDF-2.0"), 1),
		"blank in header": bytes.Replace(lettera(""), []byte("%PDF-1.7\n"), []byte("%PDF-1.7 "), 1),
		"epilogue":        append(lettera(""), strings.Repeat("\x00", 500)...),
	} {
		if m := legge(t, pdf); m.Text != testoLettera || m.Error != "" || len(m.Fields) != 0 {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestCampi(t *testing.T) {
	m := legge(t, modulistica())
	want := []Campo{
		{"nome", "Nome e cognome", "Giuù Rossi –"}, {"indirizzo", "", "L’acqua è fresca: 5 €"}, {Name: "vuoto"}, {"casella.si", "", "Sì"}, {Name: "casella.no"},
		{"scelta", "", "secondo"}, {"provincia", "", "Roma"}, {"lingue", "", "it, de"}, {"firma", "", "(firma digitale)"}, {"note", "", "riga una\nriga due"},
	}
	if !reflect.DeepEqual(m.Fields, want) || m.Text != testoLettera || m.Error != "" {
		t.Errorf("%+v", m)
	}
	if m := legge(t, lettera("/AcroForm << /Fields [] /XFA [] >>")); !strings.Contains(m.Error, "XFA") || m.Text == "" {
		t.Errorf("XFA: %+v", m)
	}
}

// TestFlussoDiOggetti: objects within a compressed stream, found by a compressed table (ISO 32000-1 §7.5.7, §7.5.8).
func TestFlussoDiOggetti(t *testing.T) {
	inside := []string{"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /Contents 5 0 R >>", "<< /FT /Tx /T (cf) /V (RSSMRC69S21G702W) >>"}
	var head, body strings.Builder
	for i, o := range inside {
		fmt.Fprintf(&head, "%d %d ", i+1, body.Len())
		body.WriteString(o + " ")
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.5\n")
	text := b.Len()
	fmt.Fprintf(&b, "5 0 obj\n%s\nendobj\n", flusso("", "BT 12 0 0 12 0 0 Tm (testo) Tj ET"))
	stream := b.Len()
	fmt.Fprintf(&b, "6 0 obj\n%s\nendobj\n", compresso(fmt.Sprintf("/Type /ObjStm /N %d /First %d", len(inside), head.Len()), head.String()+body.String()))
	table := b.Len()
	var x bytes.Buffer
	row := func(kind, a, c int) { x.Write([]byte{byte(kind), byte(a >> 8), byte(a), byte(c)}) }
	row(0, 0, 0)
	for i := range inside {
		row(2, 6, i)
	}
	row(1, text, 0)
	row(1, stream, 0)
	row(1, table, 0)
	fmt.Fprintf(&b, "7 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", compresso("/Type /XRef /Size 8 /W [1 2 1] /Root 1 0 R", x.String()), table)
	m := legge(t, b.Bytes())
	if m.Text != "testo" || m.Error != "" || !reflect.DeepEqual(m.Fields, []Campo{{Name: "cf", Value: "RSSMRC69S21G702W"}}) {
		t.Errorf("%+v", m)
	}
}

// TestPoppler holds the text against pdftotext.
func TestPoppler(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("SKIPPED: pdftotext (poppler-utils) is not installed: the text of PDFs is not held against another reader")
	}
	c := exec.Command("pdftotext", "-raw", "-enc", "UTF-8", "-", "-")
	c.Stdin = bytes.NewReader(lettera(""))
	out, err := c.Output()
	if err != nil {
		t.Fatal(err)
	}
	if ours := legge(t, lettera("")).Text; strings.Join(strings.Fields(ours), " ") != strings.Join(strings.Fields(string(out)), " ") {
		t.Errorf("we read %q, poppler %q", ours, out)
	}
}

// TestRifiuti: what is not read, and why.
func TestRifiuti(t *testing.T) {
	for name, c := range map[string]struct {
		pdf  []byte
		want string
	}{
		"not a PDF": {[]byte("PK\x03\x04"), "non è un PDF"},
		"empty":     {nil, "non è un PDF"},
		"too large": {append([]byte("%PDF-1.7\n"), make([]byte, MaxPDF)...), "16 MiB"},
		"cut":       {lettera("")[:200], "danneggiato"},
		"encrypted": {bytes.Replace(lettera(""), []byte("/Root 1 0 R"), []byte("/Root 1 0 R /Encrypt << /Filter /Standard /V 5 /R 6 /Length 256 >>"), 1), "cifrato"},
	} {
		if m := legge(t, c.pdf); !strings.Contains(m.Error, c.want) || m.Text != "" || m.Fields != nil {
			t.Errorf("%s: %+v", name, m)
		}
	}
	if m := (Lettore{Argv: []string{"/nonexistent"}}).Leggi(t.Context(), lettera("")); !strings.Contains(m.Error, "non è partito") {
		t.Errorf("%+v", m)
	}
}

// TestBombe: what is made to take memory or time ends within the limits, with a reason.
func TestBombe(t *testing.T) {
	page := "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>"
	with := func(content string) []byte {
		return documento("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content)
	}
	loop := lettera("")
	start := bytes.LastIndex(loop, []byte("xref\n0"))
	for name, c := range map[string]struct {
		pdf []byte
		how string // "ends": in an error; "holds": without one; "": as fast as the machine is
	}{
		"a gigabyte of blanks":             {with(zeri(1<<30, " ")), ""},
		"a gigabyte of names":              {with(zeri(1<<30, "/A ")), "ends"},
		"one endless string":               {with(zeri(1<<30, "(aaaaaaaa")), "ends"},
		"nested arrays":                    {with(zeri(1<<26, "[")), "ends"},
		"much text":                        {with(zeri(1<<26, "(abcdefgh) Tj ")), "holds"},
		"a table without end":              {bytes.Replace(loop, []byte("/Root 1 0 R"), fmt.Appendf(nil, "/Root 1 0 R /Prev %d", start), 1), "ends"},
		"a table of ten thousand millions": {bytes.Replace(loop, []byte("xref\n0 7"), []byte("xref\n0 9999999999"), 1), "ends"},
		"pages that hold themselves":       {documento("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 1000000 >>"), ""},
		"fields that hold themselves":      {documento("<< /Type /Catalog /AcroForm << /Fields [2 0 R] >> >>", "<< /T (a) /Kids [2 0 R 2 0 R 2 0 R] >>"), "holds"},
		"a drawing that draws itself": {documento("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
			"<< /Type /Page /Parent 2 0 R /Resources << /XObject << /X 4 0 R >> >> /Contents 4 0 R >>", flusso("/Subtype /Form", strings.Repeat("/X Do ", 100))), "holds"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from := time.Now()
			m := legge(t, c.pdf)
			t.Logf("%v: %d fields, %d bytes of text, %q", time.Since(from).Round(time.Millisecond), len(m.Fields), len(m.Text), m.Error)
			if c.how == "ends" && m.Error == "" || c.how == "holds" && m.Error != "" || len(m.Text) > maxTesto+8 || len(m.Fields) > maxCampi {
				t.Errorf("%.300s", fmt.Sprintf("%+v", m))
			}
		})
	}
}

// zeri is a compressed stream of n bytes of a pattern: one piece is compressed by itself and then repeated, so that a
// gigabyte costs its maker nothing, as it would a sender.
func zeri(n int, pattern string) string {
	var piece bytes.Buffer
	chunk := []byte(strings.Repeat(pattern, 1<<20/len(pattern)))
	w, _ := flate.NewWriter(&piece, flate.BestCompression)
	w.Write(chunk)
	w.Flush()
	var end bytes.Buffer
	w, _ = flate.NewWriter(&end, flate.BestCompression)
	w.Close()
	return flusso("/Filter /FlateDecode", "\x78\x9c"+strings.Repeat(piece.String(), n/len(chunk))+end.String()+"\x00\x00\x00\x00")
}

// TestMutazioni: a thousand damaged forms; each gives an answer in time, and the parent lives.
func TestMutazioni(t *testing.T) {
	n := 1000
	if testing.Short() {
		n = 100
	}
	sound := [][]byte{lettera(""), modulistica()}
	r := rand.New(rand.NewPCG(32000, 1))
	jobs := make(chan []byte)
	var wg sync.WaitGroup
	var mu sync.Mutex
	failed, read := 0, 0
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for b := range jobs {
				m := Lettore{}.Leggi(context.Background(), b)
				mu.Lock()
				if m.Error != "" {
					failed++
				}
				if m.Text != "" || len(m.Fields) > 0 {
					read++
				}
				mu.Unlock()
			}
		})
	}
	for i := range n {
		b := bytes.Clone(sound[i%len(sound)])
		for range 1 + r.IntN(3) {
			switch at := r.IntN(len(b)); r.IntN(9) {
			case 0, 1, 2, 3:
				b[at] ^= 1 << r.IntN(8)
			case 4, 5, 6:
				b[at] = "()<>[]/% 0R\x00\xff"[r.IntN(13)]
			case 7:
				b = append(b[:at], b[min(len(b), at+1+r.IntN(20)):]...)
			default:
				b = append(b[:at], append(bytes.Clone(b[at:min(len(b), at+r.IntN(50))]), b[at:]...)...)
			}
			if len(b) == 0 {
				b = []byte("%PDF-1.7\n")
			}
		}
		jobs <- b
	}
	close(jobs)
	wg.Wait()
	t.Logf("%d damaged files: something read of %d, an error for %d", n, read, failed)
	if failed < n/20 || read < n/20 {
		t.Errorf("the changes are too soft or too rough: %d errors, %d read", failed, read)
	}
}
