//go:build browser

package browser

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// shots takes the pictures that the README shows. Without -update they are only
// taken, not written.
func shots(t *testing.T, h *house) {
	if h.corpus.made {
		t.Skip("the pictures of the README are of real articles, and here is " + h.corpus.name)
	}
	small := look{width: 1180, height: 760}
	// As the first start makes it: with the seed, which is read from no path.
	fresh := h.serve(t, "fresh")
	seed := fresh.ask(t, url.Values{"q": {`"` + seedPhrase + `"`}}).Hits[0].ID
	for _, s := range []struct {
		name, path string
		on         *server
	}{
		{"results", "/?q=" + url.QueryEscape("sugar W/10 export"), h.full},
		{"article", articleAt(seed, `russia W/10 ukraine "food security"`), fresh},
	} {
		b := h.tab(t, s.on, small)
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
