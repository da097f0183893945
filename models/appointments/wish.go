package appointments

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode/utf8"

	"clientele/models"
	"clientele/models/booking"
	"clientele/models/services"
)

// The most that a booking may say.
const (
	NameMax   = 120
	EmailMax  = 254
	PhoneMax  = 40
	NoteMax   = 2_000
	keyLeast  = 8
	keyMost   = 64
	tokenSize = 24
)

// Wish is what somebody asks for when they book.
type Wish struct {
	Key     string // made by the page; the same key never books twice
	Service booking.ServiceID
	Variant string
	AddOns  []string
	Staff   booking.StaffID // empty for anybody
	Party   int             // seats; 0 for one
	Start   time.Time
	Answers []services.Answer
	Person
}

// Person is whom an appointment is for.
type Person struct {
	Contact  models.ContactID
	Name     string
	Email    string
	Phone    string
	Language string
	Zone     string // IANA name of where they look at it
}

// Seats is how many seats the wish takes.
func (w Wish) Seats() int { return max(1, w.Party) }

// Problems finds everything wrong with a wish for a service. A shopper has to
// say who they are and to answer the questions; staff may leave that out.
func (w Wish) Problems(s services.Settings, by Source) []models.FieldProblem {
	c := &problems{}
	if len(w.Key) < keyLeast || len(w.Key) > keyMost {
		c.add("key", "must be a fresh id of %d to %d characters", keyLeast, keyMost)
	}
	if w.Party < 0 || w.Seats() > max(1, s.PartyMax) {
		c.add("party", "must be 1 to %d", max(1, s.PartyMax))
	}
	if w.Start.IsZero() {
		c.add("start", "is missing")
	}
	c.person(w.Person, by)
	if by == Storefront {
		_, wrong := services.CheckAnswers(s.Questions, w.Answers)
		c.found = append(c.found, wrong...)
	}
	return c.found
}

type problems struct{ found []models.FieldProblem }

func (c *problems) add(path, format string, args ...any) {
	c.found = append(c.found, models.FieldProblem{Path: path, Message: fmt.Sprintf(format, args...)})
}

func (c *problems) text(path, value string, most int) {
	if utf8.RuneCountInString(value) > most || !utf8.ValidString(value) {
		c.add(path, "must be %d characters or fewer", most)
	}
}

func (c *problems) person(p Person, by Source) {
	c.text("name", p.Name, NameMax)
	c.text("phone", p.Phone, PhoneMax)
	if p.Email != "" && !address(p.Email) {
		c.add("email", "must be an address such as mika@example.com")
	}
	if p.Zone != "" && !booking.KnownZone(p.Zone) {
		c.add("zone", "must be a time zone such as Europe/London")
	}
	if by != Storefront || p.Contact != "" && !p.Contact.Guest() {
		return
	}
	if strings.TrimSpace(p.Name) == "" {
		c.add("name", "is missing")
	}
	if p.Email == "" {
		c.add("email", "is missing")
	}
}

func address(text string) bool {
	found, err := mail.ParseAddress(text)
	return err == nil && found.Address == text && len(text) <= EmailMax
}

// Digest tells two wishes of one key apart.
func (w Wish) Digest() string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q|%q|%q|%q|%d|%d|%q|%q|%q|%q|%q",
		w.Service, w.Variant, w.AddOns, w.Staff, w.Seats(), w.Start.UnixMilli(), w.Contact, w.Name, w.Email, w.Phone, w.Answers))
	return hex.EncodeToString(sum[:16])
}

// IDOf is the id of the appointment that a form makes. It follows from the
// form's key, so that a form that is sent twice makes one.
func IDOf(salt []byte, by Source, key string) booking.BookingID {
	return booking.BookingID(hex.EncodeToString(keyed(salt, fmt.Sprintf("appointment|%s|%s", by, key))[:10]))
}

// TokenOf is what a link has to carry to show and change what has an id without
// signing in.
func TokenOf(salt []byte, id booking.BookingID) string { return tokenOf(salt, string(id)) }

// Opens tells whether a token is the one of what has an id.
func Opens(salt []byte, id booking.BookingID, token string) bool {
	return hmac.Equal([]byte(token), []byte(TokenOf(salt, id)))
}

func tokenOf(salt []byte, of string) string {
	return base64.RawURLEncoding.EncodeToString(keyed(salt, "appointment token|"+of))[:tokenSize]
}

// Token is what the appointment's own link has to carry: another one each time
// that it was replaced.
func (a Appointment) Token(salt []byte) string {
	if a.Relinked == 0 {
		return TokenOf(salt, a.ID)
	}
	return tokenOf(salt, fmt.Sprintf("%s|%d", a.ID, a.Relinked))
}

// OpensBy tells whether a token is the one of the appointment's present link.
func (a Appointment) OpensBy(salt []byte, token string) bool {
	return hmac.Equal([]byte(token), []byte(a.Token(salt)))
}

// Relink replaces the appointment's link: what was sent before leads nowhere from
// then on. models.Conflict where there is nothing that a link could change.
func (a Appointment) Relink(now time.Time, actor string) (Appointment, error) {
	if !a.Upcoming(now) {
		return a, models.Errorf(models.Conflict, "this appointment is over; its link changes nothing any more")
	}
	a.Relinked++
	return a.with(Change{At: now, Actor: actor, What: WasRelinked}), nil
}

func keyed(salt []byte, text string) []byte {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(text))
	return mac.Sum(nil)
}
