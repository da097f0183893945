package shops

import (
	"slices"
	"time"

	"clientele/models"
)

// Shop is one store that has, or had, the app.
type Shop struct {
	ID       models.ShopID
	Version  int64
	Salt     []byte // keys the ids of guests; made at first sight
	Details  Details
	Scopes   []string
	ScopesAt time.Time // as of when Scopes are known
	Install  int64     // counts installations; ids of former ones can be told apart
	Tokens   Tokens
	SetUp    SetUp
	LastSeen LastSeen

	InstalledAt   time.Time
	UninstalledAt time.Time // zero while installed
}

// Details are what the platform tells of the store.
type Details struct {
	Name     string
	Email    string // the store owner's contact address
	Currency string // ISO 4217
	Zone     string // IANA
	Locale   string
	AsOf     time.Time
}

// Tokens are the store's offline tokens, sealed. Neither is ever kept open.
type Tokens struct {
	Access         []byte
	Refresh        []byte // empty for tokens that do not expire
	AccessEnds     time.Time
	RefreshEnds    time.Time
	RefreshFailed  time.Time // last refusal; the store has to open the app again
	Serial         int64     // counts replacements, so that two refreshes cannot overlap
	RefreshingTill time.Time // somebody is refreshing until then
	RefreshAfter   time.Time // a refresh was lost; the job tries again then
}

// SetUp is how far the merchant has come with the guide on the home page.
type SetUp struct {
	Dismissed bool
}

// LastSeen are the times health is judged by.
type LastSeen struct {
	DeliveryAt time.Time
	PointsAt   time.Time
}

// Installed tells whether the app is installed now.
func (s Shop) Installed() bool {
	return !s.InstalledAt.IsZero() && s.UninstalledAt.IsZero()
}

// Installation is what a token exchange brought.
type Installation struct {
	Scopes  []string
	Tokens  Tokens
	Details Details
}

// WithInstallation is the store installed again or for the first time. What it
// had before stays.
func (s Shop) WithInstallation(i Installation, now time.Time) Shop {
	if !s.Installed() {
		s.Install++
		s.InstalledAt, s.UninstalledAt = models.Instant(now), time.Time{}
	}
	s.Scopes, s.ScopesAt = i.Scopes, models.Instant(now)
	i.Tokens.Serial = s.Tokens.Serial + 1
	s.Tokens = i.Tokens
	if i.Details.Currency != "" {
		s.Details = i.Details
	}
	return s
}

// Uninstalled drops the tokens. Events of a former installation come late and
// more than once; one triggered before the present installation changes
// nothing, which the second result tells. Scopes that were granted later prove
// another installation, even if nobody told us that the former one had ended.
func (s Shop) Uninstalled(triggeredAt time.Time) (Shop, bool) {
	if !s.Installed() || triggeredAt.Before(s.InstalledAt) || triggeredAt.Before(s.ScopesAt) {
		return s, false
	}
	s.UninstalledAt = models.Instant(triggeredAt)
	s.Tokens = Tokens{Serial: s.Tokens.Serial + 1}
	s.Scopes, s.ScopesAt = nil, time.Time{}
	return s, true
}

// ScopesChanged takes over what the merchant grants now. An event older than
// what is known changes nothing, which the second result tells.
func (s Shop) ScopesChanged(scopes []string, at time.Time) (Shop, bool) {
	at = models.Instant(at)
	if !s.Installed() || at.Before(s.InstalledAt) || at.Before(s.ScopesAt) || (at.Equal(s.ScopesAt) && slices.Equal(s.Scopes, scopes)) {
		return s, false
	}
	// The time is noted even where the scopes are the same: it is what tells an
	// older event that comes later.
	s.Scopes, s.ScopesAt = scopes, at
	return s, true
}

// Erasable tells whether a shop/redact may erase the data: only while the app
// is not installed. A store that came back keeps what it has.
func (s Shop) Erasable() bool { return !s.Installed() }

// Location is the store's zone, UTC where it is unknown.
func (s Shop) Location() *time.Location {
	if s.Details.Zone == "Local" { // the machine's, whatever that is
		return time.UTC
	}
	return models.Zone(s.Details.Zone)
}

// RefreshEarly is how long before its end an access token is replaced.
const RefreshEarly = 5 * time.Minute

// TokenState tells how the store's access stands: ok, expiring, expired or
// missing. Expired means that only the merchant can mend it by opening the app.
func (s Shop) TokenState(now time.Time) string {
	switch {
	case len(s.Tokens.Access) == 0:
		return "missing"
	case s.Tokens.AccessEnds.IsZero() || now.Before(s.Tokens.AccessEnds.Add(-RefreshEarly)):
		return "ok"
	case len(s.Tokens.Refresh) > 0 && now.Before(s.Tokens.RefreshEnds) && s.Tokens.RefreshFailed.IsZero():
		return "expiring"
	}
	return "expired"
}

// RefreshDue is the time at whose approach a job replaces the tokens; zero
// where there is nothing it could do. Failures and running refreshes put it
// off, so that no shop stands in the others' way.
func (s Shop) RefreshDue() time.Time {
	t := s.Tokens
	if !s.Installed() || len(t.Refresh) == 0 || t.AccessEnds.IsZero() || !t.RefreshFailed.IsZero() {
		return time.Time{}
	}
	due := t.AccessEnds
	for _, not := range []time.Time{t.RefreshingTill, t.RefreshAfter} {
		if !not.IsZero() && not.Add(RefreshEarly).After(due) {
			due = not.Add(RefreshEarly)
		}
	}
	return due
}
