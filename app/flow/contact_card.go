package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/merges"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/referrals"
)

// ordersCalled bounds the orders of one name by which contacts are found.
const ordersCalled = 20

// ContactPage lists contacts. A search finds them by what an order of theirs is
// called, too.
func (f *Flow) ContactPage(ctx context.Context, shop models.ShopID, q contacts.Query) (models.Page[contacts.Contact], error) {
	if err := q.Check(); err != nil {
		return models.Page[contacts.Contact]{}, err
	}
	q.Limit = models.Limit(q.Limit)
	named, err := f.Orders.Called(ctx, shop, orders.Names(q.Search), ordersCalled)
	if err != nil {
		return models.Page[contacts.Contact]{}, err
	}
	for _, record := range named {
		if record.Standing.Account == "" {
			continue
		}
		buyer, err := f.survivor(ctx, shop, record.Standing.Account)
		if err != nil {
			return models.Page[contacts.Contact]{}, err
		}
		q.Bought = append(q.Bought, buyer)
	}
	return f.Contacts.Page(ctx, shop, q)
}

// survivor is the contact that one has become part of, or itself.
func (f *Flow) survivor(ctx context.Context, shop models.ShopID, id models.ContactID) (models.ContactID, error) {
	for range mergesMax {
		c, err := f.Contacts.Get(ctx, shop, id)
		if err != nil && models.CodeOf(err) != models.NotFound {
			return "", err
		}
		if c.MergedInto == "" {
			return id, nil
		}
		id = c.MergedInto
	}
	return "", models.Errorf(models.Internal, "contact %s was merged in a circle", id)
}

// cardOrders is how many of the newest orders a card shows.
const cardOrders = 20

// Card is what a merchant sees of one contact.
type Card struct {
	Contact contacts.Contact
	Account points.Account
	Orders  []points.Record
	Pending map[models.OrderID]int64 // what of each order's points still waits
	// NextMaturity is when the next pending points become spendable, and how many.
	NextMaturity       time.Time
	NextMaturityPoints int64
	// NextExpiry is when spendable points run out next, and how many.
	NextExpiry       time.Time
	NextExpiryPoints int64
	// Consents are what the person agrees to, all records considered.
	Consents []contacts.Consent
	// Merges are those that the contact is on either side of, newest first.
	Merges []merges.Merge
	// Review are recommendations on either side of which the contact is, and that
	// a person should look at, newest first.
	Review []referrals.Referral
}

// ContactCard shows a contact with its balance as of now.
func (f *Flow) ContactCard(ctx context.Context, shop models.ShopID, id models.ContactID) (Card, error) {
	c, err := f.contactOf(ctx, shop, id)
	if err != nil {
		return Card{}, err
	}
	book, rule, err := f.booksOf(ctx, shop, c.ID)
	if err != nil {
		return Card{}, err
	}
	out := Card{Contact: c, Account: book.Account, Pending: map[models.OrderID]int64{}}
	for _, lot := range book.Lots() {
		if !lot.Pending || lot.Remaining == 0 {
			continue
		}
		out.Pending[lot.Order] += lot.Remaining
		switch {
		case out.NextMaturity.IsZero() || lot.MaturesAt.Before(out.NextMaturity):
			out.NextMaturity, out.NextMaturityPoints = lot.MaturesAt, lot.Remaining
		case lot.MaturesAt.Equal(out.NextMaturity):
			out.NextMaturityPoints += lot.Remaining
		}
	}
	out.NextExpiry, out.NextExpiryPoints = book.Expiring(rule)
	if out.Consents, err = f.consentsOf(ctx, c); err != nil {
		return out, err
	}
	if out.Merges, err = f.Merges.Of(ctx, shop, []models.ContactID{c.ID}, mergesShown); err != nil {
		return out, err
	}
	records := (&person{contact: c}).accounts()
	if out.Review, err = f.referralsToReview(ctx, shop, records); err != nil {
		return out, err
	}
	out.Orders, err = f.Orders.Of(ctx, shop, records, cardOrders)
	return out, err
}

// contactOf finds a contact, or the one it has become part of.
func (f *Flow) contactOf(ctx context.Context, shop models.ShopID, id models.ContactID) (contacts.Contact, error) {
	for range mergesMax {
		c, err := f.Contacts.Get(ctx, shop, id)
		if err != nil || c.MergedInto == "" {
			return c, err
		}
		id = c.MergedInto
	}
	return contacts.Contact{}, mergedInCircle(id)
}

// booksOf opens an account for reading: what has matured counts as spendable,
// and what has run out does not, although nothing is written.
func (f *Flow) booksOf(ctx context.Context, shop models.ShopID, id models.ContactID) (*points.Book, points.Idle, error) {
	book, versions, err := f.booksAnd(ctx, shop, id)
	return book, points.IdleOf(versions), err
}

// booksAnd is booksOf for who wants the versions of the programme, too.
func (f *Flow) booksAnd(ctx context.Context, shop models.ShopID, id models.ContactID) (*points.Book, []points.Programme, error) {
	account, err := f.Ledger.Account(ctx, shop, id)
	if err != nil {
		return nil, nil, err
	}
	lots, err := f.Ledger.Lots(ctx, shop, id)
	if err != nil {
		return nil, nil, err
	}
	versions, err := f.Programmes.Versions(ctx, shop)
	if err != nil {
		return nil, nil, err
	}
	book := points.OpenBook(account, lots, f.Now())
	book.Lapse(points.IdleOf(versions))
	return book, versions, nil
}

// Entries pages through a contact's entries, newest first.
func (f *Flow) Entries(ctx context.Context, shop models.ShopID, id models.ContactID, cursor string, limit int) (models.Page[points.Entry], error) {
	c, err := f.contactOf(ctx, shop, id)
	if err != nil {
		return models.Page[points.Entry]{}, err
	}
	return f.Ledger.Entries(ctx, shop, c.ID, cursor, models.Limit(limit))
}

// OrderCard shows one order with why it is worth what it is.
type OrderCard struct {
	Record  points.Record
	Worth   points.Worth
	Entries []points.Entry
}

// ContactOrder shows an order of a contact.
func (f *Flow) ContactOrder(ctx context.Context, shop models.ShopID, id models.ContactID, order models.OrderID) (OrderCard, error) {
	c, err := f.contactOf(ctx, shop, id)
	if err != nil {
		return OrderCard{}, err
	}
	r, err := f.Orders.Get(ctx, shop, order)
	if err != nil {
		return OrderCard{}, err
	}
	owner, err := f.contactOf(ctx, shop, r.Standing.Account)
	if err != nil || owner.ID != c.ID {
		return OrderCard{}, models.Errorf(models.NotFound, "this contact has no such order")
	}
	versions, err := f.Programmes.Versions(ctx, shop)
	if err != nil {
		return OrderCard{}, err
	}
	out := OrderCard{Record: r}
	if out.Worth, err = worthOf(versions, r); err != nil {
		return out, err
	}
	out.Entries, err = f.Ledger.EntriesOfOrder(ctx, shop, order, models.PageLimitMax)
	return out, err
}

func worthOf(versions []points.Programme, r points.Record) (points.Worth, error) {
	w := &work{versions: versions}
	p, ok := w.version(r.Standing.Programme)
	if !ok {
		return points.Worth{}, models.Errorf(models.Internal, "programme version %d is missing", r.Standing.Programme)
	}
	return p.Worth(r.Order, r.Standing.Circumstances())
}
