package models

import "time"

// DeliveryState says how far a delivery has come.
type DeliveryState string

// The states of a delivery. Done and Refused are final unless a person replays
// the delivery; NeedsPerson waits for one.
const (
	Waiting     DeliveryState = "waiting"
	Retrying    DeliveryState = "retrying"
	Done        DeliveryState = "done"
	NeedsPerson DeliveryState = "needs_person"
	Refused     DeliveryState = "refused"
)

// DeliveryStates are all there are.
var DeliveryStates = []DeliveryState{Waiting, Retrying, Done, NeedsPerson, Refused}

// Delivery is one webhook as it arrived, and what became of it. It is keyed by
// the shop and the platform's webhook id, which repeats on retries.
type Delivery struct {
	Shop        ShopID
	WebhookID   string
	EventID     string
	Topic       string
	APIVersion  string
	TriggeredAt time.Time // zero when the platform did not say
	ReceivedAt  time.Time
	Body        []byte // exact bytes; empty once removed by retention or redaction
	Size        int
	SHA256      string
	State       DeliveryState
	Attempts    int
	DueAt       time.Time // when a worker may take it next; zero for at once, whatever its clock says
	DoneAt      time.Time
	Subject     string // such as order:1001 or customer:7; set once read
	Outcome     string // one word of what it did, such as earned or replayed
	Problem     string // why it failed last, free of customer data
	History     []DeliveryAttempt
	LeasedBy    string
	LeasedUntil time.Time
}

// DeliveryAttempt is one try of the worker; the newest HistoryMax are kept.
type DeliveryAttempt struct {
	At      time.Time
	Outcome string
	Problem string
}

// HistoryMax bounds the remembered attempts of a delivery.
const HistoryMax = 20

// AttemptsMax is how often a delivery is tried before it needs a person.
const AttemptsMax = 10

// retryGaps grow so that a short outage costs seconds and a long one does not
// cost a storm. Together they span about four hours.
var retryGaps = []time.Duration{
	time.Second, 5 * time.Second, 20 * time.Second, time.Minute, 3 * time.Minute,
	10 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour,
}

// Succeeded is the delivery after an attempt that worked.
func (d Delivery) Succeeded(now time.Time, subject, outcome string) Delivery {
	d = d.attempted(now, outcome, "")
	d.State, d.DoneAt, d.Subject, d.Outcome, d.Problem = Done, now, subject, outcome, ""
	return d
}

// Failed is the delivery after an attempt that did not work: it waits for a
// growing time, and for a person once the attempts are used up. A permanent
// problem, which no repetition can mend, goes to a person at once.
func (d Delivery) Failed(now time.Time, problem string, permanent bool) Delivery {
	d = d.attempted(now, "failed", problem)
	d.Problem = problem
	if permanent || d.Attempts >= AttemptsMax {
		d.State, d.DueAt = NeedsPerson, time.Time{}
		return d
	}
	d.State, d.DueAt = Retrying, now.Add(retryGaps[min(d.Attempts, len(retryGaps))-1])
	return d
}

// Replayed is the delivery put back in line by a person, with fresh attempts.
// A delivery whose body is gone cannot be replayed.
func (d Delivery) Replayed() (Delivery, error) {
	if len(d.Body) == 0 {
		return d, Errorf(Conflict, "the body of this delivery was removed, so it cannot be replayed")
	}
	if d.State == Waiting {
		return d, nil
	}
	d.State, d.Attempts, d.DueAt, d.DoneAt, d.Problem = Waiting, 0, time.Time{}, time.Time{}, ""
	d.LeasedBy, d.LeasedUntil = "", time.Time{}
	return d, nil
}

func (d Delivery) attempted(now time.Time, outcome, problem string) Delivery {
	d.Attempts++
	d.LeasedBy, d.LeasedUntil = "", time.Time{}
	history := append([]DeliveryAttempt{}, d.History...)
	history = append(history, DeliveryAttempt{At: now, Outcome: outcome, Problem: problem})
	if len(history) > HistoryMax {
		history = history[len(history)-HistoryMax:]
	}
	d.History = history
	return d
}

// DeliveryQuery is a wish to list deliveries, newest first.
type DeliveryQuery struct {
	State  DeliveryState // empty for all
	Topic  string        // empty for all
	Cursor string
	Limit  int
}

// Backlog is what waits in a shop's inbox. Counts stop at BacklogMax.
type Backlog struct {
	Waiting     int
	NeedsPerson int
	OldestAt    time.Time // arrival of the oldest that waits; zero for none
}

// BacklogMax is as far as a backlog is counted.
const BacklogMax = 1000

// Wanted is what a worker can take.
type Wanted struct {
	Limit   int            // deliveries
	PerShop int            // that a worker holds of one shop at most; zero for any number
	Held    map[ShopID]int // what it holds already
}

// Room is how many more of a shop it can take.
func (w Wanted) Room(shop ShopID) int {
	if w.PerShop <= 0 {
		return w.Limit
	}
	return max(0, w.PerShop-w.Held[shop])
}
