package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/booking"
	"clientele/models/team"
)

// StaffSettings are the merchant's choices about somebody who serves.
type StaffSettings struct {
	Enabled   bool          `json:"enabled"`
	Name      string        `json:"name" maxLength:"200"`
	Text      string        `json:"text" maxLength:"1000"`
	Colour    string        `json:"colour" maxLength:"7" doc:"in the calendar, such as #336699"`
	PhotoURL  string        `json:"photoUrl" maxLength:"1000"`
	Location  string        `json:"location" maxLength:"40" doc:"id of where they work; empty for none"`
	Zone      string        `json:"zone" maxLength:"60" doc:"IANA name; empty for that of the location, else of the shop"`
	Weekly    WeekHours     `json:"weekly"`
	Seasons   []SeasonHours `json:"seasons" maxItems:"100" nullable:"false"`
	Overrides []DateHours   `json:"overrides" maxItems:"1000" nullable:"false"`
	TimeOff   []TimeOff     `json:"timeOff" maxItems:"1000" nullable:"false"`
	MaxPerDay int           `json:"maxPerDay" doc:"bookings on a day of the shop; 0 for any"`
	Priority  int           `json:"priority" doc:"who gets an appointment first: the highest"`
	Weight    int           `json:"weight" doc:"share of the appointments, beside the others' weights"`
}

func (s StaffSettings) model() (team.MemberSettings, error) {
	r := &reading{}
	m := team.MemberSettings{
		Enabled: s.Enabled, Name: s.Name, Text: s.Text, Colour: s.Colour, PhotoURL: s.PhotoURL, Location: s.Location, Hours: r.hours(s),
	}
	if len(r.problems) > 0 {
		return m, models.InvalidFields(r.problems)
	}
	return m, nil
}

// StaffRow is somebody who serves, in the panel.
type StaffRow struct {
	ID        string    `json:"id"`
	Version   int64     `json:"version"`
	UpdatedAt time.Time `json:"updatedAt"`
	StaffSettings
}

func viewMember(m team.Member, crew flow.Crew) StaffRow {
	zone := models.Zone(m.MemberSettings.Zone(crew.Locations, crew.Zone))
	h := m.Hours
	return StaffRow{ID: string(m.ID), Version: m.Version, UpdatedAt: m.UpdatedAt, StaffSettings: StaffSettings{
		Enabled: m.Enabled, Name: m.Name, Text: m.Text, Colour: m.Colour, PhotoURL: m.PhotoURL, Location: m.Location, Zone: h.Zone, Weekly: viewWeek(h.Weekly),
		Seasons: each(h.Seasons, func(s booking.Season) SeasonHours {
			return SeasonHours{First: s.First.String(), Last: s.Last.String(), Weekly: viewWeek(s.Weekly)}
		}),
		Overrides: viewOverrides(h.Overrides), TimeOff: viewTimeOff(h.TimeOff, zone), MaxPerDay: h.MaxPerDay, Priority: h.Priority, Weight: h.Weight,
	}}
}

// StaffOutput lists who serves.
type StaffOutput struct {
	Body struct {
		Zone  string     `json:"zone" doc:"IANA name of the shop's zone"`
		Items []StaffRow `json:"items"`
	}
}

func (p *Panel) staff(ctx context.Context, _ *struct{}) (*StaffOutput, error) {
	crew, err := p.Flow.Crew(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &StaffOutput{}
	out.Body.Zone = crew.Zone
	out.Body.Items = each(crew.Members, func(m team.Member) StaffRow { return viewMember(m, crew) })
	return out, nil
}

// StaffInput names somebody who serves.
type StaffInput struct {
	ID string `path:"id" maxLength:"40"`
}

// CreateStaffInput is somebody new.
type CreateStaffInput struct {
	Body struct {
		Key string `json:"key" maxLength:"64" doc:"made when the form was opened"`
		StaffSettings
	}
}

// EditStaffInput is somebody changed.
type EditStaffInput struct {
	StaffInput
	Body struct {
		Base int64 `json:"base" doc:"the version that was looked at"`
		StaffSettings
	}
}

// StaffMemberOutput is somebody who serves.
type StaffMemberOutput struct{ Body StaffRow }

func (p *Panel) createStaff(ctx context.Context, in *CreateStaffInput) (*StaffMemberOutput, error) {
	return p.saveStaff(ctx, flow.EditMember{Key: in.Body.Key}, in.Body.StaffSettings)
}

func (p *Panel) editStaff(ctx context.Context, in *EditStaffInput) (*StaffMemberOutput, error) {
	return p.saveStaff(ctx, flow.EditMember{ID: booking.StaffID(in.ID), Base: in.Body.Base}, in.Body.StaffSettings)
}

func (p *Panel) saveStaff(ctx context.Context, wish flow.EditMember, settings StaffSettings) (*StaffMemberOutput, error) {
	var err error
	if wish.Settings, err = settings.model(); err != nil {
		return nil, err
	}
	wish.Shop, wish.Actor, wish.TimeOff = ShopOf(ctx), IdentityOf(ctx).User, absences(settings.TimeOff)
	saved, err := p.Flow.EditMember(ctx, wish)
	if err != nil {
		return nil, settings.inPlace(err)
	}
	crew, err := p.Flow.Crew(ctx, wish.Shop)
	if err != nil {
		return nil, err
	}
	return &StaffMemberOutput{Body: viewMember(saved, crew)}, nil
}

func (p *Panel) deleteStaff(ctx context.Context, in *StaffInput) (*struct{}, error) {
	return nil, p.Flow.DeleteMember(ctx, ShopOf(ctx), booking.StaffID(in.ID))
}
