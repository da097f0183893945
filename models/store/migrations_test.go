package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"

	"clientele/models"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

// newVersion opens a database as a version does that has one more step: it
// counts on every delivery how often the step has touched it, a few at a time.
// after is called after each few.
func newVersion(ctx context.Context, url, database string, now time.Time, after func(i int) error) (*store.Store, error) {
	o := store.Options{Now: func() time.Time { return now }, Database: database}
	return store.Open(ctx, url, store.WithStep(o, "count", func(ctx context.Context, s *store.Store) error {
		inbox := s.Raw().Collection("inbox")
		for i := range 100 {
			cursor, err := inbox.Find(ctx, bson.D{{Key: "touched", Value: bson.D{{Key: "$exists", Value: false}}}})
			if err != nil {
				return err
			}
			var found []struct {
				ID string `bson:"_id"`
			}
			if err := cursor.All(ctx, &found); err != nil || len(found) == 0 {
				return err
			}
			for _, d := range found[:min(5, len(found))] {
				if _, err := inbox.UpdateOne(ctx, bson.D{{Key: "_id", Value: d.ID}, {Key: "touched", Value: bson.D{{Key: "$exists", Value: false}}}},
					bson.D{{Key: "$inc", Value: bson.D{{Key: "touched", Value: 1}}}}); err != nil {
					return err
				}
			}
			if err := after(i); err != nil {
				return err
			}
		}
		return errors.New("the step does not come to its end")
	}))
}

const migrationDeliveries = 40

func putDelivery(t *testing.T, s *store.Store, id string) {
	t.Helper()
	d := models.Delivery{Shop: "a.example", WebhookID: id, State: models.Waiting, Body: []byte("{}"), Size: 2}
	if n, err := s.Inbox.Put(t.Context(), []models.Delivery{d}); err != nil || n != 1 {
		t.Fatalf("putting %s: %d, %v", id, n, err)
	}
}

// touchedOnce checks that the step has touched all deliveries, each once.
func touchedOnce(t *testing.T, s *store.Store) {
	t.Helper()
	n, err := s.Raw().Collection("inbox").CountDocuments(t.Context(), bson.D{{Key: "touched", Value: 1}})
	if err != nil || n != migrationDeliveries {
		t.Errorf("the step touched %d deliveries once, %v; want %d", n, err, migrationDeliveries)
	}
	version, err := s.Schema(t.Context())
	if err != nil || version != store.Steps+1 {
		t.Errorf("version %d, %v; want %d", version, err, store.Steps+1)
	}
}

// onBoth runs a test on a file and on MongoDB where there is one.
func onBoth(t *testing.T, test func(t *testing.T, url, database string)) {
	t.Run("file", func(t *testing.T) { t.Parallel(); test(t, "file:"+filepath.Join(t.TempDir(), "clientele.db"), "") })
	t.Run("mongodb", func(t *testing.T) {
		t.Parallel()
		test(t, mongoURL(t), storetest.OpenFresh(t, mongoURL(t)).Raw().Name())
	})
}

const migrationVariable = "CLIENTELE_STORE_TEST_MIGRATION"

func TestF13AMigrationThatIsKilledGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	if where := os.Getenv(migrationVariable); where != "" {
		url, database, _ := strings.Cut(where, " ")
		_, err := newVersion(t.Context(), url, database, storetest.Start, func(i int) error {
			if i == 3 {
				fmt.Println("\nhalfway")
				<-t.Context().Done() // until it is killed
			}
			return nil
		})
		t.Fatal(err)
	}
	onBoth(t, func(t *testing.T, url, database string) {
		old := storetest.OpenAt(t, url, database)
		for i := range migrationDeliveries {
			putDelivery(t, old, strconv.Itoa(i))
		}
		if err := old.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestF13AMigrationThatIsKilledGoesOnWhereItWas$", "-test.v")
		child.Env = append(os.Environ(), migrationVariable+"="+url+" "+database)
		out, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		halfway, said := false, ""
		for lines := bufio.NewScanner(out); !halfway && lines.Scan(); said += lines.Text() + "\n" {
			halfway = lines.Text() == "halfway"
		}
		_, _ = child.Process.Kill(), child.Wait()
		if !halfway {
			t.Fatalf("the migration never came halfway:\n%s", said)
		}
		fews := 0
		s, err := newVersion(t.Context(), url, database, storetest.Start.Add(time.Minute), func(int) error { fews++; return nil })
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close(context.Background()) }()
		touchedOnce(t, s)
		if fews == 0 || fews >= migrationDeliveries/5 {
			t.Errorf("the step went over %d parts the second time, want those that were left", fews)
		}
	})
}

func TestF13OldAndNewWorkSideBySideAndTheOldDoesNotStartAgain(t *testing.T) {
	t.Parallel()
	url := mongoURL(t)
	old := storetest.OpenFresh(t, url)
	database := old.Raw().Name()
	for i := range migrationDeliveries {
		putDelivery(t, old, strconv.Itoa(i))
	}
	// The old one goes on while the new one migrates.
	fresh, err := newVersion(t.Context(), url, database, storetest.Start, func(i int) error {
		id := strconv.Itoa(i)
		d, err := old.Inbox.Get(t.Context(), "a.example", id)
		if err != nil {
			return err
		}
		d.Problem = "changed by the old one"
		return old.Inbox.Replay(t.Context(), d)
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = fresh.Close(context.Background()) }()
	touchedOnce(t, fresh)
	// Both work on the same data: each finishes what the other put.
	putDelivery(t, old, "old")
	putDelivery(t, fresh, "new")
	for id, s := range map[string]*store.Store{"old": fresh, "new": old, "0": fresh} {
		d, err := s.Inbox.Get(t.Context(), "a.example", id)
		if err != nil {
			t.Fatal(err)
		}
		if id == "0" && d.Problem != "changed by the old one" {
			t.Errorf("what the old one changed meanwhile is lost: %+v", d)
		}
	}
	claimed, err := old.Inbox.Claim(t.Context(), "old", storetest.Start, time.Minute, models.Wanted{Limit: 500})
	if err != nil || len(claimed) != migrationDeliveries+2 {
		t.Errorf("the old one claimed %d, %v", len(claimed), err)
	}
	if left, err := fresh.Inbox.Claim(t.Context(), "new", storetest.Start, time.Minute, models.Wanted{Limit: 500}); err != nil || len(left) != 0 {
		t.Errorf("the new one claimed %d of the same, %v", len(left), err)
	}
	_, err = store.Open(t.Context(), url, store.Options{Now: frozen, Database: database})
	if models.CodeOf(err) != models.Conflict || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("the old one started again: %v", err)
	}
}

func TestF13ALateProcessDoesNotSetTheVersionBack(t *testing.T) {
	t.Parallel()
	url := mongoURL(t)
	first := storetest.OpenFresh(t, url)
	database := first.Raw().Name()
	putDelivery(t, first, "0")
	runs := 0
	// The first one's lease runs out during its step, and another one is faster.
	late, err := newVersion(t.Context(), url, database, storetest.Start, func(int) error {
		if runs++; runs > 1 {
			return nil
		}
		other, err := newVersion(t.Context(), url, database, storetest.Start.Add(time.Minute), func(int) error { return nil })
		if err != nil {
			return err
		}
		return other.Close(t.Context())
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = late.Close(context.Background()) }()
	var row struct {
		Steps []bson.D `bson:"steps"`
	}
	if err := late.Raw().Collection("meta").FindOne(t.Context(), bson.D{{Key: "_id", Value: "schema"}}).Decode(&row); err != nil {
		t.Fatal(err)
	}
	if version, err := late.Schema(t.Context()); err != nil || version != store.Steps+1 || len(row.Steps) != store.Steps+1 {
		t.Errorf("version %d with %d steps, %v; want %d", version, len(row.Steps), err, store.Steps+1)
	}
}

func TestF13AnEarlierVersionsIndexesAreDroppedAndAnOperatorsAreNot(t *testing.T) {
	t.Parallel()
	url := mongoURL(t)
	s := storetest.OpenFresh(t, url)
	wanted := indexNames(t, s)
	if err := s.FormerIndexes(t.Context()); err != nil {
		t.Fatal(err)
	}
	own := mongo.IndexModel{Keys: bson.D{{Key: "shop", Value: 1}, {Key: "profile.locale", Value: 1}}}
	if _, err := s.Raw().Collection("contacts").Indexes().CreateOne(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	if before := indexNames(t, s); len(before) < len(wanted)+5 {
		t.Fatalf("the indexes of before are not there: %v", before)
	}
	setSchema(t, s, store.StepsBefore("let fewer indexes move with an order"))
	if err := storetest.OpenAt(t, url, s.Raw().Name()).Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	wanted = append(wanted, "contacts shop_1_profile.locale_1")
	slices.Sort(wanted)
	if got := indexNames(t, s); !slices.Equal(got, wanted) {
		t.Errorf("got  %v\nwant %v", got, wanted)
	}
}

// indexNames are all indexes there are, with their collections.
func indexNames(t *testing.T, s *store.Store) []string {
	t.Helper()
	var names []string
	for _, collection := range store.Collections {
		cursor, err := s.Raw().Collection(collection).Indexes().List(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var found []struct {
			Name string `bson:"name"`
		}
		if err := cursor.All(t.Context(), &found); err != nil {
			t.Fatal(err)
		}
		for _, index := range found {
			names = append(names, collection+" "+index.Name)
		}
	}
	slices.Sort(names)
	return names
}
