package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/models"
	"clientele/webhooks"
)

// sent is one webhook of the flood.
type sent struct {
	topic, id string
	body      []byte
}

// flood makes orders and refunds, a third of them twice, shuffled, and tells
// what each customer must have in the end.
func flood(random *mathrand.Rand, n int) (all []sent, want map[string]int64) {
	return floodOf(random, n, func() time.Time { return time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC) })
}

// floodOf is a flood of orders placed at certain times.
func floodOf(random *mathrand.Rand, n int, placed func() time.Time) (all []sent, want map[string]int64) {
	want = map[string]int64{}
	for number := 1; len(all) < n; number++ {
		customer, cents := 1+random.IntN(40), int64(100+random.IntN(20_000))
		at := placed()
		order := fmt.Appendf(nil, `{"id":%d,"name":"#%d","created_at":%q,"updated_at":%[3]q,"currency":"USD","financial_status":"paid",
			"customer":{"id":%[4]d,"email":"p%[4]d@example.com"},"line_items":[{"id":%[5]d,"quantity":1,"price":%[6]q,"title":"Thing"}]}`,
			number, number, at.Format(time.RFC3339), customer, number*10, models.FormatMinor(cents, "USD"))
		all = append(all, sent{"orders/paid", fmt.Sprintf("o%d", number), order})
		left := cents
		if random.IntN(4) == 0 {
			back := 1 + random.Int64N(cents)
			left -= back
			refund := fmt.Appendf(nil, `{"id":%d,"order_id":%d,"created_at":%q,"refund_line_items":[],"transactions":[{"id":1,"kind":"refund","status":"success","amount":%[4]q,"currency":"USD"}],
				"order_adjustments":[{"id":1,"kind":"refund_discrepancy","amount":"-%[4]s","tax_amount":"0.00","amount_set":{"shop_money":{"amount":"-%[4]s","currency_code":"USD"}}}]}`,
				number, number, at.Add(time.Minute).Format(time.RFC3339), models.FormatMinor(back, "USD"))
			all = append(all, sent{"refunds/create", fmt.Sprintf("r%d", number), refund})
		}
		want[fmt.Sprintf("c_%d", customer)] += left / 100
		if random.IntN(3) == 0 { // once more: the same delivery, or another about the same
			again := all[len(all)-1]
			if random.IntN(2) == 0 {
				again.id += "-again"
			}
			all = append(all, again)
		}
	}
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all, want
}

// answer is what one delivery met at the door.
type answer struct {
	at         time.Time // when it was sent
	took       time.Duration
	status     int // zero where the connection broke
	retryAfter string
}

const senders = 16

// pour sends deliveries until each is acknowledged, as the platform would.
type pour struct {
	t        *testing.T
	secret   string
	url      func() string
	progress func(acked int64) // if set, called after each that was acknowledged
	gap      time.Duration     // between two deliveries of one sender

	acked   atomic.Int64
	mu      sync.Mutex
	answers []answer
}

// patience is how long one delivery is repeated.
const deliveryPatience = 5 * time.Minute

func (p *pour) all(deliveries []sent) {
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: senders}}
	defer client.CloseIdleConnections()
	queue := make(chan sent)
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for s := range queue {
				p.one(client, s)
			}
		})
	}
	for _, s := range deliveries {
		queue <- s
	}
	close(queue)
	all.Wait()
}

func (p *pour) one(client *http.Client, s sent) {
	for end := time.Now().Add(deliveryPatience); ; pause(20 * time.Millisecond) {
		a := p.deliver(client, s)
		p.mu.Lock()
		p.answers = append(p.answers, a)
		p.mu.Unlock()
		if a.status == http.StatusOK {
			break
		}
		if time.Now().After(end) {
			p.t.Errorf("delivery %s was never acknowledged, the last answer was %d", s.id, a.status)
			break
		}
	}
	n := p.acked.Add(1)
	if p.progress != nil {
		p.progress(n)
	}
	if p.gap > 0 {
		pause(p.gap)
	}
}

func (p *pour) deliver(client *http.Client, s sent) (a answer) {
	a.at = time.Now()
	defer func() { a.took = time.Since(a.at) }()
	request, err := http.NewRequest(http.MethodPost, p.url()+webhooks.Path, bytes.NewReader(s.body))
	if err != nil {
		p.t.Error(err)
		return a
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "X-Shopify-Topic": s.topic, "X-Shopify-Hmac-Sha256": sign(p.secret, s.body),
		"X-Shopify-Shop-Domain": demoShop, "X-Shopify-API-Version": "2026-10", "X-Shopify-Webhook-Id": s.id,
	} {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return a
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	a.status, a.retryAfter = response.StatusCode, response.Header.Get("Retry-After")
	return a
}

// between gives the answers to deliveries sent within a time, quickest first.
func (p *pour) between(from, until time.Time) []answer {
	p.mu.Lock()
	defer p.mu.Unlock()
	var some []answer
	for _, a := range p.answers {
		if a.at.After(from) && a.at.Before(until) {
			some = append(some, a)
		}
	}
	slices.SortFunc(some, func(a, b answer) int { return int(a.took - b.took) })
	return some
}

// comebacks is how often deliveries that met a hindrance are tried again.
const comebacks = 20

// workOff runs the worker and the figures until neither finds anything.
func workOff(t *testing.T, p *program) {
	t.Helper()
	for range 10_000 {
		done := 0
		for _, job := range p.runner.Jobs {
			if job.Name != "inbox" && job.Name != "figures" && job.Name != "mature" {
				continue
			}
			n, err := job.Run(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			done += n
		}
		if done == 0 {
			return
		}
	}
}

// openLater opens a database in this process, at a time when the leases of
// killed processes have run out and what they could not do has come again.
func openLater(t *testing.T, settings map[string]string, ahead *time.Duration) *program {
	t.Helper()
	config, err := Load(func(name string) string { return settings[name] })
	if err != nil {
		t.Fatal(err)
	}
	p, err := build(context.Background(), config, world{
		Now: func() time.Time { return time.Now().Add(*ahead) }, Rand: zeros{}, Chance: func() float64 { return 0 }, Out: io.Discard, Err: io.Discard,
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// checkAfter opens the database, works off what is left, and holds every
// contact against what it must have.
func checkAfter(t *testing.T, settings map[string]string, want map[string]int64) {
	t.Helper()
	ahead, ctx := 5*time.Hour, context.Background()
	p := openLater(t, settings, &ahead)
	defer func() {
		if err := p.store.Close(ctx); err != nil {
			t.Error(err)
		}
	}()
	for range comebacks {
		workOff(t, p)
		backlog, err := p.store.Inbox.Backlog(ctx, demoShop, p.flow.Now())
		if err != nil {
			t.Fatal(err)
		}
		if backlog.Waiting == 0 {
			break
		}
		ahead += 3 * time.Hour
		pause(5 * time.Second) // the server gives up an orphaned transaction within a minute
	}
	var books bytes.Buffer
	if err := verifyAll(ctx, world{Out: &books}, p.flow); err != nil {
		t.Errorf("the check of the books: %v\n%s", err, books.String())
	}
	var sum int64
	for id, points := range want {
		account, err := p.store.Ledger.Account(ctx, demoShop, models.ContactID(id))
		if err != nil {
			t.Fatal(err)
		}
		sum += points
		if got := account.Balances.Shown(); got != points || account.Halted != "" {
			t.Errorf("contact %s has %d points, want %d %s", id, got, points, account.Halted)
		}
	}
	total, err := p.store.Figures.Total(ctx, demoShop)
	if err != nil {
		t.Fatal(err)
	}
	if total.Available-total.Debt != sum {
		t.Errorf("the shop's figures say %d, its contacts have %d", total.Available-total.Debt, sum)
	}
	backlog, err := p.store.Inbox.Backlog(ctx, demoShop, p.flow.Now())
	if err != nil {
		t.Fatal(err)
	}
	if backlog.Waiting != 0 || backlog.NeedsPerson != 0 {
		t.Errorf("%d deliveries wait and %d need a person, want none", backlog.Waiting, backlog.NeedsPerson)
	}
}

// zeros is a source of chance for a process that draws nothing secret.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }
