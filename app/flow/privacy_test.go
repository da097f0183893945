package flow_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
	"clientele/models/privacy"
)

// traced is somebody with an account, a guest's past, orders, adjustments and
// deliveries, whose traces are all easy to tell.
type traced struct {
	*till
	guest models.ContactID
}

var adaFully = contacts.Profile{Email: "ada.trace@example.com", Phone: "+1 555 867 5309", FirstName: "Adatrace", LastName: "Byrontrace", Verified: true}

func newTraced(t *testing.T) *traced {
	w := newTill(t)
	p := &traced{till: w}
	f := byGuest(adaFully.Email, w.bought("1001", goods("a", "80.00")))
	f.Profile.FirstName = adaFully.FirstName
	w.order(f)
	p.guest = w.guest(adaFully.Email)
	w.order(by("70077", w.bought("1002", goods("a", "20.00"))))
	w.customer("70077", adaFully)
	w.adjust(manual("1", "c_70077", 5))
	w.order(by("8", w.bought("1003", goods("a", "33.00")))) // of somebody else
	for id, subject := range map[string]string{"w-1": "order:1002", "w-2": "customer:70077", "w-3": "order:1003", "w-4": "order:1001"} {
		p.delivered(id, subject)
	}
	return p
}

// delivered puts a delivery into the inbox that was worked off.
func (w *till) delivered(id, subject string) {
	w.t.Helper()
	ctx := w.t.Context()
	body := `{"email":"ada.trace@example.com","id":"` + subject + `"}`
	if subject == "order:1003" {
		body = `{"email":"other@example.com"}`
	}
	_, err := w.store.Inbox.Put(ctx, []models.Delivery{{
		Shop: testShop, WebhookID: id, Topic: "orders/paid", ReceivedAt: w.now(), Body: []byte(body), State: models.Waiting, DueAt: w.now(),
	}})
	ok(w.t, err)
	claimed, err := w.store.Inbox.Claim(ctx, "w", w.now(), time.Minute, models.Wanted{Limit: 1})
	ok(w.t, err)
	if len(claimed) != 1 {
		w.t.Fatalf("%d deliveries were claimed", len(claimed))
	}
	ok(w.t, w.store.Inbox.Finish(ctx, "w", claimed[0].Succeeded(w.now(), subject, "earned")))
}

// everything is all that the ports tell of the shop, as text.
func (p *traced) everything() string {
	p.t.Helper()
	ctx := p.t.Context()
	var out strings.Builder
	tell := func(v any, err error) {
		if err != nil && models.CodeOf(err) != models.NotFound {
			p.t.Fatal(err)
		}
		fmt.Fprintf(&out, "%+v\n", v)
	}
	for _, id := range []models.ContactID{"c_70077", p.guest, "c_8"} {
		tell(p.store.Contacts.Get(ctx, testShop, id))
		account, err := p.store.Ledger.Account(ctx, testShop, id)
		if account.Version == 0 {
			account.ID = "" // a fresh one repeats what was asked for
		}
		tell(account, err)
		tell(p.store.Ledger.AllLots(ctx, testShop, []models.ContactID{id}, 1000))
		tell(p.store.Ledger.Entries(ctx, testShop, id, "", 100))
	}
	tell(p.store.Contacts.Page(ctx, testShop, contacts.Query{Limit: 100}))
	tell(p.store.Orders.Newest(ctx, testShop, 100))
	tell(p.store.Requests.Page(ctx, testShop, "", 100))
	tell(p.store.Ledger.Command(ctx, testShop, "key-of-form-1"))
	page, err := p.store.Inbox.Page(ctx, testShop, models.DeliveryQuery{Limit: 100})
	ok(p.t, err)
	for _, d := range page.Items {
		d, err := p.store.Inbox.Get(ctx, testShop, d.WebhookID)
		ok(p.t, err)
		fmt.Fprintf(&out, "%+v %s\n", d, d.Body)
	}
	return out.String()
}

func (p *traced) redact() flow.Outcome {
	p.t.Helper()
	out, err := p.CustomerRedacted(p.t.Context(), p.wish())
	ok(p.t, err)
	return out
}

// wish names the person and one of its orders.
func (p *traced) wish() flow.CustomerRedacted {
	return flow.CustomerRedacted{
		Shop: testShop, ID: "w-9", Customer: "70077", Email: adaFully.Email, Phone: adaFully.Phone, Orders: []models.OrderID{"1002"}, ReceivedAt: p.now(),
	}
}

func TestF27ARedactionLeavesNoTraceOfThePerson(t *testing.T) { // F27
	t.Parallel()
	p := newTraced(t)
	traces := []string{"trace", "8675309", "867 5309", string(p.guest), "70077", "a birthday"}
	before := p.everything()
	for _, trace := range traces {
		if trace != "8675309" && !strings.Contains(before, trace) {
			t.Errorf("%q is not there in the first place", trace)
		}
	}
	for range 2 {
		if out := p.redact(); out.Word != "erased" {
			t.Errorf("outcome %+v", out)
		}
		after := p.everything()
		for _, trace := range traces {
			if at := strings.Index(after, trace); at >= 0 {
				t.Errorf("%q is left in …%s…", trace, after[max(0, at-200):min(len(after), at+100)])
			}
		}
		p.want("c_8", "somebody else", amounts{av: 33})
		if !strings.Contains(after, "other@example.com") {
			t.Error("the delivery of somebody else lost its body")
		}
		p.figuresAreOf(p.people())
	}
	done, err := p.PrivacyRequests(t.Context(), testShop, "", 10)
	ok(t, err)
	if len(done.Items) != 1 || done.Items[0].State != privacy.Done || done.Items[0].Kind != privacy.Redact {
		t.Errorf("requests %+v", done.Items)
	}
	if out := p.order(by("70077", later(p.bought("1002", goods("a", "20.00")), func(*orders.Snapshot) {}))); out.Word == "" {
		t.Errorf("a late body after the redaction: %+v", out)
	}
	p.audits()
}

// figuresAreOf compares the present sums with those of the people on record.
func (w *till) figuresAreOf(people []contacts.Contact) {
	w.t.Helper()
	for done := 1; done > 0; {
		var err error
		done, err = w.FoldFigures(w.t.Context(), flow.Batch)
		ok(w.t, err)
	}
	total, err := w.store.Figures.Total(w.t.Context(), testShop)
	ok(w.t, err)
	var available, members, guests int64
	for _, c := range people {
		available += c.Figures.Available
		if c.ID.Guest() {
			guests++
		} else {
			members++
		}
	}
	if total.Available != available || total.Members != members || total.Guests != guests {
		w.t.Errorf("figures %+v, there are %d points of %d members and %d guests", total, available, members, guests)
	}
}

// audits checks the books of everybody who is listed.
func (w *till) audits() {
	w.t.Helper()
	for _, c := range w.people() {
		w.explained(c)
	}
}

// cut lets a number of steps of a story succeed, and no more.
type cut struct{ left int }

func (c *cut) step() error {
	if c.left--; c.left < 0 {
		return models.Errorf(models.Unavailable, "the database went away")
	}
	return nil
}

type (
	cutTx struct {
		flow.Tx
		*cut
	}
	cutInbox struct {
		flow.Inbox
		*cut
	}
	cutEngine struct {
		flow.Engine
		*cut
	}
)

func (c cutTx) Do(ctx context.Context, work func(context.Context) error) error {
	if err := c.step(); err != nil {
		return err
	}
	return c.Tx.Do(ctx, work)
}

func (c cutInbox) EraseBodies(ctx context.Context, shop models.ShopID, subjects []string) (int, error) {
	if err := c.step(); err != nil {
		return 0, err
	}
	return c.Inbox.EraseBodies(ctx, shop, subjects)
}

func (c cutEngine) Compact(ctx context.Context) error {
	if err := c.step(); err != nil {
		return err
	}
	return c.Engine.Compact(ctx)
}

// redactCutOff redacts the person until a step fails, and tells whether one did.
func (p *traced) redactCutOff(steps int) bool {
	p.t.Helper()
	c := &cut{left: steps}
	tx, inbox, engine := p.Tx, p.Inbox, p.Engine
	p.Tx, p.Inbox, p.Engine = cutTx{tx, c}, cutInbox{inbox, c}, cutEngine{engine, c}
	defer func() { p.Tx, p.Inbox, p.Engine = tx, inbox, engine }()
	_, err := p.CustomerRedacted(p.t.Context(), p.wish())
	return err != nil
}

func TestF27ARedactionCutOffAtAnyStepIsFinishedByTheNext(t *testing.T) { // F27
	t.Parallel()
	traces := []string{"trace", "8675309", "867 5309", "70077"}
	for steps, interrupted := 0, true; interrupted; steps++ {
		if steps > 100 {
			t.Fatal("there is no end of steps")
		}
		p := newTraced(t)
		p.delivered("w-9", "customer:70077") // the wish itself
		interrupted = p.redactCutOff(steps)
		again := p.wish()
		if d, err := p.store.Inbox.Get(t.Context(), testShop, "w-9"); err != nil {
			t.Fatal(err)
		} else if len(d.Body) == 0 { // then the next attempt cannot read whom it is about
			again = flow.CustomerRedacted{Shop: testShop, ID: "w-9", ReceivedAt: again.ReceivedAt}
		}
		if out, err := p.CustomerRedacted(t.Context(), again); err != nil || out.Word != "erased" {
			t.Fatalf("after %d steps: %+v, %v", steps, out, err)
		}
		after := p.everything()
		for _, trace := range traces {
			if at := strings.Index(after, trace); at >= 0 {
				t.Errorf("cut off after %d steps: %q is left in …%s…", steps, trace, after[max(0, at-200):min(len(after), at+100)])
			}
		}
		done, err := p.PrivacyRequests(t.Context(), testShop, "", 10)
		if err != nil || len(done.Items) != 1 || done.Items[0].State != privacy.Done {
			t.Errorf("cut off after %d steps the requests are %+v, %v", steps, done.Items, err)
		}
	}
}

func TestF27ARedactionOfNobodyIsDoneAllTheSame(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	for range 2 {
		out, err := w.CustomerRedacted(t.Context(), flow.CustomerRedacted{Shop: testShop, ID: "w-9", Customer: "99", Email: "no@example.com", ReceivedAt: w.now()})
		if err != nil || out.Word != "erased" {
			t.Errorf("%+v, %v", out, err)
		}
	}
	if out, err := w.CustomerRedacted(t.Context(), flow.CustomerRedacted{Shop: "sakura.myshopify.com", ID: "w-9", Customer: "99"}); err != nil || out.Word != "ignored" {
		t.Errorf("of an unknown shop: %+v, %v", out, err)
	}
}

func TestARedactionDoesNotReachWhoeverHasTheAddressNow(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(byGuest("ada@example.com", w.bought("1", goods("a", "80.00"))))
	w.customer("7", ada) // claims what the guest collected
	w.forward(time.Minute)
	w.customer("8", contacts.Profile{Email: "ada@example.com"})
	_, err := w.CustomerRedacted(t.Context(), flow.CustomerRedacted{Shop: testShop, ID: "w-9", Customer: "8", Email: "ada@example.com", ReceivedAt: w.now()})
	ok(t, err)
	w.want(member, "who claimed it", amounts{av: 80})
	if _, err := w.ContactCard(t.Context(), testShop, "c_8"); models.CodeOf(err) != models.NotFound || err == nil {
		t.Errorf("who was erased: %v, want not found", err)
	}
}

func TestARedactionReachesEveryRecordOfAMergedPerson(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(byGuest("ada@example.com", w.bought("1", goods("a", "10.00"))))
	w.customer("8", ada)
	w.order(w.bought("2", goods("a", "10.00")))
	w.merge("7", "8")
	_, err := w.CustomerRedacted(t.Context(), flow.CustomerRedacted{Shop: testShop, ID: "w-9", Customer: "7", Email: "new@example.com", ReceivedAt: w.now()})
	ok(t, err)
	for _, id := range []models.ContactID{member, "c_8", w.guest("ada@example.com")} {
		if _, err := w.store.Contacts.Get(t.Context(), testShop, id); models.CodeOf(err) != models.NotFound || err == nil {
			t.Errorf("%s is still there: %v", id, err)
		}
		if account, err := w.store.Ledger.Account(t.Context(), testShop, id); err != nil || account.Version != 0 {
			t.Errorf("points of %s are still there: %+v, %v", id, account, err)
		}
	}
	w.figuresAreOf(nil)
}

func TestF27ADataRequestHandsOverEverythingOnce(t *testing.T) {
	t.Parallel()
	p := newTraced(t)
	request := flow.DataRequested{Shop: testShop, ID: "55", Customer: "70077", Email: adaFully.Email, Phone: adaFully.Phone, ReceivedAt: p.now()}
	for range 2 {
		_, err := p.DataRequested(t.Context(), request)
		ok(t, err)
	}
	page, err := p.PrivacyRequests(t.Context(), testShop, "", 10)
	ok(t, err)
	if len(page.Items) != 1 {
		t.Fatalf("%d requests, want one", len(page.Items))
	}
	r := page.Items[0]
	if r.State != privacy.Ready || !r.DueAt.Equal(p.now().Add(privacy.Deadline)) {
		t.Errorf("request %+v", r)
	}
	x, err := p.PrivacyExport(t.Context(), testShop, r.ID)
	ok(t, err)
	var addresses, entries int
	for _, c := range x.Contacts {
		if c.Contact.Profile.Email == adaFully.Email {
			addresses++
		}
		entries += len(c.Entries)
	}
	if len(x.Contacts) != 2 || addresses != 2 || len(x.Orders) != 2 || entries < 4 {
		t.Errorf("%d records, %d addresses, %d orders, %d entries", len(x.Contacts), addresses, len(x.Orders), entries)
	}
	for range 2 {
		done, err := p.HandOver(t.Context(), testShop, r.ID, "42")
		if err != nil || done.State != privacy.Done || done.DoneBy != "42" {
			t.Errorf("%+v, %v", done, err)
		}
	}
	if _, err := p.PrivacyExport(t.Context(), "sakura.myshopify.com", r.ID); models.CodeOf(err) != models.NotFound || err == nil {
		t.Errorf("from another shop: %v, want not found", err)
	}
	p.redact()
	x, err = p.PrivacyExport(t.Context(), testShop, r.ID)
	if err == nil && len(x.Contacts)+len(x.Orders) > 0 {
		t.Errorf("after the redaction the export still has %d records and %d orders", len(x.Contacts), len(x.Orders))
	}
}

func TestOnlyDataRequestsAreHandedOver(t *testing.T) {
	t.Parallel()
	p := newTraced(t)
	p.redact()
	page, err := p.PrivacyRequests(t.Context(), testShop, "", 10)
	ok(t, err)
	if _, err := p.HandOver(t.Context(), testShop, page.Items[0].ID, "42"); models.CodeOf(err) != models.Conflict || err == nil {
		t.Errorf("%v, want a conflict", err)
	}
	if _, err := p.PrivacyExport(t.Context(), testShop, page.Items[0].ID); models.CodeOf(err) != models.NotFound || err == nil {
		t.Errorf("%v, want not found", err)
	}
}

func TestF24AShopIsErasedOnlyWhileItIsGone(t *testing.T) { // F24
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "80.00")))
	redact := flow.ShopRedacted{Shop: testShop, ID: "w-1", TriggeredAt: w.now(), ReceivedAt: w.now()}
	if out, err := w.ShopRedacted(t.Context(), redact); err != nil || out.Word != "ignored" {
		t.Errorf("while installed: %+v, %v", out, err)
	}
	w.forward(time.Hour)
	_, err := w.ShopUninstalled(t.Context(), flow.ShopUninstalled{Shop: testShop, TriggeredAt: w.now()})
	ok(t, err)
	w.forward(time.Hour)
	w.install(t)
	if out, err := w.ShopRedacted(t.Context(), redact); err != nil || out.Word != "ignored" {
		t.Errorf("after coming back: %+v, %v", out, err)
	}
	w.want(member, "came back", amounts{av: 80})

	w.forward(time.Hour)
	_, err = w.ShopUninstalled(t.Context(), flow.ShopUninstalled{Shop: testShop, TriggeredAt: w.now()})
	ok(t, err)
	for _, want := range []string{"erased", "ignored"} {
		if out, err := w.ShopRedacted(t.Context(), redact); err != nil || out.Word != want {
			t.Errorf("%+v, %v, want %s", out, err, want)
		}
	}
	ctx := t.Context()
	if _, err := w.store.Shops.Get(ctx, testShop); models.CodeOf(err) != models.NotFound || err == nil {
		t.Errorf("the shop is still there: %v", err)
	}
	people, err := w.store.Contacts.Page(ctx, testShop, contacts.Query{})
	ok(t, err)
	orders, err := w.store.Orders.Newest(ctx, testShop, 10)
	ok(t, err)
	account, err := w.store.Ledger.Account(ctx, testShop, member)
	ok(t, err)
	versions, err := w.store.Programmes.Versions(ctx, testShop)
	ok(t, err)
	if len(people.Items)+len(orders)+len(versions) > 0 || account.Version != 0 {
		t.Errorf("left: %d people, %d orders, %d versions, account %+v", len(people.Items), len(orders), len(versions), account)
	}
	w.install(t)
	if s := w.shop(t); s.Install != 1 || s.Version == 0 {
		t.Errorf("a fresh start: %+v", s)
	}
}

func TestAShopThatWentUnheardIsErasedWhenThePlatformRefusesItsToken(t *testing.T) { // F24
	t.Parallel()
	for name, c := range map[string]struct {
		answer error
		after  time.Duration
		word   string
		code   models.Code
	}{
		"the token is refused":    {models.Errorf(models.Unauthorized, "revoked"), 0, "erased", ""},
		"the token still works":   {nil, 0, "ignored", ""},
		"the platform is away":    {models.Errorf(models.Unavailable, "away"), 0, "", models.Unavailable},
		"the store cannot be had": {models.Errorf(models.Forbidden, "frozen"), 0, "", models.Forbidden},
		"no token since two days": {models.Errorf(models.Unavailable, "away"), 48 * time.Hour, "erased", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newTill(t)
			w.order(w.bought("1", goods("a", "80.00")))
			w.platform.detailsOf = c.answer
			w.forward(c.after)
			out, err := w.ShopRedacted(t.Context(), flow.ShopRedacted{Shop: testShop, ID: "w-1", ReceivedAt: w.now()})
			if c.code != "" && (err == nil || models.CodeOf(err) != c.code) || c.code == "" && err != nil {
				t.Fatalf("%+v, %v", out, err)
			}
			if c.code == "" && out.Word != c.word {
				t.Errorf("%+v, want %s", out, c.word)
			}
			_, err = w.store.Shops.Get(t.Context(), testShop)
			if gone := models.CodeOf(err) == models.NotFound && err != nil; gone != (c.word == "erased") {
				t.Errorf("the shop is gone: %t", gone)
			}
			former := flow.ShopRedacted{Shop: testShop, ID: "w-2", TriggeredAt: w.now().Add(-49 * time.Hour)}
			if out, err := w.ShopRedacted(t.Context(), former); err != nil || out.Word != "ignored" {
				t.Errorf("a wish about the former installation: %+v, %v", out, err)
			}
		})
	}
}
