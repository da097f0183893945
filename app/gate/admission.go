package gate

import (
	"context"
	"slices"
	"sync"
	"time"

	"clientele/models"
)

const (
	lagsKept  = 64               // effects that are looked back on
	lagsStale = 10 * time.Second // without an effect nobody knows how late they are
)

// Admission lets work in as fast as it is written and, once its effects come
// late, as fast as they come. Otherwise a flood that is written faster than it
// is worked off would leave hours of work behind. Keys take turns either way.
// It is safe for concurrent use.
type Admission struct {
	places *Turnstile // at the writing
	paced  *Turnstile // one place for each effect, while they come late
	lagMax time.Duration
	now    models.Clock

	mu   sync.Mutex
	lags []time.Duration // of the last effects, the newest last
	last time.Time
}

// NewAdmission lets so many in at a time and so many wait, and holds to the
// pace of the effects once they come later than lagMax.
func NewAdmission(places, waiting int, lagMax time.Duration, now models.Clock) *Admission {
	return &Admission{places: NewTurnstile(places, waiting), paced: NewTurnstile(0, waiting), lagMax: lagMax, now: now}
}

// Enter waits for a place until ctx ends. Who got in must call leave, once.
func (a *Admission) Enter(ctx context.Context, key string) (leave func(), err error) {
	if a.late() {
		if _, err := a.paced.Enter(ctx, key); err != nil {
			return nil, err
		}
	}
	return a.places.Enter(ctx, key)
}

// Worked tells of an effect that came so long after its arrival.
func (a *Admission) Worked(lag time.Duration) {
	a.mu.Lock()
	if len(a.lags) == lagsKept {
		a.lags = slices.Delete(a.lags, 0, 1)
	}
	a.lags, a.last = append(a.lags, lag), a.now()
	a.mu.Unlock()
	a.paced.add(lagsKept)
}

// late tells whether even the quickest of the last effects came late: a single
// one may be a repetition after hours.
func (a *Admission) late() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.lags) > 0 && slices.Min(a.lags) > a.lagMax && a.now().Sub(a.last) < lagsStale
}
