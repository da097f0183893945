package sandbox

import (
	"slices"
	"time"
)

// Faults are switches that make the stand-in misbehave as the platform may.
// Each stays on until it is switched off, or has been used up where it counts.
type Faults struct {
	// Webhooks.
	Duplicate      bool          // every delivery is sent twice, under one webhook id
	Redeliver      bool          // every delivery is sent twice, the second time under an id of its own
	Reorder        bool          // deliveries of one action go out last first
	Backwards      bool          // of all that is due the newest goes out first
	Delay          time.Duration // added before the first attempt
	WrongSignature bool          // webhooks are signed with a wrong key
	UnknownTopic   bool          // each action is told under a topic nobody asked for, too
	Stop           bool          // deliveries wait until switched off
	Drop           int           // that many deliveries more are lost for ever; DropAll for all of them

	// Calls of the token endpoint and of the Admin API.
	TokenStatus int    // status the token endpoint answers instead, 0 for none
	TokenError  string // error the token endpoint answers instead, one of TokenErrors; empty for none
	LoseToken   bool   // token endpoint rotates and drops the answer
	APIStatus   int    // status the Admin API answers instead, 0 for none
	Throttle    bool   // the Admin API answers THROTTLED
	LoseAnswers bool   // the Admin API does what it is asked and drops the answer
	LoseChanges bool   // the same for mutations only
	Times       int    // so many calls meet one of these seven, which are off afterwards; 0 for all calls

	HidePeople     bool   // the app is not approved for protected customer data: it is null
	UninstallAfter int    // the app is uninstalled at the n-th call of the Admin API from now, 0 for never
	Bulk           string // how bulk operations end: as they should, or by one of the words below
}

// DropAll loses every delivery until it is switched off.
const DropAll = -1

// How bulk operations may go wrong.
const (
	BulkFails   = "failed"  // half of the result is there
	BulkEmpty   = "empty"   // nothing was found
	BulkExpired = "expired" // the result's address is refused
)

// TokenErrors are what Faults.TokenError may be: the token endpoint's own words
// for a refresh token that ended, an ID token that is stale, and an app that is
// not known in the store.
var TokenErrors = []string{errGrant.code, errSubject.code, errClient.code}

const maxTimes = 1000

// possible tells whether the switches can be set as they stand.
func (f Faults) possible() bool {
	for _, status := range []int{f.TokenStatus, f.APIStatus} {
		if status != 0 && (status < 400 || status > 599) {
			return false
		}
	}
	return f.Delay >= 0 && f.Delay <= maxAdvance && f.Drop >= DropAll && f.UninstallAfter >= 0 && f.Times >= 0 && f.Times <= maxTimes &&
		(f.TokenError == "" || slices.Contains(TokenErrors, f.TokenError)) &&
		slices.Contains([]string{"", BulkFails, BulkEmpty, BulkExpired}, f.Bulk)
}

// On counts the switches that are not in their place of rest.
func (f Faults) On() int {
	n := 0
	for _, on := range []bool{
		f.Duplicate, f.Redeliver, f.Reorder, f.Backwards, f.Delay != 0, f.WrongSignature, f.UnknownTopic, f.Stop, f.Drop != 0,
		f.TokenStatus != 0, f.TokenError != "", f.LoseToken, f.APIStatus != 0, f.Throttle, f.LoseAnswers, f.LoseChanges,
		f.HidePeople, f.UninstallAfter != 0, f.Bulk != "",
	} {
		if on {
			n++
		}
	}
	return n
}

// tokenCalls tells whether a call of the token endpoint meets a fault. Each word
// belongs to a kind of grant: a stale ID token is no matter of a refresh.
func (f Faults) tokenCalls(grant string) bool {
	return f.TokenStatus != 0 || f.LoseToken || f.refuses(grant)
}

func (f Faults) refuses(grant string) bool {
	switch f.TokenError {
	case errGrant.code:
		return grant == grantRefresh
	case errSubject.code:
		return grant == grantExchange
	}
	return f.TokenError != ""
}

func (f Faults) apiCalls() bool {
	return f.APIStatus != 0 || f.Throttle || f.LoseAnswers || f.LoseChanges
}

// Faults are the switches as they stand.
func (s *Server) Faults() (out Faults) {
	s.read(func(st *state) { out = st.Faults })
	return out
}

// SetFaults replaces all switches.
func (s *Server) SetFaults(f Faults) error {
	if !f.possible() {
		return refuse("that fault is not possible")
	}
	err := s.change(func(st *state) error {
		st.Faults = f
		return nil
	})
	s.engine.wake()
	return err
}

// meet gives the switches for a call that they concern, and counts it.
func (s *Server) meet(concerned func(Faults) bool) Faults {
	f := s.Faults()
	if f.Times == 0 || !concerned(f) {
		return f
	}
	err := s.change(func(st *state) error {
		f = st.Faults // somebody may have been first
		if f.Times > 0 && concerned(f) {
			if st.Faults.Times--; st.Faults.Times == 0 {
				off := &st.Faults
				off.TokenStatus, off.TokenError, off.LoseToken = 0, "", false
				off.APIStatus, off.Throttle, off.LoseAnswers, off.LoseChanges = 0, false, false, false
			}
		}
		return nil
	})
	if err != nil {
		s.log.Error("sandbox: fault not counted", "error", err.Error())
	}
	return f
}
