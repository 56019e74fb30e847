//go:build browser

package browser

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// shotsQuery is what the pictures show.
const shotsQuery = "climate W/10 change"

// shots takes the pictures that the README shows, of articles that everybody may
// pass on: docs/screenshots/LICENSE.txt. Without -update they are only taken, not
// written.
func shots(t *testing.T, h *house) {
	articles := filepath.Join("text", "fixtures_open", "articles.jsonl")
	file, ok := shared(t, articles)
	if !ok {
		t.Skipf("the pictures of the README are of shared/data/%s, which is not there", articles)
	}
	ctx, cancel := context.WithTimeout(t.Context(), setupTime)
	defer cancel()
	h.index(ctx, t, "open", file)
	open := h.serve(t, "open")
	second := open.ask(t, url.Values{"q": {shotsQuery}}).Hits[1].ID
	small := look{width: 1180, height: 760}
	for _, s := range []struct{ name, path string }{
		{"results", "/?q=" + url.QueryEscape(shotsQuery)},
		{"article", articleAt(second, shotsQuery)},
	} {
		b := h.tab(t, open, small)
		b.open(s.path)
		b.steady()
		data, err := os.ReadFile(b.picture(s.name))
		if err != nil {
			t.Fatal(err)
		}
		b.clean()
		if !*update {
			continue
		}
		if data, err = smaller(data); err != nil {
			t.Fatal(err)
		}
		dir := filepath.Join(root(t), "docs", "screenshots")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, s.name+".png"), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// smaller writes a picture with at most 256 colours, which is a third of the
// bytes: its colours are rounded until there are no more than that.
func smaller(data []byte) ([]byte, error) {
	from, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	box := from.Bounds()
	var to *image.Paletted
	for bits := 1; to == nil; bits++ {
		round := func(v uint32) uint8 {
			step := uint32(1) << bits
			return uint8(min((v>>8+step/2)/step*step, 255))
		}
		to = image.NewPaletted(box, nil)
		index := map[color.RGBA]uint8{}
		for y := box.Min.Y; y < box.Max.Y && to != nil; y++ {
			for x := box.Min.X; x < box.Max.X; x++ {
				r, g, b, _ := from.At(x, y).RGBA()
				c := color.RGBA{round(r), round(g), round(b), 255}
				i, ok := index[c]
				if !ok {
					if len(to.Palette) == 256 {
						to = nil
						break
					}
					i = uint8(len(to.Palette))
					index[c], to.Palette = i, append(to.Palette, c)
				}
				to.SetColorIndex(x, y, i)
			}
		}
	}
	var out bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&out, to)
	return out.Bytes(), err
}
