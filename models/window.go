package models

import "time"

// Window is a stretch of time as clocks show it, each end written as
// InstantForm, empty for none. Both minutes belong to it. Which instants they
// are depends on the zone of those who read the clocks.
type Window struct{ From, Until string }

// Ahead tells whether a time comes before the window.
func (w Window) Ahead(at time.Time, zone *time.Location) bool {
	from, ok := onClocks(w.From, zone)
	return ok && at.Before(from)
}

// Over tells whether a time comes after the window.
func (w Window) Over(at time.Time, zone *time.Location) bool {
	until, ok := onClocks(w.Until, zone)
	return ok && !at.Before(until.Add(time.Minute))
}

// Reversed tells whether the window ends before it begins.
func (w Window) Reversed() bool {
	from, begins := onClocks(w.From, time.UTC)
	until, ends := onClocks(w.Until, time.UTC)
	return begins && ends && until.Before(from)
}

// Problems finds what is wrong with the window; paths are from and until.
func (w Window) Problems() []FieldProblem {
	var problems []FieldProblem
	for _, f := range []struct{ name, value string }{{"from", w.From}, {"until", w.Until}} {
		if message := (Field{Type: InstantField}).check(f.value, ""); message != "" {
			problems = append(problems, FieldProblem{Path: f.name, Message: message})
		}
	}
	if w.Reversed() {
		problems = append(problems, FieldProblem{Path: "until", Message: "must not be before the beginning"})
	}
	return problems
}

func onClocks(value string, zone *time.Location) (time.Time, bool) {
	if value == "" {
		return time.Time{}, false
	}
	at, err := time.ParseInLocation(InstantForm, value, zone)
	return at, err == nil
}
