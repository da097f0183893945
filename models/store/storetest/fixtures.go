package storetest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/levels"
	"clientele/models/orders"
	"clientele/models/points"
	"clientele/models/privacy"
	"clientele/models/products"
	"clientele/models/rewards"
	"clientele/models/shops"
	"clientele/models/store"
)

// The fixtures fill every field, so that one a row forgets is missed.

func shopOf(id models.ShopID) shops.Shop {
	return shops.Shop{
		ID: id, Salt: []byte("0123456789abcdef0123456789abcdef"), Scopes: []string{"read_orders", "read_customers"}, Install: 2,
		Details:     shops.Details{Name: "Demo", Email: "owner@example.com", Currency: "USD", Zone: "America/New_York", Locale: "en", AsOf: at(-60)},
		Tokens:      shops.Tokens{Access: []byte{1}, Refresh: []byte{2}, AccessEnds: at(60), RefreshEnds: at(6000), Serial: 3, RefreshingTill: at(1)},
		SetUp:       shops.SetUp{Dismissed: true},
		LastSeen:    shops.LastSeen{DeliveryAt: at(-5), PointsAt: at(-4)},
		InstalledAt: at(-100),
	}
}

func contactOf(shop models.ShopID, id models.ContactID) contacts.Contact {
	return contacts.Contact{
		Shop: shop, ID: id, Platform: "7",
		Profile:   contacts.Profile{Email: "ann@example.com", Phone: "+15550100", FirstName: "Ann", LastName: "Lee", Locale: "en", Verified: true, AsOf: at(-3)},
		Search:    []string{"ann", "ann lee", "example.com"},
		CreatedAt: at(-50), UpdatedAt: at(-3),
		Figures:  contacts.Figures{Orders: 2, SpentMinor: 4995, Currency: "USD", LastOrderAt: at(-4), Available: 40, Pending: 9, Debt: 1, Balance: 39, Halted: true, Level: "gold"},
		Absorbed: []contacts.Absorbed{{ID: "g_1", At: at(-2), Kind: "claim"}}, DeletedAt: at(-1),
		Birthday: contacts.Birthday{Month: 2, Day: 29, KnownAt: at(-9), By: "42"}, Account: contacts.Account{Without: at(-50), With: at(-49)},
		Consents: []contacts.Consent{{Channel: contacts.EMail, Given: true, At: at(-7)}},
	}
}

func orderOf(shop models.ShopID, id models.OrderID, account models.ContactID) points.Record {
	stamp := orders.Stamp{UpdatedAt: at(-20), TriggeredAt: at(-19), Digest: "abc"}
	return points.Record{
		Order: orders.Order{
			Shop: shop, ID: id, Known: true, Stamp: stamp, Name: "#" + string(id), CreatedAt: at(-21), Currency: "USD", Presentment: "EUR",
			TaxesIncluded: true, Test: true, Source: "web", Tags: []string{"vip", "wholesale"}, TotalMinor: 4995,
			Lines: []orders.Line{{ID: "1", Kind: orders.Goods, Product: "9", Title: "Tea 🍵", Vendor: "Fern & Kiln", SKU: "FK-1", Quantity: 2, Current: 1, NetMinor: 4000, TaxMinor: 300}},
			Refunds: []orders.Refund{{ID: "5", At: at(-18), Settled: true, AmountMinor: 100, TaxMinor: 10,
				Lines: []orders.RefundLine{{Line: "1", Quantity: 1, SubtotalMinor: 2000, TaxMinor: 150}}}},
			Disputes:  []orders.Dispute{{ID: "31", State: orders.DisputeWon, Minor: 4995, Currency: "USD", Stamp: stamp}},
			Products:  []products.Facts{factsOf("9")},
			Bookings:  []orders.Booking{{Line: "1", ID: "b1", Variant: "71"}},
			Discounts: []orders.Discount{{Code: "CL1", Minor: 0}, {Code: "CL1", Line: "1", Minor: 500}},
			Buyer:     orders.Buyer{Customer: "7", Guest: "g_9", Stamp: stamp},
			PaidAt:    at(-20), CancelledAt: at(-10),
		},
		Standing: points.Standing{
			Shop: shop, Order: id, Account: account, Programme: 3, First: true, Number: 1, Used: 20, Multiplier: "3/2", Target: 49, Net: 40, Forgiven: 2, Qualifies: true,
			CreatedAt: at(-21), SpentMinor: 2995, Counted: true,
			Level: points.LevelPart{Day: "2026-11-22", PointsDay: "2026-12-06", PointsFrom: at(20_000), Points: 40, SpentMinor: 2995, Orders: 1},
		},
	}
}

func deliveryOf(shop models.ShopID, id string, arrived time.Time) models.Delivery {
	return models.Delivery{
		Shop: shop, WebhookID: id, EventID: "e-" + id, Topic: "orders/paid", APIVersion: "2026-10", TriggeredAt: arrived.Add(-time.Second),
		ReceivedAt: arrived, Body: []byte(`{"id":1}`), Size: 8, SHA256: "ff", State: models.Waiting, DueAt: arrived,
		History: []models.DeliveryAttempt{{At: arrived, Outcome: "failed", Problem: "away"}},
	}
}

func programmeOf(shop models.ShopID, version int) points.Programme {
	return points.Programme{
		Shop: shop, Version: version, Zone: "Asia/Tokyo", EffectiveFrom: at(version), SavedBy: "11", Note: "more",
		Settings: points.Settings{
			Enabled: true, IncludeTax: true, IncludeShipping: true, IncludeTips: true, IncludeDuties: true, IncludeGiftCards: true,
			HoldDays: 14, Life: points.Life{Count: 45, Unit: points.Days}, IdleMonths: 6, Cap: points.Cap{Points: 500, Period: points.Month}, Clawback: points.Unlimited, Guests: true, TestOrders: true, EarlierOrders: true,
			Rules: []points.RuleSetting{{ID: "spend", Kind: "per_amount", Params: models.Params{"points": "1", "amount": "1.00"}}},
		},
	}
}

func requestOf(shop models.ShopID, id string, received time.Time) privacy.Request {
	return privacy.Request{
		Shop: shop, ID: id, Kind: privacy.DataRequest, Contacts: []models.ContactID{"c_7"}, Orders: []models.OrderID{"1", "2"},
		ReceivedAt: received, DueAt: received.Add(privacy.Deadline), State: privacy.Ready, DoneAt: at(2), DoneBy: "11",
	}
}

// manual is a person's wish with a key of its own.
func manual(key string) points.Manual {
	return points.Manual{Key: "manual-" + key, Actor: "11", Reason: "goodwill", Note: "thank you"}
}

// adjust moves points of an account in the transaction that ctx is of.
func adjust(ctx context.Context, s *store.Store, shop models.ShopID, id models.ContactID, key string, amount int64) error {
	account, err := s.Ledger.Account(ctx, shop, id)
	if err != nil {
		return err
	}
	lots, err := s.Ledger.Lots(ctx, shop, id)
	if err != nil {
		return err
	}
	book := points.OpenBook(account, lots, Start)
	if err := book.Adjust(manual(key), amount); err != nil {
		return err
	}
	return s.Ledger.Write(ctx, book)
}

// earn credits an account for an order that matures after so many days.
func earn(ctx context.Context, s *store.Store, record points.Record, holdDays int) error {
	settings := points.DefaultSettings("USD")
	settings.HoldDays = holdDays
	return earnBy(ctx, s, record, settings)
}

// earnFor credits an account for an order whose points last for a life.
func earnFor(ctx context.Context, s *store.Store, record points.Record, life points.Life) error {
	settings := points.DefaultSettings("USD")
	settings.Life = life
	return earnBy(ctx, s, record, settings)
}

func earnBy(ctx context.Context, s *store.Store, record points.Record, settings points.Settings) error {
	programme := points.Programme{Shop: record.Order.Shop, Version: 1, Zone: "UTC", Settings: settings}
	account, err := s.Ledger.Account(ctx, record.Order.Shop, record.Standing.Account)
	if err != nil {
		return err
	}
	lots, err := s.Ledger.Lots(ctx, record.Order.Shop, record.Standing.Account, record.Order.ID)
	if err != nil {
		return err
	}
	book := points.OpenBook(account, lots, Start)
	if _, err := points.Reconcile(book, points.Standing{}, record.Order, programme, points.Circumstances{First: true}); err != nil {
		return err
	}
	return s.Ledger.Write(ctx, book)
}

// paidOrder is a plain order worth 40 points.
func paidOrder(shop models.ShopID, id models.OrderID, account models.ContactID) points.Record {
	r := orderOf(shop, id, account)
	r.Order.CancelledAt, r.Order.Refunds, r.Order.Test, r.Order.Lines[0].Current = time.Time{}, nil, false, 2
	r.Order.TaxesIncluded = false
	return r
}

// offers are what puts something that can be booked, and a booking, into a shop.
func offers(ctx context.Context, s *store.Store, shop models.ShopID) []func() error {
	return []func() error{
		func() error { _, err := s.Services.Save(ctx, serviceOf(shop, "s1")); return err },
		func() error { _, err := s.Team.SaveMember(ctx, memberOf(shop, "ann")); return err },
		func() error { _, err := s.Team.SaveLocation(ctx, locationOf(shop, "l1")); return err },
		func() error { _, err := s.Team.SavePool(ctx, poolOf(shop, "p1")); return err },
		func() error { _, err := s.Team.SaveCalendar(ctx, calendarOf(shop)); return err },
		func() error { _, err := s.Feeds.Save(ctx, feedOf(shop, "ann", "f1")); return err },
		func() error { return s.Feeds.PutLink(ctx, linkOf(shop, "ann", "d1")) },
		func() error { _, err := s.Waitlist.Save(ctx, entryFor(shop, "w1", 0)); return err },
	}
}

// Populate puts at least one document of a shop into every collection. The
// same shop can be populated once.
func Populate(t testing.TB, s *store.Store, shop models.ShopID) {
	t.Helper()
	ctx := context.Background()
	for _, write := range append(offers(ctx, s, shop), []func() error{
		func() error { _, err := s.Shops.Save(ctx, shopOf(shop)); return err },
		func() error { _, err := s.Contacts.Save(ctx, contactOf(shop, "c_7")); return err },
		func() error { _, err := s.Contacts.Save(ctx, contactOf(shop, "g_8")); return err },
		func() error { _, err := s.Merges.Save(ctx, mergeOf(shop, "m1", "c_7", "g_8", 0)); return err },
		func() error { _, err := s.Orders.Save(ctx, orderOf(shop, "1001", "c_7")); return err },
		func() error { return s.Programmes.Add(ctx, programmeOf(shop, 1)) },
		func() error { return s.Requests.Put(ctx, requestOf(shop, "r1", at(0))) },
		func() error { _, err := s.Sync.SavePoll(ctx, pollOf(shop, 1)); return err },
		func() error { _, err := s.Sync.SaveBackfill(ctx, backfillOf(shop, 1)); return err },
		func() error { _, err := s.Verifications.Save(ctx, verificationOf(shop)); return err },
		func() error { _, err := s.Notices.Save(ctx, noticesOf(shop)); return err },
		func() error { _, err := s.Referrals.Save(ctx, referralOf(shop, "x1", at(0))); return err },
		func() error { return s.Referrals.SaveCode(ctx, shop, "ABCDEFGHJKLM", "c_7") },
		func() error { _, err := s.Events.Save(ctx, eventOf(shop, "c_7", points.Visit, "b1", 0)); return err },
		func() error { return s.Products.Put(ctx, shop, []products.Facts{factsOf("9")}) },
		func() error { return s.Levels.AddLadder(ctx, ladderOf(shop, 1)) },
		func() error {
			return s.Tx.Do(ctx, func(ctx context.Context) error {
				changes := []levels.Change{levelChange(shop, "c_7", 1, "", "gold")}
				if _, err := s.Levels.Save(ctx, levelOf(shop, "c_7"), changes); err != nil {
					return err
				}
				return s.Levels.Rolled(ctx, shop, 1)
			})
		},
		func() error { _, err := s.Inbox.Put(ctx, []models.Delivery{deliveryOf(shop, "w1", at(0))}); return err },
		func() error {
			return s.Tx.Do(ctx, func(ctx context.Context) error {
				return s.Figures.Put(ctx, points.Delta{Shop: shop, ID: "d1", Day: "2026-11-22", Sum: points.Sums{Earned: 1}, Cohorts: cohortsOf("2026-11", 1)})
			})
		},
		func() error {
			return s.Tx.Do(ctx, func(ctx context.Context) error { _, err := s.Figures.Fold(ctx, 100); return err })
		},
		func() error {
			return s.Tx.Do(ctx, func(ctx context.Context) error {
				return s.Figures.Put(ctx, points.Delta{Shop: shop, ID: "d2", Day: "2026-11-22", Sum: points.Sums{Earned: 1}})
			})
		},
		func() error {
			return s.Tx.Do(ctx, func(ctx context.Context) error {
				if err := s.Ledger.SaveCommand(ctx, points.Command{Shop: shop, Key: "k1", Account: "c_7", Digest: "d", FirstSeq: 1, LastSeq: 2, At: at(0)}); err != nil {
					return err
				}
				return adjust(ctx, s, shop, "c_7", "k1-populated", 50)
			})
		},
		func() error { return bookOne(ctx, s, shop) },
		func() error { return s.Outbox.Put(ctx, messageOf(shop, "m1", at(0))) },
		func() error { _, err := s.Rewards.Save(ctx, rewardOf(shop, "r1")); return err },
		func() error { return s.Rewards.SaveTaken(ctx, shop, "r1", 3, 0) },
		func() error { _, err := s.Redemptions.Save(ctx, redemptionOf(shop, "x1", at(0))); return err },
	}...) {
		if err := write(); err != nil {
			t.Fatalf("populating %s: %v", shop, err)
		}
	}
}

// Dump is what every repository shows of a populated shop, for comparison.
func Dump(t testing.TB, s *store.Store, shop models.ShopID) string {
	t.Helper()
	ctx := context.Background()
	var parts []any
	add := func(part any, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("reading %s: %v", shop, err)
		}
		parts = append(parts, part)
	}
	addOf := func(get func() (any, error)) { t.Helper(); add(get()) }
	addOf(func() (any, error) { return s.Shops.Get(ctx, shop) })
	addOf(func() (any, error) { return s.Contacts.Page(ctx, shop, contacts.Query{}) })
	addOf(func() (any, error) { return s.Orders.Newest(ctx, shop, 100) })
	addOf(func() (any, error) { return s.Ledger.Account(ctx, shop, "c_7") })
	addOf(func() (any, error) { return s.Ledger.AllLots(ctx, shop, []models.ContactID{"c_7"}, 100) })
	addOf(func() (any, error) { return s.Ledger.Entries(ctx, shop, "c_7", "", 100) })
	addOf(func() (any, error) { return s.Ledger.Command(ctx, shop, "k1") })
	addOf(func() (any, error) { return s.Programmes.Versions(ctx, shop) })
	addOf(func() (any, error) { return s.Events.Of(ctx, shop, []models.ContactID{"c_7"}, 100) })
	addOf(func() (any, error) { return s.Products.Of(ctx, shop, []string{"9"}) })
	addOf(func() (any, error) { return s.Figures.Total(ctx, shop) })
	addOf(func() (any, error) { return s.Figures.Days(ctx, shop, "", "9") })
	addOf(func() (any, error) { return s.Inbox.Get(ctx, shop, "w1") })
	addOf(func() (any, error) { return s.Requests.Page(ctx, shop, "", 100) })
	addOf(func() (any, error) { return s.Sync.Poll(ctx, shop) })
	addOf(func() (any, error) { return s.Sync.Backfill(ctx, shop) })
	addOf(func() (any, error) { return s.Verifications.Get(ctx, shop) })
	addOf(func() (any, error) { return s.Outbox.Get(ctx, shop, "m1") })
	addOf(func() (any, error) { return s.Rewards.All(ctx, shop) })
	addOf(func() (any, error) {
		taken, version, err := s.Rewards.Taken(ctx, shop, "r1")
		return [2]int64{taken, version}, err
	})
	addOf(func() (any, error) { return s.Redemptions.Page(ctx, shop, rewards.Query{}) })
	addOf(func() (any, error) { return s.Notices.Get(ctx, shop) })
	addOf(func() (any, error) { return s.Appointments.Get(ctx, shop, "b1") })
	addOf(func() (any, error) { return s.Sheets.Taken(ctx, shop, nil, span(-100, 100)) })
	addOf(func() (any, error) { return s.Services.All(ctx, shop) })
	addOf(func() (any, error) { return s.Team.Members(ctx, shop) })
	addOf(func() (any, error) { return s.Team.Locations(ctx, shop) })
	addOf(func() (any, error) { return s.Team.Pools(ctx, shop) })
	addOf(func() (any, error) { return s.Team.Calendar(ctx, shop) })
	addOf(func() (any, error) { return s.Feeds.Of(ctx, shop, "") })
	addOf(func() (any, error) { return s.Feeds.Links(ctx, shop) })
	addOf(func() (any, error) { return s.Waitlist.Get(ctx, shop, "w1") })
	addOf(func() (any, error) { return s.Levels.Ladders(ctx, shop) })
	addOf(func() (any, error) { return s.Levels.State(ctx, shop, "c_7") })
	addOf(func() (any, error) { return s.Levels.Changes(ctx, shop, "c_7", "", 100) })
	addOf(func() (any, error) {
		counts, ladder, err := s.Levels.Counts(ctx, shop)
		return fmt.Sprint(counts, ladder), err
	})
	return fmt.Sprintf("%+v", parts)
}

func cohortsOf(month string, n int64) []points.Cohort {
	return []points.Cohort{{Month: month, Sum: points.CohortSums{Issued: 6 * n, ClawedBack: 5 * n, Repaid: 4 * n, Redeemed: 3 * n, Expired: 2 * n, Erased: n}}}
}
