package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models/booking"
	"clientele/models/waitlist"
)

// WaitlistInput asks who waits for some days.
type WaitlistInput struct {
	From    string `query:"from" required:"true" maxLength:"10" doc:"first day of the shop, such as 2026-12-01"`
	To      string `query:"to" required:"true" maxLength:"10" doc:"last day"`
	Service string `query:"service" maxLength:"64" pattern:"^[A-Za-z0-9_-]*$" doc:"empty for all"`
}

// WaitlistEntry is somebody who waits for a time that is taken.
type WaitlistEntry struct {
	ID      string     `json:"id"`
	Service string     `json:"service"`
	Title   string     `json:"title" doc:"of the service, or of what is offered"`
	Staff   string     `json:"staff" doc:"empty for anybody"`
	Party   int        `json:"party"`
	From    string     `json:"from" doc:"first day that would do"`
	To      string     `json:"to" doc:"last day"`
	Part    string     `json:"part" enum:",morning,afternoon,evening" doc:"of the day; empty for any"`
	Contact string     `json:"contact"`
	Name    string     `json:"name"`
	Email   string     `json:"email"`
	Phone   string     `json:"phone"`
	State   string     `json:"state" enum:"waiting,offered,taken,passed,withdrawn,expired"`
	Start   *time.Time `json:"start,omitempty" doc:"of what is offered"`
	Until   *time.Time `json:"until,omitempty" doc:"until when the offer stands"`
	MadeAt  time.Time  `json:"madeAt"`
}

// WaitlistOutput lists who waits, who came first at the front.
type WaitlistOutput struct {
	Body struct {
		Items []WaitlistEntry `json:"items"`
	}
}

func viewEntryOfWaitlist(e waitlist.Entry) WaitlistEntry {
	return WaitlistEntry{
		ID: string(e.ID), Service: string(e.Service), Staff: string(e.Staff), Party: e.Party,
		From: e.Days.First.String(), To: e.Days.Last.String(), Part: string(e.Part),
		Contact: string(e.Person.Contact), Name: e.Person.Name, Email: e.Person.Email, Phone: e.Person.Phone,
		State: string(e.State), Until: moment(e.Until), MadeAt: e.MadeAt,
	}
}

func viewQueued(q flow.Queued) WaitlistEntry {
	row := viewEntryOfWaitlist(q.Entry)
	row.Title = q.Title
	if q.Offer != nil {
		row.Start = moment(q.Offer.Start)
	}
	return row
}

func (p *Panel) waitlist(ctx context.Context, in *WaitlistInput) (*WaitlistOutput, error) {
	from, to, err := days(in.From, in.To, calendarDaysMax)
	if err != nil {
		return nil, err
	}
	all, err := p.Flow.WaitingFor(ctx, ShopOf(ctx), booking.ServiceID(in.Service), waitlist.Days{First: from, Last: to})
	out := &WaitlistOutput{}
	out.Body.Items = each(all, viewQueued)
	return out, err
}

// WaitlistEntryInput names somebody who waits.
type WaitlistEntryInput struct {
	ID string `path:"id" maxLength:"64" pattern:"^[A-Za-z0-9_-]+$"`
}

func (p *Panel) leaveWaitlist(ctx context.Context, in *WaitlistEntryInput) (*struct{}, error) {
	return nil, p.Flow.LeaveWaitlist(ctx, flow.Reach{Shop: ShopOf(ctx), ID: booking.BookingID(in.ID), Actor: IdentityOf(ctx).User})
}
