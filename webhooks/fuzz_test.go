package webhooks

import (
	"os"
	"path/filepath"
	"testing"

	"clientele/models"
	"clientele/models/orders"
)

// seed adds all fixtures, so that each reader also meets the bodies of others.
func seed(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		f.Fatalf("no fixtures: %v", err)
	}
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(body)
	}
	for _, body := range []string{``, `null`, `{}`, `{"id": 1e308}`, `{"id": "1", "line_items": [[]]}`, base} {
		f.Add([]byte(body))
	}
}

// refused checks that a reader's refusal is one that no repetition mends, and
// tells whether there was one.
func refused(t *testing.T, err error) bool {
	t.Helper()
	if err != nil && models.CodeOf(err) != models.Invalid {
		t.Fatalf("refused with %v, want Invalid", err)
	}
	return err != nil
}

func number(t *testing.T, what, id string) {
	t.Helper()
	if !models.PlatformNumber(id) {
		t.Errorf("%s has the number %q", what, id)
	}
}

func sane(t *testing.T, what string, minor int64) {
	t.Helper()
	if minor < 0 || minor > amountMax {
		t.Errorf("%s is %d", what, minor)
	}
}

func saneRefund(t *testing.T, r orders.Refund) {
	t.Helper()
	number(t, "a refund", r.ID)
	sane(t, "the amount of a refund", r.AmountMinor)
	sane(t, "the tax of a refund", r.TaxMinor)
	if r.At.IsZero() {
		t.Error("a refund has no time")
	}
	for _, l := range r.Lines {
		if l.Line != shippingLine && l.Line != dutiesLine {
			number(t, "a refunded line", l.Line)
		}
		sane(t, "a refunded line", l.SubtotalMinor)
		sane(t, "its tax", l.TaxMinor)
	}
}

func FuzzReadOrder(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		fact, err := readOrder(delivery("orders/paid", body))
		if refused(t, err) {
			return
		}
		s := fact.Snapshot
		number(t, "the order", string(fact.Order))
		sane(t, "the total", s.TotalMinor)
		if s.Buyer.Customer != "" {
			number(t, "the customer", s.Buyer.Customer)
		}
		if !models.ValidCurrency(s.Currency) || !models.ValidCurrency(s.Presentment) || s.CreatedAt.IsZero() || s.Stamp.UpdatedAt.IsZero() {
			t.Errorf("currency %q, presentment %q, created %v, updated %v", s.Currency, s.Presentment, s.CreatedAt, s.Stamp.UpdatedAt)
		}
		for _, l := range s.Lines {
			sane(t, "a line", l.NetMinor)
			sane(t, "its tax", l.TaxMinor)
			if l.Kind == orders.Goods || l.Kind == orders.GiftCard {
				number(t, "a line", l.ID)
			}
			if l.Quantity < 0 || l.Current < 0 || len([]rune(l.Title)) > textMax {
				t.Errorf("line %+v", l)
			}
		}
		for _, r := range s.Refunds {
			saneRefund(t, r)
		}
		// Whatever is read can be kept and counted.
		order := orders.Order{}.Join(s)
		order.SpentMinor()
	})
}

func FuzzReadRefund(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := open(body)
		if refused(t, err) {
			return
		}
		currency := refundCurrency(n)
		if currency == "" {
			currency = "USD"
		}
		refund := readRefund(n, currency)
		if !refused(t, n.r.err) {
			saneRefund(t, refund)
		}
	})
}

func FuzzReadCustomer(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		fact, err := readCustomer(delivery("customers/update", body))
		if !refused(t, err) {
			number(t, "the customer", fact.Customer)
			if fact.Profile.AsOf.IsZero() || fact.CreatedAt.IsZero() || len([]rune(fact.Profile.Email)) > textMax {
				t.Errorf("%+v", fact)
			}
		}
		gone, err := readDeleted(delivery("customers/delete", body))
		if !refused(t, err) {
			number(t, "the deleted customer", gone.Customer)
		}
		merged, err := readMerge(delivery("customers/merge", body))
		if !refused(t, err) {
			number(t, "the kept customer", merged.Kept)
			number(t, "the merged customer", merged.Deleted)
		}
	})
}

func FuzzReadRequest(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, key := range []string{"orders_requested", "orders_to_redact"} {
			fact, err := readRequest(delivery("customers/redact", body), key)
			if refused(t, err) {
				continue
			}
			if fact.ID == "" || (fact.Customer != "" && !models.PlatformNumber(fact.Customer)) {
				t.Errorf("%+v", fact)
			}
			for _, id := range fact.Orders {
				number(t, "an order", string(id))
			}
		}
	})
}

func FuzzReadDispute(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		fact, err := readDispute(delivery("disputes/update", body))
		if refused(t, err) {
			return
		}
		number(t, "the dispute", fact.Dispute.ID)
		sane(t, "its amount", fact.Dispute.Minor)
		if fact.Dispute.State == "" || !models.ValidCurrency(fact.Dispute.Currency) || fact.Dispute.Stamp.UpdatedAt.IsZero() {
			t.Errorf("%+v", fact.Dispute)
		}
	})
}

func FuzzReadScopes(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		fact, err := readScopes(delivery("app/scopes_update", body))
		if refused(t, err) {
			return
		}
		for _, scope := range fact.Scopes {
			if !scopeForm.MatchString(scope) {
				t.Errorf("scope %q", scope)
			}
		}
	})
}

// What the door lets in is what the readers can parse, except that only they
// look for names that occur twice.
func FuzzDoorAndReadersAgreeOnJSON(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, body []byte) {
		_, atTheDoor := prepare(delivery("orders/paid", nil), body)
		_, byReader := parse(body)
		refused(t, atTheDoor)
		refused(t, byReader)
		if atTheDoor != nil && byReader == nil {
			t.Errorf("refused at the door (%v) but readable", atTheDoor)
		}
		if atTheDoor == nil && byReader == errSyntax {
			t.Error("let in at the door although it is not JSON")
		}
	})
}
