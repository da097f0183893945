package shopify

import (
	"fmt"
	"regexp"
	"strings"
)

// DomainsMax bounds the list of allowed shop domains.
const DomainsMax = 50

const (
	hostLengthMax  = 253
	labelLengthMax = 63
)

var (
	shopLabel  = regexp.MustCompile(`^[a-z0-9][a-z0-9-]*$`)
	domainForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\.[a-z]([a-z0-9-]*[a-z0-9])?$`)
)

// Domains says which hosts may be shops. The zero value allows none.
type Domains struct {
	exact    map[string]bool
	suffixes []string // with the leading dot
}

// ParseDomains reads patterns: a host name, or "*." and a domain, where the
// star stands for exactly one label. Addresses and single labels are refused,
// because a shop's domain decides where we connect to.
func ParseDomains(patterns []string) (Domains, error) {
	d := Domains{exact: map[string]bool{}}
	if len(patterns) == 0 || len(patterns) > DomainsMax {
		return d, fmt.Errorf("name 1 to %d shop domains, such as *.myshopify.com", DomainsMax)
	}
	for i, p := range patterns {
		base, wild := strings.CutPrefix(p, "*.")
		if len(base) > hostLengthMax || !domainForm.MatchString(base) {
			return Domains{}, fmt.Errorf("entry %d is not a shop domain; write shop.example.com or *.example.com in lower case", i+1)
		}
		if wild {
			d.suffixes = append(d.suffixes, "."+base)
		} else {
			d.exact[base] = true
		}
	}
	return d, nil
}

// Allows tells whether host is a shop's permanent domain, spelled as it must
// be: lower case, without port or trailing dot.
func (d Domains) Allows(host string) bool {
	if host == "" || len(host) > hostLengthMax {
		return false
	}
	if d.exact[host] {
		return true
	}
	for _, suffix := range d.suffixes {
		label, ok := strings.CutSuffix(host, suffix)
		if ok && len(label) <= labelLengthMax && shopLabel.MatchString(label) {
			return true
		}
	}
	return false
}
