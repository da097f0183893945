package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"slices"
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

// The same sixty orders, once by webhook and once by backfill, end the same.
func TestABackfillEndsWhereWebhooksWouldHave(t *testing.T) {
	t.Parallel()
	for _, shop := range []string{demoShop, sakuraShop} {
		t.Run(shop, func(t *testing.T) {
			t.Parallel()
			told, read := newHarness(t), newHarness(t)
			for _, h := range []*harness{told, read} {
				h.install(shop)
				if h == read {
					h.fault(sandbox.Faults{Drop: sandbox.DropAll})
				}
				if err := h.stand.DemoOrders(shop, 60); err != nil {
					t.Fatal(err)
				}
				h.trouble(shop)
				h.settle()
			}
			if len(read.standings(models.ShopID(shop))) != 0 {
				t.Fatal("webhooks came through")
			}
			view := read.backfill(shop)
			if view.State != "done" || view.Orders != 60 || view.Changed != 60 || view.Unreadable != 0 || view.Percent != 100 || view.Problem != "" {
				t.Errorf("the backfill ended as %+v", view)
			}
			want := told.standings(models.ShopID(shop))
			if diff := cmp.Diff(want, read.standings(models.ShopID(shop))); diff != "" || len(want) < 5 {
				t.Errorf("%d people (-webhooks +backfill):\n%s", len(want), diff)
			}
			if again := read.backfill(shop); again.State != "done" || again.Orders != 60 || again.Changed != 0 {
				t.Errorf("a second backfill changed something: %+v", again)
			}
			if after := told.backfill(shop); after.Changed != 0 {
				t.Errorf("a backfill after all webhooks changed %d orders", after.Changed)
			}
			if diff := cmp.Diff(want, told.standings(models.ShopID(shop))); diff != "" {
				t.Errorf("a backfill after all webhooks moved points:\n%s", diff)
			}
		})
	}
}

// trouble gives back, edits and cancels some of a store's orders.
func (h *harness) trouble(shop string) {
	h.Helper()
	all := h.stand.Orders(shop)
	slices.Reverse(all)
	h.later(time.Second)
	for i, o := range all {
		var err error
		switch line := o.Lines[0]; i % 15 {
		case 1:
			_, err = h.stand.RefundLines(shop, o.ID, sandbox.RefundLinesRequest{Lines: []sandbox.RefundQuantity{{LineID: line.ID, Quantity: 1}}})
		case 3:
			_, err = h.stand.RefundAmount(shop, o.ID, 500, "sorry")
		case 5:
			_, err = h.stand.CancelOrder(shop, o.ID, "customer", true)
		case 7:
			_, err = h.stand.EditOrder(shop, o.ID, sandbox.Edit{Set: []sandbox.EditQuantity{{LineID: line.ID, Quantity: 0}}})
		}
		if err != nil {
			h.Fatal(err)
		}
	}
}

type backfillView struct {
	State, Problem                       string
	Running, All                         bool
	Percent                              int
	Objects, Orders, Changed, Unreadable int64
	StartedAt, FinishedAt                *time.Time
}

func (h *harness) shown(shop string) backfillView {
	h.Helper()
	var view backfillView
	h.get(shop, "/api/admin/backfill", &view)
	return view
}

func (h *harness) start(shop string) {
	h.Helper()
	var view backfillView
	if status := h.call(shop, "POST", "/api/admin/backfill", nil, &view); status != http.StatusOK || !view.Running || view.State != "asked" {
		h.Fatalf("starting answered %d %+v", status, view)
	}
}

// backfill starts one and takes it to its end.
func (h *harness) backfill(shop string) backfillView {
	h.Helper()
	h.start(shop)
	return h.finish(shop)
}

func (h *harness) finish(shop string) backfillView {
	h.Helper()
	percent := 0
	for range 200 {
		h.step("backfill")
		view := h.shown(shop)
		if !view.Running {
			return view
		}
		if view.Percent < percent && view.Problem == "" {
			h.Errorf("progress went from %d to %d", percent, view.Percent)
		}
		percent = view.Percent
		h.later(catchup.BackfillRetry)
	}
	h.Fatal("the backfill does not end")
	return backfillView{}
}

func TestABackfillOfAnEmptyStoreEnds(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	if view := h.shown(demoShop); view.State != "none" || view.Running || view.All {
		t.Errorf("before: %+v", view)
	}
	if view := h.backfill(demoShop); view.State != "done" || view.Orders != 0 {
		t.Errorf("after: %+v", view)
	}
}

func TestOneBackfillAtATimeAndItCanBeStopped(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	if status := h.call(demoShop, "DELETE", "/api/admin/backfill", nil, nil); status != http.StatusConflict {
		t.Errorf("stopping nothing answered %d", status)
	}
	h.start(demoShop)
	if status := h.call(demoShop, "POST", "/api/admin/backfill", nil, nil); status != http.StatusConflict {
		t.Errorf("starting twice answered %d", status)
	}
	h.step("backfill") // the platform gathers
	var view backfillView
	if status := h.call(demoShop, "DELETE", "/api/admin/backfill", nil, &view); status != http.StatusOK || view.State != "cancelled" || view.Running {
		t.Errorf("stopping answered %d %+v", status, view)
	}
	h.step("backfill")
	b, err := h.program.store.Sync.Backfill(t.Context(), demoShop)
	if err != nil || b.Operation != "" || !b.NextAt.IsZero() {
		t.Errorf("the gathering was not called off: %+v, %v", b, err)
	}
	if view := h.backfill(demoShop); view.State != "done" {
		t.Errorf("started again it ended as %+v", view)
	}
}

// A program that ends in the middle goes on where it was.
func TestABackfillGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.fault(sandbox.Faults{Drop: sandbox.DropAll})
	if err := h.stand.DemoOrders(demoShop, 60); err != nil {
		t.Fatal(err)
	}
	h.start(demoShop)
	for range 3 {
		h.step("backfill")
		h.later(catchup.BackfillRetry)
	}
	if b, err := h.program.store.Sync.Backfill(t.Context(), demoShop); err != nil || b.State != catchup.Reading {
		t.Fatalf("%+v, %v", b, err)
	}
	stopped, stop := context.WithCancel(t.Context())
	first := h.program.catchUp.Past
	h.program.catchUp.Past = &endsAfter{Past: first, stop: stop, parts: 1}
	_, _ = h.program.catchUp.RunBackfills(stopped) // the program ends while it reads
	h.program.catchUp.Past = first
	b, err := h.program.store.Sync.Backfill(t.Context(), demoShop)
	if err != nil || b.Orders != 25 || b.Read == 0 || b.State != catchup.Reading {
		t.Fatalf("interrupted as %+v, %v", b, err)
	}
	counting := &endsAfter{Past: first, parts: 1000}
	h.program.catchUp.Past = counting
	h.later(catchup.BackfillLease)
	if view := h.finish(demoShop); view.State != "done" || view.Orders != 60 || view.Changed != 60 {
		t.Errorf("ended as %+v", view)
	}
	if counting.from[0] != b.Read {
		t.Errorf("went on at byte %d, it had come to %d", counting.from[0], b.Read)
	}
}

// Uninstalling ends a backfill, whichever of the two notices first.
func TestF24AnUninstallEndsABackfill(t *testing.T) {
	t.Parallel()
	for name, calls := range map[string]int{"at once": 1, "while it is gathered": 3, "before it is read": 5, "while it is read": 0} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.install(demoShop)
			h.fault(sandbox.Faults{Drop: sandbox.DropAll})
			if err := h.stand.DemoOrders(demoShop, 60); err != nil {
				t.Fatal(err)
			}
			h.start(demoShop)
			h.fault(sandbox.Faults{UninstallAfter: calls})
			if calls == 0 {
				h.program.catchUp.Past = &endsAfter{Past: h.program.catchUp.Past, parts: 1, stop: func() {
					h.must(h.stand.Uninstall(demoShop))
					h.settleQuietly()
				}}
			}
			for range 40 {
				h.step("backfill")
				h.later(catchup.BackfillRetry)
				h.settleQuietly()
				b, err := h.program.store.Sync.Backfill(t.Context(), demoShop)
				if err != nil {
					t.Fatal(err)
				}
				if !b.Running() {
					if b.State != catchup.Failed || b.Problem == "" || b.Orders == 60 || !b.NextAt.IsZero() || calls == 0 && b.Orders == 0 {
						t.Errorf("ended as %+v", b)
					}
					return
				}
			}
			t.Error("the backfill outlives the app")
		})
	}
}

// settleQuietly lets webhooks through and works them off, without the jobs
// that a test takes step by step.
func (h *harness) settleQuietly() {
	h.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	h.must(h.stand.Settle(ctx))
	for range 100 {
		for _, job := range h.program.runner.Jobs {
			if job.Name != "inbox" {
				continue
			}
			if done, err := job.Run(ctx); err != nil {
				h.Fatal(err)
			} else if done == 0 {
				return
			}
		}
	}
}

func TestF25ABrokenGatheringIsStartedAgainAndGivenUpInTheEnd(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	h.fault(sandbox.Faults{Drop: sandbox.DropAll, Bulk: sandbox.BulkFails})
	if err := h.stand.DemoOrders(demoShop, 20); err != nil {
		t.Fatal(err)
	}
	view := h.backfill(demoShop)
	if view.State != "failed" || !strings.Contains(view.Problem, "stopped gathering") || view.Changed == 0 || view.Changed >= 20 {
		t.Errorf("ended as %+v", view)
	}
	h.fault(sandbox.Faults{Drop: sandbox.DropAll, Bulk: sandbox.BulkExpired})
	h.start(demoShop)
	for range 6 {
		h.step("backfill")
		h.later(catchup.BackfillRetry)
	}
	if view := h.shown(demoShop); !view.Running || !strings.Contains(view.Problem, "403") {
		t.Errorf("an address that is refused: %+v", view)
	}
	h.fault(sandbox.Faults{Drop: sandbox.DropAll})
	if view := h.finish(demoShop); view.State != "done" || view.Orders != 20 || view.Problem != "" {
		t.Errorf("mended it ended as %+v", view)
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
