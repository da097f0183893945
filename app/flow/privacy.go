package flow

import (
	"context"
	"slices"
	"strings"
	"time"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/contacts"
	"clientele/models/levels"
	"clientele/models/merges"
	"clientele/models/points"
	"clientele/models/privacy"
	"clientele/models/referrals"
	"clientele/models/shops"
	"clientele/models/waitlist"
)

// DataRequested puts a person's wish to see their data before the store owner.
func (f *Flow) DataRequested(ctx context.Context, in DataRequested) (Outcome, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if models.CodeOf(err) == models.NotFound && err != nil {
		return ignored, nil // we hold nothing of this store
	}
	if err != nil {
		return Outcome{}, err
	}
	request := in.request(shop, privacy.DataRequest)
	request.State = privacy.Ready
	return Outcome{Word: "recorded"}, f.Tx.Do(ctx, func(ctx context.Context) error { return f.Requests.Put(ctx, request) })
}

func (in DataRequested) request(shop shops.Shop, kind privacy.Kind) privacy.Request {
	r := privacy.Request{
		Shop: in.Shop, ID: string(kind) + ":" + in.ID, Kind: kind, Orders: in.Orders,
		ReceivedAt: models.Instant(in.ReceivedAt), DueAt: models.Instant(in.ReceivedAt.Add(privacy.Deadline)), State: privacy.Open,
	}
	if in.Customer != "" {
		r.Contacts = append(r.Contacts, models.MemberContact(in.Customer))
	}
	if guest := contacts.GuestID(shop.Salt, in.Email, ""); guest != "" {
		r.Contacts = append(r.Contacts, guest)
	}
	if guest := contacts.GuestID(shop.Salt, "", in.Phone); guest != "" {
		r.Contacts = append(r.Contacts, guest)
	}
	return r
}

// CustomerRedacted erases a person: the contact, its points, what orders say
// of the buyer, and the bodies of deliveries about them. What is left is the
// fact that a request was fulfilled. A wish that names nobody any more finishes
// what an interrupted attempt began.
func (f *Flow) CustomerRedacted(ctx context.Context, in CustomerRedacted) (Outcome, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if models.CodeOf(err) == models.NotFound && err != nil {
		return ignored, nil
	}
	if err != nil {
		return Outcome{}, err
	}
	request, err := f.redaction(ctx, DataRequested(in).request(shop, privacy.Redact))
	if err != nil {
		return Outcome{}, err
	}
	if err := f.forgetRequests(ctx, request); err != nil {
		return Outcome{}, err
	}
	if err := f.erase(ctx, shop, request); err != nil {
		return Outcome{}, err
	}
	if _, err := f.Inbox.EraseBodies(ctx, shop.ID, []string{in.ID}); err != nil { // what asks for it names the person, too
		return Outcome{}, err
	}
	save := func(ctx context.Context) error { return f.Requests.Save(ctx, request) }
	request.Contacts, request.Orders = nil, nil
	if err := f.Tx.Do(ctx, save); err != nil {
		return Outcome{}, err
	}
	if err := f.Engine.Compact(ctx); err != nil { // fulfilled only once the file has forgotten, too
		return Outcome{}, err
	}
	request.State, request.DoneAt = privacy.Done, models.Instant(f.Now())
	return Outcome{Word: "erased"}, f.Tx.Do(ctx, save)
}

// redaction keeps a wish to erase somebody before anything is erased, the body of
// its own delivery among the rest, and gives it back to an attempt that comes
// after one that was interrupted.
func (f *Flow) redaction(ctx context.Context, request privacy.Request) (privacy.Request, error) {
	kept, err := f.Requests.Get(ctx, request.Shop, request.ID)
	if err == nil {
		if len(request.Contacts)+len(request.Orders) == 0 {
			request.Contacts, request.Orders = kept.Contacts, kept.Orders
		}
		return request, nil
	}
	if models.CodeOf(err) != models.NotFound {
		return privacy.Request{}, err
	}
	return request, f.Tx.Do(ctx, func(ctx context.Context) error { return f.Requests.Put(ctx, request) })
}

// requestPages bounds how many pages of former requests are looked through.
const requestPages = 50

// forgetRequests takes the people of a wish out of former requests, and erases the
// bodies of the deliveries that brought those, which tell addresses.
func (f *Flow) forgetRequests(ctx context.Context, wish privacy.Request) error {
	cursor := ""
	for range requestPages {
		page, err := f.Requests.Page(ctx, wish.Shop, cursor, models.PageLimitMax)
		if err != nil {
			return err
		}
		for _, r := range page.Items {
			if r.ID == wish.ID || !slices.ContainsFunc(r.Contacts, func(id models.ContactID) bool { return slices.Contains(wish.Contacts, id) }) {
				continue
			}
			_, number, _ := strings.Cut(r.ID, ":")
			if _, err := f.Inbox.EraseBodies(ctx, wish.Shop, []string{"request:" + number, number}); err != nil {
				return err
			}
			r.Contacts, r.Orders = nil, nil
			if r.State != privacy.Done {
				r.State, r.DoneAt = privacy.Done, models.Instant(f.Now()) // there is nothing left to hand over
			}
			if err := f.Tx.Do(ctx, func(ctx context.Context) error { return f.Requests.Save(ctx, r) }); err != nil {
				return err
			}
		}
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	return nil
}

// ShopRedacted erases everything of a store that has removed the app, even if
// nobody told us that it did. A store that has come back meanwhile keeps what
// it has.
func (f *Flow) ShopRedacted(ctx context.Context, in ShopRedacted) (Outcome, error) {
	shop, err := f.Shops.Get(ctx, in.Shop)
	if models.CodeOf(err) == models.NotFound && err != nil {
		return ignored, nil
	}
	if err != nil {
		return Outcome{}, err
	}
	if !shop.Erasable() {
		if gone, err := f.goneUnheard(ctx, shop, in); err != nil || !gone {
			return ignored, err
		}
	}
	for {
		removed := 0
		err := f.Tx.Do(ctx, func(ctx context.Context) error {
			var err error
			removed, err = f.Shops.Erase(ctx, shop.ID, eraseBatch)
			return err
		})
		if err != nil {
			return Outcome{}, err
		}
		if removed == 0 {
			return Outcome{Word: "erased"}, f.Engine.Compact(ctx)
		}
	}
}

// redactAfter is how long after an uninstall the platform asks to erase the
// store. Tokens end much sooner and are not renewed after an uninstall.
const redactAfter = 48 * time.Hour

// goneUnheard tells whether a store has removed the app although the notice of
// that was lost or comes later: then its tokens ended long ago, or the platform
// refuses them. A wish older than the present installation is about a former
// one.
func (f *Flow) goneUnheard(ctx context.Context, shop shops.Shop, in ShopRedacted) (bool, error) {
	at := in.TriggeredAt
	if at.IsZero() {
		at = in.ReceivedAt
	}
	if at.Before(shop.InstalledAt) {
		return false, nil
	}
	if ends := shop.Tokens.AccessEnds; ends.IsZero() || ends.After(at.Add(-redactAfter/2)) {
		refusal := models.Forbidden // no new token is given
		token, err := f.AccessToken(ctx, shop.ID)
		if err == nil {
			refusal = models.Unauthorized // this one does not count any more
			_, err = f.Platform.Details(ctx, shop.ID, token)
		}
		if err == nil || models.CodeOf(err) != refusal {
			return false, err
		}
	}
	f.Log.Warn("a store is erased that never told us it had removed the app", "shop", shop.ID)
	_, err := f.ShopUninstalled(ctx, ShopUninstalled{Shop: shop.ID, TriggeredAt: at})
	return err == nil, err
}

// PrivacyRequests lists wishes about personal data, newest first.
func (f *Flow) PrivacyRequests(ctx context.Context, shop models.ShopID, cursor string, limit int) (models.Page[privacy.Request], error) {
	return f.Requests.Page(ctx, shop, cursor, models.Limit(limit))
}

// HandOver notes that the store owner has handed a person's data over.
func (f *Flow) HandOver(ctx context.Context, shop models.ShopID, id, actor string) (privacy.Request, error) {
	var out privacy.Request
	err := f.Tx.Do(ctx, func(ctx context.Context) error {
		r, err := f.Requests.Get(ctx, shop, id)
		if err != nil {
			return err
		}
		if r.Kind != privacy.DataRequest {
			return models.Errorf(models.Conflict, "this request needs nothing from you")
		}
		if r.State != privacy.Done {
			r.State, r.DoneAt, r.DoneBy = privacy.Done, models.Instant(f.Now()), actor
			err = f.Requests.Save(ctx, r)
		}
		out = r
		return err
	})
	return out, err
}

// Export is everything kept about a person.
type Export struct {
	Request  privacy.Request
	Contacts []ExportedContact
	Orders   []points.Record
}

// ExportedContact is one record of the person with its points.
type ExportedContact struct {
	Contact contacts.Contact
	Account points.Account
	Lots    []points.Lot
	Entries []points.Entry
	Level   levels.State
	Changes []levels.Change // of level, newest first
	// Code is the contact's own for recommending the store; empty where it was
	// never given out. Referrals are those with the contact on either side.
	Code      string
	Referrals []referrals.Referral
	Events    []points.Event
	Merges    []merges.Merge // with the contact on either side
	// Appointments are all that were ever made for the contact, the latest first.
	Appointments []appointments.Appointment
	Waitlist     []waitlist.Entry // likewise
}

// exportEntries bounds the entries of one contact in an export.
const exportEntries = 10_000

// PrivacyExport gathers what a data request asks for.
func (f *Flow) PrivacyExport(ctx context.Context, shop models.ShopID, id string) (Export, error) {
	request, err := f.Requests.Get(ctx, shop, id)
	if err != nil {
		return Export{}, err
	}
	if request.Kind != privacy.DataRequest {
		return Export{}, models.Errorf(models.NotFound, "there is nothing to export for this request")
	}
	out := Export{Request: request}
	people, err := f.peopleOf(ctx, shop, request.Contacts)
	if err != nil {
		return Export{}, err
	}
	for _, id := range people {
		each, err := f.exportContact(ctx, shop, id)
		if models.CodeOf(err) == models.NotFound && err != nil {
			continue
		}
		if err != nil {
			return Export{}, err
		}
		out.Contacts = append(out.Contacts, each)
	}
	out.Orders, err = f.Orders.Of(ctx, shop, people, models.BacklogMax)
	return out, err
}

func (f *Flow) exportContact(ctx context.Context, shop models.ShopID, id models.ContactID) (ExportedContact, error) {
	booked, err := f.Appointments.Of(ctx, shop, []models.ContactID{id}, exportEntries)
	if err != nil {
		return ExportedContact{}, err
	}
	waiting, err := f.Waitlist.Of(ctx, shop, []models.ContactID{id}, exportEntries)
	if err != nil {
		return ExportedContact{}, err
	}
	c, err := f.Contacts.Get(ctx, shop, id)
	if len(booked)+len(waiting) > 0 && models.CodeOf(err) == models.NotFound && err != nil { // who only booked is no contact yet
		c, err = contacts.Contact{Shop: shop, ID: id}, nil
	}
	if err != nil {
		return ExportedContact{}, err
	}
	out := ExportedContact{Contact: c, Appointments: booked, Waitlist: waiting}
	if out.Account, err = f.Ledger.Account(ctx, shop, id); err != nil {
		return out, err
	}
	if out.Lots, err = f.Ledger.AllLots(ctx, shop, []models.ContactID{id}, models.BacklogMax); err != nil {
		return out, err
	}
	for cursor := ""; len(out.Entries) < exportEntries; {
		page, err := f.Ledger.Entries(ctx, shop, id, cursor, models.PageLimitMax)
		if err != nil {
			return out, err
		}
		out.Entries = append(out.Entries, page.Items...)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	if out.Events, err = f.Events.Of(ctx, shop, []models.ContactID{id}, exportEntries); err != nil {
		return out, err
	}
	if out.Merges, err = f.Merges.Of(ctx, shop, []models.ContactID{id}, mergesShown); err != nil {
		return out, err
	}
	if out.Level, err = f.Levels.State(ctx, shop, id); err != nil {
		return out, err
	}
	for cursor := ""; len(out.Changes) < exportEntries; {
		page, err := f.Levels.Changes(ctx, shop, id, cursor, models.PageLimitMax)
		if err != nil {
			return out, err
		}
		out.Changes = append(out.Changes, page.Items...)
		if cursor = page.Next; cursor == "" {
			break
		}
	}
	out.Code, out.Referrals, err = f.exportReferrals(ctx, shop, id)
	return out, err
}
