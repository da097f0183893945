package store

import (
	"context"
	"os"
	"slices"
	"sync/atomic"
	"syscall"

	"github.com/256dpi/lungo"
)

// What the tests of this package may see.
var (
	Collections = collections
	Known       = known
	Steps       = len(steps)

	IndexIdentities   = indexIdentities
	ReadDatesOnClocks = readDatesOnClocks
)

func (s *Store) Raw() lungo.IDatabase { return s.db }

// BreakFile makes the database file one that cannot be written, or mends it.
func (s *Store) BreakFile(broken bool) {
	j := s.journal
	flags := os.O_RDWR
	if broken {
		flags = os.O_RDONLY
	}
	f, err := os.OpenFile(j.path, flags, 0)
	if err != nil {
		panic(err)
	}
	_ = j.file.Close()
	j.file = f
}

// WithStep are the options of a version that has one more step.
func WithStep(o Options, name string, run func(ctx context.Context, s *Store) error) Options {
	o.steps = append(slices.Clone(steps), step{name, run})
	return o
}

// Disk is a disk with so many bytes left, which several files are written to.
type Disk struct{ left atomic.Int64 }

// Has says how many bytes are left.
func (d *Disk) Has(n int) { d.left.Store(int64(n)) }

// OnDisk puts a database file on a disk from now on.
func (s *Store) OnDisk(d *Disk) {
	open := s.journal.open
	s.journal.open = func(path string) (journalFile, error) {
		f, err := open(path)
		return &diskFile{f, d}, err
	}
	s.journal.file = &diskFile{s.journal.file, d}
}

// diskFile writes as much as there is room for, as a full disk does.
type diskFile struct {
	journalFile
	disk *Disk
}

func (f *diskFile) room(n int) (int, error) {
	for {
		left := f.disk.left.Load()
		taken := min(left, int64(n))
		if !f.disk.left.CompareAndSwap(left, left-taken) {
			continue
		}
		if taken < int64(n) {
			return int(taken), syscall.ENOSPC
		}
		return n, nil
	}
}

func (f *diskFile) Write(b []byte) (int, error) {
	n, full := f.room(len(b))
	if n, err := f.journalFile.Write(b[:n]); err != nil {
		return n, err
	}
	return n, full
}

func (f *diskFile) WriteAt(b []byte, at int64) (int, error) {
	n, full := f.room(len(b))
	if n, err := f.journalFile.WriteAt(b[:n], at); err != nil {
		return n, err
	}
	return n, full
}

// Schema reads and overwrites the recorded version.
func (s *Store) Schema(ctx context.Context) (int, error) {
	return s.schema(ctx, s.collection(metaName, "database"))
}

// CountMonths is the step of the migration by that name.
var CountMonths = countMonths

// FormerIndexes makes those that earlier versions made.
func (s *Store) FormerIndexes(ctx context.Context) error {
	for _, i := range formerIndexes {
		if _, err := s.db.Collection(i.collection).Indexes().CreateOne(ctx, i.model()); err != nil {
			return err
		}
	}
	return nil
}

// StepsBefore counts the steps before a named one, wherever it stands by now.
func StepsBefore(name string) int {
	return slices.IndexFunc(steps, func(s step) bool { return s.name == name })
}
