package notices

import (
	"time"

	"clientele/models"
)

// Letter is one message to one person. It is made when it is sent, and kept
// nowhere.
type Letter struct {
	Shop     models.ShopID
	ID       string    // of the decision to send it; the same at every attempt
	At       time.Time // when that was decided
	Kind     Kind
	Language string
	To       string // address
	Name     string // of the person; may be empty
	Store    string // the store's name
	ReplyTo  string // the store's contact address; may be empty
	OptOut   string // address of the page on which the person opts out; empty where nobody can
	Content  Content
	Invite   *Invite // for the calendar of a message about an appointment; nil for none
}

// Content is what a message tells. Which fields matter depends on its kind.
type Content struct {
	Points  int64     // that run out, were taken, given (negative: taken) or came back
	Balance int64     // spendable points less what is owed, when it is sent
	LastDay time.Time // the last day of use, at noon UTC
	Order   string    // the order's name, such as #1001
	Reward  string    // what the points became
	Code    string    // by which it is used; may be empty
	Visit   Visit     // of messages about appointments
}

// Visit is an appointment as whom it is for reads about it.
type Visit struct {
	Title      string
	Staff      string // who serves; may be empty
	Place      string // name and address; may be empty
	Start, End time.Time
	Zone       *time.Location // in which the reader looks at it
	There      *time.Location // of where it takes place
	Price      models.Money
	Left       models.Money // still to be paid
	Back       models.Money // of what was paid, that goes back
	Until      time.Time    // until when it is kept for the reader; zero for one that is certain
	ByStore    bool         // the store cancelled it, not the reader
	Link       string       // where the reader looks at it, moves and cancels it
}

// Elsewhere tells whether the reader's clock differs from the one where the
// appointment takes place.
func (v Visit) Elsewhere() bool {
	offset := func(t time.Time, zone *time.Location) int { _, o := t.In(zone).Zone(); return o }
	return offset(v.Start, v.Zone) != offset(v.Start, v.There) || offset(v.End, v.Zone) != offset(v.End, v.There)
}

// Invite is what a calendar knows an appointment by.
type Invite struct {
	UID       string
	Sequence  int // rises with each change
	Cancelled bool
}

// Rendered is a message as people read it.
type Rendered struct {
	Subject string // one line
	Text    string
	HTML    string // a whole document
}

// Sample is a letter to nobody, to show what a message looks like.
func Sample(kind Kind, language, store string, now time.Time) Letter {
	names := map[string]string{"en": "Alex Kim", "ja": "山田 花子", "ko": "김민지"}
	rewards := map[string]string{"en": "$5.00 off", "ja": "500円引き", "ko": "5,000원 할인"}
	content := Content{
		Points: 250, Balance: 1480, LastDay: now.UTC().Truncate(24 * time.Hour).Add(14*24*time.Hour + 12*time.Hour),
		Order: "#1001", Reward: rewards[language], Code: "CL-7F3K9Q2M", Visit: sampleVisit(kind, language, now),
	}
	letter := Letter{ID: "sample", At: now, Kind: kind, Language: language, To: "alex@example.com", Name: names[language], Store: store, Content: content}
	if kind.Optional {
		letter.OptOut = "https://points.example/opt-out"
	}
	return letter
}

// sampleVisit is a week from now, at ten.
func sampleVisit(kind Kind, language string, now time.Time) Visit {
	titles := map[string]string{"en": "Massage: 45 minutes", "ja": "マッサージ：45分", "ko": "마사지: 45분"}
	staff := map[string]string{"en": "Jo Park", "ja": "佐藤 陽子", "ko": "박지우"}
	prices := map[string]models.Money{"en": {Minor: 6000, Currency: "USD"}, "ja": {Minor: 6000, Currency: "JPY"}, "ko": {Minor: 60000, Currency: "KRW"}}
	price := prices[language]
	zone := now.Location()
	start := time.Date(now.Year(), now.Month(), now.Day()+7, 10, 0, 0, 0, zone)
	v := Visit{
		Title: titles[language], Staff: staff[language], Start: start, End: start.Add(45 * time.Minute), Zone: zone, There: zone,
		Price: price, Link: "https://clientele.example/visit",
	}
	if part := (models.Money{Minor: price.Minor / 2, Currency: price.Currency}); kind.Name == Cancelled || kind.Name == TooLate {
		v.Back = part
	} else {
		v.Left = part
	}
	if kind.Name == Offered {
		v.Left, v.Until = models.Money{}, start.Add(-46*time.Hour)
	}
	return v
}
