package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/models"
	"clientele/webhooks"
)

// orderOf is a paid order of 12.00 by a customer, padded to the usual size.
func orderOf(number, customer int) []byte {
	return fmt.Appendf(nil, `{"id":%d,"name":"#%d","created_at":"2026-11-01T10:00:00Z","updated_at":"2026-11-01T10:00:00Z","currency":"USD","financial_status":"paid",
		"customer":{"id":%d,"email":"p%d@example.com"},"line_items":[{"id":%d,"quantity":1,"price":"12.00","title":"Thing"}],"note":%q}`,
		number, number, customer, customer, number, strings.Repeat("x", 4000))
}

// replied is what a webhook was answered.
type replied struct {
	status int
	retry  string
	took   time.Duration
}

// tell sends a paid order.
func tell(client *http.Client, address, shop, id string, body []byte) replied {
	return tellOf(client, address, "orders/paid", shop, id, body)
}

func tellOf(client *http.Client, address, topic, shop, id string, body []byte) replied {
	request, err := http.NewRequest(http.MethodPost, "http://"+address+webhooks.Path, bytes.NewReader(body))
	if err != nil {
		return replied{}
	}
	for name, value := range map[string]string{
		"X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": sign(crashSecret, body), "X-Shopify-Shop-Domain": shop, "X-Shopify-API-Version": "2026-10", "X-Shopify-Webhook-Id": id,
	} {
		request.Header.Set(name, value)
	}
	began := time.Now()
	response, err := client.Do(request)
	if err != nil {
		return replied{}
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return replied{response.StatusCode, response.Header.Get("Retry-After"), time.Since(began)}
}

// pound sends orders of a shop on so many connections until stop is closed, and
// gives the ids that were acknowledged.
func pound(t *testing.T, address, shop string, connections int, stop <-chan struct{}) (acked []string, refused int64) {
	t.Helper()
	client := &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: connections}}
	defer client.CloseIdleConnections()
	var number, no atomic.Int64
	var mu sync.Mutex
	var all sync.WaitGroup
	for range connections {
		all.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				n := int(number.Add(1))
				id := shop + "-" + strconv.Itoa(n)
				switch a := tell(client, address, shop, id, orderOf(n, 1+n%50)); {
				case a.status == http.StatusOK:
					mu.Lock()
					acked = append(acked, id)
					mu.Unlock()
				case a.status == http.StatusServiceUnavailable && a.retry != "":
					no.Add(1)
				default:
					t.Errorf("delivery %s is answered %+v", id, a)
				}
			}
		})
	}
	all.Wait()
	return acked, no.Load()
}

// worked waits until so many deliveries, and all that were kept, took effect,
// and tells how long that took. More may have been kept than anybody counted,
// because those that came too late for their answer are kept, too: it is over
// when nothing more happens for a while.
func worked(t *testing.T, address string, want int, patience time.Duration) time.Duration {
	t.Helper()
	began, last, quiet := time.Now(), 0.0, 0
	quietMin := 2
	if fullSize() {
		quietMin = 25
	}
	for {
		response, err := http.Get("http://" + address + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		done, kept := 0.0, 0.0
		for line := range strings.Lines(string(raw)) {
			into := &done
			switch {
			case strings.HasPrefix(line, "clientele_deliveries_total{") && strings.Contains(line, `result="done"`):
			case strings.HasPrefix(line, "clientele_webhooks_received_total{") && strings.Contains(line, `result="kept"`):
				into = &kept
			default:
				continue
			}
			n, err := strconv.ParseFloat(strings.Fields(line)[1], 64)
			if err != nil {
				t.Fatal(err)
			}
			*into += n
		}
		quiet++
		if done != last {
			last, quiet = done, 0
		}
		if int(done) >= want && done >= kept && quiet >= quietMin {
			return time.Since(began)
		}
		if time.Since(began) > patience {
			t.Fatalf("after %s %d of %d deliveries took effect, %d were kept", patience, int(done), want, int(kept))
		}
		pause(200 * time.Millisecond)
	}
}

// open builds the program in this process on a database that no other uses.
func open(t *testing.T, database string) *program {
	t.Helper()
	values := map[string]string{
		"DATABASE_URL": database, "APP_URL": "http://127.0.0.1:4000", "SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": crashSecret,
		"ENCRYPTION_KEY": testKeyText(1), "LOG_LEVEL": "error",
	}
	config, err := Load(func(name string) string { return values[name] })
	if err != nil {
		t.Fatal(err)
	}
	p, err := build(context.Background(), config, world{Now: time.Now, Rand: zeros{}, Chance: func() float64 { return 0 }, Out: io.Discard, Err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.store.Close(context.Background()) })
	return p
}

func TestF41OverloadIsShedAndEverythingAcknowledgedIsDone(t *testing.T) {
	connections, flood, patience := 64, 3*time.Second, 2*time.Minute
	if fullSize() {
		connections, flood, patience = 256, 5*time.Minute, time.Minute
	}
	database := "file:" + filepath.Join(t.TempDir(), "clientele.db")
	p := launch(t, database)
	address := p.address
	before := memory(t, p.cmd.Process.Pid)
	stop := make(chan struct{})
	go func() { pause(flood); close(stop) }()
	acked, refused := pound(t, address, demoShop, connections, stop)
	after := memory(t, p.cmd.Process.Pid)
	took := worked(t, address, len(acked), patience)
	t.Logf("in %s on %d connections %d were acknowledged and %d told to come again; the rest took effect within %s; %d MB resident, %d before", flood, connections, len(acked), refused, took, after, before)
	if fullSize() && refused == 0 {
		t.Error("nothing was shed, so this was no overload")
	}
	if quick := tell(http.DefaultClient, address, demoShop, "after", orderOf(9_000_000, 1)); quick.status != http.StatusOK {
		t.Errorf("after the flood a delivery is answered %+v", quick)
	}
	worked(t, address, len(acked)+1, patience)
	p.stop()
	look := open(t, database)
	for _, id := range acked {
		if d, err := look.store.Inbox.Get(t.Context(), demoShop, id); err != nil || d.State != models.Done {
			t.Fatalf("delivery %s was acknowledged and is %s: %v", id, d.State, err)
		}
	}
	var books bytes.Buffer
	if err := verifyAll(t.Context(), world{Out: &books}, look.flow); err != nil {
		t.Errorf("the books: %v\n%s", err, books.String())
	}
}

// By itself: fifty commands that queue up would wait for other tests' load, too.
func TestF44CommandsOnOneAccountQueueUpAndHoldUpNobodyElse(t *testing.T) {
	h := newHarness(t)
	h.install(demoShop)
	for _, id := range []int{77, 78} {
		h.post(demoShop, "customers/create", fmt.Sprint("c", id), fmt.Appendf(nil, `{"id":%d,"email":"p%d@example.com","updated_at":"2026-11-01T10:00:00Z"}`, id, id))
	}
	h.work()
	seconds := 2
	if fullSize() {
		seconds = 30
	}
	token := ""
	fresh := func() { // each lives for a minute, and a slow database takes longer
		var err error
		token, err = h.stand.MintIDToken(demoShop, staff)
		h.must(err)
	}
	adjust := func(contact string, key int) int {
		body := fmt.Sprintf(`{"key":"command-%d-%s","points":1,"reason":"other","note":"x","allowDebt":false}`, key, contact)
		request, err := http.NewRequest(http.MethodPost, h.url+"/api/admin/contacts/"+contact+"/adjustments", strings.NewReader(body))
		if err != nil {
			return 0
		}
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/json")
		response, err := h.client.Do(request)
		if err != nil {
			return 0
		}
		defer func() { _ = response.Body.Close() }()
		_, _ = io.Copy(io.Discard, response.Body)
		return response.StatusCode
	}
	var hot, cold atomic.Int64
	var all sync.WaitGroup
	for second := range seconds {
		fresh()
		for i := range 50 {
			all.Go(func() {
				if adjust("c_77", second*50+i) == http.StatusOK {
					hot.Add(1)
				}
			})
		}
		for i := range 5 {
			all.Go(func() {
				if adjust("c_78", second*5+i) == http.StatusOK {
					cold.Add(1)
				}
			})
		}
		all.Wait()
	}
	if hot.Load() != int64(50*seconds) || cold.Load() != int64(5*seconds) {
		t.Errorf("%d of %d commands on one account were done and %d of %d on another", hot.Load(), 50*seconds, cold.Load(), 5*seconds)
	}
	h.balance(demoShop, "c_77", hot.Load())
	h.balance(demoShop, "c_78", cold.Load())
	fresh()
	for key := range 10 { // again: the same commands
		if status := adjust("c_77", key); status != http.StatusOK {
			t.Errorf("a command that comes again is answered %d", status)
		}
	}
	h.balance(demoShop, "c_77", hot.Load())
	var entries struct{ Items []json.RawMessage }
	h.get(demoShop, "/api/admin/contacts/c_78/entries?limit=100", &entries)
	if len(entries.Items) != int(min(cold.Load(), 100)) {
		t.Errorf("the ledger shows %d entries of %d commands", len(entries.Items), cold.Load())
	}
}
