package feeds

// Failure is why a calendar could not be read.
type Failure struct {
	Kind   FailureKind
	Detail string // more about it, without anything of the address or the events
}

// FailureKind is one of a closed list.
type FailureKind string

// The kinds of failures.
const (
	Inside      FailureKind = "inside"      // the address leads into a private network
	Unreachable FailureKind = "unreachable" // nobody answers there
	Refused     FailureKind = "refused"     // the server answered with an error
	Redirected  FailureKind = "redirected"  // it sent us on too often, or to where we do not go
	TooSlow     FailureKind = "too_slow"
	TooLarge    FailureKind = "too_large"
	NotCalendar FailureKind = "not_calendar" // what came cannot be understood as a calendar
	Unreadable  FailureKind = "unreadable"   // the address was sealed with a key that is gone
)

// sentences say what happened and what to do.
var sentences = map[FailureKind]string{
	Inside:      "leads to an address that is not public; use one that can be reached from the internet",
	Unreachable: "cannot be reached; check it",
	Refused:     "is refused by its server; make sure that the calendar is shared under this address",
	Redirected:  "leads on to other addresses too often, or to one that does not begin with https://",
	TooSlow:     "did not answer in time; try again later",
	TooLarge:    "leads to a calendar that is too large; share one with fewer events",
	NotCalendar: "does not lead to a calendar; use the address of the calendar's iCal or ICS feed",
	Unreadable:  "can no longer be opened, because it was sealed with another key; remove it and enter it again",
}

// Error says in a sentence that follows the name of the address what happened.
func (f *Failure) Error() string {
	text := sentences[f.Kind]
	if f.Detail != "" {
		text += " (" + f.Detail + ")"
	}
	return text
}
