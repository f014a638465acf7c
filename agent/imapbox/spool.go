package imapbox

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// spool holds the body of a large message while it comes in: a file without a name, mapped once it is whole, so that its
// pages belong to the file and a message of 100 MB costs the process no memory.
type spool struct {
	f      *os.File
	n      int64
	mapped []byte
}

// newSpool makes the file in a folder ("" = the system's) and takes its name away at once: a crash leaves nothing.
func newSpool(dir string) (*spool, error) {
	f, err := os.CreateTemp(dir, "imap-*")
	if err != nil {
		return nil, fmt.Errorf("making room for a large message: %w", err)
	}
	if err := os.Remove(f.Name()); err != nil {
		f.Close()
		return nil, fmt.Errorf("making room for a large message: %w", err)
	}
	return &spool{f: f}, nil
}

func (s *spool) add(b []byte) error {
	n, err := s.f.Write(b)
	s.n += int64(n)
	if err != nil {
		return fmt.Errorf("keeping a large message: %w", err)
	}
	return nil
}

// bytes maps what was added; they are valid until close.
func (s *spool) bytes() (b []byte, err error) {
	if s.mapped, err = unix.Mmap(int(s.f.Fd()), 0, int(s.n), unix.PROT_READ, unix.MAP_PRIVATE); err != nil {
		return nil, fmt.Errorf("mapping a large message: %w", err)
	}
	return s.mapped, nil
}

func (s *spool) close() {
	if s.mapped != nil {
		unix.Munmap(s.mapped) // fails only for what was not mapped
	}
	s.f.Close() // nothing of it is needed any more
}

// release lets go of the large messages of a batch.
func (b *Box) release() {
	for _, s := range b.spools {
		s.close()
	}
	b.spools = nil
}
