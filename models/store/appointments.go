package store

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
)

// Appointments keeps bookings with all that is known about them. What they take
// of the calendar stands on Sheets.
type Appointments struct{ collection }

// Get gives an appointment; models.NotFound where the shop has none of that id.
func (r *Appointments) Get(ctx context.Context, shop models.ShopID, id booking.BookingID) (appointments.Appointment, error) {
	row, err := one[appointmentRow](ctx, r.collection, byID(key(shop, string(id))))
	if err != nil {
		return appointments.Appointment{}, err
	}
	return fromAppointmentRow(row), nil
}

// Save keeps an appointment by its version; models.Conflict where somebody saved
// it meanwhile.
func (r *Appointments) Save(ctx context.Context, a appointments.Appointment) (int64, error) {
	row := toAppointmentRow(a)
	return r.save(ctx, row.ID, a.Version, row)
}

var byStart = bson.D{{Key: "start", Value: 1}, {Key: "_id", Value: 1}}

// Between lists the appointments that meet a span, by beginning.
func (r *Appointments) Between(ctx context.Context, shop models.ShopID, q appointments.Query) ([]appointments.Appointment, error) {
	const longest = booking.DurationMinutesMax * time.Minute
	from, to := q.Span.From.In(time.UTC), q.Span.To.In(time.UTC)
	filter := bson.D{
		{Key: "shop", Value: shop}, {Key: "start", Value: bson.D{{Key: "$gt", Value: from.Add(-longest)}, {Key: "$lt", Value: to}}},
		{Key: "end", Value: bson.D{{Key: "$gt", Value: from}}},
	}
	for _, part := range []struct{ field, value string }{{"staff", string(q.Staff)}, {"service", string(q.Service)}, {"status", string(q.Status)}} {
		if part.value != "" {
			filter = append(filter, bson.E{Key: part.field, Value: part.value})
		}
	}
	return r.find(ctx, filter, q.Limit, options.Find().SetSort(byStart))
}

// Of lists the appointments of some contacts, the latest first.
func (r *Appointments) Of(ctx context.Context, shop models.ShopID, ids []models.ContactID, limit int) ([]appointments.Appointment, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return r.find(ctx, ofContacts(shop, ids), limit, options.Find().SetSort(bson.D{{Key: "start", Value: -1}, {Key: "_id", Value: -1}}))
}

// Expired lists holds that were over before a moment, of all shops, the longest
// over first.
func (r *Appointments) Expired(ctx context.Context, before time.Time, limit int) ([]appointments.Appointment, error) {
	return r.find(ctx, bson.D{{Key: "waits", Value: true}, {Key: "expiresAt", Value: bson.D{{Key: "$lte", Value: models.Instant(before)}}}}, limit,
		options.Find().SetSort(bson.D{{Key: "expiresAt", Value: 1}, {Key: "_id", Value: 1}}))
}

func (r *Appointments) find(ctx context.Context, filter bson.D, limit int, opts *options.FindOptions) ([]appointments.Appointment, error) {
	found, err := rows[appointmentRow](ctx, r.collection, filter, limit, opts)
	return converted(found, fromAppointmentRow), err
}
