package contacts

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"
)

// Address is a postal address as an order tells it. It is compared and never
// kept.
type Address struct {
	Line1, Line2, City, Region string
	Postcode                   string
	Country                    string // of two letters, as the platform writes it
	LastName                   string
}

// Homes is what is kept of postal addresses: marks, keyed with the shop's own
// salt, that tell whether two are the same and nothing else.
type Homes struct {
	Places   []string // of whole addresses, sorted
	Families []string // of surnames at a postcode, sorted
}

// HomesMax bounds the marks of each kind that one contact may have.
const HomesMax = 6

// HomesOf gives the marks of some addresses. One that is not exact enough to
// tell houses apart gives none.
func HomesOf(salt []byte, addresses ...Address) Homes {
	var h Homes
	for _, a := range addresses {
		if place := a.place(); place != "" {
			h = h.Join(Homes{Places: []string{homeMark(salt, "place|"+place)}})
		}
		if family := a.family(); family != "" {
			h = h.Join(Homes{Families: []string{homeMark(salt, "family|"+family)}})
		}
	}
	return h
}

// homeMark begins with a capital letter, which nobody's search does.
func homeMark(salt []byte, text string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte("home|" + text))
	return "HOME:" + hex.EncodeToString(mac.Sum(nil)[:16])
}

// Join puts marks together. The result does not depend on the order in which
// they came, not even where there are too many.
func (h Homes) Join(other Homes) Homes {
	return Homes{Places: joinMarks(h.Places, other.Places), Families: joinMarks(h.Families, other.Families)}
}

func joinMarks(a, b []string) []string {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.Clip(all[:min(len(all), HomesMax)])
}

// SamePlace tells whether two have a whole address in common.
func (h Homes) SamePlace(other Homes) bool { return common(h.Places, other.Places) }

// SameFamily tells whether two have a surname at one postcode in common.
func (h Homes) SameFamily(other Homes) bool { return common(h.Families, other.Families) }

func common(a, b []string) bool {
	return slices.ContainsFunc(a, func(mark string) bool { return slices.Contains(b, mark) })
}

func (h Homes) equal(other Homes) bool {
	return slices.Equal(h.Places, other.Places) && slices.Equal(h.Families, other.Families)
}

// Living is the contact with more marks of where they have things sent, and
// whether that says anything new.
func (c Contact) Living(h Homes) (Contact, bool) {
	all := c.Homes.Join(h)
	if all.equal(c.Homes) || !c.RedactedAt.IsZero() {
		return c, false
	}
	c.Homes = all
	return c.Indexed(), true
}

// place is a whole address in the form by which it is compared; empty for one
// without a number or without a town, which is no house.
func (a Address) place() string {
	lines := plain(a.Line1 + " " + a.Line2)
	town := a.postcode()
	if town == "" {
		town = plain(a.City + " " + a.Region)
	}
	if town == "" || !strings.ContainsFunc(lines, unicode.IsDigit) {
		return ""
	}
	return plain(a.Country) + "|" + town + "|" + lines
}

// postcodeLeast is the fewest characters of a postcode that is about less than
// a whole town.
const postcodeLeast = 4

// family is a surname at a postcode; empty where one of them is missing.
func (a Address) family() string {
	name, code := plain(a.LastName), a.postcode()
	if name == "" || len(code) < postcodeLeast {
		return ""
	}
	return plain(a.Country) + "|" + code + "|" + name
}

// postcode has letters and digits only, and without the part that some write
// and some do not.
func (a Address) postcode() string {
	code := strings.ReplaceAll(plain(a.Postcode), "-", "")
	if country := plain(a.Country); country == "us" && len(code) > 5 {
		code = code[:5]
	}
	return code
}

// plain is a text without what people write differently: capitals, widths of
// letters, spaces and signs, and the words of streets and of numbers.
func plain(text string) string {
	var b strings.Builder
	number := false // the last word was one
	for _, word := range addressWords(text) {
		digits := word[0] >= '0' && word[0] <= '9'
		if number && ofNumbers[word] {
			continue
		}
		if short, ok := ofStreets[word]; ok {
			word = short
		}
		if digits && number {
			b.WriteByte('-')
		}
		b.WriteString(word)
		number = digits
	}
	return b.String()
}

// addressWords divides a text into words of letters and words of digits.
func addressWords(text string) []string {
	const none, letter, digit = 0, 1, 2
	var words []string
	var word []rune
	last := none
	for _, r := range text + " " {
		if r >= '！' && r <= '～' { // the wide forms of plain letters, digits and signs
			r -= '！' - '!'
		}
		kind := none
		switch {
		case r >= '0' && r <= '9':
			kind = digit
		case unicode.IsLetter(r) || unicode.IsMark(r) || r == 'ー' && last == letter:
			kind = letter
		case r == '\'' || r == '’' || r == '.' && last == letter:
			continue // within a word, or after a short one
		}
		if kind != last && len(word) > 0 {
			words, word = append(words, string(word)), nil
		}
		if kind != none {
			word = append(word, unicode.ToLower(r))
		}
		last = kind
	}
	return words
}

// ofNumbers are words after a number that many leave out.
var ofNumbers = map[string]bool{
	"丁目": true, "番地": true, "番地の": true, "番": true, "号": true, "号室": true, "の": true, "번지": true, "동": true, "호": true,
}

// ofStreets are words that some shorten and some do not.
var ofStreets = map[string]string{
	"street": "st", "avenue": "ave", "av": "ave", "road": "rd", "drive": "dr", "lane": "ln", "boulevard": "blvd", "court": "ct", "place": "pl",
	"square": "sq", "terrace": "ter", "highway": "hwy", "parkway": "pkwy", "north": "n", "south": "s", "east": "e", "west": "w",
	"apartment": "", "apt": "", "unit": "", "suite": "", "ste": "", "no": "", "flat": "", "floor": "fl",
	"straße": "str", "strasse": "str",
}
