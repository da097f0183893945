package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/booking"
	"clientele/models/feeds"
)

// everybody stands in a path where no staff is named: ids of staff are longer.
const everybody = "shop"

// CalendarLink is a link under which bookings can be read.
type CalendarLink struct {
	Staff  string    `json:"staff" doc:"whose bookings; shop for everybody's"`
	Titles string    `json:"titles" enum:"hidden,service,first_name,full_name" doc:"what entries are called"`
	MadeAt time.Time `json:"madeAt"`
}

func viewLink(l feeds.Link) CalendarLink {
	staff := string(l.Staff)
	if staff == "" {
		staff = everybody
	}
	return CalendarLink{Staff: staff, Titles: string(l.Titles), MadeAt: l.MadeAt}
}

// CalendarLinksOutput lists links, without what makes them work.
type CalendarLinksOutput struct {
	Body struct {
		Items []CalendarLink `json:"items"`
	}
}

func (p *Panel) calendarLinks(ctx context.Context, _ *struct{}) (*CalendarLinksOutput, error) {
	all, err := p.Flow.Links(ctx, ShopOf(ctx))
	if err != nil {
		return nil, err
	}
	out := &CalendarLinksOutput{}
	out.Body.Items = each(all, viewLink)
	return out, nil
}

// CalendarLinkInput names whose bookings a link shows.
type CalendarLinkInput struct {
	Staff string `path:"staff" maxLength:"40" doc:"an id, or shop for everybody's"`
}

func (in CalendarLinkInput) staff() booking.StaffID {
	if in.Staff == everybody {
		return ""
	}
	return booking.StaffID(in.Staff)
}

// MakeCalendarLinkInput is a link to be made.
type MakeCalendarLinkInput struct {
	CalendarLinkInput
	Body struct {
		Titles string `json:"titles" enum:"hidden,service,first_name,full_name"`
	}
}

// MadeCalendarLinkOutput is a link with its address, which is told only once.
type MadeCalendarLinkOutput struct {
	Body struct {
		CalendarLink
		Address string `json:"address" doc:"a secret; it is not kept and cannot be shown again"`
	}
}

func (p *Panel) makeCalendarLink(ctx context.Context, in *MakeCalendarLinkInput) (*MadeCalendarLinkOutput, error) {
	shop := ShopOf(ctx)
	link, token, err := p.Flow.MakeLink(ctx, flow.MakeLink{Shop: shop, Staff: in.staff(), Titles: feeds.Titles(in.Body.Titles), Actor: IdentityOf(ctx).User})
	if err != nil {
		return nil, err
	}
	out := &MadeCalendarLinkOutput{}
	out.Body.CalendarLink, out.Body.Address = viewLink(link), p.calendarAddress(shop, token)
	return out, nil
}

// calendarAddress is the address of a link.
func (p *Panel) calendarAddress(shop models.ShopID, token string) string {
	return p.Flow.Origin.JoinPath("calendars", string(shop), token+".ics").String()
}

func (p *Panel) revokeCalendarLink(ctx context.Context, in *CalendarLinkInput) (*struct{}, error) {
	return nil, p.Flow.RevokeLink(ctx, ShopOf(ctx), in.staff())
}
