package frontend

import (
	"io/fs"
	"strings"
	"testing"
)

func TestDocumentIsThePanelOrNamesTheCommand(t *testing.T) {
	t.Parallel()
	page := string(Document())
	if !Built() {
		if !strings.Contains(page, "make build") {
			t.Error("without a bundle the page must say how to make it")
		}
		return
	}
	for _, placeholder := range []string{"__API_KEY__", "__APP_BRIDGE__", "__VERSION__", "__LOCALE__", "__NONCE__"} {
		if !strings.Contains(page, placeholder) {
			t.Errorf("the page has lost its placeholder %s", placeholder)
		}
	}
	bridge, module := strings.Index(page, "__APP_BRIDGE__"), strings.Index(page, `type="module"`)
	if bridge < 0 || module < 0 || bridge > module {
		t.Error("App Bridge must come before every other script")
	}
	if strings.Contains(page, "<script>") || strings.Contains(page, "<style>") {
		t.Error("the page must hold no inline scripts or styles")
	}
}

func TestAssetsHoldTheWholeDirectory(t *testing.T) {
	t.Parallel()
	entries, err := fs.ReadDir(Assets(), ".")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) == 0 {
		t.Error("dist/.gitkeep should always be there")
	}
}
