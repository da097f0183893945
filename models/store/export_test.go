package store

import (
	"context"
	"os"

	"github.com/256dpi/lungo"
)

// What the tests of this package may see.
var (
	Collections = collections
	Known       = known
	Steps       = len(steps)
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

// Schema reads and overwrites the recorded version.
func (s *Store) Schema(ctx context.Context) (int, error) {
	return s.schema(ctx, s.collection(metaName, "database"))
}
