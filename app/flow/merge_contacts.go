package flow

import (
	"context"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/merges"
	"clientele/models/points"
)

// mergesShown bounds the merges of one contact that are looked at.
const mergesShown = contacts.AbsorbedMax

// MergeContacts is the wish of staff to make one contact part of another.
type MergeContacts struct {
	Shop  models.ShopID
	Key   string           // made when the form is opened; the same key never acts twice
	Into  models.ContactID // the survivor
	From  models.ContactID
	Note  string
	Actor string // the platform's user number
}

func (in MergeContacts) check() error {
	var problems []models.FieldProblem
	if len(in.Key) < 8 || len(in.Key) > 64 {
		problems = append(problems, models.FieldProblem{Path: "key", Message: "must be a fresh id of 8 to 64 characters"})
	}
	if len([]rune(in.Note)) > points.NoteMax {
		problems = append(problems, models.FieldProblem{Path: "note", Message: "must be 500 characters or less"})
	}
	if len(problems) > 0 {
		return models.InvalidFields(problems)
	}
	return nil
}

// MergeContacts does so once for each key. The same key with other contacts is
// refused.
func (f *Flow) MergeContacts(ctx context.Context, in MergeContacts) (m merges.Merge, replayed bool, err error) {
	if err := in.check(); err != nil {
		return m, false, err
	}
	shop, versions, err := f.ofShop(ctx, in.Shop)
	if err != nil {
		return m, false, err
	}
	err = f.doWork(ctx, shop, versions, func(ctx context.Context, w *work) error {
		m, replayed = merges.Merge{}, false
		done, err := f.Merges.Get(ctx, shop.ID, in.Key)
		if err == nil {
			if done.Into != in.Into || done.From != in.From {
				return models.Errorf(models.Conflict, "this key was used for another merge; open the form again")
			}
			m, replayed = done, true
			return nil
		}
		if models.CodeOf(err) != models.NotFound {
			return err
		}
		m, err = w.merge(ctx, in)
		return err
	})
	return m, replayed, err
}

// merge makes one record part of another and has it noted.
func (w *work) merge(ctx context.Context, in MergeContacts) (merges.Merge, error) {
	w.quiet = true
	m := merges.Merge{
		Shop: w.shop.ID, ID: in.Key, Into: in.Into, From: in.From, Actor: in.Actor, Note: in.Note,
		At: w.now, Until: models.Instant(w.now.Add(merges.Reversible)), State: merges.Merged,
	}
	if err := w.mergeable(ctx, in.Into, in.From); err != nil {
		return m, err
	}
	ours, err := w.flow.Levels.State(ctx, w.shop.ID, in.Into)
	if err != nil {
		return m, err
	}
	theirs, err := w.flow.Levels.State(ctx, w.shop.ID, in.From)
	if err != nil {
		return m, err
	}
	p, err := w.personAndFirst(ctx, in.Into, in.From)
	if err != nil {
		return m, err
	}
	if m.Memory, err = w.absorb(ctx, p, in.From, points.MergeByHand); err != nil {
		return m, err
	}
	m.Memory.Into, m.Memory.From = ours.Memory(), theirs.Memory()
	w.saveMerge(m)
	return m, nil
}

// mergeable refuses two records that cannot become one by hand.
func (w *work) mergeable(ctx context.Context, into, from models.ContactID) error {
	if into == from {
		return models.Errorf(models.Conflict, "this is the same contact; choose another one")
	}
	kept, err := w.flow.Contacts.Get(ctx, w.shop.ID, into)
	if err != nil {
		return err
	}
	other, err := w.flow.Contacts.Get(ctx, w.shop.ID, from)
	switch {
	case err != nil:
		return err
	case other.MergedInto == into:
		return models.Errorf(models.Conflict, "these two are one contact already")
	case kept.MergedInto != "" || other.MergedInto != "":
		return models.Errorf(models.Conflict, "one of the two has become part of another contact; merge with that one")
	case !kept.RedactedAt.IsZero() || !other.RedactedAt.IsZero():
		return models.Errorf(models.Conflict, "a contact whose data were erased cannot be merged")
	case !kept.DeletedAt.IsZero():
		return models.Errorf(models.Conflict, "the store has deleted this customer; keep the other contact instead")
	case into.Guest() && !from.Guest():
		return models.Errorf(models.Conflict, "a member cannot become part of a guest; keep the member instead")
	}
	return nil
}

func (w *work) saveMerge(m merges.Merge) {
	w.after = append(w.after, func(ctx context.Context) error {
		_, err := w.flow.Merges.Save(ctx, m)
		return err
	})
}

// confirmMerge makes a merge by hand final, because the platform has merged the
// same two.
func (w *work) confirmMerge(ctx context.Context, one, other models.ContactID) error {
	all, err := w.flow.Merges.Of(ctx, w.shop.ID, []models.ContactID{one, other}, mergesShown)
	for _, m := range all {
		if m.State == merges.Merged && (m.Into == one && m.From == other || m.Into == other && m.From == one) {
			w.saveMerge(m.Ended(merges.Final, "", w.now))
		}
	}
	return err
}

// Settling makes merges final whose time to be undone is over, so that what they
// remembered is forgotten.
type Settling struct {
	flow *Flow
	round
}

// Settling begins to go over the shops.
func (f *Flow) Settling() *Settling { return &Settling{flow: f} }

// Step goes over one bounded part of one shop, and gives zero when all shops
// are through. It is called by one goroutine.
func (s *Settling) Step(ctx context.Context) (int, error) {
	if more, err := s.next(ctx, s.flow.Shops); err != nil || !more {
		return 0, err
	}
	now := models.Instant(s.flow.Now())
	over, err := s.flow.Merges.Over(ctx, s.shop.ID, now, Batch)
	if err != nil {
		return 0, err
	}
	for _, m := range over {
		err := s.flow.Tx.Do(ctx, func(ctx context.Context) error {
			_, err := s.flow.Merges.Save(ctx, m.Ended(merges.Final, "", now))
			return err
		})
		if err != nil && !passedOver(err) {
			return 0, err
		}
	}
	s.at = ""
	if len(over) == Batch {
		s.at = over[Batch-1].Into // the same shop again; who is done is not among them any more
	}
	return 1, nil
}
