package flow_test

import (
	"fmt"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/levels"
)

// byVisits is a ladder with a level for those who came twice in a year.
func byVisits(s *levels.Settings) {
	s.Levels = []levels.Level{stepOf("regular", "visits", "2", 50)}
}

// cameTwice lets somebody come at two times of the day, and gives the second visit.
func (w *salon) cameTwice(as func(*flow.Book), first, second string) flow.Booked {
	w.t.Helper()
	one := w.book(w.wish("first", first, as))
	two := w.book(w.wish("second", second, as))
	if left := w.at("16:00").Sub(w.now()); left > 0 {
		w.forward(left)
	}
	w.came(one.ID)
	w.came(two.ID)
	return two
}

func TestALevelFollowsVisits(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.customer("7", ada)
	w.ladder(yearly(byVisits))
	one := w.book(w.wish("1", "10:00", asMember))
	two := w.book(w.wish("2", "12:00", asMember))
	w.forward(w.at("13:00").Sub(w.now()))
	w.came(one.ID)
	w.level(member, "one visit", "")
	w.came(two.ID)
	w.came(two.ID)
	w.level(member, "two visits", "regular")
	w.want(member, "the level's gift", amounts{av: 50})
	w.missed(one.ID)
	w.level(member, "one of them did not come", "")
	w.want(member, "the gift is taken back", amounts{})
	w.came(one.ID)
	w.level(member, "they came after all", "regular")
	if told, want := w.levelChanges(member), "→regular visit, regular→ no_visit, →regular visit"; told != want {
		t.Errorf("the history says %q, want %q", told, want)
	}
	card, err := w.LevelChanges(t.Context(), testShop, member, "", 1)
	if err != nil || len(card.Items) != 1 || card.Items[0].Figures.Visits != 2 {
		t.Errorf("two visits counted, told are %+v, %v", card.Items, err)
	}
	w.sound()
	w.forward(2 * 366 * 24 * time.Hour)
	w.review()
	w.level(member, "two years later", "")
	w.sound()
}

func TestPastVisitsCountWhenLevelsBegin(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.customer("7", ada)
	two := w.cameTwice(asMember, "10:00", "12:00")
	w.ladder(yearly(byVisits))
	w.level(member, "levels began after the visits", "regular")
	w.missed(two.ID)
	w.level(member, "one of them did not come", "")
	w.sound()
}

func TestVisitsNotedBeforeLevelsKnewThemAreCounted(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.customer("7", ada)
	w.cameTwice(asMember, "10:00", "12:00")
	all, err := w.store.Events.Of(t.Context(), testShop, []models.ContactID{member}, 10)
	ok(t, err)
	for _, e := range all {
		e.LevelDay = ""
		_, err := w.store.Events.Save(t.Context(), e)
		ok(t, err)
	}
	w.ladder(yearly(byVisits))
	w.level(member, "two visits of before", "regular")
	w.sound()
}

func TestVisitsOfMergedCustomersCountTogetherAndPartAgain(t *testing.T) {
	t.Parallel()
	for _, known := range []bool{false, true} { // whether both stand on the ladder already when they are merged
		t.Run(fmt.Sprint(known), func(t *testing.T) {
			t.Parallel()
			w := newSalon(t, cutting())
			w.customer("7", ada)
			w.customer("8", ada)
			if known {
				w.ladder(yearly(byVisits))
			}
			one := w.book(w.wish("1", "10:00", asMember))
			two := w.book(w.wish("2", "12:00", func(in *flow.Book) { in.Contact = "c_8" }))
			w.forward(w.at("13:00").Sub(w.now()))
			w.came(one.ID)
			w.came(two.ID)
			if !known {
				w.ladder(yearly(byVisits))
			}
			w.level(member, "one visit each", "")
			w.level("c_8", "one visit each", "")
			m := w.mergeByHand(byHand("1"))
			w.level(member, "two visits together", "regular")
			w.sound()
			w.forward(time.Hour)
			w.undo(m.ID)
			w.level(member, "apart again", "")
			w.level("c_8", "apart again", "")
			w.came(two.ID)
			w.sound()
		})
	}
}

func TestAVisitThatTwoRecordsHaveCountsOnceWhenTheyAreMerged(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.programme(eventRules)
	w.customer("7", ada)
	w.customer("8", ada)
	w.ladder(yearly(byVisits))
	b := w.book(w.wish("1", "10:00", func(in *flow.Book) { in.Contact = "c_8" }))
	w.forward(w.at("13:00").Sub(w.now()))
	m := w.mergeByHand(byHand("1"))
	w.came(b.ID) // noted for the one that both are
	w.undo(m.ID)
	w.missed(b.ID)
	w.came(b.ID) // noted for whom it was booked
	w.merge("7", "8")
	w.level(member, "one visit, known to two records", "")
	w.sound()
}

func TestTheCheckOfTheBooksKnowsWhichVisitsCount(t *testing.T) {
	t.Parallel()
	w := newSalon(t, cutting())
	w.customer("7", ada)
	w.ladder(yearly(byVisits))
	w.cameTwice(asMember, "10:00", "12:00")
	w.sound()
	all, err := w.store.Events.Of(t.Context(), testShop, []models.ContactID{member}, 1)
	ok(t, err)
	e := all[0]
	e.LevelDay = ""
	_, err = w.store.Events.Save(t.Context(), e)
	ok(t, err)
	if tally := w.checked(); tally.Violations == 0 {
		t.Error("a visit that counts although it is noted not to is not found")
	}
}
