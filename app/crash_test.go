package main

import (
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/models/store/storetest"
)

// crashSize is how much a test sends, and how often it kills.
func crashSize(t *testing.T) (deliveries, kills int) {
	t.Helper()
	if !fullSize() {
		t.Log("small size; FAULTS=1 (make faults) runs 10,000 deliveries and 20 kills")
		return 300, 3
	}
	return 10_000, 20
}

// startMax is how long a start may work at full size on the embedded file. A
// clock on the wall would measure what else a busy machine does.
const startMax = 3 * time.Second

// eachDatabase runs a test on a file and, where there is one, on MongoDB.
func eachDatabase(t *testing.T, test func(t *testing.T, database string)) {
	t.Run("file", func(t *testing.T) { test(t, "file:"+filepath.Join(t.TempDir(), "clientele.db")) })
	t.Run("mongodb", func(t *testing.T) { test(t, anyMongo(t)) })
}

// anyMongo is an empty database on the MongoDB of MONGODB_TEST_URL or, at full
// size, on one of the test's own.
func anyMongo(t *testing.T) string {
	t.Helper()
	if os.Getenv(storetest.MongoVariable) != "" {
		return databaseFor(t)
	}
	onlyAtFullSize(t, "needs a MongoDB, set "+storetest.MongoVariable)
	return startMongo(t, 1).database()
}

// killPoints are after how many acknowledged deliveries something happens.
func killPoints(random *mathrand.Rand, deliveries, kills int) []int64 {
	points := make([]int64, 0, kills)
	for range kills {
		points = append(points, 1+random.Int64N(int64(deliveries)*9/10))
	}
	slices.Sort(points)
	return points
}

// onTheWay gives a progress that does something at each point.
func onTheWay(points []int64, do func(i int)) func(int64) {
	var mu sync.Mutex
	next := 0
	return func(acked int64) {
		mu.Lock()
		defer mu.Unlock()
		if next < len(points) && acked >= points[next] {
			do(next)
			next++
		}
	}
}

func TestF01KilledAtRandomMomentsEverythingAcknowledgedHappensOnce(t *testing.T) {
	deliveries, kills := crashSize(t)
	eachDatabase(t, func(t *testing.T, database string) {
		random := mathrand.New(mathrand.NewPCG(1, uint64(len(database))))
		all, want := flood(random, deliveries)
		p := startProcess(t, plainSettings(database))
		killed, slowest, worked := 0, time.Duration(0), time.Duration(0)
		load := &pour{t: t, secret: crashSecret, url: p.url, progress: onTheWay(killPoints(random, len(all), kills), func(int) {
			p.kill()
			killed, slowest, worked = killed+1, max(slowest, p.took), max(worked, p.worked)
		})}
		began := time.Now()
		load.all(all)
		t.Logf("%d deliveries in %s, killed %d times, slowest start %s, at most %s of them at work", len(all), time.Since(began).Round(time.Second), killed, slowest.Round(time.Millisecond), worked)
		if killed < kills {
			t.Errorf("the program was killed %d times, want %d", killed, kills)
		}
		p.kill()
		if worked = max(worked, p.worked); worked > startMax && fullSize() && strings.HasPrefix(database, "file:") {
			t.Errorf("a start worked for %s, want at most %s", worked, startMax)
		}
		p.stop()
		checkAfter(t, p.settings, want)
	})
}

func TestF03AStopUnderLoadLosesNothing(t *testing.T) {
	deliveries, stops := 200, 1
	if fullSize() {
		deliveries, stops = 3000, 5
	}
	eachDatabase(t, func(t *testing.T, database string) {
		random := mathrand.New(mathrand.NewPCG(3, 3))
		all, want := flood(random, deliveries)
		p := startProcess(t, plainSettings(database))
		load := &pour{t: t, secret: crashSecret, url: p.url}
		load.progress = onTheWay(killPoints(random, len(all), stops), func(int) { p.stop(); p.start() })
		load.all(all)
		for _, a := range load.answers {
			if a.status >= http.StatusInternalServerError {
				t.Errorf("a delivery was answered %d while the program stopped", a.status)
			}
		}
		p.stop()
		checkAfter(t, p.settings, want)
	})
}

func TestF06ASecondProcessOnOneFileNamesTheFirst(t *testing.T) {
	t.Parallel()
	first := startProcess(t, plainSettings("file:"+filepath.Join(t.TempDir(), "clientele.db")))
	said := refuses(t, first.settings)
	if !strings.Contains(said, fmt.Sprintf("process %d", first.cmd.Process.Pid)) {
		t.Errorf("the second process said:\n%s\nwant a refusal that names process %d", said, first.cmd.Process.Pid)
	}
}
