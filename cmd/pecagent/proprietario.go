package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// giveBack gives what root has written below the data folder to the folder's owner: a command that root runs while the service
// stands still must not leave files that the service cannot open.
func giveBack(data string) error {
	info, err := os.Stat(data)
	if err != nil || os.Geteuid() != 0 {
		return nil // no folder, nothing written; not root, nothing of another's
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok || st.Uid == 0 {
		return nil
	}
	return filepath.WalkDir(data, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		i, err := e.Info()
		if err != nil {
			return err
		}
		if s, ok := i.Sys().(*syscall.Stat_t); ok && s.Uid == 0 {
			return os.Lchown(p, int(st.Uid), int(st.Gid))
		}
		return nil
	})
}
