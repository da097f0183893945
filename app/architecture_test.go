package main_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// layer says what one package may import. "models/*" stands for every package
// of the ground floor except the store and its suite. Theirs are module paths.
type layer struct{ ours, theirs []string }

var lungo = []string{"github.com/256dpi/lungo", "go.mongodb.org/mongo-driver"}

// floors is the whole architecture. A package without a line here fails the
// test, so a new package is a decision somebody wrote down.
var floors = map[string]layer{
	"models":                 {},
	"models/products":        {ours: []string{"models"}},
	"models/orders":          {ours: []string{"models", "models/products"}},
	"models/referrals":       {ours: []string{"models", "models/orders"}},
	"models/points":          {ours: []string{"models", "models/orders", "models/products", "models/referrals"}},
	"models/contacts":        {ours: []string{"models"}},
	"models/levels":          {ours: []string{"models"}},
	"models/shops":           {ours: []string{"models"}},
	"models/catchup":         {ours: []string{"models", "models/orders", "models/contacts"}},
	"models/privacy":         {ours: []string{"models"}},
	"models/outbox":          {ours: []string{"models"}},
	"models/notices":         {ours: []string{"models"}},
	"models/rewards":         {ours: []string{"models", "models/points", "models/orders"}},
	"models/merges":          {ours: []string{"models", "models/points", "models/levels"}},
	"models/booking":         {ours: []string{"models", "models/booking/times"}},
	"models/booking/times":   {},
	"models/booking/slots":   {ours: []string{"models", "models/booking", "models/booking/times"}},
	"models/services":        {ours: []string{"models", "models/booking", "models/booking/times"}},
	"models/team":            {ours: []string{"models", "models/booking", "models/booking/times"}},
	"models/rosters":         {ours: []string{"models/booking", "models/services", "models/team"}},
	"models/appointments":    {ours: []string{"models", "models/booking", "models/booking/times", "models/services", "models/team"}},
	"models/feeds":           {ours: []string{"models", "models/booking", "models/booking/times", "models/appointments"}},
	"models/waitlist":        {ours: []string{"models", "models/booking", "models/booking/times", "models/services", "models/appointments"}},
	"models/refunds":         {ours: []string{"models"}},
	"models/invoices":        {ours: []string{"models"}},
	"models/store":           {ours: []string{"models/*"}, theirs: lungo},
	"models/store/storetest": {ours: []string{"models/*", "models/store"}},
	"app/flow":               {ours: []string{"models/*"}, theirs: []string{"golang.org/x/sync"}},
	"app/jobs":               {ours: []string{"models", "models/outbox"}},
	"app/gate":               {ours: []string{"models"}, theirs: []string{"golang.org/x/time"}},
	"app/seal":               {ours: []string{"models"}},
	"app/mail":               {ours: []string{"models", "models/notices", "app/calendars"}, theirs: []string{"github.com/wneessen/go-mail"}},
	"app/holidays":           {ours: []string{"models/booking/times", "models/team"}, theirs: []string{"github.com/rickar/cal"}},
	"app/calendars":          {ours: []string{"models", "models/booking/times"}, theirs: []string{"github.com/emersion/go-ical", "github.com/teambition/rrule-go"}},
	"app/network":            {},
	"app/subscriptions":      {ours: []string{"models", "models/booking/times", "models/feeds", "app/calendars", "app/network"}},
	"app/shopify":            {ours: []string{"app/network", "models", "models/shops", "models/orders", "models/contacts", "models/catchup", "models/rewards", "models/products", "models/refunds", "models/invoices"}, theirs: []string{"github.com/golang-jwt/jwt"}},
	"app/sandbox":            {theirs: []string{"github.com/vektah/gqlparser", "github.com/osteele/liquid"}},
	"webhooks":               {ours: []string{"models/*", "app/flow"}, theirs: []string{"github.com/gofiber/fiber"}},
	"handlers":               {ours: []string{"models/*", "app/flow", "app/calendars", "frontend"}, theirs: []string{"github.com/gofiber/fiber", "github.com/valyala/fasthttp", "github.com/danielgtaylor/huma"}},
	"frontend":               {},
	"extensions":             {},
	"app":                    {ours: []string{"*"}, theirs: []string{"github.com/gofiber/fiber", "github.com/danielgtaylor/huma", "github.com/prometheus/client_golang"}},
}

// Tests may use these besides what their package may use.
var testTools = []string{"github.com/google/go-cmp", "pgregory.net/rapid", "github.com/BurntSushi/toml", "github.com/vektah/gqlparser"}

// Tests of these packages keep to the package's own line, so that a rule is
// tested without a database and the sandbox cannot borrow our own signatures.
func strictInTests(name string) bool {
	return name == "app/sandbox" || strings.HasPrefix(name, "models") && !strings.HasPrefix(name, "models/store")
}

func TestEveryImportPointsDownwards(t *testing.T) {
	t.Parallel()
	for _, p := range listPackages(t) {
		name := strings.TrimPrefix(p.ImportPath, "clientele/")
		floor, known := floors[name]
		if !known {
			t.Errorf("%s has no line in the architecture: add one to floors, and say why in docs/adr", name)
			continue
		}
		for _, path := range p.Imports {
			if !floor.allows(path, nil, false) {
				t.Errorf("%s may not import %s", name, path)
			}
		}
		for _, path := range slices.Concat(p.TestImports, p.XTestImports) {
			if path != p.ImportPath && !floor.allows(path, testTools, !strictInTests(name)) {
				t.Errorf("tests of %s may not import %s", name, path)
			}
		}
	}
}

func (l layer) allows(path string, tools []string, anyOfOurs bool) bool {
	if ours, is := strings.CutPrefix(path, "clientele/"); is {
		ground := strings.HasPrefix(ours, "models") && !strings.HasPrefix(ours, "models/store")
		return anyOfOurs || slices.ContainsFunc(l.ours, func(o string) bool {
			return o == "*" || o == ours || o == "models/*" && ground
		})
	}
	first, _, _ := strings.Cut(path, "/")
	if !strings.Contains(first, ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(slices.Concat(l.theirs, tools), func(module string) bool {
		return path == module || strings.HasPrefix(path, module+"/")
	})
}

type goPackage struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("go list wrote something that is not JSON: %v", err)
		}
		all = append(all, p)
	}
}
