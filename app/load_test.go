package main

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/base64"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"clientele/webhooks"
)

// load sends signed orders of ten kilobytes to a running program, over loopback
// and by connections that stay open. It writes its requests by hand, because it
// shares the machine's cores with what it measures.
type load struct {
	address   string        // host and port
	conns     int           // connections at once
	rate      float64       // orders a second; zero for the next one after each answer
	warm      time.Duration // what comes before is not counted
	lasts     time.Duration
	orders    int // stops after so many; zero for no such end
	customers int
	shops     int
	first     int // number of the first order
	// repeat sends what was refused again, as the platform would, for this long.
	repeat time.Duration
}

// reply is how a load was answered.
type reply struct {
	acked     int       // all of them, the warm-up included
	refused   int       // answers other than yes, of which some were repeated
	failed    int       // orders that were never acknowledged
	perSecond float64   // after the warm-up, until the last answer
	took      []float64 // milliseconds each, after the warm-up, sorted
	sentAt    []time.Time
}

// shopNumbered is one of the stores that a load is spread over.
func shopNumbered(n int) string { return fmt.Sprintf("shop%d.myshopify.com", n) }

// idBase makes numbers of orders and customers equally long.
const idBase = 700_000_000_000

const orderIDMark, customerIDMark = idBase + 11_111_111_111, idBase + 22_222_222_222

// loadTemplate is an order whose numbers can be replaced in place. Its titles
// compress about as well as real orders do.
func loadTemplate() []byte {
	random := mathrand.New(mathrand.NewPCG(5, 5))
	body := orderBody(orderIDMark, customerIDMark)
	fill := bytes.Repeat([]byte("x"), 600)
	for i := bytes.Index(body, fill); i >= 0; i = bytes.Index(body, fill) {
		for n := range fill {
			body[i+n] = ' '
			if n%4 == 0 {
				body[i+n] = "abcdefghijklmnopqrstuvwxyz"[random.IntN(26)]
			}
		}
	}
	return body
}

func placesOf(body []byte, number int) (places []int) {
	mark := strconv.AppendInt(nil, int64(number), 10)
	for from := 0; ; {
		i := bytes.Index(body[from:], mark)
		if i < 0 {
			return places
		}
		places = append(places, from+i)
		from += i + len(mark)
	}
}

// run sends until the time is over and gives what came back.
func (l load) run() reply {
	template := loadTemplate()
	orderAt, customerAt := placesOf(template, orderIDMark), placesOf(template, customerIDMark)
	var next, acked, refused, failed atomic.Int64
	start := time.Now()
	from, until := start.Add(l.warm), start.Add(l.warm+l.lasts)
	took := make([][]float64, l.conns)
	sent := make([][]int64, l.conns) // pairs of a place and a time
	var all sync.WaitGroup
	for conn := range l.conns {
		all.Go(func() {
			body := bytes.Clone(template)
			wire := &wire{address: l.address}
			defer wire.close()
			for {
				n := int(next.Add(1)) - 1
				due := time.Now()
				if l.rate > 0 {
					due = start.Add(time.Duration(float64(n) / l.rate * float64(time.Second)))
					pause(time.Until(due))
				}
				if due.After(until) || l.orders > 0 && n >= l.orders {
					return
				}
				number := l.first + n
				for _, at := range orderAt {
					strconv.AppendInt(body[at:at], int64(idBase+number), 10)
				}
				for _, at := range customerAt {
					strconv.AppendInt(body[at:at], int64(idBase+number*7919%l.customers), 10)
				}
				sent[conn] = append(sent[conn], int64(n), due.UnixNano())
				shop, id := shopNumbered(number%l.shops), "load-"+strconv.Itoa(number)
				status, err := wire.post(body, shop, id)
				for last := time.Now().Add(l.repeat); (err != nil || status != http.StatusOK) && time.Now().Before(last); status, err = wire.post(body, shop, id) {
					refused.Add(1)
					pause(100 * time.Millisecond)
				}
				end := time.Now()
				if err != nil || status != http.StatusOK {
					failed.Add(1)
					continue
				}
				acked.Add(1)
				if due.After(from) && (l.rate > 0 || !end.After(until)) {
					took[conn] = append(took[conn], float64(end.Sub(due).Microseconds())/1000)
				}
			}
		})
	}
	all.Wait()
	a := reply{acked: int(acked.Load()), refused: int(refused.Load() + failed.Load()), failed: int(failed.Load()), took: slices.Concat(took...)}
	slices.Sort(a.took)
	a.perSecond = float64(len(a.took)) / min(time.Since(from), l.lasts).Seconds() // it may have run out of orders
	a.sentAt = make([]time.Time, next.Load())
	for _, pairs := range sent {
		for i := 0; i < len(pairs); i += 2 {
			a.sentAt[pairs[i]] = time.Unix(0, pairs[i+1])
		}
	}
	return a
}

// quantile of sorted numbers; zero where there are none.
func quantile(sorted []float64, q float64) float64 {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[int(q*float64(len(sorted)-1))]
}

func median(numbers []float64) float64 {
	sorted := slices.Sorted(slices.Values(numbers))
	return quantile(sorted, 0.5)
}

// wire is one connection that stays open between requests.
type wire struct {
	address string
	conn    net.Conn
	reader  *bufio.Reader
	buffer  []byte
}

const wireTimeout = 20 * time.Second

func (w *wire) post(body []byte, shop, id string) (status int, err error) {
	if w.conn == nil {
		if w.conn, err = net.DialTimeout("tcp", w.address, wireTimeout); err != nil {
			pause(50 * time.Millisecond)
			return 0, err
		}
		w.reader = bufio.NewReader(w.conn)
	}
	defer func() {
		if err != nil {
			w.close()
		}
	}()
	w.buffer = fmt.Appendf(w.buffer[:0], "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n"+
		"X-Shopify-Topic: orders/paid\r\nX-Shopify-Hmac-Sha256: %s\r\nX-Shopify-Shop-Domain: %s\r\nX-Shopify-API-Version: 2026-10\r\nX-Shopify-Webhook-Id: %s\r\n\r\n",
		webhooks.Path, w.address, len(body), sign(loadSecret, body), shop, id)
	w.buffer = append(w.buffer, body...)
	if err = w.conn.SetDeadline(time.Now().Add(wireTimeout)); err != nil {
		return 0, err
	}
	if _, err = w.conn.Write(w.buffer); err != nil {
		return 0, err
	}
	response, err := http.ReadResponse(w.reader, nil)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, response.Body)
	if response.Close {
		w.close()
	}
	return response.StatusCode, err
}

func (w *wire) close() {
	if w.conn != nil {
		_ = w.conn.Close()
		w.conn = nil
	}
}

const loadSecret = "hush" // what the peers' load generator signs with, too

// binary builds the program once for all measurements, as it is shipped: the
// test binary would carry the tests' instruments.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "clientele-load")
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

// loaded is a running program that a load is sent to.
type loaded struct {
	tb       testing.TB
	cmd      *exec.Cmd
	address  string
	database string
	log      *bytes.Buffer
	started  time.Duration // from the start until it was ready
}

// launch starts the program. Settings are such as NAME=value.
func launch(tb testing.TB, database string, settings ...string) *loaded {
	tb.Helper()
	path, err := binary()
	if err != nil {
		tb.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	p := &loaded{tb: tb, database: database, address: l.Addr().String(), log: &bytes.Buffer{}}
	if err := l.Close(); err != nil {
		tb.Fatal(err)
	}
	p.cmd = exec.Command(path, "serve")
	p.cmd.Env = append(os.Environ(), "DATABASE_URL="+database, "LISTEN="+p.address, "APP_URL=http://"+p.address, "SHOPIFY_API_KEY=key",
		"SHOPIFY_API_SECRET="+loadSecret, "ENCRYPTION_KEY="+base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef")), "LOG_LEVEL=error")
	p.cmd.Env = append(p.cmd.Env, settings...)
	p.cmd.Stderr = p.log
	begin := time.Now()
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = p.cmd.Wait() })
	for time.Since(begin) < time.Minute {
		if response, err := http.Get("http://" + p.address + "/readyz"); err == nil {
			_ = response.Body.Close()
			if response.StatusCode == http.StatusOK {
				p.started = time.Since(begin)
				return p
			}
		}
		pause(10 * time.Millisecond)
	}
	tb.Fatalf("the program did not become ready:\n%s", p.log)
	return nil
}

// stop ends the program as an operator would.
func (p *loaded) stop() {
	p.tb.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.tb.Fatal(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.tb.Errorf("the program did not stop cleanly: %v\n%.4000s", err, p.log)
	}
}

// gauges reads what the program tells of itself, summed over labels.
func (p *loaded) gauges() map[string]float64 {
	p.tb.Helper()
	response, err := http.Get("http://" + p.address + "/metrics")
	if err != nil {
		p.tb.Fatalf("asking for metrics: %v\n%.4000s", err, p.log)
	}
	defer func() { _ = response.Body.Close() }()
	all := map[string]float64{}
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), " ")
		if at := strings.LastIndex(lines.Text(), "} "); at > 0 {
			name, value = lines.Text()[:at+1], lines.Text()[at+2:]
		}
		number, err := strconv.ParseFloat(value, 64)
		if err != nil || strings.HasPrefix(name, "#") {
			continue
		}
		plain, labels, _ := strings.Cut(name, "{")
		all[plain] += number
		if _, result, found := strings.Cut(labels, `result="`); found {
			result, _, _ = strings.Cut(result, `"`)
			all[plain+":"+result] += number
		}
	}
	return all
}

// worked is how many deliveries have had their effect.
func (p *loaded) worked() int { return int(p.gauges()["clientele_deliveries_total:done"]) }

// drain waits until so many deliveries have had their effect, and tells how
// many a second it saw, from now on.
func (p *loaded) drain(until int, patience time.Duration) (perSecond float64) {
	p.tb.Helper()
	begin, before, now := time.Now(), p.worked(), 0
	for end := begin.Add(patience); time.Now().Before(end); {
		if now = p.worked(); now >= until {
			return float64(now-before) / time.Since(begin).Seconds()
		}
		pause(20 * time.Millisecond)
	}
	p.tb.Fatalf("after %s only %d of %d deliveries had their effect\n%.4000s", patience, now, until, p.log)
	return 0
}

// cpu is the time a process has used both as user and in the system.
func cpu(pid int) time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// machine names what figures were measured on.
func machine() string {
	load, _ := os.ReadFile("/proc/loadavg")
	return fmt.Sprintf("%d cores, %s, load average %s", runtime.NumCPU(), runtime.GOARCH, cmp.Or(strings.TrimSpace(string(load)), "unknown"))
}
