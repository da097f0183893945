package network

import (
	"errors"
	"net/netip"
	"testing"
)

func TestOnlyAddressesOfThePublicInternetAreReached(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"8.8.8.8": true, "2606:4700::1111": true, "::ffff:8.8.8.8": true,
		"127.0.0.1": false, "0.0.0.0": false, "10.1.2.3": false, "172.31.255.255": false, "192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false,
		"224.0.0.1": false, "255.255.255.255": false, "::1": false, "::": false, "fe80::1": false, "fd00::1": false, "ff02::1": false, "::ffff:127.0.0.1": false, "64:ff9b::7f00:1": false,
	} {
		if got := Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("%s is public: %v, want %v", address, got, want)
		}
		if err := PublicOnly("tcp", netip.AddrPortFrom(netip.MustParseAddr(address), 443).String(), nil); errors.Is(err, ErrInside) == want {
			t.Errorf("a connection to %s is answered %v", address, err)
		}
	}
	if err := PublicOnly("tcp", "not an address", nil); !errors.Is(err, ErrInside) {
		t.Errorf("what is no address is answered %v", err)
	}
}
