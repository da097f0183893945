package rewards

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/points"
)

// State says how far a redemption has come.
type State string

// The states of a redemption. Preparing waits for the platform and Ready for an
// order; the others are where it ends.
const (
	Preparing State = "preparing"
	Ready     State = "ready"
	Used      State = "used"     // the points are spent
	Returned  State = "returned" // the points went back before anything was bought
	Failed    State = "failed"   // the platform refused; the points went back
)

// Flag names something about a redemption that a person should look at.
type Flag string

// The flags.
const (
	LateOrder   Flag = "late_order"   // an order used the code after the points had gone back
	SecondOrder Flag = "second_order" // another order used the code, too
	OtherBuyer  Flag = "other_buyer"  // somebody else than the contact used it
	Vanished    Flag = "vanished"     // the store's discount was gone
)

// Redemption is one turning of points into a reward: points that are held until
// the reward is used, and then spent, or given back.
type Redemption struct {
	Shop    models.ShopID
	ID      string // made of the shopper's key, so that the same wish is made once
	Version int64
	Contact models.ContactID
	Digest  string // of the wish; the same key with another wish is refused

	Reward   string // id, and the settings as they were
	Kind     string
	Name     string // what it was called when it was taken
	Nameless bool   // the merchant gave it no name; Called makes one for each language
	Gift     Gift
	Currency string
	Terms    Terms
	Stocked  bool // counts against the reward's stock

	Points int64
	Hold   points.Hold
	State  State
	Code   string // of the discount or the gift card; empty for store credit
	Effect string // the platform's id of what was made
	Flag   Flag
	// Problem is why the effect failed last; NeedsPerson that it waits for one.
	Problem     string
	NeedsPerson bool
	Order       models.OrderID // that used it
	OrderName   string
	Actor       string // who gave it back by hand

	MadeAt   time.Time
	ReadyAt  time.Time
	LapsesAt time.Time // when the points go back unless it is used; zero for never
	EndedAt  time.Time
}

// Terms are the conditions that the platform holds the code to.
type Terms struct {
	Minimum     int64
	Products    []string
	Collections []string
	Combines    bool
}

// Live tells whether the shopper may still use it, or has.
func (r Redemption) Live() bool { return r.State == Preparing || r.State == Ready || r.State == Used }

// Waiting tells whether its points are held.
func (r Redemption) Waiting() bool { return r.Hold.State == points.HoldOpen }

// IDOf is the id of the redemption that a contact wishes for under a key.
func IDOf(salt []byte, contact models.ContactID, key string) string {
	return strings.ToLower(mark(salt, fmt.Sprintf("redemption|%s|%s", contact, key), 20))
}

// CodePrefix begins every code that is made here.
const CodePrefix = "CL"

// CodeOf is the code of a redemption. It follows from the redemption, so that
// whoever tries a second time makes the same one, and from the shop's secret,
// so that nobody else can tell it.
func CodeOf(salt []byte, id string) string { return CodePrefix + mark(salt, "code|"+id, 14) }

// letters leave out what looks alike.
var letters = base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding)

func mark(salt []byte, text string, length int) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(text))
	return letters.EncodeToString(mac.Sum(nil))[:length]
}

// Made is the redemption after its effect was brought about. What the shopper
// has at once is used from then on; the caller spends its points.
func (r Redemption) Made(effect string, now time.Time) Redemption {
	r.Effect, r.Problem, r.NeedsPerson = effect, "", false
	if r.State == Preparing {
		r.State, r.ReadyAt = Ready, models.Instant(now)
	}
	return r
}

// Spent is the redemption whose points were spent.
func (r Redemption) Spent(h points.Hold, order models.OrderID, name string, now time.Time) Redemption {
	r.Hold, r.State, r.Order, r.OrderName = h, Used, order, name
	r.EndedAt, r.Problem, r.NeedsPerson = models.Instant(now), "", false
	return r
}

// GivenBack is the redemption whose points went back before it was used.
func (r Redemption) GivenBack(h points.Hold, state State, now time.Time) Redemption {
	r.Hold, r.State, r.EndedAt, r.NeedsPerson = h, state, models.Instant(now), false
	return r
}

// Blocked is the redemption whose effect failed for now; with person it waits
// for one.
func (r Redemption) Blocked(problem string, person bool) Redemption {
	r.Problem, r.NeedsPerson = problem, person
	return r
}

// Query is a wish to list redemptions, newest first.
type Query struct {
	State      State              // empty for all
	Contacts   []models.ContactID // the records of one person; none for all
	OrderNames []string           // what the order may be called; none for all
	Code       string             // exact, in any case; empty for all
	Problem    bool               // only those that a person should look at
	Cursor     string
	Limit      int
}

// Wish is what the platform is asked for.
type Wish struct {
	Redemption string
	Code       string
	Title      string
	Gift       Gift
	Currency   string
	Customer   string // the platform's number
	Terms      Terms
	From       time.Time
	Until      time.Time // zero for no end
}

// Wish is what the platform is asked for to bring a redemption about.
func (r Redemption) Wish() Wish {
	customer, _ := strings.CutPrefix(string(r.Contact), "c_")
	return Wish{
		Redemption: r.ID, Code: r.Code, Title: r.Name, Gift: r.Gift, Currency: r.Currency, Customer: customer, Terms: r.Terms,
		From: r.MadeAt, Until: r.LapsesAt,
	}
}

// Found is a discount of ours as the platform has it.
type Found struct {
	ID   string
	Code string
	Ours bool
}

// Credited is one crediting of store credit as the platform has it.
type Credited struct {
	ID       string
	Minor    int64
	Currency string
	At       time.Time
}
