package sandbox

import (
	"slices"
	"strings"
	"time"
)

// CodeRule is a discount code that an app has made: what it takes off, for whom
// and when. Percent is in ten-thousandths.
type CodeRule struct {
	ID          int64
	Title       string
	Code        string
	Tags        []string
	Shipping    bool  // free delivery; else something off goods
	MaxShipping int64 // free up to this price; 0 for any
	Percent     int64
	Amount      int64 // minor units of the store's currency, where Percent is 0
	Pieces      int64 // only so many pieces are cheaper; 0 for all
	Products    []int64
	Minimum     int64
	Customers   []int64 // empty for everybody
	UsageLimit  int64   // 0 for no end
	Used        int64
	From, Until time.Time
	Inactive    bool
}

// status is the platform's word for whether it can be used at a time.
func (d CodeRule) status(at time.Time) string {
	switch {
	case d.Inactive || !d.Until.IsZero() && !at.Before(d.Until):
		return "EXPIRED"
	case at.Before(d.From):
		return "SCHEDULED"
	}
	return "ACTIVE"
}

// ruleOf finds the rule behind a code, whichever way it was made.
func (sh *shopState) ruleOf(code string) (CodeRule, bool) {
	code = strings.TrimSpace(code)
	for _, d := range sh.Codes {
		if strings.EqualFold(d.Code, code) {
			return d, true
		}
	}
	for _, d := range sh.Shop.Discounts {
		if strings.EqualFold(d.Code, code) {
			return CodeRule{Code: d.Code, Percent: d.Percent * 100, Amount: d.Amount}, true
		}
	}
	return CodeRule{}, false
}

// why tells why a code cannot be used for an order; empty where it can.
func (d CodeRule) why(o *Order, at time.Time) string {
	var goods int64
	for _, l := range o.Lines {
		goods += l.Gross().Shop
	}
	switch {
	case d.status(at) != "ACTIVE":
		return "the code " + d.Code + " has expired"
	case d.UsageLimit > 0 && d.Used >= d.UsageLimit:
		return "the code " + d.Code + " was used already"
	case len(d.Customers) > 0 && !slices.Contains(d.Customers, o.CustomerID):
		return "the code " + d.Code + " is for somebody else; sign in to use it"
	case goods < d.Minimum:
		return "the code " + d.Code + " needs an order of " + FormatMoney(d.Minimum, o.Currency) + " or more"
	case len(d.Products) > 0 && !slices.ContainsFunc(o.Lines, func(l LineItem) bool { return slices.Contains(d.Products, l.ProductID) }):
		return "the code " + d.Code + " is for a product that is not in the cart"
	case d.Shipping && o.Shipping.ID == 0:
		return "nothing has to be delivered"
	case d.Shipping && d.MaxShipping > 0 && o.Shipping.Price.Shop > d.MaxShipping:
		return "the code " + d.Code + " does not pay for this delivery"
	}
	return ""
}

// discount applies a code; delivery has been added, tax has not.
func (o *Order) discount(sh *shopState, code string, rate int64, at time.Time) error {
	if strings.TrimSpace(code) == "" {
		return nil
	}
	rule, ok := sh.ruleOf(code)
	if !ok {
		return refuse("the code " + code + " is not valid")
	}
	if why := rule.why(o, at); why != "" {
		return refuse(why)
	}
	if rule.Shipping {
		o.Shipping.Off = o.Shipping.Price
		o.Discounts = []Discount{{Code: rule.Code, Kind: "percentage", Value: "100.0", Amount: o.Shipping.Price, Shipping: true}}
		return nil
	}
	weights := [2][]int64{make([]int64, len(o.Lines)), make([]int64, len(o.Lines))}
	var base Money
	for i, l := range o.Lines {
		if l.GiftCard || len(rule.Products) > 0 && !slices.Contains(rule.Products, l.ProductID) {
			continue
		}
		gross := l.Gross()
		if rule.Pieces > 0 {
			gross = l.Price.times(min(rule.Pieces, l.Quantity))
		}
		weights[0][i], weights[1][i] = gross.Shop, gross.Buyer
		base = base.plus(gross)
		if rule.Pieces > 0 {
			break
		}
	}
	d := Discount{Code: rule.Code, Kind: "percentage", Value: percentText(rule.Percent), Amount: base.share(rule.Percent, 10_000)}
	if rule.Percent == 0 {
		d.Kind, d.Value = "fixed_amount", FormatMoney(rule.Amount, sh.Shop.Currency)
		d.Amount = Money{min(rule.Amount, base.Shop), min(convert(rule.Amount, rate), base.Buyer)}
	}
	ours, theirs := allocate(d.Amount.Shop, weights[0]), allocate(d.Amount.Buyer, weights[1])
	for i := range o.Lines {
		if ours[i] != 0 || theirs[i] != 0 {
			o.Lines[i].Allocations = []Allocation{{Index: 0, Amount: Money{ours[i], theirs[i]}}}
		}
	}
	o.Discounts = []Discount{d}
	return nil
}

func percentText(hundredths int64) string {
	text := itoa(hundredths / 100)
	rest := hundredths % 100
	switch {
	case rest == 0:
		return text + ".0"
	case rest%10 == 0:
		return text + "." + itoa(rest/10)
	}
	return text + "." + FormatMoney(rest, "USD")[2:]
}

// use counts the uses of the codes of an order that was placed.
func (sh *shopState) use(o *Order) {
	for _, d := range o.Discounts {
		for i := range sh.Codes {
			if strings.EqualFold(sh.Codes[i].Code, d.Code) {
				sh.Codes[i].Used++
			}
		}
	}
}

// DiscountRules are the codes that apps have made in a store.
func (s *Server) DiscountRules(shop string) (out []CodeRule) {
	s.look(shop, func(sh *shopState) { out = slices.Clone(sh.Codes) })
	return out
}
