package log

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	headerWords = "pecagent log "
	header      = headerWords + "1\n"
	saltSize    = 16
	lengthSize  = 4
	fixedSize   = 1 + 8 + saltSize // flags, seq, salt
	maxFrame    = 32 << 20         // far above any event; a larger length can only be damage

	flagMore   = 1
	flagErased = 2
)

// Record is one frame as read.
type Record struct {
	Seq    int64
	Salt   [saltSize]byte
	Event  []byte // JSON; nil when erased
	More   bool   // more events of the same decision follow
	Erased bool
	// Digest is SHA-256(Salt ‖ Event): what the leaf of the tree is made from.
	Digest [sha256.Size]byte
}

// Leaf is the hash of the record in the tree (RFC 6962 §2.1).
func (r Record) Leaf() tlog.Hash { return tlog.RecordHash(r.Digest[:]) }

// Digest is SHA-256(salt ‖ event).
func Digest(salt, event []byte) (d [sha256.Size]byte) {
	h := sha256.New()
	h.Write(salt)
	h.Write(event)
	h.Sum(d[:0])
	return d
}

// appendFrame encodes a frame. body is the event, or the digest of an erased one.
func appendFrame(b []byte, flags byte, seq int64, salt [saltSize]byte, body []byte) []byte {
	start := len(b)
	b = binary.BigEndian.AppendUint32(b, uint32(fixedSize+len(body)))
	b = append(b, flags)
	b = binary.BigEndian.AppendUint64(b, uint64(seq))
	b = append(b, salt[:]...)
	b = append(b, body...)
	sum := sha256.Sum256(b[start:])
	return append(b, sum[:]...)
}

var (
	errShort   = errors.New("the file ends inside a frame")
	errDamaged = errors.New("the bytes of a frame do not match their digest")
)

// readFrame reads one frame: io.EOF at a clean end, errShort when the bytes end early, errDamaged when they are
// not a frame, else the reader's error. size is what was consumed.
func readFrame(r io.Reader) (rec Record, size int64, err error) {
	var length [lengthSize]byte
	if n, err := io.ReadFull(r, length[:]); err != nil {
		if n == 0 && err == io.EOF {
			return rec, 0, io.EOF
		}
		return rec, 0, short(err)
	}
	n := binary.BigEndian.Uint32(length[:])
	if n < fixedSize || n > maxFrame {
		return rec, 0, errDamaged
	}
	b := make([]byte, lengthSize+int(n)+sha256.Size)
	copy(b, length[:])
	if _, err := io.ReadFull(r, b[lengthSize:]); err != nil {
		return rec, 0, short(err)
	}
	rec, err = parseFrame(b)
	return rec, int64(len(b)), err
}

func short(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errShort
	}
	return err
}

// parseFrame decodes the bytes of exactly one frame, its length already read.
func parseFrame(b []byte) (rec Record, err error) {
	end := len(b) - sha256.Size
	if sha256.Sum256(b[:end]) != [sha256.Size]byte(b[end:]) {
		return rec, errDamaged
	}
	flags, body := b[lengthSize], b[lengthSize+fixedSize:end]
	if flags&^(flagMore|flagErased) != 0 {
		return rec, errDamaged // no version of this format wrote it
	}
	rec.Seq = int64(binary.BigEndian.Uint64(b[lengthSize+1:]))
	rec.Salt = [saltSize]byte(b[lengthSize+9:])
	rec.More, rec.Erased = flags&flagMore != 0, flags&flagErased != 0
	if !rec.Erased {
		rec.Event, rec.Digest = body, Digest(rec.Salt[:], body)
		return rec, nil
	}
	if len(body) != sha256.Size {
		return rec, errDamaged
	}
	rec.Digest = [sha256.Size]byte(body)
	return rec, nil
}
