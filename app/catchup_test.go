package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/jobs"
	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/catchup"
	"clientele/models/contacts"
)

// later moves the platform's and the program's clock.
func (h *harness) later(d time.Duration) {
	h.Helper()
	if err := h.stand.AdvanceClock(d); err != nil {
		h.Fatal(err)
	}
}

func (h *harness) fault(f sandbox.Faults) {
	h.Helper()
	if err := h.stand.SetFaults(f); err != nil {
		h.Fatal(err)
	}
}

// step runs a job once.
func (h *harness) step(name string) {
	h.Helper()
	if _, err := h.job(name).Run(context.Background()); err != nil {
		h.Fatalf("job %s: %v", name, err)
	}
}

func (h *harness) job(name string) jobs.Job {
	h.Helper()
	for _, job := range h.program.runner.Jobs {
		if job.Name == name {
			return job
		}
	}
	h.Fatalf("there is no job %s", name)
	return jobs.Job{}
}

// look lets an hour pass and looks at what changed.
func (h *harness) look() {
	h.Helper()
	h.later(catchup.PollEvery)
	h.step("reconcile")
}

type mendedView struct {
	Orders, Looked, Unreadable int64
	LookedAt                   *time.Time
	Problem                    string
}

func (h *harness) mended(shop string) mendedView {
	h.Helper()
	var home struct{ Mended mendedView }
	h.get(shop, "/api/admin/home", &home)
	return home.Mended
}

func (h *harness) metric(name string) float64 {
	h.Helper()
	response, err := h.client.Get(h.url + "/metrics")
	if err != nil {
		h.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		h.Fatal(err)
	}
	for line := range strings.SplitSeq(string(raw), "\n") {
		if value, found := strings.CutPrefix(line, name+" "); found {
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				h.Fatal(err)
			}
			return n
		}
	}
	h.Fatalf("there is no metric %s", name)
	return 0
}

// standing is what one person has, without the numbers that differ by chance.
type standing struct {
	Orders, Spent, Available, Pending, Debt int64
	Verified                                bool
}

// standings are all people of a store by address or name.
func (h *harness) standings(shop models.ShopID) map[string]standing {
	h.Helper()
	all := map[string]standing{}
	cursor := ""
	for range 100 {
		page, err := h.program.store.Contacts.Page(context.Background(), shop, contacts.Query{Cursor: cursor})
		if err != nil {
			h.Fatal(err)
		}
		for _, c := range page.Items {
			f := c.Figures
			name := c.Profile.Email + " " + c.Profile.Name()
			if _, twice := all[name]; twice {
				h.Errorf("%s is on record twice", name)
			}
			all[name] = standing{f.Orders, f.SpentMinor, f.Available, f.Pending, f.Debt, c.Profile.Verified}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	return all
}

// A webhook that is lost for ever is found within an hour, whatever it told.
func TestF23LostWebhooksAreFoundByTheRegularLook(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who := h.stand.Customers(demoShop)[0]
	contact := fmt.Sprintf("c_%d", who.ID)
	mug := h.product(demoShop, "river-mug").Variants[0] // 26.50
	buy := func() sandbox.Order {
		o, err := h.stand.PlaceOrder(demoShop, sandbox.Checkout{CustomerID: who.ID, Lines: []sandbox.CheckoutLine{{VariantID: mug.ID, Quantity: 2}}})
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	told := buy()
	h.settle()
	h.balance(demoShop, contact, 53)
	h.look()
	if m := h.mended(demoShop); m.Orders != 0 || m.Looked != 1 || m.LookedAt == nil {
		t.Errorf("with all webhooks there is nothing to mend: %+v", m)
	}

	h.fault(sandbox.Faults{Drop: sandbox.DropAll})
	lost := buy()
	h.later(time.Second)
	refunded := buy()
	if _, err := h.stand.RefundLines(demoShop, told.ID, sandbox.RefundLinesRequest{Lines: []sandbox.RefundQuantity{{LineID: told.Lines[0].ID, Quantity: 1}}}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.stand.EditOrder(demoShop, refunded.ID, sandbox.Edit{Set: []sandbox.EditQuantity{{LineID: refunded.Lines[0].ID, Quantity: 1}}}); err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.balance(demoShop, contact, 53)
	h.step("reconcile") // they are young: their webhooks may be on their way
	h.balance(demoShop, contact, 53)
	h.look()
	h.balance(demoShop, contact, 26+53+26) // 53 - 27 given back, 53, 26.50
	if m := h.mended(demoShop); m.Orders != 3 || m.Problem != "" {
		t.Errorf("three orders were to be mended: %+v", m)
	}
	if n := h.metric("clientele_orders_mended_total"); n != 3 {
		t.Errorf("the metric says %v", n)
	}

	if _, err := h.stand.CancelOrder(demoShop, lost.ID, "customer", true); err != nil {
		t.Fatal(err)
	}
	h.look()
	h.balance(demoShop, contact, 52)
	for range 3 { // looking again changes nothing
		h.look()
	}
	if m := h.mended(demoShop); m.Orders != 4 {
		t.Errorf("four orders were to be mended: %+v", m)
	}
	h.fault(sandbox.Faults{})
	h.later(40 * 24 * time.Hour)
	if m := h.mended(demoShop); m.Orders != 0 {
		t.Errorf("after forty days the home page still says %+v", m)
	}
}

// A change within the second of the last webhook has the same time as what is
// known, and is found all the same; webhooks that come late do not undo it.
func TestChangesOfTheSameSecondAreFoundAndStay(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who := h.stand.Customers(demoShop)[0]
	contact := fmt.Sprintf("c_%d", who.ID)
	o, err := h.stand.PlaceOrder(demoShop, sandbox.Checkout{CustomerID: who.ID, Lines: []sandbox.CheckoutLine{{VariantID: h.product(demoShop, "river-mug").Variants[0].ID, Quantity: 2}}})
	if err != nil {
		t.Fatal(err)
	}
	h.settle()
	h.fault(sandbox.Faults{Drop: sandbox.DropAll})
	if _, err := h.stand.EditOrder(demoShop, o.ID, sandbox.Edit{Set: []sandbox.EditQuantity{{LineID: o.Lines[0].ID, Quantity: 1}}}); err != nil {
		t.Fatal(err)
	}
	h.look()
	h.balance(demoShop, contact, 26)
	h.fault(sandbox.Faults{})
	for _, d := range h.stand.Deliveries(demoShop) {
		if d.State != sandbox.DeliveryWaiting {
			if err := h.stand.SendAgain(d.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	h.settle()
	h.look()
	h.balance(demoShop, contact, 26)
	if m := h.mended(demoShop); m.Orders != 1 {
		t.Errorf("mended %+v", m)
	}
}

// Trouble with the platform in the middle of a look leaves it where it stands.
func TestF25TroubleInALookIsOvercome(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		fault  sandbox.Faults
		before func(h *harness) error
		shown  string
	}{
		"throttled":                  {fault: sandbox.Faults{Throttle: true}, shown: "slow down"},
		"a failure":                  {fault: sandbox.Faults{APIStatus: 503}, shown: "failure of its own"},
		"frozen":                     {fault: sandbox.Faults{APIStatus: 402}, shown: "frozen"},
		"lost answers":               {fault: sandbox.Faults{LoseAnswers: true}, shown: "cannot be reached"},
		"too many calls":             {fault: sandbox.Faults{APIStatus: 429}, shown: "slow down"},
		"no access":                  {fault: sandbox.Faults{APIStatus: 403}, shown: "denies access"},
		"locked":                     {fault: sandbox.Faults{APIStatus: 423}, shown: "locked"},
		"a security refusal":         {fault: sandbox.Faults{APIStatus: 430}, shown: "for security reasons"},
		"protected data":             {fault: sandbox.Faults{HidePeople: true}, shown: "not approved"},
		"frozen, told with a token":  {fault: sandbox.Faults{TokenStatus: 402}, shown: "frozen"},
		"no tokens for now":          {fault: sandbox.Faults{TokenStatus: 503}, shown: "failure of its own"},
		"a refresh token that ended": {fault: sandbox.Faults{TokenError: "invalid_grant"}, shown: "open the app in the store admin"},
		"scope lost":                 {before: func(h *harness) error { return h.stand.SetScopes(demoShop, []string{"read_customers"}) }, shown: "may not read orders"},
		"all tokens revoked": {before: func(h *harness) error { return h.stand.RevokeTokens(demoShop, true) },
			shown: "open the app in the store admin"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.install(demoShop)
			h.quick()
			h.fault(sandbox.Faults{Drop: sandbox.DropAll})
			if err := h.stand.DemoOrders(demoShop, 20); err != nil {
				t.Fatal(err)
			}
			h.touchAll()
			h.fault(sandbox.Faults{})
			h.later(2 * time.Second) // what follows is told to whole seconds
			if c.before != nil {
				if err := c.before(h); err != nil {
					t.Fatal(err)
				}
				h.settleQuietly()
			}
			h.fault(c.fault)
			h.look()
			if m := h.mended(demoShop); m.Orders != 0 || !strings.Contains(m.Problem, c.shown) {
				t.Errorf("with the trouble: %+v", m)
			}
			h.fault(sandbox.Faults{})
			if name == "scope lost" {
				h.must(h.stand.SetScopes(demoShop, strings.Split(scopes, ",")))
				h.settleQuietly()
			}
			h.install(demoShop) // a member of staff opens the app
			h.look()
			if m := h.mended(demoShop); m.Orders != 20 || m.Problem != "" {
				t.Errorf("without it: %+v", m)
			}
		})
	}
}

// quick lets the client wait by the simulated clock instead of the real one.
func (h *harness) quick() {
	h.Helper()
	platform := quickClient(h)
	h.program.flow.Platform, h.program.catchUp.Past = platform, platform
	h.program.giving.Gifts, h.program.giving.Refunds, h.program.giving.Invoices = platform, platform, platform
}

// touchAll changes every order by a note, so that all are new to a look.
func (h *harness) touchAll() {
	h.Helper()
	for _, o := range h.stand.Orders(demoShop) {
		if _, err := h.stand.RefundAmount(demoShop, o.ID, 1, ""); err != nil {
			h.Fatal(err)
		}
	}
}

// An access token that dies in the middle of a look is replaced once.
func TestF25ATokenThatDiesDuringALookIsReplaced(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.quick()
	h.fault(sandbox.Faults{Drop: sandbox.DropAll})
	if err := h.stand.DemoOrders(demoShop, 40); err != nil {
		t.Fatal(err)
	}
	h.touchAll()
	h.fault(sandbox.Faults{})
	before, err := h.program.store.Shops.Get(t.Context(), demoShop)
	if err != nil {
		t.Fatal(err)
	}
	past := h.program.catchUp.Past
	h.program.catchUp.Past = &endsAfter{Past: past, pages: 2, onPage: func() { h.must(h.stand.RevokeTokens(demoShop, false)) }}
	h.look()
	if m := h.mended(demoShop); m.Orders != 40 || m.Problem != "" {
		t.Errorf("mended %+v", m)
	}
	after, err := h.program.store.Shops.Get(t.Context(), demoShop)
	if err != nil || after.Tokens.Serial != before.Tokens.Serial+2 { // once for the hour, once for the death
		t.Errorf("tokens were replaced %d times, %v", after.Tokens.Serial-before.Tokens.Serial, err)
	}
}

// Two programs on one database look at each order once.
func TestSeveralLooksAtOnceShareTheWork(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.install(sakuraShop)
	h.step("reconcile")
	h.fault(sandbox.Faults{Drop: sandbox.DropAll})
	for _, shop := range []string{demoShop, sakuraShop} {
		if _, err := h.stand.PlaceOrder(shop, sandbox.Checkout{Email: "g@example.com", Lines: []sandbox.CheckoutLine{{VariantID: h.stand.Products(shop)[0].Variants[0].ID, Quantity: 1}}}); err != nil {
			t.Fatal(err)
		}
	}
	h.later(catchup.PollEvery)
	done := make(chan error, 8)
	for range cap(done) {
		go func() { _, err := h.program.reconcile(context.Background()); done <- err }()
	}
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	looked := map[string]int64{}
	for _, shop := range []string{demoShop, sakuraShop} {
		looked[shop] = h.mended(shop).Looked
	}
	if diff := cmp.Diff(map[string]int64{demoShop: 1, sakuraShop: 1}, looked); diff != "" {
		t.Error(diff)
	}
	if n := h.metric("clientele_orders_mended_total"); n != 2 {
		t.Errorf("the metric says %v", n)
	}
}
