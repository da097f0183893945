package sandbox

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/vektah/gqlparser/v2/ast"
)

// Version is the API version the stand-in speaks.
const Version = "2026-10"

// Subscription is one topic the app listens to and the path that receives it.
type Subscription struct {
	Topic string
	Path  string
}

// Options set up a Server. Everything but Dir, OldSecret, SchemaPath, Start,
// Client, RetryBase and Extension is needed.
type Options struct {
	Dir           string // state is kept here; empty keeps it in memory
	AppURL        string // where the app listens: http://127.0.0.1:4000
	BaseURL       string // where this server is reached: http://127.0.0.1:4010
	ClientID      string // must begin with "sandbox-"
	ClientSecret  string
	OldSecret     string   // set while a secret is being rotated
	Scopes        []string // granted on install
	Subscriptions []Subscription
	SchemaPath    string // introspection JSON of the admin API, may end in .gz
	Logger        *slog.Logger
	Rand          io.Reader        // source of tokens and ids
	Wall          func() time.Time // the real clock
	Start         time.Time        // simulated time of a fresh state; zero means now
	Client        *http.Client     // reaches the app
	RetryBase     time.Duration    // first webhook retry gap; default one second
	Extension     fs.FS            // the theme app extension's files; nil for none
}

// Server is the stand-in. All methods may be called at the same time.
type Server struct {
	opts   Options
	log    *slog.Logger
	client *http.Client
	mux    *http.ServeMux
	schema *ast.Schema // nil when no schema was found
	engine *engine

	buckets buckets

	extension *extension               // nil when there is none
	liquids   map[string]*liquidEngine // by language

	mu      sync.Mutex
	state   *state
	closed  bool
	results map[int64][]byte // of bulk operations; gathered again after a restart

	rand sync.Mutex // Options.Rand need not be safe for several callers
}

type route struct {
	pattern string // method and path as http.ServeMux takes them
	handler http.HandlerFunc
}

// New loads or seeds the state and starts delivering webhooks. It refuses
// credentials that could be real ones.
func New(opts Options) (*Server, error) {
	if err := opts.check(); err != nil {
		return nil, err
	}
	s := &Server{opts: opts, log: opts.Logger, client: bounded(opts.Client), results: map[int64][]byte{}}
	if err := s.load(); err != nil {
		return nil, err
	}
	if err := s.loadSchema(); err != nil {
		return nil, err
	}
	if err := s.loadExtension(); err != nil {
		return nil, err
	}
	s.mux = http.NewServeMux()
	for _, r := range append(s.routes(), s.pageRoutes()...) {
		s.mux.HandleFunc(r.pattern, r.handler)
	}
	s.engine = startEngine(s)
	return s, nil
}

// routes is every machine-facing address; pages are in pageRoutes.
func (s *Server) routes() []route {
	return []route{
		{"POST /shops/{shop}/admin/oauth/access_token", s.handleToken},
		{"POST /shops/{shop}/admin/api/{version}/graphql.json", s.handleGraphQL},
		{"GET /bulk/{handle}/{id}", s.handleResult},
		{"/storefront/{handle}/apps/clientele/{rest...}", s.handleProxy},
		{"GET /shops/{shop}/apps/{rest...}", s.handleStorefront},
		{"/shops/{rest...}", s.handleUnknown},
		{"GET /state.json", s.handleState},
		{"POST /state/faults", s.handleFaults},
		{"GET /state/deliveries/{handle}", s.handleSignedDeliveries},
		{"GET /state/proxy/{handle}/{rest...}", s.handleSignedProxy},
		{"GET /state/mails", s.handleMails},
		{"POST /state/advance", s.handleAdvance},
	}
}

// Handler answers every address of the stand-in.
func (s *Server) Handler() http.Handler { return s.mux }

// Close stops deliveries, waits for those under way and writes the state.
func (s *Server) Close(ctx context.Context) error {
	err := s.engine.stop(ctx)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	return errors.Join(err, s.save())
}

// BaseURL is where browsers reach the stand-in, without a slash at the end.
func (s *Server) BaseURL() string { return s.opts.BaseURL }

// AppURL is where the app listens, without a slash at the end.
func (s *Server) AppURL() string { return s.opts.AppURL }

// ClientID is the app's client id.
func (s *Server) ClientID() string { return s.opts.ClientID }

// Now is the simulated time: the wall clock plus everything AdvanceClock added.
// It is handed to the whole program.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now()
}

func (s *Server) now() time.Time { return s.opts.Wall().Add(s.state.Offset).UTC() }

// maxAdvance bounds one jump; the whole offset stays far inside time.Duration.
const maxAdvance = 400 * 24 * time.Hour

// AdvanceClock moves the simulated time forward, never back. Webhooks that
// become due go out at once.
func (s *Server) AdvanceClock(d time.Duration) error {
	if d <= 0 || d > maxAdvance {
		return refuse("the clock moves forward by at most 400 days at a time")
	}
	err := s.change(func(st *state) error {
		if st.Offset > 100*maxAdvance {
			return refuse("the clock has been moved far enough")
		}
		st.Offset += d
		return nil
	})
	s.engine.wake()
	return err
}

func (o *Options) check() error {
	if !strings.HasPrefix(o.ClientID, "sandbox-") {
		return errors.New("sandbox: refusing to start with real credentials: the client id must begin with \"sandbox-\"")
	}
	if o.ClientSecret == "" || o.Logger == nil || o.Rand == nil || o.Wall == nil {
		return errors.New("sandbox: ClientSecret, Logger, Rand and Wall are needed")
	}
	for name, raw := range map[string]*string{"AppURL": &o.AppURL, "BaseURL": &o.BaseURL} {
		u, err := url.Parse(*raw)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("sandbox: %s must be an absolute address, it is %q", name, *raw)
		}
		*raw = strings.TrimRight(*raw, "/")
	}
	if o.RetryBase <= 0 {
		o.RetryBase = time.Second
	}
	return nil
}

// CheckLoopback refuses an address other machines could reach.
func CheckLoopback(addr string) error {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return fmt.Errorf("sandbox: address %q: %w", addr, err)
	}
	if host == "localhost" {
		return nil
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("sandbox: %q is not a loopback address; the sandbox must not be reachable from other machines", addr)
	}
	return nil
}

// bounded returns a client that never follows redirects by itself.
func bounded(c *http.Client) *http.Client {
	out := http.Client{}
	if c != nil {
		out = *c
	}
	if out.Timeout == 0 || out.Timeout > 30*time.Second {
		out.Timeout = 30 * time.Second
	}
	out.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &out
}
