package storetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"

	"clientele/models/store"
)

// Making a database costs most of a second on MongoDB, so tests of one process
// hand theirs on, emptied.
var pool struct {
	sync.Mutex
	made int
	free []*lent
}

// wipeMax is how many documents a collection may have to be emptied one by one;
// a database with more is dropped.
const wipeMax = 20_000

// lent is a database for one test at a time.
type lent struct {
	url   string // with the database's name
	store *store.Store
}

// borrow gives a test an empty database on the MongoDB behind an address.
func borrow(t testing.TB, url string) *lent {
	t.Helper()
	pool.Lock()
	var l *lent
	if n := len(pool.free); n > 0 {
		l, pool.free = pool.free[n-1], pool.free[:n-1]
	} else {
		pool.made++
		l = &lent{url: named(url, fmt.Sprintf("%s%d_pool_%d", store.TestPrefix, os.Getpid(), pool.made))}
	}
	pool.Unlock()
	if l.store == nil {
		opened, err := store.Open(context.Background(), l.url, options())
		if err != nil {
			t.Fatalf("opening the store: %v", err)
		}
		l.store = opened
	}
	t.Cleanup(func() {
		ctx := context.Background()
		n, err := l.store.Engine.Documents(ctx)
		if err == nil && n <= wipeMax {
			err = l.store.Wipe(ctx)
		}
		if err != nil || n > wipeMax { // it is not handed on; what a killed process left open may be in the way, which Drop waits for
			if err := errors.Join(l.store.Drop(ctx), l.store.Close(ctx)); err != nil {
				t.Errorf("dropping the test database: %v", err)
			}
			return
		}
		pool.Lock()
		defer pool.Unlock()
		pool.free = append(pool.free, l)
	})
	return l
}

// Database gives a test the address of an empty database: memory:, or one on
// the MongoDB that MONGODB_TEST_URL names.
func Database(t testing.TB) string {
	t.Helper()
	if url := os.Getenv(MongoVariable); url != "" {
		return borrow(t, url).url
	}
	return "memory:"
}

// Absent gives a test the address of a database that nobody has made: memory:,
// or one on the MongoDB that MONGODB_TEST_URL names, dropped should the test
// make it.
func Absent(t testing.TB) string {
	t.Helper()
	url := os.Getenv(MongoVariable)
	if url == "" {
		return "memory:"
	}
	name := fmt.Sprintf("%s%d_absent_%d", store.TestPrefix, os.Getpid(), opened.Add(1))
	t.Cleanup(func() {
		s, err := store.Open(context.Background(), named(url, name), options())
		if err != nil {
			t.Errorf("opening the test database to drop it: %v", err)
			return
		}
		if err := errors.Join(s.Drop(context.Background()), s.Close(context.Background())); err != nil {
			t.Errorf("dropping the test database: %v", err)
		}
	})
	return named(url, name)
}

// Main runs a package's tests and drops the databases they handed on.
func Main(m *testing.M) {
	code := m.Run()
	if err := dropPool(); err != nil {
		fmt.Fprintln(os.Stderr, "dropping the test databases:", err)
		code = max(code, 1)
	}
	os.Exit(code)
}

func dropPool() error {
	pool.Lock()
	defer pool.Unlock()
	var problems []error
	for _, l := range pool.free {
		problems = append(problems, l.store.Drop(context.Background()), l.store.Close(context.Background()))
	}
	pool.free = nil
	return errors.Join(problems...)
}

// named puts a database's name into an address.
func named(url, name string) string {
	address, options, _ := strings.Cut(url, "?")
	return strings.TrimSuffix(address, "/") + "/" + name + "?" + options
}
