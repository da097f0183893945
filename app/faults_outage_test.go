package main

import (
	"crypto/rand"
	"encoding/json"
	mathrand "math/rand/v2"
	"net/http"
	"strings"
	"testing"
	"time"

	"clientele/models"
)

// The bounds of what a person or the platform notices of an outage. They leave
// a busy machine some room above the second that the door waits.
const (
	refusalMax  = 2 * time.Second
	recoveryMax = 30 * time.Second
	quietMax    = 3 * time.Minute // until memory and goroutines are what they were
)

// site is a program with a store in which the app is at home, under load.
type site struct {
	*testing.T
	*process
	stand *stand
	load  *pour
	all   []sent
	want  map[string]int64
	calm  level
}

// level is what a program uses while it has nothing to do.
type level struct{ goroutines, heap, resident float64 }

func (p *process) level() level {
	return level{p.metric("go_goroutines"), p.metric("go_memstats_heap_inuse_bytes"), p.metric("process_resident_memory_bytes")}
}

func newSite(t *testing.T, database string, deliveries int) *site {
	t.Helper()
	s := &site{T: t, process: &process{}}
	platform := listen(t)
	a := sandboxAddresses{dir: t.TempDir(), app: freeAddress(t), platform: platform.Addr().String(), database: database}
	var err error
	if s.stand, err = newSandbox(a, world{Now: time.Now, Rand: rand.Reader, Err: &lockedBuffer{}}); err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: s.stand.Handler(), ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(platform) }()
	t.Cleanup(func() { _ = server.Close() })
	settings := map[string]string{"LOG_LEVEL": "error"}
	for _, name := range []string{"DATABASE_URL", "APP_URL", "SHOPIFY_API_KEY", "SHOPIFY_API_SECRET", "ENCRYPTION_KEY", "SHOP_URL", "ADMIN_URL", "APP_BRIDGE_URL"} {
		settings[name] = s.stand.settings(a)(name)
	}
	s.process = startProcess(t, settings)
	if install, ok := s.stand.InstallOf(demoShop); !ok || !install.Installed {
		if err := s.stand.Install(demoShop); err != nil {
			t.Fatal(err)
		}
	}
	if status, said := s.panel(); status != http.StatusOK {
		t.Fatalf("the panel answered %d %s", status, said)
	}
	s.load = &pour{t: t, secret: s.stand.keys.Secret, url: s.process.url, gap: 30 * time.Millisecond}
	s.all, s.want = flood(mathrand.New(mathrand.NewPCG(7, uint64(deliveries))), deliveries)
	return s
}

// panel asks what the panel asks first.
func (s *site) panel() (int, string) {
	token, err := s.stand.MintIDToken(demoShop, staff)
	if err != nil {
		s.T.Error(err)
	}
	return s.get("/api/admin/session", token)
}

// warm sends some deliveries and notes what the program uses afterwards.
func (s *site) warm() {
	s.T.Helper()
	some := len(s.all) / 10
	s.load.all(s.all[:some])
	s.all = s.all[some:]
	pause(3 * time.Second)
	s.calm = s.level()
}

// during keeps the load up while something happens, and holds what is answered
// in between against what has to be: away tells whether everything has to be
// refused.
func (s *site) during(happens func(), away bool) (began, ended time.Time) {
	s.T.Helper()
	poured := make(chan struct{})
	go func() { defer close(poured); s.load.all(s.all) }()
	pause(time.Second)
	began = time.Now()
	over := make(chan struct{})
	go func() { defer close(over); happens() }()
	pause(1500 * time.Millisecond) // a stop and the noticing take a moment
	refusals := 0
	for asking := true; asking; {
		select {
		case <-over:
			asking = false
		default:
			if s.refused(away) {
				refusals++
			}
			pause(200 * time.Millisecond)
		}
	}
	ended = time.Now()
	if away && refusals == 0 {
		s.T.Error("nothing was refused meanwhile, so nothing was shown")
	}
	s.recovers(ended)
	<-poured
	return began, ended
}

// refused asks everything that needs the database, and tells whether all of it
// was refused as it should be.
func (s *site) refused(away bool) bool {
	s.T.Helper()
	all := true
	for _, ask := range []struct {
		what string
		of   func() (int, string)
	}{{"/readyz", func() (int, string) { return s.get("/readyz", "") }}, {"the panel", s.panel}} {
		began := time.Now()
		status, said := ask.of()
		took := time.Since(began)
		if status == http.StatusOK && !away {
			all = false
			continue
		}
		if status != http.StatusServiceUnavailable {
			all = false
			if away && status != http.StatusOK { // on the way out and in there may be one last good answer
				s.T.Errorf("%s answered %d %.300s", ask.what, status, said)
			}
			continue
		}
		var p struct{ Code, Detail string }
		if err := json.Unmarshal([]byte(said), &p); err != nil || p.Code != string(models.Unavailable) || !strings.Contains(p.Detail, "database") {
			s.T.Errorf("%s does not say that the database is away: %.300s", ask.what, said)
		}
		if took > 3*refusalMax {
			s.T.Errorf("%s took %s to refuse", ask.what, took.Round(time.Millisecond))
		}
	}
	if status, _ := s.get("/healthz", ""); status != http.StatusOK {
		s.T.Errorf("/healthz answered %d; a restart would not help", status)
	}
	return all
}

// recovers waits until everything answers again, by itself.
func (s *site) recovers(ended time.Time) {
	s.T.Helper()
	if !s.ready(recoveryMax) {
		s.T.Errorf("the program was not ready %s after the database had come back:\n%s", recoveryMax, s.log)
	}
	if !eventually(recoveryMax, func() bool { status, _ := s.panel(); return status == http.StatusOK }) {
		s.T.Errorf("the panel did not come back")
	}
	s.T.Logf("answered again %s after the database was back", time.Since(ended).Round(10*time.Millisecond))
}

// doors holds the answers to deliveries within a time against what has to be.
func (s *site) doors(began, ended time.Time) {
	s.T.Helper()
	refused := 0
	var slowest time.Duration
	for _, a := range s.load.between(began, ended) {
		slowest = max(slowest, a.took)
		switch {
		case a.status == http.StatusServiceUnavailable && a.retryAfter != "":
			refused++
		case a.status != http.StatusOK:
			s.T.Errorf("a delivery was answered %d with Retry-After %q", a.status, a.retryAfter)
		}
	}
	s.T.Logf("%d deliveries were answered 503, the slowest answer of all took %s", refused, slowest.Round(time.Millisecond))
	if refused == 0 || slowest > refusalMax {
		s.T.Errorf("%d deliveries were refused and the slowest answer took %s; want some, within %s", refused, slowest, refusalMax)
	}
}

// calmsDown waits until the program uses what it used before, and everything
// acknowledged is done by it.
func (s *site) calmsDown() {
	s.T.Helper()
	var now level
	calm := eventually(quietMax, func() bool {
		now = s.level()
		return now.goroutines <= s.calm.goroutines+10 && now.heap <= 2*s.calm.heap+(16<<20) && now.resident <= 2*s.calm.resident+(64<<20)
	})
	s.T.Logf("goroutines %.0f before, %.0f after; heap %.1f and %.1f MB; resident %.0f and %.0f MB", s.calm.goroutines, now.goroutines,
		s.calm.heap/(1<<20), now.heap/(1<<20), s.calm.resident/(1<<20), now.resident/(1<<20))
	if !calm {
		s.T.Error("the program does not use what it used before")
	}
}

// ends holds everything that was acknowledged against what became of it.
func (s *site) ends() {
	s.T.Helper()
	s.calmsDown()
	s.stop()
	checkAfter(s.T, s.settings, s.want)
}

func TestF07ADatabaseThatIsStoppedAndStartedLosesNothing(t *testing.T) {
	onlyAtFullSize(t, "stops a MongoDB of its own for a minute")
	m := startMongo(t, 1)
	s := newSite(t, m.database(), 10_000)
	s.warm()
	began, ended := s.during(func() {
		m.script("stop")
		pause(time.Minute)
		m.start()
	}, true)
	s.doors(began, ended)
	s.ends()
}

func TestF08ThePrimaryOfThreeIsKilled(t *testing.T) {
	onlyAtFullSize(t, "kills one of three MongoDB nodes of its own")
	m := startMongo(t, 3)
	s := newSite(t, m.database(), 10_000)
	s.warm()
	rounds := 3
	part := len(s.all) / rounds
	rest := s.all
	for round := range rounds {
		s.all = rest[round*part : (round+1)*part]
		if round == rounds-1 {
			s.all = rest[round*part:]
		}
		began, ended := s.during(func() {
			lost := m.primary()
			m.script("stop", "--kill", "--node", string(rune('0'+lost)))
			m.primary() // there is another one
		}, false)
		s.T.Logf("the set had another primary after %s", ended.Sub(began).Round(10*time.Millisecond))
		s.doors(began, ended)
		m.start()
	}
	s.ends()
}

func TestF09ADatabaseThatStallsHoldsNobodyUp(t *testing.T) {
	onlyAtFullSize(t, "freezes a MongoDB of its own")
	m := startMongo(t, 1)
	s := newSite(t, m.database(), 4_000)
	s.warm()
	began, ended := s.during(func() { m.freeze(0, 20*time.Second) }, true)
	s.doors(began, ended)
	s.ends()
}
