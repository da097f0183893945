package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// mongoScripts start and stop a MongoDB for tests; they are kept beside the
// project and not in it.
const mongoScripts = "../../shared/mongod"

// ownMongo is a replica set that a test may stop, kill and freeze.
type ownMongo struct {
	t     *testing.T
	dir   string
	port  int
	nodes int
	uri   string
}

// startMongo starts a replica set of the test's own, or skips the test.
func startMongo(t *testing.T, nodes int) *ownMongo {
	t.Helper()
	if _, err := os.Stat(filepath.Join(mongoScripts, "start")); err != nil {
		t.Skipf("SKIPPED: what starts a MongoDB for tests is not beside the project: %v", err)
	}
	m := &ownMongo{t: t, dir: t.TempDir(), nodes: nodes, port: freePorts(t, nodes)}
	t.Cleanup(func() { m.script("stop", "--kill", "--wipe") })
	m.start()
	return m
}

// freePorts finds ports in a row that nobody uses.
func freePorts(t *testing.T, n int) int {
	t.Helper()
	for range 50 {
		_, first, err := net.SplitHostPort(freeAddress(t))
		port, convErr := strconv.Atoi(first)
		if err != nil || convErr != nil {
			t.Fatal(err, convErr)
		}
		free := 0
		for ; free < n; free++ {
			l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port+free))
			if err != nil {
				break
			}
			_ = l.Close()
		}
		if free == n {
			return port
		}
	}
	t.Fatalf("no %d free ports in a row", n)
	return 0
}

func (m *ownMongo) script(name string, args ...string) string {
	m.t.Helper()
	cmd := exec.Command(filepath.Join(mongoScripts, name), append([]string{"--dir", m.dir}, args...)...)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		m.t.Errorf("%s: %v\n%s", name, err, said.String())
	}
	return strings.TrimSpace(string(out))
}

// start brings back every node that does not run.
func (m *ownMongo) start() {
	m.t.Helper()
	if m.uri = m.script("start", "--port", strconv.Itoa(m.port), "--nodes", strconv.Itoa(m.nodes)); m.uri == "" {
		m.t.FailNow()
	}
}

// database is the address of the one database the tests use.
func (m *ownMongo) database() string { return strings.Replace(m.uri, "/?", "/clientele?", 1) }

// control asks one node something, by the driver of the scripts.
func (m *ownMongo) control(args ...string) string {
	m.t.Helper()
	out, err := exec.Command("node", append([]string{filepath.Join(mongoScripts, "ctl.js")}, args...)...).CombinedOutput()
	if err != nil {
		m.t.Errorf("ctl.js %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return strings.TrimSpace(string(out))
}

// command runs a database command, given as JSON, on the first node.
func (m *ownMongo) command(database, command string) string {
	m.t.Helper()
	said := m.control("cmd", m.host(0), database, command)
	if !strings.Contains(said, `"ok":1`) {
		m.t.Errorf("%s answered %s", command, said)
	}
	return said
}

func (m *ownMongo) host(node int) string { return fmt.Sprintf("127.0.0.1:%d", m.port+node) }

// primary is the node that takes writes.
func (m *ownMongo) primary() int {
	m.t.Helper()
	hosts := make([]string, 0, m.nodes)
	for node := range m.nodes {
		hosts = append(hosts, m.host(node))
	}
	at := m.control(append([]string{"primary", "60"}, hosts...)...)
	for node, host := range hosts {
		if host == at {
			return node
		}
	}
	m.t.Fatalf("no node is primary, but %q", at)
	return 0
}

func (m *ownMongo) pid(node int) int {
	m.t.Helper()
	raw, err := os.ReadFile(filepath.Join(m.dir, fmt.Sprintf("n%d", node), "pid"))
	if err != nil {
		m.t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		m.t.Fatal(err)
	}
	return pid
}

// freeze stops a node in the middle of whatever it does, for some time.
func (m *ownMongo) freeze(node int, d time.Duration) {
	m.t.Helper()
	if err := syscall.Kill(m.pid(node), syscall.SIGSTOP); err != nil {
		m.t.Fatal(err)
	}
	defer func() {
		if err := syscall.Kill(m.pid(node), syscall.SIGCONT); err != nil {
			m.t.Error(err)
		}
	}()
	pause(d)
}

// lock starts the one node again as a server that asks for passwords.
func (m *ownMongo) lock(key string) {
	m.t.Helper()
	m.script("stop")
	// It runs, but the script may not look at the set any more and says so.
	_ = exec.Command(filepath.Join(mongoScripts, "start"), "--dir", m.dir, "--port", strconv.Itoa(m.port), "--", "--auth", "--keyFile", key).Run()
	m.primary()
}

// again stops the one node and starts it by the same command, without one of
// its options.
func (m *ownMongo) again(without string) {
	m.t.Helper()
	proc := filepath.Join("/", "proc", strconv.Itoa(m.pid(0)))
	line, err := os.ReadFile(filepath.Join(proc, "cmdline"))
	if err != nil {
		m.t.Skipf("SKIPPED: this system does not tell how the server was started: %v", err)
	}
	environ, err := os.ReadFile(filepath.Join(proc, "environ"))
	if err != nil {
		m.t.Fatal(err)
	}
	program, err := os.Readlink(filepath.Join(proc, "exe"))
	if err != nil {
		m.t.Fatal(err)
	}
	words := strings.Split(strings.TrimRight(string(line), "\x00"), "\x00")
	if i := slices.Index(words, without); i >= 0 {
		words = slices.Delete(words, i, i+2)
	}
	m.script("stop")
	if filepath.Base(program) == filepath.Base(words[0]) {
		words = words[1:]
	} // otherwise another program runs the server, and calls itself by its name
	cmd := exec.Command(program, words...)
	for variable := range strings.SplitSeq(strings.TrimRight(string(environ), "\x00"), "\x00") {
		name, _, _ := strings.Cut(variable, "=")
		if !strings.HasPrefix(name, "WINE") || slices.Contains([]string{"WINEPREFIX", "WINEDEBUG", "WINEDLLOVERRIDES"}, name) {
			cmd.Env = append(cmd.Env, variable) // and none that is only for the process it was set for
		}
	}
	log, err := os.Create(filepath.Join(m.dir, "again.log"))
	if err != nil {
		m.t.Fatal(err)
	}
	defer func() { _ = log.Close() }()
	cmd.Stdout, cmd.Stderr, cmd.SysProcAttr = log, log, &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	m.primary() // a server on its own calls itself one, too
}
