package gate

import (
	"container/list"
	"errors"
	"net"
	"net/netip"
	"sync"
	"sync/atomic"
	"syscall"
)

// Connections is a listener that keeps at most a number of connections open.
// When one more comes, the one that kept us waiting longest for its next
// request is closed, of the address with the most connections first. Those
// whose request is being worked on stay. So callers that open connections and
// say nothing, or say it very slowly, only push out each other.
type Connections struct {
	net.Listener
	most int

	mu    sync.Mutex
	open  *list.List // *connection, the one without an answer for longest in front
	among map[netip.Addr]int
}

// Bounded keeps at most so many connections of a listener open.
func Bounded(inner net.Listener, most int) *Connections {
	return &Connections{Listener: inner, most: most, open: list.New(), among: map[netip.Addr]int{}}
}

// connection is one that came in. The server reads only when it wants something
// of the other side, so whoever is being read from, or written to, keeps us
// waiting.
type connection struct {
	net.Conn
	home    *Connections
	place   *list.Element
	from    netip.Addr
	waiting atomic.Bool
	gone    bool // guarded by home.mu
}

// Accept waits for the next connection.
func (l *Connections) Accept() (net.Conn, error) {
	for {
		inner, err := l.Listener.Accept()
		if errors.Is(err, syscall.ECONNABORTED) || outOfFiles(err) && l.cut() {
			continue // one that gave up, or one place made
		}
		if err != nil {
			return nil, err
		}
		c := &connection{Conn: inner, home: l, from: AddressOf(inner.RemoteAddr())}
		c.waiting.Store(true)
		if l.admit(c) {
			return c, nil
		}
		_ = inner.Close() // every other one is being worked on
	}
}

// The machine may allow fewer open files than we allow connections. Files are
// freed by the one that waits longest, as places are.
func outOfFiles(err error) bool {
	return errors.Is(err, syscall.EMFILE) || errors.Is(err, syscall.ENFILE)
}

// cut closes the slowest connection, if there is one.
func (l *Connections) cut() bool {
	l.mu.Lock()
	slow := l.slowest()
	if slow != nil {
		l.forget(slow)
	}
	l.mu.Unlock()
	return slow != nil && slow.Conn.Close() == nil
}

// AddressOf is the address without the port; the zero value where there is none.
func AddressOf(end net.Addr) netip.Addr {
	if tcp, ok := end.(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}

func (l *Connections) admit(c *connection) bool {
	l.mu.Lock()
	var slow *connection
	if l.open.Len() >= l.most {
		if slow = l.slowest(); slow == nil {
			l.mu.Unlock()
			return false
		}
		l.forget(slow)
	}
	c.place = l.open.PushBack(c)
	l.among[c.from]++
	l.mu.Unlock()
	if slow != nil {
		_ = slow.Conn.Close()
	}
	return true
}

// slowest picks the connection that may be closed for another one.
func (l *Connections) slowest() *connection {
	var crowd netip.Addr
	for address, n := range l.among {
		if n > l.among[crowd] {
			crowd = address
		}
	}
	var first *connection
	for e := l.open.Front(); e != nil; e = e.Next() {
		c := e.Value.(*connection)
		if !c.waiting.Load() {
			continue
		}
		if c.from == crowd {
			return c
		}
		if first == nil {
			first = c
		}
	}
	return first
}

func (l *Connections) forget(c *connection) {
	if c.gone {
		return
	}
	c.gone = true
	l.open.Remove(c.place)
	if l.among[c.from]--; l.among[c.from] == 0 {
		delete(l.among, c.from)
	}
}

// Read implements net.Conn.
func (c *connection) Read(b []byte) (int, error) {
	c.waiting.Store(true)
	n, err := c.Conn.Read(b)
	c.waiting.Store(false)
	return n, err
}

// Write implements net.Conn. An answer that was taken makes a connection one of
// the young again; bytes that only trickle in do not.
func (c *connection) Write(b []byte) (int, error) {
	c.waiting.Store(true)
	n, err := c.Conn.Write(b)
	c.waiting.Store(false)
	if err == nil {
		c.home.mu.Lock()
		if !c.gone {
			c.home.open.MoveToBack(c.place)
		}
		c.home.mu.Unlock()
	}
	return n, err
}

// Close implements net.Conn.
func (c *connection) Close() error {
	c.home.mu.Lock()
	c.home.forget(c)
	c.home.mu.Unlock()
	return c.Conn.Close()
}
