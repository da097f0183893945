package extensions_test

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/BurntSushi/toml"

	"clientele/extensions"
)

// registered is the app proxy's path as the platform is told it.
func registered(t *testing.T) string {
	t.Helper()
	var app struct {
		AppProxy struct{ Prefix, Subpath string } `toml:"app_proxy"`
	}
	if _, err := toml.DecodeFile("../shopify.app.toml", &app); err != nil {
		t.Fatal(err)
	}
	return "/" + app.AppProxy.Prefix + "/" + app.AppProxy.Subpath
}

func TestTheExtensionIsWhatThePlatformTakes(t *testing.T) {
	t.Parallel()
	for _, problem := range check(extensions.Theme(), registered(t)) {
		t.Error(problem)
	}
	var about struct{ Name, Type string }
	if _, err := toml.DecodeFS(extensions.Theme(), "shopify.extension.toml", &about); err != nil || about.Type != "theme" || about.Name == "" {
		t.Errorf("shopify.extension.toml: %+v, %v", about, err)
	}
}

// The check itself is checked: one mistake each, and what must be said of it.
func TestTheCheckFindsWhatTheOfficialOneMisses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, old, with, said string }{
		{"blocks/points.liquid", "{% render 'clientele-script' %}", "{% include 'x' %}", "the tag include is unknown"},
		{"blocks/points.liquid", "{% render 'clientele-script' %}", "{% sparkle %}", "the tag sparkle is unknown"},
		{"blocks/points.liquid", "{% render 'clientele-script' %}", "{{ 'a' | shine }}", "the filter shine is unknown"},
		{"blocks/points.liquid", "clientele-script", "clientele-gone", "there is no snippet clientele-gone"},
		{"blocks/points.liquid", `"target": "section"`, `"target": "sections"`, `the target "sections" is none`},
		{"blocks/points.liquid", `"type": "color"`, `"type": "colour"`, "there is no setting type colour"},
		{"blocks/points.liquid", `"clientele.css"`, `"gone.css"`, "there is no asset gone.css"},
		{"blocks/points.liquid", `"/apps/clientele"`, `"/apps/other"`, "the app proxy is /apps/other here"},
		{"blocks/points.liquid", `"header",` + "\n      \"footer\"", `"headers"`, "there is no section group headers"},
		{"blocks/points.liquid", `"disabled_on"`, `"disabled_in"`, "the schema has no disabled_in"},
		{"blocks/points.liquid", `"default": "left"`, `"default": "top"`, "align begins with none of its choices"},
		{"blocks/history.liquid", `"default": 4`, `"default": 50`, "the range of rows does not add up"},
		{"blocks/history.liquid", `"id": "accent_text"`, `"id": "accent"`, "is there twice"},
		{"locales/ko.json", "내 포인트", "", "points.heading is missing"},
		{"locales/ja.json", "[name]さん", "さん", "points.hello has the holes"},
		{"locales/ja.json", `"history"`, `"histories"`, "histories.heading is empty or not in English"},
		{"locales/en.default.schema.json", "Points and level", "Points and the level of members", "longer than 24 characters"},
		{"locales/ko.schema.json", "포인트와 등급", "Clientele 포인트", "holds the app's"},
		{"snippets/clientele-points.liquid", "'points.heading'", "'points.title'", "points.title is used and missing"},
		{"snippets/clientele-script.liquid", "{{ 'clientele.js' | asset_url }}", "/apps/clientele/x.js", "is a setting, never fixed"},
		{"assets/clientele-points.js", "say('debt'", "say('owed'", "says owed, which is not handed over"},
		{"assets/clientele-points.js", "export default", "import x from './x.js';\nexport default", "imports another asset by a guessed address"},
		{"assets/clientele-earning.js", "el('ul'", "document.write('ul'", "holds document.write"},
		{"assets/clientele-waitlist.js", "say('wait_title')", "say('wait_name')", "clientele-waitlist.js says wait_name, which is not handed over"},
		{"assets/clientele-booking.js", "later('waitlist')", "later('waiters')", "says nowhere where waiters is"},
		{"assets/clientele-booking.js", "later('waitlist')", "needs('waitlist')", "clientele-booking.liquid: loads"},
		{"assets/clientele-times.js", "say('none')", "say('nothing')", "clientele-times.js says nothing, which is not handed over"},
		{"assets/clientele.css", "/* Fonts", noise(), "bytes compressed, we allow"},
		{"assets/clientele-fields.js", "/** A field", noise(), "clientele-booking.liquid: loads"},
	} {
		files := fstest.MapFS{}
		err := fs.WalkDir(extensions.Theme(), ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			raw, err := fs.ReadFile(extensions.Theme(), name)
			if name == c.file {
				if !strings.Contains(string(raw), c.old) {
					t.Fatalf("%s does not hold %q", name, c.old)
				}
				raw = []byte(strings.ReplaceAll(string(raw), c.old, c.with))
			}
			files[name] = &fstest.MapFile{Data: raw}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		found := check(files, registered(t))
		if !slices.ContainsFunc(found, func(problem string) bool { return strings.Contains(problem, c.said) }) {
			t.Errorf("%s with %.60q: nobody says %q, but %q", c.file, c.with, c.said, found)
		}
	}
}

// noise does not compress well.
func noise() string {
	var out strings.Builder
	for n := uint32(1); out.Len() < 12_000; n = n*1664525 + 1013904223 {
		out.WriteByte('!' + byte(n>>24)%90)
	}
	return out.String()
}
