package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestF04ADiskThatFillsUpIsWaitedFor(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "small")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("SKIPPED: a small disk cannot be had here (%v %s); models/store fills one up at every byte", err, bytes.TrimSpace(out))
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("%v %s", err, out)
		}
	})
	p := startProcess(t, plainSettings("file:"+filepath.Join(dir, "clientele.db")))
	all, want := flood(mathrand.New(mathrand.NewPCG(4, 4)), 150)
	ballast := filepath.Join(dir, "ballast")
	load := &pour{t: t, secret: crashSecret, url: p.url}
	poured := make(chan struct{})
	load.progress = onTheWay([]int64{50}, func(int) { fill(t, ballast) })
	go func() { defer close(poured); load.all(all) }()
	refused := func() bool {
		load.mu.Lock()
		defer load.mu.Unlock()
		for _, a := range load.answers {
			if a.status == http.StatusServiceUnavailable && a.retryAfter != "" {
				return true
			}
		}
		return false
	}
	if !eventually(time.Minute, refused) {
		t.Error("no delivery was refused while the disk was full")
	}
	if status, said := p.get("/healthz", ""); status != http.StatusOK {
		t.Errorf("/healthz answered %d %s", status, said)
	}
	if err := os.Remove(ballast); err != nil { // space returns
		t.Fatal(err)
	}
	<-poured
	p.stop()
	checkAfter(t, p.settings, want)
}

// fill writes a file until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Error(err)
		return
	}
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
	if err := f.Close(); err != nil {
		t.Log(err)
	}
}

// TestF05 holds the books of a damaged file against each other, and lets the
// platform send everything again.
func TestF05ADamagedFileNeverShowsAWrongBalance(t *testing.T) {
	places, again := 40, 20
	if fullSize() {
		places, again = 1000, 100
	}
	random := mathrand.New(mathrand.NewPCG(5, 5))
	all, want := flood(random, 40)
	dir := t.TempDir()
	path := filepath.Join(dir, "clientele.db")
	p := startProcess(t, plainSettings("file:"+path))
	(&pour{t: t, secret: crashSecret, url: p.url}).all(all)
	if !eventually(time.Minute, func() bool { _, said := p.get("/metrics", ""); return deliveriesDone(said) >= len(want) }) {
		t.Fatal("nothing was done")
	}
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	p.die()
	refused, sound := 0, 0
	for i := range places {
		damaged, what := bytes.Clone(body), ""
		at := random.IntN(len(body))
		if i%2 == 0 {
			damaged, what = damaged[:at], fmt.Sprintf("cut at byte %d", at)
		} else {
			damaged[at] ^= 1 << random.IntN(8)
			what = fmt.Sprintf("a bit flipped in byte %d", at)
		}
		place := filepath.Join(dir, fmt.Sprintf("damaged%d.db", i))
		if err := os.WriteFile(place, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		settings := plainSettings("file:" + place)
		if !booksOf(t, settings, what) {
			refused++
			continue
		}
		if sound++; sound%again == 1 { // what the platform was not answered for, it sends again
			p := startProcess(t, settings)
			(&pour{t: t, secret: crashSecret, url: p.url}).all(all)
			p.stop()
			checkAfter(t, settings, want)
		}
	}
	t.Logf("of %d damaged files %d were refused, and the books of %d were sound", places, refused, sound)
	if refused == 0 || sound == 0 {
		t.Error("one of the two never happened, so this shows nothing")
	}
}

func deliveriesDone(metrics string) int {
	total := 0
	for line := range strings.Lines(metrics) {
		var n int
		if strings.HasPrefix(line, "clientele_deliveries_total{") && strings.Contains(line, `result="done"`) {
			if _, err := fmt.Sscan(line[strings.LastIndex(line, " ")+1:], &n); err == nil {
				total += n
			}
		}
	}
	return total
}

// booksOf opens a damaged file and checks its books; false where it is refused
// with the way out.
func booksOf(t *testing.T, settings map[string]string, what string) bool {
	t.Helper()
	config, err := Load(func(name string) string { return settings[name] })
	if err != nil {
		t.Fatal(err)
	}
	p, err := build(context.Background(), config, world{Now: time.Now, Rand: zeros{}, Chance: func() float64 { return 0 }, Out: io.Discard, Err: io.Discard})
	if err != nil {
		if !strings.Contains(err.Error(), "put a backup in its place") {
			t.Errorf("%s: the refusal does not tell the way out: %v", what, err)
		}
		return false
	}
	var books bytes.Buffer
	if err := verifyAll(context.Background(), world{Out: &books}, p.flow); err != nil {
		t.Errorf("%s: %v\n%s", what, err, books.String())
	}
	if err := p.store.Close(context.Background()); err != nil {
		t.Error(err)
	}
	return true
}
