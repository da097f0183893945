package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// PageInput asks for a page of a list.
type PageInput struct {
	Cursor string `query:"cursor" maxLength:"1000" doc:"nextCursor of the page before"`
	Limit  int    `query:"limit" minimum:"1" maximum:"100" default:"25"`
}

// ContactsInput asks for contacts.
type ContactsInput struct {
	PageInput
	Search string `query:"search" maxLength:"255" doc:"beginning of a name, address, phone or customer number, or the whole name or number of an order"`
	Sort   string `query:"sort" enum:"recent,name,balance,spent" default:"recent"`
	Order  string `query:"order" enum:"asc,desc" default:"desc"`
	Kind   string `query:"kind" enum:"all,member,guest" default:"all"`
	Level  string `query:"level" maxLength:"40" pattern:"^[a-z0-9_-]*$" doc:"only who stands on this level"`
}

// ContactsOutput is a page of contacts.
type ContactsOutput struct {
	Body struct {
		Items      []ContactRow `json:"items"`
		NextCursor string       `json:"nextCursor,omitempty"`
	}
}

func (p *Panel) contacts(ctx context.Context, in *ContactsInput) (*ContactsOutput, error) {
	page, err := p.Flow.ContactPage(ctx, ShopOf(ctx), contacts.Query{
		Search: in.Search, Kind: in.Kind, Level: in.Level, Sort: in.Sort, Desc: in.Order != "asc", Cursor: in.Cursor, Limit: in.Limit,
	})
	if err != nil {
		return nil, err
	}
	out := &ContactsOutput{}
	out.Body.Items, out.Body.NextCursor = each(page.Items, viewContact), page.Next
	return out, nil
}

// ContactInput names a contact.
type ContactInput struct {
	ID string `path:"id" maxLength:"80"`
}

// ContactOutput is a contact's card.
type ContactOutput struct {
	Body struct {
		Contact ContactDetails `json:"contact"`
		Account Account        `json:"account"`
		Orders  []OrderRow     `json:"orders"`
		// Consents of all records of the person, the strictest of each channel.
		Consents []Consent `json:"consents"`
		Merges   []Merge   `json:"merges" doc:"by hand, with the contact on either side, newest first"`
		// Review are shown so that who opens the card sees what waits for them.
		Review []ReferralRow `json:"referralsToReview" nullable:"false" doc:"recommendations with the contact on either side that a person should look at"`
	}
}

// ContactDetails is who a contact is.
type ContactDetails struct {
	ContactRow
	Locale     string     `json:"locale,omitempty"`
	PlatformID string     `json:"platformId,omitempty"`
	Verified   bool       `json:"verified"`
	DeletedAt  *time.Time `json:"deletedAt,omitempty"`
	RedactedAt *time.Time `json:"redactedAt,omitempty"`
	Absorbed   []Absorbed `json:"absorbed"`
}

// Absorbed is a record that became part of a contact.
type Absorbed struct {
	ID   string    `json:"id"`
	At   time.Time `json:"at"`
	From string    `json:"from" enum:"guest,merge,hand"`
}

func (p *Panel) contact(ctx context.Context, in *ContactInput) (*ContactOutput, error) {
	card, err := p.Flow.ContactCard(ctx, ShopOf(ctx), models.ContactID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &ContactOutput{}
	out.Body.Contact = viewDetails(card.Contact)
	out.Body.Account = viewAccount(card.Account)
	if !card.NextExpiry.IsZero() {
		out.Body.Account.NextExpiry = &Maturity{At: card.NextExpiry, Points: card.NextExpiryPoints}
	}
	if !card.NextMaturity.IsZero() {
		out.Body.Account.NextMaturity = &Maturity{At: card.NextMaturity, Points: card.NextMaturityPoints}
	}
	out.Body.Consents = each(card.Consents, viewConsent)
	if out.Body.Merges, err = p.viewMerges(ctx, card.Contact.ID, card.Merges); err != nil {
		return nil, err
	}
	out.Body.Orders = each(card.Orders, func(r points.Record) OrderRow { return viewOrder(r, card.Pending[r.Order.ID]) })
	out.Body.Review, err = p.viewReferrals(ctx, card.Review)
	return out, err
}

func viewDetails(c contacts.Contact) ContactDetails {
	d := ContactDetails{
		ContactRow: viewContact(c), Locale: c.Profile.Locale, PlatformID: c.Platform, Verified: c.Profile.Verified,
		DeletedAt: moment(c.DeletedAt), RedactedAt: moment(c.RedactedAt),
	}
	d.Absorbed = each(c.Absorbed, func(a contacts.Absorbed) Absorbed {
		from := map[string]string{points.Claim: "guest", points.Merge: "merge", points.MergeByHand: "hand"}[a.Kind]
		return Absorbed{ID: string(a.ID), At: a.At, From: from}
	})
	return d
}

// EntriesInput asks for a page of a contact's ledger.
type EntriesInput struct {
	ContactInput
	PageInput
}

// EntriesOutput is a page of entries.
type EntriesOutput struct {
	Body struct {
		Items      []Entry `json:"items"`
		NextCursor string  `json:"nextCursor,omitempty"`
	}
}

func (p *Panel) entries(ctx context.Context, in *EntriesInput) (*EntriesOutput, error) {
	page, err := p.Flow.Entries(ctx, ShopOf(ctx), models.ContactID(in.ID), in.Cursor, in.Limit)
	if err != nil {
		return nil, err
	}
	out := &EntriesOutput{}
	out.Body.Items, out.Body.NextCursor = viewEntries(page.Items), page.Next
	return out, nil
}

// AdjustInput is an adjustment by hand.
type AdjustInput struct {
	ContactInput
	Body struct {
		Key       string `json:"key" minLength:"8" maxLength:"64" doc:"a fresh id made when the form opens; the same key never acts twice"`
		Points    int64  `json:"points" minimum:"-1000000" maximum:"1000000"`
		Reason    string `json:"reason" enum:"goodwill,correction,promotion,migration,other"`
		Note      string `json:"note" minLength:"1" maxLength:"500"`
		AllowDebt bool   `json:"allowDebt" doc:"let the contact owe what is not available"`
	}
}

// AdjustOutput is what an adjustment did.
type AdjustOutput struct {
	Body struct {
		Account  Account `json:"account"`
		Entries  []Entry `json:"entries"`
		Replayed bool    `json:"replayed"`
	}
}

func (p *Panel) adjust(ctx context.Context, in *AdjustInput) (*AdjustOutput, error) {
	who := IdentityOf(ctx)
	return viewAdjusted(p.Flow.AdjustPoints(ctx, flow.AdjustPoints{
		Shop: ShopOf(ctx), Contact: models.ContactID(in.ID), Points: in.Body.Points,
		Manual: points.Manual{Key: in.Body.Key, Actor: who.User, Reason: in.Body.Reason, Note: in.Body.Note, AllowDebt: in.Body.AllowDebt},
	}))
}

// ForgiveInput strikes debt.
type ForgiveInput struct {
	ContactInput
	Body struct {
		Key    string `json:"key" minLength:"8" maxLength:"64"`
		Points int64  `json:"points" minimum:"1" maximum:"1000000000"`
		Note   string `json:"note" minLength:"1" maxLength:"500"`
	}
}

func (p *Panel) forgive(ctx context.Context, in *ForgiveInput) (*AdjustOutput, error) {
	who := IdentityOf(ctx)
	return viewAdjusted(p.Flow.AdjustPoints(ctx, flow.AdjustPoints{
		Shop: ShopOf(ctx), Contact: models.ContactID(in.ID), Points: in.Body.Points, Forgive: true,
		Manual: points.Manual{Key: in.Body.Key, Actor: who.User, Note: in.Body.Note},
	}))
}

func viewAdjusted(done flow.Adjusted, err error) (*AdjustOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &AdjustOutput{}
	out.Body.Account, out.Body.Entries, out.Body.Replayed = viewAccount(done.Account), viewEntries(done.Entries), done.Replayed
	return out, nil
}

// RecheckOutput tells whether an account is still stopped.
type RecheckOutput struct {
	Body struct {
		Halted string `json:"halted,omitempty"`
	}
}

func (p *Panel) recheck(ctx context.Context, in *ContactInput) (*RecheckOutput, error) {
	reason, err := p.Flow.RecheckAccount(ctx, ShopOf(ctx), models.ContactID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &RecheckOutput{}
	out.Body.Halted = reason
	return out, nil
}
