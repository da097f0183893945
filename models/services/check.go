package services

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"clientele/models"
	"clientele/models/booking"
)

// Bounds of what a merchant may set. ServicesMax bounds a shop's services.
const (
	ServicesMax    = 200
	VariantsMax    = 50
	AddOnsMax      = 50
	QuestionsMax   = 20
	ChoicesMax     = 50
	TitleMax       = 80
	TextMax        = 500
	LabelMax       = 200
	RefusalMax     = 300
	PriceMinorMax  = 100_000_000_000
	HoldMinutesMin = 5
	HoldMinutesMax = 60
	levelsMax      = 50
)

var idForm = regexp.MustCompile(`^[a-z0-9][a-z0-9_-]{0,39}$`)

// Surroundings are what a service has to agree with.
type Surroundings struct {
	Staff  []booking.Staff   // who serves in the shop
	Away   []booking.StaffID // who is on the staff, but switched off
	Units  []booking.Unit
	Levels []string // ids of the ladder
	// Sessions are what is booked of the service's appointments to come.
	Sessions []Session
}

// Session is what is booked of one appointment that people share.
type Session struct{ Seats, Bookings int }

// Tidy is the settings without blanks around their texts, and without what
// their choices leave no meaning to.
func (s Settings) Tidy() Settings {
	trim := strings.TrimSpace
	s.Title, s.Text, s.Access.Refusal = trim(s.Title), trim(s.Text), trim(s.Access.Refusal)
	s.Variants, s.AddOns, s.Questions = slices.Clone(s.Variants), slices.Clone(s.AddOns), slices.Clone(s.Questions)
	for i := range s.Variants {
		s.Variants[i].Title, s.Variants[i].Product = trim(s.Variants[i].Title), trim(s.Variants[i].Product)
	}
	for i := range s.AddOns {
		s.AddOns[i].Title, s.AddOns[i].Product = trim(s.AddOns[i].Title), trim(s.AddOns[i].Product)
	}
	for i, q := range s.Questions {
		s.Questions[i].Label, s.Questions[i].Choices = trim(q.Label), nil
		for _, choice := range q.Choices {
			s.Questions[i].Choices = append(s.Questions[i].Choices, trim(choice))
		}
	}
	if s.Payment.How != Checkout {
		s.Payment.DepositPercent = 100
	}
	if s.Payment.DepositPercent == 100 {
		s.Payment.DepositProduct = ""
	}
	return s
}

// check collects what is wrong; paths are relative to the settings.
type check struct {
	Settings
	problems []models.FieldProblem
}

func (c *check) add(path, format string, args ...any) {
	c.problems = append(c.problems, models.FieldProblem{Path: path, Message: fmt.Sprintf(format, args...)})
}

// text holds a text that must be there against the most that it may have.
func (c *check) text(path, value string, most int) {
	if n := utf8.RuneCountInString(value); n < 1 || n > most {
		c.add(path, "must be 1 to %d characters", most)
	}
}

func (c *check) longest(path, value string, most int) {
	if utf8.RuneCountInString(value) > most {
		c.add(path, "must be %d characters or less", most)
	}
}

// id holds the id of a part of a service against those of its neighbours.
func (c *check) id(path, id string, seen map[string]bool) {
	if !idForm.MatchString(id) || seen[id] {
		c.add(path+".id", "must be small letters, digits, - or _, and differ from its neighbours")
	}
	seen[id] = true
}

func (c *check) price(path string, minor int64) {
	if minor < 0 || minor > PriceMinorMax {
		c.add(path+".priceMinor", "must be an amount of zero or more")
	}
}

func (c *check) product(path, number string) {
	if number != "" && !models.PlatformNumber(number) {
		c.add(path, "must be the number of a product variant, or empty")
	}
}

// Check finds everything wrong with the settings; paths are relative to them.
func (s Settings) Check(w Surroundings) error {
	c := &check{Settings: s}
	c.text("title", s.Title, TitleMax)
	c.longest("text", s.Text, TextMax)
	c.variants()
	c.addOns()
	c.timing(w)
	c.questions()
	c.seats(w.Sessions)
	c.access(w.Levels)
	c.payment()
	for _, p := range s.Policy.Problems() {
		c.add("policy"+strings.TrimPrefix(p.Path, "steps"), "%s", p.Message)
	}
	if s.HoldMinutes < HoldMinutesMin || s.HoldMinutes > HoldMinutesMax {
		c.add("holdMinutes", "must be %d to %d minutes", HoldMinutesMin, HoldMinutesMax)
	}
	if s.Assignment != booking.LeastBusy && s.Assignment != booking.Weighted {
		c.add("assignment", "must be least_busy or weighted")
	}
	if len(c.problems) > 0 {
		return models.InvalidFields(c.problems)
	}
	return nil
}

func (c *check) variants() {
	if n := len(c.Variants); n < 1 || n > VariantsMax {
		c.add("variants", "must be 1 to %d", VariantsMax)
	}
	ids, titles := map[string]bool{}, map[string]bool{}
	for i, v := range c.Variants {
		path := fmt.Sprintf("variants[%d]", i)
		c.id(path, v.ID, ids)
		c.longest(path+".title", v.Title, TitleMax)
		if len(c.Variants) > 1 && (v.Title == "" || titles[v.Title]) {
			c.add(path+".title", "must be set and differ from the other variants, so that people can choose")
		}
		titles[v.Title] = true
		c.price(path, v.PriceMinor)
		c.product(path+".product", v.Product)
	}
}

func (c *check) addOns() {
	if len(c.AddOns) > AddOnsMax {
		c.add("addOns", "must be %d or fewer", AddOnsMax)
	}
	ids, titles := map[string]bool{}, map[string]bool{}
	longest, all := 0, 0
	for _, v := range c.Variants {
		longest = max(longest, v.DurationMinutes)
	}
	for i, a := range c.AddOns {
		path := fmt.Sprintf("addOns[%d]", i)
		c.id(path, a.ID, ids)
		c.text(path+".title", a.Title, TitleMax)
		if titles[a.Title] {
			c.add(path+".title", "must differ from the other add-ons")
		}
		titles[a.Title] = true
		if a.Minutes < 0 || a.Minutes > booking.DurationMinutesMax {
			c.add(path+".minutes", "must be 0 to %d minutes", booking.DurationMinutesMax)
			continue
		}
		all += a.Minutes
		c.price(path, a.PriceMinor)
		c.product(path+".product", a.Product)
	}
	if all > 0 && longest <= booking.DurationMinutesMax && longest+all > booking.DurationMinutesMax {
		c.add("addOns", "make the longest appointment %d minutes together, more than a day; shorten one", longest+all)
	}
}

// ofVariant are the parts of the timing that a variant says.
var ofVariant = []string{"durationMinutes", "segments"}

// timing asks the slot engine about each variant. What is the same for all of
// them is told once.
func (c *check) timing(w Surroundings) {
	for i := range max(1, len(c.Variants)) {
		t := c.Timing
		if i < len(c.Variants) {
			t.DurationMinutes, t.Segments = c.Variants[i].DurationMinutes, c.Variants[i].Segments
		}
		for _, p := range t.Problems(w.Staff, w.Units) {
			switch part, _, _ := strings.Cut(strings.ReplaceAll(p.Path, "[", "."), "."); {
			case slices.Contains(ofVariant, part):
				if i < len(c.Variants) {
					c.add(fmt.Sprintf("variants[%d].%s", i, p.Path), "%s", p.Message)
				}
			case i > 0 || part == "staff":
			default:
				c.problems = append(c.problems, p)
			}
		}
	}
	c.performed(w)
}

// performed refuses a service that nobody could perform. One that is switched
// off may wait for staff who are still to come.
func (c *check) performed(w Surroundings) {
	seen := map[booking.StaffID]bool{}
	for i, id := range c.Timing.Staff {
		path := fmt.Sprintf("staff[%d]", i)
		known := slices.Contains(w.Away, id) || slices.ContainsFunc(w.Staff, func(s booking.Staff) bool { return s.ID == id })
		switch {
		case !known:
			c.add(path, "is not on the staff any more; take them away")
		case seen[id]:
			c.add(path, "is named twice")
		}
		seen[id] = true
	}
	if c.Enabled && !c.Performed(w.Staff) {
		c.add("staff", "must name somebody who serves here, or nobody could perform it; add them to the staff or switch the service off")
	}
}

func (c *check) questions() {
	if len(c.Questions) > QuestionsMax {
		c.add("questions", "must be %d or fewer", QuestionsMax)
	}
	ids := map[string]bool{}
	for i, q := range c.Questions {
		path := fmt.Sprintf("questions[%d]", i)
		c.id(path, q.ID, ids)
		c.text(path+".label", q.Label, LabelMax)
		switch q.Kind {
		case OneOf:
			c.choices(path+".choices", q.Choices)
		case ShortText, LongText, YesOrNo, Number, Day:
			if len(q.Choices) > 0 {
				c.add(path+".choices", "are only for a question of which one answer is chosen")
			}
		default:
			c.add(path+".kind", "must be text, long_text, choice, yes_no, number or date")
		}
	}
}

func (c *check) choices(path string, all []string) {
	if n := len(all); n < 2 || n > ChoicesMax {
		c.add(path, "must be 2 to %d answers to choose from", ChoicesMax)
	}
	for i, choice := range all {
		c.text(fmt.Sprintf("%s[%d]", path, i), choice, TitleMax)
		if slices.Contains(all[:i], choice) {
			c.add(fmt.Sprintf("%s[%d]", path, i), "must differ from the other answers")
		}
	}
}

func (c *check) seats(sessions []Session) {
	least, bookings := 0, 0
	for _, s := range sessions {
		least = max(least, s.Seats)
		if s.Seats > c.Timing.Capacity {
			bookings += s.Bookings
		}
	}
	if bookings > 0 {
		c.add("capacity", "must be %d or more: in the way are %s to come; move or cancel some first", least, counted(bookings))
	}
	switch {
	case c.PartyMax < 1:
		c.add("partyMax", "must be 1 or more")
	case c.PartyMax > c.Timing.Capacity:
		c.add("partyMax", "must not be more than the %d seats of an appointment", c.Timing.Capacity)
	}
}

func counted(bookings int) string {
	if bookings == 1 {
		return "1 appointment"
	}
	return fmt.Sprintf("%d appointments", bookings)
}
