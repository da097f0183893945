package points

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"clientele/models"
)

// Law names a promise that the books keep, and that a check may find broken.
type Law string

// The laws. A chain that breaks means that an entry was altered, a sequence
// that breaks that one is missing; the others speak for themselves.
const (
	LawChain        Law = "chain"
	LawSequence     Law = "sequence"
	LawConservation Law = "conservation"
	LawBalances     Law = "balances"
	LawLots         Law = "lots"
	LawDebt         Law = "debt"
	LawTenancy      Law = "tenancy"
	LawReasons      Law = "reasons"
	LawContact      Law = "contact"
	LawOrder        Law = "order"
	LawFigures      Law = "figures"
	LawLevel        Law = "level"
	LawReferral     Law = "referral"
	LawEvent        Law = "event"
	LawHold         Law = "hold"
	LawMerge        Law = "merge"
	LawCalendar     Law = "calendar"
)

// Shown tells whether what is broken only shows something wrongly, so that
// nobody has to be stopped for it.
func (l Law) Shown() bool { return l == LawContact || l == LawLevel }

// Violation is one law that is broken, and where. Its text tells numbers and
// ids and no personal data.
type Violation struct {
	Law  Law
	Seq  int64  // of the entry it was found at; zero for none
	Lot  string // empty for none
	Text string
}

// ViolationsMax bounds what is told about one account.
const ViolationsMax = 50

// Verify holds an account and all its lots, used up ones included, against all
// its entries, oldest first, and tells everything that is wrong.
func Verify(account Account, entries []Entry, lots []Lot) []Violation {
	v := NewVerifier(account)
	for _, e := range entries {
		v.Entry(e)
	}
	for _, lot := range lots {
		v.Lot(lot)
	}
	return v.Violations()
}

// Verifier rebuilds an account from its entries, one at a time, so that a long
// ledger need not be in memory as a whole.
type Verifier struct {
	account  Account
	balances Balances
	seq      int64
	hash     string
	at       time.Time // of the transaction being read
	active   time.Time // of the last earning or redemption
	lots     map[string]*lotTrace
	found    []Violation
}

// lotTrace is a lot as its entries tell it.
type lotTrace struct {
	opening            Entry
	pending, available int64
	expired, frozen    int64
	seen               bool // the lot itself was found
}

// NewVerifier begins with an account; its entries and lots follow.
func NewVerifier(account Account) *Verifier {
	return &Verifier{account: account, lots: map[string]*lotTrace{}}
}

func (v *Verifier) add(law Law, seq int64, lot, format string, args ...any) {
	if len(v.found) < ViolationsMax {
		v.found = append(v.found, Violation{Law: law, Seq: seq, Lot: lot, Text: fmt.Sprintf(format, args...)})
	}
}

// Entry takes in the next entry. They come in the order of their numbers.
func (v *Verifier) Entry(e Entry) {
	if !e.At.Equal(v.at) {
		v.atRest(e.Seq - 1)
		v.at = e.At
	}
	if e.Shop != v.account.Shop || e.Account != v.account.ID {
		v.add(LawTenancy, e.Seq, "", "entry %d belongs to somebody else", e.Seq)
	}
	if e.Seq != v.seq+1 {
		v.add(LawSequence, e.Seq, "", "entry %d follows entry %d", e.Seq, v.seq)
	}
	if e.seal(v.hash) != e.Hash {
		v.add(LawChain, e.Seq, "", "entry %d or the one before it was altered after it was written", e.Seq)
	}
	v.seq, v.hash = e.Seq, e.Hash // so that one break is told once
	v.move(e)
	v.reasons(e)
	v.lotOf(e)
	v.active = latest(v.active, e.activity())
}

func known(b Bucket) bool {
	switch b {
	case Issued, Pending, Available, Reserved, Debt, Redeemed, Expired, ClawedBack, Forgiven:
		return true
	}
	return false
}

func (v *Verifier) move(e Entry) {
	if e.Points <= 0 || e.From == e.To || !known(e.From) || !known(e.To) {
		v.add(LawConservation, e.Seq, "", "entry %d moves %d points from %q to %q", e.Seq, e.Points, e.From, e.To)
	}
	v.balances.move(e.From, e.To, e.Points)
	if err := v.balances.check(v.account.MergedInto != ""); err != nil {
		v.add(LawConservation, e.Seq, "", "after entry %d: %s", e.Seq, err.Error())
	}
	if e.Balance != v.balances.Shown() {
		v.add(LawBalances, e.Seq, "", "entry %d shows a balance of %d, it was %d", e.Seq, e.Balance, v.balances.Shown())
	}
}

// atRest holds the state between two transactions against what may only be
// broken within one. All entries of a transaction are booked at one time.
func (v *Verifier) atRest(seq int64) {
	if v.balances.Debt > 0 && v.balances.Available > 0 {
		v.add(LawDebt, seq, "", "after entry %d points were owed and available at the same time", seq)
	}
}

// reasons tells entries of people without a person, a code or a word, and
// entries of the program without the fact or the rules behind them.
func (v *Verifier) reasons(e Entry) {
	switch {
	case e.Cause.Kind == "" || e.Cause.ID == "":
		v.add(LawReasons, e.Seq, "", "entry %d names no fact behind it", e.Seq)
	case e.Cause.Kind == "manual" && (e.Actor == "" || e.Reason == "" || e.Note == ""):
		v.add(LawReasons, e.Seq, "", "entry %d was made by hand and does not say by whom or why", e.Seq)
	case byRules(e.Cause.Kind) && (e.Programme <= 0 || e.Cause.Order == ""):
		v.add(LawReasons, e.Seq, "", "entry %d names no order or no version of the programme", e.Seq)
	case byEvents(e.Cause.Kind) && (e.Programme <= 0 || e.Reason == ""):
		v.add(LawReasons, e.Seq, "", "entry %d names no rule or no version of the programme", e.Seq)
	}
}

func byRules(cause string) bool {
	switch cause {
	case "order", "refund", "cancel", "edit", "dispute":
		return true
	}
	return false
}

// OfEvent tells whether an entry is about an event that is no order.
func (e Entry) OfEvent() bool { return byEvents(e.Cause.Kind) }

func byEvents(cause string) bool {
	kind, ok := KindByName(cause)
	return ok && kind.Event
}

func inside(b Bucket) bool { return b == Pending || b == Available }

func (v *Verifier) lotOf(e Entry) {
	if e.Lot == "" {
		if inside(e.From) || inside(e.To) {
			v.add(LawLots, e.Seq, "", "entry %d moves points of a lot and names none", e.Seq)
		}
		return
	}
	t := v.lots[e.Lot]
	// Spent points that come back after their lot has died open a lot of grace.
	// What a merge had moved away comes back to the lot it was in.
	switch opens := inside(e.To) && (e.From == Issued && !(e.Cause.Kind == Unmerge && t != nil) || e.Kind == KindReturn && t == nil); {
	case opens && t != nil:
		v.add(LawLots, e.Seq, e.Lot, "entry %d opens lot %s a second time", e.Seq, e.Lot)
	case !opens && t == nil:
		v.add(LawLots, e.Seq, e.Lot, "entry %d uses lot %s before it was opened", e.Seq, e.Lot)
	}
	if t == nil {
		t = &lotTrace{opening: e}
		v.lots[e.Lot] = t
		v.numbered(e)
	}
	for _, side := range []struct {
		bucket Bucket
		points int64
	}{{e.From, -e.Points}, {e.To, e.Points}} {
		switch side.bucket {
		case Pending:
			t.pending += side.points
		case Available:
			t.available += side.points
		case Expired:
			t.expired += side.points
		case Reserved:
			if e.ofDispute() {
				t.frozen += side.points
			}
		}
	}
	if left := t.pending + t.available; t.pending < 0 || t.available < 0 || t.expired < 0 || t.frozen < 0 || left+t.expired+t.frozen > t.opening.Points {
		v.add(LawLots, e.Seq, e.Lot, "after entry %d lot %s holds %d of %d points", e.Seq, e.Lot, left, t.opening.Points)
	}
}

func (v *Verifier) numbered(e Entry) {
	number, ok := lotNumber(v.account.ID, e.Lot)
	switch {
	case !ok:
		v.add(LawTenancy, e.Seq, e.Lot, "entry %d names lot %s, which is no lot of this account", e.Seq, e.Lot)
	case number != int64(len(v.lots)):
		v.add(LawLots, e.Seq, e.Lot, "lot %s was opened as number %d", e.Lot, len(v.lots))
	}
}

func lotNumber(account models.ContactID, lot string) (int64, bool) {
	text, ok := strings.CutPrefix(lot, string(account)+":")
	number, err := strconv.ParseInt(text, 10, 64)
	return number, ok && err == nil && number > 0
}

// Lot takes in one of the account's lots, in any order, after all entries.
func (v *Verifier) Lot(lot Lot) {
	bad := func(format string, args ...any) {
		v.add(LawLots, 0, lot.ID, "lot %s "+format, append([]any{lot.ID}, args...)...)
	}
	number, ok := lotNumber(v.account.ID, lot.ID)
	if lot.Shop != v.account.Shop || lot.Account != v.account.ID || !ok {
		v.add(LawTenancy, 0, lot.ID, "lot %s belongs to somebody else", lot.ID)
		return
	}
	t := v.lots[lot.ID]
	if t == nil {
		bad("is in no entry")
		return
	}
	if t.seen {
		bad("is there twice")
	}
	t.seen = true
	first := t.opening
	switch left := t.pending + t.available; {
	case lot.Number != number:
		bad("carries the number %d", lot.Number)
	case lot.Amount != first.Points || lot.Remaining != left:
		bad("holds %d of %d, its entries say %d of %d", lot.Remaining, lot.Amount, left, first.Points)
	case lot.Expired != t.expired:
		bad("says that %d ran out, its entries say %d", lot.Expired, t.expired)
	case lot.Frozen != t.frozen:
		bad("says that %d are frozen, its entries say %d", lot.Frozen, t.frozen)
	case left > 0 && lot.Pending != (t.pending > 0):
		bad("and its entries do not agree whether it waits")
	case lot.Programme != first.Programme || lot.Order != first.Cause.Order || lot.OrderName != first.Cause.Name:
		bad("names another order or version than the entry that opened it")
	case lot.Actor != first.Actor || lot.Reason != first.Reason || lot.Note != first.Note:
		bad("gives another reason than the entry that opened it")
	case lot.Fact != "" && first.Kind == KindEarn && lot.Fact != first.Cause.ID:
		bad("names another fact than the entry that opened it")
	case lot.EarnedAt.After(first.Effective):
		bad("was earned after it was credited")
	}
}

// Violations is everything that was found, once all entries and lots are in.
func (v *Verifier) Violations() []Violation {
	v.atRest(v.seq)
	a := v.account
	if a.Seq != v.seq {
		v.add(LawSequence, 0, "", "the account knows %d entries, %d were found", a.Seq, v.seq)
	}
	if a.Hash != v.hash {
		v.add(LawChain, 0, "", "the last entry is not the one the account knows")
	}
	if !a.ActiveAt.Equal(v.active) {
		v.add(LawBalances, 0, "", "the account was last active at another time than its entries say")
	}
	if a.Balances != v.balances {
		v.add(LawBalances, 0, "", "the entries add up to other balances than the account has")
	}
	if a.Lots != int64(len(v.lots)) {
		v.add(LawLots, 0, "", "the account has opened %d lots, its entries %d", a.Lots, len(v.lots))
	}
	if a.MergedInto != "" && (a.Balances.Shown() != 0 || a.Balances.Pending != 0 || a.Balances.Reserved != 0) {
		v.add(LawBalances, 0, "", "the account has become part of another and still holds points")
	}
	for _, id := range slices.Sorted(maps.Keys(v.lots)) {
		if !v.lots[id].seen {
			v.add(LawLots, 0, id, "lot %s is missing", id)
		}
	}
	return v.found
}
