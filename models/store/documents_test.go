package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"clientele/models"
	"clientele/models/contacts"
	"clientele/models/store"
	"clientele/models/store/storetest"
)

func TestEveryDocumentIsShownWithItsBodyUnpacked(t *testing.T) {
	t.Parallel()
	s := storetest.Open(t)
	storetest.Populate(t, s, aShop)
	long := `{"email":"quux@example.com","fill":"` + strings.Repeat("x", 5000) + `"}`
	if _, err := s.Inbox.Put(t.Context(), []models.Delivery{{Shop: aShop, WebhookID: "long", Body: []byte(long)}}); err != nil {
		t.Fatal(err)
	}
	seen, found := map[string]int{}, false
	err := s.EachDocument(t.Context(), func(collection string, document []byte) error {
		seen[collection]++
		found = found || bytes.Contains(document, []byte("quux@example.com"))
		return nil
	})
	if err != nil || !found {
		t.Errorf("a packed body was shown: %t, %v", found, err)
	}
	for _, name := range append([]string{"meta"}, store.Collections...) {
		if seen[name] == 0 {
			t.Errorf("nothing of %s was shown", name)
		}
	}
}

func TestACompactedFileHoldsNothingThatWasRemoved(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clientele.db")
	s := storetest.OpenAt(t, "file:"+path, "")
	secret := contacts.Contact{Shop: aShop, ID: "c_1", Profile: contacts.Profile{Email: "quux@example.com"}}
	if _, err := s.Contacts.Save(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	if err := s.Contacts.Delete(t.Context(), aShop, "c_1"); err != nil {
		t.Fatal(err)
	}
	holds := func() bool {
		t.Helper()
		body, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return bytes.Contains(body, []byte("quux@example.com"))
	}
	if !holds() {
		t.Fatal("the journal does not hold what was removed, so this test shows nothing")
	}
	if err := s.Engine.Compact(t.Context()); err != nil {
		t.Fatal(err)
	}
	if holds() {
		t.Error("the file still holds what was removed")
	}
}

func TestCompactingDisturbsNoWriter(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "clientele.db")
	s := storetest.OpenAt(t, "file:"+path, "")
	const writers, each = 4, 25
	var all sync.WaitGroup
	for n := range writers {
		all.Go(func() {
			for i := range each {
				id := models.ContactID(fmt.Sprintf("c_%d%03d", n+1, i))
				if _, err := s.Contacts.Save(t.Context(), contacts.Contact{Shop: aShop, ID: id}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 20 {
		if err := s.Engine.Compact(t.Context()); err != nil {
			t.Error(err)
		}
	}
	all.Wait()
	if err := s.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	again := storetest.OpenAt(t, "file:"+path, "")
	if got := count(t, again, "contacts"); got != writers*each {
		t.Errorf("%d contacts are left, want %d", got, writers*each)
	}
}

func TestAFileThatCannotBeWrittenAnewSaysSo(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	s := storetest.OpenAt(t, "file:"+filepath.Join(dir, "clientele.db"), "")
	if _, err := s.Contacts.Save(t.Context(), contacts.Contact{Shop: aShop, ID: "c_1"}); err != nil {
		t.Fatal(err)
	}
	// A directory where the new file has to go.
	if err := os.Mkdir(filepath.Join(dir, "clientele.db.tmp"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := s.Engine.Compact(t.Context()); models.CodeOf(err) != models.Unavailable {
		t.Errorf("compacting: %v", err)
	}
	if _, err := s.Contacts.Save(t.Context(), contacts.Contact{Shop: aShop, ID: "c_2"}); err != nil {
		t.Errorf("writing afterwards: %v", err)
	}
}
