package shopify

import (
	"context"

	"clientele/models"
	"clientele/models/rewards"
)

// Credit adds store credit. The platform knows no key for it, so whoever calls
// it again has to look for the first one before: see Credits.
func (c *Client) Credit(ctx context.Context, shop models.ShopID, token string, w rewards.Wish) (string, error) {
	var data struct {
		Credited struct {
			Transaction *named      `json:"storeCreditAccountTransaction"`
			UserErrors  []userError `json:"userErrors"`
		} `json:"storeCreditAccountCredit"`
	}
	credit := map[string]any{"creditAmount": money(w.Gift.Minor, w.Currency), "notify": false}
	err := c.change(ctx, shop, token, "credit", "give store credit", "write_store_credit_account_transactions",
		map[string]any{"id": gid("Customer", w.Customer), "credit": credit}, &data)
	if err == nil {
		err = refusedBy("give this store credit", data.Credited.UserErrors)
	}
	if err != nil {
		return "", err
	}
	if data.Credited.Transaction == nil {
		return "", models.Errorf(models.Unavailable, "the platform did not say which credit it gave")
	}
	return data.Credited.Transaction.ID, nil
}

func money(minor int64, currency string) map[string]any {
	return map[string]any{"amount": models.FormatMinor(minor, currency), "currencyCode": currency}
}

// Credits lists a customer's newest credits.
func (c *Client) Credits(ctx context.Context, shop models.ShopID, token, customer string) ([]rewards.Credited, error) {
	type amount struct {
		Amount       string `json:"amount"`
		CurrencyCode string `json:"currencyCode"`
	}
	var data struct {
		Customer *struct {
			Accounts list[struct {
				Transactions list[struct {
					ID        string `json:"id"`
					CreatedAt string `json:"createdAt"`
					Amount    amount `json:"amount"`
				}] `json:"transactions"`
			}] `json:"storeCreditAccounts"`
		} `json:"customer"`
	}
	err := withoutScope(c.ask(ctx, shop, token, "credits", map[string]any{"id": gid("Customer", customer)}, &data),
		"see store credit", "read_store_credit_accounts and read_store_credit_account_transactions")
	if err != nil || data.Customer == nil {
		return nil, err
	}
	var found []rewards.Credited
	for _, account := range data.Customer.Accounts.Nodes {
		for _, t := range account.Transactions.Nodes {
			if t.ID == "" {
				continue // a debit or an expiry
			}
			r := &reader{currency: t.Amount.CurrencyCode}
			at := r.instant("createdAt", t.CreatedAt)
			minor, err := minorOf(t.Amount.Amount, t.Amount.CurrencyCode)
			if err != nil || r.err != nil {
				return nil, models.Errorf(models.Internal, "the platform's answer to credits has another form than asked for")
			}
			found = append(found, rewards.Credited{ID: t.ID, Minor: minor, Currency: t.Amount.CurrencyCode, At: at})
		}
	}
	return found, nil
}

// CreateGiftCard makes the gift card of a redemption. Its code can be told by
// nobody else, so one that is taken was made by an attempt whose answer was
// lost.
func (c *Client) CreateGiftCard(ctx context.Context, shop models.ShopID, token string, w rewards.Wish) (string, error) {
	var data struct {
		Made struct {
			GiftCard   *named      `json:"giftCard"`
			UserErrors []userError `json:"userErrors"`
		} `json:"giftCardCreate"`
	}
	card := map[string]any{
		"initialAmount": money(w.Gift.Minor, w.Currency), "code": w.Code, "customerId": gid("Customer", w.Customer), "note": "Clientele " + w.Redemption,
	}
	err := c.change(ctx, shop, token, "create_gift_card", "create gift cards", "write_gift_cards and write_customers", map[string]any{"card": card}, &data)
	if err != nil {
		return "", err
	}
	if taken(data.Made.UserErrors) {
		return "adopted:" + w.Redemption, nil
	}
	if err := refusedBy("create this gift card", data.Made.UserErrors); err != nil {
		return "", err
	}
	if data.Made.GiftCard == nil {
		return "", models.Errorf(models.Unavailable, "the platform did not say which gift card it made")
	}
	return data.Made.GiftCard.ID, nil
}
