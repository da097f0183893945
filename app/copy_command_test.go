package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"clientele/app/sandbox"
	"clientele/models/store/storetest"
)

// emptyPlace is where a copy may go: a file, or a database of its own.
func emptyPlace(t *testing.T) string {
	t.Helper()
	if address := storetest.Absent(t); address != "memory:" {
		return address
	}
	return "file:" + filepath.Join(t.TempDir(), "copy.db")
}

func TestACopyGoesOnWhereTheOriginalStopped(t *testing.T) {
	t.Parallel()
	file := "file:" + filepath.Join(t.TempDir(), "clientele.db")
	sandboxDir := t.TempDir()
	var contact string
	t.Run("in the file", func(t *testing.T) {
		h := newHarnessIn(t, file, sandboxDir)
		h.install(demoShop)
		var who sandbox.Customer
		who, contact = h.shopper(demoShop)
		h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
		h.settle()
		h.balance(demoShop, contact, 26)
		code, _, problems := runs(t, nil, "copy", "--from", file, "--to", emptyPlace(t))
		if code != 1 || !strings.Contains(problems, "in use by process") {
			t.Errorf("while the program runs: exit %d, %s", code, problems)
		}
	})
	target := emptyPlace(t)
	code, out, problems := runs(t, map[string]string{"DATABASE_URL": file}, "copy", "--to", target)
	if code != 0 || problems != "" {
		t.Fatalf("exit %d\n%s%s", code, out, problems)
	}
	for _, want := range []string{"copying    contacts", "comparing  contacts       1 of 1", "SHA-256", "Everything was copied"} {
		if !strings.Contains(out, want) {
			t.Errorf("the copy does not say %q:\n%s", want, out)
		}
	}
	if code, out, problems := runs(t, nil, "verify", "--database", target); code != 0 {
		t.Errorf("the copy's books: exit %d\n%s%s", code, out, problems)
	}
	t.Run("in the copy", func(t *testing.T) {
		h := newHarnessIn(t, target, sandboxDir)
		h.balance(demoShop, contact, 26)
		who, _ := h.shopper(demoShop)
		h.buy(demoShop, sandbox.Checkout{CustomerID: who.ID}, "river-mug")
		h.settle()
		h.balance(demoShop, contact, 52)
	})
	if code, _, problems := runs(t, nil, "copy", "--from", file, "--to", target); code != 1 || !strings.Contains(problems, "finished copy") {
		t.Errorf("over the copy: exit %d, %s", code, problems)
	}
}

func TestCopyRefusesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := "file:" + filepath.Join(dir, "clientele.db")
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"--from", file}, "give --to"},
		{[]string{"--from", file, "--to", file}, "the same database"},
		{[]string{"--from", "sqlite:x", "--to", file}, "--from: the address of the database must be"},
		{[]string{"--from", file, "--to", "x"}, "--to: the address of the database must be"},
		{[]string{"--from", file, "--to", "memory:"}, "there is no database"},
	} {
		if code, _, problems := runs(t, nil, append([]string{"copy"}, c.args...)...); code != 1 || !strings.Contains(problems, c.says) {
			t.Errorf("%v: exit %d, %s", c.args, code, problems)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "clientele.db")); err == nil {
		t.Error("a refused copy has begun a database")
	}
}
