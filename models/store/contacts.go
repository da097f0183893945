package store

import (
	"context"
	"strings"
	"time"
	"unicode"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/contacts"
)

// Contacts keeps people on record.
type Contacts struct{ collection }

type contactRow struct {
	ID       string           `bson:"_id"`
	Shop     models.ShopID    `bson:"shop"`
	Contact  models.ContactID `bson:"contact"`
	Version  int64            `bson:"version"`
	Platform string           `bson:"platform"`
	Profile  profileRow       `bson:"profile"`
	Search   []string         `bson:"search"`

	CreatedAt time.Time `bson:"createdAt"`
	UpdatedAt time.Time `bson:"updatedAt"`

	Figures contactFiguresRow `bson:"figures"`

	Birthday birthdayRow `bson:"birthday"`
	Born     string      `bson:"born"` // the birthday as it is looked for; empty for who is not looked for
	Account  accountOf   `bson:"account"`
	Consents []agreedRow `bson:"consents,omitempty"`
	Homes    homesRow    `bson:"homes"`

	MergedInto models.ContactID `bson:"mergedInto"`
	Absorbed   []absorbedRow    `bson:"absorbed"`
	DeletedAt  time.Time        `bson:"deletedAt"`
	RedactedAt time.Time        `bson:"redactedAt"`

	// Lists are the lists the contact appears in: all, and the one of its kind.
	// The rest is what they are sorted by.
	Lists []string  `bson:"lists"`
	Seen  time.Time `bson:"seen"` // created, or the last order if that is later
	Name  string    `bson:"name"`
}

type profileRow struct {
	Email     string    `bson:"email"`
	Phone     string    `bson:"phone"`
	FirstName string    `bson:"firstName"`
	LastName  string    `bson:"lastName"`
	Locale    string    `bson:"locale"`
	Verified  bool      `bson:"verified"`
	AsOf      time.Time `bson:"asOf"`
}

type contactFiguresRow struct {
	Orders      int64     `bson:"orders"`
	SpentMinor  int64     `bson:"spentMinor"`
	Currency    string    `bson:"currency"`
	LastOrderAt time.Time `bson:"lastOrderAt"`
	Available   int64     `bson:"available"`
	Pending     int64     `bson:"pending"`
	Debt        int64     `bson:"debt"`
	Balance     int64     `bson:"balance"`
	Halted      bool      `bson:"halted"`
	Level       string    `bson:"level"`
}

type birthdayRow struct {
	Month   int       `bson:"month"`
	Day     int       `bson:"day"`
	KnownAt time.Time `bson:"knownAt"`
	By      string    `bson:"by"`
}

type accountOf struct {
	Without time.Time `bson:"without"`
	With    time.Time `bson:"with"`
}

type absorbedRow struct {
	ID   models.ContactID `bson:"id"`
	At   time.Time        `bson:"at"`
	Kind string           `bson:"kind"`
}

type homesRow struct {
	Places   []string `bson:"places,omitempty"`
	Families []string `bson:"families,omitempty"`
}

type agreedRow struct {
	Channel string    `bson:"channel"`
	Given   bool      `bson:"given"`
	At      time.Time `bson:"at"`
}

func toContactRow(c contacts.Contact) contactRow {
	row := contactRow{
		ID: key(c.Shop, string(c.ID)), Shop: c.Shop, Contact: c.ID, Version: c.Version + 1, Platform: c.Platform,
		Profile: profileRow(c.Profile), Search: c.Search, CreatedAt: c.CreatedAt, UpdatedAt: c.UpdatedAt,
		Figures: contactFiguresRow(c.Figures), MergedInto: c.MergedInto, DeletedAt: c.DeletedAt, RedactedAt: c.RedactedAt,
		Lists: listsOf(c), Seen: c.CreatedAt, Name: c.SortName(), Birthday: birthdayRow(c.Birthday), Account: accountOf(c.Account),
		Homes: homesRow(c.Homes),
	}
	if c.MergedInto == "" {
		row.Born = c.Birthday.Key()
	}
	for _, a := range c.Consents {
		row.Consents = append(row.Consents, agreedRow(a))
	}
	for _, a := range c.Absorbed {
		row.Absorbed = append(row.Absorbed, absorbedRow(a))
	}
	if c.Figures.LastOrderAt.After(row.Seen) {
		row.Seen = c.Figures.LastOrderAt
	}
	return row
}

func fromContactRow(r contactRow) contacts.Contact {
	c := contacts.Contact{
		Shop: r.Shop, ID: r.Contact, Version: r.Version, Platform: r.Platform, Profile: contacts.Profile(r.Profile), Search: r.Search,
		CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt, Figures: contacts.Figures(r.Figures), MergedInto: r.MergedInto,
		DeletedAt: r.DeletedAt, RedactedAt: r.RedactedAt, Birthday: contacts.Birthday(r.Birthday), Account: contacts.Account(r.Account),
		Homes: contacts.Homes(r.Homes),
	}
	for _, a := range r.Consents {
		c.Consents = append(c.Consents, contacts.Consent(a))
	}
	for _, a := range r.Absorbed {
		c.Absorbed = append(c.Absorbed, contacts.Absorbed(a))
	}
	return c
}

// listsOf names the lists a contact is shown in. Who became part of another
// contact or was erased is shown in none.
func listsOf(c contacts.Contact) []string {
	switch {
	case c.MergedInto != "" || !c.RedactedAt.IsZero():
		return nil
	case c.ID.Guest():
		return []string{"all", "guest"}
	}
	if c.Figures.Level != "" {
		return []string{"all", "member", levelList + c.Figures.Level}
	}
	return []string{"all", "member"}
}

// levelList begins the name of the list of those who stand on a level.
const levelList = "level:"

// Get gives a contact; models.NotFound where the shop has none of that id.
func (r *Contacts) Get(ctx context.Context, shop models.ShopID, id models.ContactID) (contacts.Contact, error) {
	row, err := one[contactRow](ctx, r.collection, byID(key(shop, string(id))))
	if err != nil {
		return contacts.Contact{}, err
	}
	return fromContactRow(row), nil
}

// Save keeps a contact and gives its new version; models.Conflict where
// somebody saved it meanwhile.
func (r *Contacts) Save(ctx context.Context, c contacts.Contact) (int64, error) {
	row := toContactRow(c)
	return r.save(ctx, row.ID, c.Version, row)
}

// Delete removes a contact for good. Removing what is not there is fine.
func (r *Contacts) Delete(ctx context.Context, shop models.ShopID, id models.ContactID) error {
	_, err := r.remove(ctx, byID(key(shop, string(id))))
	return err
}

// contactSorts names the field behind each order of the list.
var contactSorts = map[string]string{
	"": "seen", "recent": "seen", "name": "name", "balance": "figures.balance", "spent": "figures.spentMinor",
}

// kinds are the lists that a wish is about. Only the second word of a contact's
// lists is looked at: it tells as much as both, and the indexes hold it alone,
// so that an order moves one of their keys instead of two.
func kinds(kind string) bson.E {
	if kind == "" || kind == "all" {
		return among("lists.1", []string{"guest", "member"})[0]
	}
	return bson.E{Key: "lists.1", Value: kind}
}

// Page lists contacts. models.Invalid for an unknown order or kind and for a
// cursor that is not of this list.
func (r *Contacts) Page(ctx context.Context, shop models.ShopID, q contacts.Query) (models.Page[contacts.Contact], error) {
	none := models.Page[contacts.Contact]{}
	if err := q.Check(); err != nil {
		return none, err
	}
	field, list := contactSorts[q.Sort], "contacts/"+contactSorts[q.Sort]
	direction, beyond := 1, "$gt"
	if q.Desc {
		direction, beyond, list = -1, "$lt", list+"/desc"
	}
	filter := bson.D{{Key: "shop", Value: shop}, kinds(q.Kind)}
	if q.Level != "" {
		filter = bson.D{{Key: "shop", Value: shop}, kinds("member"), {Key: "lists.2", Value: levelList + q.Level}}
	}
	filter = append(filter, searched(shop, q)...)
	from, found, err := readMark(list, q.Cursor)
	if err != nil {
		return none, err
	}
	if found {
		value := from.contactKey(field)
		filter = append(filter,
			bson.E{Key: field, Value: bson.D{{Key: beyond + "e", Value: value}}},
			bson.E{Key: "$and", Value: bson.A{bson.D{{Key: "$or", Value: bson.A{
				bson.D{{Key: field, Value: bson.D{{Key: beyond, Value: value}}}},
				bson.D{{Key: "_id", Value: bson.D{{Key: beyond, Value: key(shop, from.ID)}}}},
			}}}}})
	}
	limit := models.Limit(q.Limit)
	sorted := options.Find()
	if q.Search == "" {
		sorted = along("shop", "lists.1", field, "_id")
	}
	sorted.SetSort(bson.D{{Key: field, Value: direction}, {Key: "_id", Value: direction}})
	all, err := rows[contactRow](ctx, r.collection, filter, limit+1, sorted)
	if err != nil {
		return none, err
	}
	return page(all, limit, fromContactRow, func(row contactRow) mark { return row.mark(list, field) }), nil
}

// searched is what a search asks of a contact: a word, or that it is behind an
// order that was searched for. Each half has an index of its own.
func searched(shop models.ShopID, q contacts.Query) bson.D {
	word := searchWord(q.Search)
	if word == "" {
		return nil
	}
	found := bson.D{{Key: "search", Value: beginning(word)}}
	if len(q.Bought) == 0 {
		return found
	}
	keys := make([]string, 0, len(q.Bought))
	for _, id := range q.Bought {
		keys = append(keys, key(shop, string(id)))
	}
	return bson.D{{Key: "$or", Value: bson.A{found, among("_id", keys)}}}
}

func (m mark) contactKey(field string) any {
	switch field {
	case "seen":
		return m.time()
	case "name":
		return m.Text
	}
	return m.Number
}

func (r contactRow) mark(list, field string) mark {
	m := mark{List: list, ID: string(r.Contact)}
	switch field {
	case "seen":
		m.Number = r.Seen.UnixMilli()
	case "name":
		m.Text = r.Name
	case "figures.balance":
		m.Number = r.Figures.Balance
	case "figures.spentMinor":
		m.Number = r.Figures.SpentMinor
	}
	return m
}

// beginning matches words that begin with a text, as one range of an index.
func beginning(text string) bson.D {
	return bson.D{{Key: "$elemMatch", Value: bson.D{{Key: "$gte", Value: text}, {Key: "$lt", Value: text + string(unicode.MaxRune)}}}}
}

// searchWord brings what somebody typed into the form of the search words:
// lower case, single spaces, and digits alone where it is a phone number.
func searchWord(typed string) string {
	word := strings.ToLower(strings.Join(strings.Fields(strings.ToValidUTF8(typed, "")), " "))
	word = strings.TrimPrefix(word, "@")
	if strings.Trim(word, "0123456789+-(). /") != "" {
		return word
	}
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, word)
}
