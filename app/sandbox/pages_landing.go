package sandbox

import (
	"net/http"
	"strconv"
	"strings"
	"time"
)

func landingPage(v *visit) error {
	return v.show(http.StatusOK, "plain_landing", page{Title: "Sandbox", Section: "home"})
}

type stateView struct {
	Notices []Notice
	Faults  Faults
}

func statePage(v *visit) error {
	return v.show(http.StatusOK, "plain_state", page{Title: "What happened behind the scenes", Section: "state",
		Data: stateView{Notices: v.s.Notices(), Faults: v.s.Faults()}})
}

// moveClock moves the simulated time and returns to the page it was sent from.
func moveClock(v *visit) error {
	amount, err := strconv.Atoi(strings.TrimSpace(v.r.FormValue("amount")))
	units := map[string]time.Duration{"minute": time.Minute, "hour": time.Hour, "day": 24 * time.Hour}
	unit, known := units[v.r.FormValue("unit")]
	if err != nil || !known || amount < 1 || amount > 100_000 {
		return refuse("Say how far the clock should move: a whole number of minutes, hours or days.")
	}
	if err := v.s.AdvanceClock(time.Duration(amount) * unit); err != nil {
		return err
	}
	name := v.r.FormValue("unit")
	if amount != 1 {
		name += "s"
	}
	return v.done(localPath(v.r.FormValue("back"), "/"), "The clock moved forward by "+strconv.Itoa(amount)+" "+name+".")
}

type mailView struct {
	Mails   []Mail
	Open    *Mail
	Reading bool // a mail was asked for, so small screens show it instead of the list
	Only    string
}

const maxMailList = 200

// mailPage lists what was sent, with one mail open beside it.
func mailPage(v *visit) error {
	view := mailView{Only: v.r.URL.Query().Get("store")}
	for _, m := range v.s.Mails() {
		if view.Only == "" || m.Shop == "" || strings.HasPrefix(m.Shop, view.Only+".") {
			view.Mails = append(view.Mails, m)
		}
		if len(view.Mails) == maxMailList {
			break
		}
	}
	if v.r.PathValue("id") == "" {
		if len(view.Mails) > 0 {
			view.Open = &view.Mails[0]
		}
		return v.show(http.StatusOK, "plain_mail", page{Title: "Mailbox", Section: "mail", Data: view})
	}
	id, err := v.number("id")
	if err != nil {
		return err
	}
	m, ok := v.s.Mail(id)
	if !ok {
		return missing("This mail")
	}
	view.Open, view.Reading = &m, true
	return v.show(http.StatusOK, "plain_mail", page{Title: m.Subject, Section: "mail", Data: view})
}

// mailBody is the HTML part of a mail on its own, without scripts or network.
func mailBody(v *visit) error {
	id, err := v.number("id")
	if err != nil {
		return err
	}
	m, ok := v.s.Mail(id)
	if !ok || m.HTML == "" {
		return missing("This mail's HTML part")
	}
	h := v.w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox allow-popups; frame-ancestors 'self'")
	h.Set("X-Content-Type-Options", "nosniff")
	_, err = v.w.Write([]byte(m.HTML))
	return err
}
