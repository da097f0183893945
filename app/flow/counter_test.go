package flow_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/orders"
	"clientele/models/rewards"
)

// counter is a till with rewards and a platform that makes them.
type counter struct {
	*till
	giving *flow.Giving
	gifts  *giftShop
}

// giftShop pretends to be the platform's part of it.
type giftShop struct {
	mu     sync.Mutex
	codes  map[string]rewards.Wish
	credit []rewards.Credited
	cards  []string
	fail   error // of the next call
	late   error // of the next call, after it was done
	now    func() time.Time
}

func (g *giftShop) next(do func()) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := g.fail; err != nil {
		g.fail = nil
		return err
	}
	do()
	err := g.late
	g.late = nil
	return err
}

func (g *giftShop) CreateDiscount(_ context.Context, _ models.ShopID, _ string, w rewards.Wish) (string, error) {
	return "gid/" + w.Code, g.next(func() { g.codes[w.Code] = w })
}

func (g *giftShop) FindDiscount(_ context.Context, _ models.ShopID, _, code string) (rewards.Found, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if _, ok := g.codes[code]; !ok {
		return rewards.Found{}, models.Errorf(models.NotFound, "no such code")
	}
	return rewards.Found{Code: code}, nil
}

func (g *giftShop) DeleteDiscount(_ context.Context, _ models.ShopID, _, code string) error {
	return g.next(func() { delete(g.codes, code) })
}

func (g *giftShop) Discounts(context.Context, models.ShopID, string, string) ([]rewards.Found, string, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var all []rewards.Found
	for code := range g.codes {
		all = append(all, rewards.Found{Code: code})
	}
	return all, "", nil
}

func (g *giftShop) Credit(_ context.Context, _ models.ShopID, _ string, w rewards.Wish) (string, error) {
	id := fmt.Sprint("credit/", len(g.credit))
	return id, g.next(func() {
		g.credit = append(g.credit, rewards.Credited{ID: id, Minor: w.Gift.Minor, Currency: w.Currency, At: g.now()})
	})
}

func (g *giftShop) Credits(context.Context, models.ShopID, string, string) ([]rewards.Credited, error) {
	return g.credit, nil
}

func (g *giftShop) CreateGiftCard(_ context.Context, _ models.ShopID, _ string, w rewards.Wish) (string, error) {
	return "card/" + w.Code, g.next(func() {
		if !slices.Contains(g.cards, w.Code) {
			g.cards = append(g.cards, w.Code)
		}
	})
}

// newCounter opens a shop where customer 7 has so many points.
func newCounter(t *testing.T, has string) *counter {
	t.Helper()
	c := &counter{till: newTill(t)}
	c.gifts = &giftShop{codes: map[string]rewards.Wish{}, now: c.now}
	c.giving = &flow.Giving{Flow: c.Flow, Gifts: c.gifts, Refunds: &refundDesk{}, Invoices: &billDesk{}}
	ok(t, c.giving.Check())
	if has != "" {
		c.order(c.bought("1", goods("a", has)))
	}
	return c
}

// offer puts a reward on the shelf: five off for a hundred points.
func (c *counter) offer(change ...func(*rewards.Settings)) string {
	c.t.Helper()
	s := rewards.Settings{Enabled: true, Kind: "amount", Params: models.Params{"amount": "10.00"}, Cost: 100}
	for _, f := range change {
		f(&s)
	}
	r, err := c.EditReward(c.t.Context(), flow.EditReward{Shop: testShop, Key: fmt.Sprint("reward-key-", c.now().UnixNano(), s.Kind, len(change)), Settings: s, Actor: "42"})
	ok(c.t, err)
	return r.ID
}

func kind(name string) func(*rewards.Settings) {
	return func(s *rewards.Settings) { s.Kind = name }
}

func (c *counter) redeem(reward, key string) rewards.Redemption {
	c.t.Helper()
	out, err := c.Redeem(c.t.Context(), wish(reward, key))
	ok(c.t, err)
	return out.Redemption
}

func wish(reward, key string) flow.RedeemPoints {
	return flow.RedeemPoints{Shop: testShop, Contact: "c_7", Reward: reward, Key: "key-of-" + key, Language: "en"}
}

func (c *counter) redemption(id string) rewards.Redemption {
	c.t.Helper()
	r, err := c.Redemptions.Get(c.t.Context(), testShop, id)
	ok(c.t, err)
	return r
}

// work brings everything about that is due, as the worker does.
func (c *counter) work() (failures int) {
	c.t.Helper()
	ctx := c.t.Context()
	for range 20 {
		claimed, err := c.store.Outbox.Claim(ctx, "w1", c.now(), time.Minute, 50)
		ok(c.t, err)
		if len(claimed) == 0 {
			return failures
		}
		for _, m := range claimed {
			outcome, err := c.giving.Bring(ctx, m)
			after := m.Succeeded(c.now(), outcome)
			if err != nil {
				failures++
				code := models.CodeOf(err)
				after = m.Failed(c.now(), err.Error(), code == models.Forbidden || code == models.Invalid || code == models.NotFound)
			}
			ok(c.t, c.store.Outbox.Finish(ctx, "w1", after))
		}
	}
	c.t.Fatal("the outbox does not come to its end")
	return 0
}

func (c *counter) state(id string, want rewards.State) rewards.Redemption {
	c.t.Helper()
	r := c.redemption(id)
	if r.State != want {
		c.t.Fatalf("the redemption is %s (%s), want %s", r.State, r.Problem, want)
	}
	return r
}

// paying is an order that the code took ten off.
func (c *counter) paying(order string, r rewards.Redemption, lines ...orders.Line) flow.OrderChanged {
	f := c.bought(order, lines...)
	shares := []orders.Discount{{Code: r.Code}}
	for _, line := range lines {
		shares = append(shares, orders.Discount{Code: r.Code, Line: line.ID, Minor: 1000 / int64(len(lines))})
	}
	f.Snapshot.Discounts = orders.Discounts(shares)
	return f
}

func (c *counter) lapse(want int) {
	c.t.Helper()
	n, err := c.LapseRedemptions(c.t.Context())
	ok(c.t, err)
	if n != want {
		c.t.Fatalf("%d redemptions lapsed, want %d", n, want)
	}
}
