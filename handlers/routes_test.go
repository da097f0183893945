package handlers_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/gofiber/fiber/v2"
	"github.com/google/go-cmp/cmp"

	"clientele/handlers"
)

var update = flag.Bool("update", false, "write the golden files anew")

func doors() handlers.Doors {
	none := func(c *fiber.Ctx) error { return c.SendStatus(204) }
	return handlers.Doors{Health: none, Ready: none, Metrics: none, Webhook: none, Bounce: none, Document: none, Asset: none, Admin: none, Shopper: none}
}

func TestEveryRouteSaysWhoMayCallIt(t *testing.T) {
	t.Parallel()
	var list bytes.Buffer
	for _, r := range (&handlers.Panel{}).Routes(doors()) {
		fmt.Fprintf(&list, "%-5s %-50s %s\n", r.Method, r.Path, r.Access)
	}
	golden(t, "routes.golden", list.Bytes())
}

func TestTheDocumentIsMadeFromTheCode(t *testing.T) {
	t.Parallel()
	api := handlers.Install(fiber.New(), (&handlers.Panel{}).Routes(doors()), doors())
	document, err := json.MarshalIndent(api.OpenAPI(), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "openapi.json", append(document, '\n'))
}

func TestTheDocumentDescribesExactlyTheApiRoutes(t *testing.T) {
	t.Parallel()
	routes := (&handlers.Panel{}).Routes(doors())
	api := handlers.Install(fiber.New(), routes, doors())
	described := map[string]bool{}
	for path, item := range api.OpenAPI().Paths {
		for method, op := range map[string]any{"GET": item.Get, "POST": item.Post, "PUT": item.Put, "DELETE": item.Delete, "PATCH": item.Patch} {
			if !isNil(op) {
				described[method+" "+path] = true
			}
		}
	}
	for _, r := range routes {
		key := r.Method + " " + r.Path
		if r.Access == handlers.Admin && !described[key] {
			t.Errorf("%s is not in the document", key)
		}
		delete(described, key)
	}
	for key := range described {
		t.Errorf("%s is in the document and not in the table", key)
	}
}

func isNil(op any) bool { return fmt.Sprintf("%v", op) == "<nil>" }

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; make it with: go test ./handlers -run Test -update", err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s is not what the code says now (-golden +code); look at the change, then run go test ./handlers -update:\n%s", path, diff)
	}
}
