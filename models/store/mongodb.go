package store

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/256dpi/lungo"
	"go.mongodb.org/mongo-driver/event"
	"go.mongodb.org/mongo-driver/mongo/description"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readconcern"
	"go.mongodb.org/mongo-driver/mongo/readpref"
	"go.mongodb.org/mongo-driver/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/x/mongo/driver/connstring"

	"clientele/models"
)

// Limits towards the server: who waits longer than this for a frozen or absent
// one only makes a queue.
const (
	connectMax   = time.Second
	heartbeat    = time.Second
	selectionMax = time.Second
	poolMax      = 64
	idleMax      = 5 * time.Minute
	pingsMax     = 3
)

const replicaRemedy = "start it with --replSet rs0 and run rs.initiate() once; one node is enough"

// openMongo connects to a replica set and says what to change where that does
// not work. No text of it carries a password.
func (s *Store) openMongo(ctx context.Context, url string) error {
	address, err := connstring.ParseAndValidate(url)
	if err != nil {
		return models.Errorf(models.Invalid, "the MongoDB address cannot be read (%s); it looks like mongodb://user:password@host:27017/clientele", secretless(err))
	}
	seen := &servers{kinds: map[string]description.ServerKind{}}
	client, err := lungo.Connect(ctx, clientOptions(url, seen))
	if err != nil {
		return models.Errorf(models.Invalid, "the MongoDB address cannot be used: %s", secretless(err))
	}
	s.kind, s.client = kindMongo, client
	s.db = client.Database(cmp.Or(s.database, address.Database, databaseDefault))
	s.onClose(client.Disconnect)
	hosts := strings.Join(address.Hosts, ", ")
	for range pingsMax {
		if err = s.firstPing(ctx); err == nil {
			break
		}
	}
	switch {
	case seen.any(description.Standalone):
		return models.Errorf(models.Invalid, "MongoDB at %s runs on its own, without the transactions that points need: "+replicaRemedy, hosts)
	case err == nil:
		return nil
	case refused(err) || strings.Contains(err.Error(), "AuthenticationFailed") || strings.Contains(err.Error(), "auth error"):
		return models.Errorf(models.Invalid, "MongoDB at %s does not accept the user name or password; correct them in the address", hosts)
	case seen.any(description.RSGhost):
		return models.Errorf(models.Invalid, "MongoDB at %s is a replica set that was never initiated: run rs.initiate() on it once", hosts)
	}
	return models.Errorf(models.Unavailable, "no MongoDB answers at %s; start it or correct the address (%s)", hosts, secretless(err))
}

func (s *Store) firstPing(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingMax)
	defer cancel()
	return s.client.Ping(ctx, readpref.Primary())
}

// clientOptions let the address change everything but what correctness needs.
func clientOptions(url string, seen *servers) *options.ClientOptions {
	return options.Client().
		SetAppName("clientele").
		SetConnectTimeout(connectMax).SetHeartbeatInterval(heartbeat).SetServerSelectionTimeout(selectionMax).
		SetSocketTimeout(operationMax).
		SetMaxPoolSize(poolMax).SetMaxConnIdleTime(idleMax).
		ApplyURI(url).
		SetRetryWrites(true).SetRetryReads(true).
		SetReadPreference(readpref.Primary()).SetReadConcern(readconcern.Majority()).SetWriteConcern(writeconcern.Majority()).
		SetServerMonitor(&event.ServerMonitor{ServerDescriptionChanged: seen.note})
}

// servers remembers what kind of server answered last at each address.
type servers struct {
	mu    sync.Mutex
	kinds map[string]description.ServerKind
}

func (s *servers) note(e *event.ServerDescriptionChangedEvent) {
	if e.NewDescription.Kind == description.Unknown {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kinds[e.Address.String()] = e.NewDescription.Kind
}

func (s *servers) any(kind description.ServerKind) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range s.kinds {
		if k == kind {
			return true
		}
	}
	return false
}

var userInfo = regexp.MustCompile(`//[^/@\s]*@`)

// secretless is what a driver says without the user name and password that it
// may quote.
func secretless(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "no answer in time"
	}
	return userInfo.ReplaceAllString(err.Error(), "//…@")
}
