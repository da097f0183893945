package mail

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	texttemplate "text/template"
	"time"
	"unicode"

	"clientele/models"
	"clientele/models/notices"
)

//go:embed templates
var files embed.FS

// The limits of what is worded. Texts of strangers are cut before they get
// into a message; a message that is still too long is not sent.
const (
	textMax    = 120 // runes of a name, an order, a reward, a code or a service
	placeMax   = 240 // runes of a name with an address
	subjectMax = 200 // runes
	partMax    = 64 << 10
)

// Words are all templates, read and checked once.
type Words struct {
	texts map[string]*texttemplate.Template // by kind and language
	pages map[string]*template.Template
}

// NewWords reads the templates of every message in every language. It fails
// where one is missing or cannot be read.
func NewWords() (*Words, error) {
	w := &Words{texts: map[string]*texttemplate.Template{}, pages: map[string]*template.Template{}}
	for _, k := range notices.Kinds() {
		for _, language := range models.Languages() {
			path := "templates/" + k.Name + "/" + language
			shared := "templates/visit/" + language
			text, err := texttemplate.New("").Funcs(texttemplate.FuncMap(helpers(language))).ParseFS(files, shared+".txt", path+".txt")
			if err != nil {
				return nil, fmt.Errorf("the text of message %s in %s: %w", k.Name, language, err)
			}
			page, err := template.New("").Funcs(helpers(language)).ParseFS(files, "templates/layout.html", shared+".html", path+".html")
			if err != nil {
				return nil, fmt.Errorf("the page of message %s in %s: %w", k.Name, language, err)
			}
			w.texts[path], w.pages[path] = text, page
		}
	}
	return w, nil
}

// said is what templates may mention.
type said struct {
	notices.Content
	Language, Name, Store string
	OptOut                string // address; empty for none
	Stop                  string // what is to be found there
}

var stop = models.Text{En: "Receive no more of these messages", Ja: "このようなメールの配信を停止する", Ko: "이런 메일 그만 받기"}

// Render words a letter. Whatever strangers wrote into it is one line of
// bounded length, and inert in HTML.
func (w *Words) Render(l notices.Letter) (notices.Rendered, error) {
	path := "templates/" + l.Kind.Name + "/" + l.Language
	text, page := w.texts[path], w.pages[path]
	if text == nil || page == nil {
		return notices.Rendered{}, models.Errorf(models.Internal, "there are no words for message %.40q in %.10q", l.Kind.Name, l.Language)
	}
	s := said{Content: l.Content, Language: l.Language, Name: line(l.Name, textMax), Store: line(l.Store, textMax), OptOut: l.OptOut, Stop: stop.In(l.Language)}
	s.Order, s.Reward, s.Code = line(s.Order, textMax), line(s.Reward, textMax), line(s.Code, textMax)
	s.Visit.Title, s.Visit.Staff, s.Visit.Place = line(s.Visit.Title, textMax), line(s.Visit.Staff, textMax), line(s.Visit.Place, placeMax)
	var subject, plain, html bytes.Buffer
	for _, part := range []error{
		text.ExecuteTemplate(&subject, "subject", s), text.ExecuteTemplate(&plain, "text", s), page.ExecuteTemplate(&html, "document", s),
	} {
		if part != nil {
			return notices.Rendered{}, models.Errorf(models.Internal, "message %s cannot be worded in %s", l.Kind.Name, l.Language)
		}
	}
	if l.OptOut != "" {
		fmt.Fprintf(&plain, "%s: %s\n", s.Stop, l.OptOut)
	}
	out := notices.Rendered{Subject: line(subject.String(), subjectMax), Text: plain.String(), HTML: html.String()}
	if len(out.Text) > partMax || len(out.HTML) > partMax {
		return notices.Rendered{}, models.Errorf(models.Invalid, "message %s is too long", l.Kind.Name)
	}
	return out, nil
}

// line makes one line of bounded length of a text: no line breaks, no control
// characters, nothing that turns the direction of writing around.
func line(s string, most int) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || unicode.Is(unicode.Bidi_Control, r)
	}), " ")
	if runes := []rune(s); len(runes) > most {
		s = string(runes[:most-1]) + "…"
	}
	return strings.ToValidUTF8(s, "")
}

// helpers are what templates may call.
func helpers(language string) template.FuncMap {
	return template.FuncMap{
		"points": func(n int64) string { return points(n, language) },
		"size":   func(n int64) int64 { return max(n, -n) },
		"day":    func(t time.Time) string { return day(t, language) },
		"when":   func(v notices.Visit) string { return models.ShowWhen(v.Start, v.End, v.Zone, language) },
		"until":  func(v notices.Visit) string { return models.ShowMoment(v.Until, v.Zone, language) },
		"there": func(v notices.Visit) string {
			if !v.Elsewhere() {
				return ""
			}
			return models.ShowWhen(v.Start, v.End, v.There, language)
		},
		"money": func(m models.Money) string {
			if m.Minor <= 0 {
				return ""
			}
			return models.ShowMinor(m.Minor, m.Currency, language)
		},
	}
}

// points writes a number of points as people of a language do.
func points(n int64, language string) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	switch {
	case language == "ja":
		return sign + digits + "ポイント"
	case language == "ko":
		return sign + digits + "포인트"
	case n == 1:
		return "1 point"
	}
	return sign + digits + " points"
}

// day writes a date as people of a language do.
func day(t time.Time, language string) string {
	switch language {
	case "ja":
		return t.Format("2006年1月2日")
	case "ko":
		return t.Format("2006년 1월 2일")
	}
	return t.Format("2 January 2006")
}
