package store

import (
	"context"
	"slices"

	"go.mongodb.org/mongo-driver/mongo/options"

	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
)

// FillCalendar gives a shop a calendar that begins with these appointments, and
// the sheets that follow from them. It judges nothing and is no transaction, so
// nobody may book meanwhile; models.Conflict where something of it is there.
func (s *Store) FillCalendar(ctx context.Context, shop models.ShopID, all []appointments.Appointment) error {
	documents := make([]any, 0, len(all))
	sheets := map[appointments.Sheet][]booking.Booking{}
	for i := range all {
		documents = append(documents, toAppointmentRow(all[i]))
		if !appointments.OnSheet(all[i].Booking) {
			continue
		}
		for _, sheet := range appointments.SheetsOf(appointments.OfStaff, string(all[i].Staff), all[i].Blocked()) {
			sheets[sheet] = append(sheets[sheet], all[i].Booking)
		}
	}
	if err := s.Appointments.insertMany(ctx, documents); err != nil {
		return err
	}
	documents = documents[:0]
	for sheet, on := range sheets {
		row := sheetRow{ID: sheetKey(shop, sheet), Shop: shop, Week: int(sheet.Week), Owner: sheet.ID, Version: 1, MadeAt: models.Instant(s.now())}
		row.write(on)
		documents = append(documents, row)
	}
	return s.Sheets.insertMany(ctx, documents)
}

// insertMany inserts many documents, some at a time.
func (c collection) insertMany(ctx context.Context, documents []any) error {
	for batch := range slices.Chunk(documents, batchMax) {
		ctx, cancel := limited(ctx)
		_, err := c.InsertMany(ctx, batch, options.InsertMany().SetOrdered(true))
		cancel()
		if err != nil {
			return known(ctx, err, c.noun)
		}
	}
	return nil
}
