package sandbox

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"time"
)

// writeJSON answers with a JSON document.
func writeJSON(w http.ResponseWriter, status int, v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(raw) // the reader may be gone
}

// handleState shows what a test or a developer wants to know.
func (s *Server) handleState(w http.ResponseWriter, _ *http.Request) {
	waiting, failed := 0, 0
	for _, d := range s.Deliveries("") {
		switch d.State {
		case DeliveryWaiting:
			waiting++
		case DeliveryFailed:
			failed++
		}
	}
	installs := map[string]Install{}
	for _, sh := range s.Shops() {
		installs[sh.Domain], _ = s.InstallOf(sh.Domain)
	}
	writeJSON(w, http.StatusOK, body{
		"now": s.Now().Format(time.RFC3339Nano), "version": Version, "schema": s.schema != nil, "faults": s.Faults(),
		"deliveries_waiting": waiting, "deliveries_failed": failed, "installs": installs, "notices": s.Notices(),
	})
}

// handleMails lists the mailbox, newest first, so that other programs can read
// the invitations in it.
func (s *Server) handleMails(w http.ResponseWriter, _ *http.Request) {
	list := []body{}
	for _, m := range s.Mails() {
		list = append(list, body{"id": m.ID, "to": m.To, "subject": m.Subject, "text": m.Text, "calendar": m.Calendar, "method": m.Method})
	}
	writeJSON(w, http.StatusOK, body{"mails": list})
}

// handleUnknown answers platform addresses the sandbox does not have.
func (s *Server) handleUnknown(w http.ResponseWriter, r *http.Request) {
	text := r.Method + " " + r.URL.Path
	s.note("address", text[:min(len(text), maxText)]+" is not imitated")
	writeJSON(w, http.StatusNotFound, body{"errors": "Not Found"})
}

// handleAdvance moves the clock: "by" is a duration such as 72h, or "days".
func (s *Server) handleAdvance(w http.ResponseWriter, r *http.Request) {
	if !s.fromHere(w, r) {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	d, err := time.ParseDuration(r.FormValue("by"))
	if days, e := strconv.Atoi(r.FormValue("days")); e == nil && days > 0 && days <= 400 {
		d, err = time.Duration(days)*24*time.Hour, nil
	}
	if err == nil {
		err = s.AdvanceClock(d)
	} else {
		err = refuse("say how far: by=72h or days=14")
	}
	s.done(w, r, err, r.FormValue("back") == "")
}

// fromHere refuses requests other sites make a browser send.
func (s *Server) fromHere(w http.ResponseWriter, r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || origin == s.opts.BaseURL || origin == "http://"+r.Host {
		return true
	}
	http.Error(w, "this address is for the sandbox's own pages", http.StatusForbidden)
	return false
}

// done answers an action: JSON, or back to the page it came from.
func (s *Server) done(w http.ResponseWriter, r *http.Request, err error, asJSON bool) {
	status := http.StatusOK
	if err != nil {
		status = http.StatusInternalServerError
		var refusal *Refusal
		if errors.As(err, &refusal) {
			status = refusal.Status
		}
	}
	switch {
	case err != nil && asJSON:
		writeJSON(w, status, body{"error": err.Error()})
	case err != nil:
		http.Error(w, err.Error(), status)
	case asJSON:
		writeJSON(w, status, body{"now": s.Now().Format(time.RFC3339Nano), "faults": s.Faults()})
	default:
		http.Redirect(w, r, "/state", http.StatusSeeOther)
	}
}
