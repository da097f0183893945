package sandbox

import (
	"strings"
	"time"
)

// CreditMovement is one crediting of a customer's store credit.
type CreditMovement struct {
	ID     int64
	Amount int64 // minor units of the store's currency
	At     time.Time
}

// GiftCardMade is a gift card that an app has made.
type GiftCardMade struct {
	ID         int64
	Code       string
	Amount     int64
	CustomerID int64
	Note       string
	At         time.Time
}

func (r *run) creditObject(c *Customer, m CreditMovement) object {
	var balance int64
	for _, other := range c.Credits {
		balance += other.Amount
		if other.ID == m.ID {
			break
		}
	}
	currency := r.shop.Shop.Currency
	return object{
		"__typename": "StoreCreditAccountCreditTransaction", "id": gid("StoreCreditAccountCreditTransaction", m.ID), "createdAt": instant(m.At),
		"amount": moneyV2(m.Amount, currency), "remainingAmount": moneyV2(m.Amount, currency), "balanceAfterTransaction": moneyV2(balance, currency), "expiresAt": nil,
	}
}

// creditAccounts are a customer's accounts of store credit, newest movement
// first where asked for in reverse.
func (r *run) creditAccounts(c *Customer) field {
	return r.guarded("storeCreditAccounts", "read_store_credit_accounts", func(args map[string]any) (any, error) {
		if len(c.Credits) == 0 {
			return fixed("StoreCreditAccount", nil)(args)
		}
		movements := []object{}
		var balance int64
		for _, m := range c.Credits {
			balance += m.Amount
			movements = append(movements, r.creditObject(c, m))
		}
		account := object{
			"__typename": "StoreCreditAccount", "id": gid("StoreCreditAccount", c.ID), "balance": moneyV2(balance, r.shop.Shop.Currency),
			"transactions": r.guarded("transactions", "read_store_credit_account_transactions", fixed("StoreCreditAccountTransaction", movements)),
		}
		return fixed("StoreCreditAccount", []object{account})(args)
	})
}

// creditAccount adds store credit. It knows no key: asking twice gives twice.
func (r *run) creditAccount(args map[string]any) (any, error) {
	const payload = "StoreCreditAccountCreditPayload"
	if !r.shop.hasScope("write_store_credit_account_transactions") {
		return nil, deny("storeCreditAccountCredit", "write_store_credit_account_transactions")
	}
	refuse := func(field, code, message string) (any, error) {
		w := &wrong{field, code, message}
		return object{"__typename": payload, "storeCreditAccountTransaction": nil, "userErrors": []object{w.object("StoreCreditAccountCreditUserError", "creditInput")}}, nil
	}
	n, ok := gidNumber(textArg(args, "id"), "Customer")
	c := r.shop.customer(n)
	amount := child(args, "creditInput", "creditAmount")
	minor, good := decimalArg(amount, "amount", unit(r.shop.Shop.Currency))
	switch {
	case !ok || c == nil || c.Deleted || c.MergedInto != 0:
		return refuse("id", "OWNER_NOT_FOUND", "Owner does not exist")
	case textArg(amount, "currencyCode") != r.shop.Shop.Currency:
		return refuse("creditAmount", "UNSUPPORTED_CURRENCY", "Currency is not supported")
	case !good || minor <= 0:
		return refuse("creditAmount", "NEGATIVE_OR_ZERO_AMOUNT", "Amount must be greater than 0")
	}
	m := CreditMovement{ID: r.state.id(), Amount: minor, At: r.server.now()}
	c.Credits = append(c.Credits, m)
	return object{"__typename": payload, "storeCreditAccountTransaction": r.creditObject(c, m), "userErrors": []object{}}, nil
}

func (r *run) createGiftCard(args map[string]any) (any, error) {
	const payload = "GiftCardCreatePayload"
	in := child(args, "input")
	switch {
	case !r.shop.hasScope("write_gift_cards"):
		return nil, deny("giftCardCreate", "write_gift_cards")
	case in["customerId"] != nil && !r.shop.hasScope("write_customers"):
		return nil, deny("giftCardCreate", "write_customers")
	}
	refuse := func(field, code, message string) (any, error) {
		w := &wrong{field, code, message}
		return object{"__typename": payload, "giftCard": nil, "giftCardCode": nil, "userErrors": []object{w.object("GiftCardUserError", "input")}}, nil
	}
	code := strings.ToUpper(textArg(in, "code"))
	minor, good := decimalArg(child(in, "initialAmount"), "amount", unit(r.shop.Shop.Currency))
	n, ok := gidNumber(textArg(in, "customerId"), "Customer")
	switch {
	case len(code) < 8 || len(code) > 20:
		return refuse("code", "TOO_SHORT", "Code must be 8 to 20 letters and digits")
	case !good || minor <= 0:
		return refuse("initialAmount", "GREATER_THAN", "Initial value must be greater than 0")
	case in["customerId"] != nil && (!ok || r.shop.customer(n) == nil):
		return refuse("customerId", "CUSTOMER_NOT_FOUND", "The customer could not be found.")
	}
	for _, card := range r.shop.Cards {
		if card.Code == code {
			return refuse("code", "TAKEN", "Code has already been taken")
		}
	}
	card := GiftCardMade{ID: r.state.id(), Code: code, Amount: minor, CustomerID: n, Note: textArg(in, "note"), At: r.server.now()}
	r.shop.Cards = append(r.shop.Cards, card)
	made := object{"__typename": "GiftCard", "id": gid("GiftCard", card.ID), "lastCharacters": code[len(code)-4:], "initialValue": moneyV2(minor, r.shop.Shop.Currency)}
	return object{"__typename": payload, "giftCard": made, "giftCardCode": code, "userErrors": []object{}}, nil
}

// GiftCards are those that apps have made in a store.
func (s *Server) GiftCards(shop string) (out []GiftCardMade) {
	s.look(shop, func(sh *shopState) { out = append(out, sh.Cards...) })
	return out
}
