package sandbox

import (
	"bytes"
	"encoding/json"
	"html/template"
	"net/http"
	"strings"
	"time"
)

// pageFuncs are the helpers templates may call.
func pageFuncs() template.FuncMap {
	return template.FuncMap{
		"money": showMoney, "plainMoney": FormatMoney, "art": drawProduct, "icon": icon, "awning": awning,
		"stamp": stamp, "day": day, "status": orderStatus, "delivery": deliveryStatus, "scope": scopeText,
		"join": strings.Join, "add": func(a, b int64) int64 { return a + b }, "sub": func(a, b int64) int64 { return a - b },
		"initials": initials, "rfc": func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"times": func(n, m int64) int64 { return n * m }, "neg": func(n int64) int64 { return -n },
		"lastAttempt": lastAttempt, "person": person, "clock": clockFace, "state": stateKey,
		"pick": pick, "list": func(items ...string) []string { return items }, "upto": upto,
		"parts": func(items ...any) []any { return items },
	}
}

// symbols are what people expect before an amount.
var symbols = map[string]string{"USD": "$", "JPY": "¥", "EUR": "€", "GBP": "£", "CAD": "CA$", "KRW": "₩", "AUD": "A$"}

// showMoney writes an amount for people: $1,234.50, ¥1,200, −$3.00.
func showMoney(minor int64, currency string) string {
	sign := ""
	if minor < 0 {
		sign, minor = "−", -minor
	}
	whole, fraction, found := strings.Cut(FormatMoney(minor, currency), ".")
	if found {
		fraction = "." + fraction
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	symbol, known := symbols[currency]
	if !known {
		symbol = currency + " "
	}
	return sign + symbol + whole + fraction
}

func zone(name string) *time.Location {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return time.UTC
	}
	return loc
}

// stamp writes a moment on the store's wall clock.
func stamp(t time.Time, shop Shop, locale string) string {
	if t.IsZero() {
		return "—"
	}
	t = t.In(zone(shop.Timezone))
	if locale == "ja" {
		return t.Format("2006年1月2日 15:04")
	}
	return t.Format("2 Jan 2006, 15:04")
}

// face is a moment in the pieces the clock shows.
type face struct{ Day, Year, Time string }

// clockFace is the simulated time, on the store's clock where there is a store.
func clockFace(t time.Time, shop Shop) face {
	t, suffix := t.UTC(), " UTC"
	if shop.Handle != "" {
		t, suffix = t.In(zone(shop.Timezone)), ""
	}
	return face{t.Format("2 Jan"), t.Format("2006"), t.Format("15:04") + suffix}
}

// person is a customer's name in the order their language puts it.
func person(c Customer) string {
	if strings.HasPrefix(c.Locale, "ja") && c.FirstName != "" && c.LastName != "" {
		return c.LastName + " " + c.FirstName
	}
	return c.Name()
}

// day writes the calendar day of a moment.
func day(t time.Time, shop Shop, locale string) string {
	if t.IsZero() {
		return "—"
	}
	t = t.In(zone(shop.Timezone))
	switch locale {
	case "ja":
		return t.Format("2006年1月2日")
	case "ko":
		return t.Format("2006년 1월 2일")
	}
	return t.Format("2 January 2006")
}

// label is a state in words with the colour it deserves: good, warn, bad or
// nothing.
type label struct{ Text, Tone string }

func orderStatus(o Order) label {
	if !o.CancelledAt.IsZero() {
		return label{"Cancelled", "bad"}
	}
	switch o.FinancialStatus() {
	case "paid":
		return label{"Paid", "good"}
	case "pending":
		return label{"Payment pending", "warn"}
	case "partially_paid":
		return label{"Partly paid", "warn"}
	case "partially_refunded":
		return label{"Partly refunded", ""}
	case "refunded":
		return label{"Refunded", ""}
	case "voided":
		return label{"Voided", "bad"}
	}
	return label{o.FinancialStatus(), ""}
}

func deliveryStatus(d Delivery) label {
	switch d.State {
	case DeliveryDone:
		return label{"Delivered", "good"}
	case DeliveryFailed:
		return label{"Given up", "bad"}
	case DeliveryCancelled:
		return label{"Cancelled", ""}
	case DeliveryLost:
		return label{"Lost", "bad"}
	}
	if len(d.Attempts) > 0 {
		return label{"Trying again", "warn"}
	}
	return label{"Waiting", "warn"}
}

// lastAttempt is the newest try of a delivery, nil when there was none.
func lastAttempt(d Delivery) *Attempt {
	if len(d.Attempts) == 0 {
		return nil
	}
	return &d.Attempts[len(d.Attempts)-1]
}

// stateKey is the storefront's word for where an order stands.
func stateKey(o Order) string {
	if !o.CancelledAt.IsZero() {
		return "cancelled"
	}
	return o.FinancialStatus()
}

// scopeTexts say what a permission lets the app do.
var scopeTexts = map[string]string{
	"read_customers":                          "See your customers and what they have bought",
	"write_customers":                         "Change customer records, tags and metafields",
	"read_orders":                             "See your orders, refunds and cancellations",
	"write_orders":                            "Refund and cancel orders",
	"read_shopify_payments_disputes":          "See disputes about payments",
	"read_products":                           "See your products",
	"write_products":                          "Add and change products",
	"read_discounts":                          "See your discount codes",
	"write_discounts":                         "Create discount codes for rewards",
	"write_draft_orders":                      "Prepare invoices for your customers",
	"read_draft_orders":                       "See draft orders",
	"write_app_proxy":                         "Answer requests under your store's own address",
	"read_publications":                       "See where products are sold",
	"write_publications":                      "Choose where products are sold",
	"write_gift_cards":                        "Issue gift cards",
	"read_locales":                            "See the languages of your store",
	"read_themes":                             "See which theme your store uses",
	"read_store_credit_accounts":              "See store credit",
	"write_store_credit_account_transactions": "Give store credit",
}

func scopeText(scope string) string {
	if text, ok := scopeTexts[scope]; ok {
		return text
	}
	verb, rest, found := strings.Cut(scope, "_")
	if !found || verb == "" {
		return scope
	}
	return strings.ToUpper(verb[:1]) + verb[1:] + " " + strings.ReplaceAll(rest, "_", " ")
}

func initials(name string) string {
	out := ""
	for _, word := range strings.Fields(name) {
		out += string([]rune(word)[:1])
	}
	if runes := []rune(out); len(runes) > 2 {
		return string(runes[:2])
	}
	return out
}

// upto counts 0..n, for the choices of a quantity.
func upto(n int64) []int64 {
	n = min(n, 200)
	out := make([]int64, 0, n+1)
	for i := int64(0); i <= n; i++ {
		out = append(out, i)
	}
	return out
}

func wantsJSON(r *http.Request) bool {
	return strings.HasPrefix(r.Header.Get("Content-Type"), "application/json")
}

func (v *visit) writeJSON(status int, body any) {
	v.w.Header().Set("Content-Type", "application/json")
	v.w.Header().Set("Cache-Control", "no-store")
	v.w.WriteHeader(status)
	if err := json.NewEncoder(v.w).Encode(body); err != nil {
		v.s.log.Debug("answer not delivered", "error", err)
	}
}

// prettyJSON indents a body for reading; what is not JSON stays as it is.
func prettyJSON(raw []byte) string {
	var out bytes.Buffer
	if json.Indent(&out, raw, "", "  ") != nil {
		return string(raw)
	}
	return out.String()
}
