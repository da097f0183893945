package flow

import (
	"context"
	"maps"
	"slices"
	"time"

	"clientele/models"
	"clientele/models/levels"
	"clientele/models/orders"
	"clientele/models/points"
)

// rung is what a story does to a person's level.
type rung struct {
	moves  []levels.Move
	cause  levels.Cause
	joined []models.ContactID // records that became part of this one
	union  levels.Cause       // why they did
	look   bool               // a time has come, or the ladder was edited
	state  *levels.State      // to be saved
	noted  []levels.Change
	apart  *apart // it is a person of its own again
}

// zone is where days are counted for levels.
func (w *work) zone() *time.Location {
	if n := len(w.ladders); n > 0 {
		return models.Zone(w.ladders[n-1].Zone)
	}
	return w.shop.Location()
}

// qualify keeps an order's part in its contact's level, and tells the person
// how it changed.
func (w *work) qualify(p *person, s *points.Standing, o orders.Order) {
	is := w.levelPart(*s, o)
	if is == s.Level {
		return
	}
	was := s.Level
	s.Level = is
	if p.contact.ID.Guest() {
		return // guests have no level; what they did counts once they sign up
	}
	on, cause := w.occasion(o)
	if is == (points.LevelPart{}) || was.Points <= is.Points && was.SpentMinor <= is.SpentMinor {
		cause = levels.Cause{Kind: "order", ID: string(o.ID), Order: o.ID, Name: o.Name}
	}
	p.rung.cause = cause
	p.rung.moves = append(p.rung.moves, levels.Move{Was: partOf(was), Is: partOf(is), On: on})
}

// occasion is the newest fact that took something away from an order.
func (w *work) occasion(o orders.Order) (levels.Date, levels.Cause) {
	cause := levels.Cause{Kind: "edit", ID: string(o.ID), Order: o.ID, Name: o.Name}
	at := w.now
	if o.Cancelled() {
		cause.Kind, at = "cancel", o.CancelledAt
	} else {
		var newest time.Time
		for _, r := range o.Refunds {
			if r.Settled && r.At.After(newest) {
				newest, cause.Kind, cause.ID = r.At, "refund", r.ID
			}
		}
		for _, d := range o.Disputes {
			if d.State == orders.DisputeLost && d.Stamp.UpdatedAt.After(newest) {
				newest, cause.Kind, cause.ID = d.Stamp.UpdatedAt, "dispute", d.ID
			}
		}
		if !newest.IsZero() {
			at = newest
		}
	}
	if at.After(w.now) {
		at = w.now
	}
	return levels.DateOf(at, w.zone()), cause
}

// levelPart is what an order counts for.
func (w *work) levelPart(s points.Standing, o orders.Order) points.LevelPart {
	if !o.Paid() {
		return points.LevelPart{}
	}
	programme, ok := w.version(s.Programme)
	if !ok {
		return points.LevelPart{}
	}
	from := later(o.PaidAt, programme.MaturesAt(o.PaidAt))
	part := points.LevelPart{
		Day: string(levels.DateOf(o.PaidAt, w.zone())), PointsDay: string(levels.DateOf(from, w.zone())), PointsFrom: models.Instant(from),
	}
	if !programme.Counts(o) {
		return part
	}
	part.Points, part.SpentMinor = max(0, s.Net-s.Forgiven), o.SpentMinor()
	if points.Qualifies(o) {
		part.Orders = 1
	}
	return part
}

func partOf(p points.LevelPart) levels.Part {
	return levels.Part{
		Day: levels.Date(p.Day), PointsDay: levels.Date(p.PointsDay), PointsFrom: p.PointsFrom,
		Points: p.Points, SpentMinor: p.SpentMinor, Orders: p.Orders,
	}
}

// raise brings the levels of everybody concerned in line with what the story
// did, and pays what entering a level brings.
func (w *work) raise(ctx context.Context) error {
	if len(w.ladders) == 0 {
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(w.people)) {
		p := w.people[id]
		if p.contact.ID.Guest() || p.contact.MergedInto != "" || !p.rung.wants(p.book) {
			continue
		}
		judge := w.judge
		if p.rung.apart != nil {
			judge = w.judgeApart
		}
		if err := judge(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// wants tells whether a level may have changed.
func (r *rung) wants(b *points.Book) bool {
	return r.look || r.apart != nil || len(r.moves) > 0 || len(r.joined) > 0 ||
		slices.ContainsFunc(b.Entries(), func(e points.Entry) bool { return e.Kind == points.KindMature })
}

// judge computes a person's level anew.
func (w *work) judge(ctx context.Context, p *person) error {
	state, err := w.flow.Levels.State(ctx, w.shop.ID, p.contact.ID)
	if err != nil {
		return err
	}
	var began, changes []levels.Change
	if state.Version == 0 {
		parts, err := w.parts(ctx, p.accounts())
		if err != nil {
			return err
		}
		state, began = levels.Start(w.shop.ID, p.contact.ID, w.ladders, nil, parts, w.now)
		p.rung.joined = nil
	} else if len(p.rung.joined) > 0 {
		if err := w.join(ctx, p, &state); err != nil {
			return err
		}
	}
	before := state
	if len(p.rung.moves) > 0 {
		state, changes = state.With(w.ladders, nil, p.rung.moves, w.now, p.rung.cause)
	} else {
		state, changes = state.After(w.ladders, nil, w.now)
	}
	p.rung.noted = append(append(p.rung.noted, began...), changes...)
	if state.Version > 0 && len(p.rung.noted) == 0 && sameState(before, state) {
		return nil
	}
	if !w.quiet {
		w.reward(p, &state)
	}
	p.stands(state)
	return nil
}

// stands has a level saved with the books, and shown.
func (p *person) stands(state levels.State) {
	p.rung.state = &state
	if p.contact.Figures.Level != state.Level {
		p.contact.Figures.Level, p.dirty = state.Level, true
	}
}

func sameState(a, b levels.State) bool {
	return a.Ladder == b.Ladder && a.NextAt.Equal(b.NextAt) && a.SeenAt.Equal(b.SeenAt) && slices.Equal(a.Rows, b.Rows)
}

// reward gives what entering a level brings, and takes back what nobody used of
// it when a refund takes the level away.
func (w *work) reward(p *person, state *levels.State) {
	for _, c := range p.rung.noted {
		ladder, ok := levels.Version(w.ladders, c.Ladder)
		if !ok {
			continue
		}
		if ladder.Above(c.To, c.From) {
			for _, due := range state.Entered(ladder, c) {
				p.book.GiveReward(due.Level, due.Points, w.versions[len(w.versions)-1])
			}
			continue
		}
		for _, stake := range state.Forfeit(ladder, c) {
			state.TookBack(stake.Level, p.book.TakeReward(stake.Level, stake.Points))
		}
	}
}

// partsMax bounds the orders of one contact that are added up at once.
const partsMax = 5_000

// parts gives what the orders and visits of some accounts counted for before this
// story.
// What was never noted on an order, because it is older than levels are, is
// noted now.
func (w *work) parts(ctx context.Context, accounts []models.ContactID) ([]levels.Part, error) {
	records, err := w.flow.Orders.Of(ctx, w.shop.ID, accounts, partsMax)
	if err != nil {
		return nil, err
	}
	if len(records) == partsMax {
		return nil, models.Errorf(models.TooMany, "this contact has more than %d orders, which is more than its level can be made of", partsMax)
	}
	var parts []levels.Part
	for i := range records {
		r := &records[i]
		inHand := slices.ContainsFunc(w.records, func(other *points.Record) bool { return other.Order.ID == r.Order.ID })
		if is := w.levelPart(r.Standing, r.Order); !inHand && r.Standing.Level != is {
			r.Standing.Level = is
			w.records = append(w.records, r)
		}
		parts = append(parts, partOf(r.Standing.Level))
	}
	visits, err := w.visitParts(ctx, accounts)
	return append(parts, visits...), err
}

// join adds what other records did to a person's level. The higher of two
// levels is kept as long as it would have lasted.
func (w *work) join(ctx context.Context, p *person, state *levels.State) error {
	parts, err := w.parts(ctx, p.rung.joined)
	if err != nil {
		return err
	}
	for _, part := range parts {
		p.rung.moves = append(p.rung.moves, levels.Move{Is: part})
	}
	p.rung.cause = p.rung.union
	newest := w.ladders[len(w.ladders)-1]
	for _, id := range p.rung.joined {
		other, err := w.flow.Levels.State(ctx, w.shop.ID, id)
		if err != nil {
			return err
		}
		if other.Version == 0 {
			continue
		}
		*state = state.Joined(newest, other)
	}
	return nil
}

// retire closes the level of a record that became part of another.
func (w *work) retire(ctx context.Context, from *person, into models.ContactID, kind string) error {
	state, err := w.flow.Levels.State(ctx, w.shop.ID, from.contact.ID)
	if err != nil || state.Version == 0 {
		return err
	}
	state, changes := state.Retired(levels.Cause{Kind: kind, ID: string(into)}, w.now)
	from.rung.state, from.rung.noted = &state, changes
	from.contact.Figures.Level, from.dirty = "", true
	return nil
}

// stand saves where everybody stands now.
func (w *work) stand(ctx context.Context) error {
	for _, id := range slices.Sorted(maps.Keys(w.people)) {
		if r := w.people[id].rung; r.state != nil {
			if _, err := w.flow.Levels.Save(ctx, *r.state, r.noted); err != nil {
				return err
			}
		}
	}
	return nil
}
