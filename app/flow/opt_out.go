package flow

import (
	"context"
	"crypto/hmac"
	"net/url"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/shops"
)

// OptOut is the wish of whoever holds a mail: no more of those that are not
// about what they did.
type OptOut struct {
	Shop    models.ShopID
	Contact models.ContactID
	Token   string // from the mail
}

// OptingOut is what the page of such a wish shows.
type OptingOut struct {
	Store    string // its name
	Language string // of the contact
	Done     bool   // the contact has opted out
}

// optOutLink is the address at which a contact opts out.
func (f *Flow) optOutLink(shop shops.Shop, id models.ContactID) string {
	page := f.Origin.JoinPath("opt-out")
	page.RawQuery = url.Values{"shop": {string(shop.ID)}, "contact": {string(id)}, "token": {contacts.OptOutToken(shop.Salt, id)}}.Encode()
	return page.String()
}

// optedOut tells whether any record of a person has opted out and the person
// has not come back since.
func (f *Flow) optedOut(ctx context.Context, c contacts.Contact) (bool, error) {
	consents, err := f.consentsOf(ctx, c)
	return contacts.Refused(consents, contacts.LoyaltyMail), err
}

// AskOptOut shows who would opt out, and of what. models.NotFound for a wish
// that no mail of ours proves.
func (f *Flow) AskOptOut(ctx context.Context, in OptOut) (OptingOut, error) {
	shop, c, err := f.proven(ctx, in)
	if err != nil {
		return OptingOut{}, err
	}
	return OptingOut{Store: storeName(shop), Language: languageOf(c, shop), Done: contacts.Refused(c.Consents, contacts.LoyaltyMail)}, nil
}

// OptOut keeps the wish with the very record that the mail was sent to, whatever
// that has become part of. The same again changes nothing.
func (f *Flow) OptOut(ctx context.Context, in OptOut) (OptingOut, error) {
	shop, c, err := f.proven(ctx, in)
	if err != nil {
		return OptingOut{}, err
	}
	versions, err := f.Programmes.Versions(ctx, shop.ID)
	if err != nil {
		return OptingOut{}, err
	}
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		p, err := w.person(ctx, c.ID)
		if err != nil || !p.contact.RedactedAt.IsZero() || contacts.Refused(p.contact.Consents, contacts.LoyaltyMail) {
			return err
		}
		p.contact, p.dirty = p.contact.Agreed(contacts.Consent{Channel: contacts.LoyaltyMail, At: w.now}), true
		return nil
	})
	return OptingOut{Store: storeName(shop), Language: languageOf(c, shop), Done: true}, err
}

// proven gives the store and the contact of a wish that a mail of ours proves.
func (f *Flow) proven(ctx context.Context, in OptOut) (shops.Shop, contacts.Contact, error) {
	none := models.Errorf(models.NotFound, "this link is not one of ours")
	shop, err := f.Shops.Get(ctx, in.Shop)
	if err != nil || len(shop.Salt) == 0 || !hmac.Equal([]byte(in.Token), []byte(contacts.OptOutToken(shop.Salt, in.Contact))) {
		if err != nil && models.CodeOf(err) != models.NotFound {
			return shop, contacts.Contact{}, err
		}
		return shop, contacts.Contact{}, none
	}
	c, err := f.Contacts.Get(ctx, shop.ID, in.Contact)
	return shop, c, err
}
