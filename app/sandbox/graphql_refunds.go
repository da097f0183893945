package sandbox

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"time"
)

// keyArg carries the key of the @idempotent directive.
const keyArg = "(idempotent)"

// keyLife is how long the platform remembers a key.
const keyLife = 24 * time.Hour

const maxKeys = 5000

// usedKey is a key under which something was done once.
type usedKey struct {
	Key    string
	Digest string // of the input
	Order  int64
	Refund int64
	At     time.Time
}

// suggestedRefund tells what lines are worth that are still there, and to which
// payments it can go back. Nothing else of the order goes with it.
func (r *run) suggestedRefund(o *Order) field {
	return func(args map[string]any) (any, error) {
		taken, wrong := o.linesAsked(listArg(args, "refundLineItems"))
		if wrong != "" {
			return nil, errors.New(wrong)
		}
		value := lesser(o.valueOf(taken), o.Paid().floorZero())
		payments := []object{}
		left := value.Buyer
		for _, paid := range o.payments() {
			part := min(left, paid.left)
			if part <= 0 {
				continue
			}
			left -= part
			amount := o.bag(o.inBoth(part))
			payments = append(payments, object{
				"__typename": "SuggestedOrderTransaction", "kind": "SUGGESTED_REFUND", "gateway": paid.Gateway, "formattedGateway": paid.Gateway,
				"amountSet": amount, "maximumRefundableSet": o.bag(o.inBoth(paid.left)),
				"parentTransaction": object{"__typename": "OrderTransaction", "id": gid("OrderTransaction", paid.ID)},
			})
		}
		return object{
			"__typename": "SuggestedRefund", "amountSet": o.bag(value), "maximumRefundableSet": o.bag(o.Paid().floorZero()), "suggestedTransactions": payments,
		}, nil
	}
}

// payment is a sale with what can still go back to it, in the buyer's currency.
type payment struct {
	Transaction
	left int64
}

func (o *Order) payments() []payment {
	var all []payment
	for _, t := range o.Transactions {
		if t.Kind == "sale" && t.Status == "success" {
			all = append(all, payment{t, t.Amount.Buyer})
		}
	}
	for _, t := range o.Transactions {
		if t.Kind != "refund" || t.Status == "failure" {
			continue
		}
		for i := range all {
			if all[i].ID == t.ParentID {
				all[i].left -= t.Amount.Buyer
			}
		}
	}
	return all
}

// linesAsked reads which lines are to go back, by id; and what is wrong with that.
func (o *Order) linesAsked(list []any) (map[int64]int64, string) {
	taken := map[int64]int64{}
	for _, raw := range list {
		in, _ := raw.(map[string]any)
		id, ok := gidNumber(textArg(in, "lineItemId"), "LineItem")
		line, n := o.Line(id), 0
		if !ok || line == nil {
			return nil, "Line item does not exist"
		}
		if n, ok = intArg(in, "quantity"); !ok || n < 0 || taken[id]+int64(n) > line.Current {
			return nil, "Quantity cannot refund more items than were purchased"
		}
		taken[id] += int64(n)
	}
	return taken, ""
}

// valueOf is what so many pieces of lines were sold for, with tax.
func (o *Order) valueOf(taken map[int64]int64) Money {
	var sum Money
	for _, l := range o.Lines {
		n := taken[l.ID]
		sum = sum.plus(l.at(l.Net(), l.Current).minus(l.at(l.Net(), l.Current-n)))
		if !o.TaxesIncluded {
			sum = sum.plus(l.at(l.Tax, l.Current).minus(l.at(l.Tax, l.Current-n)))
		}
	}
	return sum
}

// createRefund pays something back. It does nothing without a key, and with one
// that was used already it answers as it did then.
func (r *run) createRefund(args map[string]any) (any, error) {
	const payload = "RefundCreatePayload"
	key := textArg(args, keyArg)
	if !r.shop.hasScope("write_orders") {
		return nil, deny("refundCreate", "write_orders")
	}
	if key == "" {
		return nil, &denied{message: "The @idempotent directive is required for this mutation but was not provided.", code: "BAD_REQUEST"}
	}
	in := child(args, "input")
	raw, _ := json.Marshal(in)
	sum := sha256.Sum256(raw)
	used := usedKey{Key: key, Digest: hex.EncodeToString(sum[:]), At: r.server.now()}
	if was, found := r.keyUsed(key); found {
		if was.Digest != used.Digest {
			return nil, &denied{message: "The same idempotency key was used with different parameters.", code: "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"}
		}
		return r.refundPayload(was)
	}
	refuse := func(field, message string) (any, error) {
		path := []string{"input"}
		if field != "" {
			path = append(path, field)
		}
		return object{"__typename": payload, "refund": nil, "order": nil, "userErrors": []object{{"__typename": "UserError", "field": path, "message": message}}}, nil
	}
	n, ok := gidNumber(textArg(in, "orderId"), "Order")
	o := r.shop.order(n)
	if !ok || o == nil || !r.visible(o) {
		return refuse("orderId", "Order does not exist")
	}
	plan, field, message := r.readRefund(o, in)
	if message != "" {
		return refuse(field, message)
	}
	if _, err := r.server.alterIn(r.state, r.shop, n, func(st *state, sh *shopState, o *Order, e *event) error {
		back := o.takeLines(st, plan.lines, "no_restock")
		back.Note = textArg(in, "note")
		amount := o.inBoth(plan.amount)
		if len(back.Lines) == 0 {
			back.Adjustment = amount.minus(lesser(o.Owed(), amount))
		} else {
			back.Adjustment = amount.minus(back.worth(o))
		}
		r.server.giveBack(st, sh, o, back, amount, false, e)
		used.Order, used.Refund = o.ID, o.Refunds[len(o.Refunds)-1].ID
		return nil
	}); err != nil {
		return nil, err
	}
	r.shop.Keys = append(r.shop.Keys, used)
	r.shop.Keys = r.shop.Keys[max(0, len(r.shop.Keys)-maxKeys):]
	return r.refundPayload(used)
}

func (r *run) keyUsed(key string) (usedKey, bool) {
	i := slices.IndexFunc(r.shop.Keys, func(k usedKey) bool { return k.Key == key && r.server.now().Sub(k.At) < keyLife })
	if i < 0 {
		return usedKey{}, false
	}
	return r.shop.Keys[i], true
}

func (r *run) refundPayload(k usedKey) (any, error) {
	o := r.shop.order(k.Order)
	i := slices.IndexFunc(o.Refunds, func(back Refund) bool { return back.ID == k.Refund })
	return object{"__typename": "RefundCreatePayload", "refund": refundObject(o, o.Refunds[i]), "order": r.orderObject(o), "userErrors": []object{}}, nil
}

type refundPlan struct {
	lines  map[int64]int64
	amount int64 // in the buyer's currency
}

// readRefund reads what is to be paid back; and what is wrong with it, at a field.
func (r *run) readRefund(o *Order, in map[string]any) (plan refundPlan, field, message string) {
	if slices.ContainsFunc(o.Disputes, Dispute.Open) {
		return plan, "", "The payment is disputed and cannot be refunded"
	}
	if c := textArg(in, "currency"); c != "" && c != o.BuyerCurrency {
		return plan, "currency", "Currency must be the presentment currency of the order"
	}
	if plan.lines, message = o.linesAsked(listArg(in, "refundLineItems")); message != "" {
		return plan, "refundLineItems", message
	}
	left := map[int64]int64{}
	for _, paid := range o.payments() {
		left[paid.ID] = paid.left
	}
	for _, raw := range listArg(in, "transactions") {
		t, _ := raw.(map[string]any)
		parent, ok := gidNumber(textArg(t, "parentId"), "OrderTransaction")
		amount, exact := decimalArg(t, "amount", unit(o.BuyerCurrency))
		left[parent] -= amount
		switch {
		case textArg(t, "kind") != "REFUND" || textArg(t, "orderId") != gid("Order", o.ID) || !ok || textArg(t, "gateway") == "":
			return plan, "transactions", "Transaction is not valid"
		case !exact || amount <= 0:
			return plan, "transactions", "Amount must be greater than zero"
		case left[parent] < 0:
			return plan, "transactions", "Refund amount exceeds the maximum refundable amount"
		}
		plan.amount += amount
	}
	if plan.amount == 0 {
		return plan, "transactions", "Refund must have a transaction"
	}
	return plan, "", ""
}
