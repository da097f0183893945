package feeds

import (
	"strings"

	"clientele/models/appointments"
)

// busy is the title of an entry that tells nothing.
const busy = "Busy"

// title is what an appointment is called under the link.
func (l Link) title(a appointments.Appointment) string {
	name := ""
	switch l.Titles {
	case Service:
	case FirstName:
		name = firstOf(a.Name)
	case FullName:
		name = strings.TrimSpace(a.Name)
	default:
		return busy
	}
	if name == "" {
		return a.Title
	}
	return a.Title + " – " + name
}

// firstOf is the first word of a name.
func firstOf(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return ""
	}
	return words[0]
}
