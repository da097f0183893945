package gate

import (
	"fmt"
	"net/netip"
	"strings"
)

const proxiesMax = 100

// Proxies are the networks whose word about where a request came from is taken.
// The zero value trusts nobody.
type Proxies []netip.Prefix

// ParseProxies reads addresses and networks such as 10.0.0.0/8.
func ParseProxies(list []string) (Proxies, error) {
	if len(list) > proxiesMax {
		return nil, fmt.Errorf("name at most %d proxies", proxiesMax)
	}
	var all Proxies
	for i, each := range list {
		network, err := netip.ParsePrefix(each)
		if address, bad := netip.ParseAddr(each); bad == nil {
			network, err = netip.PrefixFrom(address.Unmap(), address.Unmap().BitLen()), nil
		}
		if err != nil {
			return nil, fmt.Errorf("entry %d is no address and no network; write 10.0.0.1 or 10.0.0.0/8", i+1)
		}
		if network.Bits() == 0 {
			return nil, fmt.Errorf("entry %d would trust everybody; name your own proxies", i+1)
		}
		all = append(all, network.Masked())
	}
	return all, nil
}

// Trusts tells whether an address is one of the proxies.
func (p Proxies) Trusts(address netip.Addr) bool {
	for _, network := range p {
		if network.Contains(address.Unmap()) {
			return true
		}
	}
	return false
}

// Origin tells where a request came from: from the other end of the
// connection, unless that is one of our proxies. Each proxy writes the address
// it was asked from at the end of forwarded (X-Forwarded-For), so the list is
// read from its end, as far as it was written by ours. What stands before that
// anybody may have written.
func (p Proxies) Origin(peer netip.Addr, forwarded string) netip.Addr {
	for range proxiesMax {
		if !p.Trusts(peer) {
			break
		}
		comma := strings.LastIndexByte(forwarded, ',')
		said, err := netip.ParseAddr(strings.TrimSpace(forwarded[comma+1:]))
		if err != nil {
			break
		}
		peer, forwarded = said, forwarded[:max(0, comma)]
	}
	return peer.Unmap().WithZone("")
}

// Neighbourhood is what counts as one caller: an IPv4 address, or the network
// of an IPv6 address that is usually given to one customer.
func Neighbourhood(address netip.Addr) string {
	if address = address.Unmap(); address.Is6() {
		if network, err := address.WithZone("").Prefix(64); err == nil {
			return network.String()
		}
	}
	return address.String()
}
