package main

import (
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/catchup"
)

// While the client secret is being changed the old and the new one hold, and
// afterwards only the new one. The program is restarted in between, as it is
// when its settings change.
func TestF18OldAndNewSecretHoldForAnHourThenOnlyTheNew(t *testing.T) {
	t.Parallel()
	dir, database := t.TempDir(), fileOrMongo(t)
	const first, second = "the-first-secret-of-this-test", "the-second-secret-of-this-test"
	body := []byte(`{"id":1,"currency":7}`) // whatever it says, the door looks at the signature first
	status := func(h *harness, id, secret string) int {
		return h.postSigned(demoShop, "orders/updated", id, body, sign(secret, body))
	}
	var contact string
	buy := func(h *harness, want int64) {
		h.Helper()
		var who sandbox.Customer
		who, contact = h.shopper(demoShop)
		h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
		h.settle()
		h.balance(demoShop, contact, want)
	}
	t.Run("before the program knows", func(t *testing.T) {
		h := newHarnessIn(t, database, dir)
		h.install(demoShop)
		h.must(h.stand.RotateSecret(first)) // so that the names below are ours
		h.later(2 * time.Hour)
	})
	t.Run("one secret", func(t *testing.T) {
		h := newHarnessIn(t, database, dir)
		h.install(demoShop)
		buy(h, 26)
		h.must(h.stand.RotateSecret(second))
		h.buy(demoShop, sandbox.Checkout{CustomerID: h.stand.Customers(demoShop)[0].ID}, "river-mug")
		h.settle() // the platform goes on signing with the old one
		if d := h.last(demoShop, "orders/paid"); d.State != sandbox.DeliveryDone {
			t.Errorf("a webhook of the old secret is %s", d.State)
		}
		if got := status(h, "too-early", second); got != http.StatusUnauthorized {
			t.Errorf("a secret the program does not know yet is answered %d", got)
		}
	})
	t.Run("within the hour", func(t *testing.T) {
		h := newHarnessIn(t, database, dir)
		if h.stand.keys.Secret != second || h.stand.keys.Former != first {
			t.Fatalf("the program was told %q and %q", h.stand.keys.Secret, h.stand.keys.Former)
		}
		buy(h, 78)
		for id, secret := range map[string]string{"within-old": first, "within-new": second} {
			if got := status(h, id, secret); got != http.StatusOK {
				t.Errorf("%s is answered %d", id, got)
			}
		}
		target, err := h.stand.ProxyURL(demoShop, "/me", nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		if a := h.ask("GET", target, nil, ""); a.status != http.StatusOK {
			t.Errorf("a storefront request of the old secret is answered %d", a.status)
		}
		h.later(time.Hour)
	})
	t.Run("after the hour", func(t *testing.T) {
		h := newHarnessIn(t, database, dir)
		if h.stand.keys.Secret != second || h.stand.keys.Former != "" {
			t.Fatalf("the program was told %q and %q", h.stand.keys.Secret, h.stand.keys.Former)
		}
		before := len(h.kept(demoShop))
		if got := status(h, "after-old", first); got != http.StatusUnauthorized {
			t.Errorf("the old secret is answered %d", got)
		}
		if n := len(h.kept(demoShop)); n != before {
			t.Error("it was kept")
		}
		h.install(demoShop) // with a token of the new secret
		buy(h, 104)
	})
}

// tokens are the sealed access token that is kept of a store, and the count of its
// replacements.
func (h *harness) tokens(shop models.ShopID) (access []byte, serial int64) {
	h.Helper()
	s, err := h.program.store.Shops.Get(h.Context(), shop)
	if err != nil {
		h.Fatal(err)
	}
	return s.Tokens.Access, s.Tokens.Serial
}

// The notice of an uninstall, and the wish to erase the store, come when the
// store has long come back.
func TestF24LateNoticesOfAFormerInstallationChangeNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.quick()
	who, contact := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	h.later(10 * time.Minute)
	h.fault(sandbox.Faults{Stop: true})
	h.must(h.stand.Reinstall(demoShop))
	h.later(time.Minute)
	h.look() // finds that the former tokens are dead
	h.install(demoShop)
	access, serial := h.tokens(demoShop)
	if len(access) == 0 {
		t.Fatal("opening the app brought no token")
	}
	h.later(time.Hour / 2)
	h.fault(sandbox.Faults{})
	h.settleQuietly()
	late := h.last(demoShop, "app/uninstalled")
	if late.State != sandbox.DeliveryDone {
		t.Fatalf("the late notice is %s", late.State)
	}
	redact := late
	redact.Topic = "shop/redact"
	if status, err := h.resend(redact, "late-redact", []byte(`{"shop_id":1,"shop_domain":"`+demoShop+`"}`)); status != http.StatusOK || err != nil {
		t.Fatalf("answered %d, %v", status, err)
	}
	h.must(h.stand.SendAgain(late.ID))
	h.settleQuietly()
	if now, again := h.tokens(demoShop); again != serial || len(now) == 0 {
		t.Error("the new installation lost its tokens")
	}
	h.balance(demoShop, contact, 26)
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	h.balance(demoShop, contact, 52)
	h.look()
	if m := h.mended(demoShop); m.Problem != "" {
		t.Errorf("the look says %q", m.Problem)
	}
}

// The app is uninstalled while the regular look reads orders: the look ends,
// the tokens go, and nothing asks the platform any more.
func TestF24AnUninstallEndsTheRegularLook(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.install(sakuraShop)
	h.quick()
	h.fault(sandbox.Faults{Drop: sandbox.DropAll})
	if err := h.stand.DemoOrders(demoShop, 40); err != nil {
		t.Fatal(err)
	}
	h.touchAll()
	h.fault(sandbox.Faults{})
	past := h.program.catchUp.Past
	h.program.catchUp.Past = &endsAfter{Past: past, pages: 2, onPage: func() { h.must(h.stand.Uninstall(demoShop)) }}
	h.look()
	h.settleQuietly()
	h.program.catchUp.Past = past
	if access, _ := h.tokens(demoShop); len(access) != 0 {
		t.Error("tokens are kept of a store that has removed the app")
	}
	before := h.metric("clientele_orders_mended_total")
	h.look()
	h.step("tokens")
	if after := h.metric("clientele_orders_mended_total"); after != before || after >= 40 {
		t.Errorf("%v orders were mended, then %v", before, after)
	}
	if p, err := h.program.store.Sync.Poll(t.Context(), demoShop); err != nil || !p.NextAt.After(h.stand.Now()) {
		t.Errorf("the look of a store without the app is due at %v, %v", p.NextAt, err)
	}
	if m := h.mended(sakuraShop); m.Problem != "" || m.LookedAt == nil {
		t.Errorf("the other store's look: %+v", m)
	}
}

// What is over after a moment is waited for, and nobody has to know.
func TestF25TroubleThatPassesIsNotNoticed(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]sandbox.Faults{
		"throttled": {Throttle: true, Times: 2}, "too many calls": {APIStatus: 429, Times: 2}, "a failure": {APIStatus: 502, Times: 2},
		"an answer lost": {LoseAnswers: true, Times: 2}, "a token's answer lost": {LoseToken: true, Times: 2}, "tokens for later": {TokenStatus: 503, Times: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.install(demoShop)
			h.quick()
			h.fault(sandbox.Faults{Drop: sandbox.DropAll})
			if err := h.stand.DemoOrders(demoShop, 5); err != nil {
				t.Fatal(err)
			}
			h.touchAll()
			h.later(catchup.PollEvery) // the access token ends meanwhile
			h.fault(fault)
			h.step("reconcile")
			if f := h.stand.Faults(); f != (sandbox.Faults{}) {
				t.Errorf("the fault was not met: %+v", f)
			}
			if m := h.mended(demoShop); m.Orders != 5 || m.Problem != "" {
				t.Errorf("mended %+v", m)
			}
		})
	}
}

// The platform has begun to gather, but its answer was lost: it is looked for
// before it is asked for again.
func TestF25AGatheringWhoseAnswerWasLostIsFoundAgain(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.quick()
	h.fault(sandbox.Faults{Drop: sandbox.DropAll, LoseChanges: true})
	if err := h.stand.DemoOrders(demoShop, 10); err != nil {
		t.Fatal(err)
	}
	h.start(demoShop)
	h.step("backfill")
	if view := h.shown(demoShop); !view.Running || !strings.Contains(view.Problem, "cannot be reached") {
		t.Fatalf("with the answer lost: %+v", view)
	}
	h.fault(sandbox.Faults{Drop: sandbox.DropAll})
	h.later(catchup.BackfillRetry)
	if view := h.finish(demoShop); view.State != "done" || view.Orders != 10 {
		t.Errorf("ended as %+v", view)
	}
	b, err := h.program.store.Sync.Backfill(t.Context(), demoShop)
	if err != nil || b.Attempt != 1 {
		t.Errorf("%d attempts, %v", b.Attempt, err)
	}
	if n := h.gatherings(demoShop); n != 1 {
		t.Errorf("the platform gathered %d times", n)
	}
}

// gatherings asks the platform how many bulk operations there were.
func (h *harness) gatherings(shop models.ShopID) int {
	h.Helper()
	token, err := h.program.flow.AccessToken(h.Context(), shop)
	if err != nil {
		h.Fatal(err)
	}
	address := strings.Replace(h.program.config.ShopURL, "{shop}", string(shop), 1) + "/admin/api/2026-10/graphql.json"
	a := h.ask("POST", address, map[string]string{"X-Shopify-Access-Token": token, "Content-Type": "application/json"},
		`{"query":"{ bulkOperations(first: 10) { nodes { id } } }"}`)
	if a.status != http.StatusOK {
		h.Fatalf("answered %d", a.status)
	}
	return strings.Count(a.body, "gid://shopify/BulkOperation/")
}

// A webhook whose protected fields are null neither spoils what is known of a
// buyer nor stops the worker.
func TestF25HiddenCustomersSpoilNothing(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug", "speckled-teapot")
	h.settle()
	h.fault(sandbox.Faults{HidePeople: true})
	h.later(time.Minute)
	if _, err := h.stand.RefundLines(demoShop, order.ID, sandbox.RefundLinesRequest{Lines: []sandbox.RefundQuantity{{LineID: order.Lines[0].ID, Quantity: 1}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.stand.UpdateCustomer(demoShop, who.ID, sandbox.CustomerInput{FirstName: "Another", Verified: true}); err != nil {
		t.Fatal(err)
	}
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "fir-candle") // nobody's, as far as it says
	h.settle()
	h.balance(demoShop, contact, 78)
	if c := h.card(demoShop, contact); c.Contact.Name != who.Name() || c.Contact.Email != who.Email {
		t.Errorf("the contact is shown as %+v", c.Contact)
	}
	h.allDone(demoShop)
}

// A store whose refresh token is lost or has ended is asked to open the app;
// its webhooks and every other store go on, and opening the app is all it takes.
func TestF26AStoreWhoseAccessEndedIsAskedToOpenTheApp(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(h *harness) error{
		"revoked":           func(h *harness) error { return h.stand.RevokeTokens(demoShop, true) },
		"away for 91 days":  func(h *harness) error { return h.stand.AdvanceClock(91 * 24 * time.Hour) },
		"refused for good":  func(h *harness) error { return h.stand.SetFaults(sandbox.Faults{TokenError: "invalid_grant"}) },
		"lost by the store": func(h *harness) error { return h.stand.RevokeTokens(demoShop, true) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.install(demoShop)
			h.install(sakuraShop)
			h.quick()
			h.must(end(h))
			if name == "refused for good" {
				h.later(time.Hour)
			}
			h.later(catchup.Grace)
			if name == "away for 91 days" {
				h.install(sakuraShop)
			}
			h.step("tokens")
			h.look()
			h.fault(sandbox.Faults{})
			p, err := h.program.store.Sync.Poll(t.Context(), demoShop)
			if err != nil || !strings.Contains(p.Problem, "open the app in the store admin") {
				t.Errorf("the look says %q, %v", p.Problem, err)
			}
			who, contact := h.shopper(demoShop)
			h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
			h.settleQuietly()
			h.install(demoShop) // opening the app, and nothing else
			h.balance(demoShop, contact, 26)
			h.look()
			if m := h.mended(demoShop); m.Problem != "" || m.LookedAt == nil {
				t.Errorf("after opening: %+v", m)
			}
			if name != "refused for good" {
				if m := h.mended(sakuraShop); m.Problem != "" {
					t.Errorf("the other store: %+v", m)
				}
			}
		})
	}
}

// Each wish about personal data comes twice, and the second time there is
// nothing left that it could find.
func TestF27EveryWishMayComeTwice(t *testing.T) {
	t.Parallel()
	h, who, other := lived(t)
	again := func(topic string) {
		h.Helper()
		d := h.last(demoShop, topic)
		for i := range 2 { // under its own id, and as a new delivery
			if status, err := h.resend(d, []string{d.WebhookID, "again-" + filepath.Base(topic)}[i], d.Body); status != http.StatusOK || err != nil {
				t.Fatalf("%s was answered %d, %v", topic, status, err)
			}
			h.settleQuietly()
		}
	}
	again("customers/data_request")
	var list struct{ Items []struct{ Kind string } }
	h.get(demoShop, "/api/admin/privacy", &list)
	if len(list.Items) != 1 {
		t.Errorf("a wish told twice is %d wishes", len(list.Items))
	}
	h.must(h.stand.RedactCustomer(demoShop, who.ID))
	h.settle()
	again("customers/redact")
	h.done(demoShop)
	if places := h.traced(); len(places) > 0 {
		t.Errorf("something is left in %v", places)
	}
	h.balance(demoShop, other, 26)
	h.must(h.stand.Uninstall(demoShop))
	h.later(49 * time.Hour)
	h.settle()
	again("shop/redact")
	if places := h.traced(); len(places) > 0 {
		t.Errorf("something is left in %v", places)
	}
	h.nothingOf(demoShop)
}

// nothingOf checks that no document tells anything of a store, save the last
// wish itself to erase it.
func (h *harness) nothingOf(shop string) {
	h.Helper()
	err := h.program.store.EachDocument(context.Background(), func(collection string, document []byte) error {
		if strings.Contains(string(document), shop) && !(collection == "inbox" && strings.Contains(string(document), "shop/redact")) {
			return fmt.Errorf("%s still names the store: %.200s", collection, document)
		}
		return nil
	})
	if err != nil {
		h.Error(err)
	}
}
