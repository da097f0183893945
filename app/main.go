package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // shops count days in zones that the machine may not know
)

// version is set by the build.
var version = "dev"

// world is what the program gets from outside: time, chance, environment and
// where to write. Everything below gets them as values.
type world struct {
	Now    func() time.Time
	Rand   io.Reader
	Chance func() float64
	Getenv func(string) string
	Out    io.Writer
	Err    io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], world{
		Now: time.Now, Rand: rand.Reader, Chance: mathrand.Float64, Getenv: environment(), Out: os.Stdout, Err: os.Stderr,
	}))
}

// run does one command and gives the exit code.
func run(ctx context.Context, args []string, w world) int {
	name := "help"
	if len(args) > 0 {
		name = args[0]
	}
	for _, c := range commands() {
		if c.name != name {
			continue
		}
		if code, done := c.parse(args[1:], w); done {
			return code
		}
		if err := c.run(ctx, w); err != nil {
			fmt.Fprintln(w.Err, "clientele:", err)
			return 1
		}
		return 0
	}
	usage(w)
	if name == "help" || name == "--help" || name == "-h" {
		return 0
	}
	return 2
}
