package main

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"clientele/app/sandbox"
	"clientele/models/outbox"
)

// everyTrouble are all the switches of the sandbox, and its buttons.
func everyTrouble() []trouble {
	all := []trouble{
		{name: "every delivery comes twice", faults: sandbox.Faults{Duplicate: true}},
		{name: "every delivery comes once more under another id", faults: sandbox.Faults{Redeliver: true}},
		{name: "deliveries come in the wrong order", faults: sandbox.Faults{Reorder: true}},
		{name: "the newest delivery comes first", faults: sandbox.Faults{Backwards: true}},
		{name: "deliveries come an hour late", faults: sandbox.Faults{Delay: time.Hour}},
		{name: "deliveries are signed with a wrong key", faults: sandbox.Faults{WrongSignature: true}},
		{name: "a topic comes that nobody asked for", faults: sandbox.Faults{UnknownTopic: true}},
		{name: "deliveries are held back", faults: sandbox.Faults{Stop: true}},
		{name: "deliveries are lost for ever", faults: sandbox.Faults{Drop: sandbox.DropAll}},
		{name: "it is throttled", faults: sandbox.Faults{Throttle: true}},
		{name: "it is throttled for hours", faults: sandbox.Faults{Throttle: true}, steps: outbox.AttemptsMax + 1},
		{name: "answers are lost once", faults: sandbox.Faults{LoseAnswers: true}, steps: 1},
		{name: "all answers are lost", faults: sandbox.Faults{LoseAnswers: true}},
		{name: "all answers are lost for hours", faults: sandbox.Faults{LoseAnswers: true}, steps: outbox.AttemptsMax + 1},
		{name: "answers to changes are lost once", faults: sandbox.Faults{LoseChanges: true}, steps: 1},
		{name: "all answers to changes are lost", faults: sandbox.Faults{LoseChanges: true}},
		{name: "the platform fails for hours", faults: sandbox.Faults{APIStatus: http.StatusServiceUnavailable}, steps: outbox.AttemptsMax + 1},
		{name: "customers are hidden", faults: sandbox.Faults{HidePeople: true}},
		{name: "the app is removed at its next call", faults: sandbox.Faults{UninstallAfter: 1}, mend: (*scene).comeBack},
		{name: "the app is removed at its second call", faults: sandbox.Faults{UninstallAfter: 2}, mend: (*scene).comeBack},
		{name: "past orders are gathered by half", faults: sandbox.Faults{Bulk: sandbox.BulkFails}},
		{name: "past orders are not found", faults: sandbox.Faults{Bulk: sandbox.BulkEmpty}},
		{name: "past orders lie at an address that is refused", faults: sandbox.Faults{Bulk: sandbox.BulkExpired}},
		{name: "the answer with a new token is lost", faults: sandbox.Faults{LoseToken: true}, strike: (*scene).endTokens, action: "revoke"},
		{name: "all permissions are taken away", strike: (*scene).takeScopes, mend: (*scene).giveScopes, action: "scopes"},
		{name: "all tokens are revoked", strike: (*scene).endAccess, mend: (*scene).comeBack, action: "revoke-all"},
		{name: "the app is removed and installed again", strike: (*scene).reinstall, mend: (*scene).comeBack, action: "reinstall"},
		{name: "the app is removed", strike: (*scene).uninstall, mend: (*scene).comeBack, action: "uninstall"},
		{name: "the app is removed as soon as it was done", strike: (*scene).uninstall, mend: (*scene).comeBack, late: true},
		{name: "the store is erased", strike: (*scene).erase, mend: (*scene).comeBack, action: "erase"},
		{name: "the store is erased as soon as it was done", strike: (*scene).erase, mend: (*scene).comeBack, late: true},
	}
	for _, status := range sandboxStatuses {
		all = append(all,
			trouble{name: fmt.Sprintf("the platform answers %d", status), faults: sandbox.Faults{APIStatus: status}},
			trouble{name: fmt.Sprintf("the token endpoint answers %d", status), faults: sandbox.Faults{TokenStatus: status}, strike: (*scene).endTokens, mend: (*scene).comeBack})
	}
	for _, word := range sandbox.TokenErrors {
		all = append(all, trouble{name: "the token endpoint says " + word, faults: sandbox.Faults{TokenError: word}, strike: (*scene).endTokens, mend: (*scene).comeBack})
	}
	return all
}

// sandboxStatuses are the refusals that the settings of the sandbox offer.
var sandboxStatuses = []int{400, 401, 402, 403, 404, 423, 429, 500, 503}

// endTokens kills the access token before its time, so that another is needed.
func (s *scene) endTokens() { s.must(s.stand.RevokeTokens(demoShop, false)) }

func (s *scene) endAccess() { s.must(s.stand.RevokeTokens(demoShop, true)) }

func (s *scene) takeScopes() { s.must(s.stand.SetScopes(demoShop, nil)) }

func (s *scene) giveScopes() {
	s.must(s.stand.SetScopes(demoShop, strings.Split(scopes, ",")))
	s.comeBack()
}

func (s *scene) uninstall() { s.must(s.stand.Uninstall(demoShop)) }

func (s *scene) reinstall() { s.must(s.stand.Reinstall(demoShop)) }

// erase takes the app away and asks it at once to forget the store.
func (s *scene) erase() {
	s.uninstall()
	s.settleQuietly()
	s.must(s.stand.RedactShop(demoShop))
}

// comeBack opens the app, after installing it where it was removed.
func (s *scene) comeBack() {
	s.Helper()
	s.settleQuietly()
	s.install(demoShop)
}

// elsewhere says of what the table leaves out where it is tried.
var elsewhere = map[string]string{
	"Times":   "lets the others end by themselves: TestF25TroubleThatPassesIsNotNoticed",
	"install": "is how every story begins",
	"rotate":  "wants a restart: TestF18OldAndNewSecretHoldForAnHourThenOnlyTheNew",
	"faults":  "sets the switches",
}

var (
	settingsAction = regexp.MustCompile(`/settings/([a-z-]+)"`)
	statusOption   = regexp.MustCompile(`<option value="([45]\d\d)"`)
)

// The table has every switch of the sandbox, every button of its settings and
// every choice that they offer.
func TestTheTableOfEffectsKnowsEveryFaultOfTheSandbox(t *testing.T) {
	t.Parallel()
	met := map[string]bool{}
	for _, f := range everyTrouble() {
		met[f.action] = true
		v := reflect.ValueOf(f.faults)
		for i := range v.NumField() {
			if !v.Field(i).IsZero() {
				met[v.Type().Field(i).Name] = true
			}
		}
	}
	wanted := map[string]bool{}
	switches := reflect.TypeFor[sandbox.Faults]()
	for i := range switches.NumField() {
		wanted[switches.Field(i).Name] = true
	}
	h := newHarness(t)
	page := func() string {
		return h.ask("GET", h.stand.BaseURL()+"/store/demo-shop/settings", nil, "").body
	}
	h.must(h.stand.Uninstall(demoShop))
	pages := page()
	h.install(demoShop)
	pages += page()
	for _, found := range settingsAction.FindAllStringSubmatch(pages, -1) {
		wanted[found[1]] = true
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if !met[name] && elsewhere[name] == "" {
			t.Errorf("the table of effects and faults lacks %s", name)
		}
	}
	offered := map[string]bool{}
	for _, found := range statusOption.FindAllStringSubmatch(pages, -1) {
		offered[found[1]] = true
	}
	if len(offered) != len(sandboxStatuses) || len(wanted) < 25 {
		t.Errorf("the sandbox offers the statuses %v, the table has %v; it knows %d faults", offered, sandboxStatuses, len(wanted))
	}
}
