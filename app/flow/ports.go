package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
	"clientele/models/privacy"
	"clientele/models/shops"
)

// Every repository method takes the shop first and answers models.NotFound for
// what another shop has. Save methods insert where Version is zero, replace
// where the stored version equals Version, answer models.Conflict otherwise,
// and return the version now stored.

// Tx runs a story's writes: all or nothing. It may call the function again.
// It refuses to be nested.
type Tx interface {
	Do(ctx context.Context, story func(ctx context.Context) error) error
	// Share is Do for a story that may have its transaction together with
	// others that come at the same time. It reads before it writes.
	Share(ctx context.Context, about models.About, story func(ctx context.Context) error) error
	// Queue is Do for a story that a crowd may want at once: those about the same
	// come one after the other.
	Queue(ctx context.Context, shop models.ShopID, about string, story func(ctx context.Context) error) error
}

// Shops keeps stores.
type Shops interface {
	Get(ctx context.Context, shop models.ShopID) (shops.Shop, error)
	Save(ctx context.Context, s shops.Shop) (int64, error)
	// Seen notes the time of a delivery or of points, without touching the
	// version; it never goes backwards.
	Seen(ctx context.Context, shop models.ShopID, seen shops.LastSeen) error
	// Refreshable lists installed shops whose access token ends before a time.
	Refreshable(ctx context.Context, before time.Time, limit int) ([]shops.Shop, error)
	// Erase removes up to limit documents of the shop from every collection,
	// the shop itself last, and tells how many it removed; zero means done.
	Erase(ctx context.Context, shop models.ShopID, limit int) (int, error)
	// After gives the shops that follow one, by domain, installed or not.
	After(ctx context.Context, after models.ShopID, limit int) ([]shops.Shop, error)
}

// Contacts keeps people on record.
type Contacts interface {
	Get(ctx context.Context, shop models.ShopID, id models.ContactID) (contacts.Contact, error)
	Save(ctx context.Context, c contacts.Contact) (int64, error)
	Page(ctx context.Context, shop models.ShopID, q contacts.Query) (models.Page[contacts.Contact], error)
	Delete(ctx context.Context, shop models.ShopID, id models.ContactID) error
}

// Orders keeps purchases with their standing.
type Orders interface {
	Get(ctx context.Context, shop models.ShopID, id models.OrderID) (points.Record, error)
	Save(ctx context.Context, r points.Record) (int64, error)
	// Earliest gives the first qualifying orders of any of the accounts, by
	// creation and number.
	Earliest(ctx context.Context, shop models.ShopID, accounts []models.ContactID, limit int) ([]points.Record, error)
	// FirstBut gives the order that would be the accounts' first one were it
	// not for another; nil where there is none.
	FirstBut(ctx context.Context, shop models.ShopID, accounts []models.ContactID, but models.OrderID) (*points.Record, error)
	// Between lists the orders of the accounts that were placed from one time
	// until before another, by creation and number.
	Between(ctx context.Context, shop models.ShopID, accounts []models.ContactID, from, to time.Time, limit int) ([]points.Record, error)
	// Of lists the newest orders of the accounts.
	Of(ctx context.Context, shop models.ShopID, accounts []models.ContactID, limit int) ([]points.Record, error)
	// Called gives the orders that have one of the names.
	Called(ctx context.Context, shop models.ShopID, names []string, limit int) ([]points.Record, error)
	// Newest lists a shop's newest known orders.
	Newest(ctx context.Context, shop models.ShopID, limit int) ([]points.Record, error)
	Delete(ctx context.Context, shop models.ShopID, id models.OrderID) error
}

// Ledger keeps accounts, lots and entries.
type Ledger interface {
	// Account gives an account, a fresh one with version zero where there is none.
	Account(ctx context.Context, shop models.ShopID, id models.ContactID) (points.Account, error)
	// Lots gives all lots that hold something, and those of the orders.
	Lots(ctx context.Context, shop models.ShopID, id models.ContactID, orders ...models.OrderID) ([]points.Lot, error)
	// LotsOfOrders gives an account's lots of some orders, used up ones included.
	LotsOfOrders(ctx context.Context, shop models.ShopID, id models.ContactID, orders []models.OrderID) ([]points.Lot, error)
	// Write saves an open book: the account first, by its version, then changed
	// lots and new entries.
	Write(ctx context.Context, book *points.Book) error
	// Halt stops writes to an account, or lifts the stop with an empty reason.
	Halt(ctx context.Context, shop models.ShopID, id models.ContactID, reason string) error
	// LotsNamed gives lots of an account by their ids, used up ones included.
	LotsNamed(ctx context.Context, shop models.ShopID, id models.ContactID, names []string) ([]points.Lot, error)
	// LotsGiven gives an account's lots of one source and reason, used up ones
	// included.
	LotsGiven(ctx context.Context, shop models.ShopID, id models.ContactID, source, reason string) ([]points.Lot, error)
	// AllLots lists the newest lots, used up ones included.
	AllLots(ctx context.Context, shop models.ShopID, ids []models.ContactID, limit int) ([]points.Lot, error)
	// Entries pages through entries, newest first.
	Entries(ctx context.Context, shop models.ShopID, id models.ContactID, cursor string, limit int) (models.Page[points.Entry], error)
	// EntriesOfOrder lists the entries caused by an order, oldest first.
	EntriesOfOrder(ctx context.Context, shop models.ShopID, order models.OrderID, limit int) ([]points.Entry, error)
	// Maturing lists accounts with pending points whose time has come.
	Maturing(ctx context.Context, now time.Time, limit int) ([]points.Due, error)
	// Expiring lists accounts with spendable points whose date has passed.
	Expiring(ctx context.Context, now time.Time, limit int) ([]points.Due, error)
	Command(ctx context.Context, shop models.ShopID, key string) (points.Command, error)
	SaveCommand(ctx context.Context, c points.Command) error
	// Erase removes everything of an account; up to limit documents a call.
	Erase(ctx context.Context, shop models.ShopID, id models.ContactID, limit int) (int, error)
}

// Programmes keeps the versions of the loyalty programme, which never change.
type Programmes interface {
	// Versions gives all versions, oldest first.
	Versions(ctx context.Context, shop models.ShopID) ([]points.Programme, error)
	// Add saves the next version; models.Conflict when the number is taken.
	Add(ctx context.Context, p points.Programme) error
}

// Figures keeps sums that nobody has to count again.
type Figures interface {
	Put(ctx context.Context, d points.Delta) error
	// Fold adds up to limit waiting deltas to their day and to the total, in a
	// transaction of its caller, and tells how many.
	Fold(ctx context.Context, limit int) (int, error)
	Total(ctx context.Context, shop models.ShopID) (points.Sums, error)
	// Cohorts gives what became of the points of every month, oldest first, with
	// what deltas that wait add to it.
	Cohorts(ctx context.Context, shop models.ShopID) ([]points.Cohort, error)
	// Waiting adds up by day the deltas that no figure holds yet.
	Waiting(ctx context.Context, shop models.ShopID) ([]points.DayFigures, error)
	// Days gives the days from..to that have figures, oldest first.
	Days(ctx context.Context, shop models.ShopID, from, to string) ([]points.DayFigures, error)
}

// DeliveryQuery is a wish to list deliveries, newest first.
type DeliveryQuery = models.DeliveryQuery

// Inbox keeps webhooks from arrival until they are worked off.
type Inbox interface {
	// Put keeps new deliveries and passes over those it has, by shop and
	// webhook id; it tells how many were new. It needs no transaction and must
	// not be called inside one.
	Put(ctx context.Context, deliveries []models.Delivery) (int, error)
	// Claim leases due deliveries to a worker. Shops take turns; within a shop
	// the oldest comes first.
	Claim(ctx context.Context, worker string, now time.Time, lease time.Duration, wanted models.Wanted) ([]models.Delivery, error)
	// Finish saves a delivery after an attempt, if the worker still holds it.
	Finish(ctx context.Context, worker string, d models.Delivery) error
	Get(ctx context.Context, shop models.ShopID, webhookID string) (models.Delivery, error)
	// Replay saves a delivery that a person put back in line.
	Replay(ctx context.Context, d models.Delivery) error
	Page(ctx context.Context, shop models.ShopID, q DeliveryQuery) (models.Page[models.Delivery], error)
	Backlog(ctx context.Context, shop models.ShopID, now time.Time) (models.Backlog, error)
	// StripBodies removes the bodies of deliveries done before a time; up to
	// limit a call.
	StripBodies(ctx context.Context, before time.Time, limit int) (int, error)
	// EraseBodies removes the bodies of a shop's deliveries about the subjects
	// (such as customer:7 or order:1001), and of the given ones.
	EraseBodies(ctx context.Context, shop models.ShopID, subjects []string) (int, error)
}

// Requests keeps wishes about personal data.
type Requests interface {
	// Put keeps a request once; a repeat changes nothing.
	Put(ctx context.Context, r privacy.Request) error
	Get(ctx context.Context, shop models.ShopID, id string) (privacy.Request, error)
	Save(ctx context.Context, r privacy.Request) error
	Page(ctx context.Context, shop models.ShopID, cursor string, limit int) (models.Page[privacy.Request], error)
	// OpenCount counts requests that wait for the store owner, at most limit.
	OpenCount(ctx context.Context, shop models.ShopID, limit int) (int, error)
}

// Engine tells about the database in use.
type Engine interface {
	Kind() string // embedded, memory or mongodb
	// Documents is a cheap estimate of the documents of the largest collection.
	Documents(ctx context.Context) (int64, error)
	Ping(ctx context.Context) error
	// Compact leaves nothing in the embedded file of what was removed. It must
	// not be called inside a transaction.
	Compact(ctx context.Context) error
}
