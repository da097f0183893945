package main

import (
	"net/http"
	netmail "net/mail"
	"net/url"
	"strings"
	"testing"
	"time"

	"clientele/app/sandbox"
)

// pending is what was decided about appointments when the program is killed: two
// invoices, one of them to be taken back, money to go back, and mails.
type pending struct {
	billed, withdrawn, repaid visit
	order                     sandbox.Order
}

// visitChanges are the kinds of changes at the platform that wait then: a draft
// order made, sent and deleted, and a refund. One more death comes of a mail.
const visitChanges = 4

// posting is a harness in a directory, whose mails arrive.
func posting(t *testing.T, database, dir string) *harness {
	t.Helper()
	office := listen(t)
	h := buildHarness(t, database, dir, func(c *Config) {
		c.SMTP, c.MailFrom = &url.URL{Scheme: "smtp", Host: office.Addr().String()}, &netmail.Address{Address: "points@clientele.example"}
	})
	go func() { _ = h.stand.ServeMail(office) }()
	t.Cleanup(func() { _ = office.Close() })
	return h
}

// decide leaves everything to be done after the program has written it down.
func (s *scene) decide() (p pending) {
	s.Helper()
	s.install(demoShop)
	s.studio()
	cancel := func(v visit) {
		if status := s.call(demoShop, "PUT", "/api/admin/appointments/"+v.ID+"/status", map[string]any{"base": 0, "to": "cancelled"}, nil); status != http.StatusOK {
			s.Fatalf("cancelling answered %d", status)
		}
	}
	p.withdrawn = s.billedVisit(21, "withdrawn")
	p.repaid = s.wants(sandbox.Customer{}, "lesson", 20, "repaid")
	p.order = s.buy(demoShop, p.repaid.till(s.harness, sandbox.Checkout{Email: "repaid@example.com", Record: true}))
	s.settleQuietly()
	s.work("outbox") // the first invoice is sent, and the confirmation
	cancel(p.withdrawn)
	cancel(p.repaid)
	s.refundVisit(p.repaid.ID)
	p.billed = s.billedVisit(22, "billed")
	return p
}

// The program is killed between what was decided about appointments and what comes
// of it: at each change at the platform, before it was done and after, and before
// the first mail. Once it is back, each has happened once.
func TestF02KilledBetweenABookingAndWhatComesOfItItHappensOnce(t *testing.T) {
	for name, after := range map[string]bool{"before it was done": false, "after it was done": true} {
		t.Run(name, func(t *testing.T) {
			dir, database := t.TempDir(), fileOrMongo(t)
			var p pending
			t.Run("it is decided", func(t *testing.T) {
				s := &scene{harness: posting(t, database, dir)}
				p = s.decide()
			})
			t.Run("the program is killed", func(t *testing.T) {
				killedAtChanges(t, dir, database, deaths{changes: visitChanges, after: after, mail: true})
			})
			t.Run("each happened once", func(t *testing.T) {
				s := &scene{harness: posting(t, database, dir)}
				s.install(demoShop)
				s.freed(p.billed)
				s.later(time.Hour)
				s.work("outbox") // what the last one killed was about to do
				s.happenedOnce(p)
			})
		})
	}
}

// freed waits until an appointment can be written: on MongoDB a transaction that a
// killed program has left open is in the way for up to a minute.
func (s *scene) freed(v visit) {
	s.Helper()
	status := 0
	for until := time.Now().Add(90 * time.Second); status != http.StatusOK && time.Now().Before(until); {
		status = s.call(demoShop, "PUT", "/api/admin/appointments/"+v.ID+"/note", map[string]any{"base": 0, "note": "Comes by train"}, nil)
	}
	if status != http.StatusOK {
		s.Fatalf("a note on the appointment is answered %d", status)
	}
}

func (s *scene) happenedOnce(p pending) {
	s.Helper()
	if left := s.draftsOf(p.withdrawn.ID); len(left) != 0 {
		s.Errorf("of the invoice that was taken back is left %+v", left)
	}
	billed, _ := s.visitShown(p.billed.ID)
	if drafts := s.draftsOf(p.billed.ID); len(drafts) != 1 || drafts[0].Mailed != 1 || billed.Invoice.SentAt == "" {
		s.Errorf("the invoices are %+v, and the panel says %+v", drafts, billed.Invoice)
	}
	order, _ := s.stand.Order(demoShop, p.order.ID)
	if n := len(order.Refunds); n != 1 {
		s.Errorf("%d refunds were made", n)
	}
	// One that was handed over before the program could write that down comes again,
	// with the same mark, by which mailboxes know it.
	mails := map[string]map[string]bool{}
	for _, m := range s.ownMails() {
		name := strings.Trim(m.To, "<>") + " " + m.Method
		if m.Method == "" {
			s.Logf("a mail that is no invitation: %s", m.Subject)
		}
		if mails[name] == nil {
			mails[name] = map[string]bool{}
		}
		mails[name][m.Mark] = true
	}
	delete(mails, "repaid@example.com ") // about points, which may be sent meanwhile
	if len(mails["repaid@example.com REQUEST"]) != 1 || len(mails["repaid@example.com CANCEL"]) != 1 || len(mails) != 2 {
		s.Errorf("the mails are %v", mails)
	}
}
