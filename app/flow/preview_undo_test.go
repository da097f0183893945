package flow_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
)

func TestThePreviewOfAnUndoIsWhatTheUndoDoesAndWritesNothing(t *testing.T) {
	t.Parallel()
	c := newLetterShop(t)
	c.customer("8", contacts.Profile{Email: "eight@example.com"})
	c.order(by("8", c.bought("2", goods("z", "25.00"))))
	m, _, err := c.MergeContacts(t.Context(), byHand("1"))
	ok(t, err)
	c.spend(member, 30)
	wish := flow.UndoMerge{Shop: testShop, Contact: member, Merge: m.ID}
	first, err := c.PreviewUndo(t.Context(), wish)
	ok(t, err)
	again, err := c.PreviewUndo(t.Context(), wish)
	ok(t, err)
	if diff := cmp.Diff(first, again); diff != "" {
		t.Errorf("a preview changed something:\n%s", diff)
	}
	if now := first.Now.Balances.Shown(); now != 95 || first.Into.Balances.Shown()+first.From.Balances.Shown() != now {
		t.Errorf("the numbers are %+v", first)
	}
	_, _, err = c.UndoMerge(t.Context(), wish)
	ok(t, err)
	for id, side := range map[models.ContactID]flow.PartedSide{member: first.Into, "c_8": first.From} {
		card, err := c.ContactCard(t.Context(), testShop, id)
		ok(t, err)
		if card.Account.Balances != side.Balances || card.Contact.Figures != side.Contact.Figures {
			t.Errorf("%s has %+v and %+v, the preview said %+v and %+v", id, card.Account.Balances, card.Contact.Figures, side.Balances, side.Contact.Figures)
		}
	}
	if _, err := c.PreviewUndo(t.Context(), wish); models.CodeOf(err) != models.Conflict {
		t.Errorf("what was undone is previewed: %v", err)
	}
	wish.Contact = "c_9"
	if _, err := c.PreviewUndo(t.Context(), wish); models.CodeOf(err) != models.NotFound {
		t.Errorf("somebody else's merge is previewed: %v", err)
	}
}
