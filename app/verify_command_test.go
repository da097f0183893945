package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"clientele/app/sandbox"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

// runs does one command as if it were typed, and gives its exit code and what
// it wrote.
func runs(t *testing.T, environment map[string]string, args ...string) (code int, out, problems string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, world{Now: time.Now, Rand: rand.Reader, Out: &o, Err: &e, Getenv: func(name string) string { return environment[name] }})
	return code, o.String(), e.String()
}

// kept is a database with an order in it, closed again. On MongoDB it is a
// database of its own.
func kept(t *testing.T, spoil func(s *store.Store)) string {
	t.Helper()
	address := databaseFor(t)
	if address == "memory:" {
		address = "file:" + filepath.Join(t.TempDir(), "clientele.db")
	}
	t.Run("fill", func(t *testing.T) { // its end stops the program
		h := newHarnessAt(t, address)
		h.install(demoShop)
		who, contact := h.shopper(demoShop)
		h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
		h.settle()
		h.balance(demoShop, contact, 26)
		if spoil != nil {
			h.spoiled = true
			spoil(h.program.store)
		}
		if strings.HasPrefix(address, "file:") {
			code, _, problems := runs(t, nil, "verify", "--database", address)
			if code != 1 || !strings.Contains(problems, "in use by process") {
				t.Errorf("while the program runs: exit %d, %s", code, problems)
			}
		}
	})
	return address
}

func TestVerifySaysThatTheBooksAreInOrder(t *testing.T) {
	t.Parallel()
	address := kept(t, nil)
	for name, call := range map[string]func() (int, string, string){
		"by flag":        func() (int, string, string) { return runs(t, nil, "verify", "--database", address) },
		"by environment": func() (int, string, string) { return runs(t, map[string]string{"DATABASE_URL": address}, "verify") },
	} {
		code, out, problems := call()
		if code != 0 || !strings.Contains(out, demoShop+"  1         1       0") || !strings.Contains(out, "in order") || problems != "" {
			t.Errorf("%s: exit %d\n%s%s", name, code, out, problems)
		}
	}
}

func TestVerifyNamesWhatIsWrongAndExitsWithOne(t *testing.T) {
	t.Parallel()
	address := kept(t, func(s *store.Store) {
		records, err := s.Orders.Newest(context.Background(), demoShop, 1)
		if err != nil || len(records) != 1 {
			t.Fatalf("%d orders, %v", len(records), err)
		}
		records[0].Standing.Net += 7
		if _, err := s.Orders.Save(context.Background(), records[0]); err != nil {
			t.Fatal(err)
		}
	})
	code, out, problems := runs(t, nil, "verify", "--database", address)
	if code != 1 || !strings.Contains(out, "is worth 26 points, it stands at 33 (order)") || !strings.Contains(problems, "3 things are wrong") {
		t.Errorf("exit %d\n%s%s", code, out, problems)
	}
	again, _, _ := runs(t, nil, "verify", "--database", address)
	if again != 1 {
		t.Errorf("looking has changed something: exit %d", again)
	}
}

func TestVerifyBeginsNoDatabase(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "none", "clientele.db")
	addresses := []string{"file:" + path}
	if url := storetest.Absent(t); url != "memory:" {
		addresses = append(addresses, url)
	}
	for _, address := range addresses {
		code, _, problems := runs(t, nil, "verify", "--database", address)
		if code != 1 || !strings.Contains(problems, "there is no database") && !strings.Contains(problems, "holds nothing of Clientele") {
			t.Errorf("exit %d: %s", code, problems)
		}
	}
	if _, err := os.Stat(filepath.Dir(path)); err == nil {
		t.Error("a directory was made")
	}
}

func TestCommandsRefuseWhatTheyDoNotKnow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"version", "now"}, 2, "takes no arguments"},
		{[]string{"verify", "all"}, 2, "does not know what to do with \"all\""},
		{[]string{"verify", "--fast"}, 2, "-fast"},
		{[]string{"verify", "--help"}, 0, "address of the database"},
		{[]string{"verify", "--database", "sqlite:x"}, 1, "must be file:path"},
		{[]string{"verify", "--database", "file:"}, 1, "must be file:path"},
		{[]string{"moon"}, 2, "usage"},
		{[]string{"--help"}, 0, "usage"},
	} {
		if code, _, problems := runs(t, nil, c.args...); code != c.code || !strings.Contains(problems, c.says) {
			t.Errorf("%v: exit %d, want %d; %s", c.args, code, c.code, problems)
		}
	}
}
