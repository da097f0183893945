package sandbox

import (
	"net"
	"net/http"
	"net/smtp"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestItRefusesCredentialsThatCouldBeReal(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	o := r.opts
	o.ClientID = "0123456789abcdef0123456789abcdef"
	if _, err := New(o); err == nil || !strings.Contains(err.Error(), "real credentials") {
		t.Errorf("%v", err)
	}
}

func TestOnlyLoopbackAddressesAreTaken(t *testing.T) {
	t.Parallel()
	for addr, fine := range map[string]bool{
		"127.0.0.1:4010": true, "[::1]:4010": true, "localhost:1": true,
		":4010": false, "0.0.0.0:4010": false, "192.168.0.2:80": false, "example.com:80": false, "127.0.0.1": false,
	} {
		if err := CheckLoopback(addr); (err == nil) != fine {
			t.Errorf("%s: %v", addr, err)
		}
	}
}

func TestADamagedStateIsSaidAndNotOverwritten(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.Dir = t.TempDir() })
	o := r.opts
	o.Dir = t.TempDir()
	if err := os.WriteFile(o.Dir+"/sandbox.json", []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := New(o); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("%v", err)
	}
}

func TestTheClockOnlyMovesForwardAndIsBounded(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	before := r.Now()
	for _, d := range []time.Duration{0, -time.Hour, 401 * 24 * time.Hour} {
		if r.AdvanceClock(d) == nil {
			t.Errorf("%v was taken", d)
		}
	}
	r.advance(14 * 24 * time.Hour)
	if got := r.Now().Sub(before); got != 14*24*time.Hour {
		t.Errorf("moved by %v", got)
	}
}

func TestAFreshStateMayStartAtAnyTime(t *testing.T) {
	t.Parallel()
	start := time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)
	r := newRig(t, func(o *Options) { o.Start = start })
	if !r.Now().Equal(start) {
		t.Errorf("it is %v", r.Now())
	}
}

func TestOtherSitesCannotPullTheSwitches(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, c := range []struct {
		path, kind, content, origin string
		want                        int
	}{
		{"/state/faults", "application/json", `{"Duplicate":true}`, "https://evil.example", http.StatusForbidden},
		{"/state/advance", "application/x-www-form-urlencoded", "days=1", "https://evil.example", http.StatusForbidden},
		{"/state/faults", "application/json", `{"Nonsense":true}`, "", http.StatusBadRequest},
		{"/state/advance", "application/x-www-form-urlencoded", "by=-1h", "", http.StatusUnprocessableEntity},
		{"/state/faults", "application/json", `{"Duplicate":true}`, "", http.StatusOK},
	} {
		req, _ := http.NewRequest(http.MethodPost, r.web.URL+c.path, strings.NewReader(c.content))
		req.Header.Set("Content-Type", c.kind)
		if c.origin != "" {
			req.Header.Set("Origin", c.origin)
		}
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != c.want {
			t.Errorf("%s from %q: %d, want %d", c.path, c.origin, res.StatusCode, c.want)
		}
	}
	if !r.Faults().Duplicate {
		t.Error("the switch is off")
	}
}

func TestMailSentBySMTPLandsInTheMailbox(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options) { o.Wall = time.Now })
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- r.ServeMail(l) }()
	message := "From: Clientele <points@example.com>\r\nTo: ada@example.com\r\nSubject: =?UTF-8?B?44Od44Kk44Oz44OI?=\r\n" +
		"MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
		"--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nYou have 5=30 points.\r\n" +
		"--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+NTA8L3A+\r\n" +
		"--b\r\nContent-Type: text/calendar; method=REQUEST; charset=utf-8\r\n\r\nBEGIN:VCALENDAR\r\n--b--\r\n"
	if err := smtp.SendMail(l.Addr().String(), nil, "points@example.com", []string{"ada@example.com"}, []byte(message)); err != nil {
		t.Fatal(err)
	}
	m := r.Mails()[0]
	if m.Subject != "ポイント" || strings.TrimSpace(m.Text) != "You have 50 points." || m.HTML != "<p>50</p>" || m.To != "ada@example.com" {
		t.Errorf("%+v", m)
	}
	if strings.TrimSpace(m.Calendar) != "BEGIN:VCALENDAR" || m.Method != "REQUEST" {
		t.Errorf("it invites with %q by %q", m.Calendar, m.Method)
	}
	_ = l.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestThePlatformWritesToTheShopper(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	o := r.buy(Checkout{Email: "guest@example.com", FirstName: "Gail"}, "river-mug")
	must(r.CancelOrder(demo, o.ID, "customer", true))(t)
	var subjects []string
	for _, m := range r.Mails() {
		if m.To != "guest@example.com" || strings.Contains(m.Text, "{") {
			t.Errorf("%+v", m)
		}
		subjects = append(subjects, m.Subject)
	}
	if got := strings.Join(subjects, "|"); got != "Order #1001 has been cancelled|Refund notification for order #1001|Order #1001 confirmed" {
		t.Error(got)
	}
}

func TestMergingMovesOrdersAndEndsTheOtherRecord(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	all := r.Customers(demo)
	o := r.buy(Checkout{CustomerID: all[1].ID}, "river-mug")
	if err := r.MergeCustomers(demo, all[0].ID, all[1].ID); err != nil {
		t.Fatal(err)
	}
	if got, _ := r.Order(demo, o.ID); got.CustomerID != all[0].ID {
		t.Errorf("the order is %d's", got.CustomerID)
	}
	if _, err := r.PlaceOrder(demo, Checkout{CustomerID: all[1].ID, Lines: []CheckoutLine{{VariantID: r.variant("river-mug"), Quantity: 1}}}); err == nil {
		t.Error("an ended record buys")
	}
	in := r.topic("customers/merge")[0].fields
	if in["admin_graphql_api_customer_kept_id"] != gid("Customer", all[0].ID) || in["status"] != "success" {
		t.Errorf("%v", in)
	}
}

func TestSigningUpDoesNotAdoptEarlierGuestOrders(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	o := r.buy(Checkout{Email: "new@example.com"}, "river-mug")
	c, err := r.CreateCustomer(demo, CustomerInput{Email: "new@example.com", FirstName: "Nia", Verified: true})
	if err != nil || !c.VerifiedEmail || c.State != "enabled" {
		t.Fatalf("%+v %v", c, err)
	}
	if got, _ := r.Order(demo, o.ID); got.CustomerID != 0 {
		t.Error("the guest order changed hands")
	}
	if next := r.buy(Checkout{Email: "New@example.com"}, "river-mug"); next.CustomerID != c.ID {
		t.Error("the next order with the same address must be the customer's")
	}
}

func TestAGuestsRecordBecomesTheAccountOfASignUp(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	o := r.buy(Checkout{Email: "new@example.com", Record: true}, "river-mug")
	b := r.topic("customers/create")[0].fields
	if o.CustomerID == 0 || b["state"] != "disabled" || b["verified_email"] != true {
		t.Errorf("%d %v", o.CustomerID, b)
	}
	if at(r.topic("orders/create")[0].fields, "customer", "state") != "disabled" {
		t.Error("the order does not carry the record")
	}
	c, err := r.CreateCustomer(demo, CustomerInput{Email: "NEW@example.com", FirstName: "Nia", Verified: true})
	if err != nil || c.ID != o.CustomerID || c.State != "enabled" {
		t.Fatalf("%+v %v", c, err)
	}
	if n := len(r.topic("customers/create")); n != 1 {
		t.Errorf("%d customers/create, want 1", n)
	}
	if all := r.topic("customers/update"); len(all) != 1 || all[0].fields["state"] != "enabled" {
		t.Errorf("%d customers/update", len(all))
	}
	if _, err := r.CreateCustomer(demo, CustomerInput{Email: "new@example.com", Verified: true}); err == nil {
		t.Error("an account was made twice")
	}
}

func TestUnknownPlatformCallsAreNoted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	res, err := http.Get(r.web.URL + "/shops/demo-shop.myshopify.com/admin/api/2026-10/products.json")
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	if res.StatusCode != http.StatusNotFound || !strings.Contains(r.Notices()[0].Text, "products.json") {
		t.Errorf("%d %v", res.StatusCode, r.Notices())
	}
}

func TestTheSameDemonstrationOrdersComeEveryTime(t *testing.T) {
	t.Parallel()
	var totals [2][]Money
	for i := range totals {
		r := newRig(t, func(o *Options) { o.Subscriptions = nil })
		if err := r.DemoOrders("sakura", 30); err != nil {
			t.Fatal(err)
		}
		for _, o := range r.Orders("sakura") {
			totals[i] = append(totals[i], o.Totals().Total)
		}
		if r.DemoOrders("sakura", 201) == nil {
			t.Error("201 orders were taken")
		}
	}
	if len(totals[0]) != 30 || !slices.Equal(totals[0], totals[1]) {
		t.Errorf("%v\n%v", totals[0], totals[1])
	}
}
