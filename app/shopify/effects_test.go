package shopify_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/rewards"
)

const allScopes = "read_orders,read_customers,write_customers,write_discounts,write_store_credit_account_transactions," +
	"read_store_credit_accounts,read_store_credit_account_transactions,write_gift_cards"

func (s *stage) wish(gift rewards.Gift) rewards.Wish {
	s.t.Helper()
	return rewards.Wish{
		Redemption: "r1", Code: "CLABCDEFGH234567", Title: "Five off", Gift: gift, Currency: "USD",
		Customer: strconv.FormatInt(s.Customers("demo-shop")[0].ID, 10), From: s.Now(), Until: s.Now().Add(30 * 24 * time.Hour),
		Terms: rewards.Terms{Minimum: 2000},
	}
}

// effect is one of the calls that bring something about.
type effect struct {
	name string
	gift rewards.Gift
	do   func(s *stage, ctx context.Context, w rewards.Wish) (string, error)
	made func(s *stage) int
	// again tells that repeating after a lost answer finds the first one; store
	// credit is looked for instead.
	again bool
	scope string
}

var effects = []effect{
	{"an amount off", rewards.Gift{Effect: rewards.Discount, Minor: 500}, createDiscount, codes, true, "write_discounts"},
	{"a percentage off", rewards.Gift{Effect: rewards.Discount, Percent: "12.5"}, createDiscount, codes, true, "write_discounts"},
	{"free shipping", rewards.Gift{Effect: rewards.Discount, Shipping: true}, createDiscount, codes, true, "write_discounts"},
	{"store credit", rewards.Gift{Effect: rewards.StoreCredit, Minor: 500}, func(s *stage, ctx context.Context, w rewards.Wish) (string, error) {
		return s.client.Credit(ctx, s.shop, s.token, w)
	}, func(s *stage) int { return len(s.Customers("demo-shop")[0].Credits) }, false, "write_store_credit_account_transactions"},
	{"a gift card", rewards.Gift{Effect: rewards.GiftCard, Minor: 500}, func(s *stage, ctx context.Context, w rewards.Wish) (string, error) {
		return s.client.CreateGiftCard(ctx, s.shop, s.token, w)
	}, func(s *stage) int { return len(s.GiftCards("demo-shop")) }, true, "write_gift_cards"},
}

func createDiscount(s *stage, ctx context.Context, w rewards.Wish) (string, error) {
	return s.client.CreateDiscount(ctx, s.shop, s.token, w)
}

func codes(s *stage) int { return len(s.DiscountRules("demo-shop")) }

func TestF25EveryEffectMeetsEveryFaultOfThePlatform(t *testing.T) {
	t.Parallel()
	for _, e := range effects {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t, "demo-shop.myshopify.com", false)
			for _, c := range []struct {
				name  string
				fault sandbox.Faults
				code  models.Code // empty where the client gets over it
				made  int         // how often it was done then
			}{
				{"throttled once", sandbox.Faults{Throttle: true, Times: 1}, "", 1},
				{"throttled for good", sandbox.Faults{Throttle: true}, models.TooMany, 0},
				{"asked to slow down once", sandbox.Faults{APIStatus: http.StatusTooManyRequests, Times: 1}, "", 1},
				{"a failure of its own", sandbox.Faults{APIStatus: 503}, models.Unavailable, 0},
				{"a dead token", sandbox.Faults{APIStatus: 401}, models.Unauthorized, 0},
				{"an unpaid bill", sandbox.Faults{APIStatus: 402}, models.Forbidden, 0},
				{"no access", sandbox.Faults{APIStatus: 403}, models.Forbidden, 0},
				{"a locked store", sandbox.Faults{APIStatus: 423}, models.Forbidden, 0},
				{"an answer lost after it was done", sandbox.Faults{LoseAnswers: true, Times: 1}, models.Unavailable, 1},
			} {
				w := s.wish(e.gift)
				w.Code = fmt.Sprintf("CL%014d", len(c.name)) // letters and digits
				before := e.made(s)
				must(t, s.SetFaults(c.fault))
				_, err := e.do(s, t.Context(), w)
				must(t, s.SetFaults(sandbox.Faults{}))
				if made := e.made(s) - before; made != c.made || (err != nil) != (c.code != "") || err != nil && models.CodeOf(err) != c.code {
					t.Fatalf("%s: made %d, %v; want %d and %q", c.name, made, err, c.made, c.code)
				}
				if c.made == 0 || !e.again {
					continue
				}
				if _, err := e.do(s, t.Context(), w); err != nil || e.made(s)-before != 1 {
					t.Fatalf("%s, and once more: %v, made %d", c.name, err, e.made(s)-before)
				}
			}
		})
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestALostScopeSaysWhatToGrant(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", false)
	must(t, s.SetScopes("demo-shop", []string{"read_orders", "read_customers"}))
	for _, e := range effects {
		_, err := e.do(s, t.Context(), s.wish(e.gift))
		if models.CodeOf(err) != models.Forbidden || !strings.Contains(err.Error(), e.scope) || !strings.Contains(err.Error(), "open it in the store admin") {
			t.Errorf("%s: %v", e.name, err)
		}
	}
	if err := s.client.DeleteDiscount(t.Context(), s.shop, s.token, "CL1"); models.CodeOf(err) != models.Forbidden {
		t.Errorf("deleting: %v", err)
	}
}

func TestTheStoresOwnCodesAreNeverAdoptedNorDeleted(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", false)
	w := s.wish(rewards.Gift{Effect: rewards.Discount, Minor: 500})
	id, err := s.client.CreateDiscount(t.Context(), s.shop, s.token, w)
	must(t, err)
	again, err := s.client.CreateDiscount(t.Context(), s.shop, s.token, w)
	if err != nil || again != id {
		t.Fatalf("TAKEN gave %q, %v, want %q", again, err, id)
	}
	found, next, err := s.client.Discounts(t.Context(), s.shop, s.token, "")
	must(t, err)
	if len(found) != 1 || found[0].Code != w.Code || next != "" {
		t.Fatalf("ours are %+v", found)
	}
	for range 2 {
		must(t, s.client.DeleteDiscount(t.Context(), s.shop, s.token, w.Code))
	}
	if codes(s) != 0 {
		t.Fatal("the code is still there")
	}
	w.Code = "WELCOME10"
	if _, err := s.client.CreateDiscount(t.Context(), s.shop, s.token, w); models.CodeOf(err) == "" || err == nil {
		t.Fatalf("the store's own code was adopted: %v", err)
	}
}

func TestALostCreditIsFoundAmongTheCustomersCredits(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", true)
	w := s.wish(rewards.Gift{Effect: rewards.StoreCredit, Minor: 1250})
	_, err := s.client.CreateGiftCard(t.Context(), s.shop, s.token, w)
	must(t, err)
	none, err := s.client.Credits(t.Context(), s.shop, s.token, w.Customer)
	must(t, err)
	began := s.Now()
	must(t, s.SetFaults(sandbox.Faults{LoseChanges: true, Times: 1}))
	_, err = s.client.Credit(t.Context(), s.shop, s.token, w)
	if models.CodeOf(err) != models.Unavailable || err == nil {
		t.Fatalf("a lost answer: %v", err)
	}
	found, err := s.client.Credits(t.Context(), s.shop, s.token, w.Customer)
	must(t, err)
	if len(none) != 0 || len(found) != 1 || found[0].Minor != 1250 || found[0].Currency != "USD" || found[0].At.Before(began.Truncate(time.Second)) {
		t.Fatalf("found %+v", found)
	}
}

func TestWhatThePlatformWillNeverMakeIsRefusedForGood(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", false)
	for name, change := range map[string]func(w *rewards.Wish){
		"a product that vanished": func(w *rewards.Wish) {
			w.Gift = rewards.Gift{Effect: rewards.Discount, Percent: "100", Product: "999999"}
		},
		"a customer that vanished": func(w *rewards.Wish) { w.Customer = "999999" },
		"an end before its start":  func(w *rewards.Wish) { w.Until = w.From.Add(-time.Hour) },
	} {
		w := s.wish(rewards.Gift{Effect: rewards.Discount, Minor: 500})
		change(&w)
		if _, err := s.client.CreateDiscount(t.Context(), s.shop, s.token, w); models.CodeOf(err) != models.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	w := s.wish(rewards.Gift{Effect: rewards.StoreCredit, Minor: 500})
	w.Currency = "EUR"
	if _, err := s.client.Credit(t.Context(), s.shop, s.token, w); models.CodeOf(err) != models.Invalid {
		t.Errorf("credit in another currency: %v", err)
	}
}

func TestACodeForOneAppointmentTakesItsShareOffOneOfThem(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", true)
	owner, product := s.Customers("demo-shop")[0], s.Products("demo-shop")[0]
	cart := sandbox.Checkout{CustomerID: owner.ID, Lines: []sandbox.CheckoutLine{{VariantID: product.Variants[0].ID, Quantity: 3}}}
	plain, err := s.Quote("demo-shop", cart)
	must(t, err)
	w := s.wish(rewards.Gift{Effect: rewards.Discount, Percent: "50", Product: strconv.FormatInt(product.ID, 10)})
	_, err = s.client.CreateDiscount(t.Context(), s.shop, s.token, w)
	must(t, err)
	cart.Code = w.Code
	cheaper, err := s.Quote("demo-shop", cart)
	must(t, err)
	if off := plain.Subtotal.Shop - cheaper.Subtotal.Shop; off*6 != plain.Subtotal.Shop {
		t.Errorf("half of one of three takes %d off %d", off, plain.Subtotal.Shop)
	}
}

func TestACodeTakesOffWhatItSaysAtTheCheckoutAndOnlyForItsOwner(t *testing.T) {
	t.Parallel()
	s := newStage(t, "demo-shop.myshopify.com", true)
	owner, product := s.Customers("demo-shop")[0], s.Products("demo-shop")[0]
	cart := sandbox.Checkout{CustomerID: owner.ID, Lines: []sandbox.CheckoutLine{{VariantID: product.Variants[0].ID, Quantity: 3}}, Record: true}
	for i, gift := range []rewards.Gift{
		{Effect: rewards.Discount, Minor: 500}, {Effect: rewards.Discount, Percent: "12.5"}, {Effect: rewards.Discount, Shipping: true},
		{Effect: rewards.Discount, Percent: "100", Product: strconv.FormatInt(product.ID, 10)},
	} {
		w := s.wish(gift)
		w.Terms.Minimum, w.Code = 100, fmt.Sprintf("CLCHECKOUT00000%d", i)
		_, err := s.client.CreateDiscount(t.Context(), s.shop, s.token, w)
		must(t, err)
		plain, err := s.Quote("demo-shop", cart)
		must(t, err)
		buy := cart
		buy.Code = strings.ToLower(w.Code)
		stranger := buy
		stranger.CustomerID, stranger.Email = 0, "eve@example.com"
		if _, err := s.Quote("demo-shop", stranger); err == nil {
			t.Fatal("a stranger may use the code")
		}
		order, err := s.PlaceOrder("demo-shop", buy)
		must(t, err)
		if order.Totals().Total.Shop >= plain.Total.Shop || order.Discounts[0].Code != w.Code {
			t.Fatalf("the code took nothing off: %+v", order.Discounts)
		}
		if _, err := s.PlaceOrder("demo-shop", buy); err == nil {
			t.Fatal("the code was used twice")
		}
		facts := s.asked()
		at := slices.IndexFunc(facts, func(o orderFact) bool { return string(o.ID) == strconv.FormatInt(order.ID, 10) })
		if at < 0 || !slices.Contains(codesOf(facts[at]), w.Code) {
			t.Fatalf("the order reader does not tell the code of order %d", order.ID)
		}
	}
}

type orderFact = catchup.Order

func codesOf(o orderFact) (codes []string) {
	for _, d := range o.Snapshot.Discounts {
		codes = append(codes, d.Code)
	}
	return codes
}
