package shopify

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"clientele/models"
)

// names is a name server that answers every question with one address, which
// may change between two questions.
type names struct {
	socket net.PacketConn
	answer atomic.Pointer[netip.Addr]
	asked  atomic.Int64
}

func startNames(t *testing.T) *names {
	t.Helper()
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &names{socket: socket}
	t.Cleanup(func() { _ = socket.Close() })
	go func() {
		question := make([]byte, 1500)
		for {
			size, from, err := socket.ReadFrom(question)
			if err != nil {
				return
			}
			_, _ = socket.WriteTo(n.reply(question[:size]), from)
		}
	}()
	return n
}

// reply is a message of the domain name system with at most one address.
func (n *names) reply(question []byte) []byte {
	n.asked.Add(1)
	end := 12
	for end < len(question) && question[end] != 0 {
		end += int(question[end]) + 1
	}
	end += 5 // the zero, the kind and the class
	kind := binary.BigEndian.Uint16(question[end-4:])
	address := *n.answer.Load()
	r := append([]byte{question[0], question[1], 0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, question[12:end]...)
	if kind == 1 && address.Is4() || kind == 28 && address.Is6() {
		r[7] = 1
		raw := address.AsSlice()
		r = append(r, 0xc0, 12, byte(kind>>8), byte(kind), 0, 1, 0, 0, 0, 0, 0, byte(len(raw)))
		r = append(r, raw...)
	}
	return r
}

// Not parallel: for its time every name of this process is asked for here.
func TestF35ShopDomainsThatLeadInwardsAreRefusedHoweverTheyAreResolved(t *testing.T) {
	n := startNames(t)
	before := net.DefaultResolver
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		return net.Dial("udp", n.socket.LocalAddr().String())
	}}
	defer func() { net.DefaultResolver = before }()
	var reached atomic.Bool
	inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { reached.Store(true) }))
	defer inner.Close()
	_, port, _ := strings.Cut(strings.TrimPrefix(inner.URL, "http://"), ":")
	c, err := NewClient(Options{
		APIKey: testKey, Secret: testSecret, ShopURL: "http://{shop}:" + port, Shops: testVerifier(t).Shops, Now: func() time.Time { return testNow },
		Wait: func(context.Context, time.Duration) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{
		"127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "192.0.0.192",
		"::1", "::", "fe80::1", "fd00:ec2::254", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
	} {
		public := netip.MustParseAddr("203.0.113.1")
		n.answer.Store(&public)
		if _, err := net.DefaultResolver.LookupHost(t.Context(), string(testShop)); err != nil { // whoever looked first saw another address
			t.Fatal(err)
		}
		inward := netip.MustParseAddr(address)
		n.answer.Store(&inward)
		asked := n.asked.Load()
		_, err := c.Refresh(t.Context(), models.ShopID(testShop), "r")
		if !errors.Is(err, errNotPublic) {
			t.Errorf("a domain that leads to %s is answered %v, want a refusal", address, err)
		}
		if n.asked.Load() == asked {
			t.Errorf("for %s the name server was not asked, so nothing is shown", address)
		}
	}
	if reached.Load() {
		t.Error("an inner server was reached")
	}
}
