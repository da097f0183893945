package flow_test

import (
	"strings"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/points"
)

func TestAProgrammeEditedElsewhereMeanwhileIsNotOverwritten(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	in := flow.EditProgramme{Shop: testShop, BaseVersion: 1, Settings: points.DefaultSettings("USD"), Note: "spring", Actor: "42"}
	versions, err := w.EditProgramme(t.Context(), in)
	ok(t, err)
	if len(versions) != 2 || versions[1].Version != 2 || versions[1].SavedBy != "42" || versions[1].Note != "spring" || versions[1].Zone != "America/New_York" {
		t.Errorf("%+v", versions)
	}
	if _, err := w.EditProgramme(t.Context(), in); models.CodeOf(err) != models.Conflict || err == nil || !strings.Contains(err.Error(), "version 2") {
		t.Errorf("from the old version: %v, want a conflict that names the new one", err)
	}
}

func TestNonsenseSettingsAreRefusedAndNothingIsSaved(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	bad := points.DefaultSettings("USD")
	bad.HoldDays = 1000
	for _, in := range []flow.EditProgramme{
		{Shop: testShop, BaseVersion: 1, Settings: bad},
		{Shop: testShop, BaseVersion: 1, Settings: points.DefaultSettings("USD"), Note: strings.Repeat("x", points.NoteMax+1)},
	} {
		if _, err := w.EditProgramme(t.Context(), in); models.CodeOf(err) != models.Invalid || err == nil {
			t.Errorf("%v, want it refused", err)
		}
	}
	if _, err := w.PreviewProgramme(t.Context(), testShop, bad); models.CodeOf(err) != models.Invalid || err == nil {
		t.Errorf("preview: %v, want it refused", err)
	}
	if versions, err := w.Programme(t.Context(), testShop); err != nil || len(versions) != 1 {
		t.Errorf("%d versions, %v", len(versions), err)
	}
}

func TestAPreviewTellsWhatWouldHaveBeenAndChangesNothing(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "50.00")))
	w.order(by("8", w.bought("2", goods("a", "0.50"))))
	w.order(cancelled(w.bought("3", goods("a", "70.00"))))
	double := points.DefaultSettings("USD")
	double.Rules = []points.RuleSetting{rule("a", "per_amount", models.Params{"points": "2", "amount": "1"})}
	p, err := w.PreviewProgramme(t.Context(), testShop, double)
	ok(t, err)
	if p.Orders != 3 || p.Before != 50 || p.After != 101 || p.Contacts != 2 || len(p.Samples) != 3 {
		t.Errorf("%+v", p)
	}
	w.want(member, "as before", amounts{av: 50})
	w.sound()
}

func TestAnEditDoesNotChangeOldOrders(t *testing.T) { // W28, I15
	t.Parallel()
	w := newTill(t)
	f := w.bought("1", goods("a", "50.00"), goods("b", "30.00"))
	w.order(f)
	w.forward(time.Hour)
	w.programme(rules(rule("a", "per_order", models.Params{"points": "500"})), func(s *points.Settings) { s.HoldDays, s.Clawback = 30, points.OnlyPending })
	w.refund(w.back("1", "r1", f.Snapshot.Lines[1]))
	w.want(member, "by the old rules", amounts{av: 50})
	card, err := w.ContactOrder(t.Context(), testShop, member, "1")
	ok(t, err)
	if card.Record.Standing.Programme != 1 || card.Worth.Target != 50 || len(card.Entries) != 2 {
		t.Errorf("order card %+v", card.Worth)
	}
	w.order(w.bought("2", goods("a", "1.00")))
	w.want(member, "by the new rules", amounts{av: 50, pe: 500})
	w.sound()
}

func TestAnOrderIsShownToItsOwnContactOnly(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	w.order(w.bought("1", goods("a", "50.00")))
	w.order(by("8", w.bought("2", goods("a", "50.00"))))
	for _, c := range []struct {
		contact models.ContactID
		order   models.OrderID
	}{{member, "2"}, {"c_8", "1"}, {"c_99", "1"}, {member, "99"}} {
		if _, err := w.ContactOrder(t.Context(), testShop, c.contact, c.order); models.CodeOf(err) != models.NotFound || err == nil {
			t.Errorf("order %s of %s: %v, want not found", c.order, c.contact, err)
		}
	}
	if _, err := w.ContactOrder(t.Context(), "sakura.myshopify.com", member, "1"); models.CodeOf(err) != models.NotFound || err == nil {
		t.Errorf("from another shop: %v, want not found", err)
	}
}

func TestDebtIsRepaidByPointsThatMaturedUnseen(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.HoldDays = 14 })
	w.order(w.bought("1", goods("a", "50.00")))
	owing := manual("1", member, -30)
	owing.Manual.AllowDebt = true
	w.adjust(owing)
	w.want(member, "owes while points wait", amounts{pe: 50, de: 30})
	w.forward(15 * 24 * time.Hour)
	w.want(member, "matured, nothing written yet", amounts{av: 20})
	c := w.people()[0]
	w.explained(c)
	w.matured(1)
	w.want(member, "written", amounts{av: 20})
	w.sound()
}

func TestACardTellsWhenPointsMature(t *testing.T) {
	t.Parallel()
	w := newTill(t, func(s *points.Settings) { s.HoldDays = 14 })
	w.order(w.bought("1", goods("a", "50.00")))
	at := w.now()
	w.order(w.bought("2", goods("a", "20.00")))
	w.forward(24 * time.Hour)
	w.order(w.bought("3", goods("a", "5.00")))
	card, err := w.ContactCard(t.Context(), testShop, member)
	ok(t, err)
	if !card.NextMaturity.Equal(at.AddDate(0, 0, 14)) || card.NextMaturityPoints != 70 || card.Pending["2"] != 20 || len(card.Orders) != 3 {
		t.Errorf("%v with %d points, %v", card.NextMaturity, card.NextMaturityPoints, card.Pending)
	}
}
