package waitlist_test

import (
	"fmt"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/times"
	"clientele/models/waitlist"
)

// now is nine in the morning in Tokyo, where the shop is.
var (
	tokyo = models.Zone("Asia/Tokyo")
	now   = time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	today = times.DateIn(tokyo, now)
)

func at(day times.Date, clock int) time.Time {
	return times.Resolve(tokyo, day, time.Duration(clock)*time.Hour).In(time.UTC)
}

func entry(change ...func(*waitlist.Entry)) waitlist.Entry {
	e := waitlist.Entry{ID: "w1", Service: "cut", Party: 1, Days: waitlist.Days{First: today, Last: today + 2}, State: waitlist.Waiting}
	for _, c := range change {
		c(&e)
	}
	return e
}

func TestATimeFitsOnTheDaysAndInThePartOfTheDayThatWereAskedFor(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		part  waitlist.Part
		start time.Time
		want  bool
	}{
		"the last minute of the last day": {waitlist.AnyTime, at(today+3, 0).Add(-time.Minute), true},
		"the day after":                   {waitlist.AnyTime, at(today+3, 0), false},
		"tomorrow in the morning":         {waitlist.Morning, at(today+1, 11), true},
		"noon is no morning":              {waitlist.Morning, at(today+1, 12), false},
		"noon is afternoon":               {waitlist.Afternoon, at(today+1, 12), true},
		"five is evening":                 {waitlist.Evening, at(today+1, 17), true},
		"too near to be offered":          {waitlist.AnyTime, now.Add(2*time.Hour + 29*time.Minute), false},
		"just far enough":                 {waitlist.AnyTime, now.Add(2*time.Hour + 30*time.Minute), true},
	} {
		if got := entry(func(e *waitlist.Entry) { e.Part = c.part }).Fits(c.start, tokyo, now); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestTheFirstTimeThatFitsIsOffered(t *testing.T) {
	t.Parallel()
	free := []time.Time{at(today+1, 10), at(today+1, 18), at(today+2, 18)}
	got, ok := entry(func(e *waitlist.Entry) { e.Part = waitlist.Evening }).Choose(free, tokyo, now)
	if !ok || !got.Equal(free[1]) {
		t.Fatalf("offered %s, %v", got, ok)
	}
	if got, ok := entry(func(e *waitlist.Entry) { e.Part = waitlist.Afternoon }).Choose(free, tokyo, now); ok {
		t.Fatalf("offered %s", got)
	}
}

func TestAnOfferStandsForHalfADayButNotUntilTheTimeItself(t *testing.T) {
	t.Parallel()
	for ahead, want := range map[time.Duration]time.Duration{72 * time.Hour: 12 * time.Hour, 14 * time.Hour: 12 * time.Hour, 6 * time.Hour: 4 * time.Hour} {
		until, ok := waitlist.Until(now.Add(ahead), now)
		if !ok || until.Sub(now) != want {
			t.Errorf("%s ahead it stands for %s, %v", ahead, until.Sub(now), ok)
		}
	}
	if _, ok := waitlist.Until(now.Add(2*time.Hour), now); ok {
		t.Error("an offer was made that nobody could take in time")
	}
}

func TestWhoCameFirstIsFirstInLine(t *testing.T) {
	t.Parallel()
	all := []waitlist.Entry{{Shop: "b", ID: "1", MadeAt: now}, {Shop: "a", ID: "3", MadeAt: now.Add(time.Hour)}, {Shop: "a", ID: "2", MadeAt: now}, {Shop: "a", ID: "1", MadeAt: now}}
	waitlist.InLine(all)
	got := ""
	for _, e := range all {
		got += string(e.Shop) + string(e.ID) + " "
	}
	if got != "a1 a2 a3 b1 " {
		t.Fatalf("the line is %s", got)
	}
}

func TestAnEntryFollowsWhatBecomesOfItsOffer(t *testing.T) {
	t.Parallel()
	offer := appointments.Appointment{Booking: booking.Booking{ID: "w1"}, Source: appointments.Waitlist}.Held(now.Add(time.Hour), now, appointments.Clientele)
	offered := entry().Follow(offer, now)
	if offered.State != waitlist.Offered || !offered.Until.Equal(now.Add(time.Hour)) || !offered.Open() {
		t.Fatalf("offered it is %+v", offered)
	}
	if _, err := offered.Leave(now); models.CodeOf(err) != models.Conflict {
		t.Errorf("left while it is offered: %v", err)
	}
	taken := offered.Follow(offer.Confirm(now, appointments.Shopper), now)
	if taken.State != waitlist.Taken || taken.Open() || !taken.Until.IsZero() {
		t.Errorf("taken it is %+v", taken)
	}
	gone, err := offer.Cancel(appointments.Lapsed, now, appointments.Clientele)
	if err != nil {
		t.Fatal(err)
	}
	passed := offered.Follow(gone, now)
	if passed.State != waitlist.Passed {
		t.Errorf("lapsed it is %+v", passed)
	}
	if late := passed.Follow(offer.Confirm(now, appointments.Platform), now); late.State != waitlist.Taken {
		t.Errorf("paid late it is %+v", late)
	}
	if again := taken.Follow(gone, now); again.State != waitlist.Taken {
		t.Errorf("cancelled after it was taken it is %+v", again)
	}
}

func TestNobodyWaitsOnceTooOften(t *testing.T) {
	t.Parallel()
	day := waitlist.Days{First: today, Last: today}
	var service, own []waitlist.Entry
	for i := range waitlist.PerDayMax {
		service = append(service, entry(func(e *waitlist.Entry) { e.ID = booking.BookingID(fmt.Sprint(i)); e.Days = day }))
	}
	if err := waitlist.Room(day, service[1:], nil); err != nil {
		t.Error(err)
	}
	if err := waitlist.Room(waitlist.Days{First: today - 1, Last: today + 1}, service, nil); models.CodeOf(err) != models.TooMany {
		t.Errorf("one too many of a day: %v", err)
	}
	if err := waitlist.Room(waitlist.Days{First: today + 1, Last: today + 1}, service, nil); err != nil {
		t.Error(err)
	}
	own = service[:waitlist.PerContactMax]
	if err := waitlist.Room(day, nil, own); models.CodeOf(err) != models.TooMany {
		t.Errorf("one too many of a person: %v", err)
	}
	own[0].State = waitlist.Withdrawn
	if err := waitlist.Room(day, nil, own); err != nil {
		t.Error(err)
	}
	if err := waitlist.Twice(entry(func(e *waitlist.Entry) { e.ID = "other" }), own); models.CodeOf(err) != models.Conflict {
		t.Errorf("twice for one day: %v", err)
	}
	if err := waitlist.Twice(entry(func(e *waitlist.Entry) { e.Service = "colour" }), own); err != nil {
		t.Error(err)
	}
}

func TestDaysHaveToBeThoseThatCanBeBooked(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		days waitlist.Days
		part waitlist.Part
		want int
	}{
		"today":                        {waitlist.Days{First: today, Last: today}, waitlist.Morning, 0},
		"a month":                      {waitlist.Days{First: today, Last: today + 30}, waitlist.AnyTime, 0},
		"longer than a month":          {waitlist.Days{First: today, Last: today + 31}, waitlist.AnyTime, 1},
		"yesterday":                    {waitlist.Days{First: today - 1, Last: today}, waitlist.AnyTime, 1},
		"backwards, at no time of day": {waitlist.Days{First: today + 1, Last: today}, "night", 2},
		"later than can be booked":     {waitlist.Days{First: today + 61, Last: today + 61}, waitlist.AnyTime, 1},
	} {
		if got := waitlist.Problems(c.days, c.part, today, today+60); len(got) != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
