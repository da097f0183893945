package shopify

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"clientele/app/network"
	"clientele/models"
)

// APIVersion is the version of the Admin API that every document is held to.
const APIVersion = "2026-10"

const (
	attemptTimeout = 10 * time.Second
	connectTimeout = 3 * time.Second
	idleTimeout    = 60 * time.Second
	attemptsMax    = 3 // the first and two more
	waitMax        = 5 * time.Second
	answerSizeMax  = 4 << 20
	shopToken      = "{shop}"
)

// Options are what a Client is made of.
type Options struct {
	APIKey  string
	Secret  string // the present client secret
	ShopURL string // base of a shop's endpoints; {shop} stands for its domain
	Shops   Domains
	Now     models.Clock
	// PrivateNetwork lets a shop's domain lead to loopback and private
	// addresses. A host written out in ShopURL is the operator's word and needs
	// no such leave.
	PrivateNetwork bool
	// Wait pauses between attempts; nil waits for real.
	Wait func(ctx context.Context, d time.Duration) error
}

// Client calls a shop's token endpoint and its Admin API. It follows no
// redirect, reads bounded answers and connects to no host but those that
// ShopURL and the allowed domains give.
type Client struct {
	options Options
	http    *http.Client
	files   *http.Client // reads results, from public addresses only
	near    *http.Client // reads results from the host that ShopURL names
	pace    pace
}

// NewClient checks the options and makes a client.
func NewClient(o Options) (*Client, error) {
	if o.Now == nil || o.APIKey == "" || o.Secret == "" {
		return nil, models.Errorf(models.Internal, "the platform's client needs a clock, a client id and a secret")
	}
	if err := CheckShopURL(o.ShopURL); err != nil {
		return nil, err
	}
	if o.Wait == nil {
		o.Wait = wait
	}
	dialer := &net.Dialer{Timeout: connectTimeout}
	if shopIsHost(o.ShopURL) && !o.PrivateNetwork {
		dialer.Control = publicOnly
	}
	transport := &http.Transport{
		// No proxy from the environment: it would take the addresses out of our hands.
		DialContext: dialer.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: connectTimeout,
		ResponseHeaderTimeout: attemptTimeout, IdleConnTimeout: idleTimeout,
		MaxIdleConns: 100, MaxIdleConnsPerHost: 8, MaxConnsPerHost: 32, MaxResponseHeaderBytes: 64 << 10,
	}
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	public := transport.Clone()
	public.DialContext = (&net.Dialer{Timeout: connectTimeout, Control: publicOnly}).DialContext
	return &Client{
		options: o,
		http:    &http.Client{Transport: transport, Timeout: attemptTimeout, CheckRedirect: stay},
		// Results are long; whoever reads them brings a deadline.
		files: &http.Client{Transport: public, CheckRedirect: stay},
		near:  &http.Client{Transport: transport, CheckRedirect: stay},
		pace:  pace{accounts: map[models.ShopID]account{}, costs: map[string]float64{}},
	}, nil
}

// CheckShopURL tells what is wrong with the base address of shops.
func CheckShopURL(template string) error {
	u, err := url.Parse(strings.Replace(template, shopToken, "shop", 1))
	if err != nil || strings.Count(template, shopToken) != 1 || u.Scheme != "https" && u.Scheme != "http" ||
		u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Hostname() == "" ||
		!shopIsHost(template) && !strings.Contains(strings.TrimPrefix(template, u.Scheme+"://")+"/", "/"+shopToken+"/") {
		return models.Errorf(models.Invalid, "must be an address with {shop} as its whole host or as one part of its path, such as https://{shop}")
	}
	return nil
}

// shopIsHost tells whether a shop's domain decides which host we connect to.
func shopIsHost(template string) bool {
	_, rest, _ := strings.Cut(template, "://")
	after, is := strings.CutPrefix(rest, shopToken)
	return is && (after == "" || after[0] == ':' || after[0] == '/')
}

// base is the address under which a shop's endpoints lie, without a slash at
// the end.
func (c *Client) base(shop models.ShopID) (string, error) {
	if !c.options.Shops.Allows(string(shop)) {
		return "", models.Errorf(models.Invalid, "%.80q is not a shop we may connect to", shop)
	}
	return strings.TrimSuffix(strings.Replace(c.options.ShopURL, shopToken, string(shop), 1), "/"), nil
}

// publicOnly refuses connections to addresses that are not public.
func publicOnly(kind, address string, connection syscall.RawConn) error {
	if network.PublicOnly(kind, address, connection) != nil {
		return errNotPublic
	}
	return nil
}

var errNotPublic = errors.New("the shop's domain leads to an address that is not public; set SHOP_PRIVATE_NETWORK=true to allow that")

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
