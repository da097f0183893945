package referrals_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/models"
	"clientele/models/orders"
	"clientele/models/referrals"
)

var start = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

const code = "ABCDEFGHJKLM"

func bought(id string, at time.Time, minor int64) orders.Order {
	return orders.Order{
		ID: models.OrderID(id), Known: true, Name: "#" + id, CreatedAt: at, PaidAt: at, Currency: "USD", Referral: code, TotalMinor: minor,
		Lines: []orders.Line{{ID: "a", Kind: orders.Goods, Quantity: 1, Current: 1, NetMinor: minor}},
	}
}

func terms(change ...func(*referrals.Settings)) referrals.Settings {
	s := referrals.Settings{On: true, AdvocatePoints: 100, FriendPoints: 40, WaitDays: 14, MinimumMinor: 2000, Cap: referrals.Cap{Period: referrals.Year}}
	for _, c := range change {
		c(&s)
	}
	return s
}

func about(o orders.Order) referrals.Referral {
	return referrals.Referral{ID: "x", Friend: "c_2", State: referrals.Pending}.About(o, terms(), "UTC")
}

func facts(all ...orders.Order) referrals.Facts {
	return referrals.Facts{Orders: all, Counts: func(orders.Order) bool { return true }, Advocate: "c_1"}
}

func TestTheWaitIsCountedInCalendarDaysOfTheShop(t *testing.T) {
	t.Parallel()
	s := terms()
	paid := time.Date(2026, 3, 1, 16, 0, 0, 0, time.UTC) // before clocks change in New York
	if got, want := s.DueAt(paid, "America/New_York"), time.Date(2026, 3, 15, 15, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("due at %v, want %v", got, want)
	}
	if got := terms(func(s *referrals.Settings) { s.WaitDays = 0 }).DueAt(paid, "UTC"); !got.Equal(paid) {
		t.Errorf("without a wait it is due at %v", got)
	}
}

func TestNobodyGetsAnythingForThemselves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := bought("1", start, rapid.Int64Range(0, 9000).Draw(t, "minor"))
		f := facts(o)
		f.Self = true
		r := about(o).Decided(f, start.AddDate(0, 0, rapid.IntRange(0, 40).Draw(t, "days")))
		if r.Worth(referrals.Friend)+r.Worth(referrals.Advocate) != 0 || r.State != referrals.Refused || r.Reason != referrals.Self {
			t.Fatalf("self: %+v", r)
		}
	})
}

// life draws an order's facts: paid or not, given back in parts, cancelled or
// disputed.
func life(t *rapid.T, id string, at time.Time) orders.Order {
	o := bought(id, at, rapid.Int64Range(1500, 6000).Draw(t, "minor"))
	if rapid.Bool().Draw(t, "unpaid") {
		o.PaidAt = time.Time{}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "refunds") {
		o = o.JoinRefund(orders.Refund{ID: fmt.Sprint("r", i), At: at, Settled: true, AmountMinor: rapid.Int64Range(100, 3000).Draw(t, "back")})
	}
	if rapid.IntRange(0, 5).Draw(t, "cancel") == 0 {
		o.CancelledAt = at
	}
	return o
}

// What a referral comes to follows from the facts of the end alone, whichever of
// them were known when it was decided before.
func TestTheSameFactsGiveTheSameEndWhateverWasDecidedBefore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		one, two := life(t, "1", start), life(t, "2", start.Add(time.Hour))
		if rapid.Bool().Draw(t, "no code") {
			one.Referral = ""
		}
		all := []orders.Order{one, two}
		last := start.AddDate(0, 0, 40)
		subject := all[rapid.IntRange(0, 1).Draw(t, "subject")]
		straight := about(subject).Decided(facts(all...), last)
		winding := about(subject)
		for range rapid.IntRange(1, 5).Draw(t, "decisions") {
			known := slices.Clone(all)
			if rapid.Bool().Draw(t, "one is missing") {
				known = []orders.Order{subject}
			}
			winding = winding.Decided(facts(known...), start.AddDate(0, 0, rapid.IntRange(0, 39).Draw(t, "day")))
		}
		winding = winding.Decided(facts(all...), last)
		for _, side := range []referrals.Side{referrals.Advocate, referrals.Friend} {
			if straight.Worth(side) != winding.Worth(side) {
				t.Fatalf("%s: %+v, or %+v", side, straight, winding)
			}
		}
		if straight.Reason != winding.Reason || straight.Waits != winding.Waits {
			t.Fatalf("%+v, or %+v", straight, winding)
		}
		if again := winding.Decided(facts(all...), last); !cmp.Equal(again, winding) {
			t.Fatalf("deciding twice: %s", cmp.Diff(winding, again))
		}
		earned := straight.State == referrals.Earned
		if earned && (!subject.Paid() || subject.Cancelled() || subject.SpentMinor() < 2000 || subject.ID == "2" && one.Paid()) {
			t.Fatalf("it should not count: %+v", subject)
		}
	})
}

func TestACapIsNeverExceededAndLeavesNothingOver(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		period := rapid.SampledFrom([]referrals.Period{referrals.Month, referrals.Year, referrals.Lifetime}).Draw(t, "period")
		limit := rapid.Int64Range(1, 500).Draw(t, "cap")
		var all []referrals.Referral
		for i := range rapid.IntRange(1, 12).Draw(t, "referrals") {
			r := about(bought(fmt.Sprint(i), start, 5000))
			r.ID, r.State, r.Advocate = fmt.Sprint("x", i), referrals.Earned, "c_1"
			r.Terms.AdvocatePoints, r.Terms.Cap = rapid.Int64Range(0, 200).Draw(t, "points"), referrals.Cap{Points: limit, Period: period}
			r.DueAt = start.AddDate(0, 0, rapid.IntRange(0, 500).Draw(t, "due"))
			all = append(all, r)
		}
		shares := referrals.Shares(all)
		sums, wishes := map[time.Time]int64{}, map[time.Time]int64{}
		for _, r := range all {
			from, _ := r.Terms.Cap.Window(r.DueAt, r.Zone)
			sums[from] += shares[r.ID]
			wishes[from] += r.Terms.AdvocatePoints
		}
		for from, sum := range sums {
			if sum != min(limit, wishes[from]) {
				t.Fatalf("in the period from %v they get %d of %d, the cap is %d", from, sum, wishes[from], limit)
			}
		}
		rand.New(rand.NewPCG(1, 2)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if !cmp.Equal(shares, referrals.Shares(all)) {
			t.Fatal("the shares depend on the order in which they are listed")
		}
	})
}

func TestCodesAreStableAndTellNobody(t *testing.T) {
	t.Parallel()
	salt := []byte("0123456789abcdef0123456789abcdef")
	one := referrals.CodeOf(salt, "c_1")
	if one != referrals.CodeOf(salt, "c_1") || one == referrals.CodeOf(salt, "c_2") || one == referrals.CodeOf(salt[1:], "c_1") || referrals.Code(" "+one) != one {
		t.Errorf("code %q", one)
	}
	for _, text := range []string{"", "ABC", one + "A", "ABCDEFGHJKL0", "ABCDEFGHJKL\x00", "абвгдежзикл!"} {
		if got := referrals.Code(text); got != "" {
			t.Errorf("%q passes for the code %q", text, got)
		}
	}
	o := orders.Order{Referral: "nonsense", Discounts: orders.Discounts([]orders.Discount{{Code: "SALE"}, {Code: one}})}
	if got := referrals.CodeIn(o); got != one {
		t.Errorf("the discount code gives %q", got)
	}
}

func TestSettingsThatMakeNoSenseAreToldAtTheirField(t *testing.T) {
	t.Parallel()
	for path, change := range map[string]func(*referrals.Settings){
		"advocatePoints": func(s *referrals.Settings) { s.AdvocatePoints, s.FriendPoints = 0, 0 },
		"friendPoints":   func(s *referrals.Settings) { s.FriendPoints = -1 },
		"minimum":        func(s *referrals.Settings) { s.MinimumMinor = -1 },
		"waitDays":       func(s *referrals.Settings) { s.WaitDays = 366 },
		"cap.points":     func(s *referrals.Settings) { s.Cap.Points = -1 },
		"cap.period":     func(s *referrals.Settings) { s.Cap = referrals.Cap{Points: 5, Period: "week"} },
	} {
		problems := terms(change).Problems()
		if len(problems) != 1 || problems[0].Path != path {
			t.Errorf("%s: %+v", path, problems)
		}
	}
	if problems := append(terms().Problems(), append(referrals.Settings{}.Problems(), referrals.Default().Problems()...)...); len(problems) > 0 {
		t.Errorf("sound settings: %+v", problems)
	}
}
