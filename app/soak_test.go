package main

import (
	"context"
	"encoding/base64"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clientele/app/flow"
	"clientele/models"
)

// The soak runs the program for a long time at half of what it can do and looks
// whether anything grows that should not. SOAK says how long.
//
//	MONGODB_TEST_URL=… FAULTS=1 SOAK=1h go test -count=1 -timeout 0 -v -run TestF47 ./app
func soakTime(t *testing.T) time.Duration {
	t.Helper()
	if os.Getenv("FAULTS") == "" {
		t.Log("small size; FAULTS=1 SOAK=1h (make soak) runs for an hour")
		return 6 * time.Second
	}
	text := os.Getenv("SOAK")
	if text == "" {
		return 10 * time.Minute
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("SOAK is a time such as 10m: %v", err)
	}
	return d
}

// What may grow after the warm-up. The embedded store keeps all documents in
// memory; there the memory is allowed for each order.
const (
	memoryTolerance    = 0.25     // of what the program had after the warm-up
	memoryFloor        = 48 << 20 // bytes that a garbage collector may come and go with
	memoryPerOrder     = 60 << 10 // embedded only
	diskPerOrder       = 40 << 10 // embedded only: the journal with its room to grow
	goroutineTolerance = 100      // connections of the load come and go
	fileTolerance      = 60
	refusedTolerance   = 0.05 // of the orders, on a machine that others use, too
	soakRepeat         = time.Minute
	soakOrdersEmbedded = 9_000 // near the limit that the embedded store is meant for
)

// pointsPerOrder is what an order of a load is worth: twelve lines of 19.95.
const pointsPerOrder = 239

// sample is the state of the program at one moment.
type sample struct {
	after                    time.Duration
	memory, goroutines       float64
	files, disk, worked, due float64
}

func TestF47AtHalfOfThePeakNothingGrows(t *testing.T) {
	lasts := soakTime(t)
	database, embedded := soakDatabase(t)
	p := launch(t, database)
	peak := measurePeak(t, p, lasts)
	l := load{address: p.address, conns: 16, repeat: soakRepeat, rate: peak.rate / 2, lasts: lasts, customers: 2_000, shops: 4, first: peak.orders}
	if embedded {
		l.rate = min(l.rate, (soakOrdersEmbedded-float64(peak.orders))/lasts.Seconds())
	}
	t.Logf("%s; peak %.0f orders/s from request to points; %s at %.0f orders/s", machine(), peak.rate, lasts, l.rate)

	var result reply
	loading := make(chan struct{})
	go func() { defer close(loading); result = l.run() }()
	samples := p.watch(loading, lasts, float64(peak.orders))
	p.drain(peak.orders+result.acked, 10*time.Minute)
	p.stop()

	t.Logf("%d orders acknowledged, %d times one was refused and sent again, %d were given up; answered within p50 %.1f ms, p99 %.1f ms",
		result.acked, result.refused, result.failed, quantile(result.took, .5), quantile(result.took, .99))
	if result.failed > 0 {
		t.Errorf("%d orders were never acknowledged", result.failed)
	}
	if float64(result.refused) > refusedTolerance*float64(result.acked) {
		t.Errorf("%d refusals of %d orders at half of the peak, allowed are %.0f in a hundred", result.refused, result.acked, refusedTolerance*100)
	}
	judge(t, samples, embedded)
	everyOrderCounted(t, database, l.shops, peak.orders+result.acked)
}

// soakDatabase is MongoDB where there is one, else the file.
func soakDatabase(t *testing.T) (address string, embedded bool) {
	t.Helper()
	if os.Getenv("MONGODB_TEST_URL") != "" {
		return databaseFor(t), false
	}
	return "file:" + filepath.Join(t.TempDir(), "clientele.db"), true
}

type peakRate struct {
	rate   float64 // orders a second from request to points
	orders int
}

// measurePeak sends as much as is answered and waits until all of it has had
// its effect.
func measurePeak(t *testing.T, p *loaded, lasts time.Duration) peakRate {
	t.Helper()
	begin := time.Now()
	a := load{address: p.address, conns: 32, lasts: min(10*time.Second, lasts/4), orders: 3_000, customers: 2_000, shops: 4, repeat: soakRepeat}.run()
	if a.failed > 0 || a.acked == 0 {
		t.Fatalf("%d of %d orders were never acknowledged\n%.2000s", a.failed, a.acked+a.failed, p.log)
	}
	p.drain(a.acked, 5*time.Minute)
	return peakRate{rate: float64(a.acked) / time.Since(begin).Seconds(), orders: a.acked}
}

// watch looks at the program every few seconds until the load ends.
func (p *loaded) watch(loading <-chan struct{}, lasts time.Duration, before float64) (samples []sample) {
	ticker := time.NewTicker(max(200*time.Millisecond, min(5*time.Second, lasts/100)))
	defer ticker.Stop()
	begin := time.Now()
	for {
		select {
		case <-loading:
			return samples
		case <-ticker.C:
		}
		g := p.gauges()
		s := sample{
			after: time.Since(begin), memory: g["process_resident_memory_bytes"], goroutines: g["go_goroutines"], files: g["process_open_fds"],
			worked: g["clientele_deliveries_total:done"] - before,
		}
		s.due = g["clientele_webhooks_received_total"] - before - s.worked
		if path, is := strings.CutPrefix(p.database, "file:"); is {
			if info, err := os.Stat(path); err == nil {
				s.disk = float64(info.Size())
			}
		}
		samples = append(samples, s)
	}
}

// judge compares the time after the warm-up with the end, by medians of a
// quarter of the samples each, and tells the slopes.
func judge(t *testing.T, samples []sample, embedded bool) {
	t.Helper()
	samples = samples[len(samples)/5:]
	if len(samples) < 8 {
		t.Fatalf("only %d samples after the warm-up: the program did not answer", len(samples))
	}
	quarter := len(samples) / 4
	first, last := samples[:quarter], samples[len(samples)-quarter:]
	orders := at(last, func(s sample) float64 { return s.worked }) - at(first, func(s sample) float64 { return s.worked })
	memory := at(first, func(s sample) float64 { return s.memory })
	allowance := max(memoryFloor, memory*memoryTolerance)
	if embedded {
		allowance += orders * memoryPerOrder
	}
	for _, grown := range []struct {
		what    string
		of      func(s sample) float64
		allowed float64
	}{
		{"memory in bytes", func(s sample) float64 { return s.memory }, allowance},
		{"goroutines", func(s sample) float64 { return s.goroutines }, goroutineTolerance},
		{"open files", func(s sample) float64 { return s.files }, fileTolerance},
		{"deliveries that wait", func(s sample) float64 { return s.due }, max(200, orders/20)},
		{"file in bytes", func(s sample) float64 { return s.disk }, max(32<<20, orders*diskPerOrder)},
	} {
		from, to := at(first, grown.of), at(last, grown.of)
		t.Logf("%-21s %12.0f → %12.0f, slope %+.0f an hour, allowed growth %.0f", grown.what, from, to, slope(samples, grown.of), grown.allowed)
		if to-from > grown.allowed {
			t.Errorf("%s grew from %.0f to %.0f over %.0f orders, allowed are %.0f", grown.what, from, to, orders, grown.allowed)
		}
	}
	if orders <= 0 {
		t.Error("no order had its effect while the load ran")
	}
}

func at(samples []sample, of func(s sample) float64) float64 {
	numbers := make([]float64, 0, len(samples))
	for _, s := range samples {
		numbers = append(numbers, of(s))
	}
	return median(numbers)
}

// slope is the growth in an hour, by least squares.
func slope(samples []sample, of func(s sample) float64) float64 {
	var n, x, y, xx, xy float64
	for _, s := range samples {
		hours := s.after.Hours()
		n, x, y, xx, xy = n+1, x+hours, y+of(s), xx+hours*hours, xy+hours*of(s)
	}
	if spread := n*xx - x*x; spread != 0 {
		return (n*xy - x*y) / spread
	}
	return 0
}

// everyOrderCounted opens the database and holds all books against what was
// acknowledged.
func everyOrderCounted(tb testing.TB, database string, shopCount, acked int) {
	tb.Helper()
	values := map[string]string{
		"DATABASE_URL": database, "APP_URL": "http://127.0.0.1:4000", "SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": loadSecret,
		"ENCRYPTION_KEY": base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef")), "LOG_LEVEL": "error",
	}
	config, err := Load(func(name string) string { return values[name] })
	if err != nil {
		tb.Fatal(err)
	}
	p, err := build(context.Background(), config, world{Now: time.Now, Rand: zeros{}, Chance: func() float64 { return 0 }, Out: io.Discard, Err: io.Discard})
	if err != nil {
		tb.Fatal(err)
	}
	defer func() {
		if err := p.store.Close(context.Background()); err != nil {
			tb.Error(err)
		}
	}()
	for range 10_000 {
		n, err := p.flow.FoldFigures(context.Background(), flow.Batch)
		if err != nil {
			tb.Fatal(err)
		}
		if n == 0 {
			break
		}
	}
	orders, earned := int64(0), int64(0)
	for n := range shopCount {
		total, err := p.store.Figures.Total(context.Background(), models.ShopID(shopNumbered(n)))
		if err != nil {
			tb.Fatal(err)
		}
		orders, earned = orders+total.Orders, earned+total.Earned
	}
	if orders != int64(acked) {
		tb.Errorf("the shops count %d orders, %d were acknowledged", orders, acked)
	}
	if want := int64(acked) * pointsPerOrder; earned != want {
		tb.Errorf("the shops count %d points earned, want %d", earned, want)
	}
}
