package demo

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

// ErrFinito is returned for requests after the provider has gone.
var ErrFinito = errors.New("the demo provider has ended")

// maxLine caps one line of the control protocol: a 100 MB message in base64 fits.
const maxLine = 192 << 20

// Client drives a provider that Serve runs at the other end of w and r. Its methods are safe for concurrent use;
// requests go one at a time.
type Client struct {
	mu  sync.Mutex
	w   io.Writer
	sc  *bufio.Scanner
	seq int
}

// NewClient speaks to a provider: w is its standard input, r its standard output.
func NewClient(w io.Writer, r io.Reader) *Client {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 0, 64<<10), maxLine)
	return &Client{w: w, sc: sc}
}

func (c *Client) call(op Op, arg, result any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seq++
	req := Request{ID: c.seq, Op: op}
	if arg != nil {
		b, err := json.Marshal(arg)
		if err != nil {
			return fmt.Errorf("writing demo request %s: %w", op, err)
		}
		req.Arg = b
	}
	if err := writeLine(c.w, req); err != nil {
		return fmt.Errorf("sending demo request %s: %w", op, err)
	}
	ans, err := c.answer()
	if err != nil {
		return fmt.Errorf("demo request %s: %w", op, err)
	}
	if ans.Error != "" {
		return fmt.Errorf("demo request %s: %s", op, ans.Error)
	}
	if result == nil || len(ans.Result) == 0 {
		return nil
	}
	if err := json.Unmarshal(ans.Result, result); err != nil {
		return fmt.Errorf("reading answer to demo request %s: %w", op, err)
	}
	return nil
}

func (c *Client) answer() (Answer, error) {
	if !c.sc.Scan() {
		if err := c.sc.Err(); err != nil {
			return Answer{}, err
		}
		return Answer{}, ErrFinito
	}
	var a Answer
	if err := json.Unmarshal(c.sc.Bytes(), &a); err != nil {
		return Answer{}, fmt.Errorf("reading answer: %w", err)
	}
	if a.ID != c.seq {
		return Answer{}, fmt.Errorf("answer %d to request %d", a.ID, c.seq)
	}
	return a, nil
}

func writeLine(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}

// Stato says where the provider listens; it is also the way to wait until it does.
func (c *Client) Stato() (a Avvio, err error) { err = c.call(OpStato, nil, &a); return }

// Clock sets the virtual clock; what falls due becomes deliverable.
func (c *Client) Clock(t time.Time) error { return c.call(OpClock, Quando{Ora: t}, nil) }

// Scrivi makes somebody write to the Order. The message waits until it is released.
func (c *Client) Scrivi(s Scritto) (r Spedito, err error) { err = c.call(OpScrivi, s, &r); return }

// Rispondi makes a member answer a letter of the Order.
func (c *Client) Rispondi(x Risposta) (r Spedito, err error) { err = c.call(OpRispondi, x, &r); return }

// Travesti queues a genuine message of INBOX under other outer headers.
func (c *Client) Travesti(x Travestimento) (r Spedito, err error) {
	err = c.call(OpTravesti, x, &r)
	return
}

// Casella lists the letters of the Order in the mailbox of a recipient, in order of arrival.
func (c *Client) Casella(addr string) (l []Arrivata, err error) {
	err = c.call(OpCasella, Indirizzo{addr}, &l)
	return
}

// Politica sets what becomes of letters to addr ("*@domain" and "*" are allowed).
func (c *Client) Politica(addr string, p Politica) error {
	return c.call(OpPolitica, Assegna{addr, p}, nil)
}

// ConsegnaPosta releases the first n messages that are due for the Order (n <= 0: all) into INBOX.
func (c *Client) ConsegnaPosta(n int) (l []Consegnato, err error) {
	err = c.call(OpConsegna, Quanti{n}, &l)
	return
}

// Automatica releases what is due at once from now on.
func (c *Client) Automatica(on bool) error { return c.call(OpAutomatica, Acceso{on}, nil) }

// Rilascia makes withheld receipts of a recipient ("" = of all) due, and tells how many.
func (c *Client) Rilascia(addr string) (n int, err error) {
	var q Quanti
	err = c.call(OpRilascia, Indirizzo{addr}, &q)
	return q.N, err
}

// Ruota lets receipts rotate DER and BER, SHA-1 and SHA-256.
func (c *Client) Ruota(on bool) error { return c.call(OpRuota, Acceso{on}, nil) }

// Guasto arms a fault.
func (c *Client) Guasto(g Guasto) error { return c.call(OpGuasto, g, nil) }

// Ripara disarms every fault.
func (c *Client) Ripara() error { return c.call(OpRipara, nil, nil) }

// Sposta is a person moving a message of INBOX to another folder.
func (c *Client) Sposta(uid uint32, cartella string) error {
	return c.call(OpSposta, Spostamento{uid, cartella}, nil)
}

// Messaggio gives a message of a folder of the Order byte for byte.
func (c *Client) Messaggio(cartella string, uid uint32) ([]byte, error) {
	var g Grezzo
	err := c.call(OpMessaggio, UID{cartella, uid}, &g)
	return g.Raw, err
}

// Registro gives the ledger.
func (c *Client) Registro() (r Registro, err error) { err = c.call(OpRegistro, nil, &r); return }

// Sabota drops, doubles or alters the nth letter from now that the provider takes (n%3 = 1, 2, 0).
func (c *Client) Sabota(n int) error { return c.call(OpSabota, Quanti{n}, nil) }

// Fine ends the provider.
func (c *Client) Fine() error { return c.call(OpFine, nil, nil) }
