package flow_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/models/points"
	"clientele/models/rewards"
)

// What is broken in the books of a reservation, and the words it is told with.
func TestTheDailyCheckFindsReservationsThatEndedOtherwiseThanTheyTell(t *testing.T) {
	t.Parallel()
	save := func(change func(r *rewards.Redemption)) func(c *counter, r rewards.Redemption) {
		return func(c *counter, r rewards.Redemption) {
			change(&r)
			_, err := c.store.Redemptions.Save(c.t.Context(), r)
			ok(c.t, err)
		}
	}
	for _, c := range []struct {
		name  string
		spoil func(c *counter, r rewards.Redemption)
		want  []string // parts of what is told
	}{
		{"nothing", func(*counter, rewards.Redemption) {}, nil},
		{"it is told to have gone back", save(func(r *rewards.Redemption) { r.Hold.State, r.State = points.HoldVoided, rewards.Returned }),
			[]string{"is voided, its entries say 100 held, 100 spent, 0 given back", "whose points were not spent on it"}},
		{"it is told to wait still", save(func(r *rewards.Redemption) { r.Hold.State, r.State = points.HoldOpen, rewards.Ready }),
			[]string{"is open, its entries say 100 held, 100 spent", "whose points were not spent on it"}},
		{"it is told to be of fewer points", save(func(r *rewards.Redemption) { r.Hold.Points = 99 }), []string{"of 99 points is posted, its entries say 100 held"}},
		{"it names no order", save(func(r *rewards.Redemption) { r.Hold.PostedFor = "" }), []string{"was spent on no order", "whose points were not spent on it"}},
		{"it names another order", save(func(r *rewards.Redemption) { r.Hold.PostedFor = "1" }), []string{"whose points were not spent on it"}},
		{"a code that two orders carry", save(func(r *rewards.Redemption) { r.Hold.PostedFor, r.Flag = "1", rewards.SecondOrder }), nil},
		{"it is gone", func(c *counter, _ rewards.Redemption) {
			ok(c.t, c.store.Tx.Do(c.t.Context(), func(ctx context.Context) error {
				_, err := c.store.Redemptions.Erase(ctx, testShop, "c_7", 10)
				return err
			}))
		}, []string{"belongs to no redemption"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			desk := newCounter(t, "150.00")
			r := desk.redeem(desk.offer(), "one")
			desk.work()
			desk.order(desk.paying("2", desk.state(r.ID, rewards.Ready), goods("b", "30.00")))
			c.spoil(desk, desk.state(r.ID, rewards.Used))
			tally := desk.checked()
			for _, f := range tally.Findings {
				if f.Law != points.LawHold || !slices.ContainsFunc(c.want, func(part string) bool { return strings.Contains(f.Text, part) }) {
					t.Errorf("the check tells %s: %s", f.Law, f.Text)
				}
			}
			if len(tally.Findings) != len(c.want) {
				t.Errorf("the check finds %d breaches, want %d", len(tally.Findings), len(c.want))
			}
		})
	}
}

func TestAReservationThatALaterOneTookThePlaceOfIsNoBreach(t *testing.T) {
	t.Parallel()
	c := newCounter(t, "150.00")
	r := c.redeem(c.offer(), "one")
	c.work()
	late := c.paying("2", c.state(r.ID, rewards.Ready), goods("b", "30.00"))
	c.forward(40 * 24 * time.Hour)
	c.lapse(1)
	c.order(late)
	if r = c.state(r.ID, rewards.Used); r.Flag != rewards.LateOrder {
		t.Fatalf("used as %+v", r)
	}
	c.sound()
}
