package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// The tests whose names begin with TestF run the program as processes of their
// own and do to them and to their database what a bad day does. At full size
// they take minutes, so only `make faults` asks for it.
func fullSize() bool { return os.Getenv("FAULTS") != "" }

// onlyAtFullSize is for tests that have no small size.
func onlyAtFullSize(t *testing.T, what string) {
	t.Helper()
	if !fullSize() {
		t.Skipf("SKIPPED: %s; make faults runs it", what)
	}
}

const crashSecret = loadSecret

// plainSettings are the environment of a program that meets no platform.
func plainSettings(database string) map[string]string {
	return map[string]string{
		"DATABASE_URL": database, "APP_URL": "http://127.0.0.1:4000", "SHOPIFY_API_KEY": "key", "SHOPIFY_API_SECRET": crashSecret,
		"ENCRYPTION_KEY": base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef")), "LOG_LEVEL": "error",
	}
}

// process is one running program: this test binary, told by its environment to
// be the program. Its clock can be moved.
type process struct {
	t        *testing.T
	settings map[string]string
	cmd      *exec.Cmd
	clock    io.WriteCloser
	log      *lockedBuffer
	listen   string
	took     time.Duration // from the start until it was ready
	worked   time.Duration // of the processor's time; not what others took meanwhile
}

const programVariable = "CLIENTELE_TEST_PROGRAM"

// beTheProgram is main for a process of the tests. What comes in on its
// standard input moves its clock.
func beTheProgram() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	var ahead atomic.Int64
	go func() {
		for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
			if d, err := time.ParseDuration(lines.Text()); err == nil {
				ahead.Store(int64(d))
			}
		}
	}()
	return run(ctx, strings.Fields(os.Getenv(programVariable)), world{
		// Without the reading of the monotonic clock, so that a jump is felt everywhere.
		Now:  func() time.Time { return time.Now().Round(0).Add(time.Duration(ahead.Load())) },
		Rand: rand.Reader, Chance: mathrand.Float64, Getenv: environment(), Out: os.Stdout, Err: os.Stderr,
	})
}

// programCommand is the program about to do something.
func programCommand(t *testing.T, settings map[string]string, args ...string) *exec.Cmd {
	t.Helper()
	path, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path)
	cmd.Env = append(os.Environ(), programVariable+"="+strings.Join(args, " "))
	for name, value := range settings {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	return cmd
}

func startProcess(t *testing.T, settings map[string]string) *process {
	t.Helper()
	p := &process{t: t, settings: settings, listen: freeAddress(t)}
	t.Cleanup(func() { _ = p.cmd.Process.Kill(); _ = p.cmd.Wait() })
	p.start()
	return p
}

func (p *process) start() {
	p.t.Helper()
	began := time.Now()
	p.log = &lockedBuffer{}
	p.cmd = programCommand(p.t, p.settings, "serve")
	p.cmd.Env = append(p.cmd.Env, "LISTEN="+p.listen)
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	var err error
	if p.clock, err = p.cmd.StdinPipe(); err != nil {
		p.t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		p.t.Fatal(err)
	}
	if !p.ready(2 * time.Minute) {
		p.t.Errorf("the program did not become ready:\n%s", p.log)
	}
	p.took = time.Since(began)
	p.worked = time.Duration(p.metric("process_cpu_seconds_total") * float64(time.Second))
}

func (p *process) url() string { return "http://" + p.listen }

// ready asks until the program answers.
func (p *process) ready(patience time.Duration) bool {
	return eventually(patience, func() bool {
		status, _ := p.get("/readyz", "")
		return status == http.StatusOK
	})
}

// eventually asks another process, which has no clock of ours, again and again.
func eventually(patience time.Duration, is func() bool) bool {
	for end := time.Now().Add(patience); ; pause(20 * time.Millisecond) {
		if is() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}

// pause waits for another process.
func pause(d time.Duration) {
	timer := time.NewTimer(d)
	<-timer.C
}

// get gives the status of an answer and its body, or zero where there is none.
func (p *process) get(path, token string) (int, string) {
	client := &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	request, err := http.NewRequest(http.MethodGet, p.url()+path, nil)
	if err != nil {
		return 0, err.Error()
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	body, _ := io.ReadAll(io.LimitReader(response.Body, 8<<20))
	return response.StatusCode, string(body)
}

// metric is a number without labels from /metrics.
func (p *process) metric(name string) float64 {
	p.t.Helper()
	_, body := p.get("/metrics", "")
	for line := range strings.Lines(body) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			value, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			if err != nil {
				p.t.Fatal(err)
			}
			return value
		}
	}
	p.t.Errorf("/metrics does not tell %s", name)
	return 0
}

// jump sets the program's clock ahead of the true one, or behind it.
func (p *process) jump(by time.Duration) {
	p.t.Helper()
	if _, err := fmt.Fprintln(p.clock, by); err != nil {
		p.t.Fatal(err)
	}
}

// die ends the process at once, as a power cut would.
func (p *process) die() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// kill ends the process at once and starts it again.
func (p *process) kill() {
	p.t.Helper()
	p.die()
	p.start()
}

// stop ends the process as an operator would.
func (p *process) stop() {
	p.t.Helper()
	began := time.Now()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Error(err)
	}
	if err := p.cmd.Wait(); err != nil {
		p.t.Errorf("the program did not stop cleanly: %v\n%s", err, p.log)
	}
	if took := time.Since(began); took > stopGrace+10*time.Second {
		p.t.Errorf("the program took %s to stop", took)
	}
}

// refuses starts the program and gives what it says; it must not stay.
func refuses(t *testing.T, settings map[string]string) string {
	t.Helper()
	cmd := programCommand(t, settings, "serve")
	cmd.Env = append(cmd.Env, "LISTEN=127.0.0.1:0")
	var out lockedBuffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() })
	err := cmd.Wait()
	var exit *exec.ExitError
	if !timer.Stop() || !errors.As(err, &exit) || exit.ExitCode() != 1 {
		t.Errorf("the program ended with %v, want exit code 1:\n%s", err, out.String())
	}
	return out.String()
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l := listen(t)
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return address
}

// lockedBuffer takes what a process says while a test may read it.
type lockedBuffer struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.all.String()
}
