package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// ask calls the token endpoint of the demonstration store.
func (r *rig) ask(fields ...string) (int, map[string]any) {
	r.t.Helper()
	form := url.Values{"client_id": {"sandbox-client"}, "client_secret": {"hush"}}
	for i := 0; i < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	res, err := http.PostForm(r.web.URL+"/shops/demo-shop.myshopify.com/admin/oauth/access_token", form)
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, _ := io.ReadAll(res.Body)
	out := map[string]any{}
	if err := json.Unmarshal(raw, &out); err != nil {
		r.t.Fatalf("%s: %v", raw, err)
	}
	return res.StatusCode, out
}

// exchange swaps a fresh ID token for an access token.
func (r *rig) exchange(fields ...string) map[string]any {
	r.t.Helper()
	token := must(r.MintIDToken(demo, "8001"))(r.t)
	status, out := r.ask(append([]string{
		"grant_type", grantExchange, "subject_token", token, "subject_token_type", typeIDToken, "requested_token_type", typeOffline, "expiring", "1",
	}, fields...)...)
	if status != http.StatusOK {
		r.t.Fatalf("%d %v", status, out)
	}
	return out
}

func (r *rig) refreshed(refresh any) (int, map[string]any) {
	return r.ask("grant_type", "refresh_token", "refresh_token", refresh.(string))
}

// works tells whether the Admin API takes a token.
func (r *rig) works(access any) bool {
	r.t.Helper()
	status, _ := r.call(access.(string), "{ shop { id } }", nil)
	return status == http.StatusOK
}

func TestAnIDTokenBecomesAnExpiringToken(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	out := r.exchange()
	if out["expires_in"] != 3600.0 || out["refresh_token_expires_in"] != 7776000.0 || out["scope"] != "read_orders,read_shopify_payments_disputes,write_customers" {
		t.Errorf("%v", out)
	}
	if refresh, _ := out["refresh_token"].(string); !strings.HasPrefix(refresh, "shprt_") {
		t.Errorf("refresh token %q", refresh)
	}
	if !r.works(out["access_token"]) {
		t.Error("the new token is refused")
	}
	r.advance(time.Hour)
	if r.works(out["access_token"]) {
		t.Error("the token outlives its hour")
	}
}

func (r *rig) advance(d time.Duration) {
	r.t.Helper()
	if err := r.AdvanceClock(d); err != nil {
		r.t.Fatal(err)
	}
}

func TestANonExpiringTokenHasNoRefreshTokenAndMigrates(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	old := r.exchange("expiring", "0")
	if _, has := old["refresh_token"]; has || old["expires_in"] != nil {
		t.Fatalf("%v", old)
	}
	r.advance(72 * time.Hour)
	if !r.works(old["access_token"]) {
		t.Fatal("a token without an end ended")
	}
	status, out := r.ask("grant_type", grantExchange, "subject_token", old["access_token"].(string), "subject_token_type", typeOffline,
		"requested_token_type", typeOffline, "expiring", "1")
	if status != http.StatusOK || out["refresh_token"] == nil {
		t.Fatalf("%d %v", status, out)
	}
	if r.works(old["access_token"]) || !r.works(out["access_token"]) {
		t.Error("after a migration the old token must be dead and the new one alive")
	}
}

func TestAnOnlineTokenNamesTheUserAndHasNoRefreshToken(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	out := r.exchange("requested_token_type", typeOnline)
	user, _ := out["associated_user"].(map[string]any)
	if user["id"] != 8001.0 || out["refresh_token"] != nil || out["expires_in"] != 86399.0 {
		t.Errorf("%v", out)
	}
}

func TestRefreshingRotatesBothTokens(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.exchange()
	status, second := r.refreshed(first["refresh_token"])
	if status != http.StatusOK {
		t.Fatalf("%d %v", status, second)
	}
	if second["refresh_token"] == first["refresh_token"] || second["access_token"] == first["access_token"] {
		t.Error("nothing was rotated")
	}
	if !r.works(first["access_token"]) {
		t.Error("issuing another token killed the earlier one before its time")
	}
}

func TestALostRotationMayBeRepeatedUntilTheReplacementIsUsed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.exchange()
	_, lost := r.refreshed(first["refresh_token"])
	status, second := r.refreshed(first["refresh_token"])
	if status != http.StatusOK || second["refresh_token"] == lost["refresh_token"] {
		t.Fatalf("the old refresh token must still work: %d %v", status, second)
	}
	if status, out := r.refreshed(second["refresh_token"]); status != http.StatusOK {
		t.Fatalf("%d %v", status, out)
	}
	if status, out := r.refreshed(first["refresh_token"]); status != 400 || out["error"] != "invalid_grant" {
		t.Errorf("after its replacement was used the old one must be dead: %d %v", status, out)
	}
}

func TestARefreshTokenEndsThirtyDaysAfterFirstUseAndNinetyAfterBirth(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	used, unused := r.exchange(), r.exchange()
	if status, _ := r.refreshed(used["refresh_token"]); status != http.StatusOK {
		t.Fatal(status)
	}
	r.advance(30*24*time.Hour - time.Second)
	if status, _ := r.refreshed(used["refresh_token"]); status != http.StatusOK {
		t.Error("refused inside the 30 days")
	}
	r.advance(time.Second)
	if status, _ := r.refreshed(used["refresh_token"]); status != 400 {
		t.Error("taken after 30 days")
	}
	r.advance(60*24*time.Hour - time.Second)
	if status, _ := r.refreshed(unused["refresh_token"]); status != http.StatusOK {
		t.Error("refused inside the 90 days")
	}
	r.advance(time.Second)
	if status, _ := r.refreshed(unused["refresh_token"]); status != 400 {
		t.Error("taken after 90 days")
	}
}

func TestTheTokenEndpointRefusesAsThePlatformDoes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	fresh := must(r.MintIDToken(demo, "1"))(t)
	foreign := must(r.MintIDToken("sakura", "1"))(t)
	forged := fresh[:len(fresh)-4] + "AAAA"
	exchange := []string{"grant_type", grantExchange, "subject_token_type", typeIDToken, "requested_token_type", typeOffline, "subject_token"}
	for name, c := range map[string]struct {
		fields []string
		want   string
	}{
		"wrong secret":          {append(exchange, fresh, "client_secret", "nope"), "invalid_client"},
		"wrong client":          {append(exchange, fresh, "client_id", "nope"), "invalid_client"},
		"another store's token": {append(exchange, foreign), "invalid_subject_token"},
		"forged token":          {append(exchange, forged), "invalid_subject_token"},
		"no token":              {append(exchange, ""), "invalid_subject_token"},
		"unknown refresh token": {[]string{"grant_type", "refresh_token", "refresh_token", "shprt_no"}, "invalid_grant"},
		"no refresh token":      {[]string{"grant_type", "refresh_token"}, "invalid_grant"},
	} {
		if status, out := r.ask(c.fields...); status != 400 || out["error"] != c.want {
			t.Errorf("%s: %d %v, want 400 %s", name, status, out, c.want)
		}
	}
	r.advance(61 * time.Second)
	if status, out := r.ask(append(exchange, fresh)...); status != 400 || out["error"] != "invalid_subject_token" {
		t.Errorf("stale token: %d %v", status, out)
	}
}

func TestUninstallingKillsEveryTokenAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	out := r.exchange()
	if err := r.Uninstall(demo); err != nil {
		t.Fatal(err)
	}
	if r.works(out["access_token"]) {
		t.Error("the access token survived")
	}
	if status, answer := r.refreshed(out["refresh_token"]); status != 400 || answer["error"] != "invalid_client" {
		t.Errorf("%d %v", status, answer)
	}
	if err := r.Install(demo); err != nil {
		t.Fatal(err)
	}
	if status, answer := r.refreshed(out["refresh_token"]); status != 400 || answer["error"] != "invalid_grant" {
		t.Errorf("an old refresh token works after a reinstall: %d %v", status, answer)
	}
	r.exchange()
}

func TestATokenAnswerMayBeLostAfterTheRotation(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	first := r.exchange()
	r.fault(Faults{LoseToken: true})
	form := url.Values{"client_id": {"sandbox-client"}, "client_secret": {"hush"}, "grant_type": {"refresh_token"}, "refresh_token": {first["refresh_token"].(string)}}
	if res, err := http.PostForm(r.web.URL+"/shops/demo-shop.myshopify.com/admin/oauth/access_token", form); err == nil {
		_ = res.Body.Close()
		t.Fatal("an answer came")
	}
	r.fault(Faults{TokenStatus: 503})
	if status, _ := r.refreshed(first["refresh_token"]); status != 503 {
		t.Errorf("%d", status)
	}
	r.fault(Faults{})
	if status, _ := r.refreshed(first["refresh_token"]); status != http.StatusOK {
		t.Errorf("the old refresh token must still work: %d", status)
	}
}
