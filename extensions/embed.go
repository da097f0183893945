package extensions

import (
	"embed"
	"io/fs"
)

//go:embed clientele
var files embed.FS

// Theme is the theme app extension's directory.
func Theme() fs.FS {
	dir, err := fs.Sub(files, "clientele")
	if err != nil {
		panic("the extension is not in the program: " + err.Error()) // cannot be: the name is fixed
	}
	return dir
}
