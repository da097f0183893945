package sandbox

import "strings"

// mailWords are the platform's order mails per language: subject and text with
// the order's name and total to be filled in.
var mailWords = map[string]map[string][2]string{
	"en": {
		"confirmed": {"Order {order} confirmed", "Thank you for your purchase, {name}.\n\n{lines}\nTotal {total}\n\nWe will write again when it is on its way."},
		"paid":      {"Payment received for order {order}", "Hello {name},\n\nwe have received your payment of {total}."},
		"refunded":  {"Refund notification for order {order}", "Hello {name},\n\na refund of {refunded} is on its way to you."},
		"cancelled": {"Order {order} has been cancelled", "Hello {name},\n\nyour order {order} has been cancelled."},
		"invoice":   {"Invoice {draft}", "{words}\n\nPay here: {link}"},
		"welcome":   {"Welcome to {shop}", "Hello {name},\n\nyour account is ready. Sign in with this e-mail address at any time."},
	},
	"ja": {
		"confirmed": {"ご注文 {order} を承りました", "{name} 様\n\nお買い上げありがとうございます。\n\n{lines}\n合計 {total}\n\n発送の際に改めてお知らせいたします。"},
		"paid":      {"ご注文 {order} のお支払いを確認しました", "{name} 様\n\n{total} のお支払いを確認いたしました。"},
		"refunded":  {"ご注文 {order} の返金のお知らせ", "{name} 様\n\n{refunded} の返金手続きを行いました。"},
		"cancelled": {"ご注文 {order} はキャンセルされました", "{name} 様\n\nご注文 {order} をキャンセルいたしました。"},
		"invoice":   {"請求書 {draft}", "{words}\n\nお支払いはこちら：{link}"},
		"welcome":   {"{shop} へようこそ", "{name} 様\n\nアカウントの準備ができました。"},
	},
}

// orderMail writes what the platform tells the shopper, if there is an address.
func (s *Server) orderMail(st *state, sh *shopState, o *Order, kind string) {
	if o.Email == "" || o.Source == "pos" {
		return
	}
	var lines strings.Builder
	for _, l := range o.Lines {
		lines.WriteString(itoa(l.Quantity) + " × " + l.Title + "   " + display(l.Net().Buyer, o.BuyerCurrency) + "\n")
	}
	name := strings.TrimSpace(o.FirstName + " " + o.LastName)
	if name == "" {
		name = o.Email
	}
	refunded := Money{}
	if n := len(o.Refunds); n > 0 {
		for _, t := range o.Transactions {
			if t.ID == o.Refunds[n-1].TransactionID {
				refunded = t.Amount
			}
		}
	}
	s.write(st, sh, o.Locale, kind, o.Email, map[string]string{
		"order": o.Name(), "name": name, "lines": lines.String(),
		"total": display(o.Totals().Total.Buyer, o.BuyerCurrency), "refunded": display(refunded.Buyer, o.BuyerCurrency),
	})
}

func (s *Server) welcomeMail(st *state, sh *shopState, c *Customer) {
	s.write(st, sh, c.Locale, "welcome", c.Email, map[string]string{"name": c.Name()})
}

func (s *Server) write(st *state, sh *shopState, locale, kind, to string, values map[string]string) {
	language, _, _ := strings.Cut(locale, "-")
	words, ok := mailWords[language]
	if !ok {
		words = mailWords["en"]
	}
	pairs := []string{"{shop}", sh.Shop.Name}
	for name, value := range values {
		pairs = append(pairs, "{"+name+"}", value)
	}
	fill := strings.NewReplacer(pairs...)
	st.Mails = append(st.Mails, &Mail{
		ID: st.id(), Shop: sh.Shop.Domain, From: sh.Shop.Name + " <" + sh.Shop.Email + ">", To: to,
		Subject: fill.Replace(words[kind][0]), Text: fill.Replace(words[kind][1]), At: s.now(),
	})
}

// display writes an amount for people: "12.50 USD".
func display(minor int64, currency string) string {
	return FormatMoney(minor, currency) + " " + currency
}
