package contacts

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"sort"
	"strings"
	"time"
	"unicode"

	"clientele/models"
)

// Contact is a person on record in one shop.
type Contact struct {
	Shop     models.ShopID
	ID       models.ContactID
	Version  int64
	Platform string // customer number at the platform, empty for guests
	Profile  Profile
	// Search holds lower-case words by whose beginnings the contact is found.
	Search []string

	CreatedAt time.Time
	UpdatedAt time.Time

	Figures Figures

	Birthday Birthday
	Account  Account
	Homes    Homes     // known only where the store rewards recommendations
	Consents []Consent // one for each channel that the contact was asked about

	MergedInto models.ContactID
	Absorbed   []Absorbed
	DeletedAt  time.Time // the platform's record is gone
	RedactedAt time.Time // personal data were erased
}

// Profile is personal data; all of it goes when the contact is redacted.
type Profile struct {
	Email     string
	Phone     string
	FirstName string
	LastName  string
	Locale    string
	Verified  bool      // the platform has verified the e-mail address
	AsOf      time.Time // when the platform last changed it
}

// Figures are what lists show and sort by. They are kept with every write.
type Figures struct {
	Orders      int64
	SpentMinor  int64
	Currency    string
	LastOrderAt time.Time
	Available   int64
	Pending     int64
	Debt        int64
	Balance     int64
	Halted      bool
	Level       string // id of the level of the ladder; empty for none
}

// Absorbed remembers a record that became part of this one.
type Absorbed struct {
	ID   models.ContactID
	At   time.Time
	Kind string // of the union: claim, merge or manual_merge
}

// AbsorbedMax bounds the records one contact may absorb.
const AbsorbedMax = 100

// Name is how people call the contact, empty when nobody told.
func (p Profile) Name() string {
	return strings.TrimSpace(p.FirstName + " " + p.LastName)
}

// SortName is the form under which the contact is listed.
func (c Contact) SortName() string {
	name := strings.ToLower(strings.TrimSpace(c.Profile.LastName + " " + c.Profile.FirstName))
	if name == "" {
		return strings.ToLower(c.Profile.Email)
	}
	return name
}

// With is the contact with a profile the platform reported, unless it knows a
// newer one. An empty field does not erase what an order told.
func (c Contact) With(p Profile, now time.Time) Contact {
	if c.RedactedAt.After(p.AsOf) || p.AsOf.Before(c.Profile.AsOf) {
		return c
	}
	p = p.clean()
	old := c.Profile
	c.Profile = p
	c.Profile.Email = orElse(p.Email, old.Email)
	c.Profile.Phone = orElse(p.Phone, old.Phone)
	c.Profile.FirstName = orElse(p.FirstName, old.FirstName)
	c.Profile.LastName = orElse(p.LastName, old.LastName)
	c.Profile.Locale = orElse(p.Locale, old.Locale)
	c.Profile.Verified = p.Verified || (old.Verified && c.Profile.Email == old.Email)
	c.Search = c.words()
	c.UpdatedAt = now
	return c
}

// Erased is the contact without personal data; its points stay countable.
func (c Contact) Erased(now time.Time) Contact {
	c.Profile, c.Search, c.Birthday, c.Consents, c.Homes = Profile{}, nil, Birthday{}, nil, Homes{}
	c.RedactedAt, c.UpdatedAt = now, now
	return c
}

const fieldMax = 255

func (p Profile) clean() Profile {
	p.Email = Email(p.Email)
	p.Phone = cut(strings.TrimSpace(p.Phone))
	p.FirstName = cut(strings.Join(strings.Fields(p.FirstName), " "))
	p.LastName = cut(strings.Join(strings.Fields(p.LastName), " "))
	p.Locale = cut(p.Locale)
	p.AsOf = models.Instant(p.AsOf)
	return p
}

// Email is an address in the form by which it is compared: trimmed and in
// lower case; empty when it has not the form of an address.
func Email(address string) string {
	address = strings.ToLower(strings.TrimSpace(address))
	name, domain, found := strings.Cut(address, "@")
	if !found || name == "" || domain == "" || len(address) > 254 || strings.ContainsFunc(address, unicode.IsSpace) {
		return ""
	}
	return address
}

// GuestID is the id of the contact behind an address: a hash keyed with the
// shop's own salt, so that neither ids nor logs tell the address, and the same
// address in two shops is two contacts. It is empty without an address.
func GuestID(salt []byte, email, phone string) models.ContactID {
	key := ""
	if email = Email(email); email != "" {
		key = "mailto:" + email
	} else if phone = phoneDigits(phone); len(phone) >= 6 {
		key = "tel:" + phone
	}
	if key == "" {
		return ""
	}
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(key))
	return models.ContactID("g_" + hex.EncodeToString(mac.Sum(nil)[:16]))
}

func phoneDigits(phone string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, phone)
}

const wordsMax = 12

// words are the beginnings by which a contact can be found.
func (c Contact) words() []string {
	set := map[string]bool{}
	add := func(word string) {
		if word = strings.ToLower(strings.TrimSpace(word)); word != "" {
			set[word] = true
		}
	}
	add(c.Profile.Name())
	add(c.Profile.LastName + " " + c.Profile.FirstName)
	add(c.Profile.LastName + c.Profile.FirstName)
	for _, word := range strings.Fields(c.Profile.Name()) {
		add(word)
	}
	add(c.Profile.Email)
	if _, domain, ok := strings.Cut(c.Profile.Email, "@"); ok {
		add(domain)
	}
	add(phoneDigits(c.Profile.Phone))
	add(c.Platform)
	words := make([]string, 0, len(set))
	for word := range set {
		words = append(words, word)
	}
	sort.Strings(words)
	words = words[:min(len(words), wordsMax)]
	for _, identity := range c.Profile.Identities() { // a long name must not hide who somebody is
		if !slices.Contains(words, identity) {
			words = append(words, identity)
		}
	}
	words = append(words, c.Homes.Places...)
	sort.Strings(words)
	return words
}

// Query is a wish to list contacts.
type Query struct {
	Search string // beginning of a name, address, phone or customer number
	// Bought are the contacts behind an order that is called as was searched for;
	// they are found, too.
	Bought []models.ContactID
	Kind   string // all, member or guest
	Level  string // only who stands on this level; empty for all
	Sort   string // recent, name, balance or spent
	Desc   bool
	Cursor string
	Limit  int
}

// Check refuses what cannot be listed.
func (q Query) Check() error {
	var problems []models.FieldProblem
	switch q.Kind {
	case "", "all", "member", "guest":
	default:
		problems = append(problems, models.FieldProblem{Path: "kind", Message: "must be all, member or guest"})
	}
	switch q.Sort {
	case "", "recent", "name", "balance", "spent":
	default:
		problems = append(problems, models.FieldProblem{Path: "sort", Message: "must be recent, name, balance or spent"})
	}
	if len(q.Level) > fieldMax || q.Level != "" && q.Kind == "guest" {
		problems = append(problems, models.FieldProblem{Path: "level", Message: "must be one of the levels; guests have none"})
	}
	if len(q.Search) > fieldMax {
		problems = append(problems, models.FieldProblem{Path: "search", Message: "is too long"})
	}
	if len(problems) > 0 {
		return models.InvalidFields(problems)
	}
	return nil
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func cut(s string) string {
	if runes := []rune(s); len(runes) > fieldMax {
		return string(runes[:fieldMax])
	}
	return s
}
