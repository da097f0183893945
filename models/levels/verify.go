package levels

import "fmt"

// Evidence is what is known of a contact, to be held against its state.
type Evidence struct {
	Parts  []Part  // of all its orders and visits
	Last   *Change // the newest of its history; nil for none
	Shown  string  // level under which it is listed
	Merged bool    // it became part of another record
}

// Verify holds a contact's level against what it is made of, computed from
// nothing, and tells everything that is wrong.
func Verify(s State, ladders []Ladder, stages Stages, e Evidence) []string {
	var found []string
	add := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	if e.Shown != s.Level {
		add("the list of contacts shows the level %q, it is %q", e.Shown, s.Level)
	}
	last, seq := "", int64(0)
	if e.Last != nil {
		last, seq = e.Last.To, e.Last.Seq
	}
	if last != s.Level || seq != s.Changes {
		add("the history ends at %q after %d changes, the level is %q after %d", last, seq, s.Level, s.Changes)
	}
	if e.Merged {
		if s.Level != "" {
			add("a record that became part of another still has the level %q", s.Level)
		}
		return found
	}
	want := map[Date]Figures{}
	for _, p := range e.Parts {
		if p.Day != "" {
			want[s.bucket(p.Day)] = want[s.bucket(p.Day)].plus(p.rest())
		}
		if p.PointsDay != "" {
			want[s.bucket(p.PointsDay)] = want[s.bucket(p.PointsDay)].plus(Figures{Points: p.Points})
		}
	}
	for _, r := range s.Rows {
		want[r.Day] = want[r.Day].minus(r.Figures)
	}
	for day, f := range want {
		if f != (Figures{}) {
			add("on %s orders and visits count %+v more than the level was made of", day, f)
		}
	}
	ladder, ok := Version(ladders, s.Ladder)
	if !ok {
		add("was judged by version %d of the levels, which is missing", s.Ladder)
		return found
	}
	if j := ladder.Judge(s, ladders, stages, s.SeenAt); j.Level != s.Level {
		add("is on %q, computed from nothing it is %q", s.Level, j.Level)
	}
	return found
}
