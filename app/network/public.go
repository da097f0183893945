package network

import (
	"errors"
	"net/netip"
	"syscall"
)

// ErrInside is the refusal of an address that is not public.
var ErrInside = errors.New("the address is not public")

// reserved are networks that are not the public internet beyond what net/netip
// knows.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"),
	netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"), netip.MustParsePrefix("64:ff9b::/96"),
	netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"),
}

// Public tells whether an address is one of the public internet.
func Public(ip netip.Addr) bool {
	ip = ip.Unmap()
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return false
	}
	for _, p := range reserved {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}

// PublicOnly is the Control of a net.Dialer that refuses a connection after the
// name was resolved and before a byte is sent, so that no name can lead inwards,
// not even one that changes.
func PublicOnly(_, address string, _ syscall.RawConn) error {
	end, err := netip.ParseAddrPort(address)
	if err != nil || !Public(end.Addr()) {
		return ErrInside
	}
	return nil
}
