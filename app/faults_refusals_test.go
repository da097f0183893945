package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// refusedWith starts the program, which has to refuse in words that say what to
// change and tell no password.
func refusedWith(t *testing.T, database string, words ...string) {
	t.Helper()
	said := refuses(t, plainSettings(database))
	for _, word := range words {
		if !strings.Contains(said, word) {
			t.Errorf("the refusal does not say %q:\n%s", word, said)
		}
	}
	if strings.Contains(said, "hunter2") || strings.Contains(said, "goroutine ") {
		t.Errorf("the refusal tells a password, or is a crash:\n%s", said)
	}
}

func TestF10AUserWhoMayNotWriteIsRefusedWithWhatToChange(t *testing.T) {
	onlyAtFullSize(t, "starts a MongoDB of its own that asks for passwords; models/store tests wrong ones on any")
	key := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(key, []byte(strings.Repeat("c2VjcmV0", 8)), 0o600); err != nil {
		t.Fatal(err)
	}
	m := startMongo(t, 1)
	for user, role := range map[string]string{"reader": "read", "clerk": "readWrite"} {
		m.command("admin", `{"createUser":"`+user+`","pwd":"hunter2","roles":[{"role":"`+role+`","db":"clientele"}],"writeConcern":{"w":"majority"}}`)
	}
	m.lock(key)
	as := func(user string) string {
		return strings.Replace(m.database(), "mongodb://", "mongodb://"+user+"@", 1) + "&authSource=admin"
	}
	for _, c := range []struct{ name, database, says string }{
		{"no credentials", m.database(), "readWrite on the database"},
		{"wrong password", as("reader:hunter22"), "user name or password"},
		{"unknown user", as("nobody:hunter2"), "user name or password"},
		{"read-only user", as("reader:hunter2"), "readWrite on the database"},
	} {
		t.Run(c.name, func(t *testing.T) { refusedWith(t, c.database, c.says) })
	}
	startProcess(t, plainSettings(as("clerk:hunter2"))).stop()
}

func TestF10AStandaloneServerAndANewerSchemaAreRefusedWithWhatToChange(t *testing.T) {
	onlyAtFullSize(t, "starts MongoDB in ways of its own; models/store tests the same on a stand-in")
	m := startMongo(t, 1)
	startProcess(t, plainSettings(m.database())).stop()
	m.command("clientele", `{"update":"meta","updates":[{"q":{"_id":"schema"},"u":{"$set":{"version":99}}}],"writeConcern":{"w":"majority"}}`)
	refusedWith(t, m.database(), "newer version of Clientele", "start the newer version")
	m.again("--replSet")
	refusedWith(t, "mongodb://"+m.host(0)+"/clientele", "--replSet", "rs.initiate()")
	refusedWith(t, "mongodb://"+m.host(0)+"/clientele?directConnection=true", "--replSet", "rs.initiate()")
}
