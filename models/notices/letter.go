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
}

// Content is what a message tells. Which fields matter depends on its kind.
type Content struct {
	Points  int64     // that run out, were taken, given (negative: taken) or came back
	Balance int64     // spendable points less what is owed, when it is sent
	LastDay time.Time // the last day of use, at noon UTC
	Order   string    // the order's name, such as #1001
	Reward  string    // what the points became
	Code    string    // by which it is used; may be empty
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
		Order: "#1001", Reward: rewards[language], Code: "CL-7F3K9Q2M",
	}
	letter := Letter{ID: "sample", At: now, Kind: kind, Language: language, To: "alex@example.com", Name: names[language], Store: store, Content: content}
	if kind.Optional {
		letter.OptOut = "https://points.example/opt-out"
	}
	return letter
}
