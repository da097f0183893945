package levels

import (
	"cmp"
	"slices"
	"time"
)

// Figures are what levels look at.
type Figures struct {
	Points     int64 // earned and kept
	SpentMinor int64 // in the shop's currency
	Orders     int64
	Visits     int64
}

func (f Figures) plus(o Figures) Figures {
	return Figures{f.Points + o.Points, f.SpentMinor + o.SpentMinor, f.Orders + o.Orders, f.Visits + o.Visits}
}

func (f Figures) minus(o Figures) Figures {
	return Figures{f.Points - o.Points, f.SpentMinor - o.SpentMinor, f.Orders - o.Orders, f.Visits - o.Visits}
}

// lost keeps what is below zero, won what is above.
func (f Figures) lost() Figures {
	return Figures{min(0, f.Points), min(0, f.SpentMinor), min(0, f.Orders), min(0, f.Visits)}
}

func (f Figures) won() Figures { return f.minus(f.lost()) }

// Part is what one purchase or visit counts for, and on which day. Its points count
// from an instant of their own, when they have stopped waiting.
type Part struct {
	Day        Date
	Points     int64
	PointsDay  Date
	PointsFrom time.Time
	SpentMinor int64
	Orders     int64
	Visits     int64
}

// Row is what counts on a day. What was given back later is a row of its own,
// because a ladder may wait for the end of a period before it counts.
type Row struct {
	Day     Date
	Lost    Date      // day on which it was given back; empty for none
	From    time.Time // counts from then on; zero for what counts already
	Figures Figures
}

// RowsMax bounds the rows of one contact. When there are more, days that no
// rolling period can reach any more become months.
const RowsMax = 2000

// change takes one purchase's part out and puts another in. on is the day of
// what brought the change. now decides what waits.
func (s *State) change(was, is Part, on Date, now time.Time) {
	if was.Day == is.Day && was.PointsDay == is.PointsDay && was.PointsFrom.Equal(is.PointsFrom) {
		difference := is.rest().minus(was.rest())
		s.add(Row{Day: is.Day, Figures: difference.won()})
		s.add(Row{Day: is.Day, Lost: max(on, is.Day), Figures: difference.lost()})
		points := Figures{Points: is.Points - was.Points}
		from := waiting(is.PointsFrom, now)
		s.add(Row{Day: is.PointsDay, From: from, Figures: points.won()})
		if from.IsZero() {
			s.add(Row{Day: is.PointsDay, Lost: max(on, is.PointsDay), Figures: points.lost()})
		} else {
			s.add(Row{Day: is.PointsDay, From: from, Figures: points.lost()})
		}
		return
	}
	// It counts for another day, or for somebody else: as if it had always.
	s.add(Row{Day: was.Day, Figures: Figures{}.minus(was.rest())})
	s.add(Row{Day: was.PointsDay, From: waiting(was.PointsFrom, now), Figures: Figures{Points: -was.Points}})
	s.add(Row{Day: is.Day, Figures: is.rest()})
	s.add(Row{Day: is.PointsDay, From: waiting(is.PointsFrom, now), Figures: Figures{Points: is.Points}})
}

// rest is everything but the points.
func (p Part) rest() Figures {
	return Figures{SpentMinor: p.SpentMinor, Orders: p.Orders, Visits: p.Visits}
}

func waiting(from, now time.Time) time.Time {
	if from.After(now) {
		return from
	}
	return time.Time{}
}

func (s *State) add(row Row) {
	if row.Figures == (Figures{}) || row.Day == "" {
		return
	}
	row.Day = s.bucket(row.Day)
	for i, r := range s.Rows {
		if r.Day == row.Day && r.Lost == row.Lost && r.From.Equal(row.From) {
			s.Rows[i].Figures = r.Figures.plus(row.Figures)
			return
		}
	}
	s.Rows = append(s.Rows, row)
}

// bucket is the day under which a day is kept.
func (s *State) bucket(day Date) Date {
	if day < s.MonthsBefore {
		return day.monthEnd()
	}
	return day
}

// tidy lets count what has stopped waiting, and brings the rows into one form.
func (s *State) tidy(now time.Time, today Date) {
	rows := s.Rows
	s.Rows = nil
	for _, r := range rows {
		if !r.From.After(now) {
			r.From = time.Time{}
		}
		s.add(r)
	}
	if len(s.Rows) > RowsMax {
		// A whole month, so that the day at its end stands for all of it.
		s.MonthsBefore = max(s.MonthsBefore, today.plus(-MonthsMax-1, 0)[:8]+"01")
		rows, s.Rows = s.Rows, nil
		for _, r := range rows {
			if r.Day < s.MonthsBefore {
				r.Lost = ""
			}
			s.add(r)
		}
	}
	s.Rows = slices.DeleteFunc(s.Rows, func(r Row) bool { return r.Figures == Figures{} })
	slices.SortFunc(s.Rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Lost, b.Lost), a.From.Compare(b.From))
	})
}

// sum adds up rows of days from..to. Of what was given back it counts what had
// been by a day.
func (s State) sum(from, to, by Date) Figures {
	var f Figures
	for _, r := range s.Rows {
		if r.From.IsZero() && r.Day >= from && r.Day <= to && r.Lost <= by {
			f = f.plus(r.Figures)
		}
	}
	return f
}
