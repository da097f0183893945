package handlers_test

import (
	"encoding/base64"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"clientele/models"
)

// page is a page load as the admin makes it, with some parameters replaced.
func (s *site) page(changes string) string {
	return "/contacts/c_7?" + s.load(changes).Encode()
}

func (s *site) load(changes string) url.Values {
	query := url.Values{
		"shop": {guardShop}, "host": {base64.RawStdEncoding.EncodeToString([]byte("admin.shopify.com/store/demo-shop"))},
		"embedded": {"1"}, "locale": {"ja"}, "session": {"s1"}, "timestamp": {"1795262400"}, "hmac": {"00"},
	}
	extra, _ := url.ParseQuery(changes)
	for name, list := range extra {
		query[name] = list
		if list[0] == "" {
			query.Del(name)
		}
	}
	return query
}

func TestPageWithAGoodTokenShowsThePanel(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := s.get(t, s.page("id_token="+s.good()))
	want := `<html lang="ja"><meta name="shopify-api-key" content="` + guardKey + `"><script src="https://cdn.shopify.com/shopifycloud/app-bridge.js"></script><i>1.2.3</i><script nonce="n0nce">`
	if a.StatusCode != 200 || a.body != want || a.Header.Get("Content-Type") != "text/html; charset=utf-8" || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("%d %v\n%s", a.StatusCode, a.Header, a.body)
	}
	if len(s.installed) != 1 || s.installed[0].Shop != guardShop || s.installed[0].User != "42" {
		t.Errorf("installed %+v", s.installed)
	}
	policy := map[string]string{}
	for part := range strings.SplitSeq(a.Header.Get("Content-Security-Policy"), "; ") {
		name, value, _ := strings.Cut(part, " ")
		policy[name] = value
	}
	for name, want := range map[string]string{
		"default-src": "'none'", "script-src": "'self' https://cdn.shopify.com 'nonce-n0nce'", "base-uri": "'none'",
		"connect-src":     "'self' https://cdn.shopify.com https://admin.shopify.com https://" + guardShop,
		"frame-ancestors": "https://" + guardShop + " https://admin.shopify.com",
	} {
		if policy[name] != want {
			t.Errorf("%s is %q, want %q", name, policy[name], want)
		}
	}
}

func TestLocaleCannotLeaveItsAttribute(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, locale := range []string{`"><script>`, strings.Repeat("a", 99), "en/../x", "__API_KEY__"} {
		a := s.get(t, s.page("id_token="+s.good()+"&locale="+url.QueryEscape(locale)))
		if !strings.HasPrefix(a.body, `<html lang="en">`) {
			t.Errorf("%q: %s", locale, a.body)
		}
	}
}

func TestPageWithoutAShopSaysWhereToGo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, target := range map[string]string{
		"nothing":        "/",
		"no shop":        s.page("shop="),
		"no shop of it":  s.page("shop=evil.example"),
		"a lookalike":    s.page("shop=demo-shop.myshopify.com.evil.example"),
		"two shops":      s.page("shop=" + guardShop + "&shop=other.myshopify.com"),
		"two tokens":     s.page("id_token=" + s.good() + "&id_token=x"),
		"two hosts":      s.page("host=a&host=b"),
		"broken query":   "/?shop=%zz",
		"another's shop": s.page("shop=other.myshopify.com&id_token=" + s.good()),
		"very long path": "/" + strings.Repeat("a", 3000) + "?" + s.load("").Encode(),
		"wrong host":     s.page("embedded=&host=" + base64.RawStdEncoding.EncodeToString([]byte("evil.example/store/x"))),
	} {
		a := s.get(t, target)
		if a.StatusCode != 400 || !strings.Contains(a.body, "<h1>") || a.Header.Get("Location") != "" || strings.Contains(a.body, "evil") {
			t.Errorf("%s: %d %q %s", name, a.StatusCode, a.Header.Get("Location"), a.body)
		}
	}
	if len(s.installed) != 0 {
		t.Error("a page without a shop installed something")
	}
}

func TestPageOutsideTheAdminIsLedIntoIt(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for query, want := range map[string]string{
		"embedded=":       "https://admin.shopify.com/store/demo-shop/apps/" + guardKey,
		"embedded=0":      "https://admin.shopify.com/store/demo-shop/apps/" + guardKey,
		"embedded=&host=": "https://admin.shopify.com/store/demo-shop/apps/" + guardKey,
		"embedded=&host=" + base64.RawStdEncoding.EncodeToString([]byte(guardShop+"/admin")): "https://" + guardShop + "/admin/apps/" + guardKey,
	} {
		a := s.get(t, s.page(query+"&id_token="+s.good()))
		if a.StatusCode != 302 || a.Header.Get("Location") != want {
			t.Errorf("%s: %d %q, want %q", query, a.StatusCode, a.Header.Get("Location"), want)
		}
	}
}

func TestPageWithoutAGoodTokenFetchesOneAndComesBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, token := range map[string]string{
		"none": "", "expired": s.idToken(guardSecret, "HS256", map[string]any{"exp": s.now.Unix() - 11}), "forged": s.idToken("other", "HS256", nil),
	} {
		a := s.get(t, s.page("id_token="+token))
		there := address(t, a.Header.Get("Location"))
		if a.StatusCode != 302 || there.Host != "" || there.Path != "/auth/session-token" {
			t.Fatalf("%s: %d %q", name, a.StatusCode, there)
		}
		query := there.Query()
		back := address(t, query.Get("shopify-reload"))
		query.Del("shopify-reload")
		if want := s.load("").Encode(); query.Encode() != want {
			t.Errorf("%s: the detour carries %s, want %s", name, query.Encode(), want)
		}
		if back.Scheme+"://"+back.Host+back.Path != "https://clientele.example/contacts/c_7" || back.Query().Get("id_token") != "" || back.Query().Get("shop") != guardShop {
			t.Errorf("%s: comes back to %s", name, back)
		}
		bounce := s.get(t, there.String())
		if bounce.StatusCode != 200 || !strings.Contains(bounce.body, `data-api-key="`+guardKey+`" src="https://cdn.shopify.com/shopifycloud/app-bridge.js"`) {
			t.Errorf("%s: %d %s", name, bounce.StatusCode, bounce.body)
		}
		if got := bounce.Header.Get("Content-Security-Policy"); !strings.HasSuffix(got, "frame-ancestors https://"+guardShop+" https://admin.shopify.com") {
			t.Errorf("%s: %s", name, got)
		}
	}
}

func TestDetourThatDoesNotHelpEndsWithAdvice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	forged := s.idToken("other", "HS256", nil)
	there := address(t, s.get(t, s.page("id_token="+forged)).Header.Get("Location"))
	back := address(t, there.Query().Get("shopify-reload"))
	again := back.RequestURI() + "&id_token=" + forged
	s.now = s.now.Add(2 * time.Second)
	if a := s.get(t, again); a.StatusCode != 401 || !strings.Contains(a.body, "SHOPIFY_API_SECRET") {
		t.Errorf("%d %s", a.StatusCode, a.body)
	}
	s.now = s.now.Add(time.Hour) // somebody reloads the old address
	if a := s.get(t, again); a.StatusCode != 302 {
		t.Errorf("later: %d, want another try", a.StatusCode)
	}
	if a := s.get(t, back.RequestURI()+"&id_token="+s.good()); a.StatusCode != 200 {
		t.Errorf("with a good token: %d", a.StatusCode)
	}
}

func TestBouncePageLeadsToOurOwnPagesOnly(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, reload := range []string{
		"", "https://evil.example/", "//evil.example/", "https://clientele.example.evil.example/", "https://clientele.example@evil.example/",
		"http://clientele.example/", "https://clientele.example:444/", "javascript:alert(1)", "/contacts", "https:clientele.example",
		"https://clientele.example\\@evil.example", " https://clientele.example/", "https://clientele.example/auth/session-token?shopify-reload=x",
		"https://me:pw@clientele.example/", "data:text/html,x",
	} {
		a := s.get(t, "/auth/session-token?"+s.load("").Encode()+"&shopify-reload="+url.QueryEscape(reload))
		if a.StatusCode != 400 || strings.Contains(a.body, "app-bridge") {
			t.Errorf("%q: %d", reload, a.StatusCode)
		}
	}
	two := "&shopify-reload=" + url.QueryEscape("https://clientele.example/") + "&shopify-reload=" + url.QueryEscape("https://evil.example/")
	if a := s.get(t, "/auth/session-token?"+s.load("").Encode()+two); a.StatusCode != 400 {
		t.Errorf("two addresses: %d", a.StatusCode)
	}
	if a := s.get(t, "/auth/session-token?shopify-reload="+url.QueryEscape("https://clientele.example/")); a.StatusCode != 400 {
		t.Errorf("no shop: %d", a.StatusCode)
	}
}

func TestPageThatCannotBeShownSaysWhy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err    error
		status int
		text   string
	}{
		{models.Errorf(models.Forbidden, "inner words"), 403, "ストア"},
		{models.Errorf(models.Unavailable, "inner words"), 503, "しばらく"},
		{models.Errorf(models.TooMany, "inner words"), 503, "しばらく"},
		{errors.New("inner words"), 500, "req-1"},
	} {
		s := newSite(t)
		s.refuse = c.err
		a := s.get(t, s.page("id_token="+s.good()))
		if a.StatusCode != c.status || !strings.Contains(a.body, c.text) || strings.Contains(a.body, "inner words") || !strings.Contains(a.body, `lang="ja"`) {
			t.Errorf("%v: %d %s", c.err, a.StatusCode, a.body)
		}
		if c.status == 503 && a.Header.Get("Retry-After") == "" {
			t.Error("503 without Retry-After")
		}
	}
	s := newSite(t)
	s.refuse = models.Errorf(models.Unauthorized, "the platform finds it stale")
	if a := s.get(t, s.page("id_token="+s.good())); a.StatusCode != 302 || !strings.HasPrefix(a.Header.Get("Location"), "/auth/session-token?") {
		t.Errorf("stale at the platform: %d %q", a.StatusCode, a.Header.Get("Location"))
	}
}

func TestMistypedCallsAreNotAnsweredWithAPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, path := range []string{"/api/admin/nothing", "/api/", "/proxy/nothing", "/webhooks/x", "/auth/x", "/favicon.ico"} {
		problem(t, s.get(t, path+"?"+s.load("id_token="+s.good()).Encode()), 404, models.NotFound)
	}
}
