package sandbox

import (
	"fmt"
	"html/template"
	"strings"
)

// Drawings are plain shapes on a 320 by 320 sheet. They hold nothing typed by
// anybody, so they may go into a page as they are. No gradients: their ids
// would clash when a drawing appears twice.

// drawProduct is a product's picture on its ground.
func drawProduct(p Product) template.HTML {
	return template.HTML(`<svg viewBox="0 0 320 320" role="img" aria-label="` + template.HTMLEscapeString(p.Title) + `">` + //nolint:gosec // fixed shapes, escaped title
		`<rect width="320" height="320" fill="` + grounds.of(p.Art) + `"/>` + shapes(p.Art, japaneseWare(p)) + `</svg>`)
}

// japaneseWare tells whether a thing has the form it takes in Japan: a cup
// without a handle, a teapot with its handle at the side.
func japaneseWare(p Product) bool {
	return strings.ContainsFunc(p.Type, func(r rune) bool { return r >= 0x3040 && r <= 0x9fff })
}

type palette map[string]string

func (p palette) of(art string) string {
	if colour, ok := p[art]; ok {
		return colour
	}
	return "#e8e6e0"
}

var grounds = palette{
	"tea": "#e4ead8", "tea-dark": "#ecdfd2", "candle": "#f3e7d3", "candle-green": "#dde9e0", "bowl": "#e2e7e8",
	"mug": "#d9e6ea", "teapot": "#f0e9dd", "cloth": "#f4e6e3", "class": "#e9e3ec", "gift": "#f7e8cc",
}

const shade = `<ellipse cx="160" cy="257" rx="84" ry="10" fill="#1a1a1a" opacity=".09"/>`

// shapes is a thing without its ground.
func shapes(art string, japan bool) string {
	switch art {
	case "tea":
		return teaTin("#3f6b4f", "#2f5540", "#5d8a54")
	case "tea-dark":
		return teaTin("#6b4534", "#53342a", "#8a4f2e")
	case "candle":
		return candle("#b9805a", "#9c6745")
	case "candle-green":
		if japan {
			return candle("#d8b54a", "#b99532")
		}
		return candle("#6f8f76", "#56765e")
	case "bowl":
		return bowl(japan)
	case "mug":
		return cup(japan)
	case "teapot":
		return teapot(japan)
	case "cloth":
		return cloth(japan)
	case "class":
		return class(japan)
	case "gift":
		return gift
	}
	return parcel
}

func teaTin(tin, lid, leaf string) string {
	return shade + fmt.Sprintf(`<path d="M102 112v132c0 8 26 15 58 15s58-7 58-15V112z" fill="%[1]s"/><path d="M192 116v140c16-3 26-7 26-12V112z" fill="#000" opacity=".12"/>`+
		`<path d="M97 84v28c0 9 28 16 63 16s63-7 63-16V84z" fill="%[2]s"/><ellipse cx="160" cy="84" rx="63" ry="15" fill="%[1]s"/><ellipse cx="160" cy="83" rx="50" ry="10.5" fill="#fff" opacity=".1"/>`+
		`<rect x="126" y="150" width="68" height="80" rx="3" fill="#fbf6ea"/><path d="M160 212c-19-11-21-31 0-50 21 19 19 39 0 50z" fill="%[3]s"/><path d="M160 220v-44m0 24-9-8m9-2 9-8" stroke="#fbf6ea" stroke-width="2" fill="none" stroke-linecap="round"/>`, tin, lid, leaf)
}

func candle(clay, dark string) string {
	return shade + `<circle cx="160" cy="112" r="54" fill="#fff3c9" opacity=".75"/><circle cx="160" cy="112" r="33" fill="#ffe9a6" opacity=".8"/>` +
		fmt.Sprintf(`<path d="M104 154h112v80c0 15-12 24-27 24h-58c-15 0-27-9-27-24z" fill="%[1]s"/><path d="M188 160v97c16 0 28-9 28-24v-79z" fill="%[2]s"/><ellipse cx="160" cy="154" rx="56" ry="14" fill="%[2]s"/><ellipse cx="160" cy="156" rx="48" ry="10.5" fill="#f8efdc"/>`, clay, dark) +
		`<path d="M160 157v-22" stroke="#4a3a2c" stroke-width="3" stroke-linecap="round"/><path d="M160 86c11 16 16 24 16 33a16 16 0 0 1-32 0c0-9 5-17 16-33z" fill="#f0a42f"/><path d="M160 108c5 8 7 11 7 16a7 7 0 0 1-14 0c0-5 2-8 7-16z" fill="#fff4d2"/><path d="M122 200h48" stroke="#fff" stroke-width="3" opacity=".45" stroke-linecap="round"/><path d="M122 212h30" stroke="#fff" stroke-width="3" opacity=".3" stroke-linecap="round"/>`
}

func bowl(japan bool) string {
	body, glaze, inside := "#7d8a88", "#cfd8d4", "#5d6a69"
	if japan {
		body, glaze, inside = "#c9b79c", "#f6f1e6", "#e4dac8"
	}
	return shade + fmt.Sprintf(`<path d="M130 232h60l6 22c-10 5-62 5-72 0z" fill="%[1]s"/><path d="M72 146h176c0 56-36 96-88 96s-88-40-88-96z" fill="%[1]s"/><path d="M72 146h176c0 18-4 34-11 48-9 14-18-4-28 4-10 9-15 24-27 20-11-4-10-22-22-20-13 2-14 18-27 14-12-4-10-24-20-22-8 2-13 12-25 2-10-13-16-28-16-46z" fill="%[2]s"/>`+
		`<ellipse cx="160" cy="146" rx="88" ry="22" fill="%[2]s"/><ellipse cx="160" cy="148" rx="78" ry="17" fill="%[3]s"/>`, body, glaze, inside)
}

func cup(japan bool) string {
	if japan {
		return shade + `<path d="M108 104h104l-8 136c-1 12-18 18-44 18s-43-6-44-18z" fill="#8d9a97"/><path d="M108 104h104l-4 62c-14 8-22-10-34-3-11 6-8 26-22 24-13-2-10-22-22-22-8 0-11 9-18 5z" fill="#cdd6d0"/><ellipse cx="160" cy="104" rx="52" ry="13" fill="#cdd6d0"/><ellipse cx="160" cy="105" rx="44" ry="9.5" fill="#7fa06b"/><path d="M122 206c20 6 52 6 74 0" stroke="#6f7d7a" stroke-width="3" fill="none" stroke-linecap="round"/>`
	}
	return shade + `<path d="M206 140h16c18 0 29 12 29 30s-13 33-33 33h-12" fill="none" stroke="#3d6f86" stroke-width="15"/><path d="M96 108h118v118c0 19-14 32-34 32h-50c-20 0-34-13-34-32z" fill="#4f88a1"/><path d="M190 112v145c15-3 24-14 24-31V108z" fill="#3d6f86"/>` +
		`<path d="M96 176c20-16 39-16 59 0s39 16 59 0v24c-20 16-39 16-59 0s-39-16-59 0z" fill="#dbeaf0"/><path d="M96 216c20-12 39-12 59 0s39 12 59 0" fill="none" stroke="#dbeaf0" stroke-width="4"/><ellipse cx="155" cy="108" rx="59" ry="14" fill="#3d6f86"/><ellipse cx="155" cy="110" rx="50" ry="10" fill="#5a3d2b"/>`
}

func teapot(japan bool) string {
	if japan {
		return shade + `<path d="m206 182 58-50" stroke="#874530" stroke-width="25" stroke-linecap="round"/><path d="M96 186c-18-6-24-22-40-26-6 8 0 12 6 22 8 14 16 26 34 30z" fill="#874530"/><ellipse cx="154" cy="196" rx="76" ry="60" fill="#a9583f"/><path d="M190 143c34 16 48 66 8 101 24-12 32-28 32-48 0-22-14-42-40-53z" fill="#874530"/><ellipse cx="154" cy="146" rx="44" ry="11" fill="#874530"/><path d="M112 142c8-14 24-20 42-20s34 6 42 20c-18 8-66 8-84 0z" fill="#b8674c"/><circle cx="154" cy="116" r="10" fill="#874530"/><path d="M92 206c8 22 26 36 46 42" stroke="#c47a5f" stroke-width="4" fill="none" stroke-linecap="round"/>`
	}
	spots := ""
	for _, at := range [][2]int{{112, 190}, {136, 214}, {158, 184}, {182, 222}, {120, 226}, {196, 196}, {150, 240}, {170, 204}, {100, 212}, {206, 214}, {140, 172}} {
		spots += fmt.Sprintf(`<circle cx="%d" cy="%d" r="3" fill="#6a5a4a" opacity=".55"/>`, at[0], at[1])
	}
	return shade + `<path d="M214 156c34-8 52 8 50 34-2 24-22 38-54 34" fill="none" stroke="#b9a98f" stroke-width="13" stroke-linecap="round"/><path d="M98 214c-26 0-34-26-42-50-2-8 12-12 16-4 8 14 16 20 32 16z" fill="#cdbfa6"/><ellipse cx="156" cy="200" rx="74" ry="58" fill="#e3d8c3"/><path d="M190 149c32 14 48 66 6 100 24-10 34-30 34-49 0-22-14-42-40-51z" fill="#cdbfa6"/>` + spots +
		`<ellipse cx="156" cy="150" rx="44" ry="11" fill="#cdbfa6"/><path d="M114 146c6-16 22-24 42-24s36 8 42 24c-18 9-66 9-84 0z" fill="#ece3d2"/><circle cx="156" cy="115" r="11" fill="#b98a5a"/>`
}

func cloth(japan bool) string {
	if !japan {
		return `<path d="M98 70h124v176c-20 10-104 10-124 0z" fill="#f7f1e4"/><path d="M98 70h124v176c-20 10-104 10-124 0z" fill="none" stroke="#ddd0ba" stroke-width="2"/><path d="M98 206h124m-124 12h124m-124 20c30 5 94 5 124 0" stroke="#b4574a" stroke-width="5" fill="none"/><path d="M184 72c0 60-6 120-2 178" stroke="#e6dac4" stroke-width="5" fill="none"/><path d="M136 72c2 60-4 120 0 176" stroke="#ece2d0" stroke-width="5" fill="none"/><path d="M150 70c-4-22 24-22 20 0" fill="none" stroke="#b4574a" stroke-width="4"/><circle cx="160" cy="50" r="5" fill="#6a5a4a"/>`
	}
	flowers := ""
	for _, at := range [][3]int{{120, 104, 10}, {176, 88, 7}, {206, 130, 11}, {146, 150, 12}, {112, 186, 8}, {190, 192, 9}, {146, 222, 11}, {206, 236, 7}} {
		for _, turn := range []int{0, 72, 144, 216, 288} {
			flowers += fmt.Sprintf(`<ellipse cx="%d" cy="%d" rx="%d" ry="%d" fill="#fdf3f1" transform="rotate(%d %d %d)"/>`, at[0], at[1]-at[2], at[2]*6/10, at[2], turn, at[0], at[1])
		}
		flowers += fmt.Sprintf(`<circle cx="%d" cy="%d" r="3" fill="#c96a78"/>`, at[0], at[1])
	}
	return `<path d="M84 62h152v10H84z" fill="#8a6a4e"/><path d="M94 68h132v188c-22 6-44-4-66 0-22 4-44 4-66 0z" fill="#d98b96"/>` + flowers + `<path d="M204 68c-2 62 2 124 0 188l22 0V68z" fill="#000" opacity=".06"/>`
}

func class(japan bool) string {
	brush := `<path d="m206 216 52-96" stroke="#8a5a34" stroke-width="7" stroke-linecap="round"/><path d="m198 206 17 10-6 14c-6 10-14 16-22 18 0-8 2-22 5-30z" fill="%s"/>`
	if japan {
		return shade + `<path d="M126 230h62l5 24c-10 4-62 4-72 0z" fill="#41545f"/><path d="M70 146h172c0 56-34 94-86 94s-86-38-86-94z" fill="#4f6571"/><ellipse cx="156" cy="146" rx="86" ry="21" fill="#5d7582"/><ellipse cx="156" cy="148" rx="76" ry="16" fill="#3a4a54"/>` +
			`<path d="m112 165 18 22-8 18 22 16 4 18m-4-18 26-20 26 4m-26-4-2-24 18-12" fill="none" stroke="#e2b64b" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>` + fmt.Sprintf(brush, "#e2b64b")
	}
	return shade + `<path d="M122 92h60c2 20-8 26-8 40 0 20 36 34 36 72 0 34-22 54-58 54s-58-20-58-54c0-38 36-52 36-72 0-14-10-20-8-40z" fill="#e9d9c6"/><path d="M122 92h60c2 20-8 26-8 40 0 20 36 34 36 72-20 14-30-6-46 2-18 10-18 26-36 18-14-6-18-24-34-18 0-40 36-54 36-74 0-14-10-20-8-40z" fill="#7b6a9c"/><ellipse cx="152" cy="92" rx="30" ry="8" fill="#5c4d7a"/>` + fmt.Sprintf(brush, "#7b6a9c")
}

const gift = `<g transform="rotate(-7 160 165)"><rect x="66" y="112" width="188" height="118" rx="10" fill="#1a1a1a" opacity=".1" transform="translate(4 8)"/><rect x="66" y="108" width="188" height="118" rx="10" fill="#c8563f"/><path d="M66 158h188v17H66z" fill="#f7dfae"/><path d="M196 108h17v118h-17z" fill="#f7dfae"/><path d="M204 166c-26-34-52-32-48-12 3 14 28 14 48 12zm0 0c20-38 48-42 48-22 0 16-28 22-48 22z" fill="#f0c873"/><circle cx="204" cy="167" r="8" fill="#d9a94a"/><path d="M84 204h52" stroke="#fff" stroke-width="5" stroke-linecap="round" opacity=".6"/></g>`

const parcel = shade + `<path d="m160 92 84 34v94l-84 38-84-38v-94z" fill="#c79a63"/><path d="m160 162 84-36v94l-84 38z" fill="#a97c48"/><path d="m160 92 84 34-84 36-84-36z" fill="#dbb27e"/><path d="m118 109 84 35v26l-14-6v-15l-86-34z" fill="#f4e3c4"/>`

// awning is the picture over a store on the landing page: its shelf.
func awning(accent, locale string) template.HTML {
	if !colour.MatchString(accent) {
		accent = "#0d5f5c"
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<svg class="awning" viewBox="0 0 600 148" preserveAspectRatio="xMidYMid slice" aria-hidden="true"><rect width="600" height="148" fill="%[1]s" opacity=".14"/><path d="M0 132h600v16H0z" fill="%[1]s"/>`, accent)
	for i, art := range []string{"teapot", "tea", "mug", "candle", "bowl"} {
		fmt.Fprintf(&out, `<svg x="%d" y="34" width="98" height="100" viewBox="58 64 208 204">%s</svg>`, 62+i*95, shapes(art, locale == "ja"))
	}
	out.WriteString(`</svg>`)
	return template.HTML(out.String()) //nolint:gosec // fixed shapes and a checked colour
}

// icons are drawn on a 20 by 20 sheet with the text's colour.
var icons = map[string]string{
	"home":       `<path d="M3 9.5 10 3.500l7 6V16a1 1 0 0 1-1 1h-3.500v-4.500h-5V17H4a1 1 0 0 1-1-1z"/>`,
	"orders":     `<path d="M4.5 3h11v14l-2.750-1.500L10 17l-2.750-1.500L4.5 17zM7.5 7h5m-5 3.500h5"/>`,
	"people":     `<circle cx="8" cy="7" r="3"/><path d="M2.5 16.500c0-3 2.5-5 5.5-5s5.5 2 5.5 5M13 4.300a3 3 0 0 1 0 5.400M15 11.800c1.6.7 2.7 2.4 2.7 4.7"/>`,
	"app":        `<rect x="3" y="3" width="14" height="14" rx="3.5"/><path d="M12.7 8a3.5 3.5 0 1 0 0 4"/>`,
	"settings":   `<path d="M3 6h7m5 0h2M3 14h2m5 0h7"/><circle cx="12.5" cy="6" r="2.2"/><circle cx="7.5" cy="14" r="2.2"/>`,
	"webhook":    `<path d="M3 10h4l2-5 3 10 2-5h3"/>`,
	"storefront": `<path d="M3.5 8.500V16a1 1 0 0 0 1 1h11a1 1 0 0 0 1-1V8.500M2.5 7 4 3h12l1.5 4c0 1.4-1.1 2.3-2.5 2.300S12.5 8.4 12.5 7c0 1.4-1.1 2.3-2.5 2.300S7.5 8.4 7.5 7c0 1.4-1.1 2.3-2.5 2.300S2.5 8.4 2.5 7zM8 17v-4h4v4"/>`,
	"mail":       `<rect x="2.5" y="4.5" width="15" height="11" rx="1.5"/><path d="m3 6 7 5 7-5"/>`,
	"arrow":      `<path d="M4 10h12m-4.5-4.500L16 10l-4.5 4.5"/>`,
	"back":       `<path d="M12 5 7 10l5 5"/>`,
	"clock":      `<circle cx="10" cy="10" r="7.2"/><path d="M10 5.800V10l2.8 1.8"/>`,
	"check":      `<path d="m4 10.5 4 4 8-9"/>`,
	"warning":    `<path d="M10 3.5 17.5 16h-15zM10 8v4m0 2v.2"/>`,
}

func icon(name string) template.HTML {
	return template.HTML(`<svg width="20" height="20" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">` + icons[name] + `</svg>`) //nolint:gosec // fixed shapes
}
