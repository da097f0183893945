package sandbox

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// PlacedBlock is an app block on a page of the store, or an app embed. Settings
// holds what the merchant has set; the rest is as the schema says.
type PlacedBlock struct {
	ID       string
	Block    string // file name in blocks/, without its ending
	Template string // index, product, cart, account or page; empty for an embed
	Settings map[string]string
}

// themeTemplates are the pages that take app blocks.
var themeTemplates = []string{"index", "product", "cart", "account", "page"}

const maxPlaced = 60

// usualTheme is what a store shows whose owner has not touched the theme: what
// the demonstration is about.
func (x *extension) usualTheme() []PlacedBlock {
	var out []PlacedBlock
	for _, at := range [][2]string{{"earning", "product"}, {"points", "account"}, {"rewards", "account"}, {"referral", "account"}, {"history", "account"}, {"booking", "page"}, {"bookings", "page"}, {"launcher", ""}} {
		if _, ok := x.Blocks[at[0]]; ok {
			out = append(out, PlacedBlock{ID: "usual-" + at[0], Block: at[0], Template: at[1]})
		}
	}
	return out
}

// Theme lists the blocks of a store in the order they are shown.
func (s *Server) Theme(handle string) (out []PlacedBlock) {
	if s.extension == nil {
		return nil
	}
	s.read(func(st *state) {
		if sh, err := st.shop(handle); err == nil {
			out = slices.Clone(sh.Theme)
			if !sh.ThemeTouched {
				out = s.extension.usualTheme()
			}
		}
	})
	return out
}

// ChangeTheme lets fn rearrange the blocks of a store.
func (s *Server) ChangeTheme(handle string, fn func([]PlacedBlock) ([]PlacedBlock, error)) error {
	if s.extension == nil {
		return missing("The theme app extension")
	}
	now := s.Theme(handle)
	return s.change(func(st *state) error {
		sh, err := st.shop(handle)
		if err != nil {
			return err
		}
		next, err := fn(now)
		if err != nil {
			return err
		}
		if len(next) > maxPlaced {
			return refuse("a theme takes no more than " + strconv.Itoa(maxPlaced) + " blocks here")
		}
		sh.Theme, sh.ThemeTouched = next, true
		return nil
	})
}

// PlaceBlock puts a block at the end of a page, or switches an embed on.
func (s *Server) PlaceBlock(handle, block, page string) error {
	id := s.randomHex(6)
	return s.ChangeTheme(handle, func(placed []PlacedBlock) ([]PlacedBlock, error) {
		b, ok := s.extension.Blocks[block]
		if !ok {
			return nil, missing("This block")
		}
		if b.Schema.Target != "section" {
			page = ""
			placed = slices.DeleteFunc(placed, func(p PlacedBlock) bool { return p.Block == block })
		} else if !slices.Contains(themeTemplates, page) || !b.Schema.allows(page) {
			return nil, refuse("This block cannot stand on that page.")
		}
		return append(placed, PlacedBlock{ID: id, Block: block, Template: page}), nil
	})
}

// allows tells whether a block may stand on a template.
func (b blockSchema) allows(page string) bool {
	if page == "account" {
		page = "customers/account"
	}
	has := func(p *places) bool {
		return p != nil && (slices.Contains(p.Templates, "*") || slices.Contains(p.Templates, page))
	}
	if b.EnabledOn != nil && len(b.EnabledOn.Templates) > 0 {
		return has(b.EnabledOn)
	}
	return !has(b.DisabledOn)
}

// RemoveBlock takes a block off its page, or switches an embed off.
func (s *Server) RemoveBlock(handle, id string) error {
	return s.ChangeTheme(handle, func(placed []PlacedBlock) ([]PlacedBlock, error) {
		return slices.DeleteFunc(placed, func(p PlacedBlock) bool { return p.ID == id }), nil
	})
}

// RaiseBlock moves a block before the one above it on its page.
func (s *Server) RaiseBlock(handle, id string) error {
	return s.ChangeTheme(handle, func(placed []PlacedBlock) ([]PlacedBlock, error) {
		above := -1
		at := slices.IndexFunc(placed, func(p PlacedBlock) bool { return p.ID == id })
		for i := 0; i < at; i++ {
			if placed[i].Template == placed[at].Template {
				above = i
			}
		}
		if above >= 0 {
			placed[above], placed[at] = placed[at], placed[above]
		}
		return placed, nil
	})
}

// SetBlock changes the settings of a block.
func (s *Server) SetBlock(handle, id string, settings map[string]string) error {
	return s.ChangeTheme(handle, func(placed []PlacedBlock) ([]PlacedBlock, error) {
		at := slices.IndexFunc(placed, func(p PlacedBlock) bool { return p.ID == id })
		if at < 0 {
			return nil, missing("This block")
		}
		kept := map[string]string{}
		for _, setting := range s.extension.Blocks[placed[at].Block].Schema.Settings {
			value, given := settings[setting.ID]
			if setting.ID == "" || !given {
				continue
			}
			if err := setting.check(value); err != nil {
				return nil, err
			}
			kept[setting.ID] = value
		}
		placed[at].Settings = kept
		return placed, nil
	})
}

var colourSetting = regexp.MustCompile(`^(#[0-9a-fA-F]{6})?$`)

func (b blockSetting) check(value string) error {
	wrong := func(what string) error { return refuse(fmt.Sprintf("%s: %s", b.ID, what)) }
	switch b.Type {
	case "checkbox":
		if value != "true" && value != "false" {
			return wrong("is on or off")
		}
	case "range":
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || n < b.Min || n > b.Max || b.Step > 0 && math.Mod(n-b.Min, b.Step) != 0 {
			return wrong("is outside its range")
		}
	case "select", "radio":
		if !slices.ContainsFunc(b.Options, func(o settingOption) bool { return o.Value == value }) {
			return wrong("is none of the choices")
		}
	case "color":
		if !colourSetting.MatchString(value) {
			return wrong("is a colour such as #2f5d50, or empty")
		}
	default:
		if len(value) > 300 {
			return wrong("is too long")
		}
	}
	return nil
}

// values are the settings as Liquid sees them: typed, blank ones missing.
func (s blockSchema) values(set map[string]string, root string) map[string]any {
	out := map[string]any{}
	for _, b := range s.Settings {
		if b.ID == "" {
			continue
		}
		value, given := set[b.ID]
		if !given && b.Default != nil {
			value = fmt.Sprint(b.Default)
		}
		switch b.Type {
		case "checkbox":
			out[b.ID] = value == "true"
		case "range", "number":
			if n, err := strconv.ParseFloat(value, 64); err == nil {
				out[b.ID] = int64(n)
			}
		default:
			if value = atHome(value, root); value != "" {
				out[b.ID] = value
			}
		}
	}
	return out
}

// atHome moves the address of an app proxy below the store's own pages: on the
// platform each store has a host of its own, here it has a path.
func atHome(value, root string) string {
	for _, prefix := range []string{"/a/", "/apps/", "/community/", "/tools/"} {
		if strings.HasPrefix(value, prefix) {
			return root + value
		}
	}
	return value
}
