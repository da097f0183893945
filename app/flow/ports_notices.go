package flow

import (
	"context"

	"clientele/models"
	"clientele/models/notices"
)

// Notices keeps which messages each store sends.
type Notices interface {
	// Get gives a store's choice, the default where it never chose.
	Get(ctx context.Context, shop models.ShopID) (notices.Settings, error)
	Save(ctx context.Context, s notices.Settings) (int64, error)
}

// Mailer words messages and hands them to a mail server.
type Mailer interface {
	// Ready tells whether there is a mail server; without one nothing is queued.
	Ready() bool
	Render(l notices.Letter) (notices.Rendered, error)
	// Send is not called inside a transaction. models.Invalid means that the
	// address takes no mail, models.Forbidden that only whoever runs the program
	// can mend it; anything else leaves open whether the mail was taken, and it
	// may be sent again.
	Send(ctx context.Context, l notices.Letter) error
}
