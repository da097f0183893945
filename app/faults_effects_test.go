package main

import (
	"bytes"
	"crypto/rand"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"clientele/app/sandbox"
	"clientele/models/rewards"
)

// killer stands before the platform and kills the program, once for each change
// that it asks for: before the platform has done it, or after.
type killer struct {
	next  http.Handler
	after bool
	kill  func()

	mu    sync.Mutex
	met   map[string]bool
	dying bool // of one death nothing else is asked or told
	died  chan string
}

func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(raw))
	name, dying := k.first(raw)
	if dying {
		panic(http.ErrAbortHandler)
	}
	if name == "" {
		k.next.ServeHTTP(w, r)
		return
	}
	if k.after {
		k.next.ServeHTTP(httptest.NewRecorder(), r)
	}
	k.kill()
	k.died <- name
	panic(http.ErrAbortHandler)
}

// first gives the name of a change that is asked for the first time, and whether
// who asks is being killed already.
func (k *killer) first(raw []byte) (name string, dying bool) {
	names := operationsIn(raw)
	if len(names) == 0 || !bytes.Contains(raw, []byte("mutation ")) {
		return "", false
	}
	return k.strikes(names[0])
}

// strikes tells whether the program is to be killed for something: once for each.
func (k *killer) strikes(what string) (name string, dying bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.dying || k.met[what] {
		return "", k.dying
	}
	k.met[what], k.dying = true, true
	return what, false
}

// risen is what comes after a death.
func (k *killer) risen() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.dying = false
}

// atMail kills the program as it is about to hand over a mail; false where it is dying
// of something else.
func (k *killer) atMail(conn net.Conn) bool {
	defer func() { _ = conn.Close() }()
	name, _ := k.strikes("the first mail")
	if name != "" {
		k.kill()
		k.died <- name
	}
	return name != ""
}

// wished are the rewards that wait for the platform when the program is killed.
var wished = []string{"amount", "shipping", "credit", "card"}

// The program is killed at each of its changes at the platform, before it was
// done and after; once it is back, each has happened once.
func TestF02KilledAtEachChangeAtThePlatformItHappensOnce(t *testing.T) {
	for name, after := range map[string]bool{"before it was done": false, "after it was done": true} {
		t.Run(name, func(t *testing.T) {
			dir, database := t.TempDir(), fileOrMongo(t)
			var made []redeemed
			var who sandbox.Customer
			t.Run("points are held", func(t *testing.T) {
				s := &scene{harness: newHarnessIn(t, database, dir)}
				s.earn()
				for _, kind := range wished {
					made = append(made, s.redeem(kind, kind))
				}
				who = s.who
			})
			t.Run("the program is killed", func(t *testing.T) { killedAtChanges(t, dir, database, deaths{changes: len(wished), after: after}) })
			t.Run("each happened once", func(t *testing.T) {
				s := &scene{harness: newHarnessIn(t, database, dir), who: who}
				s.install(demoShop)
				s.later(time.Hour)
				s.work("outbox") // what the last one killed was about to do
				for i, kind := range wished {
					r, _ := s.redemption(made[i].ID)
					what, n := s.given(r)
					if n != 1 || r.State != rewards.Ready && r.State != rewards.Used {
						t.Errorf("%s: %d %s, and the redemption is %s: %s", kind, n, what, r.State, r.Problem)
					}
				}
			})
		})
	}
}

// deaths are those of a program: one at each of some changes at the platform, before
// it was done or after, and one at its first mail where it has any.
type deaths struct {
	changes     int
	after, mail bool
}

// killedAtChanges runs the program as a process of its own beside the platform
// until it has died all its deaths: each time what came before has been brought about.
func killedAtChanges(t *testing.T, dir, database string, all deaths) {
	platform, office := listen(t), listen(t)
	defer func() { _ = office.Close() }()
	addresses := sandboxAddresses{dir: dir, app: freeAddress(t), platform: platform.Addr().String(), database: database}
	s, err := newSandbox(addresses, world{Now: time.Now, Rand: rand.Reader, Err: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close(t.Context()) }()
	k := &killer{next: s.Handler(), after: all.after, met: map[string]bool{}, died: make(chan string, all.changes+1)}
	ready := make(chan struct{})
	var p *process
	k.kill = func() { <-ready; _ = p.cmd.Process.Kill() }
	server := &http.Server{Handler: k}
	go func() { _ = server.Serve(platform) }()
	defer func() { _ = server.Close() }()
	go func() {
		for {
			conn, err := office.Accept()
			if err != nil {
				return
			}
			if k.atMail(conn) {
				break
			}
		}
		_ = s.ServeMail(office)
	}()
	settings, times := map[string]string{"LOG_LEVEL": "error"}, all.changes
	if all.mail {
		settings["SMTP_URL"], settings["MAIL_FROM"] = "smtp://"+office.Addr().String(), "points@clientele.example"
		times++
	}
	for _, name := range []string{"DATABASE_URL", "APP_URL", "SHOPIFY_API_KEY", "SHOPIFY_API_SECRET", "ENCRYPTION_KEY", "SHOP_URL", "ADMIN_URL", "APP_BRIDGE_URL"} {
		settings[name] = s.settings(addresses)(name)
	}
	p = startProcess(t, settings)
	close(ready)
	for i := range times {
		select {
		case name := <-k.died:
			t.Logf("killed at %s", name)
		case <-time.After(2 * time.Minute):
			t.Fatalf("after %d kills nothing is asked any more:\n%s", i, p.log)
		}
		_ = p.cmd.Wait()
		k.risen()
		p.start()
		p.jump(time.Duration(i+1) * 5 * time.Minute) // what the killed process held is free
	}
	p.stop()
}
