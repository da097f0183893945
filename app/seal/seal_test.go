package seal

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"

	"clientele/models"
)

const shop = models.ShopID("demo-shop.myshopify.com")

func keyOf(b byte) []byte {
	k := bytes.Repeat([]byte{b}, KeySize)
	k[0]++
	return k
}

func newBox(t testing.TB, keys ...[]byte) *Box {
	t.Helper()
	b, err := New(rand.Reader, keys...)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func sealed(t testing.TB, b *Box, secret string) []byte {
	t.Helper()
	s, err := b.Seal(shop, "access", secret)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSealedSecretOpensAgainAndCannotBeRead(t *testing.T) {
	t.Parallel()
	b := newBox(t, keyOf(1))
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.String().Draw(t, "secret")
		s, err := b.Seal(shop, "access", secret)
		if err != nil {
			t.Fatal(err)
		}
		if len(secret) > 3 && bytes.Contains(s, []byte(secret)) {
			t.Fatal("the secret can be read")
		}
		got, err := b.Open(shop, "access", s)
		if err != nil || got != secret {
			t.Fatalf("%q, %v", got, err)
		}
	})
	if bytes.Equal(sealed(t, b, "same"), sealed(t, b, "same")) {
		t.Error("the same secret is sealed the same way twice")
	}
}

func TestSealedSecretOpensNowhereElse(t *testing.T) {
	t.Parallel()
	b := newBox(t, keyOf(1))
	s := sealed(t, b, "shpat_secret")
	for name, open := range map[string]func() (string, error){
		"another shop":    func() (string, error) { return b.Open("other.myshopify.com", "access", s) },
		"another purpose": func() (string, error) { return b.Open(shop, "refresh", s) },
		"another key":     func() (string, error) { return newBox(t, keyOf(2)).Open(shop, "access", s) },
		"cut":             func() (string, error) { return b.Open(shop, "access", s[:len(s)-1]) },
		"empty":           func() (string, error) { return b.Open(shop, "access", nil) },
	} {
		if got, err := open(); err == nil || got != "" || models.CodeOf(err) != models.Internal {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for i := range s {
		mangled := bytes.Clone(s)
		mangled[i] ^= 1
		if _, err := b.Open(shop, "access", mangled); err == nil {
			t.Errorf("byte %d was changed and nobody noticed", i)
		}
	}
}

func TestSecretsOfTheKeyBeforeOpenAfterARotation(t *testing.T) {
	t.Parallel()
	before, after := newBox(t, keyOf(1)), newBox(t, keyOf(2), keyOf(1))
	if got, err := after.Open(shop, "access", sealed(t, before, "old")); err != nil || got != "old" {
		t.Errorf("sealed before: %q, %v", got, err)
	}
	fresh := sealed(t, after, "new")
	if got, err := newBox(t, keyOf(2)).Open(shop, "access", fresh); err != nil || got != "new" {
		t.Errorf("sealed after: %q, %v", got, err)
	}
	if after.Current(sealed(t, before, "old")) || !after.Current(fresh) || after.Current(nil) || after.Current([]byte{version}) {
		t.Error("which key sealed a secret is told wrongly")
	}
	_, err := before.Open(shop, "access", fresh)
	if err == nil || !strings.Contains(err.Error(), "ENCRYPTION_KEY_OLD") {
		t.Errorf("an unknown key should name the remedy: %v", err)
	}
}

func TestSealingNeedsGoodKeysAndChance(t *testing.T) {
	t.Parallel()
	for name, make := range map[string]func() (*Box, error){
		"no key":    func() (*Box, error) { return New(rand.Reader) },
		"short key": func() (*Box, error) { return New(rand.Reader, make([]byte, 16)) },
		"no chance": func() (*Box, error) { return New(nil, keyOf(1)) },
	} {
		if _, err := make(); err == nil {
			t.Errorf("%s: a box was made", name)
		}
	}
	b, err := New(iotest.ErrReader(errors.New("dry")), keyOf(1))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Seal(shop, "access", "x"); err == nil {
		t.Error("sealed without a nonce")
	}
	for _, text := range []string{"", "abc", base64.StdEncoding.EncodeToString(make([]byte, 16)), base64.StdEncoding.EncodeToString(make([]byte, 32)), strings.Repeat("x", 44)} {
		if _, err := ParseKey(text); err == nil {
			t.Errorf("%q was taken for a key", text)
		}
	}
	if got, err := ParseKey(base64.StdEncoding.EncodeToString(keyOf(9))); err != nil || !bytes.Equal(got, keyOf(9)) {
		t.Errorf("a good key: %x, %v", got, err)
	}
}

func FuzzOpen(f *testing.F) {
	b := newBox(f, keyOf(1))
	f.Add(sealed(f, b, "secret"))
	f.Add([]byte{1, 2, 3})
	own := sealed(f, b, "mine")
	f.Add(own)
	f.Fuzz(func(t *testing.T, s []byte) {
		if got, err := b.Open(shop, "refresh", s); err == nil {
			t.Fatalf("opened %x as %q", s, got)
		}
	})
}
