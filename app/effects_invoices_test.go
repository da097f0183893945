package main

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"clientele/app/flow"
	"clientele/app/sandbox"
)

// billedVisit is a booking by staff for which the store sends an invoice.
func (h *harness) billedVisit(days int, key string) visit {
	h.Helper()
	start := h.stand.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, days).Add(15 * time.Hour)
	var made visit
	wish := map[string]any{
		"key": "form-key-" + key, "service": "lesson", "variant": "hour", "start": start.Format(time.RFC3339), "name": "Mika", "email": key + "@example.com", "invoiceHours": 300,
	}
	if status := h.call(demoShop, "POST", "/api/admin/appointments", wish, &made); status != http.StatusOK || made.Status != "held" {
		h.Fatalf("booking answered %d: %+v", status, made)
	}
	return made
}

// draftsOf are the draft orders that bill an appointment.
func (h *harness) draftsOf(id string) (all []sandbox.DraftOrder) {
	for _, d := range h.stand.Drafts(demoShop) {
		for _, tag := range d.Tags {
			if tag == "clientele-"+id {
				all = append(all, d)
			}
		}
	}
	return all
}

// changedInvoices are what is done about invoices that were sent: one is taken
// back, and one tells the time to which its booking was moved. Both are sent before
// either is changed, so that a fault meets the changes.
func changedInvoices() (takenBack, revised effect) {
	var back, moved visit
	takenBack, revised = invoiceEffect(flow.TakeInvoiceBack, &back), invoiceEffect(flow.ReviseInvoice, &moved)
	change := takenBack.begin
	takenBack.begin = func(s *scene) {
		s.studio()
		back, moved = s.billedVisit(21, "taken-back"), s.billedVisit(20, "moved")
		s.work("outbox")
		change(s)
	}
	return takenBack, revised
}

// invoiceEffect is the sending of an invoice of a booking, or what is done about
// one that was sent.
func invoiceEffect(kind string, made *visit) effect {
	names := map[string]string{
		flow.SendInvoice: "send an invoice for a booking", flow.ReviseInvoice: "have an invoice tell another time", flow.TakeInvoiceBack: "take an invoice back",
	}
	var moved time.Time
	return effect{
		name: names[kind],
		begin: func(s *scene) {
			switch kind {
			case flow.TakeInvoiceBack:
				s.panel("PUT", made.ID, "/status", map[string]any{"base": 0, "to": "cancelled"})
			case flow.ReviseInvoice:
				moved = s.stand.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, 20).Add(13 * time.Hour)
				s.panel("PUT", made.ID, "/time", map[string]any{"base": 0, "start": moved.Format(time.RFC3339)})
			default:
				*made = s.billedVisit(22, "billed")
			}
		},
		step:  func(*scene) {},
		says:  func(s *scene) string { return s.invoiceSays(made.ID) },
		again: func(s *scene) { s.retryBill(made.ID) },
		end: func(s *scene) string {
			s.Helper()
			drafts := s.draftsOf(made.ID)
			v, status := s.visitShown(made.ID)
			wanted, dated := 1, ""
			switch kind {
			case flow.TakeInvoiceBack:
				wanted = 0
			case flow.ReviseInvoice:
				dated = moved.Format(" 2006-01-02")
			}
			switch {
			case status == http.StatusNotFound && len(drafts) <= 1:
				return fmt.Sprintf("erased with the store, invoices %d", len(drafts))
			case len(drafts) != wanted || v.Status != map[int]string{0: "cancelled", 1: "held"}[wanted]:
				s.Errorf("it is %s, and there are %d invoices", v.Status, len(drafts))
			case wanted == 1 && (drafts[0].Mailed != 1 || v.Invoice.SentAt == "" || !strings.Contains(drafts[0].Note, dated)):
				s.Errorf("it is %+v, with the invoices %+v", v, drafts)
			case kind == flow.ReviseInvoice && !strings.Contains(fmt.Sprint(drafts[0].Lines), moved.In(s.zone()).Format("15:04")):
				s.Errorf("moved to %s, the invoice tells %+v", moved, drafts[0])
			}
			return fmt.Sprintf("%s, invoices %d", v.Status, len(drafts))
		},
	}
}

// panel changes a booking as staff do.
func (s *scene) panel(method, id, what string, body any) {
	s.Helper()
	if status := s.call(demoShop, method, "/api/admin/appointments/"+id+what, body, nil); status != http.StatusOK {
		s.Fatalf("%s %s answered %d", method, what, status)
	}
}

// zone is that of the demo store.
func (s *scene) zone() *time.Location {
	s.Helper()
	shop, err := s.program.store.Shops.Get(s.Context(), demoShop)
	s.must(err)
	return shop.Location()
}

func (s *scene) retryBill(id string) {
	s.Helper()
	if status := s.call(demoShop, "POST", "/api/admin/appointments/"+id+"/invoice", map[string]any{"base": 0}, nil); status != http.StatusOK {
		s.Errorf("trying again answered %d", status)
	}
}

// invoiceSays is what the card of a booking tells of its invoice.
func (s *scene) invoiceSays(id string) string {
	s.Helper()
	v, status := s.visitShown(id)
	if status != http.StatusOK {
		return fmt.Sprintf("the panel does not open (%d)", status)
	}
	text := v.Status + ", waiting"
	if v.Invoice.SentAt != "" {
		text = v.Status + ", sent"
	}
	if v.Invoice.Problem != "" {
		text += ": " + v.Invoice.Problem
	}
	if v.Invoice.NeedsPerson {
		text += "; " + waitsForPerson
	}
	return text
}
