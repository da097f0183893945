package extensions_test

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

type schema struct {
	Name       string
	Target     string
	Javascript string
	Stylesheet string
	Settings   []setting
	EnabledOn  *places `json:"enabled_on"`
	DisabledOn *places `json:"disabled_on"`
}

type places struct{ Templates, Groups []string }

type setting struct {
	Type, ID, Label, Info, Content string
	Default                        any
	Options                        []struct{ Value, Label string }
	Min, Max, Step                 float64
}

// schema checks what a block says of itself.
func (c *checker) schema(name, proxy string) {
	found := schemaForm.FindStringSubmatch(c.files[name])
	if found == nil {
		c.wrong("%s: has no schema", name)
		return
	}
	var s schema
	keys := map[string]any{}
	if err := json.Unmarshal([]byte(found[1]), &keys); err != nil {
		c.wrong("%s: the schema is not JSON: %v", name, err)
		return
	}
	if err := json.Unmarshal([]byte(found[1]), &s); err != nil {
		c.wrong("%s: the schema: %v", name, err)
		return
	}
	for key := range keys {
		if !slices.Contains(schemaKeys, key) {
			c.wrong("%s: the schema has no %s", name, key)
		}
	}
	if !slices.Contains(targets, s.Target) {
		c.wrong("%s: the target %q is none", name, s.Target)
	}
	c.name(name, s.Name)
	for _, file := range []string{s.Javascript, s.Stylesheet} {
		if _, ok := c.files["assets/"+file]; file != "" && !ok {
			c.wrong("%s: there is no asset %s", name, file)
		}
	}
	if s.EnabledOn != nil && s.DisabledOn != nil {
		c.wrong("%s: has both enabled_on and disabled_on", name)
	}
	for _, where := range []*places{s.EnabledOn, s.DisabledOn} {
		c.places(name, where)
	}
	ids := map[string]bool{}
	for _, one := range s.Settings {
		c.setting(name, one, ids)
		if one.ID == "proxy" && one.Default != proxy {
			c.wrong("%s: the app proxy is %v here and %s in shopify.app.toml", name, one.Default, proxy)
		}
	}
	if !ids["proxy"] {
		c.wrong("%s: has no setting for the app proxy", name)
	}
}

// name bounds a block's name in each language.
func (c *checker) name(file, label string) {
	key, translated := strings.CutPrefix(label, "t:")
	if !translated {
		c.wrong("%s: the name is not translated", file)
		return
	}
	c.labels[key] = true
	for _, language := range []string{"en.default", "ja", "ko"} {
		tree, flat := map[string]any{}, map[string]string{}
		if json.Unmarshal([]byte(c.files["locales/"+language+".schema.json"]), &tree) == nil {
			flatten("", tree, flat)
		}
		if n := utf8.RuneCountInString(flat[key]); n == 0 || n > nameMax || strings.Contains(flat[key], "Clientele") {
			c.wrong("%s: the name %q is empty, longer than %d characters or holds the app's", file, flat[key], nameMax)
		}
	}
}

func (c *checker) places(name string, p *places) {
	if p == nil {
		return
	}
	for _, one := range p.Templates {
		if !slices.Contains(templates, one) {
			c.wrong("%s: there is no template %s", name, one)
		}
	}
	for _, one := range p.Groups {
		if !slices.Contains(groups, one) && !strings.HasPrefix(one, "custom.") {
			c.wrong("%s: there is no section group %s", name, one)
		}
	}
}

func (c *checker) setting(name string, s setting, ids map[string]bool) {
	for _, label := range []string{s.Label, s.Info, s.Content} {
		if key, ok := strings.CutPrefix(label, "t:"); ok {
			c.labels[key] = true
		} else if label != "" {
			c.wrong("%s: %s is not translated", name, label)
		}
	}
	if s.Type == "header" || s.Type == "paragraph" {
		if s.Content == "" || s.ID != "" {
			c.wrong("%s: a %s has a content and no id", name, s.Type)
		}
		return
	}
	if !slices.Contains(inputs, s.Type) {
		c.wrong("%s: there is no setting type %s", name, s.Type)
	}
	if s.ID == "" || ids[s.ID] || s.Label == "" {
		c.wrong("%s: the setting %q has no id or label, or is there twice", name, s.ID)
	}
	ids[s.ID] = true
	switch s.Type {
	case "checkbox":
		if _, ok := s.Default.(bool); s.Default != nil && !ok {
			c.wrong("%s: %s begins neither on nor off", name, s.ID)
		}
	case "range":
		n, ok := s.Default.(float64)
		steps := (s.Max - s.Min) / s.Step
		if !ok || s.Step <= 0 || n < s.Min || n > s.Max || math.Mod(n-s.Min, s.Step) != 0 || steps > 100 || steps < 2 {
			c.wrong("%s: the range of %s does not add up", name, s.ID)
		}
	case "select", "radio":
		known := false
		for _, option := range s.Options {
			c.labels[strings.TrimPrefix(option.Label, "t:")] = true
			known = known || option.Value == s.Default
		}
		if !known {
			c.wrong("%s: %s begins with none of its choices", name, s.ID)
		}
	}
}
