package sandbox

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

//go:embed templates/*.html assets
var pageFiles embed.FS

// pageSet holds every page's template, parsed once on first use.
var pageSet = sync.OnceValues(parsePages)

// layouts names the frame each page is put into, by the prefix of its file.
var layouts = map[string]string{"admin": "layout_admin", "store": "layout_store", "plain": "layout_plain"}

func parsePages() (map[string]*template.Template, error) {
	names, err := pageFiles.ReadDir("templates")
	if err != nil {
		return nil, fmt.Errorf("sandbox: list templates: %w", err)
	}
	set := make(map[string]*template.Template, len(names))
	for _, entry := range names {
		name := strings.TrimSuffix(entry.Name(), ".html")
		kind, _, _ := strings.Cut(name, "_")
		layout, isPage := layouts[kind]
		if !isPage {
			continue
		}
		t, err := template.New(layout+".html").Funcs(pageFuncs()).ParseFS(pageFiles,
			"templates/"+layout+".html", "templates/part_shared.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("sandbox: template %s: %w", name, err)
		}
		set[name] = t
	}
	return set, nil
}

// page is what a template sees. Data is the page's own part.
type page struct {
	Title   string
	Section string // navigation entry to mark
	Shop    Shop
	Shops   []Shop
	Staff   staff
	Now     time.Time // simulated
	Path    string    // of this page, to come back to after a form elsewhere
	Done    string    // what just happened, in words
	Failed  string    // name of the form that was refused
	Problem string    // why
	Form    url.Values
	Locale  string // of the panel for staff, of the words for shoppers
	Say     words  // storefront only
	Cart    int64  // number of things in the cart
	Waiting int    // deliveries not yet made
	Stage   string // app origin, when the page frames the app
	Data    any

	// Storefront only: app blocks, embeds and their style sheets.
	Blocks, Embeds []shownBlock
	Sheets         []string
}

// Value is what was typed into a refused form, or else the stored value.
func (p page) Value(field, stored string) string {
	if p.Form != nil && p.Form.Has(field) {
		return p.Form.Get(field)
	}
	return stored
}

// visit is one request for a page.
type visit struct {
	s    *Server
	w    http.ResponseWriter
	r    *http.Request
	shop Shop // zero on pages that belong to no store
}

const maxForm = 64 << 10 // bytes of a form: the largest is a long order's refund

// open turns a page into a handler: finds the store, refuses foreign forms,
// and shows errors.
func (s *Server) open(show func(*visit) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		v := &visit{s: s, w: w, r: r}
		if err := v.enter(show); err != nil {
			v.fail(err)
		}
	}
}

func (v *visit) enter(show func(*visit) error) error {
	if v.r.Method == http.MethodPost {
		if !sameOrigin(v.r) {
			return &Refusal{Status: http.StatusForbidden, Text: "This form was sent from another site and was not accepted."}
		}
		v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
		if !strings.HasPrefix(v.r.Header.Get("Content-Type"), "application/json") {
			if err := v.r.ParseForm(); err != nil {
				return &Refusal{Status: http.StatusBadRequest, Text: "The form could not be read."}
			}
		}
	}
	if handle := v.r.PathValue("handle"); handle != "" {
		shop, ok := v.s.Shop(handle)
		if !ok || shop.Handle != handle {
			return &Refusal{Status: http.StatusNotFound, Text: "There is no store called “" + handle + "”."}
		}
		v.shop = shop
	}
	return show(v)
}

// sameOrigin tells whether a browser sent this from one of our own pages.
// Programs that are not browsers send neither header; they carry no cookies of
// a person, so there is nothing to protect.
func sameOrigin(r *http.Request) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" && site != "none" {
		return false
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host == r.Host && (u.Scheme == "http" || u.Scheme == "https")
}

// show renders a page.
func (v *visit) show(status int, name string, p page) error {
	set, err := pageSet()
	if err != nil {
		return err
	}
	t, ok := set[name]
	if !ok {
		return fmt.Errorf("sandbox: no template %s", name)
	}
	v.complete(&p)
	var out bytes.Buffer
	if err := t.Execute(&out, p); err != nil {
		return fmt.Errorf("sandbox: page %s: %w", name, err)
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	csp := policy(p.Stage)
	if len(p.Sheets) > 0 { // blocks carry the merchant's colours with them
		csp = strings.Replace(csp, "style-src 'self'", "style-src 'self' 'unsafe-inline'", 1)
	}
	h.Set("Content-Security-Policy", csp)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "no-store")
	v.w.WriteHeader(status)
	_, err = v.w.Write(out.Bytes())
	if err != nil {
		v.s.log.Debug("page not delivered", "error", err)
	}
	return nil
}

func (v *visit) complete(p *page) {
	p.Shop, p.Shops, p.Now = v.shop, v.s.Shops(), v.s.Now()
	p.Path = v.r.URL.RequestURI()
	if v.r.Method == http.MethodPost {
		p.Path = localPath(v.r.FormValue("back"), "/")
	}
	if p.Done == "" && p.Problem == "" {
		p.Done = v.takeFlash()
	}
	if p.Failed != "" && p.Form == nil {
		p.Form = v.r.PostForm
	}
	if v.shop.Handle == "" {
		return
	}
	p.Staff = staffOf(v.shop)
	if p.Locale == "" {
		p.Locale = v.staffLocale()
	}
	for _, d := range v.s.Deliveries(v.shop.Handle) {
		if d.State == DeliveryWaiting {
			p.Waiting++
		}
	}
}

// policy is the Content-Security-Policy of our own pages; stage is the only
// foreign origin that may be framed.
func policy(stage string) string {
	frames := "'self'"
	if stage != "" {
		frames = stage
	}
	return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; frame-src " + frames
}

// fail shows what went wrong, in the words of a Refusal or in general ones.
func (v *visit) fail(err error) {
	status, text := http.StatusInternalServerError, "Something broke in the sandbox. The terminal shows what it was."
	var refused *Refusal
	if errors.As(err, &refused) {
		status, text = refused.Status, refused.Text
	} else {
		v.s.log.Error("page failed", "path", v.r.URL.Path, "error", err)
	}
	if status == 0 {
		status = http.StatusUnprocessableEntity
	}
	if wantsJSON(v.r) {
		v.writeJSON(status, map[string]string{"error": text})
		return
	}
	p := page{Title: "Not possible", Problem: text, Data: status}
	if status == http.StatusNotFound {
		p.Title = "Not found"
	}
	if err := v.show(status, "plain_error", p); err != nil {
		http.Error(v.w, text, status)
	}
}

// refused returns the text for people, and false when err is not theirs.
func refused(err error) (string, int, bool) {
	var r *Refusal
	if !errors.As(err, &r) {
		return "", 0, false
	}
	if r.Status == 0 {
		return r.Text, http.StatusUnprocessableEntity, true
	}
	return r.Text, r.Status, true
}

// done ends a form: remembers what happened and sends the browser on.
func (v *visit) done(target, text string) error {
	if text != "" {
		http.SetCookie(v.w, &http.Cookie{Name: "sandbox_done", Value: url.QueryEscape(text), Path: "/", MaxAge: 60, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	}
	http.Redirect(v.w, v.r, target, http.StatusSeeOther)
	return nil
}

func (v *visit) takeFlash() string {
	c, err := v.r.Cookie("sandbox_done")
	if err != nil || len(c.Value) > 1000 {
		return ""
	}
	http.SetCookie(v.w, &http.Cookie{Name: "sandbox_done", Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	text, err := url.QueryUnescape(c.Value)
	if err != nil {
		return ""
	}
	return text
}

// localPath lets a form come back to one of our own pages only.
func localPath(wanted, otherwise string) string {
	u, err := url.Parse(wanted)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(wanted, "/") || strings.HasPrefix(wanted, "//") || strings.Contains(wanted, `\`) {
		return otherwise
	}
	return wanted
}

func (v *visit) number(name string) (int64, error) {
	id, err := strconv.ParseInt(v.r.PathValue(name), 10, 64)
	if err != nil || id <= 0 {
		return 0, &Refusal{Status: http.StatusNotFound, Text: "There is no such record."}
	}
	return id, nil
}
