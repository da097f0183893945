package orders_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"clientele/models/orders"
)

var start = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

// told is one thing said about an order: a body or a refund.
type told struct {
	body   *orders.Snapshot
	refund *orders.Refund
}

func join(o orders.Order, facts ...told) orders.Order {
	for _, f := range facts {
		if f.body != nil {
			o = o.Join(*f.body)
		} else {
			o = o.JoinRefund(*f.refund)
		}
	}
	return o
}

// anyTold draws facts from so few values that they often collide.
func anyTold(t *rapid.T, name string) told {
	if rapid.IntRange(0, 2).Draw(t, name) == 0 {
		r := anyRefund(t, name)
		return told{refund: &r}
	}
	s := orders.Snapshot{
		Stamp: anyStamp(t, name), CreatedAt: start, Currency: "USD", Paid: rapid.Bool().Draw(t, name+" paid"),
		TotalMinor: rapid.Int64Range(0, 2).Draw(t, name+" total"),
		Lines:      []orders.Line{{ID: "1", Kind: orders.Goods, Quantity: 2, Current: rapid.Int64Range(0, 2).Draw(t, name+" left"), NetMinor: 5000}},
	}
	if rapid.IntRange(0, 3).Draw(t, name+" cancelled") == 0 {
		s.CancelledAt = start.Add(time.Duration(rapid.IntRange(1, 3).Draw(t, name+" at")) * time.Hour)
	}
	s.Buyer = anyBuyer(t, name)
	s.Buyer.Stamp = s.Stamp
	// Two bodies that differ have different digests; here the digest says it all.
	s.Stamp.Digest = fmt.Sprint(s)
	s.Buyer.Stamp.Digest = s.Stamp.Digest
	for range rapid.IntRange(0, 2).Draw(t, name+" refunds") {
		s.Refunds = append(s.Refunds, anyRefund(t, name))
	}
	return told{body: &s}
}

func anyBuyer(t *rapid.T, name string) orders.Buyer {
	switch rapid.IntRange(0, 2).Draw(t, name+" buyer") {
	case 0:
		return orders.Buyer{Customer: rapid.SampledFrom([]string{"7", "8"}).Draw(t, name+" customer")}
	case 1:
		return orders.Buyer{Guest: "g_1"}
	}
	return orders.Buyer{}
}

func anyStamp(t *rapid.T, name string) orders.Stamp {
	at := start.Add(time.Duration(rapid.IntRange(0, 3).Draw(t, name+" stamp")) * time.Hour)
	return orders.Stamp{UpdatedAt: at, TriggeredAt: at.Add(time.Duration(rapid.IntRange(0, 1).Draw(t, name+" triggered")) * time.Second)}
}

func anyRefund(t *rapid.T, name string) orders.Refund {
	r := orders.Refund{
		ID: rapid.SampledFrom([]string{"r1", "r2", "r3"}).Draw(t, name+" refund"), At: start, Settled: rapid.Bool().Draw(t, name+" settled"),
		AmountMinor: rapid.Int64Range(0, 2).Draw(t, name+" amount"),
	}
	if rapid.Bool().Draw(t, name+" of a line") {
		r.Lines = []orders.RefundLine{{Line: "1", Quantity: 1, SubtotalMinor: rapid.Int64Range(1, 2).Draw(t, name+" subtotal")}}
	}
	return r
}

func same(t *rapid.T, what string, a, b orders.Order) {
	if !reflect.DeepEqual(a, b) {
		t.Fatalf("%s:\n%+v\n%+v", what, a, b)
	}
}

func TestTheOrderOfTwoFactsDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := join(orders.Order{ID: "1"}, anyTold(t, "before"))
		a, b := anyTold(t, "a"), anyTold(t, "b")
		same(t, "a, b and b, a", join(before, a, b), join(before, b, a))
	})
}

func TestTheOrderOfManyFactsDoesNotMatter(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var facts []told
		for i := range rapid.IntRange(1, 6).Draw(t, "facts") {
			facts = append(facts, anyTold(t, strconv.Itoa(i)))
		}
		mixed := rapid.Permutation(facts).Draw(t, "mixed")
		same(t, "in order and mixed", join(orders.Order{}, facts...), join(orders.Order{}, mixed...))
	})
}

func TestSayingItAgainChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyTold(t, "a"), anyTold(t, "b")
		once := join(orders.Order{}, a, b)
		same(t, "once and again", once, join(once, a))
		same(t, "once and again", once, join(once, b, a, b))
	})
}

func TestAJoinLeavesItsInputsAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := join(orders.Order{}, anyTold(t, "a"), anyTold(t, "b"))
		copied := o
		copied.Refunds = slices.Clone(o.Refunds)
		join(o, anyTold(t, "c"), anyTold(t, "d"))
		same(t, "before and after a join", copied, o)
	})
}

// TestRandomFactsConverge delivers 100,000 random sets of facts in two orders.
func TestRandomFactsConverge(t *testing.T) {
	t.Parallel()
	const seed, histories = 7, 100_000
	for i := range uint64(histories) {
		random := rand.New(rand.NewPCG(seed, i))
		facts := randomFacts(random)
		ends := [2]orders.Order{}
		for j := range ends {
			mixed := append(slices.Clone(facts), facts[random.IntN(len(facts))])
			random.Shuffle(len(mixed), func(a, b int) { mixed[a], mixed[b] = mixed[b], mixed[a] })
			ends[j] = join(orders.Order{ID: "1"}, mixed...)
		}
		if !reflect.DeepEqual(ends[0], ends[1]) {
			t.Fatalf("history %d of seed %d ends in two ways:\n%+v\n%+v", i, seed, ends[0], ends[1])
		}
	}
}

func randomFacts(random *rand.Rand) []told {
	var facts []told
	for i := range 2 + random.IntN(5) {
		at := start.Add(time.Duration(random.IntN(4)) * time.Second)
		if random.IntN(3) == 0 {
			facts = append(facts, told{refund: randomRefund(random)})
			continue
		}
		s := orders.Snapshot{
			Stamp: orders.Stamp{UpdatedAt: at, Digest: strconv.Itoa(i)}, Paid: random.IntN(2) == 0, TotalMinor: random.Int64N(100),
			Buyer: orders.Buyer{Customer: []string{"", "7", "8"}[random.IntN(3)], Guest: "g_1"},
		}
		s.Buyer.Stamp = s.Stamp
		if random.IntN(4) == 0 {
			s.CancelledAt = at
		}
		for range random.IntN(3) {
			s.Refunds = append(s.Refunds, *randomRefund(random))
		}
		facts = append(facts, told{body: &s})
	}
	return facts
}

func randomRefund(random *rand.Rand) *orders.Refund {
	return &orders.Refund{ID: strconv.Itoa(random.IntN(3)), At: start, Settled: random.IntN(2) == 0, AmountMinor: random.Int64N(3)}
}

func TestAnOlderBodyNeverOverwritesANewerOne(t *testing.T) {
	t.Parallel()
	newer := orders.Snapshot{Stamp: orders.Stamp{UpdatedAt: start.Add(time.Hour)}, Name: "new", Paid: true}
	older := orders.Snapshot{Stamp: orders.Stamp{UpdatedAt: start}, Name: "old"}
	for name, o := range map[string]orders.Order{
		"newer first": orders.Order{}.Join(newer).Join(older),
		"older first": orders.Order{}.Join(older).Join(newer),
	} {
		if o.Name != "new" || !o.Paid() || !o.Stamp.UpdatedAt.Equal(start.Add(time.Hour)) {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

func TestPaidAndCancelledNeverGoBack(t *testing.T) {
	t.Parallel()
	o := orders.Order{}.Join(orders.Snapshot{Stamp: orders.Stamp{UpdatedAt: start}, Paid: true, CancelledAt: start})
	o = o.Join(orders.Snapshot{Stamp: orders.Stamp{UpdatedAt: start.Add(time.Hour)}})
	if !o.Paid() || !o.Cancelled() || !o.PaidAt.Equal(start) || !o.CancelledAt.Equal(start) {
		t.Errorf("paid %v, cancelled %v", o.PaidAt, o.CancelledAt)
	}
	o = o.Join(orders.Snapshot{Stamp: orders.Stamp{UpdatedAt: start.Add(-time.Hour)}, Paid: true, CancelledAt: start.Add(time.Hour)})
	if !o.PaidAt.Equal(start.Add(-time.Hour)) || !o.CancelledAt.Equal(start) {
		t.Errorf("the earliest counts: paid %v, cancelled %v", o.PaidAt, o.CancelledAt)
	}
}

func TestASettledRefundIsNeverUnsettled(t *testing.T) {
	t.Parallel()
	open, settled := orders.Refund{ID: "r1", AmountMinor: 900}, orders.Refund{ID: "r1", AmountMinor: 500, Settled: true}
	for _, o := range []orders.Order{orders.Order{}.JoinRefund(open).JoinRefund(settled), orders.Order{}.JoinRefund(settled).JoinRefund(open)} {
		if len(o.Refunds) != 1 || !o.Refunds[0].Settled || o.Refunds[0].AmountMinor != 500 {
			t.Errorf("refunds %+v", o.Refunds)
		}
	}
}

func TestAStampIsOnlyAsExactAsItIsKept(t *testing.T) {
	t.Parallel()
	s := orders.Snapshot{Stamp: orders.Stamp{UpdatedAt: start.Add(time.Nanosecond), TriggeredAt: start.Add(877041743)}, CreatedAt: start.Add(1)}
	o := orders.Order{}.Join(s)
	if again := o.Join(s); !reflect.DeepEqual(o, again) || !o.Stamp.TriggeredAt.Equal(start.Add(877*time.Millisecond)) || !o.CreatedAt.Equal(start) {
		t.Errorf("kept %+v, again %+v", o.Stamp, again.Stamp)
	}
}

func TestABuyerThePlatformKnowsIsPreferred(t *testing.T) {
	t.Parallel()
	stamp := func(hours int) orders.Stamp {
		return orders.Stamp{UpdatedAt: start.Add(time.Duration(hours) * time.Hour)}
	}
	o := orders.Order{}
	for _, step := range []struct {
		buyer orders.Buyer
		want  string
	}{
		{orders.Buyer{Stamp: stamp(1)}, ""},
		{orders.Buyer{Guest: "g_1", Stamp: stamp(0)}, "g_1"},
		{orders.Buyer{Guest: "g_2", Stamp: stamp(2)}, "g_2"},
		{orders.Buyer{Customer: "7", Stamp: stamp(1)}, "c_7"},
		{orders.Buyer{Guest: "g_1", Stamp: stamp(9)}, "c_7"},
		{orders.Buyer{Customer: "8", Stamp: stamp(0)}, "c_7"},
		{orders.Buyer{Customer: "9", Stamp: stamp(3)}, "c_9"},
		{orders.Buyer{Stamp: stamp(10)}, "c_9"},
	} {
		o = o.Join(orders.Snapshot{Stamp: step.buyer.Stamp, Buyer: step.buyer})
		if got := string(o.Buyer.Contact()); got != step.want {
			t.Fatalf("after %+v the buyer is %q, want %q", step.buyer, got, step.want)
		}
	}
}
