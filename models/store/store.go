package store

import (
	"container/list"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/256dpi/lungo"
	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"

	"clientele/models"
)

// The kinds of engines, as Engine.Kind tells them.
const (
	kindMemory   = "memory"
	kindEmbedded = "embedded"
	kindMongo    = "mongodb"
)

// Options are what opening needs besides the address.
type Options struct {
	Now models.Clock // required
	Log *slog.Logger // discarded where nil
	// Database overrides the name in the address; databaseDefault where neither
	// says one.
	Database string
	// Existing refuses to begin a new database where there is none.
	Existing bool
	// Copying opens the target of a copy, which may be half of one.
	Copying bool

	steps []step // of a test that is another version; nil for steps
}

// Store is one open database. Its fields are the repositories; they may be
// used by many goroutines at once.
type Store struct {
	Tx         *Tx
	Shops      *Shops
	Contacts   *Contacts
	Orders     *Orders
	Ledger     *Ledger
	Programmes *Programmes
	Figures    *Figures
	Inbox      *Inbox
	Requests   *Requests
	Sync       *Sync
	Books      *Books
	Leases     *Leases
	Levels     *Levels
	Engine     *Engine

	Verifications *Verifications
	Outbox        *Outbox
	Rewards       *Rewards
	Redemptions   *Redemptions
	Notices       *Notices
	Referrals     *Referrals
	Events        *Events
	Products      *Products
	Merges        *Merges
	Services      *Services
	Team          *Team
	Rosters       *Rosters
	Appointments  *Appointments
	Sheets        *Sheets
	Feeds         *Feeds
	Waitlist      *Waitlist

	kind     string
	client   lungo.IClient
	engine   *lungo.Engine // of an embedded database, nil on MongoDB
	scanners sync.Map      // of its collections, by name
	db       lungo.IDatabase
	database string
	journal  *journal      // of the embedded file only
	lane     chan struct{} // one repeated transaction at a time
	steps    []step
	shares   *gather[share]
	door     door
	queues   queues
	blocked  chan struct{} // stories that go on by themselves, because somebody is in their way
	now      models.Clock
	log      *slog.Logger
	close    []func(ctx context.Context) error // last one first
}

// Open opens the database behind an address, brings it to this version and
// gives its repositories. Addresses are memory:, file:path and mongodb:// or
// mongodb+srv://. Errors are models.Invalid for what the operator has to
// change, models.Conflict for a file in use or a database of a newer version,
// and models.Unavailable where the database does not answer; their texts say
// what to do and carry no password.
func Open(ctx context.Context, url string, o Options) (*Store, error) {
	if o.Now == nil {
		return nil, models.Errorf(models.Internal, "store: Options.Now is missing")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.steps == nil {
		o.steps = steps
	}
	s := &Store{now: o.Now, log: o.Log, steps: o.steps, database: o.Database, lane: make(chan struct{}, 1), blocked: make(chan struct{}, blockedAtOnce)}
	if err := s.connect(ctx, url, o.Existing); err != nil {
		s.abandon()
		return nil, err
	}
	s.furnish()
	err := s.migrate(ctx)
	if err == nil && !o.Copying {
		err = s.refuseHalf(ctx)
	}
	if err != nil {
		s.abandon()
		return nil, err
	}
	return s, nil
}

func (s *Store) connect(ctx context.Context, url string, existing bool) error {
	if path, ok := filePath(url); ok && existing && !isFile(path) {
		return models.Errorf(models.NotFound, "there is no database at %s; check the path", path)
	}
	switch {
	case url == "memory:":
		return s.openEngine(ctx, kindMemory, lungo.NewMemoryStore())
	case strings.HasPrefix(url, "file:"):
		path, _ := filePath(url)
		return s.openFile(ctx, path)
	case strings.HasPrefix(url, "mongodb://"), strings.HasPrefix(url, "mongodb+srv://"):
		if err := s.openMongo(ctx, url); err != nil || !existing {
			return err
		}
		version, err := s.schema(ctx, s.collection(metaName, "database"))
		if err == nil && version == 0 {
			return models.Errorf(models.NotFound, "the database %s on this server holds nothing of Clientele; check its name", s.db.Name())
		}
		return err
	}
	return models.Errorf(models.Invalid, "the database address must be memory:, file:path or mongodb://host/name")
}

// openEngine starts lungo over a store of catalogues. Nobody watches changes,
// so its log of changes is kept as short as it can be: it would be cloned with
// every write.
func (s *Store) openEngine(ctx context.Context, kind string, files lungo.Store) error {
	client, engine, err := lungo.Open(ctx, lungo.Options{
		Store: files, ExpireInterval: 24 * time.Hour,
		MinOplogSize: 1, MaxOplogSize: 1, MinOplogAge: time.Nanosecond, MaxOplogAge: time.Second,
	})
	if err != nil {
		return err
	}
	s.engine = engine
	s.kind, s.client, s.db = kind, client, client.Database(databaseDefault)
	s.onClose(func(context.Context) error { engine.Close(); return nil })
	return nil
}

// databaseDefault is the database used where the address names none.
const databaseDefault = "clientele"

func (s *Store) furnish() {
	s.Tx, s.shares = &Tx{s}, s.newShares()
	s.Shops = &Shops{collection: s.collection("shops", "shop"), s: s}
	s.Contacts = &Contacts{s.collection("contacts", "contact")}
	s.Orders = &Orders{s.collection("orders", "order")}
	s.Ledger = &Ledger{
		accounts: s.collection("accounts", "account"), lots: s.collection("lots", "lot"),
		entries: s.collection("entries", "entry"), commands: s.collection("commands", "command"),
	}
	s.Programmes = &Programmes{collection: s.collection("programmes", "programme version")}
	s.Figures = &Figures{deltas: s.collection("deltas", "delta"), days: s.collection("figures", "figure"), cohorts: s.collection("cohorts", "cohort")}
	s.Inbox = newInbox(s.Tx, &s.door, s.collection("inbox", "delivery"), s.embedded())
	s.Requests = &Requests{s.collection("requests", "request")}
	s.Sync = &Sync{collection: s.collection("sync", "reading of the past"), shops: s.collection("shops", "shop")}
	s.Books = &Books{
		accounts: s.collection("accounts", "account"), lots: s.collection("lots", "lot"), entries: s.collection("entries", "entry"),
		contacts: s.collection("contacts", "contact"), orders: s.collection("orders", "order"),
	}
	s.Verifications = &Verifications{s.collection("verifications", "check of the books")}
	s.Outbox = &Outbox{collection: s.collection("outbox", "effect")}
	s.Rewards = &Rewards{collection: s.collection("rewards", "reward"), tallies: s.collection("tallies", "count of a reward")}
	s.Redemptions = &Redemptions{s.collection("redemptions", "redemption")}
	s.Levels = &Levels{
		ladders: s.collection("ladders", "version of the levels"), states: s.collection("levels", "level of a contact"),
		changes: s.collection("levelchanges", "change of level"), counts: s.collection("levelcounts", "count of levels"),
		contacts: s.collection("contacts", "contact"), read: &joint[[]ladderRow]{},
	}
	s.Notices = &Notices{s.collection("notices", "choice of messages")}
	s.Referrals = &Referrals{collection: s.collection("referrals", "referral"), codes: s.collection("referralcodes", "code of an advocate"), contacts: s.collection("contacts", "contact")}
	s.Events = &Events{collection: s.collection("events", "event"), contacts: s.collection("contacts", "contact")}
	s.Products = &Products{s.collection("products", "product")}
	s.Merges = &Merges{s.collection("merges", "merge")}
	s.Services = &Services{collection: s.collection("services", "service")}
	s.Team = &Team{
		members: s.collection("staff", "member of the staff"), locations: s.collection("locations", "location"),
		pools: s.collection("pools", "pool"), calendars: s.collection("closeddates", "list of closed dates"),
	}
	s.Rosters = &Rosters{collection: s.collection("rosters", "roster"), s: s}
	s.Services.rosters, s.Team.rosters = s.Rosters, s.Rosters
	s.Appointments = &Appointments{s.collection("appointments", "appointment")}
	s.Sheets = &Sheets{collection: s.collection("sheets", "sheet of the calendar"), now: s.now}
	if !s.embedded() {
		s.Sheets.kept = newKeptSheets()
		s.Rosters.kept, s.Rosters.order = map[models.ShopID]*list.Element{}, list.New()
	}
	s.Feeds = &Feeds{rosters: s.Rosters, collection: s.collection("feeds", "calendar"), links: s.collection("calendarlinks", "link to a calendar")}
	s.Waitlist = &Waitlist{s.collection("waitlist", "place on the waitlist")}
	s.Leases = &Leases{s}
	s.Engine = &Engine{s}
}

func (s *Store) collection(name, noun string) collection {
	c := collection{ICollection: s.db.Collection(name), noun: noun}
	if s.engine != nil {
		shared, _ := s.scanners.LoadOrStore(name, &scanner{engine: s.engine, handle: lungo.Handle{databaseDefault, name}})
		c.scan, _ = shared.(*scanner)
	}
	return c
}

func (s *Store) embedded() bool { return s.kind != kindMongo }

func (s *Store) onClose(f func(ctx context.Context) error) { s.close = append(s.close, f) }

// abandon closes what was opened before opening failed.
func (s *Store) abandon() {
	ctx, cancel := limited(context.Background())
	defer cancel()
	_ = s.Close(ctx)
}

// Close gives everything back. The store cannot be used afterwards.
func (s *Store) Close(ctx context.Context) error {
	var first error
	for i := len(s.close) - 1; i >= 0; i-- {
		if err := s.close[i](ctx); err != nil && first == nil {
			first = err
		}
	}
	s.close = nil
	return first
}

// TestPrefix begins the names of databases that Drop may remove.
const TestPrefix = "clientele_test_"

// Drop removes a database made for a test, and refuses any other.
func (s *Store) Drop(ctx context.Context) error {
	if !strings.HasPrefix(s.db.Name(), TestPrefix) {
		return models.Errorf(models.Forbidden, "database %s is not one made for tests", s.db.Name())
	}
	ctx, cancel := context.WithTimeout(ctx, dropTries*operationMax)
	defer cancel()
	var err error
	for range dropTries { // what a killed process left open may keep the server from it for a minute; it goes on by itself
		raw := s.db.Drop(ctx)
		var answer mongo.ServerError
		if errors.As(raw, &answer) && answer.HasErrorCode(codeDropPending) {
			return nil
		}
		if err = known(ctx, raw, "database"); err == nil || models.CodeOf(err) != models.Unavailable {
			return err
		}
	}
	return err
}

// codeDropPending is the server's answer while it is dropping a database.
const codeDropPending = 215

// dropTries bounds how often a test database is asked to go.
const dropTries = 12

// Wipe empties a database made for tests, and refuses any other.
func (s *Store) Wipe(ctx context.Context) error {
	if !strings.HasPrefix(s.db.Name(), TestPrefix) {
		return models.Errorf(models.Forbidden, "database %s is not one made for tests", s.db.Name())
	}
	for _, name := range collections {
		if _, err := s.collection(name, "document").remove(ctx, bson.D{}); err != nil {
			return err
		}
	}
	if s.Sheets.kept != nil { // tests make the same sheets again at the same moment
		s.Sheets.kept.clear()
	}
	s.Rosters.clear()
	return nil
}

// Engine tells about the database in use.
type Engine struct{ s *Store }

// Kind is embedded, memory or mongodb.
func (e *Engine) Kind() string { return e.s.kind }

// Documents estimates the documents of the largest collection, which is what
// slows the embedded engine down. It does not count.
func (e *Engine) Documents(ctx context.Context) (int64, error) {
	var most int64
	for _, name := range collections {
		n, err := e.s.estimate(ctx, name)
		if err != nil {
			return 0, err
		}
		most = max(most, n)
	}
	return most, nil
}

func (s *Store) estimate(ctx context.Context, name string) (int64, error) {
	ctx, cancel := limited(ctx)
	defer cancel()
	n, err := s.db.Collection(name).EstimatedDocumentCount(ctx)
	return n, known(ctx, err, name)
}

// Ping asks the database whether it is there; models.Unavailable if not.
func (e *Engine) Ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, pingMax)
	defer cancel()
	return known(ctx, e.s.client.Ping(ctx, nil), "database")
}

const pingMax = 2 * time.Second
