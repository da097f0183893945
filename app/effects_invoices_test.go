package main

import (
	"fmt"
	"net/http"
	"time"

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

// invoiceEffect is the sending of an invoice, or the taking back of one that was
// sent.
func invoiceEffect(takenBack bool) effect {
	name := "send an invoice for a booking"
	if takenBack {
		name = "take an invoice back"
	}
	var made visit
	return effect{
		name: name,
		begin: func(s *scene) {
			if takenBack {
				s.studio()
				made = s.billedVisit(21, "taken-back")
				s.work("outbox")
				if status := s.call(demoShop, "PUT", "/api/admin/appointments/"+made.ID+"/status", map[string]any{"base": 0, "to": "cancelled"}, nil); status != http.StatusOK {
					s.Fatalf("cancelling answered %d", status)
				}
				return
			}
			made = s.billedVisit(22, "billed")
		},
		step:  func(*scene) {},
		says:  func(s *scene) string { return s.invoiceSays(made.ID) },
		again: func(s *scene) { s.retryBill(made.ID) },
		end: func(s *scene) string {
			s.Helper()
			drafts := s.draftsOf(made.ID)
			v, status := s.visitShown(made.ID)
			switch {
			case status == http.StatusNotFound && len(drafts) <= 1:
				return fmt.Sprintf("erased with the store, invoices %d", len(drafts))
			case takenBack && (len(drafts) != 0 || v.Status != "cancelled"):
				s.Errorf("it is %s, and %d invoices are left", v.Status, len(drafts))
			case !takenBack && (len(drafts) != 1 || drafts[0].Mailed != 1 || v.Status != "held" || v.Invoice.SentAt == ""):
				s.Errorf("it is %+v, with the invoices %+v", v, drafts)
			}
			return fmt.Sprintf("%s, invoices %d", v.Status, len(drafts))
		},
	}
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
