package main

import (
	"cmp"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"clientele/app/flow"
	"clientele/app/jobs"
	"clientele/app/sandbox"
	"clientele/app/shopify"
	"clientele/models"
	"clientele/models/outbox"
)

var update = flag.Bool("update", false, "write the golden files anew")

// effect is one thing that the program asks of the platform, as a story of a
// store: it is decided, brought about in steps, and ends somewhere.
type effect struct {
	name  string // after "to"
	begin func(s *scene)
	// step does what people do next, after the program's jobs have run. It is
	// called as long as a fault lasts, and until nothing is left to do.
	step func(s *scene)
	says func(s *scene) string // what the panel tells of it now
	// again is what a person can do in the panel where the effect waits for one.
	again func(s *scene)
	end   func(s *scene) string // checks where it ended, and tells it in words
}

// trouble is a fault of the sandbox and what is done about it.
type trouble struct {
	name   string // after "when"
	faults sandbox.Faults
	strike func(s *scene) // what else happens to the store
	late   bool           // it strikes when the effects have been brought about
	steps  int            // so often effects are tried while it lasts; three times where zero
	mend   func(s *scene) // what a person does when it is over
	action string         // the button of the sandbox's settings that does it
}

// scene is a store with a member who has points, where all effects meet one
// fault.
type scene struct {
	*harness
	effects []effect
	who     sandbox.Customer
	contact string
	spent   int64 // points, as far as the effects know
}

// The bounds of a scene. A step comes a while after the one before, so that
// what is tried again is tried again in each.
const (
	stepEvery = 25 * time.Minute
	stepsMax  = 40 // that effects may need after a fault has ended
)

func TestF25EffectsOutliveEveryFaultOfTheSandbox(t *testing.T) {
	t.Parallel()
	table := newOutcomes()
	t.Cleanup(func() { table.check(t) })
	for _, f := range everyTrouble() {
		t.Run("when "+f.name, func(t *testing.T) {
			t.Parallel()
			play(t, table, f)
		})
	}
}

// play lets all effects meet a fault, and notes what the panel said meanwhile
// and where they ended.
func play(t *testing.T, table *outcomes, f trouble) {
	s := &scene{harness: newHarness(t), effects: everyEffect()}
	s.quick()
	s.earn()
	for _, e := range s.effects {
		e.begin(s)
	}
	if f.late {
		s.steps(2)
	}
	s.fault(f.faults)
	if f.strike != nil {
		f.strike(s)
	}
	s.steps(cmp.Or(f.steps, 3))
	meanwhile := s.said()
	s.fault(sandbox.Faults{})
	if f.mend != nil {
		f.mend(s)
	}
	s.quieten()
	for i, e := range s.effects {
		if e.again != nil && strings.Contains(s.says(e), waitsForPerson) {
			meanwhile[i] += "; a person tries again"
			e.again(s)
		}
	}
	s.quieten()
	for i, e := range s.effects {
		t.Run("to "+e.name, func(t *testing.T) {
			within := *s
			own := *s.harness
			own.T, within.harness = t, &own
			table.add(e.name, f.name, meanwhile[i], e.end(&within))
			s.spent = within.spent
		})
	}
	s.inFlight()
	table.met(s)
}

// steps takes all effects some steps further.
func (s *scene) steps(n int) {
	s.Helper()
	for range n {
		s.step()
		s.later(stepEvery)
	}
}

func (s *scene) step() {
	s.Helper()
	s.work("outbox", "redemptions", "discounts", "reconcile", "backfill", "tokens")
	for _, e := range s.effects {
		e.step(s)
	}
	s.settleQuietly()
	s.work("outbox", "figures")
}

// quieten goes on until nothing is left to do.
func (s *scene) quieten() {
	s.Helper()
	s.steps(3) // an hour, in which the regular look finds what webhooks lost
	for range stepsMax {
		if s.open() == 0 && !s.reading().Running() {
			return
		}
		s.steps(1)
	}
	s.Errorf("after %d steps something is still under way", stepsMax)
}

// work runs some jobs until they have nothing left to do.
func (s *scene) work(names ...string) {
	s.Helper()
	for _, name := range names {
		run := s.job(name).Run
		if name == "outbox" {
			run = s.oneByOne().RunOnce
		}
		for range 100 {
			done, err := run(s.Context())
			if err != nil {
				s.Logf("job %s: %v", name, err)
			}
			if done == 0 || err != nil {
				break
			}
		}
	}
}

// oneByOne brings effects about one after the other, so that it is always the
// same one that meets a fault first.
func (s *scene) oneByOne() *jobs.OutboxWorker {
	p := s.program
	return &jobs.OutboxWorker{Name: "scene", Outbox: p.store.Outbox, Dispatch: p.giving.Bring, Now: s.stand.Now, Log: p.log}
}

// messages are the effects that are kept of the store.
func (s *scene) messages(state outbox.State) []outbox.Message {
	s.Helper()
	page, err := s.program.store.Outbox.Page(s.Context(), demoShop, outbox.Query{State: state, Limit: models.PageLimitMax})
	s.must(err)
	return page.Items
}

func (s *scene) open() int { return len(s.messages(outbox.Waiting)) + len(s.messages(outbox.Retrying)) }

// inFlight checks that nothing is left that somebody would wait for in vain.
func (s *scene) inFlight() {
	s.Helper()
	if n := s.open(); n > 0 {
		s.Errorf("%d effects are still under way", n)
	}
	for _, m := range s.messages(outbox.NeedsPerson) {
		s.Errorf("%s waits for a person in vain: %s", m.Kind, m.Problem)
	}
	shop, err := s.program.store.Shops.Get(s.Context(), demoShop)
	s.must(err)
	s.counted()
	orphans, vanished, err := s.program.giving.CheckDiscounts(s.Context(), shop)
	if err != nil || orphans+vanished != 0 {
		s.Errorf("%d codes have no points behind them, %d points no code, %v", orphans, vanished, err)
	}
	if troubles := s.troubles(); len(troubles) > 0 {
		s.Errorf("the home page still warns of %v", troubles)
	}
}

// counted checks that the member has what was earned less what was spent, and
// nothing held.
func (s *scene) counted() {
	s.Helper()
	account, err := s.program.store.Ledger.Account(s.Context(), demoShop, models.ContactID(s.contact))
	if models.CodeOf(err) == models.NotFound && err != nil {
		return // erased with the store
	}
	s.must(err)
	earned := int64(0)
	for _, o := range s.card(demoShop, s.contact).Orders {
		earned += o.Points
	}
	if b := account.Balances; b.Reserved != 0 || b.Available+b.Pending != earned-s.spent {
		s.Errorf("of %d points earned and %d spent %d are held and %d left", earned, s.spent, b.Reserved, b.Available+b.Pending)
	}
}

// troubles are what the home page of the panel warns of.
func (s *scene) troubles() (ids []string) {
	s.Helper()
	var home struct{ Problems []struct{ ID string } }
	if status := s.call(demoShop, "GET", "/api/admin/home", nil, &home); status != http.StatusOK {
		return []string{fmt.Sprintf("nothing, it answers %d", status)}
	}
	for _, p := range home.Problems {
		ids = append(ids, p.ID)
	}
	return ids
}

var requestID = regexp.MustCompile(`, platform's request "[^"]*"`)

// waitsForPerson marks in what the panel says that somebody has to do something.
const waitsForPerson = "waits for a person"

// said is what the panel says of each effect.
func (s *scene) said() []string {
	s.Helper()
	all := make([]string, len(s.effects))
	for i, e := range s.effects {
		all[i] = s.says(e)
	}
	return all
}

// says is what the panel says of an effect; without the app there is no panel.
func (s *scene) says(e effect) string {
	s.Helper()
	if install, _ := s.stand.InstallOf(demoShop); !install.Installed {
		return "the app is gone"
	}
	return requestID.ReplaceAllString(e.says(s), "")
}

// outcomes collects the cells.
type outcomes struct {
	mu    sync.Mutex
	cells map[[2]string]string // by effect and fault
	asked map[string]bool      // operations of the Admin API
	kinds map[string]bool      // of messages
	known []string             // kinds that the program knows
}

func newOutcomes() *outcomes {
	return &outcomes{cells: map[[2]string]string{}, asked: map[string]bool{}, kinds: map[string]bool{}}
}

func (o *outcomes) add(effect, fault, meanwhile, end string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.cells[[2]string{effect, fault}] = fmt.Sprintf("  when %s\n    meanwhile   %s\n    in the end  %s\n", fault, meanwhile, end)
}

// met notes what a scene has asked the platform for.
func (o *outcomes) met(s *scene) {
	o.mu.Lock()
	defer o.mu.Unlock()
	maps.Copy(o.asked, s.asked.all())
	for _, m := range s.messages("") {
		o.kinds[m.Kind] = true
	}
	o.known = s.program.giving.Kinds()
}

// playedElsewhere are operations and kinds of messages that are not in the table:
// a mail speaks to a mail server, nobody keeps what the panel finds on the shelf,
// and that questions about products are asked until they are answered is tested
// with the flow.
var playedElsewhere = map[string]bool{
	flow.SendMail: true, "FindProducts": true, "FindCollections": true, "ProductVariants": true, "NamedVariants": true,
	flow.ReadProducts: true, "ProductFacts": true, "ProductCollections": true,
}

// check holds the cells against the table that is kept, when all were played.
func (o *outcomes) check(t *testing.T) {
	effects, troubles := everyEffect(), everyTrouble()
	if want := len(effects) * len(troubles); len(o.cells) < want {
		t.Logf("%d of %d cells were played; the table is compared when all are", len(o.cells), want)
		return
	}
	for name, file := range operationsOf(t) {
		if !o.asked[name] && !playedElsewhere[name] {
			t.Errorf("no effect of the table sends %s of %s", name, file)
		}
	}
	for _, kind := range o.known {
		if !o.kinds[kind] && !playedElsewhere[kind] {
			t.Errorf("no effect of the table needs a message of the kind %s", kind)
		}
	}
	var table strings.Builder
	for _, e := range effects {
		fmt.Fprintf(&table, "to %s\n", e.name)
		for _, f := range troubles {
			table.WriteString(o.cells[[2]string{e.name, f.name}])
		}
		table.WriteString("\n")
	}
	golden(t, "effects-and-faults.golden", table.String())
}

// golden holds a text against the file that is kept of it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s is not what happens now (-golden +now); look at the change, then run go test ./app -run TestF25Effects -update:\n%s", path, diff)
	}
}

// operationsOf gives the file of every operation that we send.
func operationsOf(t *testing.T) map[string]string {
	t.Helper()
	files := map[string]string{}
	names, err := fs.Glob(shopify.Documents(), "*.graphql")
	if err != nil || len(names) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(shopify.Documents(), name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range operation.FindAllSubmatch(text, -1) {
			files[string(found[1])] = name
		}
	}
	return files
}
