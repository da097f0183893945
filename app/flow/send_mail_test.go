package flow_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/notices"
	"clientele/models/outbox"
	"clientele/models/points"
	"clientele/models/rewards"
)

// postOffice pretends to be the mail server. It is closed until a test opens it.
type postOffice struct {
	mu    sync.Mutex
	open  bool
	mails []notices.Letter
	fail  error
}

func (o *postOffice) Ready() bool { return o.open }

func (o *postOffice) Render(l notices.Letter) (notices.Rendered, error) {
	return notices.Rendered{Subject: l.Kind.Name + " " + l.Language}, nil
}

func (o *postOffice) Send(_ context.Context, l notices.Letter) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.fail != nil {
		return o.fail
	}
	o.mails = append(o.mails, l)
	return nil
}

// newLetterShop is a counter with a mail server, whose points last thirty days,
// and where customer 7 has an address and a hundred points.
func newLetterShop(t *testing.T) *counter {
	t.Helper()
	c := newCounter(t, "")
	c.programme(func(s *points.Settings) { s.Life = points.Life{Count: 30, Unit: points.Days} })
	c.post.open = true
	c.customer("7", contacts.Profile{Email: "seven@example.com", FirstName: "Nana", Locale: "ja-JP"})
	c.order(c.bought("1", goods("a", "60.00"), goods("b", "40.00")))
	return c
}

// remind plans reminders and works everything off that is due by noon of the
// next day.
func (c *counter) remind() {
	c.t.Helper()
	reminding := c.Reminding()
	sweep(c.t, func() (int, error) { return reminding.Step(c.t.Context()) })
	c.forward(24 * time.Hour)
	c.work()
}

// got are the mails since it was asked last, as kind and points.
func (c *counter) got(want ...string) []notices.Letter {
	c.t.Helper()
	c.post.mu.Lock()
	mails := c.post.mails
	c.post.mails = nil
	c.post.mu.Unlock()
	var got []string
	for _, l := range mails {
		got = append(got, fmt.Sprint(l.Kind.Name, " ", l.Content.Points))
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		c.t.Fatalf("mails %v, want %v", got, want)
	}
	return mails
}

func (c *counter) outcome(id string) string {
	c.t.Helper()
	m, err := c.store.Outbox.Get(c.t.Context(), testShop, id)
	ok(c.t, err)
	return string(m.State) + " " + m.Outcome
}

const day = 24 * time.Hour

func TestAReminderIsPlannedOnceAndTellsTheAmountAsOfSending(t *testing.T) {
	t.Parallel()
	c := newLetterShop(t)
	c.remind()
	c.got()
	c.forward(15 * day)
	reminding := c.Reminding()
	sweep(t, func() (int, error) { return reminding.Step(t.Context()) })
	c.spend(member, 30) // between planning and sending
	c.remind()
	mail := c.got("points_expiring 70")[0]
	if mail.To != "seven@example.com" || mail.Name != "Nana" || mail.Language != "ja" || mail.Content.Balance != 70 {
		t.Errorf("the mail is %+v", mail)
	}
	ends := c.card().NextExpiry
	if last := ends.Add(-time.Millisecond).In(c.shop(t).Location()); mail.Content.LastDay.Format(time.DateOnly) != last.Format(time.DateOnly) {
		t.Errorf("the mail says %v, the points run out at %v", mail.Content.LastDay, ends)
	}
	c.remind()
	c.remind()
	c.got()
	c.forward(2 * day)
	c.order(c.bought("2", goods("z", "25.00"))) // another day of its own
	c.forward(20 * day)
	c.remind()
	c.got("points_expiring 25")
}

func (c *counter) card() flow.Card {
	c.t.Helper()
	card, err := c.ContactCard(c.t.Context(), testShop, member)
	ok(c.t, err)
	return card
}

func TestAReminderIsNotSentOnceItIsNotNeeded(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(c *counter){
		"spent":        func(c *counter) { c.spend(member, 100) },
		"held":         func(c *counter) { c.redeem(c.offer(), "held") },
		"run out":      func(c *counter) { c.forward(20 * day) },
		"switched off": func(c *counter) { c.choose(func(s *notices.Settings) { s.ReminderDays = 0 }) },
		"erased": func(c *counter) {
			_, err := c.CustomerRedacted(c.t.Context(), flow.CustomerRedacted{Shop: testShop, ID: "w-1", Customer: "7", Email: "seven@example.com", ReceivedAt: c.now()})
			ok(c.t, err)
		},
		"uninstalled": func(c *counter) {
			_, err := c.ShopUninstalled(c.t.Context(), flow.ShopUninstalled{Shop: testShop, TriggeredAt: c.now()})
			ok(c.t, err)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newLetterShop(t)
			c.forward(17 * day)
			reminding := c.Reminding()
			sweep(t, func() (int, error) { return reminding.Step(t.Context()) })
			change(c)
			c.forward(day)
			c.post.mails = nil
			c.work()
			for _, l := range c.post.mails {
				if l.Kind.Name == notices.Expiring {
					t.Errorf("a reminder of %d points was sent", l.Content.Points)
				}
			}
		})
	}
}

func (c *counter) choose(change func(s *notices.Settings)) {
	c.t.Helper()
	s, _, err := c.Messages(c.t.Context(), testShop)
	ok(c.t, err)
	change(&s)
	_, err = c.EditMessages(c.t.Context(), s)
	ok(c.t, err)
}

func TestPointsThatLiveOnByActivityAreRemindedOfAgain(t *testing.T) {
	t.Parallel()
	c := newLetterShop(t)
	c.programme(func(s *points.Settings) { s.IdleMonths = 1 })
	c.order(c.bought("2", goods("z", "5.00")))
	c.forward(25 * day)
	reminding := c.Reminding()
	sweep(t, func() (int, error) { return reminding.Step(t.Context()) })
	c.order(c.bought("3", goods("y", "5.00"))) // puts the end of order 2 off before the mail goes out
	c.forward(day)
	c.work()
	for _, l := range c.got("points_expiring 100") { // what has a date of its own keeps it
		if l.Content.Balance != 110 {
			t.Errorf("the balance is said to be %d", l.Content.Balance)
		}
	}
	c.forward(20 * day)
	c.remind()
	c.got("points_expiring 10")
}

func TestNoBalanceChangesInSilence(t *testing.T) {
	t.Parallel()
	c := newLetterShop(t)
	c.work()
	c.got() // what is earned is no news here
	c.refund(c.back("1", "r1", goods("b", "40.00")))
	c.refund(c.back("1", "r1", goods("b", "40.00"))) // told again
	c.work()
	mail := c.got("points_taken_back 40")[0]
	if mail.Content.Order != "#1" || mail.Content.Balance != 60 {
		t.Errorf("the mail tells %+v", mail.Content)
	}
	c.adjust(manual("1", member, 20))
	c.adjust(manual("1", member, 20)) // the form sent twice
	less := manual("2", member, -5)
	c.adjust(less)
	c.work()
	c.got("points_adjusted 20", "points_adjusted -5")
	reward := c.offer(func(s *rewards.Settings) { s.Cost = 50 })
	r := c.redeem(reward, "one")
	c.work()
	if mail := c.got("reward_ready 50")[0]; mail.Content.Code != r.Code || mail.Content.Reward != r.Called("ja") {
		t.Errorf("the mail tells %+v", mail.Content)
	}
	_, err := c.GiveBack(t.Context(), flow.GiveBack{Shop: testShop, ID: r.ID, Actor: "42"})
	ok(t, err)
	c.work()
	c.got("reward_returned 50")
	c.choose(func(s *notices.Settings) { *s = s.With(notices.TakenBack, false) })
	c.order(cancelled(c.bought("1", goods("a", "60.00"), goods("b", "40.00"))))
	c.work()
	c.got()
	c.sound()
}

func TestNothingIsQueuedWithoutAMailServerOrAnAddress(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(c *counter){
		"server":  func(c *counter) { c.post.open = false },
		"address": func(c *counter) { c.order(by("8", c.bought("8", goods("h", "10.00")))) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newLetterShop(t)
			change(c)
			id := models.ContactID(member)
			if name == "address" {
				id = "c_8"
				c.spend(member, 100)
			}
			c.adjust(manual("1", id, 5))
			c.forward(25 * day)
			c.remind()
			page, err := c.store.Outbox.Page(t.Context(), testShop, outbox.Query{})
			ok(t, err)
			if len(page.Items) != 0 {
				t.Errorf("queued: %+v", page.Items)
			}
		})
	}
}

func TestWhatTheMailServerSaysDecidesWhatBecomesOfAMail(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		fail error
		want string
	}{
		"down":               {models.Errorf(models.Unavailable, "the mail server does not answer"), "retrying "},
		"refuses us":         {models.Errorf(models.Forbidden, "the mail server refuses our mails"), "needs_person "},
		"refuses an address": {models.Errorf(models.Invalid, "this address takes no mail"), "done bounced"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newLetterShop(t)
			c.post.fail = x.fail
			c.adjust(manual("1", member, 5))
			c.work()
			page, err := c.store.Outbox.Page(t.Context(), testShop, outbox.Query{})
			ok(t, err)
			if got := c.outcome(page.Items[0].ID); got != x.want {
				t.Fatalf("the mail is %q, want %q", got, x.want)
			}
			if p := page.Items[0].Params; len(p) != 3 || p["contact"] != string(member) || p["points"] != "5" || p["notice"] != notices.Adjusted {
				t.Errorf("the message keeps %v", p)
			}
			c.post.fail = nil
			c.forward(5 * time.Minute)
			c.work()
			if x.want == "retrying " {
				c.got("points_adjusted 5")
			} else {
				c.got()
			}
		})
	}
}

func TestAChoiceOfMessagesIsCheckedAndNotOverwrittenByAnOlderOne(t *testing.T) {
	t.Parallel()
	c := newLetterShop(t)
	s, ready, err := c.Messages(t.Context(), testShop)
	ok(t, err)
	if !ready || s.ReminderDays != 14 || !s.Wants(notices.Ready) {
		t.Errorf("at first %+v", s)
	}
	for _, bad := range []func(s *notices.Settings){func(s *notices.Settings) { s.ReminderDays = 29 }, func(s *notices.Settings) { s.Off = map[string]bool{"x": true} }} {
		wrong := s
		bad(&wrong)
		if _, err := c.EditMessages(t.Context(), wrong); models.CodeOf(err) != models.Invalid {
			t.Errorf("%+v was accepted: %v", wrong, err)
		}
	}
	saved, err := c.EditMessages(t.Context(), s.With(notices.Ready, false))
	ok(t, err)
	if _, err := c.EditMessages(t.Context(), s); models.CodeOf(err) != models.Conflict {
		t.Errorf("an older choice was saved: %v", err)
	}
	if now, _, err := c.Messages(t.Context(), testShop); err != nil || now.Version != saved.Version || now.Wants(notices.Ready) {
		t.Errorf("now %+v, %v", now, err)
	}
	if x, err := c.PreviewMessage(t.Context(), testShop, notices.Ready, "ko"); err != nil || x.Subject != "reward_ready ko" {
		t.Errorf("preview %+v, %v", x, err)
	}
	if _, err := c.PreviewMessage(t.Context(), testShop, notices.Ready, "de"); models.CodeOf(err) != models.NotFound {
		t.Errorf("preview in an unknown language: %v", err)
	}
}
