package flow

import (
	"log/slog"
	"net/url"
	"reflect"

	"clientele/models"
)

// Flow tells the stories. Its fields are the ports it reaches the world by;
// the program fills them and calls Check.
type Flow struct {
	Tx         Tx
	Shops      Shops
	Contacts   Contacts
	Orders     Orders
	Ledger     Ledger
	Programmes Programmes
	Figures    Figures
	Inbox      Inbox
	Requests   Requests
	Books      Books
	Engine     Engine
	Platform   Platform
	Sealer     Sealer
	Now        models.Clock
	NewSalt    func() []byte // 32 random bytes
	Log        *slog.Logger

	Verifications Verifications

	Rewards     Rewards
	Redemptions Redemptions
	Outbox      Outbox
	Levels      Levels

	Notices Notices
	Mailer  Mailer
	Origin  *url.URL // our own, for links in what we write

	Referrals Referrals
	Events    Events
	Merges    Merges

	Products  Products
	Catalogue Catalogue

	Services Services
	Team     Team
	Rosters  Rosters
	Holidays Holidays

	Appointments Appointments
	Sheets       Sheets

	Feeds         Feeds
	Subscriptions Subscriptions

	Waitlist Waitlist
	Wake     func(job string) // lets a job run now, if it waits
}

// Check names what the program forgot to fill in.
func (f *Flow) Check() error {
	v := reflect.ValueOf(*f)
	for i := range v.NumField() {
		if v.Field(i).IsNil() {
			return models.Errorf(models.Internal, "flow: %s is missing", v.Type().Field(i).Name)
		}
	}
	return nil
}
