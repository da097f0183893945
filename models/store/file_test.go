package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"clientele/models"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

func frozen() time.Time { return storetest.Start }

func openFile(path string) (*store.Store, error) {
	return store.Open(context.Background(), "file:"+path, store.Options{Now: frozen})
}

func TestFileKeepsEverythingOverARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "deep", "er", "clientele.db")
	shop := storetest.ShopFor(t)
	s, err := openFile(path)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Populate(t, s, shop)
	if _, err := s.Shops.Erase(t.Context(), "nobody.example", 10); err != nil {
		t.Fatal(err)
	}
	want := storetest.Dump(t, s, shop)
	// Everything is on the disk already; a copy is as good as the file.
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(copied, body, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{path, copied} {
		for range 2 {
			s, err := openFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got := storetest.Dump(t, s, shop); got != want {
				t.Errorf("after the restart\ngot  %s\nwant %s", got, want)
			}
			if err := s.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestFileGrowsByWhatACommitChangedAndIsCompacted(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clientele.db")
	s := storetest.OpenAt(t, "file:"+path, "")
	shop := storetest.ShopFor(t)
	storetest.Populate(t, s, shop)
	largest := int64(0)
	d := models.Delivery{Shop: shop, Topic: "orders/paid", State: models.Waiting, Body: bytes.Repeat([]byte("x"), 100)}
	for i := range 20 {
		d.WebhookID = strconv.Itoa(i)
		if _, err := s.Inbox.Put(t.Context(), []models.Delivery{d}); err != nil {
			t.Fatal(err)
		}
	}
	const rounds = 2500
	before := size(t, path)
	for range rounds {
		if err := s.Inbox.Replay(t.Context(), alter(&d)); err != nil {
			t.Fatal(err)
		}
		largest = max(largest, size(t, path))
	}
	if grown := largest - before; grown > 2<<20 {
		t.Errorf("the file grew by %d bytes for one document that changed %d times", grown, rounds)
	}
	if last := size(t, path); last >= largest {
		t.Errorf("the file has %d bytes and was never compacted", last)
	}
}

// alter gives the delivery something new to save.
func alter(d *models.Delivery) models.Delivery {
	d.Attempts++
	d.Problem = strings.Repeat("p", 300)
	return *d
}

func size(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

func TestF06AFileInUseNamesTheProcessThatHoldsIt(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clientele.db")
	s := storetest.OpenAt(t, "file:"+path, "")
	_, err := openFile(path)
	if models.CodeOf(err) != models.Conflict || !strings.Contains(err.Error(), fmt.Sprintf("process %d", os.Getpid())) {
		t.Fatalf("got %v, want a conflict that names process %d", err, os.Getpid())
	}
	// The refused one leaves the holder's lock alone.
	if _, err := openFile(path); models.CodeOf(err) != models.Conflict {
		t.Fatalf("the second try got %v", err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := openFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

const childVariable = "CLIENTELE_STORE_TEST_CHILD"

// A killed process leaves its lock file behind, but not its lock.
func TestFileOfAKilledProcessOpensWithEverythingItConfirmed(t *testing.T) {
	t.Parallel()
	if path := os.Getenv(childVariable); path != "" {
		writeUntilKilled(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "clientele.db")
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFileOfAKilledProcessOpensWithEverythingItConfirmed$", "-test.v")
	child.Env = append(os.Environ(), childVariable+"="+path)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	confirmed := readConfirmed(t, out, 40)
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := child.Wait(); !errors.As(err, &exit) {
		t.Fatalf("the child ended by itself: %v", err)
	}
	s := storetest.OpenAt(t, "file:"+path, "")
	for i := range confirmed {
		if _, err := s.Inbox.Get(t.Context(), "a.example", strconv.Itoa(i)); err != nil {
			t.Errorf("delivery %d was confirmed and is gone: %v", i, err)
		}
	}
}

func writeUntilKilled(t *testing.T, path string) {
	s := storetest.OpenAt(t, "file:"+path, "")
	for i := range 100_000 {
		d := models.Delivery{Shop: "a.example", WebhookID: strconv.Itoa(i), State: models.Waiting, Body: []byte("{}")}
		if _, err := s.Inbox.Put(t.Context(), []models.Delivery{d}); err != nil {
			t.Fatal(err)
		}
		fmt.Printf("\nconfirmed %d\n", i)
	}
}

// readConfirmed reads what the child says until it has confirmed enough.
func readConfirmed(t *testing.T, out interface{ Read([]byte) (int, error) }, enough int) int {
	t.Helper()
	var said bytes.Buffer
	buffer := make([]byte, 4096)
	for strings.Count(said.String(), "\nconfirmed ") < enough {
		n, err := out.Read(buffer)
		said.Write(buffer[:n])
		if err != nil {
			t.Fatalf("the child stopped early: %v\n%s", err, said.String())
		}
	}
	return strings.Count(said.String(), "\nconfirmed ")
}

// placesIn gives the bytes of a file at which to damage it: some of them always,
// and four times as many and a thousand at random at full size.
func placesIn(t *testing.T, size, step int) []int {
	t.Helper()
	if os.Getenv("FAULTS") == "" {
		step *= 4
	}
	var all []int
	for at := 0; at < size; at += 1 + at%step {
		all = append(all, at)
	}
	if os.Getenv("FAULTS") != "" {
		random := rand.New(rand.NewPCG(5, uint64(step)))
		for range 1000 {
			all = append(all, random.IntN(size))
		}
	}
	t.Logf("%d places in %d bytes", len(all), size)
	return all
}

func TestF05AFileCutAnywhereOpensAtAConfirmedStateOrIsRefused(t *testing.T) {
	t.Parallel()
	body, states := history(t)
	for _, cut := range placesIn(t, len(body), 7) {
		checkDamaged(t, fmt.Sprintf("cut at byte %d", cut), body[:cut], states)
	}
}

func TestF05AFileWithAFlippedBitOpensAtAConfirmedStateOrIsRefused(t *testing.T) {
	t.Parallel()
	body, states := history(t)
	for _, at := range placesIn(t, len(body), 11) {
		damaged := bytes.Clone(body)
		damaged[at] ^= 1 << (at % 8)
		checkDamaged(t, fmt.Sprintf("bit flipped in byte %d", at), damaged, states)
	}
}

// A whole page of zeros is what a disk gives back that lost its power.
func TestF05AFileWithAZeroedPageOpensAtAConfirmedStateOrIsRefused(t *testing.T) {
	t.Parallel()
	body, states := history(t)
	for _, at := range placesIn(t, len(body), 31) {
		damaged := bytes.Clone(body)
		clear(damaged[at:min(at+512, len(damaged))])
		checkDamaged(t, fmt.Sprintf("zeros from byte %d", at), damaged, states)
	}
}

func TestF05AFileThatLostItsMiddleIsRefused(t *testing.T) {
	t.Parallel()
	body, _ := history(t)
	parts := bytes.SplitAfterN(body, []byte("\xf7frm"), 4) // the header, all documents, the first commit, the rest
	missing := slicesJoin(parts[0], parts[1], parts[3])
	checkDamaged(t, "first commit missing", missing, nil)
}

func slicesJoin(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// history is a small file with several commits, and every state it was in.
func history(t *testing.T) ([]byte, map[string]bool) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "clientele.db")
	s, err := openFile(path)
	if err != nil {
		t.Fatal(err)
	}
	states := map[string]bool{describe(t, s): true}
	for i, save := range []int{1, 2, 1, 3, 0} {
		r := models.Delivery{Shop: "a.example", WebhookID: strconv.Itoa(save), State: models.Waiting, Attempts: i}
		if _, err := s.Inbox.Put(t.Context(), []models.Delivery{r}); err != nil {
			t.Fatal(err)
		}
		states[describe(t, s)] = true
		if err := s.Inbox.Replay(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		states[describe(t, s)] = true
	}
	if _, err := s.Shops.Erase(t.Context(), "a.example", 1); err != nil {
		t.Fatal(err)
	}
	states[describe(t, s)] = true
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	return body, states
}

func describe(t *testing.T, s *store.Store) string {
	t.Helper()
	p, err := s.Inbox.Page(t.Context(), "a.example", models.DeliveryQuery{})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%+v", p)
}

func checkDamaged(t *testing.T, what string, body []byte, states map[string]bool) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "damaged.db")
	if err := os.WriteFile(path, body, 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := openFile(path)
	if err != nil {
		if models.CodeOf(err) != models.Invalid || !strings.Contains(err.Error(), "put a backup in its place") {
			t.Errorf("%s: the refusal does not say what to do: %v", what, err)
		}
		if kept, err := os.ReadFile(path); err != nil || !bytes.Equal(kept, body) {
			t.Errorf("%s: the refused file was changed", what)
		}
		return
	}
	if got := describe(t, s); !states[got] {
		t.Errorf("%s: opened in a state that never was: %s", what, got)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestFileThatIsSomethingElseIsRefusedAndKept(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "SQLite format 3\x00", strings.Repeat("\x00", 5000), "clientele database 2\n"} {
		checkDamaged(t, fmt.Sprintf("a file that begins with %.20q", body), []byte(body), nil)
	}
}

func TestF04AFileThatCannotBeWrittenRefusesWritesAndRecovers(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clientele.db")
	s := storetest.OpenAt(t, "file:"+path, "")
	put := func(id string) error {
		_, err := s.Inbox.Put(t.Context(), []models.Delivery{{Shop: "a.example", WebhookID: id, State: models.Waiting}})
		return err
	}
	if err := put("1"); err != nil {
		t.Fatal(err)
	}
	s.BreakFile(true)
	if err := put("2"); models.CodeOf(err) != models.Unavailable {
		t.Fatalf("got %v, want Unavailable", err)
	}
	if _, err := s.Inbox.Get(t.Context(), "a.example", "1"); err != nil {
		t.Errorf("reading stopped, too: %v", err)
	}
	if _, err := s.Inbox.Get(t.Context(), "a.example", "2"); models.CodeOf(err) != models.NotFound {
		t.Errorf("the refused write took effect: %v", err)
	}
	s.BreakFile(false)
	if err := put("3"); err != nil {
		t.Fatalf("writing does not work again: %v", err)
	}
	want := describe(t, s)
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := describe(t, storetest.OpenAt(t, "file:"+path, "")); got != want {
		t.Errorf("after the restart\ngot  %s\nwant %s", got, want)
	}
}

func TestF04AFullDiskAtAnyByteRefusesAndLosesNothing(t *testing.T) {
	t.Parallel()
	rounds := 100
	if os.Getenv("FAULTS") != "" {
		rounds = 1000
	}
	path := filepath.Join(t.TempDir(), "clientele.db")
	s, err := openFile(path)
	if err != nil {
		t.Fatal(err)
	}
	random, refused, confirmed := rand.New(rand.NewPCG(4, 4)), 0, map[string]bool{}
	disk := &store.Disk{}
	disk.Has(1 << 40)
	s.OnDisk(disk)
	for round := range rounds {
		body := make([]byte, random.IntN(40_000)) // large enough for the file to be written anew now and then
		for i := range body {
			body[i] = byte(random.Uint32())
		}
		d := models.Delivery{Shop: "a.example", WebhookID: strconv.Itoa(round), State: models.Waiting, Body: body, Size: len(body)}
		before := describe(t, s)
		disk.Has(random.IntN(50_000))
		switch _, err := s.Inbox.Put(t.Context(), []models.Delivery{d}); {
		case err == nil:
			confirmed[d.WebhookID] = true
		case models.CodeOf(err) != models.Unavailable || !strings.Contains(err.Error(), "make room on the disk"):
			t.Fatalf("round %d: %v, want Unavailable and what to do", round, err)
		default:
			refused++
			if after := describe(t, s); after != before {
				t.Fatalf("round %d: the refused write changed something", round)
			}
		}
		disk.Has(1 << 40) // space returns
		if round%10 == 9 {
			d.WebhookID = "after " + d.WebhookID
			if _, err := s.Inbox.Put(t.Context(), []models.Delivery{d}); err != nil {
				t.Fatalf("round %d: writing does not work again: %v", round, err)
			}
			confirmed[d.WebhookID] = true
			if _, err := s.Shops.Erase(t.Context(), "nobody.example", 1); err != nil {
				t.Fatal(err)
			}
		}
		if round%25 == 24 {
			s = reopened(t, s, path, confirmed)
			s.OnDisk(disk)
		}
	}
	if refused < rounds/5 {
		t.Errorf("%d of %d writes met a full disk, which is too few to show anything", refused, rounds)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// reopened opens a file as it lies there, which is what a crash leaves, and
// then as it was closed. Everything confirmed has to be in both.
func reopened(t *testing.T, s *store.Store, path string, confirmed map[string]bool) *store.Store {
	t.Helper()
	crashed := filepath.Join(t.TempDir(), "crashed.db")
	body, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(crashed, body, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{crashed, path} {
		if s, err = openFile(at); err != nil {
			t.Fatal(err)
		}
		for id := range confirmed {
			if _, err := s.Inbox.Get(t.Context(), "a.example", id); err != nil {
				t.Fatalf("delivery %s was confirmed: %v", id, err)
			}
		}
		if at == crashed {
			if err := s.Close(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

func TestAddressesThatNameNoDatabaseAreRefused(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "postgres://x", "file:", "file:data/", "memory", "clientele.db", "mongodb://", "mongodb://a:b", "file:/dev/null/x.db"} {
		s, err := store.Open(t.Context(), url, store.Options{Now: frozen})
		if models.CodeOf(err) != models.Invalid || err == nil {
			t.Errorf("%q: got %v, want Invalid", url, err)
		}
		if s != nil {
			t.Errorf("%q: opened all the same", url)
		}
	}
}
