package sandbox

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// faultsOf reads the switches from a form: boxes are on when they have a value,
// and what is not named is off.
func faultsOf(form url.Values) (Faults, error) {
	var f Faults
	boxes := map[string]*bool{
		"duplicate": &f.Duplicate, "redeliver": &f.Redeliver, "reorder": &f.Reorder, "backwards": &f.Backwards, "wrong-signature": &f.WrongSignature,
		"unknown-topic": &f.UnknownTopic, "stop": &f.Stop, "lose-token": &f.LoseToken, "throttle": &f.Throttle, "lose-answers": &f.LoseAnswers,
		"lose-changes": &f.LoseChanges,
		"hide-people":  &f.HidePeople,
	}
	numbers := map[string]*int{
		"drop": &f.Drop, "token-status": &f.TokenStatus, "api-status": &f.APIStatus, "times": &f.Times, "uninstall-after": &f.UninstallAfter,
	}
	texts := map[string]*string{"token-error": &f.TokenError, "bulk": &f.Bulk}
	for name := range form {
		value, key := form.Get(name), strings.ReplaceAll(name, "_", "-")
		var err error
		switch {
		case boxes[key] != nil:
			*boxes[key] = value != ""
		case value == "":
		case numbers[key] != nil:
			*numbers[key], err = strconv.Atoi(value)
		case texts[key] != nil:
			*texts[key] = value
		case key == "delay":
			f.Delay, err = time.ParseDuration(value)
		default:
			return f, refuse("There is no switch called " + name[:min(len(name), maxText)] + ".")
		}
		if err != nil {
			return f, refuse("The switch " + name + " has no such choice.")
		}
	}
	if !f.possible() {
		return f, refuse("One of the switches has no such choice.")
	}
	return f, nil
}

// handleFaults replaces the switches: a JSON object with the names of Faults,
// or a form as the settings page sends it.
func (s *Server) handleFaults(w http.ResponseWriter, r *http.Request) {
	if !s.fromHere(w, r) {
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, 16<<10)
	if r.Header.Get("Content-Type") == "application/json" {
		var f Faults
		dec := json.NewDecoder(r.Body)
		dec.DisallowUnknownFields()
		if err := dec.Decode(&f); err != nil {
			writeJSON(w, http.StatusBadRequest, body{"error": err.Error()})
			return
		}
		s.done(w, r, s.SetFaults(f), true)
		return
	}
	err := r.ParseForm()
	if err != nil {
		http.Error(w, "the form cannot be read", http.StatusBadRequest)
		return
	}
	f, err := faultsOf(r.PostForm)
	if err == nil {
		err = s.SetFaults(f)
	}
	s.done(w, r, err, false)
}
