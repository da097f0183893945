package extensions_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// The platform's limits, and our own for what a page has to load.
const (
	allMax, liquidMax, localeMax, blocksMax = 10 << 20, 100_000, 15_000, 30
	scriptMax, sheetMax                     = 5_000, 4_000 // bytes compressed; the platform suggests 10,000 and 100,000
	partMax                                 = 15 << 10     // bytes compressed of all that one part loads, with what it shares, before anybody asks for more
	nameMax                                 = 24           // characters
)

// endings are what each directory may hold.
var endings = map[string][]string{
	"assets": {".jpg", ".jpeg", ".json", ".js", ".css", ".png", ".svg", ".wasm"}, "blocks": {".liquid"}, "snippets": {".liquid"}, "locales": {".json"},
}

// tags and filters are those of the platform that our blocks may use; the
// sandbox has all of them.
var (
	tags    = []string{"assign", "capture", "endcapture", "case", "when", "endcase", "comment", "endcomment", "else", "elsif", "for", "endfor", "if", "endif", "render", "schema", "endschema", "unless", "endunless"}
	filters = []string{"t", "escape", "json", "asset_url", "default", "replace", "strip", "downcase", "append"}
	inputs  = []string{"checkbox", "number", "radio", "range", "select", "text", "textarea", "article", "blog", "collection", "collection_list", "color", "color_background",
		"color_scheme", "font_picker", "html", "image_picker", "inline_richtext", "link_list", "liquid", "metaobject", "page", "product", "product_list", "richtext", "text_alignment", "url", "video", "video_url"}
	targets   = []string{"section", "head", "body", "compliance_head"}
	templates = []string{"*", "404", "article", "blog", "captcha", "cart", "collection", "customers/account", "customers/activate_account", "customers/addresses", "customers/login",
		"customers/order", "customers/register", "customers/reset_password", "gift_card", "index", "list-collections", "metaobject", "page", "password", "policy", "product", "search"}
	groups     = []string{"*", "aside", "footer", "header"}
	schemaKeys = []string{"name", "target", "javascript", "stylesheet", "settings", "enabled_on", "disabled_on", "class", "tag", "default", "available_if"}
)

var (
	tagForm    = regexp.MustCompile(`\{%-?\s*(\w+)`)
	outputForm = regexp.MustCompile(`(?s)\{\{(.*?)\}\}|\{%-?\s*assign(.*?)%\}`)
	filterForm = regexp.MustCompile(`\|\s*(\w+)`)
	textForm   = regexp.MustCompile(`'([\w.]+)'\s*\|\s*t\b`)
	renderForm = regexp.MustCompile(`\{%-?\s*render\s+'([^']*)'`)
	assetForm  = regexp.MustCompile(`data-(\w+)="\{\{\s*'([^']+)'\s*\|\s*asset_url|'([^']+)'\s*\|\s*asset_url`)
	schemaForm = regexp.MustCompile(`(?s)\{%-?\s*schema\s*-?%\}(.*?)\{%-?\s*endschema\s*-?%\}`)
	holeForm   = regexp.MustCompile(`\[\w+\]`)
	importForm = regexp.MustCompile(`(?m)^import\b`)
	sayForm    = regexp.MustCompile(`\b(?:say|has)\('(\w+)'`)
	laterForm  = regexp.MustCompile(`\blater\('(\w+)'`)
)

// checker collects what is wrong with an extension.
type checker struct {
	files    map[string]string
	problems []string
	used     map[string]bool // keys of storefront texts
	labels   map[string]bool // keys of editor texts
}

func (c *checker) wrong(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// check holds an extension against everything that the official check does not
// look at. proxy is the path that shopify.app.toml registers.
func check(dir fs.FS, proxy string) []string {
	c := &checker{files: map[string]string{}, used: map[string]bool{}, labels: map[string]bool{}}
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			var raw []byte
			raw, err = fs.ReadFile(dir, name)
			c.files[name] = string(raw)
		}
		return err
	})
	if err != nil {
		return []string{err.Error()}
	}
	c.sizes()
	for _, name := range c.names() {
		if path.Ext(name) == ".liquid" {
			c.liquid(name, c.files[name])
			c.part(name, c.files[name])
		}
		if path.Dir(name) == "blocks" {
			c.schema(name, proxy)
		}
		if path.Ext(name) == ".js" {
			c.script(name)
		}
	}
	c.texts("", c.used)
	c.texts(".schema", c.labels)
	return c.problems
}

func (c *checker) names() []string {
	names := []string{}
	for name := range c.files {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (c *checker) sizes() {
	all, liquid, blocks := 0, 0, 0
	for _, name := range c.names() {
		text, dir := c.files[name], path.Dir(name)
		all += len(text)
		if name != "shopify.extension.toml" && !slices.Contains(endings[dir], path.Ext(name)) {
			c.wrong("%s: the platform takes no such file", name)
		}
		switch {
		case path.Ext(name) == ".liquid":
			liquid += len(text)
		case dir == "locales" && len(text) > localeMax:
			c.wrong("%s: %d bytes, %d are allowed", name, len(text), localeMax)
		case path.Ext(name) == ".js" && packed(text) > scriptMax:
			c.wrong("%s: %d bytes compressed, we allow %d", name, packed(text), scriptMax)
		case path.Ext(name) == ".css" && packed(text) > sheetMax:
			c.wrong("%s: %d bytes compressed, we allow %d", name, packed(text), sheetMax)
		}
		if dir == "blocks" {
			blocks++
		}
	}
	if all > allMax || liquid > liquidMax || blocks > blocksMax || blocks == 0 {
		c.wrong("%d bytes, %d of Liquid, %d blocks: more than the platform takes, or nothing", all, liquid, blocks)
	}
}

// asset is one that a part names, and as what it does.
type asset struct{ as, file string }

func assetsOf(text string) (all []asset) {
	for _, m := range assetForm.FindAllStringSubmatch(text, -1) {
		all = append(all, asset{m[1], m[2] + m[3]})
	}
	return all
}

// part bounds what a page loads for one part, its own assets and the shared ones
// without those that come later, and checks that they say nothing which the part
// does not hand over.
func (c *checker) part(name, text string) {
	handed := text
	for _, m := range renderForm.FindAllStringSubmatch(text, -1) {
		handed += c.files["snippets/"+m[1]+".liquid"]
	}
	loads := packed(c.files["assets/clientele.js"]) + packed(c.files["assets/clientele.css"])
	named, later := map[string]bool{}, map[string]bool{}
	for _, a := range assetsOf(text) {
		named[a.as] = true
		for _, asked := range laterForm.FindAllStringSubmatch(c.files["assets/"+a.file], -1) {
			later[asked[1]] = true
		}
	}
	for as := range later {
		if !named[as] {
			c.wrong("%s: says nowhere where %s is, which is asked for later", name, as)
		}
	}
	for _, a := range assetsOf(text) {
		if a.file == "clientele.js" {
			continue
		}
		script := c.files["assets/"+a.file]
		if !later[a.as] {
			loads += packed(script)
		}
		for _, said := range sayForm.FindAllStringSubmatch(script, -1) {
			if !strings.Contains(handed, `"`+said[1]+`":`) && !strings.Contains(handed, `"`+said[1]+`_other":`) {
				c.wrong("%s: %s says %s, which is not handed over", name, a.file, said[1])
			}
		}
	}
	if loads > partMax {
		c.wrong("%s: loads %d bytes compressed, we allow %d", name, loads, partMax)
	}
}

func packed(text string) int {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return out.Len()
}

func (c *checker) liquid(name, text string) {
	for _, m := range tagForm.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(tags, m[1]) {
			c.wrong("%s: the tag %s is unknown or not allowed", name, m[1])
		}
	}
	for _, m := range outputForm.FindAllStringSubmatch(schemaForm.ReplaceAllString(text, ""), -1) {
		for _, f := range filterForm.FindAllStringSubmatch(m[1]+m[2], -1) {
			if !slices.Contains(filters, f[1]) {
				c.wrong("%s: the filter %s is unknown", name, f[1])
			}
		}
	}
	for _, m := range textForm.FindAllStringSubmatch(text, -1) {
		c.used[m[1]] = true
	}
	for _, m := range renderForm.FindAllStringSubmatch(text, -1) {
		if _, ok := c.files["snippets/"+m[1]+".liquid"]; !ok {
			c.wrong("%s: there is no snippet %s", name, m[1])
		}
	}
	for _, a := range assetsOf(text) {
		if _, ok := c.files["assets/"+a.file]; !ok {
			c.wrong("%s: there is no asset %s", name, a.file)
		}
	}
	if strings.Contains(text, "/apps/") && !strings.Contains(schemaForm.FindString(text), "/apps/") {
		c.wrong("%s: the address of the app proxy is a setting, never fixed", name)
	}
}

// script looks for what no module may hold.
func (c *checker) script(name string) {
	text := c.files[name]
	for _, never := range []string{"innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "http://", "https://", "eval(", "setInterval", "/apps/"} {
		if strings.Contains(text, never) {
			c.wrong("%s: holds %s", name, never)
		}
	}
	if importForm.MatchString(text) {
		c.wrong("%s: imports another asset by a guessed address", name)
	}
}

// texts compares the languages: the same keys with the same holes, each used.
func (c *checker) texts(kind string, used map[string]bool) {
	main := map[string]string{}
	for _, language := range []string{"en.default", "ja", "ko"} {
		name := "locales/" + language + kind + ".json"
		tree := map[string]any{}
		if err := json.Unmarshal([]byte(c.files[name]), &tree); err != nil {
			c.wrong("%s: %v", name, err)
			continue
		}
		mine := map[string]string{}
		flatten("", tree, mine)
		if language == "en.default" {
			main = mine
		}
		for key, text := range mine {
			if _, ok := main[key]; !ok || text == "" {
				c.wrong("%s: %s is empty or not in English", name, key)
			}
			if !used[key] {
				c.wrong("%s: nothing uses %s", name, key)
			}
		}
		for key, text := range main {
			holes, wanted := holeForm.FindAllString(mine[key], -1), holeForm.FindAllString(text, -1)
			slices.Sort(holes)
			slices.Sort(wanted)
			if mine[key] == "" {
				c.wrong("%s: %s is missing", name, key)
			} else if !slices.Equal(holes, wanted) {
				c.wrong("%s: %s has the holes %v, English has %v", name, key, holes, wanted)
			}
		}
		for key := range used {
			if mine[key] == "" {
				c.wrong("%s: %s is used and missing", name, key)
			}
		}
	}
}

func flatten(prefix string, tree map[string]any, into map[string]string) {
	for key, value := range tree {
		switch value := value.(type) {
		case string:
			into[prefix+key] = value
		case map[string]any:
			flatten(prefix+key+".", value, into)
		}
	}
}
