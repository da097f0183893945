package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"clientele/models/store"
	"clientele/models/store/storetest"
)

func TestMemoryKeepsThePromises(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.Store { return storetest.OpenAt(t, "memory:", "") })
}

func TestFileKeepsThePromises(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(t *testing.T) *store.Store {
		return storetest.OpenAt(t, "file:"+filepath.Join(t.TempDir(), "data", "clientele.db"), "")
	})
}

func TestMongoDBKeepsThePromises(t *testing.T) {
	t.Parallel()
	url := mongoURL(t)
	storetest.Run(t, func(t *testing.T) *store.Store { return storetest.OpenMongo(t, url) })
}

// mongoURL skips the test where there is no MongoDB to test on.
func mongoURL(t *testing.T) string {
	t.Helper()
	url := os.Getenv(storetest.MongoVariable)
	if url == "" {
		t.Skipf("SKIPPED: not tested on MongoDB; set %s to a replica set such as mongodb://127.0.0.1:27017/?replicaSet=rs0", storetest.MongoVariable)
	}
	return url
}
