package points_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/points"
)

func life(count int, unit points.LifeUnit) func(*points.Settings) {
	return func(s *points.Settings) { s.Life = points.Life{Count: count, Unit: unit} }
}

func TestPointsRunOutWhenADayBeginsInTheShopsZone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		from, zone string
		life       points.Life
		want       string
	}{
		{"2026-01-01T09:00:00Z", "UTC", points.Life{Count: 30, Unit: points.Days}, "2026-01-31T00:00:00Z"},
		{"2026-01-01T23:30:00Z", "Asia/Tokyo", points.Life{Count: 30, Unit: points.Days}, "2026-01-31T15:00:00Z"},       // there it was 2 January
		{"2026-10-20T12:00:00Z", "America/New_York", points.Life{Count: 14, Unit: points.Days}, "2026-11-03T05:00:00Z"}, // clocks went back meanwhile
		{"2026-01-31T12:00:00Z", "UTC", points.Life{Count: 1, Unit: points.Months}, "2026-02-28T00:00:00Z"},
		{"2028-01-31T12:00:00Z", "UTC", points.Life{Count: 1, Unit: points.Months}, "2028-02-29T00:00:00Z"},
		{"2028-02-29T12:00:00Z", "UTC", points.Life{Count: 12, Unit: points.Months}, "2029-02-28T00:00:00Z"},
		{"2026-08-31T12:00:00Z", "UTC", points.Life{Count: 6, Unit: points.Months}, "2027-02-28T00:00:00Z"},
		{"2026-11-30T12:00:00Z", "UTC", points.Life{Count: 3, Unit: points.Months}, "2027-02-28T00:00:00Z"},
		{"2018-10-05T12:00:00Z", "America/Sao_Paulo", points.Life{Count: 30, Unit: points.Days}, "2018-11-04T03:00:00Z"}, // that day began at one
		{"2026-01-01T09:00:00Z", "Nowhere/Land", points.Life{Count: 1, Unit: points.Days}, "2026-01-02T00:00:00Z"},
		{"2026-01-01T09:00:00Z", "UTC", points.Life{Unit: points.Months}, ""},
	} {
		from, err := time.Parse(time.RFC3339, c.from)
		must(t, err)
		p := points.Programme{Zone: c.zone, Settings: points.Settings{Life: c.life}}
		got := ""
		if end := p.ExpiresAt(from); !end.IsZero() {
			got = end.UTC().Format(time.RFC3339)
		}
		if got != c.want {
			t.Errorf("%s and %d %s in %s: %s, want %s", c.from, c.life.Count, c.life.Unit, c.zone, got, c.want)
		}
	}
}

func TestALotCannotBeSpentFromTheInstantItRunsOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t, life(30, points.Days))
	d.body("1", d.bought("1", goods("a", "80.00")))
	end := time.Date(2026, 2, 4, 0, 0, 0, 0, time.UTC)
	d.now = end.Add(-time.Millisecond)
	d.expect("a moment before", amounts{av: 80})
	d.now = end
	d.expect("at the instant, though nothing swept", amounts{})
	refused(t, d.hold(buyer, "h1", 1))
	d.pass(0)
	d.pass(0)
	last := d.of(buyer).entries[len(d.of(buyer).entries)-1]
	if len(d.of(buyer).entries) != 2 || last.Kind != points.KindExpire || last.Points != 80 || !last.Effective.Equal(end) {
		t.Errorf("entries %+v, want one that strikes 80 as of %v", d.of(buyer).entries, end)
	}
}

func TestALifeBeginsWhenPointsBecomeAvailable(t *testing.T) {
	t.Parallel()
	d := newDesk(t, life(30, points.Days), func(s *points.Settings) { s.HoldDays = 40 })
	d.body("1", d.bought("1", goods("a", "80.00")))
	d.pass(40 * day)
	d.expect("mature", amounts{av: 80})
	d.pass(30 * day)
	d.expect("run out", amounts{})
}

func TestARefundDoesNotTakeExpiredPointsAgain(t *testing.T) {
	t.Parallel()
	for _, policy := range []points.Policy{points.Unlimited, points.WithinBalance, points.OnlyPending} {
		d := newDesk(t, life(30, points.Days), func(s *points.Settings) { s.Clawback = policy })
		d.body("1", d.bought("1", goods("a", "80.00")))
		d.pass(31 * day)
		d.body("2", d.bought("2", goods("a", "50.00")))
		d.refund("1", d.amountBack("r1", "80.00"))
		d.expect(string(policy), amounts{av: 50})
		if b := d.balances(buyer); b.Expired != 0 || b.ClawedBack != 80 || d.net("1") != 0 {
			t.Errorf("%s: %+v with %d left of the order, want 80 taken back instead of expired", policy, b, d.net("1"))
		}
	}
}

func TestAnOrderHeardOfAfterItsLifeLeavesNothing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, life(1, points.Months))
	s := d.bought("1", goods("a", "80.00"))
	d.now = d.now.Add(90 * day)
	d.body("1", s)
	d.expect("months later", amounts{})
	if b := d.balances(buyer); b.Issued != 80 || b.Expired != 80 {
		t.Errorf("%+v, want 80 earned and expired", b)
	}
}

func TestOldDebtIsPaidBeforePointsRunOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t, life(30, points.Days))
	owing := manual("1")
	owing.AllowDebt = true
	must(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(owing, -50) }))
	d.body("1", d.bought("1", goods("a", "80.00")))
	d.pass(40 * day)
	if b := d.balances(buyer); b.Debt != 0 || b.Expired != 30 {
		t.Errorf("%+v, want the debt paid and 30 expired", b)
	}
}

// idleSince is a shop whose points run out after six months without activity,
// with an order of 15 January.
func idleSince(t *testing.T) *desk {
	d := newDesk(t, func(s *points.Settings) { s.IdleMonths, s.HoldDays = 6, 0 })
	d.now = time.Date(2026, 1, 15, 18, 0, 0, 0, time.UTC)
	d.body("1", d.bought("1", goods("a", "80.00")))
	return d
}

func TestPointsOfPeopleWhoDoNothingRunOut(t *testing.T) {
	t.Parallel()
	d := idleSince(t)
	d.now = time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	d.refund("1", d.amountBack("r1", "20.00"))
	d.now = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	must(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(manual("1"), 5) }))
	d.now = time.Date(2026, 7, 15, 0, 0, 0, 0, time.UTC).Add(-time.Millisecond)
	d.expect("neither a refund nor staff are activity", amounts{av: 65})
	d.now = d.now.Add(time.Millisecond)
	d.expect("six months after the order", amounts{})
}

func TestEarningAndRedeemingKeepPointsAlive(t *testing.T) {
	t.Parallel()
	for name, act := range map[string]func(d *desk) error{
		"earning":   func(d *desk) error { d.body("2", d.bought("2", goods("a", "1.00"))); return nil },
		"redeeming": func(d *desk) error { return d.hold(buyer, "h1", 10) },
	} {
		d := idleSince(t)
		d.now = time.Date(2026, 7, 14, 12, 0, 0, 0, time.UTC)
		must(t, act(d))
		d.now = time.Date(2027, 1, 13, 23, 0, 0, 0, time.UTC)
		if b := d.balances(buyer); b.Expired != 0 {
			t.Errorf("%s: %d expired before the new end", name, b.Expired)
		}
		d.now = time.Date(2027, 1, 14, 0, 0, 0, 0, time.UTC)
		if b := d.balances(buyer); b.Available != 0 || b.Expired == 0 {
			t.Errorf("%s: %+v, want all available points expired", name, b)
		}
	}
}

func TestPendingPointsAndHoldsOutliveInactivity(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(s *points.Settings) { s.IdleMonths, s.HoldDays = 1, 45 })
	d.body("1", d.bought("1", goods("a", "80.00")))
	d.pass(40 * day)
	d.expect("a month later they still wait", amounts{pe: 80})
	d.pass(6 * day)
	d.expect("they are mature", amounts{av: 80})
	must(t, d.hold(buyer, "h1", 80))
	d.pass(60 * day)
	d.expect("at a checkout", amounts{re: 80})
}

func TestMakingTheRuleStrikesNothingAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.body("1", d.bought("1", goods("a", "80.00")))
	d.pass(400 * day)
	d.programme("USD", func(s *points.Settings) { s.IdleMonths = 6 })
	made := d.now
	d.pass(0)
	d.expect("the rule was just made", amounts{av: 80})
	d.pass(30 * day)
	d.programme("USD", func(s *points.Settings) { s.IdleMonths, s.HoldDays = 6, 3 })
	d.now = time.Date(made.Year(), made.Month()+6, made.Day(), 0, 0, 0, 0, time.UTC)
	d.expect("another edit does not begin the clock anew", amounts{})
}

func TestWhatSomebodyIdleIsGivenLastsAsLongAsForAnybody(t *testing.T) {
	t.Parallel()
	d := idleSince(t)
	d.now = time.Date(2026, 9, 2, 12, 0, 0, 0, time.UTC)
	must(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(manual("1"), 5) }))
	d.pass(0)
	d.expect("what was there ran out, what was given did not", amounts{av: 5})
	d.now = time.Date(2027, 3, 2, 0, 0, 0, 0, time.UTC)
	d.expect("six months after it was given", amounts{})
}

func TestWhatComesBackToSomebodyIdleLastsForItsDaysOfGrace(t *testing.T) {
	t.Parallel()
	d := idleSince(t)
	must(t, d.hold(buyer, "h1", 80))
	must(t, d.post("h1", "9"))
	d.now = time.Date(2026, 9, 2, 12, 0, 0, 0, time.UTC)
	b := d.openFor(d.holds["h1"])
	b.Lapse(points.IdleOf(d.versions))
	h, err := b.Return(d.holds["h1"], 80)
	must(t, err)
	d.holds["h1"] = h
	d.keep(b)
	d.pass(14*day - time.Second)
	d.expect("within the days of grace", amounts{av: 80})
	d.pass(time.Second)
	d.expect("after them", amounts{})
}

func TestInactivityDoesNotCutDaysOfGraceShort(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(s *points.Settings) { s.IdleMonths, s.Life = 1, points.Life{Count: 2, Unit: points.Days} })
	d.body("1", d.bought("1", goods("a", "80.00")))
	must(t, d.hold(buyer, "h1", 80))
	must(t, d.post("h1", "9"))
	d.pass(28 * day)
	must(t, d.giveBack("h1", 80))
	d.pass(10 * day)
	d.expect("more than a month after the purchase", amounts{av: 80})
}

func TestWhatMaturesFirstPaysFirstWhatIsOwed(t *testing.T) {
	t.Parallel()
	d := newDesk(t, func(s *points.Settings) { s.HoldDays = 14 })
	owing := manual("1")
	owing.AllowDebt = true
	must(t, d.work(buyer, func(b *points.Book) error { return b.Adjust(owing, -50) }))
	d.body("1", d.bought("1", goods("a", "50.00")))
	d.now = d.now.Add(time.Second)
	d.programme("USD", life(2, points.Days), func(s *points.Settings) { s.HoldDays = 15 })
	d.body("2", d.bought("2", goods("a", "50.00")))
	d.pass(16 * day)
	d.expectLot("1", [2]int64{0, 50})
	d.expectLot("2", [2]int64{50, 50})
}

func TestTheNextEndIsTold(t *testing.T) {
	t.Parallel()
	d := newDesk(t, life(30, points.Days), func(s *points.Settings) { s.IdleMonths = 60 })
	d.body("1", d.bought("1", goods("a", "80.00")))
	d.body("2", d.bought("2", goods("a", "20.00")))
	d.pass(day)
	d.body("3", d.bought("3", goods("a", "5.00")))
	at, amount := d.open(buyer).Expiring(points.IdleOf(d.versions))
	if want := time.Date(2026, 2, 4, 0, 0, 0, 0, time.UTC); amount != 100 || !at.Equal(want) {
		t.Errorf("%d at %v, want 100 at %v", amount, at, want)
	}
}

func TestLivesThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	for path, change := range map[string]func(*points.Settings){
		"life.unit":   func(s *points.Settings) { s.Life.Unit = "moons" },
		"life.count":  life(-1, points.Days),
		"life.count ": life(points.LifeMonthsMax+1, points.Months),
		"idleMonths":  func(s *points.Settings) { s.IdleMonths = -1 },
		"idleMonths ": func(s *points.Settings) { s.IdleMonths = points.IdleMonthsMax + 1 },
	} {
		s := points.DefaultSettings("USD")
		change(&s)
		var e *models.Error
		if err := s.Check("USD"); !asModelsError(err, &e) ||
			!slices.ContainsFunc(e.Fields, func(p models.FieldProblem) bool { return p.Path == strings.TrimSpace(path) }) {
			t.Errorf("%s: %v, want a problem there", path, s.Check("USD"))
		}
	}
}
