package store_test

import (
	"clientele/app/flow"
	"clientele/models/store"
)

// Every repository satisfies the port the flows reach it by.
func portsOf(s *store.Store) flow.Flow {
	return flow.Flow{
		Tx: s.Tx, Shops: s.Shops, Contacts: s.Contacts, Orders: s.Orders, Ledger: s.Ledger, Programmes: s.Programmes,
		Figures: s.Figures, Inbox: s.Inbox, Requests: s.Requests, Engine: s.Engine,
		Books: s.Books, Verifications: s.Verifications,
		Rewards: s.Rewards, Redemptions: s.Redemptions, Outbox: s.Outbox,
		Levels:    s.Levels,
		Notices:   s.Notices,
		Referrals: s.Referrals,
		Events:    s.Events,
		Products:  s.Products,
		Merges:    s.Merges,
		Services:  s.Services,
		Team:      s.Team, Appointments: s.Appointments, Sheets: s.Sheets, Feeds: s.Feeds, Waitlist: s.Waitlist,
	}
}

var _ = portsOf
