package storetest

import (
	"clientele/models"
	"clientele/models/notices"
)

// noticesOf fills every field.
func noticesOf(shop models.ShopID) notices.Settings {
	return notices.Settings{Shop: shop, ReminderDays: 7, ReminderHours: 48, Off: map[string]bool{notices.Ready: true, notices.Adjusted: true}, SavedAt: at(1), SavedBy: "11"}
}

var noticeTests = []test{
	{name: "a store that never chose has the default", run: func(u *suite) {
		got, err := u.s.Notices.Get(u.ctx, u.shop)
		u.must(err)
		same(u, got, notices.Default(u.shop))
	}},
	{name: "a choice comes back as it was saved, and only by its version", run: func(u *suite) {
		s := noticesOf(u.shop)
		version, err := u.s.Notices.Save(u.ctx, s)
		u.must(err)
		s.Version = version
		got, err := u.s.Notices.Get(u.ctx, u.shop)
		u.must(err)
		same(u, got, s)
		s.Off, s.ReminderDays, s.ReminderHours = map[string]bool{}, 0, 0
		_, err = u.s.Notices.Save(u.ctx, s)
		u.must(err)
		got, err = u.s.Notices.Get(u.ctx, u.shop)
		u.must(err)
		same(u, got.ReminderHours, 0)
		_, err = u.s.Notices.Save(u.ctx, s)
		u.fails(err, models.Conflict)
		got, err = u.s.Notices.Get(u.ctx, u.other())
		u.must(err)
		same(u, got.Version, int64(0))
	}},
}
