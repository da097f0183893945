package handlers_test

import (
	"compress/gzip"
	"io"
	"strings"
	"testing"

	"clientele/models"
)

func TestF36EveryAnswerCarriesTheHeadersThatProtect(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, target := range []string{
		"/", "/?shop=" + guardShop, "/open/panic", "/open/fails/x", "/api/admin/who", "/api/admin/nothing", "/proxy/who", "/assets/index-abc.js",
		"/assets/none.js", "/auth/session-token", s.page(""), s.page("id_token=" + s.good() + "&embedded=1"),
	} {
		a := s.get(t, target)
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin", "X-Request-Id": "req-1",
			"Strict-Transport-Security": "max-age=31536000", "X-Frame-Options": "", "Set-Cookie": "",
		} {
			if got := a.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", target, name, got, want)
			}
		}
		if a.Header.Get("Permissions-Policy") == "" || !strings.Contains(a.Header.Get("Content-Security-Policy"), "frame-ancestors ") {
			t.Errorf("%s: a policy is missing: %v", target, a.Header)
		}
	}
}

func TestF36OnlyPagesOfAShopMayBeFramed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, target := range []string{"/", "/?shop=evil.example", "/?shop=" + guardShop + "&shop=other.myshopify.com", "/api/admin/who", "/proxy/who", "/open/panic", "/assets/index-abc.js", "/auth/session-token?shop=x"} {
		if got := s.get(t, target).Header.Get("Content-Security-Policy"); !strings.HasSuffix(got, "frame-ancestors 'none'") {
			t.Errorf("%s: %s", target, got)
		}
	}
}

func TestPanicAndFailureTellNothingAndLeaveOneLine(t *testing.T) {
	t.Parallel()
	for target, word := range map[string]string{"/open/panic": "secret of the panic", "/open/fails/customer-7?email=a@b.example": "secret of the failure"} {
		s := newSite(t)
		a := s.get(t, target)
		problem(t, a, 500, models.Internal)
		if strings.Contains(a.body, "secret") {
			t.Errorf("%s: %s", target, a.body)
		}
		log := s.log.String()
		if strings.Count(log, `"msg":"request"`) != 1 || !strings.Contains(log, word) || !strings.Contains(log, `"status":500`) || !strings.Contains(log, `"request":"req-1"`) {
			t.Errorf("%s: log %s", target, log)
		}
		if strings.Contains(log, "customer-7") || strings.Contains(log, "a@b.example") {
			t.Errorf("an address is in the log: %s", log)
		}
		if len(s.seen) != 1 || s.seen[0] != 500 {
			t.Errorf("observed %v", s.seen)
		}
	}
}

func TestLateAnswerAsksToTryAgain(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	problem(t, s.get(t, "/open/late"), 503, models.Unavailable)
	if got := s.get(t, "/open/deadline").body; got != "true" {
		t.Error("a request has no deadline")
	}
}

func TestLogNamesTheShopAndNoPerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	token := s.good()
	s.get(t, "/api/admin/who?search=jane%40example.com", "Authorization", "Bearer "+token, "User-Agent", "agent-of-jane", "X-Forwarded-For", "203.0.113.9")
	s.get(t, s.proxied(guardSecret, s.visit("7654321", s.now)))
	s.get(t, s.page("embedded=1&id_token="+token))
	log := s.log.String()
	if strings.Count(log, `"shop":"`+guardShop+`"`) != 3 || !strings.Contains(log, `"route":"/api/admin/who"`) || !strings.Contains(log, `"ms":0`) {
		t.Errorf("log %s", log)
	}
	for _, private := range []string{"jane", "7654321", "203.0.113.9", token, "signature"} {
		if strings.Contains(log, private) {
			t.Errorf("%s is in the log: %s", private, log)
		}
	}
}

func TestAssetsMayBeKeptForEver(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := s.get(t, "/assets/index-abc.js", "Accept-Encoding", "br, gzip")
	if a.StatusCode != 200 || a.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || a.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("%d %v", a.StatusCode, a.Header)
	}
	if a.Header.Get("Content-Encoding") != "gzip" || a.Header.Get("Vary") != "Accept-Encoding" {
		t.Fatalf("not packed: %v", a.Header)
	}
	unpacked, err := gzip.NewReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(unpacked); err != nil || !strings.HasPrefix(string(body), "console.log(1);") {
		t.Errorf("%q, %v", body, err)
	}
	if a := s.get(t, "/assets/index-abc.js"); a.Header.Get("Content-Encoding") != "" || !strings.HasPrefix(a.body, "console.log(1);") {
		t.Errorf("a browser that cannot unpack got %v", a.Header)
	}
	if a := s.get(t, "/assets/small-abc.css", "Accept-Encoding", "gzip"); a.Header.Get("Content-Encoding") != "" || a.body != "a{}" {
		t.Errorf("a small file was packed: %v", a.Header)
	}
}

func TestOnlyAssetsAreServed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, name := range []string{"none.js", "page.html", "../index.html", "..%2findex.html", "%2e%2e/index.html", "", "/", "index-abc.js/", "index-abc.js%00.js"} {
		a := s.get(t, "/assets/"+name)
		if a.StatusCode == 200 || strings.Contains(a.body, "secret") || a.Header.Get("Cache-Control") == "public, max-age=31536000, immutable" {
			t.Errorf("%q: %d %q", name, a.StatusCode, a.body)
		}
	}
}
