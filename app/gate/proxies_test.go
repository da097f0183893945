package gate

import (
	"net/netip"
	"testing"
)

func TestF37OnlyOurProxiesAreBelieved(t *testing.T) {
	t.Parallel()
	ours, err := ParseProxies([]string{"10.0.0.0/8", "::1", "192.0.2.7"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, peer, forwarded, want string
		proxies                     Proxies
	}{
		{"nobody is trusted", "10.0.0.1", "198.51.100.1", "10.0.0.1", nil},
		{"a stranger speaks for himself", "203.0.113.5", "198.51.100.1", "203.0.113.5", ours},
		{"our proxy", "10.0.0.1", "198.51.100.1", "198.51.100.1", ours},
		{"two of ours", "10.0.0.1", "198.51.100.1, 192.0.2.7", "198.51.100.1", ours},
		{"what was there before is nobody's word", "10.0.0.1", "1.2.3.4, 198.51.100.1", "198.51.100.1", ours},
		{"a made-up proxy before", "10.0.0.1", "1.2.3.4, 10.9.9.9, 198.51.100.1, 10.0.0.2", "198.51.100.1", ours},
		{"our proxy said nothing", "10.0.0.1", "", "10.0.0.1", ours},
		{"our proxy said nonsense", "10.0.0.1", "198.51.100.1, unknown", "10.0.0.1", ours},
		{"only proxies", "::1", "10.0.0.5", "10.0.0.5", ours},
		{"an address within another kind", "::ffff:10.0.0.1", "2001:db8::9", "2001:db8::9", ours},
	} {
		if got := c.proxies.Origin(netip.MustParseAddr(c.peer), c.forwarded); got.String() != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	for _, wrong := range []string{"0.0.0.0/0", "::/0", "proxy", "10.0.0.0/33", ""} {
		if _, err := ParseProxies([]string{wrong}); err == nil {
			t.Errorf("%q was taken for a proxy", wrong)
		}
	}
}

func TestF37ACustomersIPv6NetworkIsOneCaller(t *testing.T) {
	t.Parallel()
	of := func(s string) string { return Neighbourhood(netip.MustParseAddr(s)) }
	if of("2001:db8:1:2::1") != of("2001:db8:1:2:ffff::9") || of("2001:db8:1:2::1") == of("2001:db8:1:3::1") {
		t.Error("a network of 64 bits is not one caller")
	}
	if of("192.0.2.1") == of("192.0.2.2") || of("::ffff:192.0.2.1") != of("192.0.2.1") {
		t.Error("an IPv4 address is not one caller")
	}
}
