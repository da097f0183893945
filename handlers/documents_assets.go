package handlers

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"clientele/models"
)

// Assets serves the panel's hashed files. Their names change with their
// contents, so browsers may keep them for ever.
type Assets struct {
	Files fs.FS    // with the files below assets/
	kept  sync.Map // name → *asset; bounded by the number of files
}

type asset struct{ plain, packed []byte }

// assetTypes are the files a bundle may hold. The list is ours because the
// one of the operating system differs between machines.
var assetTypes = map[string]string{
	".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".json": "application/json",
	".map": "application/json", ".svg": "image/svg+xml", ".png": "image/png", ".webp": "image/webp",
	".ico": "image/x-icon", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
}

const packFromBytes = 1024 // below that, packing is not worth a header

// Serve answers GET /assets/*.
func (a *Assets) Serve(c *fiber.Ctx) error {
	name := "assets/" + c.Params("*")
	kind, known := assetTypes[path.Ext(name)]
	if !known || !fs.ValidPath(name) {
		return models.Errorf(models.NotFound, "there is no such file")
	}
	file, err := a.file(name)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderCacheControl, "public, max-age=31536000, immutable")
	if file.packed == nil {
		return c.Send(file.plain)
	}
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(file.packed)
	}
	return c.Send(file.plain)
}

// file reads and packs a file at its first request.
func (a *Assets) file(name string) (*asset, error) {
	if kept, ok := a.kept.Load(name); ok {
		return kept.(*asset), nil
	}
	body, err := fs.ReadFile(a.Files, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, models.Errorf(models.NotFound, "there is no such file")
	}
	if err != nil {
		return nil, models.Wrap(models.NotFound, err, "there is no such file")
	}
	file := &asset{plain: body}
	if packed := pack(body); len(body) >= packFromBytes && len(packed) < len(body)*9/10 {
		file.packed = packed
	}
	kept, _ := a.kept.LoadOrStore(name, file)
	return kept.(*asset), nil
}

func pack(body []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return body // the level is a constant of the library: cannot happen
	}
	if _, err := w.Write(body); err != nil || w.Close() != nil {
		return body
	}
	return out.Bytes()
}
