package store

import (
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"

	"github.com/256dpi/lungo"
	"github.com/256dpi/lungo/mongokit"
	"go.mongodb.org/mongo-driver/bson"

	"clientele/models"
)

// journal keeps the embedded engine's documents in one file: a frame with all
// of them, then a frame for what each commit changed, made durable before the
// commit is answered. Once the changes outgrow the documents the file is
// written anew beside the old one, while commits go on, and put in its place.
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
	anew    *anew
}

// anew is a file that is being written in the background, to take the place of
// the one that has outgrown its documents.
type anew struct {
	done  chan struct{} // closed once file and size, or err, are set
	file  journalFile
	size  int64
	err   error
	since []byte // frames of commits that came meanwhile
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

// loading is held while a file is read.
var loading sync.Mutex

// compactAfter is how far changes may outgrow the documents.
const compactAfter = 1 << 20

// Load reads the file; a missing one is an empty database. What follows the
// last whole frame was never answered and is cut off. A file that is damaged
// before that is refused.
func (j *journal) Load() (*lungo.Catalog, error) {
	_ = os.Remove(j.temporary()) // of a process that was killed; the file itself is complete
	body, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		j.catalog = lungo.NewCatalog()
		return j.catalog, j.rewrite(j.catalog)
	}
	if err != nil {
		return nil, models.Wrap(models.Invalid, err, "the database %s cannot be read; correct its permissions or choose another path", j.path)
	}
	// All of it is kept, so that collecting meanwhile takes time and frees little.
	// The setting is the whole process's, so that one file is read at a time.
	loading.Lock()
	defer loading.Unlock()
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	state, whole, end, seq, err := replay(body)
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
	j.seq, j.size, j.whole = seq, end, whole
	if end < int64(len(body)) || j.outgrown() {
		// A file written as a whole leaves nothing of the cut off end behind.
		return j.catalog, j.rewrite(j.catalog)
	}
	file, err := os.OpenFile(j.path, os.O_RDWR, 0o600)
	if err != nil {
		return nil, models.Wrap(models.Invalid, err, "the database %s cannot be written; correct its permissions or choose another path", j.path)
	}
	j.file = file
	return j.catalog, nil
}

// outgrown tells whether what changed takes more room than what it changed.
func (j *journal) outgrown() bool { return j.size-j.whole > j.whole+compactAfter }

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
	commit := frame(kindChange, j.seq+1, payload)
	if err := j.append(commit); err != nil {
		return err
	}
	j.seq++
	// The commit is safe already, so a failure from here on only costs space.
	if err := j.renew(catalog, commit); err != nil {
		j.log.Warn("the database file could not be compacted", "file", j.path, "error", err.Error())
	}
	return nil
}

// renew begins to write the file anew once it has outgrown its documents, and
// puts the new one in its place with the first commit that finds it complete.
func (j *journal) renew(catalog *lungo.Catalog, commit []byte) error {
	if j.anew == nil {
		if j.outgrown() {
			j.anew = &anew{done: make(chan struct{})}
			go j.anew.write(j.temporary(), j.open, catalog, j.seq, j.size)
		}
		return nil
	}
	j.anew.since = append(j.anew.since, commit...)
	select {
	case <-j.anew.done:
	default:
		return nil
	}
	ready := j.anew
	j.anew = nil
	if ready.err != nil {
		j.whole = j.size / 2 // not again with the next commit, but some later
		return ready.err
	}
	_, err := ready.file.WriteAt(ready.since, ready.size)
	if err == nil {
		err = ready.file.Sync()
	}
	if err != nil {
		_ = ready.file.Close()
		_ = os.Remove(j.temporary())
		return err
	}
	return j.take(ready.file, ready.size, ready.size+int64(len(ready.since)), j.seq)
}

// write runs in the background. The documents of a catalogue do not change.
func (a *anew) write(path string, open func(path string) (journalFile, error), catalog *lungo.Catalog, seq uint64, room int64) {
	defer close(a.done)
	bytes, err := wholeFile(catalog, seq, room)
	if err != nil {
		a.err = err
		return
	}
	a.size = int64(len(bytes))
	a.file, a.err = written(path, open, bytes)
	debug.FreeOSMemory() // that was as much as all documents, and is not wanted again for long
}

// settle waits for a file that is being written, and drops it.
func (j *journal) settle() {
	if j.anew == nil {
		return
	}
	<-j.anew.done
	if j.anew.err == nil {
		_ = j.anew.file.Close()
		_ = os.Remove(j.temporary())
	}
	j.anew = nil
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

// written writes a file and makes it durable, or leaves none.
func written(path string, open func(path string) (journalFile, error), bytes []byte) (journalFile, error) {
	f, err := open(path)
	if err != nil {
		return nil, models.Wrap(models.Invalid, err, "the database file %s cannot be written; correct the permissions of its directory or choose another path", path)
	}
	_, err = f.Write(bytes)
	if err == nil {
		err = f.Sync()
	}
	if err != nil {
		_ = f.Close()
		_ = os.Remove(path)
		return nil, err
	}
	return f, nil
}

func (j *journal) temporary() string { return j.path + ".tmp" }

// rewrite writes all documents to a new file and puts it in the old one's place.
func (j *journal) rewrite(catalog *lungo.Catalog) error {
	j.settle()
	bytes, err := wholeFile(catalog, j.seq+1, j.size)
	if err != nil {
		return err
	}
	f, err := written(j.temporary(), j.open, bytes)
	if err != nil {
		return err
	}
	return j.take(f, int64(len(bytes)), int64(len(bytes)), j.seq+1)
}

// take puts a new file in the place of the old one: how much of it are all
// documents, where it ends, and the number of its last frame.
func (j *journal) take(f journalFile, whole, size int64, seq uint64) error {
	if err := os.Rename(j.temporary(), j.path); err != nil {
		_ = f.Close()
		_ = os.Remove(j.temporary())
		return err
	}
	if j.file != nil {
		_ = j.file.Close()
	}
	j.file, j.size, j.whole, j.seq, j.dirty = f, size, whole, seq, false
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
	j.settle()
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
