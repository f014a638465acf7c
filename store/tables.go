package store

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/y"
	"google.golang.org/protobuf/proto"
)

// checkTables looks at the footer of every table file before Badger does: Badger ends the whole process over a
// table that is cut short. A footer is index ‖ length ‖ checksum of the index ‖ length.
func checkTables(dir string) error {
	list, err := filepath.Glob(filepath.Join(dir, "*.sst"))
	if err != nil {
		return fmt.Errorf("listing the tables of the index: %w", err)
	}
	for _, path := range list {
		if err := checkTable(path); err != nil {
			return fmt.Errorf("%w: table %s: %w", errIndex, filepath.Base(path), err)
		}
	}
	if len(list) == 0 {
		return nil
	}
	if _, err := os.Stat(filepath.Join(dir, "MANIFEST")); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: it has tables and no manifest", errIndex)
	}
	return nil
}

func checkTable(path string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	b, sumBytes, ok := cutTail(b)
	if !ok {
		return errors.New("it is cut short")
	}
	_, index, ok := cutTail(b)
	if !ok {
		return errors.New("it is cut short")
	}
	var c pb.Checksum
	if err := proto.Unmarshal(sumBytes, &c); err != nil {
		return fmt.Errorf("its checksum is unreadable: %w", err)
	}
	if c.Algo != pb.Checksum_CRC32C && c.Algo != pb.Checksum_XXHash64 {
		return errors.New("its checksum is of no known kind") // Badger panics on it
	}
	return y.VerifyChecksum(index, &c)
}

// cutTail splits off a tail that is followed by its length.
func cutTail(b []byte) (rest, tail []byte, ok bool) {
	if len(b) < 4 {
		return nil, nil, false
	}
	n := uint64(binary.BigEndian.Uint32(b[len(b)-4:]))
	b = b[:len(b)-4]
	if n == 0 || n > uint64(len(b)) {
		return nil, nil, false
	}
	return b[:uint64(len(b))-n], b[uint64(len(b))-n:], true
}
