package storetest

import (
	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
)

// serviceOf fills every field.
func serviceOf(shop models.ShopID, id booking.ServiceID) services.Service {
	segments := []booking.Segment{{Minutes: 20}, {Minutes: 15, Waiting: true}, {Minutes: 10}}
	return services.Service{
		Shop: shop, ID: id, CreatedAt: at(-9), UpdatedAt: at(-8), SavedBy: "11",
		Settings: services.Settings{
			Enabled: true, Title: "Hair cut", Text: "With a wash",
			Timing: booking.Service{
				IntervalMinutes: 15, Grid: booking.Clock, BufferBeforeMinutes: 5, BufferAfterMinutes: 10, BuffersInsideHours: true, Capacity: 4,
				NoticeMinutes: 120, HorizonDays: 60, MaxPerDay: 8, Needs: []booking.Need{{Pool: "chairs", Count: 1}}, Staff: []booking.StaffID{"ann", "ben"},
			},
			Variants:  []services.Variant{{ID: "short", Title: "Short", DurationMinutes: 45, Segments: segments, PriceMinor: 4500, Product: "71"}},
			AddOns:    []services.AddOn{{ID: "mask", Title: "Mask", Minutes: 15, PriceMinor: 900, Product: "72"}},
			Questions: []services.Question{{ID: "q1", Label: "Colour?", Kind: services.OneOf, Required: true, Choices: []string{"red", "brown"}}},
			PartyMax:  2,
			Access: services.Access{
				Levels: []string{"gold"}, Hidden: true, Refusal: "For gold members.", Terms: []services.Terms{{Level: "gold", PercentOff: 10, EarlyDays: 7}},
			},
			Payment: services.Payment{How: services.Checkout, DepositPercent: 30, DepositProduct: "73"},
			Policy:  booking.Policy{{HoursBefore: 48, Percent: 100}, {HoursBefore: 24, Percent: 50}}, PaysBack: true, HoldMinutes: 15, Assignment: booking.Weighted,
		},
	}
}

var serviceTests = []test{
	{name: "a service comes back as it was saved and is edited by version", run: func(u *suite) {
		s := serviceOf(u.shop, "s1")
		var err error
		s.Version, err = u.s.Services.Save(u.ctx, s)
		u.must(err)
		got, err := u.s.Services.Get(u.ctx, u.shop, "s1")
		u.must(err)
		same(u, got, s)
		_, err = u.s.Services.Get(u.ctx, u.other(), "s1")
		u.fails(err, models.NotFound)
		u.race(func(int) error { _, err := u.s.Services.Save(u.ctx, s); return err })
		_, err = u.s.Services.Save(u.ctx, serviceOf(u.shop, "s1"))
		u.fails(err, models.Conflict)
	}},
	{name: "services are listed as they were made, and removed for good", run: func(u *suite) {
		for i, id := range []booking.ServiceID{"z9", "a0"} {
			s := serviceOf(u.shop, id)
			s.CreatedAt = at(i)
			_, err := u.s.Services.Save(u.ctx, s)
			u.must(err)
		}
		_, err := u.s.Services.Save(u.ctx, serviceOf(u.other(), "b1"))
		u.must(err)
		all, err := u.s.Services.All(u.ctx, u.shop)
		u.must(err)
		same(u, []booking.ServiceID{all[0].ID, all[1].ID}, []booking.ServiceID{"z9", "a0"})
		u.must(u.s.Services.Delete(u.ctx, u.shop, "z9"))
		_, err = u.s.Services.Get(u.ctx, u.shop, "z9")
		u.fails(err, models.NotFound)
		all, err = u.s.Services.All(u.ctx, u.other())
		u.must(err)
		same(u, len(all), 1)
	}},
}
