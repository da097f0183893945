package handlers

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/app/calendars"
	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
)

// visitDays is how many days the page offers at once.
const visitDays = 7

// visited finds the appointment of a link. Whoever has the token may do what
// the shopper may; all others learn nothing, and cannot ask often.
func (p *Panel) visited(c *fiber.Ctx) (flow.Visited, error) {
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Set(fiber.HeaderReferrerPolicy, "no-referrer")
	c.Set("X-Robots-Tag", "noindex")
	c.Set(fiber.HeaderContentSecurityPolicy, visitPolicy)
	none := models.Errorf(models.NotFound, "there is no such appointment")
	reach := visitReach(c)
	if reach.Token == "" || !p.Guards.Prover.AllowsShop(string(reach.Shop)) {
		return flow.Visited{}, p.Guards.refuse(c, none)
	}
	v, err := p.Flow.Visit(c.UserContext(), reach)
	if err != nil && models.CodeOf(err) == models.NotFound {
		return v, p.Guards.refuse(c, none)
	}
	if err != nil {
		return v, err
	}
	return v, take(c, p.Guards.Limits.Visitors, string(v.Shop)+" "+string(v.ID), p.Guards.Now())
}

func visitReach(c *fiber.Ctx) flow.Reach {
	return flow.Reach{Shop: models.ShopID(c.Params("shop")), ID: booking.BookingID(c.Params("id")), Token: c.Query("token")}
}

// unvisited is the page for who gets none.
func unvisited(c *fiber.Ctx, err error) error {
	return nowhere(c, err, noVisit, noVisitWay)
}

// viewVisit is the page of an appointment, with what can be done with it.
func (p *Panel) viewVisit(v flow.Visited) visitView {
	say, now := func(t models.Text) string { return t.In(v.Speak) }, p.Flow.Now()
	page := visitView{Language: v.Speak, Title: fmt.Sprintf(say(visitTitle), v.Store), Visit: &v.Shows, Lines: []string{say(became(v.Booked, now))}}
	sums := []visitSum{{priceLine, v.Shows.Price}, {leftLine, v.Shows.Left}, {backLine, v.Shows.Back}}
	if statusOf(v.Booked, now) == string(booking.Cancelled) {
		sums = sums[2:] // nobody pays it any more
	}
	page.Lines = append(page.Lines, shownSums(sums, v.Speak)...)
	if !v.Upcoming(now) {
		page.Links = []visitLink{{say(toStore), p.storeLink(v)}}
		return page
	}
	if offered(v.Booked, now) {
		p.offer(v, &page)
		return page
	}
	page.Lines = append(page.Lines, refundLine(v, now)...)
	page.Links = []visitLink{{say(toMove), p.visitPath(v, "/move", nil)}, {say(toCancel), p.visitPath(v, "/cancel", nil)}}
	if v.Status == booking.Confirmed {
		page.Links = append([]visitLink{{say(toCalendar), p.visitPath(v, "/appointment.ics", nil)}}, page.Links...)
	}
	return page
}

// refundLine says what cancelling gives back, of what was paid.
func refundLine(v flow.Visited, now time.Time) []string {
	if v.PaidMinor == 0 {
		return nil
	}
	back := v.RefundIf(appointments.ByShopper, now)
	if back == 0 {
		return []string{noneBack.In(v.Speak)}
	}
	return []string{fmt.Sprintf(wouldBack.In(v.Speak), models.ShowMinor(back, v.Price.Currency, v.Speak))}
}

// visitPath is the address of a part of the page.
func (p *Panel) visitPath(v flow.Visited, part string, more url.Values) string {
	query := url.Values{"token": {v.Token}}
	for name, values := range more {
		query[name] = values
	}
	return "/visit/" + url.PathEscape(string(v.Shop)) + "/" + url.PathEscape(string(v.ID)) + part + "?" + query.Encode()
}

func (p *Panel) visit(c *fiber.Ctx) error {
	v, err := p.visited(c)
	if err != nil {
		return unvisited(c, err)
	}
	return writeVisit(c, fiber.StatusOK, p.viewVisit(v))
}

func (p *Panel) askToCancel(c *fiber.Ctx) error {
	v, err := p.visited(c)
	if err != nil {
		return unvisited(c, err)
	}
	page := p.viewVisit(v)
	if now := p.Flow.Now(); v.Upcoming(now) {
		ask, do, keep := askCancel, toCancel, toKeep
		if offered(v.Booked, now) {
			ask, do, keep = askPass, toPass, toOffer
		}
		page.Lines = append(page.Lines, ask.In(v.Speak))
		page.Act, page.Go = &visitLink{do.In(v.Speak), p.visitPath(v, "/cancel", nil)}, nil
		page.Links = []visitLink{{keep.In(v.Speak), p.visitPath(v, "", nil)}}
	}
	return writeVisit(c, fiber.StatusOK, page)
}

func (p *Panel) cancelVisit(c *fiber.Ctx) error {
	v, err := p.visited(c)
	if err != nil {
		return unvisited(c, err)
	}
	end := p.Flow.CancelBooking
	if v.Status == booking.Held {
		end = p.Flow.ReleaseBooking
	}
	_, err = end(c.UserContext(), visitReach(c))
	return p.changed(c, v, err)
}

// changed leads back to the page, or says there why nothing was changed.
func (p *Panel) changed(c *fiber.Ctx, v flow.Visited, err error) error {
	switch models.CodeOf(err) {
	case models.Conflict, models.Invalid:
		page := p.viewVisit(v)
		var taken *flow.Taken
		if page.Notice = changeGone.In(v.Speak); errors.As(err, &taken) {
			page.Notice = timeGone.In(v.Speak)
		}
		return writeVisit(c, fiber.StatusConflict, page)
	}
	if err != nil {
		return err
	}
	return c.Redirect(p.visitPath(v, "", nil), fiber.StatusSeeOther)
}

// offerMoves shows the free times of some days, or asks about one of them.
func (p *Panel) offerMoves(c *fiber.Ctx) error {
	v, err := p.visited(c)
	if err != nil {
		return unvisited(c, err)
	}
	page := p.viewVisit(v)
	if now := p.Flow.Now(); !v.Upcoming(now) || offered(v.Booked, now) {
		return writeVisit(c, fiber.StatusOK, page)
	}
	page.Links = []visitLink{{toKeep.In(v.Speak), p.visitPath(v, "", nil)}}
	if start, err := time.Parse(time.RFC3339, c.Query("start")); err == nil {
		when := models.ShowWhen(start, start.Add(v.End.Sub(v.Start)), v.Shows.Zone, v.Speak)
		page.Lines = []string{fmt.Sprintf(askMove.In(v.Speak), when)}
		page.Act = &visitLink{doMove.In(v.Speak), p.visitPath(v, "/move", url.Values{"start": {start.Format(time.RFC3339)}})}
		return writeVisit(c, fiber.StatusOK, page)
	}
	zone := v.Shows.Zone
	first := times.DateIn(zone, p.Flow.Now())
	if asked, err := times.ParseDate(c.Query("from")); err == nil {
		first = max(first, asked)
	}
	free, err := p.Flow.OfferTimes(c.UserContext(), movesOf(v.Booked), slots.Range{From: first, To: first + visitDays - 1, Zone: zone.String()})
	if err != nil {
		return err
	}
	page.Lines, page.Days = []string{pickTime.In(v.Speak)}, p.viewDays(v, free)
	next := first + visitDays
	if len(page.Days) == 0 {
		page.Lines, next = []string{noTimes.In(v.Speak)}, free.Next
	}
	if len(page.Days) > 0 || free.HasNext {
		page.Links = append([]visitLink{{moreTimes.In(v.Speak), p.visitPath(v, "/move", url.Values{"from": {next.String()}})}}, page.Links...)
	}
	return writeVisit(c, fiber.StatusOK, page)
}

// viewDays are the days that have free times.
func (p *Panel) viewDays(v flow.Visited, free flow.FreeTimes) []visitDay {
	var days []visitDay
	for _, slot := range free.Slots {
		start := slot.Start.In(v.Shows.Zone)
		day := models.ShowDate(start, v.Speak)
		if n := len(days); n == 0 || days[n-1].Day != day {
			days = append(days, visitDay{Day: day})
		}
		last := &days[len(days)-1]
		last.Times = append(last.Times, visitLink{start.Format("15:04"), p.visitPath(v, "/move", url.Values{"start": {start.Format(time.RFC3339)}})})
	}
	return days
}

func (p *Panel) moveVisit(c *fiber.Ctx) error {
	v, err := p.visited(c)
	if err != nil {
		return unvisited(c, err)
	}
	start, err := time.Parse(time.RFC3339, c.Query("start"))
	if err != nil {
		return p.changed(c, v, models.Errorf(models.Invalid, "send ?start as an instant"))
	}
	_, err = p.Flow.MoveBooking(c.UserContext(), flow.MoveBooking{Reach: visitReach(c), Start: start})
	return p.changed(c, v, err)
}

// visitFile is the appointment for a calendar.
func (p *Panel) visitFile(c *fiber.Ctx) error {
	v, err := p.visited(c)
	if err != nil {
		return unvisited(c, err)
	}
	file, err := calendars.Invitation{
		UID: v.UID, Sequence: v.Sequence, Cancelled: v.Status == booking.Cancelled, At: v.UpdatedAt, Start: v.Start, End: v.End,
		Summary: v.Title + " · " + v.Store, Notes: v.Shows.Link, Place: v.Shows.Place,
	}.Write()
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="appointment.ics"`)
	return c.Send(file)
}
