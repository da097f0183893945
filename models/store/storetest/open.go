package storetest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"clientele/models/store"
)

// MongoVariable names the environment variable that holds the address of a
// MongoDB replica set for tests.
const MongoVariable = "MONGODB_TEST_URL"

// Start is the time of the clock that opened stores have.
var Start = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

var opened atomic.Int64

// FileVariable names the environment variable that, if set, has tests of stories
// work on files of their own instead of in memory.
const FileVariable = "FILE_TEST"

// Open gives a test an empty store of its own: in memory, in a file where
// FILE_TEST is set, or on the MongoDB that MONGODB_TEST_URL names. A package whose
// tests use it lets Main run them.
func Open(t testing.TB) *store.Store {
	t.Helper()
	if url := os.Getenv(MongoVariable); url != "" {
		return OpenMongo(t, url)
	}
	if os.Getenv(FileVariable) != "" {
		return OpenAt(t, "file:"+filepath.Join(t.TempDir(), "clientele.db"), "")
	}
	return OpenAt(t, "memory:", "")
}

func options() store.Options {
	return store.Options{Now: func() time.Time { return Start }}
}

// OpenMongo is Open on the MongoDB behind an address.
func OpenMongo(t testing.TB, url string) *store.Store {
	t.Helper()
	return borrow(t, url).store
}

// OpenFresh opens a database that was just made, and drops it when the test
// ends, for tests that look at the database itself.
func OpenFresh(t testing.TB, url string) *store.Store {
	t.Helper()
	name := fmt.Sprintf("%s%d_%d", store.TestPrefix, os.Getpid(), opened.Add(1))
	s := OpenAt(t, url, name)
	t.Cleanup(func() {
		if err := s.Drop(context.Background()); err != nil {
			t.Errorf("dropping the test database: %v", err)
		}
	})
	return s
}

// OpenAt opens a store at an address and closes it when the test ends.
func OpenAt(t testing.TB, url, database string) *store.Store {
	t.Helper()
	o := options()
	o.Database = database
	s, err := store.Open(context.Background(), url, o)
	if err != nil {
		t.Fatalf("opening the store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(context.Background()); err != nil {
			t.Errorf("closing the store: %v", err)
		}
	})
	return s
}
