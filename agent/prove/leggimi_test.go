package prove

import (
	"encoding/base64"
	"mime/quotedprintable"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestDalFirmato: the commands that take the certification data out of what is signed find the first ones, whatever their encoding
// and however the lines of the message end, and nothing of the text or of a message inside.
func TestDalFirmato(t *testing.T) {
	const xml = "<postacert>\r\n<msgid>&lt;a=b." + "0123456789012345678901234567890123456789012345678901234567890123456789@pec.example&gt;</msgid>\r\n</postacert>\r\n"
	const id = "a=b.0123456789012345678901234567890123456789012345678901234567890123456789@pec.example"
	var quoted strings.Builder
	w := quotedprintable.NewWriter(&quoted)
	_, err := w.Write([]byte(xml))
	must(t, err)
	must(t, w.Close())
	for codifica, body := range map[string]string{"base64": base64.StdEncoding.EncodeToString([]byte(xml)) + "\r\n", "quoted-printable": quoted.String(), "7bit": xml, "8bit": xml, "": xml} {
		for _, end := range []string{"\r\n", "\n"} {
			part := "Content-Type: application/xml;\r\n name=\"daticert.xml\"\r\nContent-Disposition: inline; filename=\"daticert.xml\"\r\nContent-Transfer-Encoding: " + codifica + "\r\n\r\n"
			text := "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nIl file daticert.xml ha i dati.\r\n--b\r\n" + part + body +
				"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: altro\r\n\r\n" + part + "altro\r\n--b--\r\n"
			dir := t.TempDir()
			must(t, os.WriteFile(filepath.Join(dir, "firmato.txt"), []byte(strings.ReplaceAll(text, "\r\n", end)), 0o600))
			must(t, os.Mkdir(filepath.Join(dir, "x"), 0o700))
			c := exec.Command("bash", "-c", dalFirmato+decodifica[codifica])
			c.Dir = filepath.Join(dir, "x")
			out, err := c.Output()
			must(t, err)
			if got := strings.ReplaceAll(string(out), "\r\n", "\n"); !strings.Contains(got, id) || strings.Contains(got, "altro") || codifica == "base64" && string(out) != xml {
				t.Errorf("%q, lines end with %q:\n%q", codifica, end, out)
			}
		}
	}
}
