package gate

import (
	"container/list"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rates bounds how often each key may ask: so many times a second in the long
// run, and a number at once. The keys that asked last are remembered; one that
// was forgotten begins anew, so the number of keys should be well above what is
// usual. It is safe for concurrent use.
type Rates struct {
	perSecond rate.Limit
	burst     int
	most      int

	mu    sync.Mutex
	order *list.List // *asker, the one that asked last in front
	known map[string]*list.Element
}

type asker struct {
	key   string
	often *rate.Limiter
}

// NewRates allows perSecond requests a second for each key, and burst of them
// at once, and remembers at most so many keys.
func NewRates(perSecond float64, burst, keys int) *Rates {
	return &Rates{perSecond: rate.Limit(perSecond), burst: burst, most: keys, order: list.New(), known: map[string]*list.Element{}}
}

// Take counts one request of a key. It gives zero when the request may go on,
// and else how long to wait before the next one; waiting ones do not add up.
func (r *Rates) Take(key string, now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	reservation := r.asker(key).often.ReserveN(now, 1)
	if !reservation.OK() {
		return time.Minute // a burst of zero allows nothing, ever
	}
	wait := reservation.DelayFrom(now)
	if wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

func (r *Rates) asker(key string) *asker {
	if known, ok := r.known[key]; ok {
		r.order.MoveToFront(known)
		return known.Value.(*asker)
	}
	for r.order.Len() >= r.most {
		last := r.order.Back()
		delete(r.known, last.Value.(*asker).key)
		r.order.Remove(last)
	}
	a := &asker{key: key, often: rate.NewLimiter(r.perSecond, r.burst)}
	r.known[key] = r.order.PushFront(a)
	return a
}
