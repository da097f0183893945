package contacts_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"clientele/models"
	"clientele/models/contacts"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestAnOlderProfileNeverOverwritesANewerOne(t *testing.T) {
	t.Parallel()
	newer := contacts.Profile{Email: "new@example.com", FirstName: "New", AsOf: start.Add(time.Hour)}
	older := contacts.Profile{Email: "old@example.com", FirstName: "Old", Phone: "123456", AsOf: start}
	c := contacts.Contact{ID: "c_7", Platform: "7"}
	for name, got := range map[string]contacts.Contact{
		"newer last": c.With(older, start).With(newer, start), "newer first": c.With(newer, start).With(older, start),
	} {
		if got.Profile.Email != "new@example.com" || got.Profile.FirstName != "New" || !got.Profile.AsOf.Equal(newer.AsOf) {
			t.Errorf("%s: %+v", name, got.Profile)
		}
	}
}

func TestAnEmptyFieldErasesNothing(t *testing.T) {
	t.Parallel()
	full := contacts.Profile{Email: "a@example.com", Phone: "+1 555 0100", FirstName: "Ada", LastName: "Byron", Locale: "en", Verified: true, AsOf: start}
	got := contacts.Contact{}.With(full, start).With(contacts.Profile{AsOf: start.Add(time.Hour)}, start.Add(time.Hour))
	full.AsOf = start.Add(time.Hour)
	if diff := cmp.Diff(full, got.Profile); diff != "" {
		t.Error(diff)
	}
}

func TestAVerifiedAddressStaysVerifiedUntilItChanges(t *testing.T) {
	t.Parallel()
	c := contacts.Contact{}.With(contacts.Profile{Email: "a@example.com", Verified: true, AsOf: start}, start)
	if c = c.With(contacts.Profile{Email: "A@example.com ", AsOf: start.Add(1 * time.Hour)}, start); !c.Profile.Verified {
		t.Error("the same address lost its verification")
	}
	if c = c.With(contacts.Profile{Email: "b@example.com", AsOf: start.Add(2 * time.Hour)}, start); c.Profile.Verified {
		t.Error("another address counts as verified")
	}
}

func TestTheSameProfileAgainIsTheSame(t *testing.T) {
	t.Parallel()
	p := contacts.Profile{Email: "A@Example.com", FirstName: " Ada  M. ", AsOf: start.Add(123456).In(time.FixedZone("", -5*3600))}
	once := contacts.Contact{}.With(p, start)
	if again := once.With(p, start); again.Profile != once.Profile {
		t.Errorf("%+v, again %+v", once.Profile, again.Profile)
	}
	if once.Profile.FirstName != "Ada M." || once.Profile.AsOf.Location() != time.UTC {
		t.Errorf("kept as %+v", once.Profile)
	}
}

func TestAnErasedContactKeepsNothingPersonal(t *testing.T) {
	t.Parallel()
	c := contacts.Contact{ID: "c_7", Figures: contacts.Figures{Balance: 5}}.With(contacts.Profile{Email: "a@example.com", FirstName: "Ada", AsOf: start}, start)
	c = c.Erased(start.Add(time.Hour))
	if (c.Profile != contacts.Profile{}) || c.Search != nil || !c.RedactedAt.Equal(start.Add(time.Hour)) || c.Figures.Balance != 5 {
		t.Errorf("%+v", c)
	}
	if late := c.With(contacts.Profile{Email: "a@example.com", AsOf: start}, start.Add(2*time.Hour)); late.Profile.Email != "" {
		t.Errorf("a late body brought back %+v", late.Profile)
	}
}

func TestFieldsAreCutToABoundedLength(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("名", 300)
	p := contacts.Contact{}.With(contacts.Profile{FirstName: long, LastName: long, Phone: long, Locale: long, AsOf: start}, start).Profile
	for _, field := range []string{p.FirstName, p.LastName, p.Phone, p.Locale} {
		if field != strings.Repeat("名", 255) {
			t.Errorf("%d characters were kept", len([]rune(field)))
		}
	}
}

func TestAddressesAreComparedTrimmedAndInLowerCase(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		" Ada@Example.COM ": "ada@example.com", "ada": "", "@example.com": "", "ada@": "", "": "", "a da@example.com": "", "a@b\tc": "",
		"ÄDA@example.com": "äda@example.com", "a@b@c": "a@b@c", strings.Repeat("a", 250) + "@b.c": strings.Repeat("a", 250) + "@b.c", strings.Repeat("a", 251) + "@b.c": "",
	} {
		if got := contacts.Email(address); got != want {
			t.Errorf("%q is compared as %q, want %q", address, got, want)
		}
	}
}

func TestAGuestIsKnownByAddressAndByShopAlone(t *testing.T) {
	t.Parallel()
	salt, other := []byte("one shop"), []byte("another shop")
	id := contacts.GuestID(salt, "Ada@example.com", "555 0100")
	if !id.Guest() || len(id) != 34 || strings.Contains(string(id), "ada") {
		t.Errorf("id %s", id)
	}
	if id != contacts.GuestID(salt, " ada@EXAMPLE.com", "") {
		t.Error("the same address is another guest")
	}
	if id == contacts.GuestID(other, "ada@example.com", "") {
		t.Error("one address is one guest in two shops")
	}
	if phone := contacts.GuestID(salt, "", "+1 (555) 0100"); phone == id || phone == "" || phone != contacts.GuestID(salt, "not an address", "15550100") {
		t.Errorf("by phone: %s", phone)
	}
	for _, nobody := range [][2]string{{"", ""}, {"ada", ""}, {"", "12345"}, {"", "no"}} {
		if got := contacts.GuestID(salt, nobody[0], nobody[1]); got != "" {
			t.Errorf("%v is guest %s", nobody, got)
		}
	}
}

func TestAContactIsFoundByTheBeginningOfAnyWord(t *testing.T) {
	t.Parallel()
	c := contacts.Contact{ID: "c_7", Platform: "7"}.With(contacts.Profile{
		Email: "ada@example.com", Phone: "+1 555-0100", FirstName: "Ada Mary", LastName: "Byron", AsOf: start}, start)
	for _, typed := range []string{"ada", "mary", "byr", "ada mary byron", "byron ada", "ada@ex", "example.com", "1555", "7"} {
		if !slices.ContainsFunc(c.Search, func(word string) bool { return strings.HasPrefix(word, typed) }) {
			t.Errorf("%q does not find %v", typed, c.Search)
		}
	}
	japanese := contacts.Contact{}.With(contacts.Profile{FirstName: "花子", LastName: "山田", AsOf: start}, start)
	if !slices.Contains(japanese.Search, "山田花子") {
		t.Errorf("written without a space it is not found: %v", japanese.Search)
	}
}

func TestSearchWordsAreFewSortedAndSmall(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := contacts.Contact{Platform: "7"}.With(contacts.Profile{
			Email: rapid.String().Draw(t, "email"), Phone: rapid.String().Draw(t, "phone"), FirstName: rapid.String().Draw(t, "first"),
			LastName: rapid.String().Draw(t, "last"), AsOf: start}, start)
		if len(c.Search) > 12 || !slices.IsSorted(c.Search) || slices.Contains(c.Search, "") {
			t.Fatalf("%q", c.Search)
		}
	})
}

func TestAContactIsListedByLastNameOrElseAddress(t *testing.T) {
	t.Parallel()
	for want, p := range map[string]contacts.Profile{
		"byron ada": {FirstName: "Ada", LastName: "Byron"}, "ada": {FirstName: "Ada", Email: "x@y.z"}, "x@y.z": {Email: "X@y.z"}, "": {},
	} {
		if got := (contacts.Contact{Profile: p}).SortName(); got != want {
			t.Errorf("%+v is listed as %q, want %q", p, got, want)
		}
	}
	if got := (contacts.Profile{LastName: "Byron"}).Name(); got != "Byron" {
		t.Errorf("name %q", got)
	}
}

func TestAQueryThatCannotBeListedIsRefused(t *testing.T) {
	t.Parallel()
	for path, q := range map[string]contacts.Query{
		"kind": {Kind: "robot"}, "sort": {Sort: "$where"}, "search": {Search: strings.Repeat("a", 256)},
	} {
		if err := q.Check(); models.CodeOf(err) != models.Invalid || err == nil || !strings.HasPrefix(err.Error(), path) {
			t.Errorf("%+v: %v", q, err)
		}
	}
	for _, q := range []contacts.Query{{}, {Kind: "guest", Sort: "balance", Search: strings.Repeat("a", 255)}} {
		if err := q.Check(); err != nil {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

func FuzzEmail(f *testing.F) {
	for _, seed := range []string{"Ada@Example.com", " a@b ", "a@", "@", "İ@x", "a\u0000@b", "a@b\u2028", "\xff@b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		once := contacts.Email(address)
		if again := contacts.Email(once); again != once {
			t.Fatalf("%q is compared as %q and then as %q", address, once, again)
		}
		if once != "" && (!strings.Contains(once, "@") || len(once) > 254 || strings.ContainsAny(once, " \t\n\r")) {
			t.Fatalf("%q is compared as %q", address, once)
		}
		if (contacts.GuestID(nil, address, "") == "") != (once == "") {
			t.Fatalf("%q: a guest exactly where there is an address", address)
		}
	})
}
