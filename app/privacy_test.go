package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clientele/app/sandbox"
)

// zeno is somebody whose traces cannot be mistaken for anything else.
var zeno = sandbox.CustomerInput{
	FirstName: "Zenobia", LastName: "Quackenbush", Email: "zenobia.q@example.net", Phone: "+12025550147", Verified: true, Note: "likes Wombat tea",
	Address: sandbox.Address{Address1: "77 Wombat Lane", City: "Mudgeeraba", Zip: "98765-4321", Country: "US"},
}

// traces are what must not be left of zeno, in any letter case.
var traces = []string{"zenobia", "quackenbush", "example.net", "2025550147", "wombat", "mudgeeraba", "98765-4321"}

// traced gives the places in which something of zeno is left.
func (h *harness) traced() []string {
	h.Helper()
	var places []string
	add := func(place string, content []byte) {
		content = bytes.ToLower(content)
		for _, trace := range traces {
			if bytes.Contains(content, []byte(trace)) {
				places = append(places, place+" ("+trace+")")
			}
		}
	}
	err := h.program.store.EachDocument(h.Context(), func(collection string, document []byte) error {
		add(collection, document)
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
	if path, ok := strings.CutPrefix(h.program.config.DatabaseURL, "file:"); ok {
		files, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*"))
		if err != nil || len(files) == 0 {
			h.Fatalf("%d files, %v", len(files), err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				h.Fatal(err)
			}
			add("file "+filepath.Base(file), content)
		}
	}
	return places
}

// fileOrMongo keeps the database in a file, or on MongoDB where there is one.
func fileOrMongo(t *testing.T) string {
	t.Helper()
	if address := databaseFor(t); address != "memory:" {
		return address
	}
	return "file:" + filepath.Join(t.TempDir(), "clientele.db")
}

// lived lets zeno buy as a guest and as a member, be refunded, written to by
// hand, asked about, and wait in a delivery that nobody has read yet; and
// somebody else buy, too.
func lived(t *testing.T) (h *harness, who sandbox.Customer, other string) {
	h = newHarnessAt(t, fileOrMongo(t))
	h.install(demoShop)
	someone, other := h.shopper(demoShop)
	h.buy(demoShop, sandbox.Checkout{Email: zeno.Email, Phone: zeno.Phone, FirstName: zeno.FirstName, LastName: zeno.LastName, Address: zeno.Address}, "fir-candle")
	h.settle()
	who, err := h.stand.CreateCustomer(demoShop, zeno)
	if err != nil {
		t.Fatal(err)
	}
	order := h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID, Address: zeno.Address}, "river-mug", "speckled-teapot")
	h.settle()
	if _, err := h.stand.RefundLines(demoShop, order.ID, sandbox.RefundLinesRequest{Lines: []sandbox.RefundQuantity{{LineID: order.Lines[0].ID, Quantity: 1}}}); err != nil {
		t.Fatal(err)
	}
	contact := fmt.Sprintf("c_%d", who.ID)
	body := map[string]any{"key": "12345678-zeno", "points": 5, "reason": "goodwill", "note": "for Zenobia, who is nice", "allowDebt": false}
	if status := h.call(demoShop, "POST", "/api/admin/contacts/"+contact+"/adjustments", body, nil); status != http.StatusOK {
		t.Fatalf("the adjustment was answered with %d", status)
	}
	h.must(h.stand.RequestData(demoShop, who.ID))
	h.buy(demoShop, sandbox.Checkout{CustomerID: someone.ID}, "river-mug")
	h.settle()
	h.post(demoShop, "orders/updated", "unreadable", []byte(fmt.Sprintf(`{"id":%d,"email":"zenobia.q@example.net","currency":7}`, order.ID)))
	h.work()
	if len(h.traced()) < 5 {
		t.Fatalf("the traces are not found while they are there: %v", h.traced())
	}
	return h, who, other
}

func TestF27NothingIsLeftOfAnErasedPerson(t *testing.T) {
	t.Parallel()
	h, who, other := lived(t)
	h.must(h.stand.RedactCustomer(demoShop, who.ID))
	h.settle()
	if places := h.traced(); len(places) > 0 {
		t.Errorf("something is left in %v", places)
	}
	h.balance(demoShop, other, 26)
	if status := h.call(demoShop, "GET", fmt.Sprintf("/api/admin/contacts/c_%d", who.ID), nil, nil); status != http.StatusNotFound {
		t.Errorf("the page of the erased contact answers %d", status)
	}
	h.done(demoShop)

	h.must(h.stand.SendAgain(h.last(demoShop, "customers/redact").ID)) // once more
	h.settle()
	if places := h.traced(); len(places) > 0 {
		t.Errorf("after the request came again something is left in %v", places)
	}
}

// done checks that the shop's wishes about people are fulfilled in time.
func (h *harness) done(shop string) {
	h.Helper()
	var list struct {
		Items []struct {
			Kind, State   string
			DueAt, DoneAt time.Time
		}
	}
	h.get(shop, "/api/admin/privacy", &list)
	if len(list.Items) == 0 {
		h.Error("no request is on record")
	}
	for _, r := range list.Items {
		if r.State != "done" || r.DoneAt.IsZero() || r.DoneAt.After(r.DueAt) {
			h.Errorf("request %+v is not fulfilled in time", r)
		}
	}
}

// last is the platform's newest delivery of a topic.
func (h *harness) last(shop, topic string) (newest sandbox.Delivery) {
	h.Helper()
	for _, d := range h.stand.Deliveries(shop) {
		if d.Topic == topic && d.ID > newest.ID {
			newest = d
		}
	}
	if newest.ID == 0 {
		h.Fatalf("the platform sent no %s", topic)
	}
	return newest
}

func TestF27NothingIsLeftOfAnErasedStore(t *testing.T) {
	t.Parallel()
	h, _, _ := lived(t)
	h.install(sakuraShop)
	h.must(h.stand.Uninstall(demoShop))
	h.settle()
	h.must(h.stand.AdvanceClock(49 * time.Hour))
	h.settle()
	if places := h.traced(); len(places) > 0 {
		t.Errorf("something is left in %v", places)
	}
	err := h.program.store.EachDocument(context.Background(), func(collection string, document []byte) error {
		if bytes.Contains(document, []byte(demoShop)) {
			t.Errorf("%s still names the store", collection)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	h.get(sakuraShop, "/api/admin/home", nil) // the other store stays
}

// The notice of the uninstall comes after the wish to erase the store.
func TestF27AStoreIsErasedEvenIfItsUninstallWasNotHeardOf(t *testing.T) {
	t.Parallel()
	h := newHarnessAt(t, fileOrMongo(t))
	h.install(demoShop)
	h.must(h.stand.Uninstall(demoShop))
	h.must(h.stand.AdvanceClock(49 * time.Hour))
	h.settle()
	if _, err := h.program.store.Shops.Get(t.Context(), demoShop); err == nil {
		t.Error("the store is still on record")
	}
}

func TestF27RequestsAboutPeopleNobodyKnowsLeaveNothing(t *testing.T) {
	t.Parallel()
	h := newHarnessAt(t, fileOrMongo(t))
	h.install(demoShop)
	for i, topic := range []string{"customers/redact", "customers/data_request", "customers/redact"} {
		body := []byte(`{"shop_id":1,"customer":{"id":990099,"email":"zenobia.q@example.net","phone":"+12025550147"},"orders_to_redact":[7],"orders_requested":[7],"data_request":{"id":5}}`)
		for range 2 {
			if status := h.post(demoShop, topic, fmt.Sprint("unknown-", i), body); status != http.StatusOK {
				t.Errorf("%s was answered with %d", topic, status)
			}
			h.work()
		}
	}
	if places := h.traced(); len(places) > 0 {
		t.Errorf("something is left in %v", places)
	}
	h.done(demoShop)
}
