package flow

import (
	"context"
	"time"

	"clientele/models"
	"clientele/models/points"
	"clientele/models/shops"
)

// HomeDays is how many days the home page looks back.
const HomeDays = 30

// lateAfter is how long a delivery may wait before the worker counts as late.
const lateAfter = 2 * time.Minute

// NearLimit is the number of documents in one collection from which the
// embedded store is slow enough to say so.
const NearLimit = 10_000

// Home is what a merchant sees first.
type Home struct {
	Shop         shops.Shop
	Total        points.Sums
	Days         []points.DayFigures // HomeDays of them, oldest first
	Backlog      models.Backlog
	Versions     int
	Engine       string
	Documents    int64
	Token        string
	PrivacyOpen  int
	Effects      int // that wait for a person
	Bookings     Stuck
	Referrals    int                 // that look like ones within a household
	Questions    int                 // about products that could not be asked
	Check        points.Verification // of the books
	LastDelivery time.Time           // arrival of the newest delivery, zero for none
	WaitsFor     time.Duration       // age of the oldest waiting delivery
	Late         bool
	Near         bool
}

// HomePage gathers the figures; all of them are kept, none is counted here.
func (f *Flow) HomePage(ctx context.Context, id models.ShopID) (Home, error) {
	shop, err := f.Shops.Get(ctx, id)
	if err != nil {
		return Home{}, err
	}
	now := f.Now()
	out := Home{Shop: shop, Engine: f.Engine.Kind(), Token: shop.TokenState(now)}
	if out.Total, err = f.Figures.Total(ctx, id); err != nil {
		return out, err
	}
	if out.Days, err = f.days(ctx, shop, now); err != nil {
		return out, err
	}
	if out.Backlog, err = f.Inbox.Backlog(ctx, id, models.Instant(now)); err != nil {
		return out, err
	}
	newest, err := f.Inbox.Page(ctx, id, DeliveryQuery{Limit: 1})
	if err != nil {
		return out, err
	}
	if len(newest.Items) > 0 {
		out.LastDelivery = newest.Items[0].ReceivedAt
	}
	versions, err := f.programmes(ctx, shop, shop.Details.Currency)
	if err != nil {
		return out, err
	}
	out.Versions = len(versions)
	if out.Documents, err = f.Engine.Documents(ctx); err != nil {
		return out, err
	}
	if out.Effects, err = f.EffectsForPerson(ctx, id); err != nil {
		return Home{}, err
	}
	if out.Bookings, err = f.BookingsForPerson(ctx, id); err != nil {
		return Home{}, err
	}
	if out.Referrals, err = f.Referrals.ToReview(ctx, id, models.BacklogMax); err != nil {
		return Home{}, err
	}
	if out.Questions, err = f.QuestionsForPerson(ctx, id); err != nil {
		return Home{}, err
	}
	if out.PrivacyOpen, err = f.Requests.OpenCount(ctx, id, models.BacklogMax); err != nil {
		return out, err
	}
	if out.Check, err = f.Verifications.Get(ctx, id); err != nil {
		return out, err
	}
	if !out.Backlog.OldestAt.IsZero() {
		out.WaitsFor = max(0, now.Sub(out.Backlog.OldestAt))
	}
	out.Late = out.WaitsFor > lateAfter
	out.Near = out.Engine == "embedded" && out.Documents >= NearLimit*8/10
	return out, nil
}

// days fills the days without figures with zeros.
func (f *Flow) days(ctx context.Context, shop shops.Shop, now time.Time) ([]points.DayFigures, error) {
	today := now.In(shop.Location())
	from := today.AddDate(0, 0, -(HomeDays - 1)).Format(time.DateOnly)
	known, err := f.Figures.Days(ctx, shop.ID, from, today.AddDate(0, 0, 1).Format(time.DateOnly))
	if err != nil {
		return nil, err
	}
	sums := map[string]points.Sums{}
	for _, day := range known {
		name := min(day.Day, today.Format(time.DateOnly)) // filed while the store's zone was another one
		sums[name] = sums[name].Plus(day.Sum)
	}
	days := make([]points.DayFigures, 0, HomeDays)
	for i := HomeDays - 1; i >= 0; i-- {
		day := today.AddDate(0, 0, -i).Format(time.DateOnly)
		days = append(days, points.DayFigures{Day: day, Sum: sums[day]})
	}
	return days, nil
}

// SetUpGuide shows or hides the set-up guide.
func (f *Flow) SetUpGuide(ctx context.Context, id models.ShopID, dismissed bool) error {
	return f.Tx.Do(ctx, func(ctx context.Context) error {
		shop, err := f.Shops.Get(ctx, id)
		if err != nil || shop.SetUp.Dismissed == dismissed {
			return err
		}
		shop.SetUp.Dismissed = dismissed
		_, err = f.Shops.Save(ctx, shop)
		return err
	})
}

// Deliveries lists webhooks, newest first.
func (f *Flow) Deliveries(ctx context.Context, shop models.ShopID, q DeliveryQuery) (models.Page[models.Delivery], error) {
	q.Limit = models.Limit(q.Limit)
	return f.Inbox.Page(ctx, shop, q)
}

// Delivery shows one webhook.
func (f *Flow) Delivery(ctx context.Context, shop models.ShopID, id string) (models.Delivery, error) {
	return f.Inbox.Get(ctx, shop, id)
}

// ReplayDelivery puts a delivery back in line.
func (f *Flow) ReplayDelivery(ctx context.Context, shop models.ShopID, id string) (models.Delivery, error) {
	var out models.Delivery
	err := f.Tx.Do(ctx, func(ctx context.Context) error {
		d, err := f.Inbox.Get(ctx, shop, id)
		if err != nil {
			return err
		}
		if out, err = d.Replayed(); err != nil {
			return err
		}
		return f.Inbox.Replay(ctx, out)
	})
	return out, err
}

// bodiesKept is how long the bodies of finished deliveries are kept.
const bodiesKept = 30 * 24 * time.Hour

// StripBodies removes old bodies, one bounded batch: customer data are kept no
// longer than they help.
func (f *Flow) StripBodies(ctx context.Context) (int, error) {
	return f.Inbox.StripBodies(ctx, models.Instant(f.Now().Add(-bodiesKept)), Batch)
}
