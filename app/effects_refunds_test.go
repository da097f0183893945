package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"clientele/app/sandbox"
	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
	"clientele/models/team"
)

// studio gives the shop somebody who serves at all hours, and an hour with them
// that is paid first with what sells it; of a shopper who cancels a day before, half
// goes back.
func (h *harness) studio(change ...func(*services.Settings)) sandbox.Variant {
	h.Helper()
	var week booking.Week
	for day := range week {
		week[day] = []booking.Window{{From: 0, To: 24 * 60}}
	}
	now := models.Instant(h.stand.Now())
	_, err := h.program.store.Team.SaveMember(h.Context(), team.Member{Shop: demoShop, ID: "ann", CreatedAt: now, MemberSettings: team.MemberSettings{
		Enabled: true, Name: "Ann", Hours: booking.Staff{Weekly: week},
	}})
	h.must(err)
	sold := h.product(demoShop, "wheel-lesson").Variants[0]
	for _, id := range []booking.ServiceID{"lesson", "quick"} {
		settings := services.Settings{
			Enabled: true, Title: "Lesson", PartyMax: 1, Timing: booking.Service{IntervalMinutes: 60, Grid: booking.Clock, Capacity: 1},
			Variants: []services.Variant{{ID: "hour", DurationMinutes: 60, PriceMinor: sold.Price, Product: strconv.FormatInt(sold.ID, 10)}},
			Payment:  services.Payment{How: services.Checkout, DepositPercent: 100}, Policy: booking.Policy{{HoursBefore: 24, Percent: 50}},
			HoldMinutes: 15, Assignment: booking.LeastBusy, PaysBack: id == "quick",
		}
		for _, c := range change {
			c(&settings)
		}
		_, err = h.program.store.Services.Save(h.Context(), services.Service{Shop: demoShop, ID: id, CreatedAt: now, Settings: settings})
		h.must(err)
	}
	return sold
}

// visit is an appointment as the storefront and the panel tell of it.
type visit struct {
	ID, Token, Status, Detail, Attention, Order string
	Cart                                        struct {
		Variant    string
		Quantity   int64
		Properties map[string]string
	}
	Version, PaidMinor, RefundedMinor, RefundDueMinor int64
	Refund                                            *struct {
		Minor       int64
		Problem     string
		NeedsPerson bool
	}
	Invoice struct {
		Name, SentAt, Problem string
		NeedsPerson           bool
	}
	History []struct{ What, Actor string }
}

// wants books a time for a shopper so many days ahead, without paying yet.
func (h *harness) wants(who sandbox.Customer, service string, days int, key string) visit {
	h.Helper()
	start := h.stand.Now().UTC().Truncate(24*time.Hour).AddDate(0, 0, days).Add(10 * time.Hour)
	var made visit
	wish := map[string]any{
		"key": "page-key-" + key, "service": service, "party": 1, "start": start.Format(time.RFC3339), "zone": "UTC", "language": "en", "name": "Mika", "email": key + "@example.com",
	}
	if status := h.storefront(who, "POST", "/bookings", wish, &made); status != http.StatusCreated || made.Status != "held" {
		h.Fatalf("booking answered %d: %+v", status, made)
	}
	return made
}

// till is a checkout with what pays an appointment.
func (v visit) till(h *harness, till sandbox.Checkout) sandbox.Checkout {
	h.Helper()
	variant, err := strconv.ParseInt(v.Cart.Variant, 10, 64)
	h.must(err)
	line := sandbox.CheckoutLine{VariantID: variant, Quantity: v.Cart.Quantity}
	for name, value := range v.Cart.Properties {
		line.Properties = append(line.Properties, sandbox.Property{Name: name, Value: value})
	}
	till.Lines = append(till.Lines, line)
	return till
}

// visitShown is what the panel shows of an appointment.
func (h *harness) visitShown(id string) (v visit, status int) {
	h.Helper()
	a := h.asStaff(demoShop, "GET", "/api/admin/appointments/"+id, "")
	if a.status == http.StatusOK {
		h.must(json.Unmarshal([]byte(a.body), &v))
	}
	return v, a.status
}

// refundEffect is the paying back of a booking: of all of it after a click of
// staff, or of half of it by itself, from an order with another thing.
func refundEffect(byItself bool) effect {
	name, service := "pay a booking back", "lesson"
	if byItself {
		name, service = "pay a part of a booking back by itself", "quick"
	}
	var made visit
	var order sandbox.Order
	return effect{
		name: name,
		begin: func(s *scene) {
			made = s.wants(sandbox.Customer{}, service, 20, service)
			till := made.till(s.harness, sandbox.Checkout{Email: service + "@example.com", Record: true})
			if byItself {
				order = s.buy(demoShop, till, "river-mug")
			} else {
				order = s.buy(demoShop, till)
			}
			s.settleQuietly()
			if byItself {
				if status := s.storefront(sandbox.Customer{}, "POST", "/bookings/"+made.ID+"/cancel", map[string]any{"token": made.Token}, nil); status != http.StatusOK {
					s.Fatalf("cancelling answered %d", status)
				}
				return
			}
			if status := s.call(demoShop, "PUT", "/api/admin/appointments/"+made.ID+"/status", map[string]any{"base": 0, "to": "cancelled"}, nil); status != http.StatusOK {
				s.Fatalf("cancelling answered %d", status)
			}
			s.refundVisit(made.ID)
		},
		step:  func(*scene) {},
		says:  func(s *scene) string { return s.refundSays(made.ID) },
		again: func(s *scene) { s.refundVisit(made.ID) },
		end: func(s *scene) string {
			s.Helper()
			want := order.Lines[0].Net().Shop + order.Lines[0].Tax.Shop
			if order.TaxesIncluded {
				want = order.Lines[0].Net().Shop
			}
			if byItself {
				want = (want + 1) / 2
			}
			now, _ := s.stand.Order(demoShop, order.ID)
			back, n := now.Refunded().Shop, len(now.Refunds)
			v, status := s.visitShown(made.ID)
			if status == http.StatusNotFound {
				if n > 1 || n == 1 && back != want {
					s.Errorf("%d went back in %d refunds, want %d at most once", back, n, want)
				}
				return fmt.Sprintf("erased with the store, refunds %d", n)
			}
			if n != 1 || back != want || v.Status != "cancelled" || v.RefundDueMinor != 0 || v.RefundedMinor != want || v.Attention != "" || v.Refund != nil {
				s.Errorf("%d went back in %d refunds, want %d; the panel says %+v", back, n, want, v)
			}
			return fmt.Sprintf("%s, refunds %d", v.Status, n)
		},
	}
}

// refundVisit presses the button that pays back what is due.
func (h *harness) refundVisit(id string) {
	h.Helper()
	v, _ := h.visitShown(id)
	if status := h.call(demoShop, "POST", "/api/admin/appointments/"+id+"/refund", map[string]any{"base": v.Version, "minor": v.RefundDueMinor}, nil); status != http.StatusOK {
		h.Errorf("paying back answered %d", status)
	}
}

// refundSays is what the card of a booking tells of its refund.
func (s *scene) refundSays(id string) string {
	s.Helper()
	v, status := s.visitShown(id)
	if status != http.StatusOK {
		return fmt.Sprintf("the panel does not open (%d)", status)
	}
	text := "nothing is due"
	if v.RefundDueMinor > 0 {
		text = "due"
	}
	if v.Refund != nil {
		text += ", on its way"
		if v.Refund.Problem != "" {
			text += ": " + v.Refund.Problem
		}
		if v.Refund.NeedsPerson {
			text += "; " + waitsForPerson
		}
	}
	return text
}
