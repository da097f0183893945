package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"sync/atomic"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/app/gate"
	"clientele/app/holidays"
	"clientele/app/jobs"
	"clientele/app/seal"
	"clientele/app/shopify"
	"clientele/app/subscriptions"
	"clientele/frontend"
	"clientele/handlers"
	"clientele/models"
	"clientele/models/store"
	"clientele/webhooks"
)

// program is the app put together.
type program struct {
	config   Config
	log      *slog.Logger
	store    *store.Store
	flow     *flow.Flow
	catchUp  *flow.CatchUp
	giving   *flow.Giving
	hooks    *webhooks.Hooks
	runner   *jobs.Runner
	server   *fiber.App
	metrics  *metrics
	stopping atomic.Bool

	admission *gate.Admission // of webhooks
}

// The limits of the server. A request that is slower is cut off, so that slow
// callers cannot use up the program.
const (
	readTimeout   = 10 * time.Second
	writeTimeout  = 20 * time.Second
	idleTimeout   = 60 * time.Second
	headerMax     = 16 << 10
	connectionMax = 2048
	// roomForBodies is the memory for large webhooks that are still arriving, in bytes.
	roomForBodies = 128 << 20
	// waitingMax is how many proven webhooks wait for a place in the next write.
	waitingMax = 2000
	// addressesMax and shopsMax are how many callers the rates remember.
	addressesMax, shopsMax = 20_000, 20_000
	// burst is how many seconds' worth of requests may come at once.
	burst = 10
	// doorPatience is how long a delivery waits for the database before the
	// platform is asked to come again; it hangs up after five seconds.
	doorPatience = 900 * time.Millisecond
	// bodyLimit is above what any door takes. What is left of a refused body is
	// thrown away up to here, so that a caller who is still sending hears why.
	bodyLimit      = 12 << 20
	stopGrace      = 15 * time.Second
	requestTimeout = 10 * time.Second
	// foldLimit is longer than a transaction may take, and short because the
	// figures stand still until the lease of a killed process has ended.
	foldLimit = 20 * time.Second
)

// build puts everything together, from the ground up.
func build(ctx context.Context, config Config, w world) (*program, error) {
	p := &program{config: config, metrics: newMetrics()}
	p.log = slog.New(slog.NewJSONHandler(w.Err, &slog.HandlerOptions{Level: config.LogLevel}))

	keeper, err := store.Open(ctx, config.DatabaseURL, store.Options{Now: w.Now, Log: p.log})
	if err != nil {
		return nil, err
	}
	p.store = keeper
	if err := p.assemble(config, w); err != nil {
		return nil, closing(keeper, err)
	}
	return p, nil
}

func closing(keeper *store.Store, err error) error {
	ctx, cancel := context.WithTimeout(context.Background(), stopGrace)
	defer cancel()
	if closeErr := keeper.Close(ctx); closeErr != nil {
		return fmt.Errorf("%w; and the database did not close: %w", err, closeErr)
	}
	return err
}

func (p *program) assemble(config Config, w world) error {
	box, err := seal.New(w.Rand, config.EncryptionKeys...)
	if err != nil {
		return err
	}
	platform, err := shopify.NewClient(shopify.Options{
		APIKey: config.APIKey, Secret: config.Secrets[0], ShopURL: config.ShopURL, Shops: config.ShopDomains, Now: w.Now, PrivateNetwork: config.PrivateShops,
	})
	if err != nil {
		return err
	}
	post, err := newPost(config, w)
	if err != nil {
		return err
	}
	p.flow = &flow.Flow{
		Tx: p.store.Tx, Shops: p.store.Shops, Contacts: p.store.Contacts, Orders: p.store.Orders, Ledger: p.store.Ledger,
		Programmes: p.store.Programmes, Figures: p.store.Figures, Inbox: p.store.Inbox, Requests: p.store.Requests,
		Books: p.store.Books, Verifications: p.store.Verifications, Rewards: p.store.Rewards, Redemptions: p.store.Redemptions, Outbox: p.store.Outbox,
		Notices: p.store.Notices, Mailer: post, Origin: origin(config.AppURL), Events: p.store.Events,
		Engine: p.store.Engine, Platform: platform, Sealer: box, Now: w.Now, NewSalt: salt(w.Rand), Log: p.log,
		Levels: p.store.Levels, Referrals: p.store.Referrals, Products: p.store.Products, Catalogue: platform, Merges: p.store.Merges,
		Services: p.store.Services, Rosters: p.store.Rosters, Team: p.store.Team, Holidays: holidays.Calendar{},
		Appointments: p.store.Appointments, Sheets: p.store.Sheets,
		Waitlist: p.store.Waitlist, Wake: func(job string) { p.runner.Wake(job) },
		Feeds: p.store.Feeds, Subscriptions: subscriptions.NewReader(subscriptions.Options{PrivateNetwork: config.PrivateCalendars}),
	}
	if err := p.flow.Check(); err != nil {
		return err
	}
	p.catchUp = &flow.CatchUp{Flow: p.flow, Sync: p.store.Sync, Past: platform, Parallel: p.parallel()}
	if err := p.catchUp.Check(); err != nil {
		return err
	}
	p.giving = &flow.Giving{Flow: p.flow, Gifts: platform, Refunds: platform, Invoices: platform}
	if err := p.giving.Check(); err != nil {
		return err
	}
	p.admission = gate.NewAdmission(p.places(), waitingMax, p.lagMax(), w.Now)
	p.hooks = p.newHooks()
	if err := p.hooks.Check(); err != nil {
		return err
	}
	name := workerName(w)
	p.runner = &jobs.Runner{
		Jobs: append(p.jobs(w, name), p.rewardJobs(w, name)...), Name: name, Leases: p.store.Leases, Now: w.Now, Chance: w.Chance, Log: p.log, Observe: p.metrics.job,
	}
	p.server, err = p.newServer(config, w)
	return err
}

// origin is where our pages are.
func origin(app *url.URL) *url.URL { return &url.URL{Scheme: app.Scheme, Host: app.Host} }

// salt gives 32 random bytes a call. Without chance nothing here is safe, so a
// broken source stops the program.
func salt(random io.Reader) func() []byte {
	return func() []byte {
		b := make([]byte, 32)
		if _, err := io.ReadFull(random, b); err != nil {
			panic("no random bytes: " + err.Error())
		}
		return b
	}
}

// newHooks connects deliveries with the stories they lead to.
func (p *program) newHooks() *webhooks.Hooks {
	f := p.flow
	return &webhooks.Hooks{
		OrderChanged: f.OrderChanged, RefundMade: f.RefundMade, DisputeChanged: f.DisputeChanged,
		CustomerChanged: f.CustomerChanged, CustomerDeleted: f.CustomerDeleted, CustomersMerged: f.CustomersMerged,
		ConsentChanged: f.ConsentChanged,
		DataRequested:  f.DataRequested, CustomerRedacted: f.CustomerRedacted, ShopRedacted: f.ShopRedacted,
		ShopUninstalled: f.ShopUninstalled, ScopesChanged: f.ScopesChanged, OrderCurrency: f.OrderCurrency,
	}
}

// The work nobody waits for. Read this to know what runs by itself. Processes
// on one database share it: deliveries are leased one by one, stores' tokens,
// looks, backfills and checks store by store, and the rest runs alone.
func (p *program) jobs(w world, name string) []jobs.Job {
	inbox := &jobs.InboxWorker{
		Name: name, Inbox: p.store.Inbox, Now: w.Now, Log: p.log, Observe: p.worked, Parallel: p.workers(), Ahead: p.ahead(), PerShop: p.perShop(),
		Dispatch: func(ctx context.Context, d models.Delivery) (string, string, error) {
			result, err := p.hooks.Dispatch(ctx, d)
			return result.Subject, result.Outcome, err
		},
	}
	return []jobs.Job{
		inbox.Job(time.Second), // deliveries → stories
		{Name: "figures", Every: time.Second, Batch: p.folded(), Limit: foldLimit, Alone: true, Run: p.atMost(p.flow.FoldFigures)},
		{Name: "mature", Every: 5 * time.Second, Batch: flow.Crowd, Alone: true, Run: p.flow.MaturePoints},
		{Name: "expire", Every: 5 * time.Second, Batch: flow.Crowd, Alone: true, Run: p.flow.ExpirePoints},
		{Name: "lapse", Every: time.Hour, Batch: 1, Alone: true, Run: p.flow.Lapsing().Step},               // people who did nothing for too long
		{Name: "levels", Every: 5 * time.Second, Batch: flow.Crowd, Alone: true, Run: p.flow.ReviewLevels}, // periods end
		{Name: "level counts", Every: 2 * time.Second, Batch: p.folded(), Limit: foldLimit, Alone: true, Run: p.atMost(p.flow.CountLevels)},
		{Name: "ladders", Every: 10 * time.Minute, Batch: 1, Alone: true, Run: p.flow.Rolling().Step},            // after an edit, which wakes it
		{Name: "referrals", Every: 2 * time.Second, Batch: flow.Batch, Alone: true, Run: p.flow.ReviewReferrals}, // orders of friends changed, or may not come back any more
		{Name: "tokens", Every: 10 * time.Minute, Run: p.flow.RefreshTokens},
		{Name: "reconcile", Every: time.Minute, Batch: flow.PollShops, Limit: flow.PollLimit, Run: p.reconcile}, // each shop once an hour
		{Name: "backfill", Every: 5 * time.Second, Batch: flow.BackfillBatch, Limit: flow.BackfillLimit, Run: p.catchUp.RunBackfills},
		{Name: "bodies", Every: time.Hour, Batch: flow.Batch, Alone: true, Run: p.flow.StripBodies},
		{Name: "reseal", Every: time.Hour, Batch: flow.Batch, Alone: true, Run: p.flow.Resealing().Step}, // after a change of the key
		{Name: "birthdays", Every: time.Hour, Batch: 1, Alone: true, Run: p.flow.Birthdays().Step},
		{Name: "remind", Every: 12 * time.Hour, Batch: 1, Alone: true, Run: p.flow.Reminding().Step},               // of points that run out soon
		{Name: "merges", Every: time.Hour, Batch: 1, Alone: true, Run: p.flow.Settling().Step},                     // their time to be undone is over
		{Name: "holds", Every: 30 * time.Second, Batch: flow.Crowd, Alone: true, Run: p.flow.LapseHolds},           // of appointments that nobody paid
		{Name: flow.WaitlistJob, Every: 20 * time.Second, Batch: flow.Crowd, Alone: true, Run: p.flow.OfferPlaces}, // to who waits; a place that is given up wakes it
		{Name: "booking reminders", Every: 5 * time.Minute, Batch: 1, Alone: true, Run: p.flow.BookingReminders().Step},
		{Name: "calendars", Every: 10 * time.Second, Batch: flow.FeedBatch, Alone: true, Run: p.flow.ReadFeeds}, // of the staff that are kept elsewhere, each four times an hour
		{Name: "verify", Every: 10 * time.Minute, Batch: 1, Run: p.flow.BookCheck().Step},                       // each shop once a day
	}
}

// worked notes that a delivery was worked on.
func (p *program) worked(shop models.ShopID, topic, result string, lag time.Duration) {
	p.metrics.delivery(topic, result, lag)
	p.admission.Worked(string(shop), lag)
}

// reconcile looks for what webhooks lost, and counts it.
func (p *program) reconcile(ctx context.Context) (int, error) {
	found, err := p.catchUp.ReconcileOrders(ctx)
	p.metrics.looked.Add(float64(found.Looked))
	p.metrics.mended.Add(float64(found.Mended))
	return found.Shops, err
}

// parallel is how many orders of the past are taken in side by side. The
// embedded store has one writer, so more would only wait.
func (p *program) parallel() int {
	if p.store.Engine.Kind() == "mongodb" {
		return 8
	}
	return 1
}

// workers is how many deliveries are worked off side by side. More than a
// database can do at once, because those that wait share their transactions.
func (p *program) workers() int {
	if p.store.Engine.Kind() == "mongodb" {
		return 256
	}
	return 8
}

// perShop is how many of them may be of one shop. With more, MongoDB does more
// orders of that shop, and what comes for others meanwhile waits longer.
func (p *program) perShop() int {
	if p.store.Engine.Kind() == "mongodb" {
		return 64
	}
	return 0
}

// ahead is how many deliveries are claimed beside those that are worked on. The
// embedded store writes its file for each claim, so that one of few does not pay.
func (p *program) ahead() int {
	if p.store.Engine.Kind() == "mongodb" {
		return 0
	}
	return 32
}

// folded is how many changes one step adds to sums: on MongoDB as many as several
// seconds of a campaign bring, as its calls are what a step costs. The embedded
// engine copies what it keeps for each document that is removed.
func (p *program) folded() int {
	if p.store.Engine.Kind() == "mongodb" {
		return 1000
	}
	return flow.Batch
}

func (p *program) atMost(fold func(ctx context.Context, most int) (int, error)) func(ctx context.Context) (int, error) {
	return func(ctx context.Context) (int, error) { return fold(ctx, p.folded()) }
}

// writers is how many batches of deliveries are written at once.
func (p *program) writers() int {
	if p.store.Engine.Kind() == "mongodb" {
		return 4
	}
	return 1
}

// places is how many deliveries are at the inbox at once. Few on the embedded
// store, where a write takes longer the more is in it.
func (p *program) places() int {
	if p.store.Engine.Kind() == "mongodb" {
		return 1024
	}
	return 16
}

// lagMax is how late a shop's webhooks may take effect before no more of them are
// taken in than are worked off. The embedded store writes webhooks down several
// times as quickly as it carries them out, and becomes slower with each. What was
// taken in until then has to be worked off within a minute.
func (p *program) lagMax() time.Duration {
	if p.store.Engine.Kind() == "mongodb" {
		return 8 * time.Second
	}
	return time.Second
}

// limits bounds how often people may ask.
func limits(config Config, address func(*fiber.Ctx) string) handlers.Limits {
	rates := func(perSecond float64, keys int) *gate.Rates {
		return gate.NewRates(perSecond, max(1, int(perSecond*burst)), keys)
	}
	return handlers.Limits{
		Staff: rates(config.ShopRate, shopsMax), Storefront: rates(4*config.ShopRate, shopsMax),
		Visitors: rates(config.ShopRate/10, addressesMax), Subscribers: rates(config.ShopRate/50, addressesMax), Strangers: rates(config.StrangerRate, addressesMax), Address: address,
	}
}

// listen serves what comes in at a listener until the server is shut down.
func (p *program) listen(l net.Listener) error {
	return p.server.Listener(gate.Bounded(l, connectionMax))
}

// workerName tells this process from every other that shares the database.
func workerName(w world) string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	return fmt.Sprintf("%s-%d-%x", host, os.Getpid(), salt(w.Rand)()[:4])
}

func (p *program) newServer(config Config, w world) (*fiber.App, error) {
	server := fiber.New(fiber.Config{
		AppName: "Clientele", Immutable: true, DisableStartupMessage: true, ErrorHandler: handlers.OnError(p.log),
		BodyLimit: bodyLimit, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		ReadBufferSize: headerMax, StrictRouting: true, CaseSensitive: true,
		// The listener bounds connections; this is for those that are just ending.
		Concurrency: 2 * connectionMax,
		// A body takes memory as it arrives and where it is wanted, not as announced.
		StreamRequestBody: true, DisablePreParseMultipartForm: true,
	})
	address := func(c *fiber.Ctx) string {
		forwarded := bytes.Join(c.Request().Header.PeekAll(fiber.HeaderXForwardedFor), []byte(","))
		return gate.Neighbourhood(config.Proxies.Origin(gate.AddressOf(c.Context().RemoteAddr()), string(forwarded)))
	}
	verifier := shopify.Verifier{APIKey: config.APIKey, Secrets: config.Secrets, Shops: config.ShopDomains, Admin: config.AdminURL}
	door := &webhooks.Door{
		Inbox: &webhooks.Collector{Inbox: p.store.Inbox, Writers: p.writers()}, Patience: doorPatience,
		Now: w.Now, Log: p.log, Wake: func() { p.runner.Wake("inbox") },
		Verify:  func(raw []byte, header string) error { return shopify.VerifyWebhook(raw, header, verifier.Secrets) },
		ShopOK:  func(domain string) (models.ShopID, bool) { return models.ShopID(domain), verifier.AllowsShop(domain) },
		Observe: func(_, result string, _ time.Duration) { p.metrics.received.WithLabelValues(result).Inc() },
		Turns:   p.admission, Room: gate.NewShare(roomForBodies), Address: address,
	}
	if err := door.Check(); err != nil {
		return nil, err
	}
	guards := &handlers.Guards{Prover: verifier, Install: p.flow.InstallShop, Now: w.Now, Limits: limits(config, address)}
	panel := &handlers.Panel{Flow: p.flow, Guards: guards, CatchUp: p.catchUp, Version: version, StoreURL: config.ShopURL, Log: p.log, Wake: door.Wake, WakeJob: p.runner.Wake}
	draw := salt(w.Rand)
	site := &handlers.Documents{
		Guards: guards, APIKey: config.APIKey, Version: version, AppURL: config.AppURL, AdminURL: config.AdminURL,
		AppBridge: config.AppBridgeURL, Page: frontend.Document(), Log: p.log,
		NewNonce: func() string { return hex.EncodeToString(draw()[:16]) },
	}
	envelope := &handlers.Envelope{
		NewID: func() string { return hex.EncodeToString(draw()[:8]) }, Now: w.Now, Timeout: requestTimeout,
		HTTPS: config.AppURL.Scheme == "https", Log: p.log, Observe: p.metrics.request,
	}
	outgoing := &handlers.Calendars{Flow: p.flow, Write: publication, Limits: guards.Limits, Now: w.Now}
	doors := handlers.Doors{
		Health: p.health, Ready: p.ready, Metrics: p.metrics.handler(), Webhook: door.Receive,
		Calendar: outgoing.Serve, Bounce: site.Bounce, Document: site.Panel, Asset: (&handlers.Assets{Files: frontend.Assets()}).Serve,
		OptOut: (&handlers.OptOutPage{Flow: p.flow, Guards: guards}).Serve, Admin: guards.Admin, Shopper: guards.Shopper,
	}
	envelope.Around(server, bodyLimit)
	server.Use(envelope.Handle)
	handlers.Install(server, panel.Routes(doors), doors)
	return server, nil
}
