package referrals

import (
	"cmp"
	"time"

	"clientele/models"
	"clientele/models/orders"
)

// State says how a referral stands.
type State string

// The states of a referral.
const (
	Pending  State = "pending"  // good so far; the time for returns runs
	Earned   State = "earned"   // both have their points
	Refused  State = "refused"  // it does not count
	Reversed State = "reversed" // it counted, and does not any more
)

// Reason says why a referral waits or does not count.
type Reason string

// The reasons.
const (
	NotPaid     Reason = "not_paid"      // the order waits for its payment
	Disputed    Reason = "disputed"      // a payment of the order is disputed
	NoSuchCode  Reason = "unknown_code"  // the code is nobody's
	Self        Reason = "self"          // advocate and friend are one person
	NotNew      Reason = "not_new"       // the friend bought before under another identity
	NotFirst    Reason = "not_first"     // the friend's first order was another one
	Cancelled   Reason = "cancelled"     // the order was cancelled
	Refunded    Reason = "refunded"      // nothing of the order was kept
	BelowLimit  Reason = "below_minimum" // too little of the order was kept
	NotCounted  Reason = "not_counted"   // the programme does not count such an order
	OtherBuyer  Reason = "other_buyer"   // the order turned out to be somebody else's
	Gone        Reason = "gone"          // one of the two is not on record any more
	SwitchedOff Reason = "off"           // the store did not reward recommendations then
	ByStaff     Reason = "by_staff"      // a person of the store has taken it back
)

// Side is one of the two who get something.
type Side string

// The sides.
const (
	Advocate Side = "advocate"
	Friend   Side = "friend"
)

// Posting is what one side's points came to in one account. After records were
// joined, one side may have postings in several.
type Posting struct {
	Side     Side
	Account  models.ContactID
	Net      int64 // given less taken back
	Forgiven int64 // of what should have been taken back
}

// Referral is one recommendation of the store, from a contact to a friend.
type Referral struct {
	Shop     models.ShopID
	ID       string // made of the friend, so that there is one for each
	Version  int64
	Friend   models.ContactID // empty once erased
	Advocate models.ContactID // empty while nobody is known behind the code, or once erased
	Code     string
	Order    models.OrderID // the friend's first one with a code
	Name     string         // of the order, as people know it
	PlacedAt time.Time      // when the order was placed
	Terms    Settings       // that were in force then
	Zone     string         // in which days were counted then

	State    State
	Reason   Reason
	MadeAt   time.Time // when it was first seen
	DueAt    time.Time // when the time for returns has passed; zero while unpaid
	EarnedAt time.Time // when both first got their points; zero for never
	Postings []Posting

	Signs      []Sign      // that it is one within a household, the strongest first
	Judgements []Judgement // of staff about the signs, oldest first; the last one counts

	Waits  bool      // to be looked at
	NextAt time.Time // from when on
}

// Marked is the referral to be looked at again, because something about it has
// changed.
func (r Referral) Marked(now time.Time) Referral {
	r.Waits, r.NextAt = true, models.Instant(now)
	return r
}

// Posted sums up what a side got, less what was taken back, and how much of
// that was forgiven.
func (r Referral) Posted(side Side) (net, forgiven int64) {
	for _, p := range r.Postings {
		if p.Side == side {
			net, forgiven = net+p.Net, forgiven+p.Forgiven
		}
	}
	return net, forgiven
}

// With is the referral after a movement of one side's points in an account.
func (r Referral) With(side Side, account models.ContactID, net, forgiven int64) Referral {
	postings := make([]Posting, 0, len(r.Postings)+1)
	found := false
	for _, p := range r.Postings {
		if p.Side == side && p.Account == account {
			p.Net, p.Forgiven, found = p.Net+net, p.Forgiven+forgiven, true
		}
		postings = append(postings, p)
	}
	if !found {
		postings = append(postings, Posting{Side: side, Account: account, Net: net, Forgiven: forgiven})
	}
	r.Postings = postings
	return r
}

// Worth is what a side is due by the verdict alone, before the advocate's cap.
func (r Referral) Worth(side Side) int64 {
	switch {
	case r.State != Earned:
		return 0
	case side == Friend:
		return r.Terms.FriendPoints
	case r.Advocate == "":
		return 0
	}
	return r.Terms.AdvocatePoints
}

// Without is the referral after a person was erased. What the other one has
// stays as it is.
func (r Referral) Without(person models.ContactID) Referral {
	var kept []Posting
	for _, p := range r.Postings {
		if p.Account != person {
			kept = append(kept, p)
		}
	}
	r.Postings = kept
	if r.Friend == person || r.Advocate == person {
		r = r.unjudged()
	}
	if r.Friend == person {
		r.Friend, r.Order, r.Name = "", "", ""
	}
	if r.Advocate == person {
		r.Advocate = ""
	}
	if r.State == Pending {
		r.State, r.Reason = Refused, Gone
	}
	r.Waits = r.Waits && r.Friend != "" // without a friend there is nothing to look at
	return r
}

// Query is a wish to list referrals, newest first.
type Query struct {
	State   State            // empty for all
	Review  bool             // only those that a person should look at
	Contact models.ContactID // on either side; empty for all
	Cursor  string
	Limit   int
}

// Later tells whether the referral is about an order that was placed after
// another one.
func (r Referral) Later(o orders.Order) bool {
	return cmp.Or(r.PlacedAt.Compare(o.CreatedAt), cmp.Compare(len(r.Order), len(o.ID)), cmp.Compare(r.Order, o.ID)) > 0
}

// About is the referral with the order and the terms that it is about.
func (r Referral) About(o orders.Order, terms Settings, zone string) Referral {
	r.Order, r.Name, r.PlacedAt, r.Code, r.Terms, r.Zone = o.ID, o.Name, o.CreatedAt, CodeIn(o), terms, zone
	return r
}
