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
	At      time.Time
}

// Notice is something a developer should see on /state: an unknown operation,
// a missing schema, a delivery that was given up.
type Notice struct {
	At   time.Time
	Kind string
	Text string
}

// Faults are switches that make the stand-in misbehave as the platform may.
// Each stays on until it is switched off.
type Faults struct {
	Duplicate      bool          // every delivery is sent twice
	Reorder        bool          // deliveries of one action go out last first
	Delay          time.Duration // added before the first attempt
	WrongSignature bool          // webhooks are signed with a wrong key
	Throttle       bool          // GraphQL answers THROTTLED
	TokenStatus    int           // status the token endpoint answers instead, 0 for none
	LoseToken      bool          // token endpoint rotates and drops the answer
	Stop           bool          // deliveries wait until switched off
	Drop           int           // that many deliveries more are lost for ever; DropAll for all of them
	APIStatus      int           // status the Admin API answers instead, 0 for none
	LoseAnswers    bool          // the Admin API does what it is asked and drops the answer
	UninstallAfter int           // the app is uninstalled at the n-th call of the Admin API from now, 0 for never
	Bulk           string        // how bulk operations end: as they should, or by one of the words below
}

// DropAll loses every delivery until it is switched off.
const DropAll = -1

// How bulk operations may go wrong.
const (
	BulkFails   = "failed"  // half of the result is there
	BulkEmpty   = "empty"   // nothing was found
	BulkExpired = "expired" // the result's address is refused
)
