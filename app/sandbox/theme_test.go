package sandbox

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
)

// tinyExtension has one block and one embed, and uses what Liquid offers.
func tinyExtension() fstest.MapFS {
	file := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	return fstest.MapFS{
		"blocks/points.liquid": file(`{% render 'inner', heading: block.settings.heading, text: 'a, b' %}
<b>{{ block.settings.rows }}|{{ block.settings.proxy }}|{% if block.settings.show %}on{% else %}off{% endif %}|{{ request.locale.iso_code }}|{% if customer %}{{ customer.first_name | escape }}{% else %}{{ routes.account_login_url }}{% endif %}</b>
{% schema %}{"name":"t:blocks.points","target":"section","stylesheet":"a.css","disabled_on":{"templates":["cart"]},"settings":[
{"type":"text","id":"heading","label":"Heading"},{"type":"range","id":"rows","min":1,"max":9,"step":2,"default":3,"label":"Rows"},
{"type":"checkbox","id":"show","default":true,"label":"Show"},{"type":"color","id":"accent","label":"Accent"},{"type":"text","id":"proxy","default":"/apps/clientele","label":"Proxy"}]}{% endschema %}`),
		"blocks/launcher.liquid":         file(`<i src="{{ 'a.js' | asset_url }}">{{ shop.name | json }}</i>{% schema %}{"name":"Launcher","target":"body","settings":[]}{% endschema %}`),
		"snippets/inner.liquid":          file(`{% if heading != blank %}<h2>{{ heading | escape }}</h2>{% else %}<h2>{{ 'a.hello' | t }}</h2>{% endif %}{{ text }}{{ block.id }}`),
		"assets/a.js":                    file("export default 1;"),
		"locales/en.default.json":        file(`{"a":{"hello":"Hello"}}`),
		"locales/ko.json":                file(`{"a":{"hello":"안녕"}}`),
		"locales/en.default.schema.json": file(`{"blocks":{"points":"Your points"}}`),
	}
}

func withExtension(o *Options) { o.Extension = tinyExtension() }

func TestTheStorefrontRendersTheExtension(t *testing.T) {
	t.Parallel()
	r := newRig(t, withExtension)
	store, ada := r.web.URL+"/storefront/demo-shop", r.Customers(demo)[0]
	_, header, page := get(t, store+"/account")
	for _, want := range []string{"<h2>Hello</h2>a, b", "<b>3|/storefront/demo-shop/apps/clientele|on|en|/storefront/demo-shop/account</b>",
		`<i src="/cdn/extensions/a.js">"Fern \u0026 Kiln"</i>`, `href="/cdn/extensions/a.css"`, `class="shopify-block shopify-app-block"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the account page lacks %s", want)
		}
	}
	if csp := header.Get("Content-Security-Policy"); !strings.Contains(csp, "script-src 'self';") || !strings.Contains(csp, "style-src 'self' 'unsafe-inline'") {
		t.Errorf("policy %q", csp)
	}
	cookies := []*http.Cookie{{Name: CustomerCookie(demo), Value: id(ada.ID)}, {Name: storeLocaleCookie(demo), Value: "ko"}}
	if _, _, page = get(t, store+"/account", cookies...); !strings.Contains(page, "<h2>안녕</h2>") || !strings.Contains(page, "|on|ko|"+ada.FirstName) || !strings.Contains(page, `<html lang="ko">`) {
		t.Error("a Korean page of somebody signed in is not one")
	}
	if status, h, body := get(t, r.web.URL+"/cdn/extensions/a.js"); status != http.StatusOK || body != "export default 1;" || h.Get("Content-Type") != "text/javascript; charset=utf-8" {
		t.Errorf("the script is answered %d %q %q", status, h.Get("Content-Type"), body)
	}
	for _, name := range []string{"none.js", "..%2Fblocks%2Fpoints.liquid", "a.txt"} {
		if status, _, _ := get(t, r.web.URL+"/cdn/extensions/"+name); status != http.StatusNotFound {
			t.Errorf("%s is answered %d", name, status)
		}
	}
}

func TestTheThemeEditorPlacesSetsAndRemovesBlocks(t *testing.T) {
	t.Parallel()
	r := newRig(t, withExtension)
	base := r.web.URL + "/store/demo-shop/themes/"
	act := func(action string, form url.Values, want int) {
		t.Helper()
		if status, _, _ := post(t, base+action, form, nil); status != want {
			t.Errorf("%s %v is answered %d, want %d", action, form, status, want)
		}
	}
	act("add", url.Values{"block": {"points"}, "template": {"index"}}, http.StatusSeeOther)
	act("add", url.Values{"block": {"points"}, "template": {"cart"}}, http.StatusUnprocessableEntity)
	act("add", url.Values{"block": {"points"}, "template": {"checkout"}}, http.StatusUnprocessableEntity)
	act("add", url.Values{"block": {"other"}, "template": {"index"}}, http.StatusNotFound)
	placed := r.Theme(demo)
	mine := placed[len(placed)-1]
	act("set", url.Values{"id": {mine.ID}, "setting-heading": {"<b>Mine"}, "setting-rows": {"5"}, "setting-show": {"false"}, "setting-accent": {""}, "setting-proxy": {"/a/points"}}, http.StatusSeeOther)
	for name, wrong := range map[string]string{"rows": "4", "accent": "red", "show": "perhaps", "heading": strings.Repeat("x", 301)} {
		act("set", url.Values{"id": {mine.ID}, "setting-" + name: {wrong}}, http.StatusUnprocessableEntity)
	}
	_, _, page := get(t, r.web.URL+"/storefront/demo-shop")
	if !strings.Contains(page, "<h2>&lt;b&gt;Mine</h2>") || !strings.Contains(page, "<b>5|/storefront/demo-shop/a/points|off|") {
		t.Error("the home page does not show the block as it was set")
	}
	_, _, editor := get(t, r.web.URL+"/store/demo-shop/themes/current/editor?template=index&addAppBlockId=sandbox-client/points")
	if !strings.Contains(editor, "Your points") || !strings.Contains(editor, "asked for the block “points”") || !strings.Contains(editor, `value="&lt;b&gt;Mine"`) {
		t.Error("the editor does not show the block")
	}
	act("add", url.Values{"block": {"points"}, "template": {"index"}}, http.StatusSeeOther)
	second := r.Theme(demo)[len(placed)]
	act("raise", url.Values{"id": {second.ID}}, http.StatusSeeOther)
	if now := r.Theme(demo); now[len(placed)-1].ID != second.ID {
		t.Error("the block was not raised")
	}
	for _, b := range r.Theme(demo) {
		act("remove", url.Values{"id": {b.ID}}, http.StatusSeeOther)
	}
	if _, _, page := get(t, r.web.URL+"/storefront/demo-shop/account"); strings.Contains(page, "shopify-block") || len(r.Theme(demo)) != 0 {
		t.Error("blocks that were removed are still there")
	}
	if _, _, page := get(t, r.web.URL+"/storefront/sakura/account"); !strings.Contains(page, "shopify-block") {
		t.Error("the other store lost its blocks")
	}
}

func TestABrokenExtensionStopsTheSandbox(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"blocks/points.liquid": "{% nonsense %}{% schema %}{}{% endschema %}", "blocks/launcher.liquid": "no schema", "locales/ko.json": "{"} {
		files := tinyExtension()
		files[name] = &fstest.MapFile{Data: []byte(text)}
		opts := newRig(t).opts
		opts.Extension = files
		if s, err := New(opts); err == nil {
			t.Errorf("with a broken %s it starts", name)
			_ = s.Close(t.Context())
		}
	}
}
