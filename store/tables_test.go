package store

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/dgraph-io/badger/v4/pb"
	"github.com/dgraph-io/badger/v4/y"
	"google.golang.org/protobuf/proto"
)

func withLength(b []byte) []byte {
	return binary.BigEndian.AppendUint32(slices.Clone(b), uint32(len(b)))
}

// table makes the bytes of a table file with the given index and checksum.
func table(t *testing.T, index []byte, c *pb.Checksum) []byte {
	t.Helper()
	sum, err := proto.Marshal(c)
	must(t, err)
	return slices.Concat([]byte("blocks"), withLength(index), withLength(sum))
}

// TestTableFooters: what would make Badger end the process is found before; what is sound passes, with either of
// the checksums that Badger writes.
func TestTableFooters(t *testing.T) {
	index := []byte("where the blocks are")
	crc := &pb.Checksum{Algo: pb.Checksum_CRC32C, Sum: y.CalculateChecksum(index, pb.Checksum_CRC32C)}
	xx := &pb.Checksum{Algo: pb.Checksum_XXHash64, Sum: y.CalculateChecksum(index, pb.Checksum_XXHash64)}
	good := table(t, index, crc)
	for _, c := range []struct {
		name string
		b    []byte
		says string // empty: sound
	}{
		{"CRC32C", good, ""},
		{"XXHash64", table(t, index, xx), ""},
		{"empty", nil, "it is cut short"},
		{"three bytes", []byte{0, 0, 1}, "it is cut short"},
		{"only a length", []byte{0, 0, 0, 1}, "it is cut short"},
		{"a length of nothing", []byte{9, 0, 0, 0, 0}, "it is cut short"},
		{"a length beyond the file", []byte{9, 0xff, 0xff, 0xff, 0xff}, "it is cut short"},
		{"no index before the checksum", withLength([]byte{8, 0}), "it is cut short"},
		{"a checksum that is none", slices.Concat(withLength(index), withLength([]byte{0xff, 0xff, 0xff})), "its checksum is unreadable"},
		{"a checksum of another kind", table(t, index, &pb.Checksum{Algo: 7, Sum: 1}), "of no known kind"},
		{"another checksum", table(t, index, &pb.Checksum{Algo: pb.Checksum_CRC32C, Sum: crc.Sum + 1}), "checksum mismatch"},
		{"the checksum of the other kind", table(t, index, &pb.Checksum{Algo: pb.Checksum_CRC32C, Sum: xx.Sum}), "checksum mismatch"},
		{"an index that was changed", slices.Concat(good[:8], []byte("W"), good[9:]), "checksum mismatch"},
	} {
		dir := t.TempDir()
		must(t, os.WriteFile(filepath.Join(dir, "000001.sst"), c.b, 0o600))
		must(t, os.WriteFile(filepath.Join(dir, "MANIFEST"), nil, 0o600))
		err := checkTables(dir)
		if c.says == "" && err != nil || c.says != "" && (!errors.Is(err, errIndex) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "table 000001.sst")) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
	for cut := range good {
		path := filepath.Join(t.TempDir(), "000001.sst")
		must(t, os.WriteFile(path, good[:cut], 0o600))
		if checkTable(path) == nil {
			t.Errorf("a table cut to %d of %d bytes passes", cut, len(good))
		}
	}
}

// TestTablesWithoutManifest: Badger would delete them and open empty; a folder without tables needs no manifest.
func TestTablesWithoutManifest(t *testing.T) {
	dir := t.TempDir()
	must(t, checkTables(dir))
	must(t, checkTables(filepath.Join(dir, "none")))
	index := []byte("x")
	must(t, os.WriteFile(filepath.Join(dir, "000001.sst"), table(t, index, &pb.Checksum{Algo: pb.Checksum_CRC32C, Sum: y.CalculateChecksum(index, pb.Checksum_CRC32C)}), 0o600))
	if err := checkTables(dir); !errors.Is(err, errIndex) || !strings.Contains(err.Error(), "no manifest") {
		t.Errorf("error %v", err)
	}
}

// TestFreeDisk: the guard at its border, when the disk cannot be asked, and switched off; the words a person reads.
func TestFreeDisk(t *testing.T) {
	free, broken := int64(5_000_000), errors.New("statfs is broken")
	var asked error
	o := Options{MinFree: 5_000_000, FreeBytes: func(string) (int64, error) { return free, asked }}
	must(t, o.room(o.MinFree))
	free--
	err := o.room(o.MinFree)
	if !errors.Is(err, ErrDiskFull) || err.Error() != "too little free disk: 4 MB are free where the data folder is, 5 MB must stay free; nothing is lost, mail stays on the server until there is room" {
		t.Errorf("error %v", err)
	}
	asked = broken
	if err := o.room(0); !errors.Is(err, ErrDiskFull) || !errors.Is(err, broken) {
		t.Errorf("a disk that does not answer: %v", err)
	}
	o.MinFree = -1
	must(t, o.room(1<<60))
	if d := (Options{}).withDefaults(); d.MinFree != DefaultMinFree || d.MinFree < 3*(16<<20+64<<20)+2*120_000_000 {
		t.Errorf("the default reserve is %d", d.MinFree)
	}
	if d := (Options{Memory: true}).withDefaults(); d.MinFree >= 0 {
		t.Error("a store in memory asks a disk")
	}
	n, err := statfs(t.TempDir())
	if err != nil || n <= 0 {
		t.Errorf("statfs: %d, %v", n, err)
	}
	if _, err := statfs(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("statfs of nothing")
	}
}

// TestSecretKeyFile: 32 bytes and their SHA-256, and not one bit else.
func TestSecretKeyFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "msgid.key")
	if _, err := loadSecret(path, false); !errors.Is(err, ErrKey) {
		t.Errorf("a missing key: %v", err)
	}
	if exists(path) {
		t.Fatal("a key was made where none may be")
	}
	key, err := loadSecret(path, true)
	must(t, err)
	again, err := loadSecret(path, true)
	if err != nil || len(key) != 32 || string(again) != string(key) {
		t.Fatalf("key %x, then %x (%v)", key, again, err)
	}
	good, err := os.ReadFile(path)
	must(t, err)
	bad := [][]byte{{}, good[:32], good[:63], append(slices.Clone(good), '\n')}
	for i := range good {
		for bit := range 8 {
			b := slices.Clone(good)
			b[i] ^= 1 << bit
			bad = append(bad, b)
		}
	}
	for _, b := range bad {
		must(t, os.WriteFile(path, b, 0o600))
		if _, err := loadSecret(path, true); !errors.Is(err, ErrKey) || !strings.Contains(err.Error(), "damaged") {
			t.Fatalf("%x: %v", b, err)
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v (%v)", info.Mode(), err)
	}
}

// TestASumIsAGroup: entries in any order give one digest, taking one out undoes putting it in, and both carry over
// all 256 bits as arithmetic of another kind does.
func TestASumIsAGroup(t *testing.T) {
	var entries []string
	for i := range 200 {
		entries = append(entries, strings.Repeat("k", i%7+1)+string(rune('a'+i%26))+"="+strings.Repeat("v", i))
	}
	var forth, back sum
	for i := range entries {
		k, v, _ := strings.Cut(entries[i], "=")
		forth.add(k, []byte(v))
		k, v, _ = strings.Cut(entries[len(entries)-1-i], "=")
		back.add(k, []byte(v))
	}
	if forth != back || forth.String() != bigSum(entries) {
		t.Fatalf("%s and %s, want %s", forth, back, bigSum(entries))
	}
	for i, e := range entries {
		k, v, _ := strings.Cut(e, "=")
		forth.remove(k, []byte(v))
		if forth.String() != bigSum(entries[i+1:]) {
			t.Fatalf("without %d entries: %s, want %s", i+1, forth, bigSum(entries[i+1:]))
		}
	}
	for _, text := range []string{"", "00", strings.Repeat("0", 62), strings.Repeat("0", 66), strings.Repeat("g", 64)} {
		if _, err := parseSum(text); err == nil {
			t.Errorf("%q is read as a digest", text)
		}
	}
}
