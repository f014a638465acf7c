package salute

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Vecchio is how old an answer may be.
const Vecchio = 3 * time.Second

// Stato is what is known of the agent. A figure that is not known is not there.
type Stato struct {
	Motivi []string // why the agent does not do its work, in Italian; empty when it does
	Misure []Misura
}

// Misura is one figure. Several of one name differ in their labels and stand together.
type Misura struct {
	Nome      string // pecagent_…
	Aiuto     string // one line, English
	Contatore bool   // it only grows
	Etichette [][2]string
	Valore    float64
}

// Server answers on one listener.
type Server struct {
	l      net.Listener
	srv    *http.Server
	chiedi func() (Stato, error)

	mu    sync.Mutex
	preso time.Time
	stato Stato
	err   error
}

// Apri begins to listen on a loopback address; chiedi gathers.
func Apri(addr string, chiedi func() (Stato, error)) (*Server, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listening for the monitoring program: %w", err)
	}
	if a, ok := l.Addr().(*net.TCPAddr); !ok || !a.IP.IsLoopback() {
		return nil, errors.Join(fmt.Errorf("%s is not on loopback", addr), l.Close())
	}
	s := &Server{l: l, chiedi: chiedi}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /metrics", s.metrics)
	s.srv = &http.Server{Handler: locale(mux), ReadTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10}
	return s, nil
}

// Addr is where it listens.
func (s *Server) Addr() string { return s.l.Addr().String() }

// Servi answers until Chiudi.
func (s *Server) Servi(context.Context) error {
	if err := s.srv.Serve(s.l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("answering the monitoring program: %w", err)
	}
	return nil
}

// Chiudi ends Servi.
func (s *Server) Chiudi() { s.srv.Close() }

// locale refuses a request that names another host than this one.
func locale(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if ip := net.ParseIP(strings.Trim(host, "[]")); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "solo da questa macchina", http.StatusMisdirectedRequest)
			return
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-store")
		next.ServeHTTP(w, r)
	})
}

// adesso gives what was gathered less than Vecchio ago, or gathers.
func (s *Server) adesso() (Stato, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.preso.IsZero() || time.Since(s.preso) >= Vecchio {
		s.stato, s.err = s.chiedi()
		s.preso = time.Now()
	}
	return s.stato, s.err
}

func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	st, err := s.adesso()
	if err != nil {
		st.Motivi = append(st.Motivi, "lo stato non si può leggere: "+err.Error())
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if len(st.Motivi) == 0 {
		fmt.Fprintln(w, "ok")
		return
	}
	w.WriteHeader(http.StatusServiceUnavailable)
	fmt.Fprintln(w, strings.Join(st.Motivi, "\n"))
}

func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	st, err := s.adesso()
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	healthy := 1.0
	if len(st.Motivi) > 0 {
		healthy = 0
	}
	list := append([]Misura{{Nome: "pecagent_healthy", Aiuto: "1 when /healthz says ok.", Valore: healthy}}, st.Misure...)
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	fmt.Fprint(w, Testo(list))
}
