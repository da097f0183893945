package contacts

import (
	"slices"
	"time"
)

// EMail is the channel whose consent the platform tells about.
const EMail = "email"

// Consent is whether a contact agrees to marketing over a channel. Who was never
// asked has none.
type Consent struct {
	Channel string
	Given   bool // if not, withdrawn
	At      time.Time
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
