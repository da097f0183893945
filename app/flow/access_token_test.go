package flow_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/app/holidays"
	"clientele/app/seal"
	"clientele/models"
	"clientele/models/products"
	"clientele/models/shops"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

const testShop = models.ShopID("demo-shop.myshopify.com")

// fakePlatform gives out numbered tokens and remembers what it was asked.
type fakePlatform struct {
	mu        sync.Mutex
	now       func() time.Time
	exchanges int
	refreshes []string // refresh tokens it was asked with
	issued    int
	fail      []error // for the next calls, nil for none
	lose      int     // answers to lose after the tokens were made
	slow      chan struct{}
	currency  string
	detailsOf error
	scopes    []string // that are granted besides the usual ones
}

func (p *fakePlatform) grant() flow.Grant {
	p.issued++
	now := p.now()
	return flow.Grant{
		Access: fmt.Sprintf("shpat_%d", p.issued), Refresh: fmt.Sprintf("shprt_%d", p.issued), Scopes: append([]string{"read_customers", "read_orders"}, p.scopes...),
		AccessEnds: now.Add(time.Hour), RefreshEnds: now.Add(90 * 24 * time.Hour),
	}
}

func (p *fakePlatform) next() error {
	if len(p.fail) == 0 {
		return nil
	}
	err := p.fail[0]
	p.fail = p.fail[1:]
	return err
}

func (p *fakePlatform) Exchange(_ context.Context, _ models.ShopID, idToken string) (flow.Grant, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.exchanges++
	if err := p.next(); err != nil {
		return flow.Grant{}, err
	}
	return p.grant(), nil
}

func (p *fakePlatform) Refresh(_ context.Context, _ models.ShopID, refreshToken string) (flow.Grant, error) {
	if p.slow != nil {
		<-p.slow
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refreshes = append(p.refreshes, refreshToken)
	if err := p.next(); err != nil {
		return flow.Grant{}, err
	}
	g := p.grant()
	if p.lose > 0 {
		p.lose--
		return flow.Grant{}, models.Errorf(models.Unavailable, "lost")
	}
	return g, nil
}

func (p *fakePlatform) Details(context.Context, models.ShopID, string) (shops.Details, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.detailsOf != nil {
		return shops.Details{}, p.detailsOf
	}
	return shops.Details{Name: "Demo", Email: "owner@example.com", Currency: p.currency, Zone: "America/New_York", AsOf: models.Instant(p.now())}, nil
}

// world is a flow on a real store with a fake platform and a clock to move.
type world struct {
	*flow.Flow
	platform *fakePlatform
	shelf    *fakeCatalogue

	subscriptions *fakeSubscriptions

	store *store.Store
	log   *bytes.Buffer
	post  *postOffice
	mu    sync.Mutex
	time  time.Time
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.time
}

func (w *world) forward(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.time = w.time.Add(d)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldIn(t, storetest.Open(t))
}

// newWorldIn is newWorld in a store.
func newWorldIn(t *testing.T, s *store.Store) *world {
	t.Helper()
	w := &world{time: storetest.Start, store: s, log: &bytes.Buffer{}, post: &postOffice{}}
	w.shelf = &fakeCatalogue{now: w.now, products: map[string]products.Facts{}, collections: map[string]string{}}
	w.subscriptions = &fakeSubscriptions{}
	w.platform = &fakePlatform{now: w.now, currency: "USD"}
	box, err := seal.New(rand.Reader, append(bytes.Repeat([]byte{1}, seal.KeySize-1), 2))
	if err != nil {
		t.Fatal(err)
	}
	w.Flow = &flow.Flow{
		Tx: w.store.Tx, Shops: w.store.Shops, Contacts: w.store.Contacts, Orders: w.store.Orders, Ledger: w.store.Ledger,
		Programmes: w.store.Programmes, Figures: w.store.Figures, Inbox: w.store.Inbox, Requests: w.store.Requests, Engine: w.store.Engine,
		Books: w.store.Books, Verifications: w.store.Verifications,
		Rewards: w.store.Rewards, Redemptions: w.store.Redemptions, Outbox: w.store.Outbox,
		Levels:  w.store.Levels,
		Notices: w.store.Notices, Mailer: w.post, Origin: &url.URL{Scheme: "https", Host: "clientele.example"}, Referrals: w.store.Referrals, Events: w.store.Events, Merges: w.store.Merges,
		Products: w.store.Products, Catalogue: w.shelf, Services: w.store.Services, Rosters: w.store.Rosters, Team: w.store.Team, Holidays: holidays.Calendar{},
		Appointments: w.store.Appointments, Sheets: w.store.Sheets, Feeds: w.store.Feeds, Subscriptions: w.subscriptions,
		Waitlist: w.store.Waitlist, Wake: func(string) {},
		Platform: w.platform, Sealer: box, Now: w.now, Log: slog.New(slog.NewJSONHandler(w.log, nil)),
		NewSalt: func() []byte { s := make([]byte, 32); _, _ = rand.Read(s); return s },
	}
	if err := w.Check(); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) install(t *testing.T) {
	t.Helper()
	if err := w.InstallShop(t.Context(), flow.InstallShop{Shop: testShop, IDToken: "id.token", User: "42"}); err != nil {
		t.Fatal(err)
	}
}

func (w *world) shop(t *testing.T) shops.Shop {
	t.Helper()
	s, err := w.store.Shops.Get(t.Context(), testShop)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (w *world) wantToken(t *testing.T, want string) {
	t.Helper()
	got, err := w.AccessToken(t.Context(), testShop)
	if err != nil || got != want {
		t.Fatalf("token %q, %v, want %q", got, err, want)
	}
}

func TestAccessTokenIsReplacedFiveMinutesBeforeItsEnd(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.forward(54 * time.Minute)
	w.wantToken(t, "shpat_1")
	w.forward(2 * time.Minute)
	w.wantToken(t, "shpat_2")
	w.wantToken(t, "shpat_2")
	w.forward(2 * time.Hour) // long ended: the refresh token still works
	w.wantToken(t, "shpat_3")
	if !slices.Equal(w.platform.refreshes, []string{"shprt_1", "shprt_2"}) {
		t.Errorf("refreshed with %q", w.platform.refreshes)
	}
}

func TestF25ManyCallersRefreshOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.forward(2 * time.Hour)
	w.platform.slow = make(chan struct{})
	const callers = 20
	tokens, errs := make([]string, callers), make([]error, callers)
	var group sync.WaitGroup
	for i := range callers {
		group.Go(func() { tokens[i], errs[i] = w.AccessToken(t.Context(), testShop) })
	}
	close(w.platform.slow)
	group.Wait()
	for i := range callers {
		if errs[i] != nil || tokens[i] != "shpat_2" {
			t.Errorf("caller %d: %q, %v", i, tokens[i], errs[i])
		}
	}
	if len(w.platform.refreshes) != 1 {
		t.Errorf("the platform was asked %d times, want once", len(w.platform.refreshes))
	}
}

func TestF25LostRefreshIsRepeatedWithTheSameRefreshToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.forward(2 * time.Hour)
	w.platform.lose = 1
	if _, err := w.AccessToken(t.Context(), testShop); models.CodeOf(err) != models.Unavailable || err == nil {
		t.Fatalf("%v, want unavailable", err)
	}
	w.wantToken(t, "shpat_3")
	if !slices.Equal(w.platform.refreshes, []string{"shprt_1", "shprt_1"}) {
		t.Errorf("refreshed with %q, want the kept one twice", w.platform.refreshes)
	}
}

func TestF25TokenThatStillLivesIsUsedWhileThePlatformIsAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.forward(56 * time.Minute)
	w.platform.fail = []error{models.Errorf(models.Unavailable, "away")}
	w.wantToken(t, "shpat_1")
	w.wantToken(t, "shpat_1") // not asked again at once
	if len(w.platform.refreshes) != 1 {
		t.Errorf("asked %d times within the pause", len(w.platform.refreshes))
	}
	w.forward(time.Minute)
	w.wantToken(t, "shpat_2")
}

func TestLeaseOfAProcessThatDiedRunsOut(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.forward(2 * time.Hour)
	s := w.shop(t)
	s.Tokens.RefreshingTill = models.Instant(w.now().Add(30 * time.Second))
	if _, err := w.store.Shops.Save(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if _, err := w.AccessToken(ctx, testShop); err == nil || models.CodeOf(err) != models.Unavailable {
		t.Errorf("while the lease holds: %v, want unavailable", err)
	}
	w.forward(31 * time.Second)
	w.wantToken(t, "shpat_2")
}

func TestF26RefusedRefreshWaitsForTheMerchant(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.forward(2 * time.Hour)
	w.platform.fail = []error{models.Errorf(models.Forbidden, "invalid_grant")}
	for range 3 {
		if _, err := w.AccessToken(t.Context(), testShop); models.CodeOf(err) != models.Forbidden || err == nil {
			t.Fatalf("%v, want forbidden", err)
		}
	}
	if len(w.platform.refreshes) != 1 {
		t.Errorf("the platform was asked %d times after its refusal", len(w.platform.refreshes))
	}
	if state := w.shop(t).TokenState(w.now()); state != "expired" {
		t.Errorf("state %s, want expired", state)
	}
	w.install(t) // the merchant opens the app
	w.wantToken(t, "shpat_2")
}

func TestRefreshDoesNotOverwriteANewerInstallation(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.forward(2 * time.Hour)
	w.platform.slow = make(chan struct{})
	done := make(chan error, 1)
	go func() { _, err := w.AccessToken(t.Context(), testShop); done <- err }()
	for w.shop(t).Tokens.RefreshingTill.IsZero() { // until it has its lease and hangs
		if t.Context().Err() != nil {
			t.Fatal("no lease was taken")
		}
	}
	at := w.now()
	if _, err := w.ShopUninstalled(t.Context(), flow.ShopUninstalled{Shop: testShop, TriggeredAt: at}); err != nil {
		t.Fatal(err)
	}
	close(w.platform.slow)
	if err := <-done; models.CodeOf(err) != models.Forbidden || err == nil {
		t.Errorf("the caller got %v, want forbidden", err)
	}
	if s := w.shop(t); s.Installed() || len(s.Tokens.Access) > 0 || len(s.Tokens.Refresh) > 0 {
		t.Errorf("the tokens of a shop that has gone came back: %+v", s.Tokens)
	}
}

func TestAbsentShopHasNoToken(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.AccessToken(t.Context(), testShop); models.CodeOf(err) != models.NotFound || err == nil {
		t.Errorf("%v, want not found", err)
	}
	w.install(t)
	if _, err := w.ShopUninstalled(t.Context(), flow.ShopUninstalled{Shop: testShop, TriggeredAt: w.now()}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.AccessToken(t.Context(), testShop); models.CodeOf(err) != models.Forbidden || err == nil {
		t.Errorf("%v, want forbidden", err)
	}
}

func TestTokensAreNeverKeptOrLoggedOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.forward(2 * time.Hour)
	w.wantToken(t, "shpat_2")
	s := w.shop(t)
	for _, kept := range []string{string(s.Tokens.Access), string(s.Tokens.Refresh), w.log.String()} {
		if strings.Contains(kept, "shpat_") || strings.Contains(kept, "shprt_") || strings.Contains(kept, "id.token") {
			t.Errorf("an open token in %q", kept)
		}
	}
	if opened, err := w.Sealer.Open("other.myshopify.com", "access", s.Tokens.Access); err == nil {
		t.Errorf("another shop opened the token: %q", opened)
	}
}

func TestJobRefreshesTokensThatEndSoon(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	if done, err := w.RefreshTokens(t.Context()); done != 0 || err != nil {
		t.Fatalf("fresh tokens: %d, %v", done, err)
	}
	w.forward(3 * time.Hour)
	if done, err := w.RefreshTokens(t.Context()); done != 1 || err != nil {
		t.Fatalf("ended tokens: %d, %v", done, err)
	}
	if state := w.shop(t).TokenState(w.now()); state != "ok" {
		t.Errorf("state %s after the job", state)
	}
	if done, err := w.RefreshTokens(t.Context()); done != 0 || err != nil {
		t.Errorf("again: %d, %v", done, err)
	}
}

func TestJobIsNotHeldUpByShopsThatFail(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.install(t)
	w.forward(3 * time.Hour)
	w.platform.fail = []error{models.Errorf(models.Unavailable, "away"), models.Errorf(models.Forbidden, "invalid_grant")}
	if _, err := w.RefreshTokens(t.Context()); models.CodeOf(err) != models.Unavailable && !strings.Contains(fmt.Sprint(err), "away") {
		t.Fatalf("%v, want the platform's failure", err)
	}
	due, err := w.store.Shops.Refreshable(t.Context(), w.now().Add(shops.RefreshEarly), 10)
	if err != nil || len(due) != 0 {
		t.Fatalf("a shop that has just failed is due again: %d, %v", len(due), err)
	}
	w.forward(11 * time.Minute)
	if done, err := w.RefreshTokens(t.Context()); done != 1 || err != nil {
		t.Fatalf("a refusal is an outcome: %d, %v", done, err)
	}
	w.forward(24 * time.Hour)
	if done, err := w.RefreshTokens(t.Context()); done != 0 || err != nil {
		t.Errorf("a refused shop is asked for again: %d, %v", done, err)
	}
}

var errBroken = errors.New("broken")
