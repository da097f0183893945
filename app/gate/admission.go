package gate

import (
	"context"
	"slices"
	"sync"
	"time"

	"clientele/models"
)

const (
	lagsKept  = 64               // effects of a key that are looked back on
	lagsStale = 10 * time.Second // without an effect nobody knows how late they are
	pacesMax  = 4096             // keys that are remembered
)

// Admission lets work in as fast as it is written and, for a key whose effects
// come late, as fast as those come. Otherwise a flood that is written faster
// than it is worked off would leave hours of work behind. Each key has its own
// pace: where keys take turns at being worked off, those that send little are
// never late, whatever another one sends. It is safe for concurrent use.
type Admission struct {
	places  *Turnstile // at the writing, where keys take turns
	waiting int
	lagMax  time.Duration
	now     models.Clock

	mu    sync.Mutex
	paces map[string]*pace // of keys with an effect within lagsStale
}

// pace is how late a key's effects are, and who waits for them.
type pace struct {
	line *Turnstile // one place for each effect
	lags []time.Duration
	last time.Time
}

// NewAdmission lets so many in at a time and so many wait, and holds a key to
// the pace of its effects once they come later than lagMax.
func NewAdmission(places, waiting int, lagMax time.Duration, now models.Clock) *Admission {
	return &Admission{places: NewTurnstile(places, waiting), waiting: waiting, lagMax: lagMax, now: now, paces: map[string]*pace{}}
}

// Enter waits for a place until ctx ends. Who got in must call leave, once.
func (a *Admission) Enter(ctx context.Context, key string) (leave func(), err error) {
	if line := a.late(key); line != nil {
		if _, err := line.Enter(ctx, key); err != nil {
			return nil, err
		}
	}
	return a.places.Enter(ctx, key)
}

// Worked tells of an effect of a key that came so long after its arrival.
func (a *Admission) Worked(key string, lag time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.pace(key)
	if p == nil {
		return
	}
	if len(p.lags) == lagsKept {
		p.lags = slices.Delete(p.lags, 0, 1)
	}
	p.lags, p.last = append(p.lags, lag), a.now()
	p.line.add(lagsKept)
}

// pace is that of a key; nil where more keys are at work than are remembered.
// The caller holds mu.
func (a *Admission) pace(key string) *pace {
	if p := a.paces[key]; p != nil {
		return p
	}
	if len(a.paces) >= pacesMax {
		for known, p := range a.paces {
			if a.now().Sub(p.last) >= lagsStale {
				delete(a.paces, known)
			}
		}
	}
	if len(a.paces) >= pacesMax {
		return nil
	}
	p := &pace{line: NewTurnstile(0, a.waiting)}
	a.paces[key] = p
	return p
}

// late gives the line of a key if even the quickest of its last effects came
// late: a single one may be a repetition after hours.
func (a *Admission) late(key string) *Turnstile {
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.paces[key]
	if p == nil || slices.Min(p.lags) <= a.lagMax || a.now().Sub(p.last) >= lagsStale {
		return nil
	}
	return p.line
}
