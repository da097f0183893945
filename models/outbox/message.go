package outbox

import (
	"maps"
	"time"

	"clientele/models"
)

// State says how far a message has come.
type State string

// The states of a message. Done and Dropped are final; NeedsPerson waits for
// somebody to put it back in line or to call it off.
const (
	Waiting     State = "waiting"
	Retrying    State = "retrying"
	Done        State = "done"
	NeedsPerson State = "needs_person"
	Dropped     State = "dropped"
)

// Message is one effect to be brought about at least once. Its ID is a business
// key, so that deciding the same thing twice asks for one effect.
type Message struct {
	Shop models.ShopID
	ID   string // unique within the shop, such as discount:3f0c…
	Kind string // says who works it off, such as discount_create
	// Subject is whom or what it is about. Messages of one subject are worked off
	// one after the other, and go when the subject is erased.
	Subject string
	Params  map[string]string
	MadeAt  time.Time
	DueAt   time.Time // when a worker may take it next; zero when none may
	// BeganAt is when it was first taken; Attempts counts how often. What was
	// taken more than once may have had its effect already.
	BeganAt     time.Time
	Attempts    int
	State       State
	DoneAt      time.Time
	Outcome     string // one word of what it did
	Problem     string // why it failed last, free of customer data
	LeasedTo    string
	LeasedUntil time.Time
}

// AttemptsMax is how often a message is tried before it needs a person.
const AttemptsMax = 10

// gaps grow so that a short outage costs seconds and a long one no storm.
// Together they span about four hours.
var gaps = []time.Duration{
	time.Second, 5 * time.Second, 20 * time.Second, time.Minute, 3 * time.Minute,
	10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour,
}

// New is a message that is due at once.
func New(shop models.ShopID, id, kind, subject string, params map[string]string, now time.Time) Message {
	now = models.Instant(now)
	return Message{Shop: shop, ID: id, Kind: kind, Subject: subject, Params: maps.Clone(params), MadeAt: now, DueAt: now, State: Waiting}
}

// Open tells whether a worker has to take it some time.
func (m Message) Open() bool { return m.State == Waiting || m.State == Retrying }

// Repeated tells whether an earlier attempt may have had the effect, whatever
// became of its answer.
func (m Message) Repeated() bool { return m.Attempts > 1 }

// Succeeded is the message after an attempt that worked.
func (m Message) Succeeded(now time.Time, outcome string) Message {
	m = m.free()
	m.State, m.DoneAt, m.DueAt, m.Outcome, m.Problem = Done, models.Instant(now), time.Time{}, outcome, ""
	return m
}

// Failed is the message after an attempt that did not work: it waits for a
// growing time, and for a person once the attempts are used up, or at once
// where no repetition can mend it.
func (m Message) Failed(now time.Time, problem string, permanent bool) Message {
	m = m.free()
	m.Problem = problem
	if permanent || m.Attempts >= AttemptsMax {
		m.State, m.DueAt = NeedsPerson, time.Time{}
		return m
	}
	m.State, m.DueAt = Retrying, models.Instant(now.Add(gaps[min(max(1, m.Attempts), len(gaps))-1]))
	return m
}

// HandedBack is the message as it was before it was taken, because the program
// ends before it could be begun.
func (m Message) HandedBack() Message {
	m = m.free()
	m.Attempts--
	return m
}

// Retried is the message put back in line by a person. It goes on counting, so
// that whoever works it off looks for an earlier effect first.
func (m Message) Retried(now time.Time) (Message, error) {
	if m.State != NeedsPerson {
		return m, models.Errorf(models.Conflict, "this effect is not waiting for anybody; look again")
	}
	m = m.free()
	m.State, m.DueAt = Waiting, models.Instant(now)
	m.Attempts = min(m.Attempts, 2) // fresh attempts, but never the first one again
	return m, nil
}

// WantedAgain is the message in line as if it were new, because what it did, or
// was to do, is wanted once more.
func (m Message) WantedAgain(now time.Time) Message {
	m = m.free()
	m.State, m.DueAt, m.Attempts = Waiting, models.Instant(now), 0
	m.DoneAt, m.Outcome, m.Problem = time.Time{}, "", ""
	return m
}

// CalledOff is the message that nobody shall work off any more.
func (m Message) CalledOff(now time.Time) Message {
	m = m.free()
	m.State, m.DoneAt, m.DueAt, m.Outcome = Dropped, models.Instant(now), time.Time{}, "called_off"
	return m
}

func (m Message) free() Message {
	m.LeasedTo, m.LeasedUntil = "", time.Time{}
	return m
}

// Query is a wish to list messages, newest first.
type Query struct {
	State  State // empty for all
	Cursor string
	Limit  int
}
