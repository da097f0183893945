package sandbox

import "time"

// Install is the app's standing at a store.
type Install struct {
	ID            int64
	Installed     bool
	Scopes        []string
	InstalledAt   time.Time
	UninstalledAt time.Time
}

// Delivery states.
const (
	DeliveryWaiting   = "waiting"
	DeliveryDone      = "done"
	DeliveryFailed    = "failed"
	DeliveryCancelled = "cancelled"
	DeliveryLost      = "lost" // by a fault; it never leaves
)

// Delivery is one webhook on its way to the app. It keeps its WebhookID over
// all attempts; deliveries of one action share the EventID.
type Delivery struct {
	ID          int64
	Shop        string
	Topic       string
	Path        string
	WebhookID   string
	EventID     string
	Subject     string // what it is about, for people: "#1001"
	Body        []byte
	State       string
	TriggeredAt time.Time
	DueAt       time.Time // next attempt
	Attempts    []Attempt
}

// Attempt is one try to deliver. Status is 0 when no answer came.
type Attempt struct {
	At     time.Time
	Status int
	Error  string
	Millis int64
}

// Mail is a message in the mailbox; From tells the platform from the app.
type Mail struct {
	ID      int64
	Shop    string // empty when it came by SMTP
	From    string
	To      string
	Subject string
	Text    string
	HTML    string
	// Calendar is the invitation that came with it; Method is that of its part.
	Calendar string
	Method   string
	At       time.Time
	Mark     string // the Message-ID of one that came by SMTP, by which a mailbox drops a second one
}

// Notice is something a developer should see on /state: an unknown operation,
// a missing schema, a delivery that was given up.
type Notice struct {
	At   time.Time
	Kind string
	Text string
}
