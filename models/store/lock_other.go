//go:build !(linux || darwin || freebsd || openbsd || netbsd || dragonfly)

package store

import (
	"errors"
	"io/fs"
	"os"
	"strconv"
)

// lockFile makes the lock file and removes it at the end. Where the process is
// killed the file stays and has to be removed by hand.
func lockFile(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, heldError{holder(path) + " (if it is gone, remove " + path + ")"}
	}
	if err != nil {
		return nil, err
	}
	if _, err := f.WriteString(strconv.Itoa(os.Getpid()) + "\n"); err != nil {
		_ = f.Close()
		_ = os.Remove(path)
		return nil, err
	}
	return func() error {
		_ = f.Close()
		return os.Remove(path)
	}, nil
}
