package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// scripter is a browser whose scripts change the cart of the demonstration store.
type scripter struct {
	t      *testing.T
	client http.Client
	store  string
}

func newScripter(t *testing.T, r *rig) *scripter {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &scripter{t: t, client: http.Client{Jar: jar}, store: r.web.URL + "/storefront/demo-shop"}
}

func (s *scripter) send(action, wish string) (int, map[string]any) {
	s.t.Helper()
	answer, err := s.client.Post(s.store+"/cart/"+action, "application/json", strings.NewReader(wish))
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	var out map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&out); err != nil {
		s.t.Fatal(err)
	}
	return answer.StatusCode, out
}

func (s *scripter) read(answer *http.Response, err error) string {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(raw)
}

func TestPropertiesOfACartLineReachTheOrderAndItsWebhooks(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := newScripter(t, r)
	lesson := id(r.variant("wheel-lesson"))
	wish := func(booking, date string) string {
		return `{"items":[{"id":` + lesson + `,"quantity":1,"properties":{"_clientele_booking":"` + booking + `","Date":"` + date + `"}}]}`
	}
	for i, booking := range []string{"b1", "b2", "b2"} {
		status, answer := s.send("add.js", wish(booking, "Friday <9:30>"))
		if items, _ := answer["items"].([]any); status != http.StatusOK || len(items) != 1 || items[0].(map[string]any)["quantity"] != []float64{1, 1, 2}[i] {
			t.Fatalf("adding is answered %d %v", status, answer)
		}
	}
	cart := s.read(s.client.Get(s.store + "/cart"))
	if strings.Count(cart, "Date: Friday &lt;9:30&gt;") != 2 || strings.Contains(cart, "_clientele_booking") {
		t.Error("the cart does not show two lines with their dates, or shows what is for apps only")
	}
	key := regexp.MustCompile(`name="quantity-([0-9]+:[0-9a-f]+)" type="number" min="0" max="99" value="2"`).FindStringSubmatch(cart)
	if key == nil {
		t.Fatal("the same wish twice is not one line of two")
	}
	if status, answer := s.send("change.js", `{"id":"`+key[1]+`","quantity":0}`); status != http.StatusOK || len(answer["items"].([]any)) != 1 {
		t.Errorf("taking a line out is answered %d %v", status, answer)
	}
	form := url.Values{"step": {"place"}, "email": {"gil@example.com"}}
	if page := s.read(s.client.PostForm(s.store+"/checkout", form)); !strings.Contains(page, "Lesson at the wheel") || strings.Contains(page, "Standard") {
		t.Error("the lesson was not bought, or has to be sent")
	}
	paid := r.topic("orders/paid")
	if len(paid) != 1 {
		t.Fatalf("%d orders were paid", len(paid))
	}
	line := paid[0].fields["line_items"].([]any)[0].(map[string]any)
	want := []any{map[string]any{"name": "Date", "value": "Friday <9:30>"}, map[string]any{"name": "_clientele_booking", "value": "b1"}}
	if diff := cmp.Diff(want, line["properties"]); diff != "" || line["requires_shipping"] != false {
		t.Errorf("the webhook says %v, %s", line["requires_shipping"], diff)
	}
	if cart := s.read(s.client.Get(s.store + "/cart")); strings.Contains(cart, "Lesson at the wheel") {
		t.Error("the cart still holds what was bought")
	}
}

func TestTheCartRefusesScriptsInItsOwnWords(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	s := newScripter(t, r)
	mug := id(r.variant("river-mug"))
	var large []string // each fills a quarter of a cart
	for n := range int64(5) {
		text := strings.Repeat(id(n), 240)
		large = append(large, `{"id":`+mug+`,"properties":{"A":"`+text+`","B":"`+text+`","C":"`+text+`"}}`)
	}
	if status, answer := s.send("add.js", `{"id":"`+mug+`","quantity":2}`); status != http.StatusOK || answer["quantity"] != 2.0 || answer["key"] != mug {
		t.Errorf("a single wish is answered %d %v", status, answer)
	}
	for wish, want := range map[string]int{
		`{"items":[{"id":1}]}`: http.StatusNotFound, `{"id":"x"}`: http.StatusNotFound, `[`: http.StatusUnprocessableEntity,
		`{"id":` + mug + `,"quantity":0}`:                                             http.StatusUnprocessableEntity,
		`{"id":` + mug + `,"properties":{"Note":"` + strings.Repeat("x", 300) + `"}}`: http.StatusUnprocessableEntity,
		`{"items":[` + strings.Join(large, ",") + `]}`:                                http.StatusUnprocessableEntity,
	} {
		if status, answer := s.send("add.js", wish); status != want || answer["description"] == nil {
			t.Errorf("%.60s is answered %d %v", wish, status, answer["description"])
		}
	}
	if status, _ := s.send("change.js", `{"id":"1:2","quantity":0}`); status != http.StatusBadRequest {
		t.Errorf("changing a line that is not there is answered %d", status)
	}
}
