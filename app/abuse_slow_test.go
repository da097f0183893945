package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"clientele/webhooks"
)

// sluggards are connections whose other side takes its time.
type sluggards struct {
	mu   sync.Mutex
	open []net.Conn
}

// Beginnings of requests that never end. The bodies are announced as large as
// the doors take them.
func beginnings(address string) []string {
	return []string{
		"", // says nothing at all
		"GET /healthz HTTP/1.1\r\nHost: " + address + "\r\nX-Slow: ",
		"POST " + webhooks.Path + " HTTP/1.1\r\nHost: " + address + "\r\nContent-Type: application/json\r\nX-Shopify-Topic: orders/paid\r\n" +
			"X-Shopify-Hmac-Sha256: 47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\r\nX-Shopify-Shop-Domain: " + demoShop + "\r\nX-Shopify-API-Version: 2026-10\r\n" +
			"X-Shopify-Webhook-Id: slow\r\nContent-Length: " + strconv.Itoa(webhooks.BodyMax) + "\r\n\r\n{",
		"POST /api/admin/backfill HTTP/1.1\r\nHost: " + address + "\r\nContent-Length: 12000000\r\n\r\n{",
		"POST " + webhooks.Path + " HTTP/1.1\r\nHost: " + address + "\r\nTransfer-Encoding: chunked\r\n\r\n",
	}
}

// arrive opens n connections from addresses of this machine, half of them from
// the one that healthy requests come from.
func (s *sluggards) arrive(t *testing.T, address string, n int) {
	t.Helper()
	begin := beginnings(address)
	for i := range n {
		dialer := net.Dialer{Timeout: 5 * time.Second, LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, byte(1+i%2))}}
		c, err := dialer.Dial("tcp", address)
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		_, _ = io.WriteString(c, begin[i%len(begin)])
		s.mu.Lock()
		s.open = append(s.open, c)
		s.mu.Unlock()
	}
}

// trickle sends one byte more on each.
func (s *sluggards) trickle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, c := range s.open {
		if i%len(beginnings("")) != 0 {
			_, _ = io.WriteString(c, "a")
		}
	}
}

// left counts the connections that the program has not closed.
func (s *sluggards) left() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	var n atomic.Int64
	var all sync.WaitGroup
	for _, c := range s.open {
		all.Go(func() {
			_ = c.SetReadDeadline(time.Now().Add(time.Second))
			if _, err := io.Copy(io.Discard, c); err != nil && errors.Is(err, os.ErrDeadlineExceeded) {
				n.Add(1)
			}
		})
	}
	all.Wait()
	return int(n.Load())
}

func (s *sluggards) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.open {
		_ = c.Close()
	}
}

// memory is what a process has resident, in megabytes.
func memory(t *testing.T, pid int) int {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		t.Skipf("SKIPPED: this machine does not tell what a process needs: %v", err)
	}
	_, rest, _ := strings.Cut(string(raw), "VmRSS:")
	kilobytes, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return kilobytes / 1024
}

// healthy asks n times, each time on a new connection, a third of them with a
// signed webhook, and gives how long the slowest hundredth took at least.
func healthy(t *testing.T, address, name string, n int) time.Duration {
	t.Helper()
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	var took []time.Duration
	for i := range n {
		began := time.Now()
		if i%3 == 0 {
			body := fmt.Appendf(nil, `{"id":%d,"email":"p%d@example.com","updated_at":"2026-11-01T10:00:00Z"}`, 1+i, i)
			if a := tellOf(client, address, "customers/create", demoShop, name+strconv.Itoa(i), body); a.status != http.StatusOK {
				t.Errorf("%s: webhook %d was not taken", name, i)
			}
		} else if response, err := client.Get("http://" + address + "/readyz"); err != nil || response.StatusCode != http.StatusOK {
			t.Errorf("%s: request %d: %v", name, i, err)
		} else {
			_ = response.Body.Close()
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took[len(took)*99/100]
}

func TestF42SlowAndIdleConnectionsHurtNobody(t *testing.T) {
	n, requests, patience := 2_400, 150, 500*time.Millisecond // other tests run meanwhile
	if fullSize() {
		n, requests, patience = 5_000, 1_000, 150*time.Millisecond
	}
	p := launch(t, "file:"+filepath.Join(t.TempDir(), "clientele.db"))
	address := p.address
	alone := healthy(t, address, "before", requests)
	before := memory(t, p.cmd.Process.Pid)
	s := &sluggards{}
	defer s.leave()
	s.arrive(t, address, n)
	trickling := make(chan struct{})
	stop := sync.OnceFunc(func() { close(trickling) })
	defer stop()
	go func() {
		for {
			select {
			case <-trickling:
				return
			case <-time.After(time.Second):
				s.trickle()
			}
		}
	}()
	among := healthy(t, address, "among", requests)
	left, after := s.left(), memory(t, p.cmd.Process.Pid)
	t.Logf("%d slow connections, %d of them still open: 99 of 100 requests within %s, %s before; %d MB resident, %d before", n, left, among, alone, after, before)
	if among > max(3*alone, patience) {
		t.Errorf("99 of 100 requests took up to %s, before it were %s", among, alone)
	}
	if left > connectionMax {
		t.Errorf("%d slow connections are open, %d is the most", left, connectionMax)
	}
	if after > before+128 {
		t.Errorf("it has %d MB and had %d before", after, before)
	}
	if !fullSize() {
		return
	}
	stop()
	pause(readTimeout + 3*time.Second)
	if left := s.left(); left > 0 {
		t.Errorf("%d slow connections are open after %s", left, readTimeout)
	}
}

func TestF42LargeBodiesThatTrickleInFillNoMemory(t *testing.T) {
	n, each := 300, 256<<10
	if fullSize() {
		n, each = 1_500, 1<<20
	}
	p := launch(t, "file:"+filepath.Join(t.TempDir(), "clientele.db"))
	address := p.address
	healthy(t, address, "before", 30)
	before := memory(t, p.cmd.Process.Pid)
	s := &sluggards{}
	defer s.leave()
	head, part := beginnings(address)[2], bytes.Repeat([]byte(" "), each)
	var all sync.WaitGroup
	for i := range n { // each sends much, and never all
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatalf("connection %d: %v", i, err)
		}
		s.open = append(s.open, c)
		all.Go(func() {
			_ = c.SetWriteDeadline(time.Now().Add(5 * time.Second))
			_, _ = io.WriteString(c, head)
			_, _ = c.Write(part)
		})
	}
	all.Wait()
	most := 0
	for range 10 {
		most = max(most, memory(t, p.cmd.Process.Pid))
		pause(100 * time.Millisecond)
	}
	t.Logf("%d bodies of %d kB under way: %d MB resident, %d before", n, each>>10, most, before)
	if most > before+3*(roomForBodies>>20) { // the collector of garbage lets it double
		t.Errorf("it has %d MB and had %d before", most, before)
	}
	healthy(t, address, "meanwhile", 30)
}
