package console

import (
	"net/http"
	"strings"
)

// csp allows nothing but the console's own files; what a member's mail contains can load and run nothing.
const csp = "default-src 'none'; connect-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-src 'self'; " +
	"frame-ancestors 'none'; base-uri 'none'; require-trusted-types-for 'script'; trusted-types pecagent"

// maxModulo is what a form may send, in octets.
const maxModulo = 1 << 20

// protegge sets the headers of reliability.md §6.2 on every answer and refuses what another site makes a browser send.
func (c *Console) protegge(next http.Handler) http.Handler {
	cross := http.NewCrossOriginProtection()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", csp)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()")
		if !strings.HasPrefix(r.URL.Path, "/static/") {
			h.Set("Cache-Control", "no-store")
		} else {
			h.Set("Cache-Control", "private, max-age=300")
		}
		if r.TLS != nil {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		r.Body = http.MaxBytesReader(w, r.Body, maxModulo)
		if err := cross.Check(r); err != nil || anonima(r) {
			http.Error(w, "La richiesta non viene da una pagina della console.", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// anonima is a request that changes something and does not say which page it comes from: every browser that has the pages says it
// (Sec-Fetch-Site or Origin), and CrossOriginProtection lets pass what says nothing.
func anonima(r *http.Request) bool {
	safe := r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions
	return !safe && r.Header.Get("Sec-Fetch-Site") == "" && r.Header.Get("Origin") == ""
}
