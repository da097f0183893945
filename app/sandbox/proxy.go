package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	proxyBody      = 1 << 20
	proxyAnswer    = 4 << 20
	proxyLimit     = 10 * time.Second
	proxyRedirects = 5
)

// CustomerCookie names the storefront cookie that holds the id of the
// signed-in customer; the app proxy reads it too.
func CustomerCookie(handle string) string { return "sandbox_customer_" + handle }

// SignedIn is the customer a storefront request comes from.
func (s *Server) SignedIn(r *http.Request, handle string) (Customer, bool) {
	cookie, err := r.Cookie(CustomerCookie(handle))
	if err != nil {
		return Customer{}, false
	}
	id, err := strconv.ParseInt(cookie.Value, 10, 64)
	if err != nil {
		return Customer{}, false
	}
	c, ok := s.Customer(handle, id)
	return c, ok && !c.Deleted && c.MergedInto == 0
}

// reserved parameters are the platform's own; a shopper cannot set them.
var reserved = []string{"shop", "path_prefix", "timestamp", "logged_in_customer_id", "signature", "hmac"}

// ProxyURL is the app's address and signed query for a storefront request to a
// path below the proxy. customer is 0 when nobody is signed in.
func (s *Server) ProxyURL(shop, path string, query url.Values, customer int64) (string, error) {
	sh, ok := s.Shop(shop)
	if !ok {
		return "", missing("the store " + shop)
	}
	q := url.Values{}
	for name, values := range query {
		q[name] = values
	}
	for _, name := range reserved {
		q.Del(name)
	}
	q.Set("shop", sh.Domain)
	q.Set("path_prefix", "/apps/clientele")
	q.Set("timestamp", itoa(s.Now().Unix()))
	q.Set("logged_in_customer_id", "")
	if customer != 0 {
		q.Set("logged_in_customer_id", itoa(customer))
	}
	q.Set("signature", proxySignature(s.signingSecret(), q))
	return s.opts.AppURL + "/proxy" + path + "?" + q.Encode(), nil
}

// handleStorefront leads from a store's first address to the one that its shoppers
// know, as the platform does.
func (s *Server) handleStorefront(w http.ResponseWriter, r *http.Request) {
	shop, ok := s.Shop(r.PathValue("shop"))
	if !ok {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	target := url.URL{Path: "/storefront/" + shop.Handle + "/apps/" + r.PathValue("rest"), RawQuery: r.URL.RawQuery}
	http.Redirect(w, r, target.String(), http.StatusMovedPermanently)
}

// handleProxy forwards /storefront/{handle}/apps/clientele/* to the app.
func (s *Server) handleProxy(w http.ResponseWriter, r *http.Request) {
	handle := r.PathValue("handle")
	install, ok := s.InstallOf(handle)
	if !ok || !install.Installed {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	prefix := "/storefront/" + url.PathEscape(handle) + "/apps/clientele"
	path, found := strings.CutPrefix(r.URL.EscapedPath(), prefix)
	if !found {
		http.Error(w, "Bad Request", http.StatusBadRequest)
		return
	}
	customer, _ := s.SignedIn(r, handle)
	target, err := s.ProxyURL(handle, path, r.URL.Query(), customer.ID)
	if err != nil {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, proxyBody))
	if err != nil {
		http.Error(w, "Content Too Large", http.StatusRequestEntityTooLarge)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), proxyLimit)
	defer cancel()
	res, err := s.follow(ctx, r, target, content)
	if err != nil {
		s.log.Warn("sandbox: app proxy", "error", err.Error())
		http.Error(w, "There was an error in the third-party application.", http.StatusBadGateway)
		return
	}
	defer func() { _ = res.Body.Close() }()
	copyAnswer(w, res)
}

// follow makes the request and the redirects it leads to, inside the app only.
func (s *Server) follow(ctx context.Context, r *http.Request, target string, content []byte) (*http.Response, error) {
	method := r.Method
	for range proxyRedirects {
		req, err := http.NewRequestWithContext(ctx, method, target, bytes.NewReader(content))
		if err != nil {
			return nil, err
		}
		forwardHeaders(req, r)
		res, err := s.client.Do(req)
		if err != nil {
			return nil, err
		}
		next := res.Header.Get("Location")
		if res.StatusCode < 300 || res.StatusCode > 399 || res.StatusCode == http.StatusNotModified || next == "" {
			return res, nil
		}
		_ = res.Body.Close()
		to, err := req.URL.Parse(next)
		if err != nil {
			return nil, err
		}
		if to.Scheme+"://"+to.Host != s.opts.AppURL {
			return nil, errors.New("the app redirects to another host: " + to.Host)
		}
		target = to.String()
		if res.StatusCode != http.StatusTemporaryRedirect && res.StatusCode != http.StatusPermanentRedirect {
			method, content = http.MethodGet, nil
		}
	}
	return nil, errors.New("the app redirects too often")
}

// hopHeaders never cross the proxy in either direction.
var hopHeaders = map[string]bool{
	"Connection": true, "Keep-Alive": true, "Proxy-Authorization": true, "Te": true, "Transfer-Encoding": true, "Upgrade": true,
	"Content-Length": true, "Host": true, "Accept-Encoding": true,
	"Cookie": true, "Set-Cookie": true, "Accept-Patch": true, "Accept-Ranges": true, "Date": true, "Delta-Base": true, "Im": true,
	"P3p": true, "Pragma": true, "Preference-Applied": true, "Proxy-Authenticate": true, "Public-Key-Pins": true, "Server": true,
	"Service-Worker-Allowed": true, "Trailer": true, "Tk": true, "Warning": true, "X-Powered-By": true,
}

func forwardHeaders(req, r *http.Request) {
	for name, values := range r.Header {
		if !hopHeaders[name] {
			req.Header[name] = values
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		host = r.RemoteAddr
	}
	req.Header.Set("X-Forwarded-For", host)
	req.Header.Set("X-Forwarded-Host", r.Host)
}

// copyAnswer passes the app's answer on. Liquid is not rendered: such a page is
// shown as it is.
func copyAnswer(w http.ResponseWriter, res *http.Response) {
	for name, values := range res.Header {
		if !hopHeaders[name] {
			w.Header()[name] = values
		}
	}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "application/liquid") {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
	}
	w.WriteHeader(res.StatusCode)
	_, _ = io.Copy(w, io.LimitReader(res.Body, proxyAnswer)) // the shopper may be gone
}
