package handlers

import (
	"fmt"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/orders"
	"clientele/models/points"
)

// Money is an amount in minor units.
type Money struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"`
}

// Text is a sentence in every language of the panel.
type Text struct {
	En string `json:"en"`
	Ja string `json:"ja"`
	Ko string `json:"ko"`
}

func viewText(t models.Text) Text { return Text{En: t.En, Ja: t.Ja, Ko: t.Ko} }

// eachLanguage words a text for the readers of every language.
func eachLanguage(say func(language string) string) Text {
	return Text{En: say("en"), Ja: say("ja"), Ko: say("ko")}
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

// ContactRow is a contact in a list.
type ContactRow struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Email       string     `json:"email"`
	Phone       string     `json:"phone"`
	Kind        string     `json:"kind" enum:"member,guest"`
	Available   int64      `json:"available"`
	Pending     int64      `json:"pending"`
	Debt        int64      `json:"debt"`
	Balance     int64      `json:"balance"`
	Orders      int64      `json:"orders"`
	Spent       Money      `json:"spent"`
	LastOrderAt *time.Time `json:"lastOrderAt,omitempty"`
	CreatedAt   time.Time  `json:"createdAt"`
	Halted      bool       `json:"halted"`
	Level       string     `json:"level,omitempty" doc:"id of the level of the ladder"`
}

func viewContact(c contacts.Contact) ContactRow {
	f := c.Figures
	return ContactRow{
		ID: string(c.ID), Name: c.Profile.Name(), Email: c.Profile.Email, Phone: c.Profile.Phone, Kind: kindOf(c),
		Available: f.Available, Pending: f.Pending, Debt: f.Debt, Balance: f.Balance, Orders: f.Orders,
		Spent: Money{f.SpentMinor, f.Currency}, LastOrderAt: moment(f.LastOrderAt), CreatedAt: c.CreatedAt, Halted: f.Halted, Level: f.Level,
	}
}

func kindOf(c contacts.Contact) string {
	if c.ID.Guest() {
		return "guest"
	}
	return "member"
}

// Account is a contact's points by bucket.
type Account struct {
	Balance      int64     `json:"balance" doc:"available less debt; may be negative"`
	Available    int64     `json:"available"`
	Pending      int64     `json:"pending"`
	Reserved     int64     `json:"reserved"`
	Debt         int64     `json:"debt"`
	Issued       int64     `json:"issued"`
	Redeemed     int64     `json:"redeemed"`
	Expired      int64     `json:"expired"`
	ClawedBack   int64     `json:"clawedBack"`
	Forgiven     int64     `json:"forgiven"`
	Version      int64     `json:"version"`
	Halted       string    `json:"halted,omitempty" doc:"why writes to this account are stopped"`
	NextMaturity *Maturity `json:"nextMaturity,omitempty"`
	NextExpiry   *Maturity `json:"nextExpiry,omitempty"`
}

// Maturity is when pending points become spendable.
type Maturity struct {
	At     time.Time `json:"at"`
	Points int64     `json:"points"`
}

func viewAccount(a points.Account) Account {
	b := a.Balances
	return Account{
		Balance: b.Shown(), Available: b.Available, Pending: b.Pending, Reserved: b.Reserved, Debt: b.Debt, Issued: b.Issued,
		Redeemed: b.Redeemed, Expired: b.Expired, ClawedBack: b.ClawedBack, Forgiven: b.Forgiven, Version: a.Version, Halted: a.Halted,
	}
}

// OrderRow is an order on a contact's card.
type OrderRow struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	CreatedAt time.Time `json:"createdAt"`
	Status    string    `json:"status" enum:"unpaid,paid,partially_refunded,refunded,cancelled,disputed,lost"`
	Total     Money     `json:"total"`
	Points    int64     `json:"points" doc:"what the order is worth now"`
	Pending   int64     `json:"pending"`
	Test      bool      `json:"test"`
}

func viewOrder(r points.Record, pending int64) OrderRow {
	o := r.Order
	return OrderRow{
		ID: string(o.ID), Name: o.Name, CreatedAt: o.CreatedAt, Status: o.Status(), Total: Money{o.TotalMinor, o.Currency},
		Points: r.Standing.Net - r.Standing.Forgiven, Pending: pending, Test: o.Test,
	}
}

// Cause names the fact behind a movement of points.
type Cause struct {
	Kind      string `json:"kind" enum:"order,refund,cancel,edit,dispute,manual,claim,merge,manual_merge,unmerge,mature,expire,idle,policy,redeem,level,referral,sign_up,birthday,newsletter,custom_event,visit,rebooked"`
	ID        string `json:"id,omitempty"`
	OrderID   string `json:"orderId,omitempty"`
	OrderName string `json:"orderName,omitempty" doc:"or the name of an event of the store's own"`
}

func viewCause(c points.Cause) Cause {
	return Cause{Kind: c.Kind, ID: c.ID, OrderID: string(c.Order), OrderName: c.Name}
}

// Entry is one movement of points.
type Entry struct {
	ID               string    `json:"id"`
	Seq              int64     `json:"seq"`
	Kind             string    `json:"kind" enum:"earn,clawback,debt,repay,forgive,restore,mature,expire,adjust,hold,post,void,move,return,freeze,thaw"`
	From             string    `json:"from" enum:"issued,pending,available,reserved,debt,redeemed,expired,clawed_back,forgiven"`
	To               string    `json:"to" enum:"issued,pending,available,reserved,debt,redeemed,expired,clawed_back,forgiven"`
	Points           int64     `json:"points"`
	Change           int64     `json:"change" doc:"effect on the shown balance"`
	PendingChange    int64     `json:"pendingChange"`
	BalanceAfter     int64     `json:"balanceAfter" doc:"shown balance after this movement"`
	Cause            Cause     `json:"cause"`
	ProgrammeVersion int       `json:"programmeVersion,omitempty"`
	Actor            string    `json:"actor,omitempty"`
	Reason           string    `json:"reason,omitempty"`
	Rule             string    `json:"rule,omitempty" doc:"id of the rule that an event earned points by"`
	Note             string    `json:"note,omitempty"`
	At               time.Time `json:"at"`
}

func viewEntry(e points.Entry) Entry {
	rule := ""
	if e.OfEvent() {
		rule, e.Reason = e.Reason, ""
	}
	return Entry{
		ID: fmt.Sprintf("%s:%d", e.Account, e.Seq), Seq: e.Seq, Kind: string(e.Kind), From: string(e.From), To: string(e.To), Points: e.Points,
		Change: e.Change(), PendingChange: e.PendingChange(), BalanceAfter: e.Balance, Cause: viewCause(e.Cause), ProgrammeVersion: e.Programme,
		Actor: e.Actor, Reason: e.Reason, Rule: rule, Note: e.Note, At: e.At,
	}
}

func viewEntries(entries []points.Entry) []Entry { return each(entries, viewEntry) }

// each views every item of a list; an empty list is [] and never null.
func each[T, V any](items []T, view func(T) V) []V {
	out := make([]V, 0, len(items))
	for _, item := range items {
		out = append(out, view(item))
	}
	return out
}

// RefundRow is one refund of an order.
type RefundRow struct {
	ID      string    `json:"id"`
	At      time.Time `json:"at"`
	Amount  Money     `json:"amount"`
	Kind    string    `json:"kind" enum:"lines,amount"`
	Settled bool      `json:"settled"`
}

func viewRefund(r orders.Refund, currency string) RefundRow {
	row := RefundRow{ID: r.ID, At: r.At, Kind: "amount", Settled: r.Settled}
	amount := r.AmountMinor + r.TaxMinor
	for _, line := range r.Lines {
		amount += line.SubtotalMinor
		row.Kind = "lines"
	}
	row.Amount = Money{amount, currency}
	return row
}
