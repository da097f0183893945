package contacts

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"clientele/models"
)

// The channels: marketing by e-mail, whose consent the platform tells about, and
// our own mails about points, which everybody gets who has not opted out.
const (
	EMail       = "email"
	LoyaltyMail = "loyalty_email"
)

// Consent is whether a contact agrees to what comes over a channel. Who was
// never asked has none.
type Consent struct {
	Channel string
	Given   bool // if not, withdrawn
	At      time.Time
}

// Refused tells whether a channel is among those that were said no to.
func Refused(consents []Consent, channel string) bool {
	return slices.ContainsFunc(consents, func(k Consent) bool { return k.Channel == channel && !k.Given })
}

// OptOutToken proves that somebody holds a mail that was sent to a contact: it
// follows from the shop's own secret and cannot be guessed.
func OptOutToken(salt []byte, id models.ContactID) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte("opt-out:" + id))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// Agreed is the contact with news of a consent, unless it knows newer ones.
func (c Contact) Agreed(news Consent) Contact {
	i := slices.IndexFunc(c.Consents, func(k Consent) bool { return k.Channel == news.Channel })
	switch {
	case i < 0:
		c.Consents = append(slices.Clone(c.Consents), news)
	case news.At.After(c.Consents[i].At):
		c.Consents = slices.Clone(c.Consents)
		c.Consents[i] = news
	}
	return c
}

// Strictest is what a person agrees to who has several records: what the contact
// itself says, except where another record has a no. That counts until the
// contact agrees anew after the two became one. No yes comes from another record.
func (c Contact) Strictest(others []Contact) []Consent {
	all := slices.Clone(c.Consents)
	for _, a := range c.Absorbed {
		i := slices.IndexFunc(others, func(o Contact) bool { return o.ID == a.ID })
		if i < 0 {
			continue
		}
		for _, no := range others[i].Consents {
			if !no.Given {
				all = refused(all, no, a.At)
			}
		}
	}
	return all
}

func refused(all []Consent, no Consent, since time.Time) []Consent {
	i := slices.IndexFunc(all, func(k Consent) bool { return k.Channel == no.Channel })
	if i < 0 {
		return append(all, no)
	}
	if own := all[i]; own.Given && !(own.At.After(since) && own.At.After(no.At)) {
		all[i] = no
	}
	return all
}
