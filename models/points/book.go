package points

import (
	"fmt"
	"slices"
	"sort"
	"time"

	"clientele/models"
)

// Account is the one versioned document per contact behind which all writers
// to that contact queue up.
type Account struct {
	Shop       models.ShopID
	ID         models.ContactID
	Version    int64 // bumped first in every transaction that moves points
	Seq        int64 // of the last entry
	Lots       int64 // number of lots ever opened
	Balances   Balances
	Hash       string           // of the last entry
	ActiveAt   time.Time        // when points were last earned, redeemed or brought by another record; zero for never
	MergedInto models.ContactID // set once the account was absorbed by another
	// NextAt is when the first of its lots matures or runs out on its date, or an
	// earlier time; zero for never. It counts where it is known: accounts that were
	// written before it was kept do not tell.
	NextAt    time.Time
	NextKnown bool
	Halted    string // why writes are stopped; empty while the books balance
}

// Lot is one credit with dates of its own.
type Lot struct {
	Shop      models.ShopID
	Account   models.ContactID
	ID        string // unique within the shop: account and number
	Number    int64  // order of opening within the account
	Source    string // order, manual, return, level, referral or a kind of events
	Order     models.OrderID
	OrderName string
	Amount    int64
	Remaining int64
	Expired   int64 // ran out before anybody used them
	Frozen    int64 // out of reach while the order's payment is disputed
	Pending   bool
	Programme int
	EarnedAt  time.Time
	MaturesAt time.Time // zero when it never waited
	ExpiresAt time.Time // zero for no end
	Actor     string
	Reason    string
	Note      string
	From      string // lot of another account that this one continues
	Fact      string // what granted it, of those that no order opened
}

// Open tells whether anything is left in the lot.
func (l Lot) Open() bool { return l.Remaining > 0 }

// Kept tells whether anything is left in the lot or frozen.
func (l Lot) Kept() bool { return l.Remaining+l.Frozen > 0 }

// Book is a contact's account opened for work. It collects what has to be
// written: entries, changed lots and the account itself.
type Book struct {
	Account Account
	now     time.Time
	idle    Idle             // as Lapse was told
	had     int64            // lots that the account had opened before
	joined  models.ContactID // that the account had become part of before
	was     []Lot            // the lots as they were
	lots    []*Lot
	touched map[string]bool
	entries []Entry
	// part is set for a book without all lots that hold something; what the others
	// hold is the rest. short says that they were needed.
	part, short                bool
	restPending, restAvailable int64
}

// OpenBook opens an account with its lots: all that hold something, and those
// of the orders concerned. Points that matured or expired meanwhile are moved
// at once, so that nothing depends on a sweeper having run.
func OpenBook(account Account, lots []Lot, now time.Time) *Book {
	b := &Book{Account: account, now: models.Instant(now), had: account.Lots, joined: account.MergedInto, was: lots, touched: map[string]bool{}}
	for _, lot := range lots {
		b.lots = append(b.lots, &lot)
	}
	b.sort()
	b.mature()
	b.expire()
	return b
}

func (b *Book) sort() {
	sort.Slice(b.lots, func(i, j int) bool { return b.lots[i].before(b.lots[j]) })
}

// before is the order of consumption: the soonest to expire, then the oldest.
func (l *Lot) before(other *Lot) bool {
	switch {
	case !l.ExpiresAt.Equal(other.ExpiresAt):
		if l.ExpiresAt.IsZero() || other.ExpiresAt.IsZero() {
			return other.ExpiresAt.IsZero()
		}
		return l.ExpiresAt.Before(other.ExpiresAt)
	case !l.EarnedAt.Equal(other.EarnedAt):
		return l.EarnedAt.Before(other.EarnedAt)
	}
	return l.Number < other.Number
}

// Add adds used up lots that the book was opened without. Those it has stay as
// they are.
func (b *Book) Add(lots []Lot) {
	for _, lot := range lots {
		if lot.Remaining == 0 && b.lot(lot.ID) == nil {
			b.lots, b.was = append(b.lots, &lot), append(b.was, lot)
		}
	}
	b.sort()
}

// Dirty tells whether there is anything to be written. An account that nobody
// has written to yet stays away until points move.
func (b *Book) Dirty() bool {
	joined := b.Account.Version > 0 && b.Account.MergedInto != b.joined
	return joined || len(b.entries) > 0 || len(b.touched) > 0
}

// Entries are the movements made since the book was opened.
func (b *Book) Entries() []Entry { return b.entries }

// Changed are the lots opened or changed since the book was opened.
func (b *Book) Changed() []Lot {
	var changed []Lot
	for _, lot := range b.lots {
		if b.touched[lot.ID] {
			changed = append(changed, *lot)
		}
	}
	return changed
}

// Fresh tells whether a lot was opened in this book, and is kept nowhere yet.
func (b *Book) Fresh(lot Lot) bool { return lot.Number > b.had }

// Lots are all lots in the book, in order of consumption.
func (b *Book) Lots() []Lot {
	b.all()
	lots := make([]Lot, 0, len(b.lots))
	for _, lot := range b.lots {
		lots = append(lots, *lot)
	}
	return lots
}

// note is what an operation says of all its entries.
type note struct {
	kind      EntryKind
	cause     Cause
	programme int
	actor     string
	reason    string
	text      string
	effective time.Time
}

func (b *Book) post(n note, from, to Bucket, points int64, lot *Lot) {
	if points <= 0 {
		return
	}
	e := Entry{
		Shop: b.Account.Shop, Account: b.Account.ID, Seq: b.Account.Seq + 1, Kind: n.kind, From: from, To: to, Points: points,
		Cause: n.cause, Programme: n.programme, Actor: n.actor, Reason: n.reason, Note: n.text, At: b.now, Effective: n.effective,
	}
	if e.Effective.IsZero() {
		e.Effective = b.now
	}
	if lot != nil {
		e.Lot = lot.ID
		b.touched[lot.ID] = true
	}
	b.Account.Balances.move(from, to, points)
	e.Balance = b.Account.Balances.Shown()
	e.Hash = e.seal(b.Account.Hash)
	b.Account.Seq, b.Account.Hash = e.Seq, e.Hash
	b.entries = append(b.entries, e)
}

// open adds a lot and credits it, pending or spendable; debt is repaid first.
// What of it is to be frozen is part of the points.
func (b *Book) open(n note, lot Lot, points int64) {
	if points <= 0 {
		return
	}
	if added := b.credit(n, lot, points); !added.Pending {
		b.repay(added)
	}
}

// credit is open without paying any debt yet.
func (b *Book) credit(n note, lot Lot, points int64) *Lot {
	b.Account.Lots++
	lot.Shop, lot.Account, lot.Number = b.Account.Shop, b.Account.ID, b.Account.Lots
	lot.ID = lotID(b.Account.ID, lot.Number)
	frozen := lot.Frozen
	lot.Amount, lot.Remaining, lot.Frozen, lot.Programme = points, points, 0, n.programme
	lot.Actor, lot.Reason, lot.Note = n.actor, n.reason, n.text
	lot.Pending = lot.MaturesAt.After(b.now)
	added := &lot
	b.lots = append(b.lots, added)
	b.sort()
	to := Available
	if lot.Pending {
		to = Pending
	}
	b.post(n, Issued, to, points, added)
	b.freeze(note{kind: KindFreeze, cause: n.cause, programme: n.programme}, added, frozen)
	return added
}

func lotID(account models.ContactID, number int64) string {
	return fmt.Sprintf("%s:%d", account, number)
}

// repay lets a spendable lot pay what the contact owes.
func (b *Book) repay(lot *Lot) {
	points := min(b.Account.Balances.Debt, lot.Remaining)
	if points <= 0 {
		return
	}
	lot.Remaining -= points
	b.post(lot.note(KindRepay, "policy"), Available, Debt, points, lot)
}

// repayAll lets what can be spent pay what the contact owes.
func (b *Book) repayAll() {
	for _, lot := range b.lots {
		if !lot.Pending {
			b.repay(lot)
		}
	}
}

// mature makes points spendable whose time has come. What came first pays first
// what is owed, as if somebody had looked each time.
func (b *Book) mature() {
	var ripe []*Lot
	for _, lot := range b.lots {
		if lot.Pending && !lot.MaturesAt.After(b.now) {
			ripe = append(ripe, lot)
		}
	}
	slices.SortStableFunc(ripe, func(a, b *Lot) int { return a.MaturesAt.Compare(b.MaturesAt) })
	for _, lot := range ripe {
		lot.Pending = false
		b.touched[lot.ID] = true
		n := lot.note(KindMature, "mature")
		n.effective = lot.MaturesAt
		b.post(n, Pending, Available, lot.Remaining, lot)
		b.repay(lot)
	}
}

// note is what the passing of time says of a lot.
func (l *Lot) note(kind EntryKind, cause string) note {
	return note{kind: kind, cause: Cause{Kind: cause, ID: l.ID, Order: l.Order, Name: l.OrderName}, programme: l.Programme}
}

// draw takes up to points out of a lot into a bucket.
func (b *Book) draw(n note, lot *Lot, to Bucket, points int64) int64 {
	taken := min(points, lot.Remaining)
	if taken <= 0 {
		return 0
	}
	from := Available
	if lot.Pending {
		from = Pending
	}
	lot.Remaining -= taken
	b.post(n, from, to, taken, lot)
	return taken
}

// Check holds the open book against the laws that must never break. A book
// that fails is not written.
func (b *Book) Check() error {
	if err := b.Account.Balances.check(b.Account.MergedInto != ""); err != nil {
		return err
	}
	pending, available := b.restPending, b.restAvailable
	if min(pending, available) < 0 {
		return models.Errorf(models.Internal, "the lots of some orders hold more than the whole account")
	}
	for _, lot := range b.lots {
		if lot.Shop != b.Account.Shop || lot.Account != b.Account.ID {
			return models.Errorf(models.Internal, "lot %s belongs to somebody else", lot.ID)
		}
		if lot.Remaining < 0 || lot.Expired < 0 || lot.Frozen < 0 || lot.Remaining+lot.Expired+lot.Frozen > lot.Amount {
			return models.Errorf(models.Internal, "lot %s holds %d of %d, %d ran out and %d are frozen", lot.ID, lot.Remaining, lot.Amount, lot.Expired, lot.Frozen)
		}
		if lot.Pending {
			pending += lot.Remaining
		} else {
			available += lot.Remaining
		}
	}
	balances := b.Account.Balances
	if pending != balances.Pending || available != balances.Available {
		return models.Errorf(models.Internal, "lots hold %d pending and %d available, the account says %d and %d",
			pending, available, balances.Pending, balances.Available)
	}
	if balances.Debt > 0 && balances.Available > 0 {
		return models.Errorf(models.Internal, "points are owed and available at the same time")
	}
	return nil
}
