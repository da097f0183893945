package frontend

import (
	"embed"
	"io/fs"
)

// dist is the bundle made by `npm run build`. Only .gitkeep is committed, so
// that the program builds without Node and the tree stays clean.
//
//go:embed all:dist
var dist embed.FS

// IndexName is the panel's document inside Assets.
const IndexName = "index.html"

// Assets is the built bundle: IndexName with its placeholders still in it, and
// hashed files under assets/, which never change and may be cached for ever.
func Assets() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		return dist // the name is a constant of this file: cannot happen
	}
	return sub
}

// Built tells whether the bundle was made before the program was compiled.
func Built() bool {
	_, err := fs.Stat(Assets(), IndexName)
	return err == nil
}

// Document is the panel's page with its placeholders (__API_KEY__,
// __APP_BRIDGE__, __VERSION__, __LOCALE__, __NONCE__), or, where the bundle is
// missing, a page that names the command which makes it.
func Document() []byte {
	page, err := fs.ReadFile(Assets(), IndexName)
	if err != nil {
		return []byte(missingPage)
	}
	return page
}

const missingPage = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Clientele: the panel is not built</title></head>
<body>
<h1>The panel is not built yet</h1>
<p>This program was compiled without its admin panel. Run <code>make build</code> and start it again.</p>
</body>
</html>
`
