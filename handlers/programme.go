package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
)

// KindsOutput describes every rule kind with its form.
type KindsOutput struct {
	Body struct {
		Rules []Kind `json:"rules"`
	}
}

// Kind is one kind of rule.
type Kind struct {
	Name        string  `json:"name"`
	Title       Text    `json:"title"`
	Description Text    `json:"description"`
	Fields      []Field `json:"fields"`
	Event       bool    `json:"event,omitempty" doc:"gives points for an event and none for orders"`
}

// Field is one field of a kind's form.
type Field struct {
	Name     string   `json:"name"`
	Label    Text     `json:"label"`
	Help     Text     `json:"help"`
	Type     string   `json:"type" enum:"integer,decimal,money,text,choice,switch,product,products,words,instant,collections,product_tags"`
	Required bool     `json:"required"`
	Default  string   `json:"default"`
	Min      string   `json:"min,omitempty"`
	Max      string   `json:"max,omitempty"`
	Choices  []Choice `json:"choices"`
	More     bool     `json:"more,omitempty" doc:"few need it; fold it away"`
}

// Choice is one answer of a choice field.
type Choice struct {
	Value string `json:"value"`
	Label Text   `json:"label"`
}

func (p *Panel) kinds(context.Context, *struct{}) (*KindsOutput, error) {
	out := &KindsOutput{}
	out.Body.Rules = each(points.Kinds(), func(k points.Kind) Kind {
		return Kind{Name: k.Name, Title: viewText(k.Title), Description: viewText(k.Description), Fields: each(k.Fields, viewField), Event: k.Event}
	})
	return out, nil
}

func viewField(f models.Field) Field {
	return Field{
		Name: f.Name, Label: viewText(f.Label), Help: viewText(f.Help), Type: string(f.Type), Required: f.Required,
		Default: f.Default, Min: f.Min, Max: f.Max, More: f.More,
		Choices: each(f.Choices, func(c models.Choice) Choice { return Choice{Value: c.Value, Label: viewText(c.Label)} }),
	}
}

// Settings are the merchant's choices.
type Settings struct {
	Enabled          bool   `json:"enabled"`
	Rules            []Rule `json:"rules" maxItems:"20" nullable:"false"`
	IncludeTax       bool   `json:"includeTax"`
	IncludeShipping  bool   `json:"includeShipping"`
	IncludeTips      bool   `json:"includeTips"`
	IncludeDuties    bool   `json:"includeDuties"`
	IncludeGiftCards bool   `json:"includeGiftCards"`
	HoldDays         int    `json:"holdDays" minimum:"0" maximum:"365"`
	Life             Life   `json:"life"`
	IdleMonths       int    `json:"idleMonths" minimum:"0" maximum:"60" doc:"months without activity after which points run out; 0 for never"`
	Cap              Cap    `json:"cap"`
	Clawback         string `json:"clawback" enum:"unlimited,within_balance,only_pending"`
	Guests           bool   `json:"guests"`
	TestOrders       bool   `json:"testOrders"`
	EarlierOrders    bool   `json:"earlierOrders"`
}

// Life is how long points last once they are available.
type Life struct {
	Count int    `json:"count" minimum:"0" maximum:"3650" doc:"0 for no end"`
	Unit  string `json:"unit" enum:"days,months"`
}

// Cap is the most points that a contact's orders of one period earn.
type Cap struct {
	Points int64  `json:"points" minimum:"0" maximum:"1000000000" doc:"0 for no limit"`
	Period string `json:"period" enum:"day,week,month,year"`
}

// Rule is one earn rule with its parameters.
type Rule struct {
	ID     string            `json:"id" minLength:"1" maxLength:"40"`
	Kind   string            `json:"kind" maxLength:"40"`
	Params map[string]string `json:"params"`
}

func (s Settings) model() points.Settings {
	m := points.Settings{
		Enabled: s.Enabled, IncludeTax: s.IncludeTax, IncludeShipping: s.IncludeShipping, IncludeTips: s.IncludeTips,
		IncludeDuties: s.IncludeDuties, IncludeGiftCards: s.IncludeGiftCards, HoldDays: s.HoldDays, Clawback: points.Policy(s.Clawback),
		Guests: s.Guests, TestOrders: s.TestOrders, EarlierOrders: s.EarlierOrders, IdleMonths: s.IdleMonths,
		Life: points.Life{Count: s.Life.Count, Unit: points.LifeUnit(s.Life.Unit)},
		Cap:  points.Cap{Points: s.Cap.Points, Period: points.Period(s.Cap.Period)},
	}
	for _, r := range s.Rules {
		m.Rules = append(m.Rules, points.RuleSetting{ID: r.ID, Kind: r.Kind, Params: models.Params(r.Params)})
	}
	return m
}

func viewSettings(s points.Settings) Settings {
	period := s.Cap.Period
	if period == "" { // saved before there were caps
		period = points.Month
	}
	return Settings{
		Cap:     Cap{Points: s.Cap.Points, Period: string(period)},
		Enabled: s.Enabled, IncludeTax: s.IncludeTax, IncludeShipping: s.IncludeShipping, IncludeTips: s.IncludeTips,
		IncludeDuties: s.IncludeDuties, IncludeGiftCards: s.IncludeGiftCards, HoldDays: s.HoldDays, Clawback: string(s.Clawback),
		Guests: s.Guests, TestOrders: s.TestOrders, EarlierOrders: s.EarlierOrders, IdleMonths: s.IdleMonths,
		Life:  Life{Count: s.Life.Count, Unit: string(s.Life.Unit)},
		Rules: each(s.Rules, func(r points.RuleSetting) Rule { return Rule{ID: r.ID, Kind: r.Kind, Params: r.Params} }),
	}
}

// ProgrammeOutput is the programme in force and how it came to be.
type ProgrammeOutput struct {
	Body struct {
		Version
		Settings Settings  `json:"settings"`
		History  []Version `json:"history"`
	}
}

// Version is one saving of the programme.
type Version struct {
	Version int       `json:"version"`
	SavedAt time.Time `json:"savedAt"`
	SavedBy string    `json:"savedBy"`
	Note    string    `json:"note"`
}

// historyShown is how many versions the panel lists.
const historyShown = 20

func (p *Panel) programme(ctx context.Context, _ *struct{}) (*ProgrammeOutput, error) {
	versions, err := p.Flow.Programme(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	return viewProgramme(versions), nil
}

func viewProgramme(versions []points.Programme) *ProgrammeOutput {
	out := &ProgrammeOutput{}
	out.Body.History = []Version{}
	for i := len(versions) - 1; i >= 0 && len(out.Body.History) < historyShown; i-- {
		v := versions[i]
		out.Body.History = append(out.Body.History, Version{Version: v.Version, SavedAt: v.EffectiveFrom, SavedBy: v.SavedBy, Note: v.Note})
	}
	newest := versions[len(versions)-1]
	out.Body.Version, out.Body.Settings = out.Body.History[0], viewSettings(newest.Settings)
	return out
}

// PreviewInput is settings to try.
type PreviewInput struct {
	Body struct {
		Settings Settings `json:"settings"`
	}
}

// PreviewOutput is what the settings would have made of past orders.
type PreviewOutput struct {
	Body struct {
		Orders   int      `json:"orders" doc:"newest orders looked at"`
		Before   int64    `json:"before"`
		After    int64    `json:"after"`
		Contacts int      `json:"contacts" doc:"contacts whose points would differ"`
		Unknown  int      `json:"unknown,omitempty" doc:"orders with products of which the store has not said enough"`
		Samples  []Sample `json:"samples"`
	}
}

// Sample is one order before and after.
type Sample struct {
	OrderID     string `json:"orderId"`
	Name        string `json:"name"`
	ContactID   string `json:"contactId"`
	ContactName string `json:"contactName"`
	Total       Money  `json:"total"`
	Before      int64  `json:"before"`
	After       int64  `json:"after"`
}

func (p *Panel) previewProgramme(ctx context.Context, in *PreviewInput) (*PreviewOutput, error) {
	x, err := p.Flow.PreviewProgramme(ctx, ShopOf(ctx), in.Body.Settings.model())
	if err != nil {
		return nil, underSettings(err)
	}
	out := &PreviewOutput{}
	out.Body.Orders, out.Body.Before, out.Body.After, out.Body.Contacts = x.Orders, x.Before, x.After, x.Contacts
	out.Body.Unknown = x.Unknown
	out.Body.Samples = each(x.Samples, func(s flow.PreviewSample) Sample {
		o := s.Record.Order
		return Sample{OrderID: string(o.ID), Name: o.Name, ContactID: string(s.Contact), ContactName: s.ContactName,
			Total: Money{o.TotalMinor, o.Currency}, Before: s.Before, After: s.After}
	})
	return out, nil
}

// EditProgrammeInput is the next version.
type EditProgrammeInput struct {
	Body struct {
		BaseVersion int      `json:"baseVersion" doc:"the version that was looked at"`
		Settings    Settings `json:"settings"`
		Note        string   `json:"note" maxLength:"500"`
	}
}

func (p *Panel) editProgramme(ctx context.Context, in *EditProgrammeInput) (*ProgrammeOutput, error) {
	versions, err := p.Flow.EditProgramme(ctx, flow.EditProgramme{
		Shop: ShopOf(ctx), BaseVersion: in.Body.BaseVersion, Settings: in.Body.Settings.model(), Note: in.Body.Note, Actor: IdentityOf(ctx).User,
	})
	if err != nil {
		return nil, underSettings(err)
	}
	return viewProgramme(versions), nil
}

// underSettings makes the paths of refused settings those of the body.
func underSettings(err error) error {
	p := problemOf(err, "body.settings.")
	if len(p.Errors) == 0 {
		return err
	}
	for i := range p.Errors {
		if p.Errors[i].Location == "body.settings.note" {
			p.Errors[i].Location = "body.note"
		}
	}
	return p
}
