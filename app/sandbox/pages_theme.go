package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

type themeView struct {
	Pages  []themePart
	Embeds []themePart
	Wanted string // block that a deep link asks for
	Page   string // page that a deep link asks for
	None   bool   // no extension
}

// themePart is one page with its blocks, or one embed.
type themePart struct {
	Name, Title, Link string
	Blocks            []themeBlock
	Offers            []choice // blocks that may be added
	On                bool     // of an embed
}

type themeBlock struct {
	ID, Title string
	First     bool
	Settings  []themeSetting
}

type themeSetting struct {
	blockSetting
	Value string
}

var themeTitles = map[string]string{"index": "Home page", "product": "Product pages", "cart": "Cart", "account": "Customer account", "page": "Page for bookings"}

// themePage is the theme editor: which blocks stand on which page, with their
// settings. Deep links of the app lead here with the block they mean.
func themePage(v *visit) error { return v.themeAs(http.StatusOK, page{}) }

func (v *visit) themeAs(status int, p page) error {
	p.Title, p.Section = "Theme", "theme"
	query := v.r.URL.Query()
	view := themeView{None: v.s.extension == nil, Page: query.Get("template")}
	for _, name := range []string{"addAppBlockId", "activateAppId"} {
		if _, block, found := strings.Cut(query.Get(name), "/"); found {
			view.Wanted = block
		}
	}
	if !view.None {
		v.addThemeParts(&view)
	}
	p.Data = view
	return v.show(status, "admin_theme", p)
}

func (v *visit) addThemeParts(view *themeView) {
	x, placed, language := v.s.extension, v.s.Theme(v.shop.Handle), v.staffLocale()
	links := map[string]string{"index": v.store(""), "product": v.store("/products/" + v.s.Products(v.shop.Handle)[0].Handle), "cart": v.store("/cart"), "account": v.store("/account"), "page": v.store("/pages/book")}
	for _, name := range themeTemplates {
		part := themePart{Name: name, Title: themeTitles[name], Link: links[name]}
		for _, handle := range x.names {
			if schema := x.Blocks[handle].Schema; schema.Target == "section" && schema.allows(name) {
				part.Offers = append(part.Offers, choice{handle, x.label(language, schema.Name)})
			}
		}
		for _, b := range placed {
			if b.Template == name {
				part.Blocks = append(part.Blocks, v.themeBlock(b, len(part.Blocks) == 0))
			}
		}
		view.Pages = append(view.Pages, part)
	}
	for _, handle := range x.names {
		schema := x.Blocks[handle].Schema
		if schema.Target == "section" {
			continue
		}
		part := themePart{Name: handle, Title: x.label(language, schema.Name)}
		if at := slices.IndexFunc(placed, func(b PlacedBlock) bool { return b.Block == handle }); at >= 0 {
			part.On, part.Blocks = true, []themeBlock{v.themeBlock(placed[at], true)}
		}
		view.Embeds = append(view.Embeds, part)
	}
}

func (v *visit) themeBlock(b PlacedBlock, first bool) themeBlock {
	x, language := v.s.extension, v.staffLocale()
	schema := x.Blocks[b.Block].Schema
	out := themeBlock{ID: b.ID, Title: x.label(language, schema.Name), First: first}
	values := schema.values(b.Settings, "")
	for _, setting := range schema.Settings {
		shown := themeSetting{blockSetting: setting, Value: text(values[setting.ID])}
		shown.Label, shown.Info, shown.Content = x.label(language, setting.Label), x.label(language, setting.Info), x.label(language, setting.Content)
		shown.Options = slices.Clone(setting.Options)
		for i := range shown.Options {
			shown.Options[i].Label = x.label(language, shown.Options[i].Label)
		}
		out.Settings = append(out.Settings, shown)
	}
	return out
}

// text is a setting's value as a form field holds it.
func text(value any) string {
	switch value := value.(type) {
	case bool:
		if value {
			return "true"
		}
		return "false"
	case int64:
		return itoa(value)
	case string:
		return value
	}
	return ""
}

// themeAction adds, removes, moves or sets a block.
func themeAction(v *visit) error {
	handle, id := v.shop.Handle, v.r.FormValue("id")
	var err error
	said := ""
	switch v.r.PathValue("action") {
	case "add":
		err, said = v.s.PlaceBlock(handle, v.r.FormValue("block"), v.r.FormValue("template")), "The block was added."
	case "remove":
		err, said = v.s.RemoveBlock(handle, id), "The block was taken away."
	case "raise":
		err = v.s.RaiseBlock(handle, id)
	case "set":
		settings := map[string]string{}
		for name, values := range v.r.PostForm {
			if key, ok := strings.CutPrefix(name, "setting-"); ok && len(values) > 0 {
				settings[key] = values[len(values)-1] // a checkbox follows its hidden “false”
			}
		}
		err, said = v.s.SetBlock(handle, id, settings), "The settings were saved."
	default:
		return missing("This action")
	}
	if why, status, mine := refused(err); mine {
		return v.themeAs(status, page{Problem: why})
	}
	if err != nil {
		return err
	}
	return v.done(v.admin("/themes/current/editor"), said)
}
