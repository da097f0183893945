package main

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/catchup"
)

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
