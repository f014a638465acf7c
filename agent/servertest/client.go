package servertest

import (
	"crypto/tls"
	"net"
	"strconv"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Client is another mail program on the account: it opens folders for writing, moves and deletes.
type Client struct {
	*imapclient.Client
	d *DovecotServer
}

// Client logs in; the test's end logs out.
func (d *DovecotServer) Client() *Client {
	d.t.Helper()
	conn, err := tls.Dial("tcp", net.JoinHostPort(d.Host, strconv.Itoa(d.Port)), d.TLS())
	if err != nil {
		d.t.Fatal(err)
	}
	c := &Client{imapclient.New(conn, nil), d}
	d.t.Cleanup(func() { c.Client.Close() })
	c.must(c.Login(d.User, d.Password).Wait())
	return c
}

func (c *Client) must(err error) {
	c.d.t.Helper()
	if err != nil {
		c.d.t.Fatalf("another mail program: %v", err)
	}
}

// Open selects a folder for writing and gives the number of its messages.
func (c *Client) Open(folder string) uint32 {
	c.d.t.Helper()
	data, err := c.Select(folder, nil).Wait()
	c.must(err)
	return data.NumMessages
}

// MoveAll moves every message of a folder to another one, which is made where it is missing.
func (c *Client) MoveAll(from, to string) {
	c.d.t.Helper()
	_ = c.Create(to, nil).Wait() // it may be there
	if c.Open(from) > 0 {
		_, err := c.Move(all(), to).Wait()
		c.must(err)
	}
}

// DeleteAll takes every message of a folder and deletes it for good, as a POP3 reader does.
func (c *Client) DeleteAll(folder string) {
	c.d.t.Helper()
	if c.Open(folder) > 0 {
		c.must(c.Store(all(), &imap.StoreFlags{Op: imap.StoreFlagsAdd, Silent: true, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close())
		c.must(c.Expunge().Close())
	}
}

func all() imap.UIDSet { return imap.UIDSet{imap.UIDRange{Start: 1, Stop: 0}} }
