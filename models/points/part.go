package points

import (
	"time"

	"clientele/models"
)

// partFrom is from how many lots on an account is opened in part where that is
// enough. Those of most contacts have fewer, and are always looked at as a whole.
const partFrom = 16

// Large tells whether an account has so many lots that reading them all is worth
// avoiding, and may be opened in part while nothing of it is due.
func (a Account) Large() bool { return a.NextKnown && a.Lots > partFrom }

// Quiet tells whether no lot of the account has matured or run out on its date by
// a time, so that opening it would move nothing.
func (a Account) Quiet(now time.Time) bool {
	return a.NextKnown && (a.NextAt.IsZero() || a.NextAt.After(models.Instant(now)))
}

// OpenPart opens a quiet account with the lots of some orders alone, whether or not
// they hold anything. What all its other lots hold together is known from its
// balances and stays as it is. A story that turns out to need them leaves the book
// Short: then it has to begin again with a whole one.
func OpenPart(account Account, lots []Lot, now time.Time) *Book {
	b := OpenBook(account, lots, now)
	b.part = true
	pending, available := holding(lots)
	b.restPending, b.restAvailable = account.Balances.Pending-pending, account.Balances.Available-available
	return b
}

// holding is what lots hold that waits, and that can be spent.
func holding(lots []Lot) (pending, available int64) {
	for _, lot := range lots {
		if lot.Pending {
			pending += lot.Remaining
		} else {
			available += lot.Remaining
		}
	}
	return pending, available
}

// Fill makes a book that was opened in part a whole one: lots are all that hold
// something. Those it has stay as they are.
func (b *Book) Fill(lots []Lot) {
	for _, lot := range lots {
		if b.lot(lot.ID) == nil {
			b.lots, b.was = append(b.lots, &lot), append(b.was, lot)
		}
	}
	b.part, b.restPending, b.restAvailable = false, 0, 0
	b.sort()
}

// Part tells whether the book was opened in part.
func (b *Book) Part() bool { return b.part }

// Short tells whether something was asked of the book that only a whole one can
// do. What it says and did since is not to be used.
func (b *Book) Short() bool { return b.short }

// all is called by whatever looks at all lots, or at lots that may not be here.
func (b *Book) all() {
	b.short = b.short || b.part
}

// Closing is the account as it is to be written.
func (b *Book) Closing() Account {
	a := b.Account
	a.NextAt = b.next()
	a.NextKnown = a.NextKnown || !b.part
	return a
}

// next is when the first of the lots matures or runs out on its date; zero for
// never. What is not here was to be no earlier than the account says.
func (b *Book) next() time.Time {
	var first time.Time
	if b.part {
		first = b.Account.NextAt
	}
	for _, lot := range b.lots {
		if at := lot.next(); !at.IsZero() && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}

// next is when time changes the lot: it matures, or runs out on its date.
func (l Lot) next() time.Time {
	switch {
	case l.Pending && l.Kept():
		return l.MaturesAt
	case !l.Pending && l.Open():
		return l.ExpiresAt
	}
	return time.Time{}
}
