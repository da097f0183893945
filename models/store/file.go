package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"clientele/models"
)

// filePath is the path in the address of a file.
func filePath(url string) (string, bool) {
	path, ok := strings.CutPrefix(url, "file:")
	return strings.TrimPrefix(path, "//"), ok
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// openFile opens the embedded engine on a file, which it locks against other
// processes: two would overwrite each other's work.
func (s *Store) openFile(ctx context.Context, path string) error {
	if path == "" || strings.HasSuffix(path, "/") {
		return models.Errorf(models.Invalid, "the database address names no file; use file:data/clientele.db")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return models.Wrap(models.Invalid, err, "the directory of the database %s cannot be made; choose another path or correct its permissions", path)
	}
	unlock, err := lockFile(path + ".lock")
	var held heldError
	if errors.As(err, &held) {
		return models.Errorf(models.Conflict, "the database %s is in use by %s; stop that process first, or give this one another path", path, held.by)
	}
	if err != nil {
		return models.Wrap(models.Invalid, err, "the database %s cannot be locked; choose another path or correct the permissions of its directory", path)
	}
	s.onClose(func(context.Context) error { return unlock() })
	s.journal = &journal{path: path, log: s.log, open: emptyFile}
	s.onClose(func(context.Context) error { return s.journal.close() })
	return s.openEngine(ctx, kindEmbedded, s.journal)
}

// heldError says who holds a lock.
type heldError struct{ by string }

func (e heldError) Error() string { return "held by " + e.by }

// holder reads who wrote a lock file.
func holder(path string) string {
	body, err := os.ReadFile(path)
	pid := strings.TrimSpace(string(body))
	if err != nil || pid == "" || len(pid) > 20 {
		return "another process"
	}
	return "process " + pid
}
