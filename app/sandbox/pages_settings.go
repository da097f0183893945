package sandbox

import (
	"fmt"
	"net/http"
	"slices"
)

type settingsView struct {
	Install  Install
	Scopes   []scopeChoice
	Faults   Faults
	Delays   []choice
	Statuses []choice
	Errors   []choice
	Losses   []choice
	Times    []choice
	Leavings []choice
	Bulks    []choice
	Rotating bool // two client secrets are valid
	ClientID string
	AppURL   string
	Openings []opening
}

type scopeChoice struct {
	Name     string
	Required bool
	Granted  bool
}

type choice struct{ Value, Label string }

// opening is a way to open the app's page that is not the usual one.
type opening struct{ Fault, Label, Hint string }

var openings = []opening{
	{"no-token", "Without an ID token", "The app should bounce through its session page and come back."},
	{"bad-token", "With a forged ID token", "The same: the app must not trust it."},
	{"not-embedded", "Without embedded=1", "The app should send the browser back into the admin, to this very page."},
	{"foreign-shop", "For a store that does not exist", "The app should refuse with a page of its own."},
}

var delays = []choice{{"0s", "at once"}, {"5s", "after 5 seconds"}, {"30s", "after 30 seconds"}, {"1h0m0s", "after 1 hour"}, {"48h0m0s", "after 2 days"}}

var statuses = []choice{{"0", "normally"}, {"400", "400 invalid request"}, {"401", "401 not signed in"}, {"402", "402 store frozen"}, {"403", "403 no access"}, {"404", "404 no such store"}, {"423", "423 store locked"}, {"429", "429 too many requests"}, {"500", "500 internal error"}, {"503", "503 unavailable"}}

func settingsPage(v *visit) error { return v.settingsAs(http.StatusOK, page{}) }

func (v *visit) settingsAs(status int, p page) error {
	install, _ := v.s.InstallOf(v.shop.Handle)
	p.Title, p.Section = "Settings", "settings"
	_, former := v.s.Secrets()
	p.Data = settingsView{Install: install, Scopes: v.scopeChoices(install), Faults: v.s.Faults(), Delays: delays, Statuses: statuses,
		Errors: tokenErrors, Losses: losses, Times: times, Leavings: leavings, Bulks: bulkEnds,
		Rotating: former != "", ClientID: v.s.ClientID(), AppURL: v.s.AppURL(), Openings: openings}
	return v.show(status, "admin_settings", p)
}

var tokenErrors = []choice{{"", "no error of its own"}, {"invalid_grant", "invalid_grant: the refresh token has ended"}, {"invalid_subject_token", "invalid_subject_token: the ID token is stale"}, {"invalid_client", "invalid_client: the app is not known here"}}

var times = []choice{{"0", "until switched off"}, {"1", "for one call"}, {"2", "for two calls"}, {"5", "for five calls"}}

var losses = []choice{{"0", "none"}, {"1", "the next one"}, {"10", "the next 10"}, {"100", "the next 100"}, {"-1", "all of them"}}

var leavings = []choice{{"0", "never"}, {"1", "at its next call"}, {"3", "at its third call"}, {"10", "at its tenth call"}}

var bulkEnds = []choice{{"", "as they should"}, {BulkFails, "broken off, with half of the result"}, {BulkEmpty, "with nothing found"}, {BulkExpired, "with an address that is refused"}}

// picked is a list of choices with one chosen.
type picked struct {
	Choices []choice
	Chosen  string
}

// pick marks a choice; one that has counted down is added as it stands.
func pick(choices []choice, value any) picked {
	p := picked{Choices: choices, Chosen: fmt.Sprint(value)}
	if !slices.ContainsFunc(choices, func(c choice) bool { return c.Value == p.Chosen }) {
		p.Choices = append(slices.Clone(choices), choice{p.Chosen, p.Chosen + " more"})
	}
	return p
}

// optionalScopes may be granted beside the ones the app asks for on install.
var optionalScopes = []string{"read_all_orders", "read_locales", "write_draft_orders", "write_gift_cards", "write_orders", "write_store_credit_account_transactions"}

func (v *visit) scopeChoices(install Install) []scopeChoice {
	names := slices.Clone(v.s.opts.Scopes)
	for _, name := range append(slices.Clone(install.Scopes), optionalScopes...) {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	out := make([]scopeChoice, 0, len(names))
	for _, name := range names {
		out = append(out, scopeChoice{Name: name, Required: slices.Contains(v.s.opts.Scopes, name), Granted: slices.Contains(install.Scopes, name)})
	}
	return out
}

// settingsActions change the app's standing at the store; each returns where
// to go and what happened.
var settingsActions = map[string]func(*visit) (string, string, error){
	"install": func(v *visit) (string, string, error) {
		install, _ := v.s.InstallOf(v.shop.Handle)
		if !install.InstalledAt.IsZero() {
			return "/apps/clientele", "", v.s.Reinstall(v.shop.Handle)
		}
		return "/apps/clientele", "", v.s.Install(v.shop.Handle)
	},
	"uninstall": func(v *visit) (string, string, error) {
		return "/settings", "Clientele was uninstalled. Its tokens are dead; in 48 hours it is told to erase the store.", v.s.Uninstall(v.shop.Handle)
	},
	"reinstall": func(v *visit) (string, string, error) {
		return "/settings", "The app was removed and installed again. It hears of the removal only now.", v.s.Reinstall(v.shop.Handle)
	},
	"rotate": func(v *visit) (string, string, error) {
		return "/settings", "There is a new client secret. Restart the sandbox, so that the app learns it.", v.s.RotateSecret(v.s.randomHex(32))
	},
	"erase": func(v *visit) (string, string, error) {
		return "/settings", "The app was told to erase the store now.", v.s.RedactShop(v.shop.Handle)
	},
	"scopes": func(v *visit) (string, string, error) {
		install, _ := v.s.InstallOf(v.shop.Handle)
		var wanted []string
		for _, c := range v.scopeChoices(install) {
			if slices.Contains(v.r.PostForm["scope"], c.Name) {
				wanted = append(wanted, c.Name)
			}
		}
		return "/settings", "The permissions were changed.", v.s.SetScopes(v.shop.Handle, wanted)
	},
	"revoke": func(v *visit) (string, string, error) {
		return "/settings", "The access tokens are dead. The app has to refresh them.", v.s.RevokeTokens(v.shop.Handle, false)
	},
	"revoke-all": func(v *visit) (string, string, error) {
		return "/settings", "All tokens are dead. Only opening the app brings new ones.", v.s.RevokeTokens(v.shop.Handle, true)
	},
	"faults": setFaults,
}

func setFaults(v *visit) (string, string, error) {
	f, err := faultsOf(v.r.PostForm)
	if err != nil {
		return "", "", err
	}
	text := "All switches are off."
	if f.On() > 0 {
		text = "The switches were set. They hold for both stores."
	}
	return "/settings", text, v.s.SetFaults(f)
}

func settingsAction(v *visit) error {
	name := v.r.PathValue("action")
	act, ok := settingsActions[name]
	if !ok {
		return missing("This setting")
	}
	next, text, err := act(v)
	if why, status, mine := refused(err); mine {
		return v.settingsAs(status, page{Failed: name, Problem: why})
	}
	if err != nil {
		return err
	}
	return v.done(v.admin(next), text)
}
