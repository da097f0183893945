package levels

import (
	"slices"
	"time"

	"clientele/models"
)

// State is what is kept of a contact: what it has done, and the level that
// this gives.
type State struct {
	Shop    models.ShopID
	Contact models.ContactID
	Version int64 // bumped by each save

	Ladder int    // version it was judged by
	Level  string // id; empty for none
	Since  time.Time
	Until  time.Time // ends then unless something more is done; zero for never
	SeenAt time.Time // judged as of then
	NextAt time.Time // when to judge again although nothing happens; zero for never

	Rows         []Row
	MonthsBefore Date // rows of days before it stand for whole months
	Kept         Kept
	Rewards      []Reward
	Changes      int64 // number of changes so far
}

// Kept is a level that a contact keeps although the ladder was edited, or
// because another record became part of it.
type Kept struct {
	Level string    // id; empty for none
	Until time.Time // zero for never
	// Ladder, From and To say what it was reached with: the level's rules of
	// that version, and the days that counted. It ends when what was done on
	// these days was given back. A zero Ladder asks for nothing.
	Ladder   int
	From, To Date
}

// Reward is the points that a contact got on entering a level.
type Reward struct {
	Level  string
	Points int64 // given
	Taken  int64 // taken back unused when the level was lost by a refund
}

// Cause is the fact behind a change of level.
type Cause struct {
	Kind  string // order, refund, cancel, edit, a union, visit, no_visit, undo, time, ladder or start
	ID    string
	Order models.OrderID
	Name  string // the order's name as people know it
}

// The causes that no order brings: a period ended, the merchant edited the
// ladder, the contact was looked at for the first time, or a merge was undone.
const (
	ByTime   = "time"
	ByLadder = "ladder"
	ByStart  = "start"
	ByUndo   = "undo"
)

// The causes that a visit brings: it took place, or turned out not to have.
const (
	ByVisit   = "visit"
	ByNoVisit = "no_visit"
)

// Change is one entry of a contact's history: never changed, never deleted
// while its contact lives.
type Change struct {
	Shop      models.ShopID
	Contact   models.ContactID
	Seq       int64 // 1, 2, 3 … within the contact
	From, To  string
	Ladder    int
	Cause     Cause
	Figures   Figures   // that counted then
	Effective time.Time // when it happened
	At        time.Time // when it was noted
}

// Move is one purchase or visit whose part has changed.
type Move struct {
	Was, Is Part
	On      Date // day of the fact that brought it
}

// Start is the state of a contact nobody has looked at before, judged by the
// newest ladder.
func Start(shop models.ShopID, contact models.ContactID, ladders []Ladder, stages Stages, parts []Part, now time.Time) (State, []Change) {
	s := State{Shop: shop, Contact: contact}
	if len(ladders) == 0 {
		return s, nil
	}
	newest := ladders[len(ladders)-1]
	for _, p := range parts {
		s.change(Part{}, p, "", now)
	}
	s, change := s.judged(newest, ladders, stages, now, now, Cause{Kind: ByStart, ID: itoa(newest.Version)})
	return s, noted(nil, change)
}

// changesMax bounds the changes that one look may find.
const changesMax = 200

// After is the state at an instant, when nothing was done meanwhile: periods
// end, points stop waiting, and newer versions of the ladder begin. Ladders are
// sorted by version. How often it is called makes no difference.
func (s State) After(ladders []Ladder, stages Stages, now time.Time) (State, []Change) {
	var changes []Change
	for range changesMax {
		ladder, ok := Version(ladders, s.Ladder)
		if !ok {
			return s, changes
		}
		next, newer := following(ladders, s.Ladder)
		until := now
		if newer && next.EffectiveFrom.Before(now) {
			until = next.EffectiveFrom
		}
		if !s.NextAt.IsZero() && !s.NextAt.After(until) {
			var change *Change
			s, change = s.judged(ladder, ladders, stages, s.NextAt, now, Cause{Kind: ByTime, ID: s.NextAt.Format(time.RFC3339)})
			changes = noted(changes, change)
			continue
		}
		if !newer || next.EffectiveFrom.After(now) {
			return s, changes
		}
		s = s.adopt(ladder, next, ladders, stages)
		var change *Change
		s, change = s.judged(next, ladders, stages, latest(next.EffectiveFrom, s.SeenAt), now, Cause{Kind: ByLadder, ID: itoa(next.Version)})
		changes = noted(changes, change)
	}
	return s, changes
}

// With is the state after something was done.
func (s State) With(ladders []Ladder, stages Stages, moves []Move, now time.Time, cause Cause) (State, []Change) {
	s, changes := s.After(ladders, stages, now)
	ladder, ok := Version(ladders, s.Ladder)
	if !ok {
		return s, changes
	}
	s.Rows = slices.Clone(s.Rows)
	s.tidy(now, DateOf(now, models.Zone(ladder.Zone)))
	for _, m := range moves {
		s.change(m.Was, m.Is, m.On, now)
	}
	s, change := s.judged(ladder, ladders, stages, now, now, cause)
	return s, noted(changes, change)
}

func noted(changes []Change, change *Change) []Change {
	if change == nil {
		return changes
	}
	return append(changes, *change)
}

// judged is the state as a ladder judges it at an instant, with what changed.
func (s State) judged(ladder Ladder, ladders []Ladder, stages Stages, at, now time.Time, cause Cause) (State, *Change) {
	today := DateOf(at, models.Zone(ladder.Zone))
	s.Rows = slices.Clone(s.Rows)
	s.tidy(at, today)
	j := ladder.Judge(s, ladders, stages, at)
	from := s.Level
	s.Ladder, s.Level, s.Until, s.NextAt, s.SeenAt = ladder.Version, j.Level, j.Until, j.Next, models.Instant(at)
	if from == j.Level {
		return s, nil
	}
	s.Changes++
	s.Since = models.Instant(at)
	return s, &Change{
		Shop: s.Shop, Contact: s.Contact, Seq: s.Changes, From: from, To: j.Level, Ladder: ladder.Version, Cause: cause,
		Figures: ladder.counted(s, today), Effective: models.Instant(at), At: models.Instant(now),
	}
}

// counted are the figures of the period of a day.
func (l Ladder) counted(s State, today Date) Figures {
	from, to := l.window(today)
	return s.sum(from, to, today)
}

// window is the first and the last day that count on a day.
func (l Ladder) window(today Date) (from, to Date) {
	switch l.Settings.Period.Kind {
	case Calendar:
		return yearBegins(today.year()), today
	case Rolling:
		first := today.plus(-l.Settings.Period.Months, 1)
		for first.plus(l.Settings.Period.Months, 0) <= today { // months of different lengths
			first = first.plus(0, 1)
		}
		return first, today
	}
	return "", today
}

func following(ladders []Ladder, version int) (Ladder, bool) {
	for _, l := range ladders {
		if l.Version > version {
			return l, true
		}
	}
	return Ladder{}, false
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
