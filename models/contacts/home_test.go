package contacts_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/models/contacts"
)

var salt = []byte("0123456789abcdef0123456789abcdef")

func homes(all ...contacts.Address) contacts.Homes { return contacts.HomesOf(salt, all...) }

func TestOneAddressIsKnownHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	for name, written := range map[string][]contacts.Address{
		"in English": {
			{Line1: "12 Main Street", Line2: "Apt. 4", Postcode: "94107", City: "San Francisco", Country: "US"},
			{Line1: "12 MAIN ST,  Apartment 4", Postcode: "94107-1234", City: "SF", Country: "US"},
			{Line1: "12 main st. #4", Postcode: " 94107", Country: "us"},
			{Line1: "１２ Main St", Line2: "4", Postcode: "９４１０７", Country: "US"},
		},
		"in Japanese": {
			{Line1: "神南1丁目2番3号", Line2: "501号室", Postcode: "150-0041", City: "渋谷区", Country: "JP"},
			{Line1: "神南１－２－３－５０１", Postcode: "1500041", Country: "JP"},
			{Line1: "神南 1-2-3", Line2: "501", Postcode: "150-0041", City: "Shibuya", Country: "JP"},
		},
		"in Korean": {
			{Line1: "세종대로 110", Line2: "101동 202호", Postcode: "04524", Country: "KR"},
			{Line1: "세종대로 110", Line2: "101-202", Postcode: "04524", City: "서울", Country: "KR"},
		},
		"in German": {
			{Line1: "Lange Straße 7", Postcode: "10115", Country: "DE"},
			{Line1: "Lange Str. 7", Postcode: "10115", City: "Berlin", Country: "DE"},
		},
		"without a postcode": {
			{Line1: "5 Nathan Road", City: "Hong Kong", Country: "HK"},
			{Line1: "5 nathan rd", City: "HONG  KONG", Country: "HK"},
		},
	} {
		for _, other := range written[1:] {
			if !homes(written[0]).SamePlace(homes(other)) {
				t.Errorf("%s: %+v and %+v look like two homes", name, written[0], other)
			}
		}
	}
}

func TestOtherHousesAreOtherHomes(t *testing.T) {
	t.Parallel()
	base := contacts.Address{Line1: "12 Main Street", Line2: "Apt 4", Postcode: "94107", City: "San Francisco", Country: "US", LastName: "Lee"}
	for name, change := range map[string]func(a *contacts.Address){
		"another number":   func(a *contacts.Address) { a.Line1 = "13 Main Street" },
		"another flat":     func(a *contacts.Address) { a.Line2 = "Apt 5" },
		"no flat":          func(a *contacts.Address) { a.Line2 = "" },
		"shifted numbers":  func(a *contacts.Address) { a.Line1, a.Line2 = "1 Main Street", "Apt 24" },
		"another street":   func(a *contacts.Address) { a.Line1 = "12 High Street" },
		"another postcode": func(a *contacts.Address) { a.Postcode = "94108" },
		"another country":  func(a *contacts.Address) { a.Country = "MX" },
	} {
		other := base
		change(&other)
		if homes(base).SamePlace(homes(other)) {
			t.Errorf("%s passes for the same home", name)
		}
	}
	if one := (contacts.Address{Line1: "1-23 Ginza", Postcode: "1040061"}); homes(one).SamePlace(homes(contacts.Address{Line1: "12-3 Ginza", Postcode: "1040061"})) {
		t.Error("1-23 and 12-3 pass for one house")
	}
}

func TestAnAddressThatTellsNoHouseIsNone(t *testing.T) {
	t.Parallel()
	for _, a := range []contacts.Address{
		{}, {Line1: "Main Street", Postcode: "94107", Country: "US"}, {Line1: "12 Main Street", Country: "US"}, {Postcode: "94107", City: "X"}, {LastName: "Lee"},
	} {
		if got := homes(a); len(got.Places) > 0 || len(got.Families) > 0 {
			t.Errorf("%+v gives %+v", a, got)
		}
	}
}

func TestASurnameCountsWithinAPostcodeOnly(t *testing.T) {
	t.Parallel()
	lee := contacts.Address{LastName: "Lee", Postcode: "94107", Country: "US", Line1: "1 A St"}
	for other, want := range map[contacts.Address]bool{
		{LastName: "LEE ", Postcode: "94107-9", Country: "US", Line1: "2 B St"}: true,
		{LastName: "Li", Postcode: "94107", Country: "US", Line1: "1 A St"}:     false,
		{LastName: "Lee", Postcode: "94108", Country: "US", Line1: "1 A St"}:    false,
		{LastName: "Lee", Postcode: "941", Country: "US", Line1: "1 A St"}:      false, // about a whole region
	} {
		if got := homes(lee).SameFamily(homes(other)); got != want {
			t.Errorf("%+v: one family is %v", other, got)
		}
	}
}

// An address can be written with any capitals, signs and spaces, and on one line
// or on two.
func TestHowAnAddressIsWrittenNeverMatters(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zà-öぁ-ん가-힣]{3,8}`), 1, 3).Draw(t, "words")
		number := rapid.IntRange(1, 999).Draw(t, "number")
		country, code := rapid.SampledFrom([]string{"US", "JP", "KR", "FR"}).Draw(t, "country"), rapid.StringMatching(`[0-9]{5}`).Draw(t, "code")
		plain := contacts.Address{Line1: strings.Join(append(words, fmt.Sprint(number)), " "), Postcode: code, Country: country}
		random := rand.New(rand.NewPCG(uint64(number), 1))
		gap := func() string { return rapid.SampledFrom([]string{" ", ",", " - ", "　", ", "}).Draw(t, "gap") }
		var b strings.Builder
		for _, word := range words {
			for _, r := range word {
				if up := unicode.ToUpper(r); random.IntN(2) == 0 && unicode.ToLower(up) == r {
					r = up
				}
				b.WriteRune(r)
			}
			b.WriteString(gap())
		}
		other := contacts.Address{Line1: b.String(), Line2: fmt.Sprint(number, gap()), Postcode: code[:3] + " " + code[3:], Country: strings.ToLower(country)}
		if !homes(plain).SamePlace(homes(other)) {
			t.Fatalf("%+v and %+v", plain, other)
		}
		plain.Line1 = strings.Join(append(words, fmt.Sprint(number+1)), " ")
		if homes(plain).SamePlace(homes(other)) {
			t.Fatalf("%+v passes for %+v", plain, other)
		}
	})
}

func TestMarksAreTheSameInWhateverOrderTheyCameAndNeverTooMany(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var all []contacts.Homes
		for i := range rapid.IntRange(1, 12).Draw(t, "orders") {
			n := rapid.IntRange(1, 12).Draw(t, "house")
			all = append(all, homes(contacts.Address{Line1: fmt.Sprint(n, " A St"), Postcode: "10115", LastName: fmt.Sprint("Lee", string(rune('a'+i)))}))
		}
		join := func(all []contacts.Homes) (h contacts.Homes) {
			for _, one := range all {
				h = h.Join(one)
			}
			return h
		}
		want := join(all)
		random := rand.New(rand.NewPCG(uint64(len(all)), 2))
		shuffled := append(slices.Clone(all), all[random.IntN(len(all))]) // one comes twice
		random.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := join(shuffled); !cmp.Equal(got, want) {
			t.Fatal(cmp.Diff(want, got))
		}
		if len(want.Places) > contacts.HomesMax || len(want.Families) > contacts.HomesMax {
			t.Fatalf("%+v", want)
		}
	})
}

func TestNothingOfAnAddressIsKept(t *testing.T) {
	t.Parallel()
	a := contacts.Address{Line1: "12 Main Street", Postcode: "94107", City: "San Francisco", Country: "US", LastName: "Lee"}
	c, news := contacts.Contact{ID: "c_7"}.Living(homes(a))
	if again, more := c.Living(homes(a)); !news || more || len(again.Homes.Places) != 1 {
		t.Errorf("news %v, then %v: %+v", news, more, again.Homes)
	}
	kept := strings.ToLower(fmt.Sprint(c))
	for _, word := range []string{"main", "94107", "francisco", "lee"} {
		if strings.Contains(kept, word) {
			t.Errorf("%q of the address is kept: %s", word, kept)
		}
	}
	if homes(a).SamePlace(contacts.HomesOf(salt[1:], a)) {
		t.Error("the same address is the same in another shop")
	}
	for _, word := range c.Search { // whoever types "home" looks for a name
		if strings.HasPrefix(word, strings.ToLower(word[:4])) {
			t.Errorf("the mark %q is found by typing", word)
		}
	}
	erased := c.Erased(start)
	if !cmp.Equal(erased.Homes, contacts.Homes{}) || len(erased.Search) > 0 {
		t.Errorf("after erasing there is %+v, %v", erased.Homes, erased.Search)
	}
	if later, news := erased.Living(homes(a)); news || len(later.Homes.Places) > 0 {
		t.Error("an erased contact is marked again")
	}
}
