package points

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"clientele/models"
)

// Bucket is one side of an entry. Every entry moves points from one bucket to
// another, so all buckets of a contact always sum to zero.
type Bucket string

// The buckets. Issued, Debt and Forgiven are sources: what they have given out
// is counted positive in Balances.
const (
	Issued     Bucket = "issued"
	Pending    Bucket = "pending"
	Available  Bucket = "available"
	Reserved   Bucket = "reserved"
	Debt       Bucket = "debt"
	Redeemed   Bucket = "redeemed"
	Expired    Bucket = "expired"
	ClawedBack Bucket = "clawed_back"
	Forgiven   Bucket = "forgiven"
)

// EntryKind says in one word what an entry did.
type EntryKind string

// The kinds of entries.
const (
	KindEarn     EntryKind = "earn"
	KindClawback EntryKind = "clawback"
	KindDebt     EntryKind = "debt"
	KindRepay    EntryKind = "repay"
	KindForgive  EntryKind = "forgive"
	KindRestore  EntryKind = "restore" // a forgiven clawback that turned out not to be due
	KindMature   EntryKind = "mature"
	KindExpire   EntryKind = "expire"
	KindAdjust   EntryKind = "adjust"
	KindHold     EntryKind = "hold"
	KindPost     EntryKind = "post"
	KindVoid     EntryKind = "void"
	KindMove     EntryKind = "move"
	KindFreeze   EntryKind = "freeze" // out of reach while a payment is disputed
	KindThaw     EntryKind = "thaw"   // the dispute has ended
	KindReturn   EntryKind = "return" // spent points that came back, because the purchase was given back
)

// Cause names the fact behind an entry.
type Cause struct {
	Kind  string // order, refund, cancel, edit, dispute, manual, mature, expire, policy, redeem, a union, unmerge
	ID    string // of the refund, dispute, hold, adjustment or other contact
	Order models.OrderID
	Name  string // the order's name as people know it
}

// Entry is one movement of points. Entries are never changed or deleted while
// their contact lives; a correction is a new entry.
type Entry struct {
	Shop      models.ShopID
	Account   models.ContactID
	Seq       int64 // 1, 2, 3 … within the account
	Kind      EntryKind
	From, To  Bucket
	Points    int64 // more than zero
	Lot       string
	Cause     Cause
	Programme int // version behind an automatic entry
	Actor     string
	Reason    string // a code, for manual entries
	Note      string
	At        time.Time // booked
	Effective time.Time // when the fact happened
	Balance   int64     // shown balance after this entry
	Hash      string    // over the previous hash and this entry
}

// Change is the effect of an entry on the shown balance.
func (e Entry) Change() int64 {
	return side(e.To)*e.Points - side(e.From)*e.Points
}

// side tells how a bucket counts in the shown balance, available less debt.
// Debt is a source: moving out of it makes the contact owe more.
func side(b Bucket) int64 {
	if b == Available || b == Debt {
		return 1
	}
	return 0
}

// seal gives the hash of an entry that follows another.
func (e Entry) seal(previous string) string {
	fields := []string{
		previous, string(e.Shop), string(e.Account), strconv.FormatInt(e.Seq, 10), string(e.Kind), string(e.From),
		string(e.To), strconv.FormatInt(e.Points, 10), e.Lot, e.Cause.Kind, e.Cause.ID, string(e.Cause.Order), e.Cause.Name,
		strconv.Itoa(e.Programme), e.Actor, e.Reason, e.Note,
		strconv.FormatInt(e.Balance, 10), strconv.FormatInt(e.At.UnixMilli(), 10), strconv.FormatInt(e.Effective.UnixMilli(), 10),
	}
	for i, field := range fields {
		fields[i] = fmt.Sprintf("%d:%s", len(field), field) // lengths keep fields from running together
	}
	sum := sha256.Sum256([]byte(strings.Join(fields, "|")))
	return hex.EncodeToString(sum[:])
}

// Balances are an account's buckets, each counted so that it is zero or more;
// Issued and ClawedBack may be less in a record that became part of another.
type Balances struct {
	Issued, Pending, Available, Reserved, Debt, Redeemed, Expired, ClawedBack, Forgiven int64
}

// Shown is the balance people see; only this one may be negative.
func (b Balances) Shown() int64 { return b.Available - b.Debt }

func (b *Balances) move(from, to Bucket, points int64) {
	b.add(from, -points)
	b.add(to, points)
}

func (b *Balances) add(bucket Bucket, points int64) {
	switch bucket {
	case Issued:
		b.Issued -= points
	case Pending:
		b.Pending += points
	case Available:
		b.Available += points
	case Reserved:
		b.Reserved += points
	case Debt:
		b.Debt -= points
	case Redeemed:
		b.Redeemed += points
	case Expired:
		b.Expired += points
	case ClawedBack:
		b.ClawedBack += points
	case Forgiven:
		b.Forgiven -= points
	}
}

// check holds the balances against the law of conservation. A record that became
// part of another may have lost more than it was ever given: what it owed or was
// forgiven moved, and so does what comes back of what it spent.
func (b Balances) check(merged bool) error {
	if b.Issued+b.Debt+b.Forgiven != b.Pending+b.Available+b.Reserved+b.Redeemed+b.Expired+b.ClawedBack {
		return models.Errorf(models.Internal, "points were made or lost: the buckets do not sum to zero")
	}
	for _, amount := range []int64{b.Pending, b.Available, b.Reserved, b.Debt, b.Redeemed, b.Expired, b.Forgiven} {
		if amount < 0 {
			return models.Errorf(models.Internal, "a bucket is below zero")
		}
	}
	if !merged && min(b.Issued, b.ClawedBack) < 0 {
		return models.Errorf(models.Internal, "a bucket is below zero")
	}
	return nil
}

// PendingChange is the effect of an entry on the points that wait.
func (e Entry) PendingChange() int64 {
	switch {
	case e.To == Pending:
		return e.Points
	case e.From == Pending:
		return -e.Points
	}
	return 0
}
