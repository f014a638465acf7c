package fascicolo

import (
	"golang.org/x/mod/sumdb/tlog"

	"pecagent/store/log"
)

// Albero is what Prova needs of the log: proofs at one head. *log.Log is one, and so is an open store.
type Albero interface {
	VerifierKey() string
	ProveAll(head log.Head, seqs []int64) ([]log.Proven, error)
	ProveTree(head log.Head, n int64) (tlog.TreeProof, tlog.Hash, error)
}
