package sandbox

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"
)

const (
	deliveryWorkers = 4
	deliveryLimit   = 5 * time.Second
	maxRetries      = 8
	maxAttempts     = 50 // kept per delivery, with those sent again by hand
	enginePause     = 500 * time.Millisecond
	flushPause      = time.Second // the whole state is written each time
)

// engine sends webhooks in the background: a loop picks what is due and a few
// workers deliver it.
type engine struct {
	server *Server
	wakeup chan struct{}
	cancel context.CancelFunc
	done   chan struct{}
	work   sync.WaitGroup
	slots  chan struct{}

	mu       sync.Mutex
	inFlight map[int64]bool
	changed  chan struct{} // closed and replaced after every attempt
	dirty    bool          // attempts not written to disk yet
	flushed  time.Time     // by the wall clock
}

func startEngine(s *Server) *engine {
	ctx, cancel := context.WithCancel(context.Background())
	e := &engine{
		server: s, wakeup: make(chan struct{}, 1), cancel: cancel, done: make(chan struct{}),
		slots: make(chan struct{}, deliveryWorkers), inFlight: map[int64]bool{}, changed: make(chan struct{}),
	}
	go e.loop(ctx)
	return e
}

func (e *engine) wake() {
	select {
	case e.wakeup <- struct{}{}:
	default: // a wake-up is pending already
	}
}

// stop ends the loop and waits for deliveries under way.
func (e *engine) stop(ctx context.Context) error {
	e.cancel()
	finished := make(chan struct{})
	go func() {
		<-e.done
		e.work.Wait()
		close(finished)
	}()
	select {
	case <-finished:
		return nil
	case <-ctx.Done():
		return errors.New("sandbox: deliveries were still under way")
	}
}

func (e *engine) loop(ctx context.Context) {
	defer close(e.done)
	for {
		e.dispatch()
		e.flush()
		timer := time.NewTimer(enginePause)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-e.wakeup:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// dispatch starts due deliveries, oldest first, while workers are free.
func (e *engine) dispatch() {
	for {
		select {
		case e.slots <- struct{}{}:
		default:
			return
		}
		d, ok := e.next()
		if !ok {
			<-e.slots
			return
		}
		e.work.Add(1)
		go func() {
			defer e.work.Done()
			e.deliver(d)
			<-e.slots
			e.wake()
		}()
	}
}

// next claims the delivery whose turn it is.
func (e *engine) next() (Delivery, bool) {
	s := e.server
	s.mu.Lock()
	defer s.mu.Unlock()
	e.mu.Lock()
	defer e.mu.Unlock()
	d := s.state.turn(s.now(), e.inFlight)
	if d == nil {
		return Delivery{}, false
	}
	e.inFlight[d.ID] = true
	return d.clone(), true
}

// turn is the first delivery that is due, or the last by a fault; nil for none.
func (st *state) turn(now time.Time, inFlight map[int64]bool) (chosen *Delivery) {
	if st.Faults.Stop {
		return nil
	}
	for _, d := range st.Deliveries {
		if d.State != DeliveryWaiting || d.DueAt.After(now) || inFlight[d.ID] {
			continue
		}
		if chosen = d; !st.Faults.Backwards {
			break
		}
	}
	return chosen
}

// deliver makes one attempt and records it.
func (e *engine) deliver(d Delivery) {
	s := e.server
	began := s.opts.Wall()
	status, err := s.post(d)
	attempt := Attempt{At: s.Now(), Status: status, Millis: s.opts.Wall().Sub(began).Milliseconds()}
	if err != nil {
		attempt.Error = err.Error()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if current := s.state.delivery(d.ID); current != nil {
		s.record(current, attempt)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.inFlight, d.ID)
	e.dirty = true
	close(e.changed)
	e.changed = make(chan struct{})
}

// record notes an attempt and decides about the next one.
func (s *Server) record(d *Delivery, a Attempt) {
	d.Attempts = tail(append(d.Attempts, a), maxAttempts)
	if d.State != DeliveryWaiting {
		return // called off while it was under way
	}
	if a.Status >= 200 && a.Status < 300 {
		d.State = DeliveryDone
		return
	}
	failures := 0
	for _, old := range d.Attempts {
		if old.Status < 200 || old.Status >= 300 {
			failures++
		}
	}
	if failures > maxRetries {
		d.State = DeliveryFailed
		s.state.notice(s.now(), "webhook", d.Topic+" "+d.Subject+" was given up after "+itoa(int64(failures))+" attempts")
		return
	}
	d.DueAt = s.now().Add(s.opts.RetryBase << (failures - 1))
}

// post sends one webhook; only a 2xx answer within five seconds counts.
func (s *Server) post(d Delivery) (int, error) {
	ctx, cancel := context.WithTimeout(context.Background(), deliveryLimit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.opts.AppURL+d.Path, bytes.NewReader(d.Body))
	if err != nil {
		return 0, err
	}
	secret := s.signingSecret()
	if s.Faults().WrongSignature {
		secret += "-wrong"
	}
	for _, h := range s.headers(d, secret) {
		req.Header.Set(h.Name, h.Value)
	}
	res, err := s.client.Do(req)
	if err != nil {
		return 0, err
	}
	defer func() { _ = res.Body.Close() }()
	_, err = io.CopyN(io.Discard, res.Body, 64<<10)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return res.StatusCode, err
}

// flush writes attempts to disk, now and then. A crash before it repeats deliveries, which
// the platform may do as well.
func (e *engine) flush() {
	now := e.server.opts.Wall()
	e.mu.Lock()
	due := e.dirty && now.Sub(e.flushed).Abs() >= flushPause
	if due {
		e.dirty, e.flushed = false, now
	}
	e.mu.Unlock()
	if !due {
		return
	}
	if err := e.server.change(func(*state) error { return nil }); err != nil {
		e.server.log.Error("sandbox: state not written", "error", err.Error())
	}
}

// Settle waits until no webhook is due now; those waiting for a retry or for
// the clock stay.
func (s *Server) Settle(ctx context.Context) error {
	for {
		s.engine.mu.Lock()
		changed, busy := s.engine.changed, len(s.engine.inFlight) > 0
		s.engine.mu.Unlock()
		if !busy && !s.due() {
			return nil
		}
		s.engine.wake()
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (s *Server) due() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state.Faults.Stop {
		return false
	}
	for _, d := range s.state.Deliveries {
		if d.State == DeliveryWaiting && !d.DueAt.After(s.now()) {
			return true
		}
	}
	return false
}

// SendAgain puts a finished delivery back in the queue with the same webhook
// id and the same body.
func (s *Server) SendAgain(delivery int64) error {
	err := s.change(func(st *state) error {
		d := st.delivery(delivery)
		if d == nil {
			return missing("that delivery")
		}
		if d.State == DeliveryWaiting {
			return refuse("that delivery is on its way")
		}
		d.State, d.DueAt, d.Attempts = DeliveryWaiting, s.now(), nil
		return nil
	})
	s.engine.wake()
	return err
}
