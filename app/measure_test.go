package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"

	"clientele/models"
)

// The measurement of `make bench`: the real program over loopback, beside the
// plain driver and other stacks on the same database in the same run. BENCH is
// quick or full; without it, it is only seen to work.
type benchSize struct {
	seconds      time.Duration // of one load
	rounds       int           // in turn with what is compared, so that noise falls on all alike
	conns        []int
	lag          time.Duration
	embeddedLoad int   // orders of one load on the embedded store
	embeddedFull int   // orders it holds when it is measured again
	growth       []int // orders on MongoDB when the cost of one is measured
	growthFile   []int
	tries        int // samples of the cost of an order
	members      int // of a shop on MongoDB
	membersFile  int
	salon        salonSize // on MongoDB
	salonFile    salonSize
}

func sizeOfBench(t *testing.T) benchSize {
	t.Helper()
	switch wish := os.Getenv("BENCH"); wish {
	case "":
		return benchSize{seconds: time.Second, rounds: 1, conns: []int{8}, lag: time.Second, embeddedLoad: 60, embeddedFull: 80, growthFile: []int{20, 40}, tries: 3, membersFile: 60,
			salonFile: salonSize{staff: 3, days: 4, asks: 2, wishes: 12}}
	case "quick":
		return benchSize{seconds: 4 * time.Second, rounds: 3, conns: []int{32, 128}, lag: 10 * time.Second,
			embeddedLoad: 1_000, embeddedFull: 2_000, growth: []int{500, 5_000}, growthFile: []int{500, 2_000}, tries: 20, members: 5_000, membersFile: 1_000,
			salon: salonSize{staff: 16, days: 32, asks: 30, wishes: 300}, salonFile: salonSize{staff: 10, days: 10, asks: 20, wishes: 60}}
	case "full":
		return benchSize{seconds: 6 * time.Second, rounds: 5, conns: []int{32, 128}, lag: 30 * time.Second,
			embeddedLoad: 1_500, embeddedFull: 10_000, growth: []int{1_000, 10_000, 100_000}, growthFile: []int{1_000, 10_000}, tries: 40, members: 100_000, membersFile: 5_000,
			salon: salonSize{staff: 100, days: 90, asks: 60, wishes: 1_000}, salonFile: salonSize{staff: 16, days: 32, asks: 30, wishes: 200}}
	default:
		t.Fatalf("BENCH is %q; it may be quick or full", wish)
		return benchSize{}
	}
}

// figure is one line of the table.
type figure struct {
	Group string    `json:"group"`
	What  string    `json:"what"`
	Value float64   `json:"value"`
	Unit  string    `json:"unit"`
	Runs  []float64 `json:"runs,omitempty"` // what the value is the median of
	Aim   string    `json:"aim,omitempty"`
	Met   *bool     `json:"met,omitempty"`
}

type bench struct {
	*testing.T
	size    benchSize
	raw     string // the plain driver's program
	figures []figure
}

func (b *bench) note(group, what, unit string, runs ...float64) float64 {
	b.add(figure{Group: group, What: what, Value: median(runs), Unit: unit, Runs: runs})
	return median(runs)
}

// add keeps a figure, and tells it at once to who waits for the table.
func (b *bench) add(f figure) {
	b.figures = append(b.figures, f)
	if os.Getenv("BENCH") != "" {
		fmt.Printf("%s: %s: %.2f %s\n", f.Group, f.What, f.Value, f.Unit)
	}
}

// atLeast and atMost note a figure with its aim.
func (b *bench) atLeast(aim float64, group, what, unit string, value float64) {
	met := value >= aim
	b.add(figure{Group: group, What: what, Value: value, Unit: unit, Aim: fmt.Sprintf("≥ %g", aim), Met: &met})
}

func (b *bench) atMost(aim float64, group, what, unit string, value float64) {
	met := value <= aim
	b.add(figure{Group: group, What: what, Value: value, Unit: unit, Aim: fmt.Sprintf("≤ %g", aim), Met: &met})
}

func TestTheBenchMeasuresTheProgram(t *testing.T) {
	b := &bench{T: t, size: sizeOfBench(t)}
	began := machine()
	file := func() string { return "file:" + filepath.Join(t.TempDir(), "clientele.db") }
	if os.Getenv("BENCH") != "" && os.Getenv("MONGODB_TEST_URL") != "" {
		b.part("webhooks", b.mongodb)
		b.part("growth", func() { b.growing("mongodb", b.size.growth, func() string { return databaseFor(t) }) })
		b.part("members", func() { b.members("mongodb", b.size.members, databaseFor(t)) })
		b.part("bookings", func() { b.bookings("mongodb", b.size.salon, databaseFor(t)) })
	}
	b.part("webhooks", b.embedded)
	b.part("growth", func() { b.growing("embedded", b.size.growthFile, file) })
	b.part("members", func() { b.members("embedded", b.size.membersFile, file()) })
	b.part("bookings", func() { b.bookings("embedded", b.size.salonFile, file()) })
	table := b.table(began)
	if len(b.figures) < 8 || slices.ContainsFunc(b.figures, func(f figure) bool { return !(f.Value >= 0) || f.Value > math.MaxInt32 }) {
		t.Errorf("a figure is missing:\n%s", table)
	}
	if os.Getenv("BENCH") == "" {
		return
	}
	fmt.Println(table)
	b.save(began)
}

// part measures one part, unless BENCH_ONLY names others.
func (b *bench) part(name string, measure func()) {
	only := os.Getenv("BENCH_ONLY")
	if only == "" || slices.Contains(strings.Split(only, ","), name) {
		measure()
	}
}

func (b *bench) table(began string) string {
	var out bytes.Buffer
	fmt.Fprintf(&out, "at the start: %s\nat the end:   %s\n\n", began, machine())
	w := tabwriter.NewWriter(&out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "group\twhat\tmedian\tunit\tmin–max\taim\t")
	for _, f := range b.figures {
		spread, aim := "", f.Aim
		if len(f.Runs) > 1 {
			spread = fmt.Sprintf("%.1f–%.1f", slices.Min(f.Runs), slices.Max(f.Runs))
		}
		if f.Met != nil && *f.Met {
			aim += " met"
		} else if f.Met != nil {
			aim += " MISSED"
		}
		fmt.Fprintf(w, "%s\t%s\t%.2f\t%s\t%s\t%s\t\n", f.Group, f.What, f.Value, f.Unit, spread, aim)
	}
	_ = w.Flush()
	return out.String()
}

// save writes the figures as JSON, to compare runs.
func (b *bench) save(began string) {
	b.Helper()
	dir := filepath.Join("..", "bench-out")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.Fatal(err)
	}
	raw, err := json.MarshalIndent(map[string]any{"size": os.Getenv("BENCH"), "machine": began, "at": time.Now().UTC(), "figures": b.figures}, "", " ")
	if err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(dir, time.Now().UTC().Format("20060102-150405")+".json")
	if err := os.WriteFile(path, raw, 0o644); err != nil {
		b.Fatal(err)
	}
	fmt.Println("the same as JSON:", strings.TrimPrefix(path, "../"))
}

// mongodb compares acknowledged webhooks with the plain driver and the peers.
func (b *bench) mongodb() {
	b.Helper()
	database := databaseFor(b.T)
	p, first := launch(b.T, database), 0
	peak, work := 0.0, 0.0 // a second: acknowledged, and become points
	for _, conns := range b.size.conns {
		group := fmt.Sprintf("mongodb, %d connections", conns)
		var raw, acks, p50, p99, refused, drain, whole, cpus []float64
		var peers peerRuns
		for range b.size.rounds {
			r := b.rawInserts(conns)
			raw = append(raw, r.PerSecond)
			a := p.measure(load{conns: conns, warm: time.Second, lasts: b.size.seconds, customers: 10_000, shops: 4, first: first})
			first += a.acked + a.failed + conns
			refused = append(refused, float64(a.refused))
			acks, p50, p99 = append(acks, a.perSecond), append(p50, quantile(a.took, .5)), append(p99, quantile(a.took, .99))
			drain, whole, cpus = append(drain, a.drain), append(whole, a.whole), append(cpus, a.cpu)
			peers.run(b, p, conns)
		}
		ack := b.note(group, "acknowledged", "/s", acks...)
		b.note(group, "refused (not kept in time)", "", refused...)
		b.note(group, "answered within, p50", "ms", p50...)
		b.note(group, "answered within, p99", "ms", p99...)
		b.note(group, "CPU of the program for a webhook and its points", "µs", cpus...)
		plain := b.note(group, "plain driver, one durable insert each", "/s", raw...)
		b.atLeast(1.5, group, "acknowledged to plain inserts", "×", ack/plain)
		after := b.note(group, "points, after the load", "/s", drain...)
		b.note(group, "points, from the first request to the last point", "/s", whole...)
		b.atLeast(0.7, group, "points to acknowledged", "×", after/ack)
		peers.note(b, group)
		peak, work = max(peak, min(ack, median(whole)*2)), max(work, median(whole))
	}
	b.lags("mongodb", p, []steady{{"half of what becomes points at the peak", work / 2}, {"half of what is acknowledged at the peak, or all that becomes points", peak / 2}}, first)
}

// measured is a load with what became of it.
type measured struct {
	reply
	drain, whole float64 // orders a second
	cpu          float64 // microseconds of the program for each
}

// measure sends a load and waits until all of it has had its effect.
func (p *loaded) measure(l load) measured {
	p.tb.Helper()
	l.address = p.address
	begin, before, used := time.Now(), p.worked(), cpu(p.cmd.Process.Pid)
	m := measured{reply: l.run()}
	left := p.kept() - p.worked()
	m.drain = p.drain(p.kept(), 10*time.Minute)
	done := float64(p.worked() - before)
	m.whole = done / time.Since(begin).Seconds()
	if left < m.acked/10 { // it kept up with the load, and there is nothing to see afterwards
		m.drain = m.whole
	}
	m.cpu = float64((cpu(p.cmd.Process.Pid) - used).Microseconds()) / done
	return m
}

// kept is how many deliveries were acknowledged and are to be worked off.
func (p *loaded) kept() int { return int(p.gauges()["clientele_webhooks_received_total:kept"]) }

// steady is a rate at which deliveries come, evenly.
type steady struct {
	what string
	rate float64
}

// lags measures from the sending of a webhook to its points, at steady rates.
func (b *bench) lags(group string, p *loaded, rates []steady, first int) {
	b.Helper()
	sent := map[string]time.Time{} // by webhook id
	of := map[string]int{}         // which rate a webhook id belongs to
	shops := 4
	loads := make([]measured, len(rates))
	for i, s := range rates {
		l := load{conns: 64, rate: s.rate, warm: 2 * time.Second, lasts: b.size.lag, customers: 10_000, shops: shops, first: first}
		loads[i] = p.measure(l)
		for n, at := range loads[i].sentAt {
			if id := fmt.Sprintf("load-%d", first+n); !at.Before(loads[i].sentAt[0].Add(l.warm)) {
				sent[id], of[id] = at, i
			}
		}
		first += len(loads[i].sentAt)
	}
	p.stop()
	lags := make([][]float64, len(rates))
	b.deliveriesOf(p.database, shops, func(d models.Delivery) {
		if at, known := sent[d.WebhookID]; known {
			lags[of[d.WebhookID]] = append(lags[of[d.WebhookID]], float64(d.DoneAt.Sub(at).Microseconds())/1000)
		}
	})
	for i, s := range rates {
		slices.Sort(lags[i])
		b.note(group, "steady rate, "+s.what, "/s", loads[i].perSecond)
		b.note(group, "refused at it", "", float64(loads[i].refused))
		b.note(group, "from request to points at it, p50", "ms", max(0.001, quantile(lags[i], .5)))
		b.atMost(250, group, "from request to points at it, p99", "ms", max(0.001, quantile(lags[i], .99)))
	}
}

// deliveriesOf goes through the newest deliveries of each store of a load.
func (b *bench) deliveriesOf(database string, shops int, each func(d models.Delivery)) {
	b.Helper()
	opened := bare(b.T, database)
	for shop := range shops {
		q := models.DeliveryQuery{Limit: 100}
		for range 200 {
			page, err := opened.store.Inbox.Page(context.Background(), models.ShopID(shopNumbered(shop)), q)
			if err != nil {
				b.Fatal(err)
			}
			for _, d := range page.Items {
				each(d)
			}
			if q.Cursor = page.Next; q.Cursor == "" {
				break
			}
		}
	}
}

// embedded measures the embedded store, empty and with its share of orders.
func (b *bench) embedded() {
	b.Helper()
	const group, conns = "embedded", 32
	p := launch(b.T, "file:"+filepath.Join(b.TempDir(), "clientele.db"))
	l := load{conns: conns, lasts: time.Minute, orders: b.size.embeddedLoad, customers: 2_000, shops: 1}
	empty := p.measure(l)
	b.note(group, "acknowledged, empty store", "/s", empty.perSecond)
	b.note(group, "refused, empty store", "", float64(empty.refused))
	b.atMost(100, group, "answered within, p99, empty store", "ms", quantile(empty.took, .99))
	b.atLeast(150, group, "orders from request to points, empty store", "/s", empty.whole)
	l.first, l.orders, l.lasts, l.conns, l.repeat = l.orders, b.size.embeddedFull-l.orders, time.Hour, 8, time.Minute
	if m := p.measure(l); m.failed > 0 {
		b.Fatalf("%d orders were never acknowledged", m.failed)
	}
	p.stop()
	again := launch(b.T, p.database)
	full := fmt.Sprintf("%d orders", b.size.embeddedFull)
	b.atMost(3, group, "start with "+full, "s", again.started.Seconds())
	l.first, l.orders, l.lasts, l.conns = b.size.embeddedFull, b.size.embeddedLoad/2, time.Minute, conns
	m := again.measure(l)
	b.note(group, "answered within, p99, "+full, "ms", quantile(m.took, .99))
	b.atLeast(40, group, "orders from request to points, "+full, "/s", m.whole)
	again.stop()
}

// growing measures what an order costs beside so many others: on its own, and
// as one of those that come at the same time.
func (b *bench) growing(group string, sizes []int, database func() string) {
	b.Helper()
	type grown struct {
		p           *program
		have        int
		alone, many []float64
	}
	var all []*grown
	for _, size := range sizes {
		g := &grown{p: bare(b.T, database())}
		b.crowd(g.p, 0, size, size)
		g.have = size
		all = append(all, g)
	}
	const crowd = 64
	for range b.size.tries {
		for i, g := range all { // in turn, so that noise falls on all alike
			begin := time.Now()
			if _, err := g.p.hooks.Dispatch(b.Context(), delivery(1+g.have, 1+g.have%(1+sizes[i]/10))); err != nil {
				b.Fatal(err)
			}
			g.alone = append(g.alone, float64(time.Since(begin).Microseconds())/1000)
			g.have++
			begin = time.Now()
			b.crowd(g.p, g.have, crowd, sizes[i])
			g.many = append(g.many, float64(time.Since(begin).Microseconds())/1000/crowd)
			g.have += crowd
		}
	}
	for i, g := range all {
		b.note(group, fmt.Sprintf("an order alone beside %d", sizes[i]), "ms", g.alone...)
		b.note(group, fmt.Sprintf("an order of %d at once beside %d", crowd, sizes[i]), "ms", g.many...)
	}
	if len(all) < 2 {
		return
	}
	for _, cost := range []struct {
		what string
		of   func(g *grown) []float64
	}{{"alone", func(g *grown) []float64 { return g.alone }}, {"at once", func(g *grown) []float64 { return g.many }}} {
		what := fmt.Sprintf("an order %s, %d to %d", cost.what, sizes[0], sizes[len(sizes)-1])
		ratio := median(cost.of(all[len(all)-1])) / median(cost.of(all[0]))
		if group == "mongodb" {
			b.atMost(1.3, group, what, "×", ratio)
		} else {
			b.note(group, what, "×", ratio)
		}
	}
}

// crowd works off so many orders side by side, as the worker does.
func (b *bench) crowd(p *program, first, n, among int) {
	b.Helper()
	numbers := make(chan int, n)
	for i := range n {
		numbers <- first + i
	}
	close(numbers)
	var all sync.WaitGroup
	for range min(n, p.workers()) {
		all.Go(func() {
			for number := range numbers {
				if _, err := p.hooks.Dispatch(b.Context(), delivery(1+number, 1+number%(1+among/10))); err != nil {
					b.Error(err)
				}
			}
		})
	}
	all.Wait()
	if b.Failed() {
		b.FailNow()
	}
}

// rawInserts runs the plain driver as a process of its own.
func (b *bench) rawInserts(conns int) (figures struct{ PerSecond, P50, P99 float64 }) {
	b.Helper()
	wish, err := json.Marshal(map[string]any{"Conns": conns, "Bytes": len(loadTemplate()), "Seconds": b.size.seconds.Seconds()})
	if err != nil {
		b.Fatal(err)
	}
	if b.raw == "" {
		b.raw = filepath.Join(b.TempDir(), "raw.test")
		if out, err := exec.Command("go", "test", "-c", "-o", b.raw, "../models/store").CombinedOutput(); err != nil {
			b.Fatalf("building: %v\n%.2000s", err, out)
		}
	}
	cmd := exec.Command(b.raw, "-test.run", "^TestThePlainDriverInsertsDocumentsOneByOne$", "-test.v")
	cmd.Env = append(os.Environ(), "RAW_INSERTS="+string(wish))
	out, err := cmd.CombinedOutput()
	_, answer, found := strings.Cut(string(out), "RAW ")
	if err != nil || !found {
		b.Fatalf("measuring the plain driver: %v\n%.2000s", err, out)
	}
	answer, _, _ = strings.Cut(answer, "\n")
	if err := json.Unmarshal([]byte(answer), &figures); err != nil {
		b.Fatal(err)
	}
	return figures
}
