package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// appHandle is the app's name in addresses of the admin.
const appHandle = "clientele"

type appView struct {
	Src       string
	AppOrigin string
	Base      string // the frame's address for the app's "/"
	Bridge    string
	Admin     string
	Host      string
	Scopes    []string
	Again     bool // was installed before
}

// reservedQuery are the names the admin adds to the app's address; they are
// dropped when an address comes back.
var reservedQuery = []string{"embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp", "appLoadId", "protocol"}

// appPage frames the app, or asks to install it first. The app knows itself by
// its client id; that address leads to the readable one.
func appPage(v *visit) error {
	app, rest := v.r.PathValue("app"), v.r.PathValue("rest")
	query := v.r.URL.Query()
	for _, name := range reservedQuery {
		query.Del(name)
	}
	if app == v.s.ClientID() {
		target := url.URL{Path: strings.TrimRight(v.admin("/apps/"+appHandle+"/"+rest), "/"), RawQuery: query.Encode()}
		http.Redirect(v.w, v.r, target.String(), http.StatusFound)
		return nil
	}
	if app != appHandle {
		return missing("This app")
	}
	install, _ := v.s.InstallOf(v.shop.Handle)
	if !install.Installed {
		return v.show(http.StatusOK, "admin_grant", page{Title: "Install Clientele", Section: "app",
			Data: appView{Scopes: v.s.opts.Scopes, Again: !install.InstalledAt.IsZero()}})
	}
	src, host, err := v.embedAddress(rest, query)
	if err != nil {
		return err
	}
	if fault := query.Get("sandbox-fault"); fault == "not-embedded" || fault == "foreign-shop" {
		// The app answers these with a page of its own, which nobody may frame.
		http.Redirect(v.w, v.r, src, http.StatusFound)
		return nil
	}
	origin := originOf(v.s.AppURL())
	return v.show(http.StatusOK, "admin_app", page{Title: "Clientele", Section: "app", Stage: origin, Data: appView{
		Src: src, AppOrigin: origin, Host: host, Base: v.admin("/apps/" + appHandle), Bridge: v.admin("/bridge"), Admin: v.admin("")}})
}

// embedAddress is the signed address of the app's page. The query value
// sandbox-fault asks for a broken one, to see how the app answers.
func (v *visit) embedAddress(rest string, query url.Values) (address, host string, err error) {
	fault := query.Get("sandbox-fault")
	query = maps.Clone(query)
	query.Del("sandbox-fault")
	signed, err := v.s.EmbedQuery(v.shop.Handle, staffOf(v.shop).ID, v.staffLocale())
	if err != nil {
		return "", "", err
	}
	for name, values := range signed {
		query[name] = values
	}
	host = base64.RawStdEncoding.EncodeToString([]byte(hostOf(v.s.BaseURL()) + v.admin("")))
	query.Set("host", host) // this admin's own address, so that the app finds the way back to it
	switch fault {
	case "no-token":
		query.Del("id_token")
	case "bad-token":
		query.Set("id_token", forge(query.Get("id_token")))
	case "not-embedded":
		query.Del("embedded")
	case "foreign-shop":
		query.Set("shop", "not a store")
	}
	query.Set("hmac", pageSignature(v.s.clientSecret(), query))
	return v.s.AppURL() + (&url.URL{Path: "/" + rest}).EscapedPath() + "?" + query.Encode(), host, nil
}

// forge spoils the signature of a token: same shape, other bytes.
func forge(token string) string {
	head, _, found := cutLast(token, ".")
	if !found {
		return "forged"
	}
	return head + "." + strings.Repeat("A", 43)
}

func cutLast(s, sep string) (before, after string, found bool) {
	at := strings.LastIndex(s, sep)
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+len(sep):], true
}

func hostOf(address string) string {
	_, host, _ := strings.Cut(address, "://")
	return host
}

func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "'none'"
	}
	return u.Scheme + "://" + u.Host
}

// bridgeToken hands the framed app a fresh ID token through the host page.
func bridgeToken(v *visit) error {
	if !wantsJSON(v.r) {
		return &Refusal{Status: http.StatusUnsupportedMediaType, Text: "Ask with JSON."}
	}
	install, _ := v.s.InstallOf(v.shop.Handle)
	if !install.Installed {
		return &Refusal{Status: http.StatusForbidden, Text: "The app is not installed."}
	}
	token, err := v.s.MintIDToken(v.shop.Handle, staffOf(v.shop).ID)
	if err != nil {
		return err
	}
	v.writeJSON(http.StatusOK, map[string]string{"token": token})
	return nil
}

// bridgeScopes answers, grants and takes back optional permissions.
func bridgeScopes(v *visit) error {
	var ask struct{ Grant, Revoke []string }
	if !wantsJSON(v.r) || json.NewDecoder(v.r.Body).Decode(&ask) != nil {
		return &Refusal{Status: http.StatusBadRequest, Text: "The question could not be read."}
	}
	install, _ := v.s.InstallOf(v.shop.Handle)
	if !install.Installed {
		return &Refusal{Status: http.StatusForbidden, Text: "The app is not installed."}
	}
	granted := slices.Clone(install.Scopes)
	for _, name := range ask.Grant {
		if slices.Contains(granted, name) {
			continue
		}
		if !slices.Contains(optionalScopes, name) {
			return refuse("“" + name + "” is not among the app's optional permissions.")
		}
		granted = append(granted, name)
	}
	granted = slices.DeleteFunc(granted, func(name string) bool {
		return slices.Contains(ask.Revoke, name) && !slices.Contains(v.s.opts.Scopes, name)
	})
	if !slices.Equal(granted, install.Scopes) {
		if err := v.s.SetScopes(v.shop.Handle, granted); err != nil {
			return err
		}
	}
	v.writeJSON(http.StatusOK, map[string][]string{"granted": granted, "required": v.s.opts.Scopes, "optional": optionalScopes})
	return nil
}
