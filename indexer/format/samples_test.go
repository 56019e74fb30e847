package format

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"
)

// samples returns the files of a set of samples by name, or skips. Those
// that are compressed one by one are opened, as the indexer does.
func samples(t *testing.T, set string) (names []string, files map[string][]byte) {
	t.Helper()
	files = archived(t, sharedFile(t, "formats/"+set+"/files.tar.gz"))
	for name, data := range files {
		if !strings.HasSuffix(name, ".gz") {
			continue
		}
		z, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			continue
		}
		if files[name], err = io.ReadAll(z); err != nil {
			t.Fatal(err)
		}
	}
	return slices.Sorted(maps.Keys(files)), files
}
