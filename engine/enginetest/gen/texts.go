package gen

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// maxRecord bounds one line of a collection, in bytes.
const maxRecord = 64 << 20

// ReadTexts returns the texts of collections: of each file the "body" or "text"
// of every line, which is a JSON object; the files are compressed with gzip.
// All texts are held in memory.
func ReadTexts(files ...string) ([]string, error) {
	var out []string
	for _, path := range files {
		texts, err := readTexts(path)
		if err != nil {
			return nil, fmt.Errorf("reading %s: %w", filepath.Base(path), err)
		}
		out = append(out, texts...)
	}
	return out, nil
}

func readTexts(path string) (out []string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	lines := bufio.NewScanner(z)
	lines.Buffer(nil, maxRecord)
	for lines.Scan() {
		var r struct{ Body, Text string }
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, err
		}
		if r.Body == "" {
			r.Body = r.Text
		}
		out = append(out, r.Body)
	}
	return out, lines.Err()
}
