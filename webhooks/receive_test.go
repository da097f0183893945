package webhooks

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"clientele/models"
)

// memoryInbox keeps deliveries by shop and webhook id.
type memoryInbox struct {
	mu   sync.Mutex
	kept map[string]models.Delivery
	err  error
	wait bool // until the door loses its patience
}

func (m *memoryInbox) Put(ctx context.Context, deliveries []models.Delivery) (int, error) {
	if m.wait {
		<-ctx.Done()
		return 0, models.Wrap(models.Unavailable, ctx.Err(), "the database did not answer")
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.err != nil {
		return 0, m.err
	}
	added := 0
	for _, d := range deliveries {
		key := string(d.Shop) + " " + d.WebhookID
		if _, have := m.kept[key]; have {
			continue
		}
		if m.kept == nil {
			m.kept = map[string]models.Delivery{}
		}
		m.kept[key] = d
		added++
	}
	return added, nil
}

func (m *memoryInbox) all() []models.Delivery {
	m.mu.Lock()
	defer m.mu.Unlock()
	all := []models.Delivery{}
	for _, d := range m.kept {
		all = append(all, d)
	}
	return all
}

// entrance is a door with a server before it and everything it does noted.
type entrance struct {
	t      *testing.T
	app    *fiber.App
	door   *Door
	mu     sync.Mutex
	wakes  int
	counts []string
	log    bytes.Buffer
}

const secret = "hush"

func sign(body []byte, key string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write(body)
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

func newDoor(t *testing.T, inbox Keeper) *entrance {
	t.Helper()
	e := &entrance{t: t, app: fiber.New(fiber.Config{BodyLimit: 16 << 20, DisableStartupMessage: true})}
	e.door = &Door{
		Inbox: inbox, Now: func() time.Time { return received },
		Verify: func(raw []byte, header string) error {
			if !hmac.Equal([]byte(sign(raw, secret)), []byte(header)) {
				return models.Errorf(models.Unauthorized, "wrong signature")
			}
			return nil
		},
		ShopOK: func(domain string) (models.ShopID, bool) {
			return models.ShopID(strings.ToLower(domain)), strings.HasSuffix(strings.ToLower(domain), ".myshopify.com")
		},
		Wake: func() { e.mu.Lock(); e.wakes++; e.mu.Unlock() },
		Log:  slog.New(slog.NewJSONHandler(&e.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Observe: func(topic, result string, _ time.Duration) {
			e.mu.Lock()
			e.counts = append(e.counts, topic+" "+result)
			e.mu.Unlock()
		},
	}
	e.app.All(Path, e.door.Receive)
	return e
}

// request is a delivery as the platform sends it; change spoils it.
func request(body []byte, change func(*http.Request)) *http.Request {
	r := httptest.NewRequest(http.MethodPost, Path, bytes.NewReader(body))
	for name, value := range map[string]string{
		"X-Shopify-Topic": "orders/paid", "X-Shopify-Hmac-Sha256": sign(body, secret),
		"X-Shopify-Shop-Domain": "Demo-Shop.myshopify.com", "X-Shopify-API-Version": "2026-10",
		"X-Shopify-Webhook-Id": "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", "X-Shopify-Event-Id": "98880550-7158-44d4-b7cd-2c97c8a091b5",
		"X-Shopify-Triggered-At": "2026-10-10T12:00:00.123456789Z", "Content-Type": "application/json",
	} {
		r.Header.Set(name, value)
	}
	if change != nil {
		change(r)
	}
	return r
}

func (e *entrance) send(r *http.Request) (*http.Response, string) {
	e.t.Helper()
	response, err := e.app.Test(r, -1)
	if err != nil {
		e.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		e.t.Fatal(err)
	}
	return response, string(body)
}

func TestSignedDeliveryIsKeptAcknowledgedAndAnnounced(t *testing.T) {
	t.Parallel()
	inbox := &memoryInbox{}
	e := newDoor(t, inbox)
	body := fixture(t, "order_member.json")
	if response, text := e.send(request(body, nil)); response.StatusCode != 200 {
		t.Fatalf("status %d: %s", response.StatusCode, text)
	}
	sum := sha256.Sum256(body)
	want := []models.Delivery{{
		Shop: demoShop, WebhookID: "b54557e4-bdd9-4b37-8a5f-bf7d70bcd043", EventID: "98880550-7158-44d4-b7cd-2c97c8a091b5",
		Topic: "orders/paid", APIVersion: "2026-10", TriggeredAt: triggered.Add(123 * time.Millisecond), ReceivedAt: received,
		Body: body, Size: len(body), SHA256: strings.ToLower(hexOf(sum[:])), State: models.Waiting, Subject: "order:7001001",
	}}
	if diff := cmp.Diff(want, inbox.all()); diff != "" {
		t.Errorf("kept (-want +got):\n%s", diff)
	}
	if e.wakes != 1 || !cmp.Equal(e.counts, []string{"orders/paid kept"}) {
		t.Errorf("woken %d times, counted %v", e.wakes, e.counts)
	}
}

func hexOf(b []byte) string {
	const digits = "0123456789abcdef"
	var s strings.Builder
	for _, c := range b {
		s.WriteByte(digits[c>>4])
		s.WriteByte(digits[c&15])
	}
	return s.String()
}

func TestF17RefusedDeliveriesLeaveNothingBehind(t *testing.T) {
	t.Parallel()
	good := fixture(t, "order_member.json")
	header := func(name, value string) func(*http.Request) {
		return func(r *http.Request) {
			r.Header.Del(name)
			if value != "" {
				r.Header.Set(name, value)
			}
		}
	}
	deep := []byte(`{"a":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `}`)
	cases := []struct {
		name   string
		body   []byte
		change func(*http.Request)
		status int
		code   string
	}{
		{"another method", good, func(r *http.Request) { r.Method = http.MethodGet }, 405, "method_not_allowed"},
		{"another method with everything else right", good, func(r *http.Request) { r.Method = http.MethodPut }, 405, "method_not_allowed"},
		{"no body", nil, nil, 400, "missing_body"},
		{"no signature", good, header("X-Shopify-Hmac-Sha256", ""), 400, "missing_hmac"},
		{"no topic", good, header("X-Shopify-Topic", ""), 400, "missing_headers"},
		{"no shop", good, header("X-Shopify-Shop-Domain", ""), 400, "missing_headers"},
		{"no version", good, header("X-Shopify-API-Version", ""), 400, "missing_headers"},
		{"no webhook id", good, header("X-Shopify-Webhook-Id", ""), 400, "missing_headers"},
		{"a topic with strange letters", good, header("X-Shopify-Topic", "orders/<script>"), 400, "invalid_headers"},
		{"a webhook id of 129 letters", good, header("X-Shopify-Webhook-Id", strings.Repeat("a", 129)), 400, "invalid_headers"},
		{"an event id with strange letters", good, header("X-Shopify-Event-Id", "a b"), 400, "invalid_headers"},
		{"a shop that is a path", good, header("X-Shopify-Shop-Domain", "demo.myshopify.com/x"), 400, "invalid_headers"},
		{"a version with strange letters", good, header("X-Shopify-API-Version", "$gt"), 400, "invalid_headers"},
		{"a signature of another secret", good, header("X-Shopify-Hmac-Sha256", sign(good, "other")), 401, "invalid_hmac"},
		{"a cut signature", good, header("X-Shopify-Hmac-Sha256", sign(good, secret)[:20]), 401, "invalid_hmac"},
		{"a signature that is none", good, header("X-Shopify-Hmac-Sha256", "nö"), 401, "invalid_hmac"},
		{"a signature of a re-encoded body", good, header("X-Shopify-Hmac-Sha256", sign(compact(t, good), secret)), 401, "invalid_hmac"},
		{"a shop that is not served", good, header("X-Shopify-Shop-Domain", "shop.example.org"), 403, "shop_not_served"},
		{"a body of 10 MB", bytes.Repeat([]byte(" "), 10<<20), nil, 413, "body_too_large"},
		{"deep nesting", deep, nil, 400, "invalid_body"},
		{"a byte order mark", append([]byte("\xef\xbb\xbf"), good...), nil, 400, "invalid_body"},
		{"invalid UTF-8", []byte("{\"id\": \"\xff\"}"), nil, 400, "invalid_body"},
		{"a list", []byte(`[]`), nil, 400, "invalid_body"},
		{"half a body", good[:len(good)/2], nil, 400, "invalid_body"},
		{"NaN", []byte(`{"id": NaN}`), nil, 400, "invalid_body"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			inbox := &memoryInbox{}
			e := newDoor(t, inbox)
			response, text := e.send(request(c.body, c.change))
			var problem struct {
				Title, Detail, Code string
				Status              int
			}
			if err := json.Unmarshal([]byte(text), &problem); err != nil {
				t.Fatalf("%d %q: %v", response.StatusCode, text, err)
			}
			if response.StatusCode != c.status || problem.Status != c.status || problem.Code != c.code || problem.Title == "" || problem.Detail == "" {
				t.Errorf("answered %d %+v, want %d %s", response.StatusCode, problem, c.status, c.code)
			}
			if kind := response.Header.Get("Content-Type"); kind != "application/problem+json" {
				t.Errorf("content type %q", kind)
			}
			if c.status == 405 && response.Header.Get("Allow") != "POST" {
				t.Error("does not say which method is allowed")
			}
			if len(inbox.all()) != 0 || e.wakes != 0 {
				t.Error("something was kept or announced")
			}
			if strings.Contains(e.log.String(), "ines@") {
				t.Errorf("the log tells of a customer: %s", e.log.String())
			}
			if len(e.counts) != 1 || !strings.HasSuffix(e.counts[0], c.code) {
				t.Errorf("counted %v", e.counts)
			}
		})
	}
}

func compact(t *testing.T, body []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := json.Compact(&b, body); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRepeatedDeliveryIsKeptOnce(t *testing.T) {
	t.Parallel()
	inbox := &memoryInbox{}
	e := newDoor(t, inbox)
	body := fixture(t, "order_member.json")
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if response, text := e.send(request(body, nil)); response.StatusCode != 200 {
				t.Errorf("status %d: %s", response.StatusCode, text)
			}
		})
	}
	all.Wait()
	if len(inbox.all()) != 1 || e.wakes != 1 {
		t.Errorf("kept %d, woken %d times", len(inbox.all()), e.wakes)
	}
	other := request(body, func(r *http.Request) { r.Header.Set("X-Shopify-Shop-Domain", "sakura.myshopify.com") })
	if e.send(other); len(inbox.all()) != 2 {
		t.Error("the same id of another shop was taken for a repetition")
	}
}

func TestF19UnknownTopicIsAcknowledgedAndKeptAsRefused(t *testing.T) {
	t.Parallel()
	inbox := &memoryInbox{}
	e := newDoor(t, inbox)
	r := request([]byte(`{"id": 1}`), func(r *http.Request) { r.Header.Set("X-Shopify-Topic", "products/update") })
	if response, text := e.send(r); response.StatusCode != 200 {
		t.Fatalf("status %d: %s", response.StatusCode, text)
	}
	kept := inbox.all()
	if len(kept) != 1 || kept[0].State != models.Refused || !strings.Contains(kept[0].Problem, "products/update") || !kept[0].DueAt.IsZero() || kept[0].DoneAt.IsZero() {
		t.Errorf("kept %+v", kept)
	}
	if e.wakes != 0 || !cmp.Equal(e.counts, []string{"other refused_topic"}) {
		t.Errorf("woken %d times, counted %v", e.wakes, e.counts)
	}
}

func TestDeliveryComesBackWhenTheInboxIsAway(t *testing.T) {
	t.Parallel()
	for name, inbox := range map[string]*memoryInbox{
		"down": {err: models.Errorf(models.Unavailable, "the database is away")},
		"slow": {wait: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newDoor(t, inbox)
			e.door.Patience = time.Millisecond
			response, text := e.send(request(fixture(t, "order_member.json"), nil))
			if response.StatusCode != 503 || response.Header.Get("Retry-After") == "" || !strings.Contains(text, `"unavailable"`) {
				t.Errorf("answered %d %s", response.StatusCode, text)
			}
			if e.wakes != 0 {
				t.Error("the worker was woken for nothing")
			}
		})
	}
}

func TestUnreadableTriggerTimeIsTreatedAsNotTold(t *testing.T) {
	t.Parallel()
	inbox := &memoryInbox{}
	e := newDoor(t, inbox)
	e.send(request([]byte(`{"id": 1}`), func(r *http.Request) { r.Header.Set("X-Shopify-Triggered-At", "2026-99-99") }))
	if kept := inbox.all(); len(kept) != 1 || !kept[0].TriggeredAt.IsZero() {
		t.Errorf("kept %+v", kept)
	}
}
