package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"time"
)

// peerRuns are loads on other stacks, by the tool that BENCH_PEERS names. Each
// is loaded in turn with the program, by the same load generator, and nothing
// of one is left to do when the next one's turn comes.
type peerRuns struct {
	express, inbox, own []peerRun
}

type peerRun struct{ RPS, P50, P99, E2E, CPU float64 }

func (r *peerRuns) run(b *bench, p *loaded, conns int) {
	b.Helper()
	tool := os.Getenv("BENCH_PEERS")
	if tool == "" {
		return
	}
	r.express = append(r.express, b.peer(tool, conns, "--peers", "express-txn")...)
	r.inbox = append(r.inbox, b.peer(tool, conns, "--peers", "fastify-inbox")...)
	r.own = append(r.own, b.peer(tool, conns, "--peers", "", "--also", "clientele=http://"+p.address+"/webhooks/shopify,"+strconv.Itoa(p.cmd.Process.Pid))...)
	p.drain(p.kept(), 10*time.Minute)
}

func (b *bench) peer(tool string, conns int, args ...string) []peerRun {
	b.Helper()
	out := filepath.Join(b.TempDir(), "peers.json")
	cmd := exec.Command(tool, append([]string{"--uri", os.Getenv("MONGODB_TEST_URL"), "--rounds", "1",
		"--seconds", strconv.Itoa(int(b.size.seconds.Seconds())), "--conns", strconv.Itoa(conns), "--out", out}, args...)...)
	if said, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("the peers' tool: %v\n%.2000s", err, said)
	}
	raw, err := os.ReadFile(out)
	if err != nil {
		b.Fatal(err)
	}
	var peers []struct{ Runs []peerRun }
	if err := json.Unmarshal(raw, &peers); err != nil || len(peers) != 1 {
		b.Fatalf("the peers' tool wrote %.300s: %v", raw, err)
	}
	return peers[0].Runs
}

func column(runs []peerRun, of func(peerRun) float64) (all []float64) {
	for _, r := range runs {
		all = append(all, of(r))
	}
	return all
}

// note compares with the stacks that were loaded by the peers' tool, where all
// are given the same twenty shops and bodies.
func (r *peerRuns) note(b *bench, group string) {
	b.Helper()
	if len(r.express) == 0 {
		return
	}
	rps, p99 := func(r peerRun) float64 { return r.RPS }, func(r peerRun) float64 { return r.P99 }
	own := b.note(group, "peers' tool: acknowledged", "/s", column(r.own, rps)...)
	ownP99 := b.note(group, "peers' tool: answered within, p99", "ms", column(r.own, p99)...)
	express := b.note(group, "express-txn: acknowledged", "/s", column(r.express, rps)...)
	expressP99 := b.note(group, "express-txn: answered within, p99", "ms", column(r.express, p99)...)
	b.note(group, "express-txn: CPU for a webhook", "µs", column(r.express, func(r peerRun) float64 { return r.CPU })...)
	inbox := b.note(group, "fastify-inbox: acknowledged", "/s", column(r.inbox, rps)...)
	b.note(group, "fastify-inbox: from request to points", "/s", column(r.inbox, func(r peerRun) float64 { return r.E2E })...)
	b.atLeast(5, group, "acknowledged to express-txn", "×", own/express)
	b.atMost(1, group, "p99 to express-txn", "×", ownP99/expressP99)
	b.note(group, "acknowledged to fastify-inbox", "×", own/inbox)
}
