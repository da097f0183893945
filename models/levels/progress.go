package levels

import (
	"time"

	"clientele/models"
)

// Progress is how far a contact is from a level.
type Progress struct {
	Level   string
	Kind    string // of the rule that counts
	Unit    Unit
	Has     int64
	Needs   int64
	Missing int64
	Percent int64 // 0 to 100, rounded down
}

// Outlook is what lies ahead of a contact.
type Outlook struct {
	Figures Figures   // of the period that counts now
	Next    *Progress // towards the next level; nil on the highest
	Keep    *Progress // towards keeping the present one; nil where it has no end
}

// Outlook tells what is missing for the next level, and to keep this one.
func (l Ladder) Outlook(s State, stages Stages, at time.Time) Outlook {
	today := DateOf(at, models.Zone(l.Zone))
	s.Rows = append([]Row(nil), s.Rows...)
	s.tidy(at, today)
	out := Outlook{Figures: l.counted(s, today)}
	place := l.place(s.Level)
	for next := place + 1; next < len(l.Settings.Levels); next++ {
		level := l.Settings.Levels[next]
		if level.Closed || !stages.holds(level.Stage) {
			continue
		}
		if p, ok := level.progress(out.Figures, l.Currency); ok {
			out.Next = &p
			break
		}
	}
	if place >= 0 && !s.Until.IsZero() {
		if p, ok := l.Settings.Levels[place].progress(out.Figures, l.Currency); ok && p.Missing > 0 {
			out.Keep = &p
		}
	}
	return out
}

// progress is the rule on which a level depends: the one that is farthest
// where all are asked for, the nearest where one is enough.
func (l Level) progress(f Figures, currency string) (Progress, bool) {
	var chosen Progress
	found := false
	for _, rule := range l.Rules {
		kind, known := KindByName(rule.Kind)
		if !known {
			continue
		}
		need, err := kind.Need(rule.Params, currency)
		if err != nil || need <= 0 {
			continue
		}
		p := Progress{Level: l.ID, Kind: kind.Name, Unit: kind.Unit, Has: kind.Count(f), Needs: need}
		p.Missing = max(0, need-p.Has)
		p.Percent = percent(max(0, p.Has), need)
		if !found || (p.Percent > chosen.Percent) == l.Any && p.Percent != chosen.Percent {
			chosen, found = p, true
		}
	}
	return chosen, found
}

func percent(has, need int64) int64 {
	switch {
	case has >= need:
		return 100
	case has > 1<<56: // so that nothing runs over
		return has / (need / 100)
	}
	return has * 100 / need
}
