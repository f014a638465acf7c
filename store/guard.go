package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// ballastSize is given back to the disk when opening finds less than a quarter of the reserve.
const ballastSize = 64 << 20

func statfs(dir string) (int64, error) {
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, fmt.Errorf("asking for free disk: %w", err)
	}
	return int64(st.Bavail) * st.Bsize, nil
}

// room refuses work while less than least bytes are free.
func (o Options) room(least int64) error {
	if o.MinFree < 0 {
		return nil
	}
	free, err := o.FreeBytes(o.Dir)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDiskFull, err)
	}
	if free < least {
		return fmt.Errorf("%w: %d MB are free where the data folder is, %d MB must stay free; nothing is lost, mail stays on the server until there is room",
			ErrDiskFull, free/1e6, least/1e6)
	}
	return nil
}

// roomToOpen makes sure that opening cannot run into a full disk, if need be with the ballast.
func (o Options) roomToOpen() error {
	err := o.room(o.MinFree / 4)
	if err == nil || !exists(o.path("ballast")) {
		return err
	}
	if e := os.Remove(o.path("ballast")); e != nil {
		return errors.Join(err, fmt.Errorf("giving the ballast back: %w", e))
	}
	o.Log.Warn("too little free disk: the ballast was given back to open the store")
	return o.room(o.MinFree / 4)
}

// layBallast lays the ballast when there is room beside the reserve. Without it the store works all the same.
func (o Options) layBallast() {
	if o.MinFree < 0 || o.room(o.MinFree+ballastSize) != nil {
		return
	}
	f, err := os.OpenFile(o.path("ballast"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return
	}
	if err == nil {
		err = unix.Fallocate(int(f.Fd()), 0, 0, ballastSize)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		os.Remove(o.path("ballast"))
		o.Log.Warn("no ballast: this disk gives no space in advance", "error", err)
	}
}
