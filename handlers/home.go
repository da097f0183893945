package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
)

// SessionOutput says who is asking.
type SessionOutput struct {
	Body struct {
		Shop      SessionShop   `json:"shop"`
		User      SessionUser   `json:"user"`
		Version   string        `json:"version"`
		Engine    SessionEngine `json:"engine"`
		Languages []string      `json:"languages"`
	}
}

// SessionShop is the store the panel is open for.
type SessionShop struct {
	Domain   string `json:"domain"`
	Name     string `json:"name"`
	Currency string `json:"currency"`
	Timezone string `json:"timezone"`
	Locale   string `json:"locale"`
}

// SessionUser is the member of staff.
type SessionUser struct {
	ID string `json:"id"`
}

// SessionEngine is the database in use.
type SessionEngine struct {
	Kind      string `json:"kind" enum:"embedded,memory,mongodb"`
	Documents int64  `json:"documents"`
}

func (p *Panel) session(ctx context.Context, _ *struct{}) (*SessionOutput, error) {
	who := IdentityOf(ctx)
	shop, err := p.Flow.Shops.Get(ctx, who.Shop)
	if err != nil {
		return nil, err
	}
	documents, err := p.Flow.Engine.Documents(ctx)
	if err != nil {
		return nil, err
	}
	out := &SessionOutput{}
	d := shop.Details
	out.Body.Shop = SessionShop{Domain: string(shop.ID), Name: d.Name, Currency: d.Currency, Timezone: d.Zone, Locale: d.Locale}
	out.Body.User.ID, out.Body.Version = who.User, p.Version
	out.Body.Engine = SessionEngine{Kind: p.Flow.Engine.Kind(), Documents: documents}
	out.Body.Languages = models.Languages()
	return out, nil
}

// HomeOutput is what a merchant sees first.
type HomeOutput struct {
	Body struct {
		SetUp    SetUp     `json:"setup"`
		Figures  Figures   `json:"figures"`
		Days     []Day     `json:"days"`
		Health   Health    `json:"health"`
		Problems []Trouble `json:"problems"`
		Audit    Audit     `json:"audit"`
		Mended   Mended    `json:"mended"`
	}
}

// Mended is what the regular look at orders found in the last 30 days: orders
// whose webhooks were lost.
type Mended struct {
	Orders     int64      `json:"orders" doc:"orders that were brought in line"`
	Looked     int64      `json:"looked" doc:"orders that were looked at"`
	Unreadable int64      `json:"unreadable" doc:"orders that could not be read"`
	LookedAt   *time.Time `json:"lookedAt,omitempty" doc:"end of the last complete look"`
	Problem    string     `json:"problem,omitempty" doc:"what stands in the way of the next one"`
}

// Audit is how the check of all books stands.
type Audit struct {
	FinishedAt *time.Time `json:"finishedAt,omitempty" doc:"end of the last completed check"`
	Accounts   int64      `json:"accounts" doc:"accounts the last completed check looked at"`
	Violations int64      `json:"violations" doc:"what it found wrong"`
	Running    bool       `json:"running" doc:"whether one is under way"`
}

// SetUp is the guide of the first days.
type SetUp struct {
	Dismissed bool        `json:"dismissed"`
	Steps     []SetUpStep `json:"steps"`
}

// SetUpStep is one step of the guide.
type SetUpStep struct {
	ID   string `json:"id" enum:"installed,webhook,programme,contact,points"`
	Done bool   `json:"done"`
}

// Figures are the key figures.
type Figures struct {
	Contacts    int64 `json:"contacts"`
	Members     int64 `json:"members"`
	Guests      int64 `json:"guests"`
	Outstanding int64 `json:"outstanding" doc:"available less owed"`
	Available   int64 `json:"available"`
	Pending     int64 `json:"pending"`
	Debt        int64 `json:"debt"`
	Earned30    int64 `json:"earned30"`
	Removed30   int64 `json:"removed30"`
	Orders30    int64 `json:"orders30"`
}

// Day is the points of one day.
type Day struct {
	Day     string `json:"day"`
	Earned  int64  `json:"earned"`
	Removed int64  `json:"removed"`
}

// Health says how things run.
type Health struct {
	Engine               string     `json:"engine"`
	InboxWaiting         int        `json:"inboxWaiting"`
	InboxNeedsPerson     int        `json:"inboxNeedsPerson"`
	OldestWaitingSeconds int64      `json:"oldestWaitingSeconds"`
	LastDeliveryAt       *time.Time `json:"lastDeliveryAt,omitempty"`
	LastPointsAt         *time.Time `json:"lastPointsAt,omitempty"`
	HaltedAccounts       int64      `json:"haltedAccounts"`
	Token                string     `json:"token" enum:"ok,missing,expiring,expired"`
	PrivacyOpen          int        `json:"privacyOpen"`
}

// Trouble is something a person should look at.
type Trouble struct {
	ID    string `json:"id" enum:"needs_person,effects,bookings,referrals,questions,halted,books,token,near_limit,worker_late"`
	Count int64  `json:"count"`
	// Booking leads to one of those concerned.
	Booking string `json:"booking,omitempty" doc:"an appointment that is concerned"`
}

func (p *Panel) home(ctx context.Context, _ *struct{}) (*HomeOutput, error) {
	h, err := p.Flow.HomePage(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &HomeOutput{}
	out.Body.SetUp = viewSetUp(h)
	t := h.Total
	f := Figures{
		Contacts: t.Members + t.Guests, Members: t.Members, Guests: t.Guests, Outstanding: t.Available - t.Debt,
		Available: t.Available, Pending: t.Pending, Debt: t.Debt,
	}
	for _, day := range h.Days {
		f.Earned30, f.Removed30, f.Orders30 = f.Earned30+day.Sum.Earned, f.Removed30+day.Sum.Removed, f.Orders30+day.Sum.Orders
	}
	out.Body.Figures = f
	out.Body.Days = each(h.Days, func(d points.DayFigures) Day {
		return Day{Day: d.Day, Earned: d.Sum.Earned, Removed: d.Sum.Removed}
	})
	out.Body.Health = Health{
		Engine: h.Engine, InboxWaiting: h.Backlog.Waiting, InboxNeedsPerson: h.Backlog.NeedsPerson,
		OldestWaitingSeconds: int64(h.WaitsFor.Seconds()), LastDeliveryAt: moment(h.LastDelivery),
		LastPointsAt: moment(h.Shop.LastSeen.PointsAt), HaltedAccounts: t.Halted, Token: h.Token, PrivacyOpen: h.PrivacyOpen,
	}
	out.Body.Problems = troubles(h)
	last := h.Check.Last
	out.Body.Audit = Audit{FinishedAt: moment(last.Finished), Accounts: last.Accounts, Violations: last.Violations, Running: h.Check.Running()}
	mended, err := p.CatchUp.Mended(ctx, h.Shop)
	if err != nil {
		return nil, err
	}
	out.Body.Mended = Mended{
		Orders: mended.Orders, Looked: mended.Looked, Unreadable: mended.Unreadable, LookedAt: moment(mended.FinishedAt), Problem: mended.Problem,
	}
	return out, nil
}

func viewSetUp(h flow.Home) SetUp {
	return SetUp{Dismissed: h.Shop.SetUp.Dismissed, Steps: []SetUpStep{
		{"installed", h.Shop.Installed()},
		{"webhook", !h.LastDelivery.IsZero()},
		{"programme", h.Versions > 1},
		{"contact", h.Total.Members+h.Total.Guests > 0},
		{"points", h.Total.Earned > 0},
	}}
}

func troubles(h flow.Home) []Trouble {
	list := []Trouble{}
	if h.Backlog.NeedsPerson > 0 {
		list = append(list, Trouble{ID: "needs_person", Count: int64(h.Backlog.NeedsPerson)})
	}
	if h.Effects > 0 {
		list = append(list, Trouble{ID: "effects", Count: int64(h.Effects)})
	}
	if h.Bookings.Count > 0 {
		list = append(list, Trouble{ID: "bookings", Count: int64(h.Bookings.Count), Booking: string(h.Bookings.Booking)})
	}
	if h.Referrals > 0 {
		list = append(list, Trouble{ID: "referrals", Count: int64(h.Referrals)})
	}
	if h.Questions > 0 {
		list = append(list, Trouble{ID: "questions", Count: int64(h.Questions)})
	}
	if h.Total.Halted > 0 {
		list = append(list, Trouble{ID: "halted", Count: h.Total.Halted})
	}
	if h.Check.Last.Violations > 0 {
		list = append(list, Trouble{ID: "books", Count: h.Check.Last.Violations})
	}
	if h.Token == "expired" || h.Token == "missing" {
		list = append(list, Trouble{ID: "token", Count: 1})
	}
	if h.Late {
		list = append(list, Trouble{ID: "worker_late", Count: int64(h.WaitsFor.Seconds())})
	}
	if h.Near {
		list = append(list, Trouble{ID: "near_limit", Count: h.Documents})
	}
	return list
}

// SetUpInput shows or hides the guide.
type SetUpInput struct {
	Body struct {
		Dismissed bool `json:"dismissed"`
	}
}

func (p *Panel) setUp(ctx context.Context, in *SetUpInput) (*struct{}, error) {
	return nil, p.Flow.SetUpGuide(ctx, ShopOf(ctx), in.Body.Dismissed)
}

// ShopOf is the shop of the verified token.
func ShopOf(ctx context.Context) models.ShopID { return IdentityOf(ctx).Shop }
