package flow_test

import (
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/points"
)

// eventRules are one rule of every kind for events.
func eventRules(s *points.Settings) {
	s.HoldDays = 14 // of orders; events do not wait unless their own rule says so
	s.Rules = []points.RuleSetting{
		rule("join", points.SignUp, models.Params{"points": "100"}),
		rule("cake", points.Birthday, models.Params{"points": "70"}),
		rule("mail", points.Newsletter, models.Params{"points": "50"}),
		rule("own", points.CustomEvent, models.Params{"name": "Photo review", "points": "30", "most": "75", "period": "month"}),
		rule("come", points.Visit, models.Params{"points": "20", "holdDays": "2"}),
		rule("again", points.Rebooked, models.Params{"points": "10"}),
	}
}

// account tells what a customer's body says of their account, as of a time.
func (w *till) account(id string, has bool, created, asOf time.Time) flow.Outcome {
	w.t.Helper()
	profile := ada
	profile.Verified, profile.AsOf = false, asOf
	out, err := w.CustomerChanged(w.t.Context(), flow.CustomerChanged{Shop: testShop, Customer: id, Profile: profile, CreatedAt: created, Account: &has})
	ok(w.t, err)
	return out
}

func (w *till) consent(id string, yes bool, at time.Time) {
	w.t.Helper()
	_, err := w.ConsentChanged(w.t.Context(), flow.ConsentChanged{Shop: testShop, Customer: id, Subscribed: yes, At: at})
	ok(w.t, err)
}

func (w *till) celebrate() {
	w.t.Helper()
	b := w.Birthdays()
	for more := 1; more > 0; {
		var err error
		more, err = b.Step(w.t.Context())
		ok(w.t, err)
	}
}

func (w *till) birthday(id models.ContactID, actor string, at time.Time) error {
	_, err := w.SetBirthday(w.t.Context(), flow.SetBirthday{Shop: testShop, Contact: id, Month: int(at.Month()), Day: at.Day(), Actor: actor})
	return err
}

func TestSigningUpEarnsOnceAndNotForThoseWhoWereThere(t *testing.T) {
	t.Parallel()
	w := newTill(t)
	old := w.now()
	w.forward(time.Hour)
	w.programme(eventRules)
	w.account("8", true, old, w.now())
	w.want("c_8", "an account older than the rule", amounts{})
	made := w.now()
	w.account("7", false, old, made) // a buyer whom the platform keeps without an account
	w.want(member, "no account yet", amounts{})
	w.forward(time.Hour)
	if out := w.account("7", true, old, w.now()); out.Word != "earned" || out.Points != 100 {
		t.Errorf("outcome %+v", out)
	}
	for range 2 {
		w.account("7", true, old, w.now())
		w.account("7", false, old, made)
		w.forward(time.Hour)
	}
	w.want(member, "an account of their own", amounts{av: 100})
	entry := w.entries(member)[0]
	if entry.Cause.Kind != points.SignUp || entry.Reason != "join" || entry.Programme != 2 {
		t.Errorf("the entry %+v names no rule, source or version", entry)
	}
	_, err := w.ShopUninstalled(t.Context(), flow.ShopUninstalled{Shop: testShop, TriggeredAt: w.now()})
	ok(t, err)
	w.forward(time.Hour)
	w.install(t)
	w.account("7", true, old, w.now())
	w.want(member, "back after the app was removed", amounts{av: 100}) // W34
	w.sound()
}

func TestNewsOfAnAccountConvergeInAnyOrder(t *testing.T) {
	t.Parallel()
	for _, late := range []bool{false, true} {
		w := newTill(t)
		created := w.now()
		w.forward(time.Hour)
		w.programme(eventRules)
		without, with := w.now(), w.now().Add(time.Hour)
		w.forward(2 * time.Hour)
		if late {
			w.account("7", true, created, with)
			w.want(member, "as old as the record, as far as anybody knows", amounts{})
			w.account("7", false, created, without)
		} else {
			w.account("7", false, created, without)
		}
		w.account("7", true, created, with)
		w.want(member, "made after the rule", amounts{av: 100})
		w.sound()
	}
}

func TestTheFirstConsentEarnsAndWithdrawingItTakesNothing(t *testing.T) {
	t.Parallel()
	w := newTill(t, eventRules)
	w.consent("7", true, w.now())
	w.want(member, "agreed", amounts{av: 50})
	w.forward(time.Hour)
	w.consent("7", false, w.now())
	w.forward(time.Hour)
	w.consent("7", true, w.now())
	w.want(member, "withdrawn and given again", amounts{av: 50})
	w.consent("8", true, w.now()) // heard of first, but they had withdrawn an earlier one
	w.want("c_8", "the first as far as anybody knows", amounts{av: 50})
	w.consent("8", false, w.now().Add(-time.Minute))
	w.want("c_8", "an earlier one was withdrawn", amounts{})
	w.sound()
}

func TestABirthdayEarnsOnceAYearIfItIsKnownForLongEnough(t *testing.T) {
	t.Parallel()
	w := newTill(t, eventRules)
	w.customer("7", ada)
	w.customer("8", ada)
	zone := w.shop(t).Location()
	soon, far := w.now().In(zone).AddDate(0, 0, contacts.BirthdayNotice-1), w.now().In(zone).AddDate(0, 0, contacts.BirthdayNotice)
	ok(t, w.birthday(member, contacts.Themselves, far))
	ok(t, w.birthday("c_8", "42", soon))
	if err := w.birthday(member, contacts.Themselves, soon); models.CodeOf(err) != models.Conflict || err == nil {
		t.Errorf("a member moved their own birthday: %v", err)
	}
	for range contacts.BirthdayNotice + 3 {
		w.celebrate()
		w.forward(24 * time.Hour)
	}
	w.celebrate()
	w.want(member, "known for 30 days", amounts{av: 70})
	w.want("c_8", "known for 29 days", amounts{})
	next := far.AddDate(0, 2, 0)
	ok(t, w.birthday(member, "42", next))
	w.forward(next.Sub(w.now()) + 24*time.Hour)
	w.celebrate()
	w.want(member, "moved within the year", amounts{av: 70})
	w.forward(next.AddDate(1, 0, 0).Sub(w.now()) + 24*time.Hour)
	w.celebrate()
	w.want(member, "a year later", amounts{av: 140})
	w.sound()
}

func TestAnOwnEventIsRecordedOnceForEachKeyAndCapped(t *testing.T) {
	t.Parallel()
	w := newTill(t, eventRules)
	w.customer("7", ada)
	in := flow.RecordEvent{Shop: testShop, Contact: member, Key: "form-0001", Name: "photo  REVIEW", Note: "lovely", Actor: "42"}
	first, replayed, err := w.RecordEvent(t.Context(), in)
	ok(t, err)
	if again, repeated, err := w.RecordEvent(t.Context(), in); err != nil || replayed || !repeated || again.Net() != first.Net() || first.Name != "Photo review" {
		t.Errorf("first %+v, again %+v (%t), %v", first, again, repeated, err)
	}
	in.Note = "another"
	if _, _, err := w.RecordEvent(t.Context(), in); models.CodeOf(err) != models.Conflict || err == nil {
		t.Errorf("a key for two events: %v", err)
	}
	for _, key := range []string{"form-0002", "form-0003", "form-0004"} {
		in.Key = key
		last, _, err := w.RecordEvent(t.Context(), in)
		ok(t, err)
		if want := map[string]int64{"form-0002": 0, "form-0003": 15, "form-0004": 30}[key]; last.Awards[0].Cut != want {
			t.Errorf("%s was cut by %d, want %d", key, last.Awards[0].Cut, want)
		}
	}
	w.want(member, "75 a month and no more", amounts{av: 75})
	in.Key, in.Name = "form-0005", "dance"
	if _, _, err := w.RecordEvent(t.Context(), in); models.CodeOf(err) != models.Invalid || err == nil {
		t.Errorf("an event that no rule knows: %v", err)
	}
	w.sound()
}

func TestTwoRecordsOfOnePersonAreNotPaidTwice(t *testing.T) {
	t.Parallel()
	w := newTill(t, eventRules)
	w.post.open = true
	created := w.now()
	w.account("7", true, created, w.now())
	w.forward(time.Minute)
	w.account("8", true, w.now(), w.now())
	w.consent("8", true, w.now())
	w.want("c_8", "before", amounts{av: 150})
	w.merge("7", "8")
	w.want(member, "one sign-up and one consent", amounts{av: 150})
	if told := append(w.toldOf(member), w.toldOf("c_8")...); len(told) > 0 {
		t.Errorf("of points that both records had for the same, the contact is told %q", told)
	}
	w.account("8", true, created, w.now())
	w.account("7", true, created, w.now())
	w.consent("7", true, w.now())
	w.want(member, "told again", amounts{av: 150})
	w.sound()
}

func TestEventsAreExportedAndErased(t *testing.T) {
	t.Parallel()
	w := newTill(t, eventRules)
	w.account("7", true, w.now(), w.now())
	ok(t, w.birthday(member, "42", w.now()))
	_, err := w.DataRequested(t.Context(), flow.DataRequested{Shop: testShop, ID: "1", Customer: "7", ReceivedAt: w.now()})
	ok(t, err)
	x, err := w.PrivacyExport(t.Context(), testShop, "data_request:1")
	ok(t, err)
	if len(x.Contacts) != 1 || len(x.Contacts[0].Events) != 1 || !x.Contacts[0].Contact.Birthday.Known() {
		t.Errorf("the export has %+v", x.Contacts)
	}
	_, err = w.CustomerRedacted(t.Context(), flow.CustomerRedacted{Shop: testShop, ID: "2", Customer: "7", ReceivedAt: w.now()})
	ok(t, err)
	left, err := w.store.Events.Of(t.Context(), testShop, []models.ContactID{member}, 10)
	if err != nil || len(left) > 0 {
		t.Errorf("erased, and left are %+v, %v", left, err)
	}
	if tally := w.checked(); tally.Violations > 0 {
		t.Errorf("the check of the books finds %+v", tally.Findings)
	}
}

func TestTheCheckOfTheBooksKnowsEvents(t *testing.T) {
	t.Parallel()
	w := newTill(t, eventRules)
	w.consent("7", true, w.now())
	e, err := w.store.Events.Get(t.Context(), testShop, member, points.Newsletter, "consent")
	ok(t, err)
	for name, spoil := range map[string]func(e *points.Event){
		"more than the rule gives":    func(e *points.Event) { e.Awards[0].Due++ },
		"more than the ledger has":    func(e *points.Event) { e.Awards[0].Given++ },
		"a version that nobody knows": func(e *points.Event) { e.Programme = 9 },
		"an event that did not count": func(e *points.Event) { e.Missed = true },
	} {
		bad := e
		bad.Awards = append([]points.EventAward{}, e.Awards...)
		spoil(&bad)
		versions, err := w.Programme(t.Context(), testShop)
		ok(t, err)
		if found := points.VerifyEvent(bad, versions, 50); len(found) == 0 {
			t.Errorf("%s: nothing found", name)
		}
	}
	w.sound()
}
