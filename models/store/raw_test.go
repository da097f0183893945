package store_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/writeconcern"

	"clientele/models/store"
	"clientele/models/store/storetest"
)

// rawInserts says how the plain driver is measured, and rawFigures what came
// of it; `make bench` hands over the one and reads the other.
type rawInserts struct {
	Conns, Bytes int
	Seconds      float64
}

type rawFigures struct {
	PerSecond float64
	P50, P99  float64 // milliseconds
}

// The yardstick for webhooks that are acknowledged: how many documents a second
// the driver inserts one by one, each durable on a majority before the answer,
// on the same database.
func TestThePlainDriverInsertsDocumentsOneByOne(t *testing.T) {
	url := os.Getenv(storetest.MongoVariable)
	if url == "" {
		t.Skipf("SKIPPED: set %s to measure the plain driver", storetest.MongoVariable)
	}
	wish := rawInserts{Conns: 4, Bytes: 1000, Seconds: 0.2}
	if text := os.Getenv("RAW_INSERTS"); text != "" {
		if err := json.Unmarshal([]byte(text), &wish); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	client, err := mongo.Connect(ctx, options.Client().ApplyURI(url).SetMaxPoolSize(uint64(wish.Conns)))
	if err != nil {
		t.Fatal(err)
	}
	db := client.Database(fmt.Sprintf("%sraw_%d", store.TestPrefix, os.Getpid()))
	t.Cleanup(func() {
		if err := db.Drop(ctx); err != nil {
			t.Error(err)
		}
		if err := client.Disconnect(ctx); err != nil {
			t.Error(err)
		}
	})
	durable := true
	raw := db.Collection("raw", options.Collection().SetWriteConcern(&writeconcern.WriteConcern{W: "majority", Journal: &durable}))
	if err := db.CreateCollection(ctx, "raw"); err != nil {
		t.Fatal(err)
	}
	figures, inserted := insertOneByOne(ctx, t, raw, wish)
	stored, err := raw.CountDocuments(ctx, bson.D{})
	if err != nil || int(stored) != inserted || inserted == 0 {
		t.Fatalf("%d documents were inserted, %d are there: %v", inserted, stored, err)
	}
	answer, err := json.Marshal(figures)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("RAW %s\n", answer)
}

func insertOneByOne(ctx context.Context, t *testing.T, raw *mongo.Collection, wish rawInserts) (rawFigures, int) {
	t.Helper()
	warm := time.Duration(wish.Seconds / 6 * float64(time.Second))
	from := time.Now().Add(warm)
	until := from.Add(time.Duration(wish.Seconds * float64(time.Second)))
	took, inserted := make([][]float64, wish.Conns), make([]int, wish.Conns)
	var all sync.WaitGroup
	for conn := range wish.Conns {
		all.Go(func() {
			body := make([]byte, wish.Bytes)
			for n := 0; ; n++ {
				begin := time.Now()
				if begin.After(until) {
					return
				}
				copy(body, fmt.Sprintf("%d/%d", conn, n))
				_, err := raw.InsertOne(ctx, bson.D{{Key: "_id", Value: fmt.Sprintf("w-%d-%d", conn, n)}, {Key: "shop", Value: "demo.example"},
					{Key: "topic", Value: "orders/paid"}, {Key: "body", Value: body}, {Key: "at", Value: begin}, {Key: "state", Value: 0}})
				if err != nil {
					t.Error(err)
					return
				}
				inserted[conn]++
				if end := time.Now(); begin.After(from) && !end.After(until) {
					took[conn] = append(took[conn], float64(end.Sub(begin).Microseconds())/1000)
				}
			}
		})
	}
	all.Wait()
	sorted := slices.Concat(took...)
	slices.Sort(sorted)
	total := 0
	for _, n := range inserted {
		total += n
	}
	if len(sorted) == 0 {
		t.Fatal("no insert was fast enough to be counted")
	}
	at := func(q float64) float64 { return sorted[int(q*float64(len(sorted)-1))] }
	return rawFigures{PerSecond: float64(len(sorted)) / wish.Seconds, P50: at(.5), P99: at(.99)}, total
}
