package sandbox

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// extension is a theme app extension as the platform reads it.
type extension struct {
	Blocks  map[string]extBlock
	names   []string // of the blocks, sorted
	snippet map[string]string
	texts   map[string]map[string]any // storefront texts by language
	labels  map[string]map[string]any // texts of the theme editor
	assets  fs.FS
	main    string // the default language
}

// extBlock is one file of blocks/: its Liquid and its schema.
type extBlock struct {
	Handle string
	Source string
	Schema blockSchema
}

type blockSchema struct {
	Name       string         `json:"name"`
	Target     string         `json:"target"`
	Stylesheet string         `json:"stylesheet"`
	Javascript string         `json:"javascript"`
	Settings   []blockSetting `json:"settings"`
	EnabledOn  *places        `json:"enabled_on"`
	DisabledOn *places        `json:"disabled_on"`
}

type places struct {
	Templates []string `json:"templates"`
	Groups    []string `json:"groups"`
}

type blockSetting struct {
	Type    string          `json:"type"`
	ID      string          `json:"id"`
	Label   string          `json:"label"`
	Info    string          `json:"info"`
	Content string          `json:"content"`
	Default any             `json:"default"`
	Options []settingOption `json:"options"`
	Min     float64         `json:"min"`
	Max     float64         `json:"max"`
	Step    float64         `json:"step"`
	Unit    string          `json:"unit"`
}

type settingOption struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

var schemaTag = regexp.MustCompile(`(?s)\{%-?\s*schema\s*-?%\}(.*?)\{%-?\s*endschema\s*-?%\}`)

// readExtension reads everything once; nil files mean that there is none.
func readExtension(files fs.FS) (*extension, error) {
	if files == nil {
		return nil, nil
	}
	x := &extension{
		Blocks: map[string]extBlock{}, snippet: map[string]string{}, texts: map[string]map[string]any{}, labels: map[string]map[string]any{}, main: "en",
	}
	var err error
	if x.assets, err = fs.Sub(files, "assets"); err != nil {
		return nil, err
	}
	err = eachFile(files, "snippets", func(name string, raw []byte) error {
		x.snippet[strings.TrimSuffix(name, ".liquid")] = string(raw)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := eachFile(files, "blocks", x.addBlock); err != nil {
		return nil, err
	}
	return x, eachFile(files, "locales", x.addTexts)
}

func (x *extension) addBlock(name string, raw []byte) error {
	block := extBlock{Handle: strings.TrimSuffix(name, ".liquid")}
	found := schemaTag.FindSubmatch(raw)
	if found == nil {
		return fmt.Errorf("sandbox: blocks/%s has no schema", name)
	}
	if err := json.Unmarshal(found[1], &block.Schema); err != nil {
		return fmt.Errorf("sandbox: the schema of blocks/%s: %w", name, err)
	}
	block.Source = string(schemaTag.ReplaceAll(raw, nil))
	x.Blocks[block.Handle] = block
	x.names = append(x.names, block.Handle)
	slices.Sort(x.names)
	return nil
}

func (x *extension) addTexts(name string, raw []byte) error {
	tree := map[string]any{}
	if err := json.Unmarshal(raw, &tree); err != nil {
		return fmt.Errorf("sandbox: locales/%s: %w", name, err)
	}
	language, rest, _ := strings.Cut(strings.TrimSuffix(name, ".json"), ".")
	if strings.HasPrefix(rest, "default") {
		x.main = language
	}
	if strings.HasSuffix(rest, "schema") {
		x.labels[language] = tree
	} else {
		x.texts[language] = tree
	}
	return nil
}

func eachFile(files fs.FS, dir string, use func(name string, raw []byte) error) error {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return fmt.Errorf("sandbox: the extension's %s: %w", dir, err)
	}
	for _, entry := range entries {
		raw, err := fs.ReadFile(files, path.Join(dir, entry.Name()))
		if err != nil {
			return err
		}
		if err := use(entry.Name(), raw); err != nil {
			return err
		}
	}
	return nil
}

// text finds a dotted key in a language, else in the default one.
func (x *extension) text(trees map[string]map[string]any, language, key string) string {
	for _, lang := range []string{language, x.main} {
		var at any = trees[lang]
		for _, step := range strings.Split(key, ".") {
			tree, _ := at.(map[string]any)
			at = tree[step]
		}
		if text, ok := at.(string); ok {
			return text
		}
	}
	return "Translation missing: " + language + "." + key
}

// label is a text of the theme editor, translated where it asks for it.
func (x *extension) label(language, text string) string {
	if key, ok := strings.CutPrefix(text, "t:"); ok {
		return x.text(x.labels, language, key)
	}
	return text
}
