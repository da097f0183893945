package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/gofiber/fiber/v2"

	"clientele/app/flow"
	"clientele/models"
)

// Access says who may call a route. The zero value admits nobody.
type Access int

// The kinds of callers.
const (
	_       Access = iota
	Open           // anybody
	Page           // a document opened in the store admin or by a link; checks for itself
	Admin          // a member of the store's staff, by ID token
	Signed         // the platform, by signature over the body; checks for itself
	Shopper        // a visitor of the storefront, by signed query
)

// String names the access for the route list.
func (a Access) String() string {
	return [...]string{"nobody", "open", "page", "admin", "signed", "shopper"}[a]
}

// Route is one line of the table of routes.
type Route struct {
	Method string
	Path   string // {name} for parameters
	Access Access
	Handle handle
}

// handle is what answers a route: a plain Fiber handler or an operation that
// huma describes, validates and documents.
type handle struct {
	plain     fiber.Handler
	operation func(api huma.API, method, path string)
	name      string
}

// Panel answers the panel's API. Its fields are filled by the program.
type Panel struct {
	Flow    *flow.Flow
	Guards  *Guards // for pages that check for themselves
	CatchUp *flow.CatchUp
	Version string
	// StoreURL is where a store's pages are; {shop} stands for its domain.
	StoreURL string
	Wake     func()            // tells the worker that something waits; may be nil
	WakeJob  func(name string) // lets a job of the program run now; may be nil
	Log      *slog.Logger
}

// Doors are the plain handlers that the table leads to besides the API.
type Doors struct {
	Health, Ready, Metrics, Webhook fiber.Handler
	Bounce, Document, Asset         fiber.Handler
	Calendar, OptOut                fiber.Handler
	// Guards by access; Open, Page and Signed need none.
	Admin, Shopper fiber.Handler
}

// Routes is every route of the program and who may call it.
func (p *Panel) Routes(d Doors) []Route {
	return slices.Concat(p.recordRoutes(d), p.spendingRoutes(), p.calendarRoutes(d), p.catalogueRoutes(), p.appointmentRoutes(), p.visitRoutes(), []Route{
		{"GET", OptOutPath, Open, plain("askOptOut", d.OptOut)},
		{"POST", OptOutPath, Open, plain("optOut", d.OptOut)},
		{"GET", "/auth/session-token", Page, plain("bounce", d.Bounce)},
		{"GET", "/assets/*", Open, plain("asset", d.Asset)},
		{"GET", "/*", Page, plain("document", d.Document)},
	})
}

// recordRoutes lead to what is on record, and to the rules of it.
func (p *Panel) recordRoutes(d Doors) []Route {
	return []Route{
		{"GET", "/healthz", Open, plain("health", d.Health)},
		{"GET", "/readyz", Open, plain("ready", d.Ready)},
		{"GET", "/metrics", Open, plain("metrics", d.Metrics)},
		{"POST", "/webhooks/shopify", Signed, plain("webhook", d.Webhook)},

		{"GET", "/api/admin/session", Admin, api("session", "Who is asking, and for which shop", p.session)},
		{"GET", "/api/admin/home", Admin, api("home", "Key figures, set-up guide and health", p.home)},
		{"PUT", "/api/admin/home/setup", Admin, api("setUp", "Show or hide the set-up guide", p.setUp)},
		{"GET", "/api/admin/contacts", Admin, api("contacts", "List contacts", p.contacts)},
		{"GET", "/api/admin/contacts/{id}", Admin, api("contact", "One contact with its balance", p.contact)},
		{"GET", "/api/admin/contacts/{id}/explanation", Admin, api("explanation", "Where every point came from and went", p.explanation)},
		{"GET", "/api/admin/contacts/{id}/entries", Admin, api("entries", "The ledger, newest first", p.entries)},
		{"GET", "/api/admin/contacts/{id}/orders/{order}", Admin, api("contactOrder", "One order and what it is worth", p.contactOrder)},
		{"POST", "/api/admin/contacts/{id}/adjustments", Admin, api("adjust", "Add or take points by hand", p.adjust)},
		{"POST", "/api/admin/contacts/{id}/forgiveness", Admin, api("forgive", "Strike points that are owed", p.forgive)},
		{"POST", "/api/admin/contacts/{id}/recheck", Admin, api("recheck", "Check a stopped account again", p.recheck)},
		{"GET", "/api/admin/contacts/{id}/events", Admin, api("events", "What happened besides orders, newest first", p.events)},
		{"POST", "/api/admin/contacts/{id}/events", Admin, api("recordEvent", "Record an event of the store's own", p.recordEvent)},
		{"PUT", "/api/admin/contacts/{id}/birthday", Admin, api("setBirthday", "Enter or change a birthday", p.setBirthday)},
		{"GET", "/api/admin/contacts/{id}/similar", Admin, api("similarContacts", "Contacts that may be the same person", p.similarContacts)},
		{"GET", "/api/admin/contacts/{id}/merging/{other}", Admin, api("previewMerge", "What a merge with another contact would do", p.previewMerge)},
		{"POST", "/api/admin/contacts/{id}/merging/{other}", Admin, api("mergeContacts", "Make another contact part of this one", p.mergeContacts)},
		{"GET", "/api/admin/contacts/{id}/merges/{merge}/undo", Admin, api("previewUndo", "What the undo of a merge would do", p.previewUndo)},
		{"POST", "/api/admin/contacts/{id}/merges/{merge}/undo", Admin, api("undoMerge", "Make two contacts of one again", p.undoMerge)},
		{"GET", "/api/admin/kinds", Admin, api("kinds", "Every rule there is, with its form", p.kinds)},
		{"GET", "/api/admin/programme", Admin, api("programme", "The loyalty programme and its versions", p.programme)},
		{"POST", "/api/admin/programme/preview", Admin, api("previewProgramme", "Settings tried on past orders", p.previewProgramme)},
		{"PUT", "/api/admin/programme", Admin, api("editProgramme", "Save the next version", p.editProgramme)},
		{"GET", "/api/admin/products", Admin, api("products", "Products to choose from, or some by their numbers", p.products)},
		{"GET", "/api/admin/variants", Admin, api("variants", "In which forms a product is sold, or some forms by their numbers", p.variants)},
		{"GET", "/api/admin/collections", Admin, api("collections", "Collections to choose from, or some by their numbers", p.collections)},
		{"GET", "/api/admin/levels", Admin, api("levels", "The ladder of levels and how many stand on it", p.levels)},
		{"POST", "/api/admin/levels/trial", Admin, api("tryLadder", "Levels tried on real contacts, some a call", p.tryLadder)},
		{"PUT", "/api/admin/levels", Admin, api("editLadder", "Save the next version of the levels", p.editLadder)},
		{"GET", "/api/admin/contacts/{id}/level", Admin, api("contactLevel", "Where a contact stands, and how it got there", p.contactLevel)},
		{"GET", "/api/admin/deliveries", Admin, api("deliveries", "Webhooks, newest first", p.deliveries)},
		{"GET", "/api/admin/deliveries/{id}", Admin, api("delivery", "One webhook with its body and attempts", p.delivery)},
		{"POST", "/api/admin/deliveries/{id}/replay", Admin, api("replayDelivery", "Put a webhook back in line", p.replayDelivery)},
		{"GET", "/api/admin/backfill", Admin, api("backfill", "How far the reading of past orders is", p.backfill)},
		{"POST", "/api/admin/backfill", Admin, api("startBackfill", "Read past orders", p.startBackfill)},
		{"DELETE", "/api/admin/backfill", Admin, api("stopBackfill", "Stop reading past orders", p.stopBackfill)},
		{"GET", "/api/admin/analytics", Admin, api("analytics", "What is owed in points, and what becomes of them", p.analytics)},
		{"GET", "/api/admin/analytics/liability.csv", Admin, api("liabilityTable", "What is owed in points, day by day", p.liabilityTable)},
		{"GET", "/api/admin/analytics/cohorts.csv", Admin, api("cohortsTable", "What became of the points of each month", p.cohortsTable)},
		{"GET", "/api/admin/messages", Admin, api("messages", "Which messages contacts get by mail", p.messages)},
		{"PUT", "/api/admin/messages", Admin, api("editMessages", "Choose messages and when to remind", p.editMessages)},
		{"GET", "/api/admin/messages/preview", Admin, api("previewMessage", "A message with made-up contents", p.previewMessage)},
		{"GET", "/api/admin/privacy", Admin, api("privacy", "Requests about personal data", p.privacy)},
		{"GET", "/api/admin/privacy/{id}/export", Admin, api("privacyExport", "What is kept about a person", p.privacyExport)},
		{"POST", "/api/admin/privacy/{id}/done", Admin, api("privacyDone", "The data were handed over", p.privacyDone)},

		{"GET", "/proxy/me", Shopper, plain("shopperMe", p.shopperMe)},
		{"GET", "/proxy/earning", Shopper, plain("shopperEarning", p.shopperEarning)},
		{"GET", "/proxy/history", Shopper, plain("shopperHistory", p.shopperHistory)},
		{"GET", "/proxy/birthday", Shopper, plain("shopperBirthday", p.shopperBirthday)},
		{"POST", "/proxy/birthday", Shopper, plain("tellBirthday", p.tellBirthday)},
	}
}

// spendingRoutes lead to what points can be spent on, and to who brings whom.
func (p *Panel) spendingRoutes() []Route {
	return []Route{
		{"GET", "/api/admin/reward-kinds", Admin, api("rewardKinds", "Every kind of reward, with its form", p.rewardKinds)},
		{"GET", "/api/admin/rewards", Admin, api("rewards", "What points can be spent on", p.rewards)},
		{"POST", "/api/admin/rewards", Admin, api("createReward", "Make a reward", p.createReward)},
		{"POST", "/api/admin/reward-name", Admin, api("nameReward", "What a reward without a name is called", p.nameReward)},
		{"PUT", "/api/admin/rewards/{id}", Admin, api("editReward", "Change a reward", p.editReward)},
		{"DELETE", "/api/admin/rewards/{id}", Admin, api("deleteReward", "Remove a reward", p.deleteReward)},
		{"GET", "/api/admin/redemptions", Admin, api("redemptions", "Points turned into rewards, newest first", p.redemptions)},
		{"POST", "/api/admin/redemptions/{id}/return", Admin, api("giveBack", "Give a redemption's points back", p.giveBack)},
		{"POST", "/api/admin/redemptions/{id}/retry", Admin, api("retryEffect", "Try an effect again that waits for a person", p.retryEffect)},

		{"GET", "/proxy/rewards", Shopper, plain("shopperRewards", p.shopperRewards)},
		{"POST", "/proxy/redemptions", Shopper, plain("redeem", p.redeem)},
		{"GET", "/proxy/redemptions/{id}", Shopper, plain("shopperRedemption", p.shopperRedemption)},
		{"DELETE", "/proxy/redemptions/{id}", Shopper, plain("giveUp", p.giveUp)},

		{"GET", "/api/admin/referrals", Admin, api("referrals", "Who recommended the store to whom, newest first", p.referrals)},
		{"POST", "/api/admin/referrals/{id}/review", Admin, api("judgeReferral", "Approve a recommendation that looks like one within a household, or take it back", p.judgeReferral)},
		{"GET", "/api/admin/referral-settings", Admin, api("referralSettings", "What recommendations bring", p.referralSettings)},
		{"PUT", "/api/admin/referral-settings", Admin, api("editReferrals", "Change what recommendations bring", p.editReferrals)},
		{"GET", "/proxy/referral", Shopper, plain("shopperReferral", p.myReferral)},
	}
}

// appointmentRoutes lead to what is booked.
func (p *Panel) appointmentRoutes() []Route {
	return []Route{
		{"GET", "/api/admin/appointments", Admin, api("appointments", "A part of the calendar", p.appointments)},
		{"POST", "/api/admin/appointments", Admin, api("bookByHand", "Book for somebody", p.bookByHand)},
		{"GET", "/api/admin/appointments/times", Admin, api("appointmentTimes", "Times that are free, and for whom", p.appointmentTimes)},
		{"GET", "/api/admin/appointments/judgement", Admin, api("judgement", "Whether a time is free, and why not", p.judgement)},
		{"GET", "/api/admin/appointments/{id}", Admin, api("appointment", "One appointment with all that happened", p.appointment)},
		{"PUT", "/api/admin/appointments/{id}/time", Admin, api("moveAppointment", "Move an appointment", p.moveAppointment)},
		{"PUT", "/api/admin/appointments/{id}/status", Admin, api("setAppointment", "Say what has become of an appointment", p.setAppointment)},
		{"POST", "/api/admin/appointments/{id}/refund", Admin, api("refundAppointment", "Pay back what is due of an appointment", p.refundAppointment)},
		{"POST", "/api/admin/appointments/{id}/invoice", Admin, api("retryInvoice", "Try the invoice of an appointment again", p.retryInvoice)},
		{"PUT", "/api/admin/appointments/{id}/link", Admin, api("replaceAppointmentLink", "Replace the link to an appointment", p.replaceAppointmentLink)},
		{"PUT", "/api/admin/appointments/{id}/note", Admin, api("noteAppointment", "Write about an appointment", p.noteAppointment)},
		{"GET", "/api/admin/booking-report", Admin, api("bookingReport", "What became of the appointments of some days", p.bookingReport)},
		{"GET", "/api/admin/booking-report/table.csv", Admin, api("bookingTable", "The same as a table", p.bookingTable)},

		{"GET", "/api/admin/waitlist", Admin, api("waitlist", "Who waits for times that are taken", p.waitlist)},
		{"DELETE", "/api/admin/waitlist/{id}", Admin, api("leaveWaitlist", "Take somebody off the waitlist", p.leaveWaitlist)},

		{"GET", "/proxy/services", Shopper, plain("shopperServices", p.shopperServices)},
		{"GET", "/proxy/services/{id}/times", Shopper, plain("shopperTimes", p.shopperTimes)},
		{"GET", "/proxy/bookings", Shopper, plain("shopperBookings", p.shopperBookings)},
		{"POST", "/proxy/bookings", Shopper, plain("shopperBooks", p.shopperBooks)},
		{"GET", "/proxy/bookings/{id}", Shopper, plain("shopperBooking", p.shopperBooking)},
		{"GET", "/proxy/bookings/{id}/times", Shopper, plain("shopperMoveTimes", p.shopperMoveTimes)},
		{"POST", "/proxy/bookings/{id}/move", Shopper, plain("shopperMoves", p.shopperMoves)},
		{"POST", "/proxy/bookings/{id}/cancel", Shopper, plain("shopperCancels", p.shopperCancels)},
		{"POST", "/proxy/bookings/{id}/release", Shopper, plain("shopperReleases", p.shopperReleases)},
		{"GET", "/proxy/waitlist", Shopper, plain("shopperPlaces", p.shopperPlaces)},
		{"POST", "/proxy/waitlist", Shopper, plain("shopperWaits", p.shopperWaits)},
		{"POST", "/proxy/waitlist/{id}/take", Shopper, plain("shopperTakes", p.shopperTakes)},
		{"GET", "/proxy/waitlist/{id}/pay", Shopper, plain("payPlace", p.payPlace)},
		{"DELETE", "/proxy/waitlist/{id}", Shopper, plain("shopperLeaves", p.shopperLeaves)},
	}
}

// visitRoutes lead to the page of one appointment, for who has the link to it.
func (p *Panel) visitRoutes() []Route {
	return []Route{
		{"GET", "/visit/{shop}/{id}", Open, plain("visit", p.visit)},
		{"GET", "/visit/{shop}/{id}/cancel", Open, plain("askToCancel", p.askToCancel)},
		{"POST", "/visit/{shop}/{id}/cancel", Open, plain("cancelVisit", p.cancelVisit)},
		{"POST", "/visit/{shop}/{id}/take", Open, plain("takeVisit", p.takeVisit)},
		{"GET", "/visit/{shop}/{id}/move", Open, plain("offerMoves", p.offerMoves)},
		{"POST", "/visit/{shop}/{id}/move", Open, plain("moveVisit", p.moveVisit)},
		{"GET", "/visit/{shop}/{id}/appointment.ics", Open, plain("visitFile", p.visitFile)},
	}
}

// calendarRoutes lead to calendars that come in and go out.
func (p *Panel) calendarRoutes(d Doors) []Route {
	return []Route{
		{"GET", "/api/admin/staff/{id}/feeds", Admin, api("feeds", "Other calendars of somebody who serves", p.feeds)},
		{"POST", "/api/admin/staff/{id}/feeds", Admin, api("addFeed", "Look at another calendar, too", p.addFeed)},
		{"POST", "/api/admin/staff/{id}/feeds/{feed}/read", Admin, api("readFeed", "Read another calendar now", p.readFeed)},
		{"DELETE", "/api/admin/staff/{id}/feeds/{feed}", Admin, api("deleteFeed", "Look at another calendar no more", p.deleteFeed)},
		{"GET", "/api/admin/calendar-links", Admin, api("calendarLinks", "Links under which bookings can be read", p.calendarLinks)},
		{"PUT", "/api/admin/calendar-links/{staff}", Admin, api("makeCalendarLink", "Make a link in place of the one before", p.makeCalendarLink)},
		{"DELETE", "/api/admin/calendar-links/{staff}", Admin, api("revokeCalendarLink", "Make a link lead nowhere", p.revokeCalendarLink)},
		{"GET", "/calendars/{shop}/{token}.ics", Open, plain("calendar", d.Calendar)},
	}
}

// catalogueRoutes lead to what can be booked, and to who serves.
func (p *Panel) catalogueRoutes() []Route {
	return []Route{
		{"GET", "/api/admin/services", Admin, api("services", "What can be booked", p.services)},
		{"POST", "/api/admin/services", Admin, api("createService", "Make a service", p.createService)},
		{"PUT", "/api/admin/services/{id}", Admin, api("editService", "Change a service", p.editService)},
		{"DELETE", "/api/admin/services/{id}", Admin, api("deleteService", "Remove a service", p.deleteService)},
		{"GET", "/api/admin/staff", Admin, api("staff", "Who serves, and when", p.staff)},
		{"POST", "/api/admin/staff", Admin, api("createStaff", "Add somebody who serves", p.createStaff)},
		{"PUT", "/api/admin/staff/{id}", Admin, api("editStaff", "Change somebody who serves", p.editStaff)},
		{"DELETE", "/api/admin/staff/{id}", Admin, api("deleteStaff", "Remove somebody who serves", p.deleteStaff)},
		{"GET", "/api/admin/locations", Admin, api("locations", "Where services take place", p.locations)},
		{"POST", "/api/admin/locations", Admin, api("createLocation", "Add a location", p.createLocation)},
		{"PUT", "/api/admin/locations/{id}", Admin, api("editLocation", "Change a location", p.editLocation)},
		{"DELETE", "/api/admin/locations/{id}", Admin, api("deleteLocation", "Remove a location", p.deleteLocation)},
		{"GET", "/api/admin/pools", Admin, api("pools", "Rooms and equipment", p.pools)},
		{"POST", "/api/admin/pools", Admin, api("createPool", "Add rooms or equipment", p.createPool)},
		{"PUT", "/api/admin/pools/{id}", Admin, api("editPool", "Change rooms or equipment", p.editPool)},
		{"DELETE", "/api/admin/pools/{id}", Admin, api("deletePool", "Remove rooms or equipment", p.deletePool)},
		{"GET", "/api/admin/booking-calendar", Admin, api("bookingCalendar", "The days on which the shop is closed", p.bookingCalendar)},
		{"PUT", "/api/admin/booking-calendar", Admin, api("editBookingCalendar", "Change the days on which the shop is closed", p.editBookingCalendar)},
		{"GET", "/api/admin/booking-calendar/holidays", Admin, api("holidays", "The public holidays of a place in the year to come", p.holidays)},
	}
}

func plain(name string, h fiber.Handler) handle { return handle{plain: h, name: name} }

// api makes an operation of a function from input to output.
func api[I, O any](name, summary string, fn func(context.Context, *I) (*O, error)) handle {
	return handle{name: name, operation: func(a huma.API, method, path string) {
		op := huma.Operation{
			OperationID: name, Method: method, Path: path, Summary: summary,
			Tags: []string{strings.Split(strings.TrimPrefix(path, "/api/admin/"), "/")[0]}, MaxBodyBytes: bodyMax,
			Security: []map[string][]string{{"idToken": {}}},
		}
		huma.Register(a, op, func(ctx context.Context, in *I) (*O, error) {
			out, err := fn(ctx, in)
			if err != nil {
				return nil, problemOf(err, "body.")
			}
			return out, nil
		})
	}}
}

// bodyMax bounds the bodies of the panel's API.
const bodyMax = 256 << 10

// Install puts the table into a Fiber app, guards first. A route whose access
// has no guard must not exist, so that is a panic at start.
func Install(app *fiber.App, routes []Route, d Doors) huma.API {
	speakProblems()
	description := humafiber.New(app, Description())
	for _, r := range routes {
		path := strings.NewReplacer("{", ":", "}", "").Replace(r.Path)
		switch r.Access {
		case Open, Page, Signed:
		case Admin:
			app.Add(r.Method, path, d.Admin)
		case Shopper:
			app.Add(r.Method, path, d.Shopper)
		default:
			panic("route " + r.Method + " " + r.Path + " says nothing about who may call it")
		}
		if r.Handle.operation != nil {
			r.Handle.operation(description, r.Method, r.Path)
			continue
		}
		if r.Path == "/webhooks/shopify" { // answers other methods itself
			app.All(path, r.Handle.plain)
			continue
		}
		app.Add(r.Method, path, r.Handle.plain)
	}
	app.Use(func(c *fiber.Ctx) error {
		return models.Errorf(models.NotFound, "there is nothing at this address")
	})
	return description
}

// Description is the frame of the OpenAPI document.
func Description() huma.Config {
	config := huma.DefaultConfig("Clientele panel API", "1")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // no $schema links in answers
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"idToken": {Type: "http", Scheme: "bearer", BearerFormat: "JWT"},
	}
	return config
}

// OnError is Fiber's error handler: the one place where plain handlers'
// errors become answers. Internal ones are logged here, once.
func OnError(log *slog.Logger) fiber.ErrorHandler {
	return func(c *fiber.Ctx, err error) error {
		if fe, ok := err.(*fiber.Error); ok {
			err = &Problem{Title: http.StatusText(fe.Code), Status: fe.Code, Detail: fe.Message, Code: codeOfStatus(fe.Code)}
		}
		p := problemOf(err, "")
		if p.Status == http.StatusInternalServerError {
			log.Error("a request failed", "route", c.Route().Path, "request", c.GetRespHeader("X-Request-Id"), "error", err.Error())
		}
		if p.Status == http.StatusServiceUnavailable {
			c.Set("Retry-After", "5")
		}
		c.Status(p.Status)
		return c.JSON(p, "application/problem+json")
	}
}
