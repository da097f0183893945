package points_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"
)

const (
	mirrorSeed   = 20260210
	storySteps   = 64
	stories      = 300
	storiesRaced = 50
	storiesFull  = 16_000 // 1,024,000 steps
)

// step is one thing that happens; the seed decides what it is about.
type step struct {
	what string
	seed uint64
}

var happenings = []struct {
	what   string
	weight int
	do     func(*mirror)
}{
	{"buy", 12, (*mirror).buy},
	{"pay", 6, (*mirror).pay},
	{"edit", 4, (*mirror).edit},
	{"refund", 8, (*mirror).refundSome},
	{"cancel", 2, (*mirror).cancel},
	{"dispute", 4, (*mirror).quarrel},
	{"claim", 2, (*mirror).claim},
	{"news", 5, (*mirror).news},
	{"hold", 7, (*mirror).hold},
	{"post", 5, (*mirror).post},
	{"void", 4, (*mirror).void},
	{"spend late", 2, (*mirror).late},
	{"give back", 4, (*mirror).giveBack},
	{"adjust", 4, (*mirror).adjust},
	{"forgive", 2, (*mirror).forgive},
	{"absorb", 2, (*mirror).absorb},
	{"event", 8, (*mirror).happen},
	{"level", 3, (*mirror).reward},
	{"refer", 4, (*mirror).refer},
	{"wait", 12, (*mirror).wait},
	{"sweep", 2, (*mirror).sweep},
	{"programme", 2, (*mirror).newVersion},
}

// TestTheProgramAndAPlainLedgerAgree plays random stories of purchases, edits,
// refunds, cancellations, disputes, holds that are posted, voided or too late,
// corrections by hand, merges, events, rewards, edits of the programme and the
// passing of time to the program and to a plain reference. After every step all
// balances, lots, orders, holds and events must be the same, and entries,
// balances and lots must add up. FAULTS=1 plays more than a million steps, and
// STORY=n one story again.
func TestTheProgramAndAPlainLedgerAgree(t *testing.T) {
	t.Parallel()
	first, count := 0, stories
	switch only, err := strconv.Atoi(os.Getenv("STORY")); {
	case err == nil:
		first, count = only, 1
	case raceDetector:
		count = storiesRaced
		t.Logf("the race detector is on: %d stories instead of %d", count, stories)
	case os.Getenv("FAULTS") != "":
		count = storiesFull
	}
	for n := range count {
		story := uint64(first + n)
		steps := storyOf(story)
		if _, problem := played(story, steps); problem != "" {
			steps = shortest(story, steps)
			_, problem = played(story, steps)
			t.Fatalf("STORY=%d goes wrong in %d steps: %s\n%v", story, len(steps), problem, steps)
		}
		if n%1000 == 999 || n == count-1 {
			t.Logf("%d steps in %d stories", (n+1)*storySteps, n+1)
		}
	}
}

func storyOf(story uint64) []step {
	random := rand.New(rand.NewPCG(mirrorSeed+1, story))
	var steps []step
	for range storySteps {
		all := 0
		for _, h := range happenings {
			all += h.weight
		}
		n := random.IntN(all)
		for _, h := range happenings {
			if n -= h.weight; n < 0 {
				steps = append(steps, step{h.what, random.Uint64()})
				break
			}
		}
	}
	return steps
}

// played plays a story until its end or the first problem, and tells after how
// many steps that was.
func played(story uint64, steps []step) (int, string) {
	m := newMirror(story)
	for i, s := range steps {
		m.random = rand.New(rand.NewPCG(s.seed, story))
		m.pass(time.Second)
		for _, h := range happenings {
			if h.what == s.what {
				h.do(m)
			}
		}
		m.keep()
		m.pass(0)
		m.compare()
		if m.problem != "" {
			return i + 1, s.what + ": " + m.problem
		}
	}
	m.verify()
	return len(steps), m.problem
}

// shortest leaves out what is not needed for a story to go wrong.
func shortest(story uint64, steps []step) []step {
	n, _ := played(story, steps)
	steps = steps[:n]
	for size := max(1, len(steps)/2); size > 0; size /= 2 {
		for i := len(steps) - size; i >= 0; i-- {
			fewer := slices.Delete(slices.Clone(steps), i, min(i+size, len(steps)))
			if n, problem := played(story, fewer); problem != "" {
				steps, i = fewer[:n], min(i, n-size+1)
			}
		}
	}
	return steps
}
