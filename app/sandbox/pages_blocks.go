package sandbox

import (
	"html/template"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/osteele/liquid"
)

// extensionAssets is where the files of the extension's assets/ are served.
const extensionAssets = "/cdn/extensions/"

// shownBlock is a block in a page of the store.
type shownBlock struct {
	ID   string
	HTML template.HTML
}

// addBlocks renders the app blocks of a page of the store, and the embeds.
func (v *visit) addBlocks(p *page, tmpl string, product Product) error {
	x := v.s.extension
	if x == nil {
		return nil
	}
	engine := v.s.liquids[v.locale()]
	globals := v.liquidObjects(tmpl, product)
	for _, placed := range v.s.Theme(v.shop.Handle) {
		block, known := x.Blocks[placed.Block]
		if !known || placed.Template != "" && placed.Template != tmpl {
			continue
		}
		bindings := liquid.Bindings{"block": map[string]any{
			"id": placed.ID, "type": "shopify://apps/clientele/blocks/" + placed.Block, "settings": block.Schema.values(placed.Settings, v.store("")),
			"shopify_attributes": "",
		}}
		for name, value := range globals {
			bindings[name] = value
		}
		html, err := engine.show(placed.Block, bindings)
		if err != nil {
			return err
		}
		shown := shownBlock{ID: placed.ID, HTML: html}
		if placed.Template == "" {
			p.Embeds = append(p.Embeds, shown)
		} else {
			p.Blocks = append(p.Blocks, shown)
		}
		if sheet := block.Schema.Stylesheet; sheet != "" && !slices.Contains(p.Sheets, sheet) {
			p.Sheets = append(p.Sheets, sheet)
		}
	}
	return nil
}

// liquidObjects are the objects of the platform that blocks may use.
func (v *visit) liquidObjects(tmpl string, product Product) map[string]any {
	out := map[string]any{
		"shop":     map[string]any{"name": v.shop.Name, "permanent_domain": v.shop.Domain, "currency": v.shop.Currency, "url": v.s.BaseURL() + v.store("")},
		"request":  map[string]any{"locale": map[string]any{"iso_code": v.locale(), "primary": v.locale() == v.shop.Locale}, "design_mode": v.r.URL.Query().Get("design_mode") == "1", "page_type": tmpl, "path": v.r.URL.Path},
		"routes":   map[string]any{"root_url": v.store(""), "account_login_url": v.store("/account"), "account_url": v.store("/account"), "cart_url": v.store("/cart")},
		"template": map[string]any{"name": tmpl},
		"app":      map[string]any{"metafields": map[string]any{}},
	}
	if c, ok := v.shopper(); ok {
		out["customer"] = map[string]any{"id": c.ID, "first_name": c.FirstName, "last_name": c.LastName, "name": person(c), "email": c.Email}
	}
	if product.ID != 0 {
		out["product"] = map[string]any{"id": product.ID, "handle": product.Handle, "title": product.Title}
	}
	return out
}

// extensionFile serves one of the extension's assets.
func extensionFile(v *visit) error {
	gone := &Refusal{Status: http.StatusNotFound, Text: "There is no such file."}
	if v.s.extension == nil {
		return gone
	}
	name := v.r.PathValue("file")
	f, err := v.s.extension.assets.Open(path.Base(name))
	if err != nil || strings.Contains(name, "/") {
		return gone
	}
	defer func() { _ = f.Close() }()
	kind, known := contentTypes[path.Ext(name)]
	if !known {
		kind = mime.TypeByExtension(path.Ext(name))
	}
	info, err := f.Stat()
	if err != nil || info.IsDir() || kind == "" {
		return gone
	}
	raw := make([]byte, info.Size())
	if _, err := f.Read(raw); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", kind)
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Content-Type-Options", "nosniff")
	_, err = v.w.Write(raw)
	return err
}
