package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models/booking"
	"clientele/models/services"
)

// ServiceSettings are the merchant's choices about a service. Amounts are in
// minor units of the shop's currency.
type ServiceSettings struct {
	Enabled   bool              `json:"enabled"`
	Title     string            `json:"title" maxLength:"200"`
	Text      string            `json:"text" maxLength:"2000" doc:"a sentence or two below the title"`
	Variants  []ServiceVariant  `json:"variants" maxItems:"100" nullable:"false" doc:"at least one"`
	AddOns    []ServiceAddOn    `json:"addOns" maxItems:"100" nullable:"false"`
	Questions []ServiceQuestion `json:"questions" maxItems:"50" nullable:"false"`

	IntervalMinutes     int    `json:"intervalMinutes" doc:"how far apart appointments may begin"`
	Grid                string `json:"grid" maxLength:"20" doc:"shift or clock: from where the intervals are counted"`
	BufferBeforeMinutes int    `json:"bufferBeforeMinutes"`
	BufferAfterMinutes  int    `json:"bufferAfterMinutes"`
	BuffersInsideHours  bool   `json:"buffersInsideHours" doc:"buffers have to lie within the hours, too"`
	Capacity            int    `json:"capacity" doc:"seats in one appointment; 1 for none to share"`
	PartyMax            int    `json:"partyMax" doc:"seats that one booking may take"`
	NoticeMinutes       int    `json:"noticeMinutes" doc:"how long before its beginning it can be booked at the latest"`
	HorizonDays         int    `json:"horizonDays" doc:"how many days ahead it can be booked; 0 for any"`
	MaxPerDay           int    `json:"maxPerDay" doc:"bookings on a day of the shop; 0 for any"`

	Needs      []ServiceNeed `json:"needs" maxItems:"20" nullable:"false" doc:"rooms and equipment"`
	Staff      []string      `json:"staff" maxItems:"300" nullable:"false" doc:"ids of who performs it; empty for everybody"`
	Assignment string        `json:"assignment" maxLength:"20" doc:"least_busy or weighted: who gets it of those who are free"`

	Access      ServiceAccess  `json:"access"`
	Payment     ServicePayment `json:"payment"`
	Policy      []PolicyStep   `json:"policy" maxItems:"20" nullable:"false" doc:"what goes back when it is cancelled, most hours first"`
	PaysBack    bool           `json:"paysBack,omitempty" doc:"what is due goes back by itself when an appointment is cancelled"`
	HoldMinutes int            `json:"holdMinutes" doc:"how long a time is kept for somebody who pays"`
	Waitlist    bool           `json:"waitlist,omitempty" doc:"people may wait for a time that is taken"`
}

// ServiceVariant is one length and price of a service.
type ServiceVariant struct {
	ID              string           `json:"id" maxLength:"40"`
	Title           string           `json:"title" maxLength:"200" doc:"may be empty where there is only one"`
	DurationMinutes int              `json:"durationMinutes"`
	Segments        []ServiceSegment `json:"segments" maxItems:"50" nullable:"false" doc:"parts of the duration; empty for work throughout"`
	PriceMinor      int64            `json:"priceMinor" doc:"for one seat"`
	Product         string           `json:"product" maxLength:"19" doc:"number of the product variant that sells it; empty for none"`
}

// ServiceSegment is a part of an appointment.
type ServiceSegment struct {
	Minutes int  `json:"minutes"`
	Waiting bool `json:"waiting" doc:"the staff may serve somebody else meanwhile"`
}

// ServiceAddOn makes an appointment longer and dearer.
type ServiceAddOn struct {
	ID         string `json:"id" maxLength:"40"`
	Title      string `json:"title" maxLength:"200"`
	Minutes    int    `json:"minutes"`
	PriceMinor int64  `json:"priceMinor"`
	Product    string `json:"product" maxLength:"19"`
}

// ServiceQuestion is asked when the service is booked.
type ServiceQuestion struct {
	ID       string   `json:"id" maxLength:"40"`
	Label    string   `json:"label" maxLength:"500"`
	Kind     string   `json:"kind" maxLength:"20" doc:"text, long_text, choice, yes_no, number or date"`
	Required bool     `json:"required"`
	Choices  []string `json:"choices" maxItems:"100" nullable:"false"`
}

// ServiceNeed is how many units of a pool an appointment takes.
type ServiceNeed struct {
	Pool  string `json:"pool" maxLength:"40"`
	Count int    `json:"count"`
}

// ServiceAccess says who may book.
type ServiceAccess struct {
	Levels  []string       `json:"levels" maxItems:"100" nullable:"false" doc:"ids of loyalty levels whose members may; empty for everybody"`
	Hidden  bool           `json:"hidden" doc:"others do not see it; else they read the refusal"`
	Refusal string         `json:"refusal" maxLength:"1000"`
	Terms   []ServiceTerms `json:"terms" maxItems:"100" nullable:"false"`
}

// ServiceTerms are what members of a level get.
type ServiceTerms struct {
	Level      string `json:"level" maxLength:"40"`
	PercentOff int    `json:"percentOff"`
	EarlyDays  int    `json:"earlyDays" doc:"how many days further ahead they can book"`
}

// ServicePayment says how a booking is paid.
type ServicePayment struct {
	How            string `json:"how" maxLength:"20" doc:"free, on_site or checkout"`
	DepositPercent int    `json:"depositPercent" doc:"of the price, in the checkout; 100 for all"`
	DepositProduct string `json:"depositProduct" maxLength:"19" doc:"number of the product variant that sells a deposit"`
}

// PolicyStep is what goes back of a payment while there are so many hours left.
type PolicyStep struct {
	HoursBefore int `json:"hoursBefore"`
	Percent     int `json:"percent"`
}

func (s ServiceSettings) model() services.Settings {
	return services.Settings{
		Enabled: s.Enabled, Title: s.Title, Text: s.Text,
		Timing: booking.Service{
			IntervalMinutes: s.IntervalMinutes, Grid: booking.Grid(s.Grid), BufferBeforeMinutes: s.BufferBeforeMinutes, BufferAfterMinutes: s.BufferAfterMinutes,
			BuffersInsideHours: s.BuffersInsideHours, Capacity: s.Capacity, NoticeMinutes: s.NoticeMinutes, HorizonDays: s.HorizonDays, MaxPerDay: s.MaxPerDay,
			Needs: each(s.Needs, func(n ServiceNeed) booking.Need { return booking.Need{Pool: booking.PoolID(n.Pool), Count: n.Count} }),
			Staff: each(s.Staff, func(id string) booking.StaffID { return booking.StaffID(id) }),
		},
		Variants: each(s.Variants, func(v ServiceVariant) services.Variant {
			return services.Variant{
				ID: v.ID, Title: v.Title, DurationMinutes: v.DurationMinutes, PriceMinor: v.PriceMinor, Product: v.Product,
				Segments: each(v.Segments, func(part ServiceSegment) booking.Segment { return booking.Segment(part) }),
			}
		}),
		AddOns: each(s.AddOns, func(a ServiceAddOn) services.AddOn { return services.AddOn(a) }),
		Questions: each(s.Questions, func(q ServiceQuestion) services.Question {
			return services.Question{ID: q.ID, Label: q.Label, Kind: services.QuestionKind(q.Kind), Required: q.Required, Choices: q.Choices}
		}),
		PartyMax: s.PartyMax,
		Access: services.Access{
			Levels: s.Access.Levels, Hidden: s.Access.Hidden, Refusal: s.Access.Refusal,
			Terms: each(s.Access.Terms, func(t ServiceTerms) services.Terms { return services.Terms(t) }),
		},
		Payment: services.Payment{How: services.PayHow(s.Payment.How), DepositPercent: s.Payment.DepositPercent, DepositProduct: s.Payment.DepositProduct},
		Policy:  each(s.Policy, func(step PolicyStep) booking.Step { return booking.Step(step) }), PaysBack: s.PaysBack, HoldMinutes: s.HoldMinutes, Waiting: s.Waitlist, Assignment: booking.Assignment(s.Assignment),
	}
}

func viewServiceSettings(s services.Settings) ServiceSettings {
	t := s.Timing
	same := func(text string) string { return text }
	return ServiceSettings{
		Enabled: s.Enabled, Title: s.Title, Text: s.Text,
		Variants: each(s.Variants, func(v services.Variant) ServiceVariant {
			return ServiceVariant{
				ID: v.ID, Title: v.Title, DurationMinutes: v.DurationMinutes, PriceMinor: v.PriceMinor, Product: v.Product,
				Segments: each(v.Segments, func(part booking.Segment) ServiceSegment { return ServiceSegment(part) }),
			}
		}),
		AddOns: each(s.AddOns, func(a services.AddOn) ServiceAddOn { return ServiceAddOn(a) }),
		Questions: each(s.Questions, func(q services.Question) ServiceQuestion {
			return ServiceQuestion{ID: q.ID, Label: q.Label, Kind: string(q.Kind), Required: q.Required, Choices: each(q.Choices, same)}
		}),
		IntervalMinutes: t.IntervalMinutes, Grid: string(t.Grid), BufferBeforeMinutes: t.BufferBeforeMinutes, BufferAfterMinutes: t.BufferAfterMinutes,
		BuffersInsideHours: t.BuffersInsideHours, Capacity: t.Capacity, PartyMax: s.PartyMax, NoticeMinutes: t.NoticeMinutes, HorizonDays: t.HorizonDays,
		MaxPerDay: t.MaxPerDay,
		Needs:     each(t.Needs, func(n booking.Need) ServiceNeed { return ServiceNeed{Pool: string(n.Pool), Count: n.Count} }),
		Staff:     each(t.Staff, func(id booking.StaffID) string { return string(id) }), Assignment: string(s.Assignment),
		Access: ServiceAccess{
			Levels: each(s.Access.Levels, same), Hidden: s.Access.Hidden, Refusal: s.Access.Refusal,
			Terms: each(s.Access.Terms, func(t services.Terms) ServiceTerms { return ServiceTerms(t) }),
		},
		Payment: ServicePayment{How: string(s.Payment.How), DepositPercent: s.Payment.DepositPercent, DepositProduct: s.Payment.DepositProduct},
		Policy:  each(s.Policy, func(step booking.Step) PolicyStep { return PolicyStep(step) }), PaysBack: s.PaysBack, HoldMinutes: s.HoldMinutes, Waitlist: s.Waiting,
	}
}

// ServiceRow is a service in the panel.
type ServiceRow struct {
	ID        string    `json:"id"`
	Version   int64     `json:"version"`
	UpdatedAt time.Time `json:"updatedAt"`
	ServiceSettings
}

func viewService(s services.Service) ServiceRow {
	return ServiceRow{ID: string(s.ID), Version: s.Version, UpdatedAt: s.UpdatedAt, ServiceSettings: viewServiceSettings(s.Settings)}
}

// ServicesOutput lists services.
type ServicesOutput struct {
	Body struct {
		Currency string       `json:"currency"`
		Items    []ServiceRow `json:"items"`
	}
}

func (p *Panel) services(ctx context.Context, _ *struct{}) (*ServicesOutput, error) {
	out := &ServicesOutput{}
	var err error
	if out.Body.Currency, err = p.currency(ctx); err != nil {
		return nil, err
	}
	all, err := p.Flow.ServiceList(ctx, ShopOf(ctx))
	out.Body.Items = each(all, viewService)
	return out, err
}

// ServiceInput names a service.
type ServiceInput struct {
	ID string `path:"id" maxLength:"40"`
}

// CreateServiceInput is a new service.
type CreateServiceInput struct {
	Body struct {
		Key string `json:"key" maxLength:"64" doc:"made when the form was opened"`
		ServiceSettings
	}
}

// EditServiceInput is a changed one.
type EditServiceInput struct {
	ServiceInput
	Body struct {
		Base int64 `json:"base" doc:"the version that was looked at"`
		ServiceSettings
	}
}

// ServiceOutput is one service.
type ServiceOutput struct{ Body ServiceRow }

func (p *Panel) createService(ctx context.Context, in *CreateServiceInput) (*ServiceOutput, error) {
	return p.saveService(ctx, flow.EditService{Key: in.Body.Key, Settings: in.Body.model()})
}

func (p *Panel) editService(ctx context.Context, in *EditServiceInput) (*ServiceOutput, error) {
	return p.saveService(ctx, flow.EditService{ID: booking.ServiceID(in.ID), Base: in.Body.Base, Settings: in.Body.model()})
}

func (p *Panel) saveService(ctx context.Context, wish flow.EditService) (*ServiceOutput, error) {
	wish.Shop, wish.Actor = ShopOf(ctx), IdentityOf(ctx).User
	saved, err := p.Flow.EditService(ctx, wish)
	if err != nil {
		return nil, err
	}
	return &ServiceOutput{Body: viewService(saved)}, nil
}

func (p *Panel) deleteService(ctx context.Context, in *ServiceInput) (*struct{}, error) {
	return nil, p.Flow.DeleteService(ctx, ShopOf(ctx), booking.ServiceID(in.ID))
}
