package store

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"pecagent/rules"
)

// BenchmarkFsyncFloor is what the disk allows: an append of 1 KB and its fsync.
func BenchmarkFsyncFloor(b *testing.B) {
	f, err := os.Create(filepath.Join(b.TempDir(), "f"))
	must(b, err)
	defer f.Close()
	for b.Loop() {
		_, err := f.Write(make([]byte, 1000))
		must(b, err)
		must(b, f.Sync())
	}
}

// BenchmarkCommit decides received messages, 1 or 100 in a commit: three events each.
func BenchmarkCommit(b *testing.B) {
	for _, batch := range []int{1, 100} {
		b.Run(fmt.Sprint(batch), func(b *testing.B) {
			s := mustOpen(b, testOptions(b.TempDir()))
			initStore(b, s)
			n := 0
			for b.Loop() {
				b.StopTimer()
				shas := receive(b, s, n, n+batch)
				n += batch
				fs := make([]func(rules.Snapshot) rules.Decision, batch)
				for i := range fs {
					fs[i] = decision(shas[i])
				}
				b.StartTimer()
				_, err := s.CommitBatch(context.Background(), fs)
				must(b, err)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "decisions/s")
		})
	}
}

func BenchmarkReceived(b *testing.B) {
	for _, batch := range []int{1, 100} {
		b.Run(fmt.Sprint(batch), func(b *testing.B) {
			s := mustOpen(b, testOptions(b.TempDir()))
			initStore(b, s)
			n := 0
			for b.Loop() {
				b.StopTimer()
				var msgs [][]byte
				for i := range batch {
					msgs = append(msgs, message(n+i))
				}
				shas, err := s.PutRaw(context.Background(), msgs)
				must(b, err)
				list := make([]rules.Arrivo, batch)
				for i := range list {
					n++
					list[i] = rules.Arrivo{SHA256: shas[i], Cartella: "INBOX", UIDValidity: 7, UID: uint32(n)}
				}
				b.StartTimer()
				must(b, s.Received(context.Background(), list))
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "msg/s")
		})
	}
}

// BenchmarkReopen opens a store of 10,000 events, with its index and without.
func BenchmarkReopen(b *testing.B) {
	dir := b.TempDir()
	s := mustOpen(b, testOptions(dir))
	initStore(b, s)
	for i := 0; i < 2500; i += 100 {
		receive(b, s, i, i+100)
		decideAll(b, s)
	}
	b.Logf("%d events", s.Head().Size)
	must(b, s.Close())
	for _, kind := range []string{"index", "rebuild"} {
		b.Run(kind, func(b *testing.B) {
			for b.Loop() {
				if kind == "rebuild" {
					must(b, os.RemoveAll(filepath.Join(dir, "badger")))
				}
				s, err := Open(testOptions(dir))
				must(b, err)
				must(b, s.Close())
			}
		})
	}
}
