package flow_test

import (
	"net/url"
	"strings"
	"testing"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/notices"
)

// wishOf is what the link of a mail asks for.
func wishOf(t *testing.T, l notices.Letter) flow.OptOut {
	t.Helper()
	link, err := url.Parse(l.OptOut)
	ok(t, err)
	q := link.Query()
	return flow.OptOut{Shop: models.ShopID(q.Get("shop")), Contact: models.ContactID(q.Get("contact")), Token: q.Get("token")}
}

func TestWhoOptsOutIsToldOnlyOfWhatTheyDidThemselves(t *testing.T) {
	t.Parallel()
	c := newLetterShop(t)
	c.forward(17 * day)
	c.remind()
	wish := wishOf(t, c.got("points_expiring 100")[0])
	if asked, err := c.AskOptOut(t.Context(), wish); err != nil || asked.Done || asked.Language != "ja" {
		t.Errorf("before: %+v, %v", asked, err)
	}
	for range 2 {
		if done, err := c.OptOut(t.Context(), wish); err != nil || !done.Done {
			t.Fatalf("opting out: %+v, %v", done, err)
		}
	}
	if asked, err := c.AskOptOut(t.Context(), wish); err != nil || !asked.Done {
		t.Errorf("after: %+v, %v", asked, err)
	}
	if consents := c.card().Consents; !contacts.Refused(consents, contacts.LoyaltyMail) || contacts.Refused(consents, contacts.EMail) {
		t.Errorf("the card says %+v", consents)
	}
	c.adjust(manual("1", member, 5))
	c.remind()
	c.got()
	c.redeem(c.offer(), "mine")
	c.work()
	if l := c.got("reward_ready 100")[0]; l.OptOut != "" {
		t.Errorf("a mail that comes anyhow offers %s", l.OptOut)
	}
}

func TestNobodyOptsOutWithoutAMail(t *testing.T) {
	t.Parallel()
	c := newLetterShop(t)
	c.customer("8", contacts.Profile{Email: "eight@example.com"})
	good := contacts.OptOutToken(c.shop(t).Salt, member)
	for name, wish := range map[string]flow.OptOut{
		"no token":            {Shop: testShop, Contact: member},
		"another token":       {Shop: testShop, Contact: member, Token: strings.Repeat("0", len(good))},
		"somebody else's":     {Shop: testShop, Contact: "c_8", Token: good},
		"another store":       {Shop: "other.myshopify.com", Contact: member, Token: good},
		"nobody in the store": {Shop: testShop, Contact: "c_99", Token: contacts.OptOutToken(c.shop(t).Salt, "c_99")},
	} {
		if _, err := c.OptOut(t.Context(), wish); models.CodeOf(err) != models.NotFound {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := c.AskOptOut(t.Context(), wish); models.CodeOf(err) != models.NotFound {
			t.Errorf("%s, asked: %v", name, err)
		}
	}
	if contacts.Refused(c.card().Consents, contacts.LoyaltyMail) {
		t.Error("somebody opted out")
	}
}

func TestAnOptOutOfEitherRecordHoldsForThePersonAndEndsWithTheData(t *testing.T) {
	t.Parallel()
	c := newLetterShop(t)
	c.customer("8", contacts.Profile{Email: "eight@example.com"})
	_, err := c.OptOut(t.Context(), flow.OptOut{Shop: testShop, Contact: "c_8", Token: contacts.OptOutToken(c.shop(t).Salt, "c_8")})
	ok(t, err)
	_, _, err = c.MergeContacts(t.Context(), byHand("1"))
	ok(t, err)
	if !contacts.Refused(c.card().Consents, contacts.LoyaltyMail) {
		t.Errorf("after the merge: %+v", c.card().Consents)
	}
	c.forward(17 * day)
	c.remind()
	c.got()
	_, _, err = c.UndoMerge(t.Context(), flow.UndoMerge{Shop: testShop, Contact: member, Merge: byHand("1").Key})
	ok(t, err)
	if contacts.Refused(c.card().Consents, contacts.LoyaltyMail) {
		t.Errorf("after the undo: %+v", c.card().Consents)
	}
	eight, err := c.store.Contacts.Get(t.Context(), testShop, "c_8")
	ok(t, err)
	if !contacts.Refused(eight.Consents, contacts.LoyaltyMail) || len(eight.Erased(c.now()).Consents) != 0 {
		t.Errorf("the record itself says %+v", eight.Consents)
	}
}
