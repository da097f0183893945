package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"clientele/models"
	"clientele/webhooks"
)

// The tests of this file run the program as processes of their own and kill
// them. They take minutes, so only `make faults` asks for the full size.
func crashSize(t *testing.T) (deliveries, kills int) {
	t.Helper()
	if os.Getenv("FAULTS") == "" {
		t.Log("small size; FAULTS=1 (make faults) runs 10,000 deliveries and 20 kills")
		return 300, 3
	}
	return 10_000, 20
}

const crashSecret = "hush-for-crash-tests"

// binary builds the program once for all tests.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "clientele-crash")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "clientele")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building: %w\n%s", err, out)
	}
	return path, nil
})

// process is one running program.
type process struct {
	t        *testing.T
	cmd      *exec.Cmd
	database string
	listen   string
	log      *bytes.Buffer
}

func startProcess(t *testing.T, database, listen string) *process {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, database: database, listen: listen}
	p.start(path)
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = p.cmd.Wait() })
	return p
}

func (p *process) start(path string) {
	p.t.Helper()
	p.log = &bytes.Buffer{}
	p.cmd = exec.Command(path, "serve")
	p.cmd.Env = append(os.Environ(), "DATABASE_URL="+p.database, "LISTEN="+p.listen, "APP_URL=http://"+p.listen, "SHOPIFY_API_KEY=key",
		"SHOPIFY_API_SECRET="+crashSecret, "ENCRYPTION_KEY="+base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef")), "LOG_LEVEL=error")
	p.cmd.Stderr = p.log
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	if !p.ready(time.Minute) {
		p.t.Fatalf("the program did not become ready:\n%s", p.log)
	}
}

// ready asks until the program answers.
func (p *process) ready(patience time.Duration) bool {
	end := time.Now().Add(patience)
	for time.Now().Before(end) {
		response, err := http.Get("http://" + p.listen + "/readyz")
		if err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				return true
			}
		}
		pause(50 * time.Millisecond)
	}
	return false
}

// pause waits for another process, which has no clock of ours.
func pause(d time.Duration) {
	timer := time.NewTimer(d)
	<-timer.C
}

// kill ends the process at once, as a power cut would, and starts it again.
func (p *process) kill() {
	p.t.Helper()
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	path, err := binary()
	if err != nil {
		p.t.Fatal(err)
	}
	p.start(path)
}

// stop ends the process as an operator would.
func (p *process) stop() {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the program did not stop cleanly: %v\n%s", err, p.log)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l := listen(t)
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return address
}

// sent is one webhook of the flood.
type sent struct {
	topic, id string
	body      []byte
}

// flood makes orders and refunds, a third of them twice, shuffled, and tells
// what each customer must have in the end.
func flood(random *mathrand.Rand, n int) (all []sent, want map[string]int64) {
	want = map[string]int64{}
	for number := 1; len(all) < n; number++ {
		customer, cents := 1+random.IntN(40), int64(100+random.IntN(20_000))
		order := fmt.Appendf(nil, `{"id":%d,"name":"#%d","created_at":"2026-11-01T10:00:00Z","updated_at":"2026-11-01T10:00:00Z","currency":"USD","financial_status":"paid",
			"customer":{"id":%d,"email":"p%d@example.com"},"line_items":[{"id":%d,"quantity":1,"price":%q,"title":"Thing"}]}`,
			number, number, customer, customer, number*10, models.FormatMinor(cents, "USD"))
		all = append(all, sent{"orders/paid", fmt.Sprintf("o%d", number), order})
		left := cents
		if random.IntN(4) == 0 {
			back := 1 + random.Int64N(cents)
			left -= back
			refund := fmt.Appendf(nil, `{"id":%d,"order_id":%d,"created_at":"2026-11-02T10:00:00Z","refund_line_items":[],"transactions":[{"id":1,"kind":"refund","status":"success","amount":%q,"currency":"USD"}],
				"order_adjustments":[{"id":1,"kind":"refund_discrepancy","amount":"-%s","tax_amount":"0.00","amount_set":{"shop_money":{"amount":"-%s","currency_code":"USD"}}}]}`,
				number, number, models.FormatMinor(back, "USD"), models.FormatMinor(back, "USD"), models.FormatMinor(back, "USD"))
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

// pour sends everything until it is acknowledged, as the platform would, and
// calls often along the way.
func pour(t *testing.T, all []sent, url func() string, progress func(acked int64)) {
	t.Helper()
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 16}}
	queue := make(chan sent)
	var acked atomic.Int64
	var senders sync.WaitGroup
	for range 16 {
		senders.Go(func() {
			for s := range queue {
				for try := 0; !deliver(client, url(), s); try++ {
					if try > 2000 {
						t.Errorf("delivery %s was never acknowledged", s.id)
						break
					}
					pause(20 * time.Millisecond)
				}
				progress(acked.Add(1))
			}
		})
	}
	for _, s := range all {
		queue <- s
	}
	close(queue)
	senders.Wait()
}

func deliver(client *http.Client, url string, s sent) bool {
	request, err := http.NewRequest(http.MethodPost, url+webhooks.Path, bytes.NewReader(s.body))
	if err != nil {
		return false
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "X-Shopify-Topic": s.topic, "X-Shopify-Hmac-Sha256": sign(crashSecret, s.body),
		"X-Shopify-Shop-Domain": demoShop, "X-Shopify-API-Version": "2026-10", "X-Shopify-Webhook-Id": s.id,
	} {
		request.Header.Set(name, value)
	}
	response, err := client.Do(request)
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, response.Body)
	_ = response.Body.Close()
	return response.StatusCode == http.StatusOK
}

// comebacks is how often deliveries that met a hindrance are tried again.
const comebacks = 20

// workOff runs the worker and the figures until neither finds anything.
func workOff(t *testing.T, p *program) {
	t.Helper()
	for range 10_000 {
		done := 0
		for _, job := range p.runner.Jobs {
			if job.Name != "inbox" && job.Name != "figures" {
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

// checkAfter opens the database in this process, works off what is left, and
// holds every contact against what it must have.
func checkAfter(t *testing.T, database string, want map[string]int64) {
	t.Helper()
	values := map[string]string{
		"DATABASE_URL": database, "APP_URL": "http://127.0.0.1:4000", "SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": crashSecret,
		"ENCRYPTION_KEY": base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef")), "LOG_LEVEL": "error",
	}
	config, err := Load(func(name string) string { return values[name] })
	if err != nil {
		t.Fatal(err)
	}
	// Leases of killed processes run out, and what met a transaction that a killed
	// process left open comes again; this process looks from after that.
	ahead := 5 * time.Hour
	later := func() time.Time { return time.Now().Add(ahead) }
	p, err := build(context.Background(), config, world{Now: later, Rand: zeros{}, Chance: func() float64 { return 0 }, Out: io.Discard, Err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	for range comebacks {
		workOff(t, p)
		backlog, err := p.store.Inbox.Backlog(context.Background(), demoShop, later())
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
	if err := verifyAll(context.Background(), world{Out: &books}, p.flow); err != nil {
		t.Errorf("the check of the books: %v\n%s", err, books.String())
	}
	var sum int64
	for id, points := range want {
		account, err := p.store.Ledger.Account(context.Background(), demoShop, models.ContactID(id))
		if err != nil {
			t.Fatal(err)
		}
		sum += points
		if got := account.Balances.Shown(); got != points {
			t.Errorf("contact %s has %d points, want %d", id, got, points)
		}
	}
	total, err := p.store.Figures.Total(context.Background(), demoShop)
	if err != nil {
		t.Fatal(err)
	}
	if total.Available-total.Debt != sum {
		t.Errorf("the shop's figures say %d, its contacts have %d", total.Available-total.Debt, sum)
	}
	backlog, err := p.store.Inbox.Backlog(context.Background(), demoShop, later())
	if err != nil {
		t.Fatal(err)
	}
	if backlog.Waiting != 0 || backlog.NeedsPerson != 0 {
		t.Errorf("%d deliveries wait and %d need a person, want none", backlog.Waiting, backlog.NeedsPerson)
	}
	if err := p.store.Close(context.Background()); err != nil {
		t.Error(err)
	}
}

// zeros is a source of chance for a process that draws nothing secret.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) { clear(b); return len(b), nil }

func TestF01KilledAtRandomMomentsEverythingAcknowledgedHappensOnce(t *testing.T) {
	deliveries, kills := crashSize(t)
	databases := map[string]string{"file": "file:" + filepath.Join(t.TempDir(), "clientele.db")}
	if os.Getenv("MONGODB_TEST_URL") != "" {
		databases["mongodb"] = databaseFor(t)
	}
	for name, database := range databases {
		t.Run(name, func(t *testing.T) {
			random := mathrand.New(mathrand.NewPCG(1, uint64(len(name))))
			all, want := flood(random, deliveries)
			p := startProcess(t, database, freeAddress(t))
			step := int64(len(all) / (kills + 1))
			var mu sync.Mutex
			next := step/2 + random.Int64N(step)
			killed := 0
			pour(t, all, func() string { return "http://" + p.listen }, func(acked int64) {
				mu.Lock()
				defer mu.Unlock()
				if acked >= next && killed < kills {
					killed++
					next = acked + step/2 + random.Int64N(step)
					p.kill()
				}
			})
			if killed < kills {
				t.Errorf("the program was killed %d times, want %d", killed, kills)
			}
			p.kill()
			p.stop()
			checkAfter(t, database, want)
		})
	}
}

func TestF03AStopUnderLoadLosesNothing(t *testing.T) {
	database := "file:" + filepath.Join(t.TempDir(), "clientele.db")
	all, want := flood(mathrand.New(mathrand.NewPCG(3, 3)), 200)
	p := startProcess(t, database, freeAddress(t))
	var once sync.Once
	pour(t, all, func() string { return "http://" + p.listen }, func(acked int64) {
		if acked > 100 {
			once.Do(func() {
				p.stop()
				path, err := binary()
				if err != nil {
					t.Error(err)
					return
				}
				p.start(path)
			})
		}
	})
	p.stop()
	checkAfter(t, database, want)
}

func TestF06ASecondProcessOnOneFileNamesTheFirst(t *testing.T) {
	t.Parallel()
	database := "file:" + filepath.Join(t.TempDir(), "clientele.db")
	first := startProcess(t, database, freeAddress(t))
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	second := exec.Command(path, "serve")
	second.Env = append(append([]string{}, first.cmd.Env...), "LISTEN="+freeAddress(t))
	out, err := second.CombinedOutput()
	if err == nil || !bytes.Contains(out, fmt.Appendf(nil, "%d", first.cmd.Process.Pid)) {
		t.Errorf("the second process ended with %v and said:\n%s\nwant a refusal that names process %d", err, out, first.cmd.Process.Pid)
	}
}
