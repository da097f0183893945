package handlers

import (
	"context"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/merges"
	"clientele/models/points"
)

// Merge is one contact that staff made part of another.
type Merge struct {
	ID       string     `json:"id"`
	Into     string     `json:"into"`
	From     string     `json:"from"`
	Other    string     `json:"other,omitempty" doc:"name or address of who is not the contact that is shown"`
	Actor    string     `json:"actor"`
	Note     string     `json:"note,omitempty"`
	At       time.Time  `json:"at"`
	State    string     `json:"state" enum:"merged,undone,final"`
	Until    *time.Time `json:"until,omitempty" doc:"it can be undone before"`
	EndedAt  *time.Time `json:"endedAt,omitempty" doc:"when it was undone or became final"`
	UndoneBy string     `json:"undoneBy,omitempty"`
}

// viewMerges shows the merges of a contact, with whom the others were.
func (p *Panel) viewMerges(ctx context.Context, of models.ContactID, all []merges.Merge) ([]Merge, error) {
	other := func(m merges.Merge) models.ContactID {
		if m.Into == of {
			return m.From
		}
		return m.Into
	}
	names, err := p.Flow.Names(ctx, ShopOf(ctx), each(all, other))
	return each(all, func(m merges.Merge) Merge {
		shown := viewMerge(m)
		shown.Other = names[other(m)]
		return shown
	}), err
}

func viewMerge(m merges.Merge) Merge {
	out := Merge{
		ID: m.ID, Into: string(m.Into), From: string(m.From), Actor: m.Actor, Note: m.Note, At: m.At.UTC(), State: string(m.State),
		EndedAt: moment(m.EndedAt), UndoneBy: m.EndedBy,
	}
	if m.State == merges.Merged {
		out.Until = moment(m.Until)
	}
	return out
}

// Consent is whether a contact agrees to what comes over a channel.
type Consent struct {
	Channel string    `json:"channel" enum:"email,loyalty_email" doc:"marketing by e-mail, or mails about points"`
	Given   bool      `json:"given" doc:"if not, withdrawn"`
	At      time.Time `json:"at"`
}

func viewConsent(c contacts.Consent) Consent {
	return Consent{Channel: c.Channel, Given: c.Given, At: c.At.UTC()}
}

// MergeSide is one contact as a merge finds it, or leaves it.
type MergeSide struct {
	Contact   ContactDetails `json:"contact"`
	Account   MergeBalances  `json:"account"`
	Birthday  *Birthday      `json:"birthday,omitempty"`
	Consents  []Consent      `json:"consents"`
	Events    int            `json:"events" doc:"besides orders; no more than a hundred are counted of each"`
	Referrals int            `json:"referrals"`
}

// MergeBalances are the points of a contact.
type MergeBalances struct {
	Balance   int64 `json:"balance"`
	Available int64 `json:"available"`
	Pending   int64 `json:"pending"`
	Reserved  int64 `json:"reserved"`
	Debt      int64 `json:"debt"`
}

func viewBalances(b points.Balances) MergeBalances {
	return MergeBalances{Balance: b.Shown(), Available: b.Available, Pending: b.Pending, Reserved: b.Reserved, Debt: b.Debt}
}

func viewMergeSide(s flow.MergeSide) MergeSide {
	return MergeSide{
		Contact: viewDetails(s.Contact), Birthday: viewBirthday(s.Contact.Birthday), Consents: each(s.Consents, viewConsent), Events: s.Events, Referrals: s.Referrals,
		Account: viewBalances(s.Balances),
	}
}

// SimilarOutput lists contacts that may be the same person.
type SimilarOutput struct {
	Body struct {
		Items []SimilarContact `json:"items"`
	}
}

// SimilarContact is a contact with what it shares with another.
type SimilarContact struct {
	Contact ContactRow `json:"contact"`
	Shares  []string   `json:"shares" doc:"email, phone or name"`
}

func (p *Panel) similarContacts(ctx context.Context, in *ContactInput) (*SimilarOutput, error) {
	found, err := p.Flow.SimilarContacts(ctx, ShopOf(ctx), models.ContactID(in.ID))
	if err != nil {
		return nil, err
	}
	out := &SimilarOutput{}
	out.Body.Items = each(found, func(s flow.Similar) SimilarContact {
		return SimilarContact{Contact: viewContact(s.Contact), Shares: s.Shares}
	})
	return out, nil
}

// PairInput names the contact that is kept and the one that becomes part of it.
type PairInput struct {
	ContactInput
	Other string `path:"other" maxLength:"80"`
}

// PreviewMergeOutput is what a merge would do.
type PreviewMergeOutput struct {
	Body struct {
		Into  MergeSide `json:"into"`
		From  MergeSide `json:"from"`
		After MergeSide `json:"after"`
	}
}

func (p *Panel) previewMerge(ctx context.Context, in *PairInput) (*PreviewMergeOutput, error) {
	x, err := p.Flow.PreviewMerge(ctx, ShopOf(ctx), models.ContactID(in.ID), models.ContactID(in.Other))
	if err != nil {
		return nil, err
	}
	out := &PreviewMergeOutput{}
	out.Body.Into, out.Body.From, out.Body.After = viewMergeSide(x.Into), viewMergeSide(x.From), viewMergeSide(x.After)
	return out, nil
}

// MergeInput makes another contact part of one.
type MergeInput struct {
	PairInput
	Body struct {
		Key  string `json:"key" minLength:"8" maxLength:"64" doc:"a fresh id made when the form opens; the same key never acts twice"`
		Note string `json:"note" maxLength:"500"`
	}
}

// MergeOutput is a merge as it stands now.
type MergeOutput struct {
	Body struct {
		Merge    Merge `json:"merge"`
		Replayed bool  `json:"replayed"`
	}
}

func (p *Panel) mergeContacts(ctx context.Context, in *MergeInput) (*MergeOutput, error) {
	return viewMerged(p.Flow.MergeContacts(ctx, flow.MergeContacts{
		Shop: ShopOf(ctx), Key: in.Body.Key, Into: models.ContactID(in.ID), From: models.ContactID(in.Other), Note: in.Body.Note, Actor: IdentityOf(ctx).User,
	}))
}

// UndoMergeInput takes a merge of a contact back.
type UndoMergeInput struct {
	ContactInput
	Merge string `path:"merge" maxLength:"64"`
}

func (p *Panel) undoMerge(ctx context.Context, in *UndoMergeInput) (*MergeOutput, error) {
	return viewMerged(p.Flow.UndoMerge(ctx, flow.UndoMerge{
		Shop: ShopOf(ctx), Contact: models.ContactID(in.ID), Merge: in.Merge, Actor: IdentityOf(ctx).User,
	}))
}

// PreviewUndoOutput is what the undo of a merge would do.
type PreviewUndoOutput struct {
	Body struct {
		Now  PartedSide `json:"now" doc:"both as the one contact they are"`
		Into PartedSide `json:"into" doc:"the contact that was kept, then"`
		From PartedSide `json:"from" doc:"the other one, then"`
	}
}

// PartedSide is one contact before or after an undo.
type PartedSide struct {
	Contact ContactDetails `json:"contact"`
	Account MergeBalances  `json:"account"`
}

func viewPartedSide(s flow.PartedSide) PartedSide {
	return PartedSide{Contact: viewDetails(s.Contact), Account: viewBalances(s.Balances)}
}

func (p *Panel) previewUndo(ctx context.Context, in *UndoMergeInput) (*PreviewUndoOutput, error) {
	x, err := p.Flow.PreviewUndo(ctx, flow.UndoMerge{Shop: ShopOf(ctx), Contact: models.ContactID(in.ID), Merge: in.Merge})
	if err != nil {
		return nil, err
	}
	out := &PreviewUndoOutput{}
	out.Body.Now, out.Body.Into, out.Body.From = viewPartedSide(x.Now), viewPartedSide(x.Into), viewPartedSide(x.From)
	return out, nil
}

func viewMerged(m merges.Merge, replayed bool, err error) (*MergeOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &MergeOutput{}
	out.Body.Merge, out.Body.Replayed = viewMerge(m), replayed
	return out, nil
}
