package store

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/256dpi/lungo"
	"github.com/256dpi/lungo/mongokit"
	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
)

// journal keeps the embedded engine's documents in one file: a frame with all
// of them, then a frame for what each commit changed, made durable before the
// commit is answered. Once the changes outgrow the documents the file is
// written anew beside the old one and put in its place.
//
// The engine calls Load once and Store with one commit at a time.
type journal struct {
	path string
	log  *slog.Logger
	open func(path string) (journalFile, error) // makes an empty file

	file    journalFile
	size    int64  // end of the last good frame
	whole   int64  // size when the file was last written as a whole
	seq     uint64 // of the last frame
	catalog *lungo.Catalog
	dirty   bool // bytes of a failed commit may lie beyond size
	unsure  bool // the file may not be the one its name will give after a crash
}

// journalFile is the part of os.File that the journal uses.
type journalFile interface {
	io.Writer
	io.WriterAt
	Sync() error
	Truncate(size int64) error
	Close() error
}

func emptyFile(path string) (journalFile, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
}

// compactAfter is how far changes may outgrow the documents.
const compactAfter = 1 << 20

// Load reads the file; a missing one is an empty database. What follows the
// last whole frame was never answered and is cut off. A file that is damaged
// before that is refused.
func (j *journal) Load() (*lungo.Catalog, error) {
	body, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		j.catalog = lungo.NewCatalog()
		return j.catalog, j.rewrite(j.catalog)
	}
	if err != nil {
		return nil, models.Wrap(models.Invalid, err, "the database %s cannot be read; correct its permissions or choose another path", j.path)
	}
	state, end, seq, err := replay(body)
	if err != nil {
		return nil, models.Wrap(models.Invalid, err, "the database %s is damaged or not a database of Clientele (%s); "+
			"put a backup in its place, or move it away to start with an empty one", j.path, err.Error())
	}
	if j.catalog, err = state.catalog(); err != nil {
		return nil, models.Wrap(models.Invalid, err, "the documents in %s contradict each other; put a backup in its place", j.path)
	}
	if end < int64(len(body)) {
		j.log.Warn("the database ended in the middle of a commit that was never confirmed; it was cut off",
			"file", j.path, "bytes", int64(len(body))-end)
	}
	// A file written as a whole leaves nothing of the cut off end behind.
	j.seq = seq
	return j.catalog, j.rewrite(j.catalog)
}

// Store makes one commit durable. When it fails the engine forgets the commit,
// so the file must, too.
func (j *journal) Store(catalog *lungo.Catalog) error {
	if err := j.store(catalog); err != nil {
		return models.Wrap(models.Unavailable, err, "the database file cannot be written; make room on the disk or correct its permissions")
	}
	j.catalog = catalog
	return nil
}

func (j *journal) store(catalog *lungo.Catalog) error {
	change, small := difference(j.catalog, catalog)
	if small && len(change.Namespaces) == 0 {
		return nil
	}
	if !small || j.unsure {
		return j.rewrite(catalog)
	}
	payload, err := bson.Marshal(change)
	if err != nil {
		return err
	}
	if err := j.append(frame(kindChange, j.seq+1, payload)); err != nil {
		return err
	}
	j.seq++
	if j.size-j.whole > j.whole+compactAfter {
		// The commit is safe already, so a failure here only costs space.
		if err := j.rewrite(catalog); err != nil {
			j.log.Warn("the database file could not be compacted", "file", j.path, "error", err.Error())
		}
	}
	return nil
}

func (j *journal) append(bytes []byte) error {
	if j.dirty {
		if err := j.file.Truncate(j.size); err != nil {
			return err
		}
	}
	j.dirty = true
	if _, err := j.file.WriteAt(bytes, j.size); err != nil {
		j.cut()
		return err
	}
	if err := j.file.Sync(); err != nil {
		j.cut()
		return err
	}
	j.dirty = false
	j.size += int64(len(bytes))
	return nil
}

// cut takes a failed commit back; where even that fails, append tries again
// before it writes anything else.
func (j *journal) cut() {
	if j.file.Truncate(j.size) == nil && j.file.Sync() == nil {
		j.dirty = false
	}
}

// rewrite writes all documents to a new file and puts it in the old one's place.
func (j *journal) rewrite(catalog *lungo.Catalog) error {
	payload, err := bson.Marshal(lungo.BuildFile(withoutLog(catalog)))
	if err != nil {
		return err
	}
	temporary := j.path + ".tmp"
	f, err := j.open(temporary)
	if err != nil {
		return models.Wrap(models.Invalid, err, "the database %s cannot be written; correct the permissions of its directory or choose another path", j.path)
	}
	bytes := append([]byte(magic), frame(kindWhole, j.seq+1, payload)...)
	_, err = f.Write(bytes)
	if err == nil {
		err = f.Sync()
	}
	if err == nil {
		err = os.Rename(temporary, j.path)
	}
	if err != nil {
		_ = f.Close()
		_ = os.Remove(temporary)
		return err
	}
	if j.file != nil {
		_ = j.file.Close()
	}
	j.file, j.size, j.whole, j.dirty = f, int64(len(bytes)), int64(len(bytes)), false
	j.seq++
	j.unsure = true
	if err := syncDirectory(filepath.Dir(j.path)); err != nil {
		return err
	}
	j.unsure = false
	return nil
}

// syncDirectory makes a rename survive a loss of power.
func syncDirectory(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = dir.Close() }()
	return dir.Sync()
}

func (j *journal) close() error {
	if j.file == nil {
		return nil
	}
	err := j.file.Close()
	j.file = nil
	return err
}

// withoutLog is a catalogue without the engine's log of changes, which nobody
// reads and which would be written with every commit.
func withoutLog(catalog *lungo.Catalog) *lungo.Catalog {
	kept := &lungo.Catalog{Namespaces: map[lungo.Handle]*mongokit.Collection{}}
	for handle, namespace := range catalog.Namespaces {
		if handle[0] != lungo.Local {
			kept.Namespaces[handle] = namespace
		}
	}
	return kept
}
