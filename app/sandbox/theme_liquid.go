package sandbox

import (
	"encoding/json"
	"fmt"
	"html/template"
	"regexp"
	"strings"

	"github.com/osteele/liquid"
	"github.com/osteele/liquid/render"
)

// liquidEngine renders the extension's Liquid in one language.
type liquidEngine struct {
	engine   *liquid.Engine
	blocks   map[string]*liquid.Template
	snippets map[string]*liquid.Template
}

// globals are the objects every snippet sees; everything else has to be handed
// over by render.
var globals = []string{"shop", "customer", "request", "routes", "template", "product", "app"}

// newLiquid parses all blocks and snippets, so that a mistake in one of them
// stops the sandbox and not a page.
func newLiquid(x *extension, language string) (*liquidEngine, error) {
	l := &liquidEngine{engine: liquid.NewEngine(), blocks: map[string]*liquid.Template{}, snippets: map[string]*liquid.Template{}}
	l.engine.RegisterFilter("t", func(key string) string { return x.text(x.texts, language, key) })
	l.engine.RegisterFilter("asset_url", func(name string) string { return extensionAssets + name })
	l.engine.RegisterFilter("json", func(value any) (string, error) {
		raw, err := json.Marshal(value) // writes < > & as escapes, as the platform does
		return string(raw), err
	})
	l.engine.RegisterTag("render", l.render)
	for name, source := range x.snippet {
		t, err := l.engine.ParseString(source)
		if err != nil {
			return nil, fmt.Errorf("sandbox: snippets/%s.liquid: %w", name, err)
		}
		l.snippets[name] = t
	}
	for name, block := range x.Blocks {
		t, err := l.engine.ParseString(block.Source)
		if err != nil {
			return nil, fmt.Errorf("sandbox: blocks/%s.liquid: %w", name, err)
		}
		l.blocks[name] = t
	}
	return l, nil
}

var renderArgs = regexp.MustCompile(`^\s*['"]([\w-]+)['"]\s*`)

var renderArg = regexp.MustCompile(`^,\s*(\w+):\s*('[^']*'|"[^"]*"|[^,'"]+)`)

// render is the tag that puts a snippet in: it sees the global objects and
// what it is handed, and nothing else.
func (l *liquidEngine) render(ctx render.Context) (string, error) {
	args := ctx.TagArgs()
	head := renderArgs.FindStringSubmatch(args)
	if head == nil {
		return "", ctx.Errorf("render wants the name of a snippet in quotes, got %s", args)
	}
	snippet, ok := l.snippets[head[1]]
	if !ok {
		return "", ctx.Errorf("there is no snippet %s", head[1])
	}
	inside := liquid.Bindings{}
	for _, name := range globals {
		inside[name] = ctx.Get(name)
	}
	for rest := args[len(head[0]):]; strings.TrimSpace(rest) != ""; {
		arg := renderArg.FindStringSubmatch(rest)
		if arg == nil {
			return "", ctx.Errorf("render cannot read %s", rest)
		}
		value, err := ctx.EvaluateString(strings.TrimSpace(arg[2]))
		if err != nil {
			return "", err
		}
		inside[arg[1]] = value
		rest = rest[len(arg[0]):]
	}
	out, err := snippet.RenderString(inside)
	if err != nil {
		return "", err
	}
	return out, nil
}

// show renders a block.
func (l *liquidEngine) show(handle string, bindings liquid.Bindings) (template.HTML, error) {
	t, ok := l.blocks[handle]
	if !ok {
		return "", fmt.Errorf("sandbox: there is no block %s", handle)
	}
	out, err := t.RenderString(bindings)
	if err != nil {
		return "", fmt.Errorf("sandbox: blocks/%s.liquid: %w", handle, err)
	}
	return template.HTML(out), nil //nolint:gosec // a block answers for its own escaping, as on the platform
}

// loadExtension reads the extension and makes an engine for each language.
func (s *Server) loadExtension() error {
	var err error
	if s.extension, err = readExtension(s.opts.Extension); err != nil || s.extension == nil {
		return err
	}
	s.liquids = map[string]*liquidEngine{}
	for _, language := range languages {
		if s.liquids[language], err = newLiquid(s.extension, language); err != nil {
			return err
		}
	}
	return nil
}
