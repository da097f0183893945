package main

import (
	"fmt"
	mathrand "math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"clientele/app/flow"
	"clientele/models"
	"clientele/models/appointments"
	"clientele/models/booking"
	"clientele/models/booking/slots"
	"clientele/models/booking/times"
	"clientele/models/services"
	"clientele/models/shops"
	"clientele/models/team"
)

// What a calendar is asked: which times are free of anybody for a season, and of
// a few for a month; and for times that others want as well. Everybody works from
// eight to eight, and has twenty bookings of twenty minutes on each of the days.
type salonSize struct {
	staff, days int
	asks        int // questions of each kind
	wishes      int // for times that two want each
}

const (
	salonDaily = 20
	salonFew   = 10 // staff who perform the second service
	salonMonth = 30
	salonConns = 16
	salonZone  = "Europe/Berlin"
)

func (b *bench) bookings(group string, size salonSize, database string) {
	b.Helper()
	p := bareAt(b.T, database, time.Now)
	facts, first := b.furnishSalon(p, size)
	group = fmt.Sprintf("%s, %d bookings", group, len(facts.Bookings))
	season := slots.Range{From: first, To: first + times.Date(size.days) - 1, Zone: salonZone}
	b.engine(group, facts, season, size)
	b.memory(group, p, season, size)
	closeBare(b.T, p)
	served := launch(b.T, database, "SHOP_REQUESTS=1000000")
	b.asksTimes(group, served, season, size)
	b.contends(group, served, season, size)
	b.note(group, "resident memory of the program afterwards", "MB", served.gauges()["process_resident_memory_bytes"]/1e6)
	served.stop()
}

// furnishSalon makes the shop, its staff, two services and all bookings.
func (b *bench) furnishSalon(p *program, size salonSize) (slots.Facts, times.Date) {
	b.Helper()
	loyal(b.T, p, 10)
	ctx, now, zone := b.Context(), models.Instant(time.Now()), models.Zone(salonZone)
	shop, err := p.store.Shops.Get(ctx, demoShop)
	if err != nil {
		b.Fatal(err)
	}
	shop.Tokens, shop.Details.Zone = shops.Tokens{Access: []byte("sealed")}, salonZone // it is open in the panel
	errs := []error{second(p.store.Shops.Save(ctx, shop))}
	facts := slots.Facts{Now: now, Zone: salonZone, Service: booking.Service{ID: "cut", DurationMinutes: 30, IntervalMinutes: 15, Grid: booking.Clock, Capacity: 1}}
	var week booking.Week
	for day := range week {
		week[day] = []booking.Window{{From: 8 * 60, To: 20 * 60}}
	}
	for i := range size.staff {
		m := team.Member{Shop: demoShop, ID: salonStaff(i), CreatedAt: now, MemberSettings: team.MemberSettings{Enabled: true, Name: fmt.Sprint("Person ", i), Hours: booking.Staff{ID: salonStaff(i), Weekly: week}}}
		facts.Staff = append(facts.Staff, m.Hours)
		errs = append(errs, second(p.store.Team.SaveMember(ctx, m)))
	}
	for _, s := range []struct {
		id    booking.ServiceID
		staff []booking.StaffID
	}{{"cut", nil}, {"trim", salonMost(facts.Staff)}} {
		timing := booking.Service{IntervalMinutes: 15, Grid: booking.Clock, Capacity: 1, Staff: s.staff}
		errs = append(errs, second(p.store.Services.Save(ctx, services.Service{Shop: demoShop, ID: s.id, CreatedAt: now, Settings: services.Settings{
			Enabled: true, Title: string(s.id), PartyMax: 1, Timing: timing, Variants: []services.Variant{{ID: "v", DurationMinutes: 30}},
			Payment: services.Payment{How: services.Free}, Assignment: booking.LeastBusy,
		}})))
	}
	first := times.DateIn(zone, now) + 1
	chance := mathrand.New(mathrand.NewPCG(1, 2))
	for i := range size.staff {
		var all []appointments.Appointment
		for d := range size.days {
			opening := times.Resolve(zone, first+times.Date(d), 8*time.Hour).In(time.UTC)
			// Twenty bookings among 64 free parts of five minutes, in random order.
			gaps := chance.Perm(84)[:salonDaily]
			slices.Sort(gaps)
			for n, gap := range gaps {
				start := opening.Add(time.Duration((gap-n)*5+n*20) * time.Minute)
				all = append(all, salonBooking(booking.Booking{
					ID: booking.BookingID(fmt.Sprintf("%08x%06x%06x", i, d, n)), Service: "cut", Staff: salonStaff(i), Start: start, End: start.Add(20 * time.Minute),
					Status: booking.Confirmed, Seats: 1,
				}, now))
				facts.Bookings = append(facts.Bookings, all[len(all)-1].Booking)
			}
		}
		errs = append(errs, p.store.FillCalendar(ctx, demoShop, all))
	}
	for _, err := range errs {
		if err != nil {
			b.Fatalf("%+v", err)
		}
	}
	return facts, first
}

func salonStaff(i int) booking.StaffID { return booking.StaffID(fmt.Sprintf("s%03d", i)) }

func salonMost(staff []booking.Staff) (ids []booking.StaffID) {
	for _, s := range staff[:min(salonFew, len(staff))] {
		ids = append(ids, s.ID)
	}
	return ids
}

func salonBooking(taken booking.Booking, now time.Time) appointments.Appointment {
	a := appointments.Appointment{
		Shop: demoShop, Booking: taken, Title: "cut", Variant: "v", Price: models.Money{Currency: "USD"}, Payment: services.Payment{How: services.Free},
		Name: "Person " + string(taken.ID), Email: string(taken.ID) + "@example.com", Language: "en", Zone: salonZone, Source: appointments.Storefront, CreatedAt: now,
	}
	a.Status = ""
	return a.Confirm(now, appointments.Shopper)
}

// engine measures the rules alone, on bookings as they are and as a process keeps
// them.
func (b *bench) engine(group string, facts slots.Facts, season slots.Range, size salonSize) {
	b.Helper()
	laid := facts
	laid.Bookings, laid.Runs = nil, slots.RunsOf(facts.Bookings)
	took := map[string][]float64{}
	for range size.asks {
		for how, f := range map[string]slots.Facts{"": facts, ", bookings laid out": laid} {
			begin := time.Now()
			offered, err := slots.Offers(f, slots.Wish{}, season)
			if err != nil || len(offered) == 0 {
				b.Fatalf("%d times are offered, %v", len(offered), err)
			}
			took[how] = append(took[how], float64(time.Since(begin).Microseconds())/1000)
		}
	}
	for _, how := range []string{"", ", bookings laid out"} {
		b.atMost(15, group, fmt.Sprintf("the engine alone, %d staff, %d days%s, p50", size.staff, size.days, how), "ms", median(took[how]))
	}
}

// memory measures how much one question allocates, its answer in words of ours
// included.
func (b *bench) memory(group string, p *program, season slots.Range, size salonSize) {
	b.Helper()
	asked := flow.Asked{Shop: demoShop, Service: "cut", Variant: "v", Source: appointments.Panel}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range size.asks {
		if free, err := p.flow.OfferTimes(b.Context(), asked, season); err != nil || len(free.Slots) == 0 {
			b.Fatalf("%d times are free, %v", len(free.Slots), err)
		}
	}
	runtime.ReadMemStats(&after)
	each := float64(after.TotalAlloc-before.TotalAlloc) / float64(size.asks)
	b.note(group, "allocated for such a question", "MB", each/1e6)
	b.note(group, "allocated for each booking of it", "bytes", each/float64(size.staff*size.days*salonDaily))
}

// asksTimes measures the pages of the panel and of the store over HTTP, one
// question after the other.
func (b *bench) asksTimes(group string, p *loaded, season slots.Range, size salonSize) {
	b.Helper()
	client := &http.Client{}
	defer client.CloseIdleConnections()
	last := func(days int) times.Date { return season.From + times.Date(min(days, size.days)) - 1 }
	panel := func(service string, to times.Date) []float64 {
		return b.timed(client, 1, size.asks, func(int) (*http.Request, error) {
			return b.inPanel(p, fmt.Sprintf("/api/admin/appointments/times?service=%s&variant=v&from=%s&to=%s", service, season.From, to))
		}, http.StatusOK)
	}
	all, few := panel("cut", season.To), panel("trim", last(salonMonth))
	shopper := b.timed(client, 1, size.asks, func(i int) (*http.Request, error) {
		return http.NewRequest(http.MethodGet, throughProxyAsking(p.address, loadSecret, "/services/cut/times", 1+i, map[string]string{
			"variant": "v", "from": season.From.String(), "to": last(salonMonth).String(), "zone": salonZone,
		}), http.NoBody)
	}, http.StatusOK)
	what := fmt.Sprintf("free times over HTTP, %d staff, %d days", size.staff, size.days)
	b.atMost(60, group, what+", p50", "ms", quantile(all, .5))
	b.atMost(150, group, what+", p95", "ms", quantile(all, .95))
	what = fmt.Sprintf("free times over HTTP, %d staff, %d days", min(salonFew, size.staff), min(salonMonth, size.days))
	b.atMost(10, group, what+", p50", "ms", quantile(few, .5))
	b.note(group, what+", p95", "ms", quantile(few, .95))
	what = fmt.Sprintf("the same for a shopper, %d staff, %d days", size.staff, min(salonMonth, size.days))
	b.note(group, what+", p50", "ms", quantile(shopper, .5))
	b.note(group, what+", p95", "ms", quantile(shopper, .95))
}

// inPanel is a question of somebody who works in the store.
func (b *bench) inPanel(p *loaded, path string) (*http.Request, error) {
	now := time.Now().Unix()
	token := jwt(b.T, map[string]any{"alg": "HS256", "typ": "JWT"}, map[string]any{
		"iss": "https://" + demoShop + "/admin", "dest": "https://" + demoShop, "aud": "key", "sub": staff, "exp": now + 60, "nbf": now - 5, "iat": now - 5, "jti": "1", "sid": "1",
	}, loadSecret)
	request, err := http.NewRequest(http.MethodGet, "http://"+p.address+path, http.NoBody)
	if err == nil {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return request, err
}

// contends measures bookings of times that two want each, of four of the staff:
// one of the two gets it, the other is told what is free near it.
func (b *bench) contends(group string, p *loaded, season slots.Range, size salonSize) {
	b.Helper()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: salonConns}}
	defer client.CloseIdleConnections()
	const daily = 24 // of half an hour
	var got atomic.Int64
	counting := &http.Client{Transport: counted{client.Transport, &got}}
	begin := time.Now()
	took := b.timed(counting, salonConns, size.wishes, func(i int) (*http.Request, error) {
		n, people := i/2, min(4, size.staff)
		day, who := season.To+1+times.Date(n/people/daily), salonStaff(n%people)
		start := times.Resolve(models.Zone(salonZone), day, 8*time.Hour).Add(time.Duration(n/people%daily) * 30 * time.Minute)
		wish := fmt.Sprintf(`{"key":"bench-wish-%d","service":"cut","variant":"v","staff":%q,"party":1,"start":%q,"zone":%q,"language":"en","name":"Mika","email":"m%d@example.com"}`,
			i, who, start.In(time.UTC).Format(time.RFC3339), salonZone, i)
		request, err := http.NewRequest(http.MethodPost, throughProxy(p.address, loadSecret, "/bookings", 1000+i), strings.NewReader(wish))
		if err == nil {
			request.Header.Set("Content-Type", "application/json")
		}
		return request, err
	}, http.StatusCreated, http.StatusConflict)
	seconds := time.Since(begin).Seconds()
	if sold := int(got.Load()); sold != size.wishes/2 {
		b.Errorf("%d times were sold, want %d", sold, size.wishes/2)
	}
	b.note(group, fmt.Sprintf("wishes for times that two want, %d at once", salonConns), "/s", float64(size.wishes)/seconds)
	b.note(group, "such wishes, p50", "ms", quantile(took, .5))
	b.note(group, "such wishes, p99", "ms", quantile(took, .99))
}

// counted counts the answers that say something was made.
type counted struct {
	http.RoundTripper
	made *atomic.Int64
}

func (c counted) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := c.RoundTripper.RoundTrip(r)
	if err == nil && response.StatusCode == http.StatusCreated {
		c.made.Add(1)
	}
	return response, err
}
