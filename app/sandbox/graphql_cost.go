package sandbox

import (
	"encoding/json"
	"math"
	"sync"
	"time"
)

// buckets hold what each store's apps may still spend on queries. They fill up
// with time.
type buckets struct {
	mu   sync.Mutex
	list map[string]bucket
}

type bucket struct {
	level float64
	at    time.Time
}

// take reserves a cost and tells what is left, or that there is not enough.
func (b *buckets) take(shop string, cost int, now time.Time) (left float64, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.list == nil {
		b.list = map[string]bucket{}
	}
	have, known := b.list[shop]
	if !known {
		have = bucket{level: bucketSize, at: now}
	}
	have.level = math.Min(bucketSize, have.level+restoreRate*math.Max(0, now.Sub(have.at).Seconds()))
	have.at = now
	if ok = float64(cost) <= have.level; ok {
		have.level -= float64(cost)
	}
	b.list[shop] = have
	return have.level, ok
}

// giveBack returns what was reserved and not used.
func (b *buckets) giveBack(shop string, unused int) (left float64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	have := b.list[shop]
	have.level = math.Min(bucketSize, have.level+math.Max(0, float64(unused)))
	b.list[shop] = have
	return have.level
}

// costBody tells what a query cost; actual is nil for one that was not run.
func costBody(requested int, actual any, left float64) body {
	return body{
		"requestedQueryCost": requested, "actualQueryCost": actual,
		"throttleStatus": body{
			"maximumAvailable": json.Number("2000.0"), "currentlyAvailable": int(left), "restoreRate": json.Number(itoa(restoreRate) + ".0"),
		},
	}
}
