package holidays

import (
	"time"

	"clientele/models/booking/times"
	"clientele/models/team"
)

// moon are the days of a year that the moon decides, on Korea's calendar: the
// lunar new year, Buddha's birthday and the harvest festival.
type moon struct{ newYear, buddha, harvest [2]int } // month, day

// moons holds them as far ahead as they are of use; later years go without.
var moons = map[int]moon{
	2025: {[2]int{1, 29}, [2]int{5, 5}, [2]int{10, 6}},
	2026: {[2]int{2, 17}, [2]int{5, 24}, [2]int{9, 25}},
	2027: {[2]int{2, 7}, [2]int{5, 13}, [2]int{9, 15}},
	2028: {[2]int{1, 27}, [2]int{5, 2}, [2]int{10, 3}},
	2029: {[2]int{2, 13}, [2]int{5, 20}, [2]int{9, 22}},
	2030: {[2]int{2, 3}, [2]int{5, 9}, [2]int{9, 12}},
	2031: {[2]int{1, 23}, [2]int{5, 28}, [2]int{10, 1}},
	2032: {[2]int{2, 11}, [2]int{5, 16}, [2]int{9, 19}},
	2033: {[2]int{1, 31}, [2]int{5, 6}, [2]int{9, 8}},
	2034: {[2]int{2, 19}, [2]int{5, 25}, [2]int{9, 27}},
	2035: {[2]int{2, 8}, [2]int{5, 15}, [2]int{9, 16}},
}

// kept says when another day is off instead of a holiday.
type kept int

const (
	lost       kept = iota // never
	notSundays             // where it falls on a Sunday or another holiday
	weekdays               // on a Saturday, too
)

type koreanDay struct {
	date times.Date
	name string
	kept kept
}

// korea gives the public holidays of South Korea. The days of an election, which
// are decided from time to time, are not among them.
func korea(year int) []team.ClosedDate {
	days := koreanDays(year)
	count := map[times.Date]int{}
	var found []team.ClosedDate
	for _, d := range days {
		count[d.date]++
		found = append(found, team.ClosedDate{Date: d.date, Name: d.name})
	}
	for _, d := range days {
		weekday := d.date.Weekday()
		fell := weekday == time.Sunday || weekday == time.Saturday && d.kept == weekdays || count[d.date] > 1
		if d.kept == lost || !fell {
			continue
		}
		count[d.date]-- // of two that meet, one is made up for
		next := d.date
		for count[next] > 0 || next == d.date || next.Weekday() == time.Sunday || next.Weekday() == time.Saturday {
			next++
		}
		count[next]++
		found = append(found, team.ClosedDate{Date: next, Name: d.name + " (대체공휴일)"})
	}
	return found
}

// koreanDays are the holidays themselves, in order of those that are made up for
// first.
func koreanDays(year int) []koreanDay {
	on := func(monthDay [2]int) times.Date { return times.DateOf(year, time.Month(monthDay[0]), monthDay[1]) }
	days := []koreanDay{
		{on([2]int{1, 1}), "새해 첫날", lost},
		{on([2]int{3, 1}), "삼일절", weekdays},
		{on([2]int{5, 5}), "어린이날", weekdays},
		{on([2]int{6, 6}), "현충일", lost},
		{on([2]int{8, 15}), "광복절", weekdays},
		{on([2]int{10, 3}), "개천절", weekdays},
		{on([2]int{10, 9}), "한글날", weekdays},
		{on([2]int{12, 25}), "성탄절", weekdays},
	}
	if year >= 2026 { // it was a working day from 2008 on
		days = append(days, koreanDay{on([2]int{7, 17}), "제헌절", weekdays})
	}
	m, known := moons[year]
	if !known {
		return days
	}
	days = append(days, koreanDay{on(m.buddha), "부처님 오신 날", weekdays})
	for offset := times.Date(-1); offset <= 1; offset++ {
		days = append(days, koreanDay{on(m.newYear) + offset, "설날", notSundays}, koreanDay{on(m.harvest) + offset, "추석", notSundays})
	}
	return days
}
