package sandbox

import (
	"crypto/subtle"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	accessLife  = time.Hour
	onlineLife  = 86_399 * time.Second
	refreshLife = 90 * 24 * time.Hour
	overlapLife = 30 * 24 * time.Hour

	grantRefresh  = "refresh_token"
	grantExchange = "urn:ietf:params:oauth:grant-type:token-exchange"
	typeIDToken   = "urn:ietf:params:oauth:token-type:id_token"
	typeOffline   = "urn:shopify:params:oauth:token-type:offline-access-token"
	typeOnline    = "urn:shopify:params:oauth:token-type:online-access-token"
)

// token is an access token and the refresh token that came with it. A zero
// ExpiresAt never ends.
type token struct {
	Access    string
	ExpiresAt time.Time
	Online    bool
	User      string

	Refresh     string
	RefreshEnds time.Time
	FirstUsed   time.Time // when the refresh token was first used
	Parent      string    // refresh token this pair came from
	Spent       bool      // the refresh token's replacement has been used
}

func (t *token) alive(now time.Time) bool { return t.ExpiresAt.IsZero() || now.Before(t.ExpiresAt) }

// refreshable tells whether the refresh token still works: never beyond its own
// end, and after first use only until its replacement is used or 30 days later.
func (t *token) refreshable(now time.Time) bool {
	if t.Refresh == "" || t.Spent || !now.Before(t.RefreshEnds) {
		return false
	}
	return t.FirstUsed.IsZero() || now.Before(t.FirstUsed.Add(overlapLife))
}

// oauthError is an answer of the token endpoint.
type oauthError struct {
	status int
	code   string
}

func (e *oauthError) Error() string { return e.code }

var (
	errClient  = &oauthError{400, "invalid_client"}
	errSubject = &oauthError{400, "invalid_subject_token"}
	errGrant   = &oauthError{400, "invalid_grant"}
	errRequest = &oauthError{400, "invalid_request"}
)

// handleToken is the store's token endpoint.
func (s *Server) handleToken(w http.ResponseWriter, r *http.Request) {
	form, err := tokenForm(w, r)
	if err != nil {
		writeJSON(w, http.StatusBadRequest, body{"error": "invalid_request"})
		return
	}
	grant := form.Get("grant_type")
	faults := s.meet(func(f Faults) bool { return f.tokenCalls(grant) })
	if faults.refuses(grant) {
		writeJSON(w, http.StatusBadRequest, body{"error": faults.TokenError})
		return
	}
	if faults.TokenStatus != 0 {
		askToWait(w, faults.TokenStatus)
		writeJSON(w, faults.TokenStatus, body{"error": "unavailable"})
		return
	}
	var answer body
	err = s.change(func(st *state) error {
		sh, err := st.shop(r.PathValue("shop"))
		if err != nil {
			return &oauthError{404, "not_found"}
		}
		answer, err = s.grant(sh, form)
		return err
	})
	if faults.LoseToken && err == nil {
		panic(http.ErrAbortHandler) // the connection breaks after the rotation
	}
	switch e, ok := err.(*oauthError); {
	case err == nil:
		writeJSON(w, http.StatusOK, answer)
	case ok:
		writeJSON(w, e.status, body{"error": e.code})
	default:
		s.log.Error("sandbox: token endpoint", "error", err.Error())
		writeJSON(w, http.StatusInternalServerError, body{"error": "server_error"})
	}
}

// tokenForm reads a JSON or form body into one value per name.
func tokenForm(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	r.Body = http.MaxBytesReader(w, r.Body, 64<<10)
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		err := r.ParseForm()
		return r.PostForm, err
	}
	fields := map[string]any{}
	dec := json.NewDecoder(r.Body)
	dec.UseNumber()
	if err := dec.Decode(&fields); err != nil {
		return nil, err
	}
	out := url.Values{}
	for name, v := range fields {
		switch v := v.(type) {
		case string:
			out.Set(name, v)
		case json.Number:
			out.Set(name, v.String())
		}
	}
	return out, nil
}

// grant checks who asks and answers by grant type.
func (s *Server) grant(sh *shopState, form url.Values) (body, error) {
	id, secret := form.Get("client_id"), form.Get("client_secret")
	current, former := s.secretsOf(s.state)
	known := equal(secret, current) || former != "" && equal(secret, former)
	if !equal(id, s.opts.ClientID) || !known || !sh.Install.Installed {
		return nil, errClient
	}
	switch form.Get("grant_type") {
	case grantExchange:
		return s.exchange(sh, form)
	case grantRefresh:
		return s.refresh(sh, form.Get("refresh_token"))
	}
	return nil, &oauthError{400, "unsupported_grant_type"}
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

func (s *Server) exchange(sh *shopState, form url.Values) (body, error) {
	now := s.now()
	subject, wanted := form.Get("subject_token"), form.Get("requested_token_type")
	expiring := form.Get("expiring") == "1"
	switch form.Get("subject_token_type") {
	case typeOffline:
		return s.migrate(sh, subject, expiring, now)
	case typeIDToken:
	default:
		return nil, errRequest
	}
	claims, err := s.readJWT(subject, now)
	if err != nil || claims.Destination != "https://"+sh.Shop.Domain {
		return nil, errSubject
	}
	switch wanted {
	case typeOffline:
		return sh.issue(s, &token{User: claims.Subject}, expiring, now), nil
	case typeOnline:
		return sh.issueOnline(s, claims.Subject, now), nil
	}
	return nil, errRequest
}

// migrate turns a token that never expires into one that does; the old one is
// dead afterwards.
func (s *Server) migrate(sh *shopState, access string, expiring bool, now time.Time) (body, error) {
	i := slices.IndexFunc(sh.Tokens, func(t *token) bool { return t.Access == access && !t.Online && t.ExpiresAt.IsZero() })
	if i < 0 || !expiring {
		return nil, errSubject
	}
	user := sh.Tokens[i].User
	sh.Tokens = slices.Delete(sh.Tokens, i, i+1)
	return sh.issue(s, &token{User: user}, true, now), nil
}

// refresh rotates. The old refresh token may be used again, in case this
// answer is lost, until the new one is used.
func (s *Server) refresh(sh *shopState, refresh string) (body, error) {
	now := s.now()
	i := slices.IndexFunc(sh.Tokens, func(t *token) bool { return refresh != "" && t.Refresh == refresh })
	if i < 0 || !sh.Tokens[i].refreshable(now) {
		return nil, errGrant
	}
	t := sh.Tokens[i]
	if t.FirstUsed.IsZero() {
		t.FirstUsed = now
	}
	for _, older := range sh.Tokens {
		if older.Refresh == t.Parent && t.Parent != "" {
			older.Spent = true
		}
	}
	return sh.issue(s, &token{User: t.User, Parent: t.Refresh}, true, now), nil
}

// issue adds an offline token. Earlier ones keep working until they expire.
func (sh *shopState) issue(s *Server, t *token, expiring bool, now time.Time) body {
	t.Access = "shpat_" + s.randomHex(16)
	answer := body{"access_token": t.Access, "scope": strings.Join(sh.Install.Scopes, ",")}
	if expiring {
		t.ExpiresAt, t.RefreshEnds = now.Add(accessLife), now.Add(refreshLife)
		t.Refresh = "shprt_" + s.randomHex(16)
		answer["expires_in"] = int64(accessLife / time.Second)
		answer["refresh_token"] = t.Refresh
		answer["refresh_token_expires_in"] = int64(refreshLife / time.Second)
	}
	sh.keep(t, now)
	return answer
}

func (sh *shopState) issueOnline(s *Server, user string, now time.Time) body {
	t := &token{Access: "shpua_" + s.randomHex(16), Online: true, User: user, ExpiresAt: now.Add(onlineLife)}
	sh.keep(t, now)
	scope := strings.Join(sh.Install.Scopes, ",")
	return body{
		"access_token": t.Access, "scope": scope, "associated_user_scope": scope, "expires_in": int64(onlineLife / time.Second),
		"associated_user": body{
			"id": json.Number(digits(user)), "first_name": "Store", "last_name": "Owner", "email": sh.Shop.Email, "email_verified": true,
			"account_owner": true, "locale": sh.Shop.Locale, "collaborator": false,
		},
	}
}

// keep adds a token and forgets those that are of no use any more.
func (sh *shopState) keep(t *token, now time.Time) {
	sh.Tokens = slices.DeleteFunc(sh.Tokens, func(old *token) bool { return !old.alive(now) && !old.refreshable(now) })
	sh.Tokens = tail(append(sh.Tokens, t), maxTokens)
}

// digits keeps a number a number; anything else becomes 0.
func digits(text string) string {
	for _, c := range text {
		if c < '0' || c > '9' {
			return "0"
		}
	}
	if text == "" || len(text) > 18 || text[0] == '0' {
		return "0"
	}
	return text
}

// bearer finds the living token of a request; nil when there is none.
func (sh *shopState) bearer(access string, now time.Time) *token {
	for _, t := range sh.Tokens {
		if access != "" && equal(t.Access, access) && t.alive(now) {
			return t
		}
	}
	return nil
}
