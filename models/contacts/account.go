package contacts

import "time"

// Account is what the platform's news tell of the contact's account in the
// store. A buyer is on record there without one, too. The earliest news of each
// kind count, so that it does not matter in which order they come.
type Account struct {
	Without time.Time // known to have none then; zero for never
	With    time.Time // known to have one then; zero for never
}

// Told is the account with one more piece of news.
func (a Account) Told(has bool, at time.Time) Account {
	earliest := func(t *time.Time) {
		if t.IsZero() || at.Before(*t) {
			*t = at
		}
	}
	if has {
		earliest(&a.With)
	} else {
		earliest(&a.Without)
	}
	return a
}

// MadeAt is when the account was made: together with the record unless that is
// known to have been without one first. It is zero for no account.
func (a Account) MadeAt(created time.Time) time.Time {
	switch {
	case a.With.IsZero():
		return time.Time{}
	case !a.Without.IsZero() && a.Without.Before(a.With):
		return a.With
	}
	return created
}
