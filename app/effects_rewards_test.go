package main

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/points"
	"clientele/models/rewards"
)

// rewardPrice is what every reward of the table costs, in points.
const rewardPrice = 50

// rewardSettings are what a reward of each kind is made of.
func rewardSettings(h *harness) map[string]map[string]string {
	return map[string]map[string]string{
		"amount":     {"amount": "5.00"},
		"percentage": {"percent": "12.5"},
		"shipping":   {},
		"product":    {"product": strconv.FormatInt(h.product(demoShop, "river-mug").ID, 10)},
		"booking":    {"product": strconv.FormatInt(h.product(demoShop, "river-mug").ID, 10), "percent": "50"},
		"slider":     {"step": "10", "amount": "0.50", "most": "1000"},
		"credit":     {"amount": "5.00"},
		"card":       {"amount": "5.00"},
	}
}

// earn opens the app and gives the member points to spend.
func (s *scene) earn() {
	s.Helper()
	s.install(demoShop)
	s.who, s.contact = s.shopper(demoShop)
	teapot := s.product(demoShop, "speckled-teapot").Variants[0].ID
	if _, err := s.stand.PlaceOrder(demoShop, sandbox.Checkout{CustomerID: s.who.ID, Lines: []sandbox.CheckoutLine{{VariantID: teapot, Quantity: 10}}}); err != nil {
		s.Fatal(err)
	}
	s.settleQuietly()
}

// redeem lets the member turn points into a reward.
func (s *scene) redeem(kind, key string) (r redeemed) {
	s.Helper()
	params, known := rewardSettings(s.harness)[kind]
	if !known {
		s.Fatalf("the table has no settings for a reward of the kind %s", kind)
	}
	settings := map[string]any{"kind": kind, "params": params, "cost": rewardPrice, "minimum": ""}
	if kind == "slider" {
		settings["cost"] = 0
	}
	wish := map[string]any{"reward": s.reward(settings), "points": rewardPrice, "key": "page-key-" + key}
	if status := s.storefront(s.who, "POST", "/redemptions", wish, &r); status != http.StatusCreated {
		s.Fatalf("redeeming %s answered %d", kind, status)
	}
	return r
}

// rewardEffect is the giving of a reward of a kind.
func rewardEffect(kind rewards.Kind) effect {
	var made redeemed
	bought := false
	return effect{
		name:  "give a reward of the kind " + kind.Name,
		begin: func(s *scene) { made = s.redeem(kind.Name, kind.Name) },
		step: func(s *scene) {
			if r, found := s.redemption(made.ID); found && r.State == rewards.Ready && !bought {
				s.buy(demoShop, sandbox.Checkout{CustomerID: s.who.ID, Code: r.Code}, "river-mug", "fir-candle")
				bought = true
			}
		},
		says:  func(s *scene) string { return s.rewardSays(made.ID) },
		again: func(s *scene) { s.tryAgain(made.ID) },
		end:   func(s *scene) string { return s.rewardEnd(made.ID, rewards.Used) },
	}
}

// takeAwayEffect is the removal of a code whose points the staff gave back.
func takeAwayEffect() effect {
	var made redeemed
	return effect{
		name: "take a code away",
		begin: func(s *scene) {
			made = s.redeem("amount", "taken-away")
			s.work("outbox")
			if status := s.call(demoShop, "POST", "/api/admin/redemptions/"+made.ID+"/return", nil, nil); status != http.StatusOK {
				s.Fatalf("giving back answered %d", status)
			}
		},
		step:  func(*scene) {},
		says:  func(s *scene) string { return s.rewardSays(made.ID) },
		again: func(s *scene) { s.tryAgain(made.ID) },
		end:   func(s *scene) string { return s.rewardEnd(made.ID, rewards.Returned) },
	}
}

// checkEffect is the look at the store's codes: one has vanished there, and one
// has no points behind it.
func checkEffect() effect {
	var vanished redeemed
	const stray = "CLSTRAYSTRAYSTRA"
	return effect{
		name: "look at the codes of the store",
		begin: func(s *scene) {
			vanished = s.redeem("amount", "vanished")
			s.work("outbox")
			r, _ := s.redemption(vanished.ID)
			token, err := s.program.flow.AccessToken(s.Context(), demoShop)
			s.must(err)
			s.must(s.program.giving.Gifts.DeleteDiscount(s.Context(), demoShop, token, r.Code))
			w := r.Wish()
			w.Code = stray
			_, err = s.program.giving.Gifts.CreateDiscount(s.Context(), demoShop, token, w)
			s.must(err)
		},
		step:  func(*scene) {},
		says:  func(s *scene) string { return s.rewardSays(vanished.ID) },
		again: func(s *scene) { s.tryAgain(vanished.ID) },
		end: func(s *scene) string {
			if s.codes(stray) != 0 {
				s.Error("the code without points is still there")
			}
			return s.rewardEnd(vanished.ID, rewards.Returned)
		},
	}
}

// redemption is what is kept of one; false where the store was erased.
func (s *scene) redemption(id string) (rewards.Redemption, bool) {
	s.Helper()
	r, err := s.program.store.Redemptions.Get(s.Context(), demoShop, id)
	if err != nil && models.CodeOf(err) != models.NotFound {
		s.Fatal(err)
	}
	return r, err == nil
}

type redemptionRow struct {
	ID, State, Problem, Flag string
	NeedsPerson              bool
}

// rewardSays is what the list of redemptions tells of one.
func (s *scene) rewardSays(id string) string {
	s.Helper()
	var list struct{ Items []redemptionRow }
	if status := s.call(demoShop, "GET", "/api/admin/redemptions", nil, &list); status != http.StatusOK {
		return fmt.Sprintf("the panel does not open (%d)", status)
	}
	at := slices.IndexFunc(list.Items, func(r redemptionRow) bool { return r.ID == id })
	if at < 0 {
		return "nothing"
	}
	row := list.Items[at]
	text := row.State
	if row.Flag != "" {
		text += ", " + row.Flag
	}
	if row.Problem != "" {
		text += ": " + row.Problem
	}
	if row.NeedsPerson {
		text += "; " + waitsForPerson
	}
	return text
}

func (s *scene) tryAgain(id string) {
	s.Helper()
	if status := s.call(demoShop, "POST", "/api/admin/redemptions/"+id+"/retry", nil, nil); status != http.StatusOK {
		s.Errorf("trying again answered %d", status)
	}
}

// codes counts the discounts of a code that the store has.
func (s *scene) codes(code string) (n int) {
	for _, rule := range s.stand.DiscountRules(demoShop) {
		if rule.Code == code {
			n++
		}
	}
	return n
}

// given counts what the platform has made of a redemption.
func (s *scene) given(r rewards.Redemption) (what string, n int) {
	switch r.Gift.Effect {
	case rewards.StoreCredit:
		c, _ := s.stand.Customer(demoShop, s.who.ID)
		return "credit", len(c.Credits)
	case rewards.GiftCard:
		return "card", len(s.stand.GiftCards(demoShop))
	}
	return "code", s.codes(r.Code)
}

// rewardEnd holds what is kept of a redemption against what the platform has
// made: one thing for points that are spent, and none for points that went back
// with a reason.
func (s *scene) rewardEnd(id string, wanted rewards.State) string {
	s.Helper()
	r, found := s.redemption(id)
	if !found {
		return "erased with the store"
	}
	what, n := s.given(r)
	switch {
	case r.State == rewards.Used && n == 1 && r.Hold.State == points.HoldPosted:
		s.spent += r.Points
	case r.State == rewards.Returned && n == 0 && r.Hold.State == points.HoldVoided:
	case r.State == rewards.Failed && n == 0 && r.Hold.State == points.HoldVoided && r.Problem != "":
	default:
		s.Errorf("the redemption is %s, its points are %s, and the platform made %d: %s", r.State, r.Hold.State, n, r.Problem)
	}
	if r.State != wanted && r.State != rewards.Failed {
		s.Errorf("it is %s, want %s", r.State, wanted)
	}
	return fmt.Sprintf("%s, %s %d", r.State, what, n)
}
