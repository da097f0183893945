package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"clientele/app/flow"
	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/store/storetest"
	"clientele/webhooks"
)

// resend delivers what the platform has signed once before, with another body
// and under an id of the test's choosing, as often as it is asked to come
// again, and gives the status.
func (h *harness) resend(d sandbox.Delivery, id string, body []byte) (status int, err error) {
	for range 100 {
		if status, err = h.resendOnce(d, id, body); err != nil || status != http.StatusServiceUnavailable {
			break
		}
	}
	return status, err
}

func (h *harness) resendOnce(d sandbox.Delivery, id string, body []byte) (int, error) {
	request, err := http.NewRequest(http.MethodPost, h.url+webhooks.Path, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "X-Shopify-Topic": d.Topic, "X-Shopify-Hmac-Sha256": sign(h.stand.keys.Secret, body),
		"X-Shopify-Shop-Domain": d.Shop, "X-Shopify-API-Version": "2026-10", "X-Shopify-Webhook-Id": id, "X-Shopify-Event-Id": d.EventID,
		"X-Shopify-Triggered-At": d.TriggeredAt.Format(time.RFC3339Nano),
	} {
		request.Header.Set(name, value)
	}
	response, err := h.client.Do(request)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.StatusCode, err
}

// kept are the deliveries the program has of a shop.
func (h *harness) kept(shop string) (all []models.Delivery) {
	h.Helper()
	for cursor := ""; ; {
		page, err := h.program.store.Inbox.Page(h.Context(), models.ShopID(shop), flow.DeliveryQuery{Limit: models.PageLimitMax, Cursor: cursor})
		if err != nil {
			h.Fatal(err)
		}
		all = append(all, page.Items...)
		if cursor = page.Next; cursor == "" || len(all) > 10_000 {
			return all
		}
	}
}

func TestF14FiftyDeliveriesAtOnceHaveOneEffect(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	h.fault(sandbox.Faults{Drop: sandbox.DropAll})
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	paid := h.last(demoShop, "orders/paid")
	before := len(h.kept(demoShop))
	var group sync.WaitGroup
	for i := range 50 {
		id := "the-same"
		if i%2 == 1 {
			id = fmt.Sprint("another-", i)
		}
		group.Go(func() {
			if status, err := h.resend(paid, id, paid.Body); status != http.StatusOK || err != nil {
				t.Errorf("delivery %d was answered %d, %v", i, status, err)
			}
		})
	}
	group.Wait()
	if n := len(h.kept(demoShop)) - before; n != 26 {
		t.Errorf("%d deliveries were kept, want one and twenty-five with ids of their own", n)
	}
	for range 4 { // several workers at once
		group.Go(func() {
			if _, err := h.job("inbox").Run(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	h.work()
	h.balance(demoShop, contact, 26)
	h.entries(demoShop, contact, 1)

	// The same by the platform's own hand.
	h.fault(sandbox.Faults{Duplicate: true, Redeliver: true})
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	h.balance(demoShop, contact, 26+26) // 26.50 each, rounded down by itself
	h.entries(demoShop, contact, 2)
	h.allDone(demoShop)
}

// entries checks how many there are in a contact's book.
func (h *harness) entries(shop, contact string, want int) {
	h.Helper()
	var list struct{ Items []struct{ ID string } }
	h.get(shop, "/api/admin/contacts/"+contact+"/entries", &list)
	if len(list.Items) != want {
		h.Errorf("%d entries, want %d", len(list.Items), want)
	}
}

// lifeOf lets an order be placed, paid, changed, given back in part and perhaps
// cancelled, a minute apart, and gives the deliveries that tell it. None of
// them has left.
func (h *harness) lifeOf(shop string, cancelled bool) (order sandbox.Order, told []sandbox.Delivery) {
	h.Helper()
	h.fault(sandbox.Faults{Drop: sandbox.DropAll})
	who, _ := h.shopper(shop)
	ok := func(err error) {
		h.Helper()
		if err != nil {
			h.Fatal(err)
		}
		h.later(time.Minute)
	}
	order = h.buy(shop, sandbox.Checkout{CustomerID: who.ID, PayLater: true}, "river-mug", "speckled-teapot", "fir-candle")
	told = append(told, h.last(shop, "orders/create"))
	ok(nil)
	_, err := h.stand.MarkPaid(shop, order.ID)
	ok(err)
	told = append(told, h.last(shop, "orders/paid"))
	_, err = h.stand.EditOrder(shop, order.ID, sandbox.Edit{Set: []sandbox.EditQuantity{{LineID: order.Lines[2].ID, Quantity: 0}}})
	ok(err)
	told = append(told, h.last(shop, "orders/updated"))
	_, err = h.stand.RefundLines(shop, order.ID, sandbox.RefundLinesRequest{Lines: []sandbox.RefundQuantity{{LineID: order.Lines[0].ID, Quantity: 1}}})
	ok(err)
	told = append(told, h.last(shop, "refunds/create"))
	if !cancelled {
		return order, append(told, h.last(shop, "orders/updated"))
	}
	_, err = h.stand.CancelOrder(shop, order.ID, "customer", true)
	ok(err)
	return order, append(told, h.last(shop, "orders/cancelled"))
}

// permutations are all orders of n things.
func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{nil}
	}
	var all [][]int
	for _, shorter := range permutations(n - 1) {
		for i := range n {
			all = append(all, slices.Insert(slices.Clone(shorter), i, n-1))
		}
	}
	return all
}

// The real bodies of one order in every order of arrival, each for a customer
// and an order of its own, end in the same state.
func TestF15EveryOrderOfArrivalEndsTheSame(t *testing.T) {
	t.Parallel()
	every := 1
	if os.Getenv(storetest.MongoVariable) != "" || testing.Short() {
		every = 5
		t.Logf("one order of arrival in %d is played", every)
	}
	for name, points := range map[string]int64{"cancelled": 0, "kept": 78} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.install(demoShop)
			order, told := h.lifeOf(demoShop, name == "cancelled")
			var played [][]int
			for i, p := range permutations(len(told)) {
				if i%every == 0 {
					played = append(played, p)
				}
			}
			number := func(k int, of int64) string { return strconv.FormatInt(of+10_000_000+int64(k), 10) }
			for step := range told {
				for k, p := range played {
					d := told[p[step]]
					body := bytes.ReplaceAll(d.Body, []byte(strconv.FormatInt(order.ID, 10)), []byte(number(k, order.ID)))
					body = bytes.ReplaceAll(body, []byte(strconv.FormatInt(order.CustomerID, 10)), []byte(number(k, order.CustomerID)))
					if status, err := h.resend(d, fmt.Sprintf("%d-%d", k, p[step]), body); status != http.StatusOK || err != nil {
						t.Fatalf("%s was answered %d, %v", d.Topic, status, err)
					}
				}
				h.settleQuietly() // what came so far is worked off before the next comes
			}
			h.work()
			var first card
			for k, p := range played {
				c := h.card(demoShop, "c_"+number(k, order.CustomerID))
				if len(c.Orders) != 1 || c.Account.Balance != points {
					t.Fatalf("arriving as %v: %+v, want one order worth %d", p, c, points)
				}
				c.Contact.ID, c.Orders[0].ID = "", ""
				// How it came to that differs: points that were given and taken back.
				c.Account.Issued, c.Account.ClawedBack = c.Account.Issued-c.Account.ClawedBack, 0
				if k == 0 {
					first = c
				}
				if diff := cmp.Diff(first, c); diff != "" {
					t.Fatalf("arriving as %v (-the first +this): %s", p, diff)
				}
			}
			if len(played) < 24 {
				t.Errorf("only %d orders of arrival were played", len(played))
			}
			h.allDone(demoShop)
		})
	}
}

func TestF16WhatComesBeforeThePaymentConverges(t *testing.T) {
	t.Parallel()
	for name, points := range map[string]int64{"cancelled": 0, "kept": 78} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHarness(t)
			h.install(demoShop)
			order, told := h.lifeOf(demoShop, name == "cancelled")
			contact := fmt.Sprint("c_", order.CustomerID)
			slices.Reverse(told)
			for i, d := range told { // the newest first
				if status, err := h.resend(d, fmt.Sprint(i), d.Body); status != http.StatusOK || err != nil {
					t.Fatalf("%s was answered %d, %v", d.Topic, status, err)
				}
				h.work()
			}
			h.balance(demoShop, contact, points)
			for i, d := range told { // and every one of them late once more
				if status, err := h.resend(d, fmt.Sprint("late-", i), d.Body); status != http.StatusOK || err != nil {
					t.Fatalf("%s was answered %d, %v", d.Topic, status, err)
				}
				h.work()
				h.balance(demoShop, contact, points)
			}
			h.allDone(demoShop)
			h.explained(demoShop, contact)
		})
	}
}

// All of the platform's ways to send webhooks wrongly at once.
func TestF16HeldBackRepeatedAndTurnedRoundEverythingConverges(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	h.fault(sandbox.Faults{Stop: true, Duplicate: true, Redeliver: true, Reorder: true, UnknownTopic: true})
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID, PayLater: true}, "river-mug", "speckled-teapot")
	h.later(time.Minute)
	if _, err := h.stand.MarkPaid(demoShop, order.ID); err != nil {
		t.Fatal(err)
	}
	h.later(time.Minute)
	if _, err := h.stand.RefundLines(demoShop, order.ID, sandbox.RefundLinesRequest{Lines: []sandbox.RefundQuantity{{LineID: order.Lines[0].ID, Quantity: 1}}}); err != nil {
		t.Fatal(err)
	}
	h.settle()
	if n := len(h.kept(demoShop)); n != 0 {
		t.Errorf("%d deliveries came although they are held back", n)
	}
	h.fault(sandbox.Faults{Backwards: true, UnknownTopic: true})
	h.settle()
	h.balance(demoShop, contact, 78)
	h.explained(demoShop, contact)
	stray := 0
	for _, d := range h.kept(demoShop) {
		if d.Topic == "locations/update" {
			stray++
			if d.State != models.Refused || d.Problem == "" {
				t.Errorf("a topic nobody asked for is %s: %s", d.State, d.Problem)
			}
			continue
		}
		if d.State != models.Done {
			t.Errorf("%s is %s: %s", d.Topic, d.State, d.Problem)
		}
	}
	if stray == 0 {
		t.Error("the topic nobody asked for did not come")
	}
	for _, d := range h.stand.Deliveries(demoShop) {
		if d.State == sandbox.DeliveryWaiting || len(d.Attempts) != 1 {
			t.Errorf("%s needed %d attempts and is %s", d.Topic, len(d.Attempts), d.State)
		}
	}
}

// A wrongly signed delivery changes nothing, and what was sent with it comes
// again when the platform has got its key right.
func TestF17WronglySignedDeliveriesAreRefusedAndComeAgain(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	h.fault(sandbox.Faults{WrongSignature: true})
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	h.settle()
	if n := len(h.kept(demoShop)); n != 0 {
		t.Errorf("%d deliveries were kept", n)
	}
	if d := h.last(demoShop, "orders/paid"); len(d.Attempts) == 0 || d.Attempts[0].Status != http.StatusUnauthorized {
		t.Errorf("answered %+v, want 401", d.Attempts)
	}
	h.fault(sandbox.Faults{})
	h.later(time.Minute)
	h.settle()
	h.balance(demoShop, contact, 26)
}

// A delivery that always fails is tried again with growing gaps and waits for a
// person in the end. Others are not held up, and replaying it works once the
// cause is mended.
func TestF22ADeliveryThatAlwaysFailsWaitsForAPersonAndHoldsUpNobody(t *testing.T) {
	t.Parallel()
	h := newHarness(t)
	h.install(demoShop)
	who, contact := h.shopper(demoShop)
	h.fault(sandbox.Faults{Drop: sandbox.DropAll})
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
	paid := h.last(demoShop, "orders/paid")
	broken, whole := true, h.program.hooks.OrderChanged
	h.program.hooks.OrderChanged = func(ctx context.Context, in flow.OrderChanged) (flow.Outcome, error) {
		if broken && string(in.Order) == strconv.FormatInt(order.ID, 10) {
			return flow.Outcome{}, models.Errorf(models.Unavailable, "the teapot is away")
		}
		return whole(ctx, in)
	}
	if status, err := h.resend(paid, "always-fails", paid.Body); status != http.StatusOK || err != nil {
		t.Fatalf("answered %d, %v", status, err)
	}
	h.fault(sandbox.Faults{})
	h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "fir-candle")
	h.settle()
	h.balance(demoShop, contact, 28)

	var row struct {
		State, Problem string
		Attempts       int
		NextAttemptAt  *time.Time
		History        []struct{ At time.Time }
	}
	gap := time.Duration(0)
	h.get(demoShop, "/api/admin/deliveries/always-fails", &row)
	// On a slow machine the first retry may have come before anybody looked.
	for attempt := max(1, row.Attempts); attempt < models.AttemptsMax; attempt++ {
		h.get(demoShop, "/api/admin/deliveries/always-fails", &row)
		if row.State != "retrying" || row.Attempts != attempt || row.NextAttemptAt == nil || row.Problem != "the teapot is away" {
			t.Fatalf("after %d attempts: %+v", attempt, row)
		}
		next := row.NextAttemptAt.Sub(row.History[attempt-1].At)
		if next <= gap {
			t.Errorf("attempt %d follows after %v, the one before after %v", attempt+1, next, gap)
		}
		gap = next
		h.later(gap)
		h.step("inbox")
	}
	row.NextAttemptAt = nil
	h.get(demoShop, "/api/admin/deliveries/always-fails", &row)
	if row.State != "needs_person" || row.Attempts != models.AttemptsMax || row.NextAttemptAt != nil {
		t.Errorf("in the end: %+v", row)
	}
	h.later(24 * time.Hour)
	h.step("inbox")
	h.balance(demoShop, contact, 28) // nobody tries any more

	broken = false
	if status := h.call(demoShop, "POST", "/api/admin/deliveries/always-fails/replay", nil, nil); status != http.StatusOK {
		t.Fatalf("the replay was answered %d", status)
	}
	h.step("inbox")
	h.balance(demoShop, contact, 28+26)
	h.allDone(demoShop)
}
