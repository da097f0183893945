package gate

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"runtime"
	"syscall"
	"testing"
)

// arrivals is a listener whose connections are pipes from made-up addresses.
type arrivals struct {
	come   chan net.Conn
	errors chan error
}

func (a *arrivals) Accept() (net.Conn, error) {
	select {
	case err := <-a.errors:
		return nil, err
	case c := <-a.come:
		return c, nil
	}
}
func (a *arrivals) Close() error   { return nil }
func (a *arrivals) Addr() net.Addr { return &net.TCPAddr{} }

type pipe struct {
	net.Conn
	from string
}

func (p pipe) RemoteAddr() net.Addr {
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(netip.MustParseAddr(p.from), 1))
}

// visitor is one connection with both its ends.
type visitor struct {
	t           *testing.T
	theirs      net.Conn
	ours        net.Conn
	letter, got [1]byte
}

type lobby struct {
	*testing.T
	arrivals *arrivals
	bounded  *Connections
}

func newLobby(t *testing.T, most int) *lobby {
	a := &arrivals{come: make(chan net.Conn, 10), errors: make(chan error, 1)}
	return &lobby{t, a, Bounded(a, most)}
}

func (l *lobby) visit(from string) *visitor {
	l.Helper()
	ours, theirs := net.Pipe()
	l.arrivals.come <- pipe{ours, from}
	accepted, err := l.bounded.Accept()
	if err != nil {
		l.Fatal(err)
	}
	l.Cleanup(func() { _ = accepted.Close(); _ = theirs.Close() })
	return &visitor{t: l.T, theirs: theirs, ours: accepted}
}

// asks sends a request that the server takes up and works on.
func (v *visitor) asks() {
	v.t.Helper()
	go func() { _, _ = v.theirs.Write(v.letter[:]) }()
	if _, err := v.ours.Read(v.got[:]); err != nil {
		v.t.Fatal(err)
	}
}

func (v *visitor) isAnswered() {
	v.t.Helper()
	go func() { _, _ = io.ReadFull(v.theirs, v.got[:]) }()
	if _, err := v.ours.Write(v.letter[:]); err != nil {
		v.t.Fatal(err)
	}
}

func (v *visitor) isOpen() bool { return !v.ours.(*connection).gone }

func TestF42TheSlowestMakesRoom(t *testing.T) {
	t.Parallel()
	l := newLobby(t, 3)
	busy, dribbling, quick := l.visit("192.0.2.1"), l.visit("192.0.2.1"), l.visit("192.0.2.1")
	busy.asks()
	dribbling.asks() // a byte, and then nothing
	quick.asks()
	quick.isAnswered()
	waits := make(chan error)
	go func() { _, err := dribbling.ours.Read(dribbling.got[:]); waits <- err }()
	for !dribbling.ours.(*connection).waiting.Load() {
		runtime.Gosched()
	}
	next := l.visit("192.0.2.1")
	if err := <-waits; err == nil || dribbling.isOpen() {
		t.Error("the one that kept us waiting was not closed")
	}
	if !busy.isOpen() || !quick.isOpen() || !next.isOpen() {
		t.Errorf("open are busy %v, quick %v, next %v, want all", busy.isOpen(), quick.isOpen(), next.isOpen())
	}
	if len(l.bounded.among) != 1 || l.bounded.open.Len() != 3 {
		t.Errorf("%d connections of %d addresses are open", l.bounded.open.Len(), len(l.bounded.among))
	}
}

func TestF42ACrowdMakesRoomFirst(t *testing.T) {
	t.Parallel()
	l := newLobby(t, 4)
	lonely := l.visit("198.51.100.7") // waits longest, but alone
	first, second, third := l.visit("192.0.2.1"), l.visit("192.0.2.1"), l.visit("192.0.2.1")
	for range 50 {
		l.visit("192.0.2.1")
	}
	if !lonely.isOpen() || first.isOpen() || second.isOpen() || third.isOpen() {
		t.Error("a crowd pushed out somebody else")
	}
	if l.bounded.open.Len() != 4 {
		t.Errorf("%d are open, want 4", l.bounded.open.Len())
	}
}

func TestF42ThoseBeingWorkedOnStay(t *testing.T) {
	t.Parallel()
	l := newLobby(t, 2)
	one, two := l.visit("192.0.2.1"), l.visit("192.0.2.1")
	one.asks()
	two.asks()
	ours, theirs := net.Pipe()
	l.arrivals.come <- pipe{ours, "192.0.2.1"}
	done := make(chan struct{})
	go func() { defer close(done); _, _ = l.bounded.Accept() }()
	if _, err := theirs.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("the third was not closed: %v", err)
	}
	if !one.isOpen() || !two.isOpen() {
		t.Error("one that was worked on was closed")
	}
	two.isAnswered()
	_ = one.ours.Close()
	_ = one.ours.Close() // twice is once
	l.arrivals.come <- pipe{ours, "192.0.2.1"}
	<-done
	if l.bounded.open.Len() != 2 {
		t.Errorf("%d are open, want 2", l.bounded.open.Len())
	}
}

func TestF42OutOfFilesTheSlowestMakesRoom(t *testing.T) {
	t.Parallel()
	l := newLobby(t, 10)
	slow := l.visit("192.0.2.1")
	l.arrivals.errors <- &net.OpError{Op: "accept", Err: syscall.EMFILE}
	done := make(chan struct{})
	go func() { defer close(done); _, _ = l.bounded.Accept() }()
	if _, err := slow.theirs.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Errorf("nothing was closed: %v", err)
	}
	l.arrivals.errors <- syscall.EMFILE // and now nobody is left to close
	<-done
}
