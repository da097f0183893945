package handlers

import (
	"context"
	"encoding/json"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/levels"
	"clientele/models/points"
	"clientele/models/privacy"
	"clientele/models/referrals"
)

// PrivacyOutput is a page of requests about personal data.
type PrivacyOutput struct {
	Body struct {
		Items      []PrivacyRow `json:"items"`
		NextCursor string       `json:"nextCursor,omitempty"`
	}
}

// PrivacyRow is one request.
type PrivacyRow struct {
	ID         string     `json:"id"`
	Kind       string     `json:"kind" enum:"data_request,redact,shop_redact"`
	State      string     `json:"state" enum:"open,ready,done"`
	ReceivedAt time.Time  `json:"receivedAt"`
	DueAt      time.Time  `json:"dueAt"`
	DoneAt     *time.Time `json:"doneAt,omitempty"`
	Subject    string     `json:"subject,omitempty" doc:"the contact, while there is one"`
}

func viewRequest(r privacy.Request) PrivacyRow {
	row := PrivacyRow{ID: r.ID, Kind: string(r.Kind), State: string(r.State), ReceivedAt: r.ReceivedAt, DueAt: r.DueAt, DoneAt: moment(r.DoneAt)}
	if len(r.Contacts) > 0 {
		row.Subject = string(r.Contacts[0])
	}
	return row
}

func (p *Panel) privacy(ctx context.Context, in *PageInput) (*PrivacyOutput, error) {
	page, err := p.Flow.PrivacyRequests(ctx, ShopOf(ctx), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &PrivacyOutput{}
	out.Body.Items, out.Body.NextCursor = each(page.Items, viewRequest), page.Next
	return out, nil
}

// PrivacyInput names a request.
type PrivacyInput struct {
	ID string `path:"id" maxLength:"200"`
}

// PrivacyDoneOutput is a request that is fulfilled.
type PrivacyDoneOutput struct {
	Body PrivacyRow
}

func (p *Panel) privacyDone(ctx context.Context, in *PrivacyInput) (*PrivacyDoneOutput, error) {
	r, err := p.Flow.HandOver(ctx, ShopOf(ctx), in.ID, IdentityOf(ctx).User)
	if err != nil {
		return nil, err
	}
	return &PrivacyDoneOutput{Body: viewRequest(r)}, nil
}

// ExportOutput is a file with everything kept about a person.
type ExportOutput struct {
	ContentType        string `header:"Content-Type"`
	ContentDisposition string `header:"Content-Disposition"`
	CacheControl       string `header:"Cache-Control"`
	Body               []byte
}

type exportFile struct {
	Request  PrivacyRow      `json:"request"`
	Contacts []exportContact `json:"contacts"`
	Orders   []exportOrder   `json:"orders"`
}

type exportContact struct {
	Contact ContactDetails `json:"contact"`
	Account Account        `json:"account"`
	Entries []Entry        `json:"entries"`
	Level   string         `json:"level,omitempty"`
	Levels  []LevelChange  `json:"levels"`
	Events  []Event        `json:"events"`
	// Merges by hand with the contact on either side.
	Merges   []Merge   `json:"merges"`
	Consents []Consent `json:"consents"`
	// Appointments are all that were made for the contact, the latest first.
	Appointments []AppointmentRow `json:"appointments"`
	Waitlist     []WaitlistEntry  `json:"waitlist"`

	Code string `json:"referralCode,omitempty"`
	// Of each recommendation the side that the contact is on, and what it brought.
	Referrals []exportReferral `json:"referrals"`

	Birthday *Birthday `json:"birthday,omitempty"`
}

type exportReferral struct {
	Side   string    `json:"side"`
	State  string    `json:"state"`
	Reason string    `json:"reason,omitempty"`
	Points int64     `json:"points"`
	MadeAt time.Time `json:"madeAt"`
}

// viewExportReferral tells one side of a recommendation and nothing of the other.
func viewExportReferral(r referrals.Referral, id models.ContactID) exportReferral {
	side := referrals.Advocate
	if r.Friend == id {
		side = referrals.Friend
	}
	net, _ := r.Posted(side)
	return exportReferral{Side: string(side), State: string(r.State), Reason: string(r.Reason), Points: net, MadeAt: r.MadeAt}
}

type exportOrder struct {
	OrderRow
	Refunds []RefundRow `json:"refunds"`
}

func (p *Panel) privacyExport(ctx context.Context, in *PrivacyInput) (*ExportOutput, error) {
	x, err := p.Flow.PrivacyExport(ctx, ShopOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	file := exportFile{Request: viewRequest(x.Request)}
	file.Contacts = each(x.Contacts, func(c flow.ExportedContact) exportContact {
		return exportContact{Contact: viewDetails(c.Contact), Account: viewAccount(c.Account), Entries: viewEntries(c.Entries),
			Merges: each(c.Merges, viewMerge), Appointments: each(c.Appointments, viewAppointment), Waitlist: each(c.Waitlist, viewEntryOfWaitlist), Consents: each(c.Contact.Consents, viewConsent),
			Events: each(c.Events, viewEvent), Birthday: viewBirthday(c.Contact.Birthday),
			Level: c.Level.Level, Levels: each(c.Changes, func(l levels.Change) LevelChange { return viewLevelChange(l, c.Contact.Figures.Currency) }),
			Code: c.Code, Referrals: each(c.Referrals, func(r referrals.Referral) exportReferral { return viewExportReferral(r, c.Contact.ID) })}
	})
	file.Orders = each(x.Orders, func(r points.Record) exportOrder {
		return exportOrder{OrderRow: viewOrder(r, 0), Refunds: viewRefunds(r)}
	})
	body, err := json.MarshalIndent(file, "", "  ")
	if err != nil {
		return nil, models.Wrap(models.Internal, err, "the export could not be written")
	}
	return &ExportOutput{
		ContentType: "application/json; charset=utf-8", CacheControl: "no-store",
		ContentDisposition: `attachment; filename="personal-data.json"`, Body: body,
	}, nil
}

func viewRefunds(r points.Record) []RefundRow {
	rows := []RefundRow{}
	for _, refund := range r.Order.Refunds {
		rows = append(rows, viewRefund(refund, r.Order.Currency))
	}
	return rows
}
