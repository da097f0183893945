package flow

import (
	"context"
	"reflect"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/orders"
	"clientele/models/shops"
)

// payBookings brings the appointments that an order pays in line with what is
// known of it. It comes after the order was taken in, in transactions of its
// own: points do not wait for the calendar. Should it fail, the delivery comes
// again, and finds what is left to do.
func (f *Flow) payBookings(ctx context.Context, shop shops.Shop, o orders.Order) error {
	if !o.Known {
		return nil
	}
	for _, id := range o.BookedIDs() {
		if err := f.payBooking(ctx, shop, booking.BookingID(id), o); err != nil {
			return err
		}
	}
	return nil
}

func (f *Flow) payBooking(ctx context.Context, shop shops.Shop, id booking.BookingID, o orders.Order) error {
	return f.onCalendar(ctx, shop, "", func(ctx context.Context, c *calendar) error {
		was, err := f.Appointments.Get(ctx, shop.ID, id)
		if models.CodeOf(err) == models.NotFound && err != nil { // whatever stands in a cart is no proof that there is any
			return nil
		}
		if err != nil {
			return err
		}
		is, purchase, free := was, purchaseOf(o, was), true
		if was.Needs(purchase, c.now) {
			// The notice was kept when it was booked.
			err := c.again(ctx, &is, appointments.Panel)
			if free = err == nil; !free && models.CodeOf(err) != models.Conflict {
				return err
			}
		}
		is = is.Bought(purchase, free, c.now)
		if reflect.DeepEqual(was, is) {
			return nil
		}
		return c.save(ctx, &was, &is)
	})
}

// purchaseOf is what an order says about an appointment.
func purchaseOf(o orders.Order, a appointments.Appointment) appointments.Purchase {
	sold := soldFor(o, a)
	p := appointments.Purchase{
		Order: o.ID, Paid: o.Paid(), Sells: true, PaidMinor: sold.PaidMinor, RefundedMinor: sold.RefundedMinor, Undone: sold.Undone,
	}
	if len(a.Cart) > 0 { // the first one is the service; add-ons may be left out by a page
		p.Sells = sold.Variants[a.Cart[0].Product] >= int64(a.Cart[0].Quantity)
	}
	return p
}

// soldFor is what an order says of the money for an appointment.
func soldFor(o orders.Order, a appointments.Appointment) orders.Sold {
	var own []orders.OwnRefund
	for _, made := range a.Repayment.Made {
		own = append(own, orders.OwnRefund(made))
	}
	return o.SoldFor(string(a.ID), own...)
}
