// Command pages compares what newsdex reads from saved pages with what other
// extractors make of them, against the text that a browser's reading mode gives.
// It is a module of its own, so that nothing of it is in the program:
//
//	go run . FILES.tar.gz
//
// FILES.tar.gz holds folders with source.html and expected.html. The table gives,
// for each extractor, the mean over all pages of the harmonic mean (F1) of
// precision and recall over the multisets of folded words; a page that is
// refused counts 0.
package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"

	"newsdex/indexer/format"
	"newsdex/text"

	"codeberg.org/readeck/go-readability/v2"
	distiller "github.com/markusmobius/go-domdistiller"
	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: pages FILES.tar.gz")
		os.Exit(2)
	}
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "pages:", err)
		os.Exit(1)
	}
}

// extractor makes the text of an article from a page.
type extractor struct {
	name string
	text func(page []byte, at *url.URL) (string, error)
}

var extractors = []extractor{
	{"newsdex", newsdex},
	{"go-readability", func(page []byte, at *url.URL) (string, error) {
		a, err := readability.FromReader(bytes.NewReader(page), at)
		if err != nil {
			return "", err
		}
		return textOf(a.Node), nil
	}},
	{"go-domdistiller", func(page []byte, at *url.URL) (string, error) {
		r, err := distiller.ApplyForReader(bytes.NewReader(page), &distiller.Options{OriginalURL: at})
		if err != nil {
			return "", err
		}
		return textOf(r.Node), nil
	}},
	{"go-trafilatura", func(page []byte, at *url.URL) (string, error) { return trafila(page, at, false) }},
	{"go-trafilatura with fallback", func(page []byte, at *url.URL) (string, error) { return trafila(page, at, true) }},
}

func newsdex(page []byte, at *url.URL) (string, error) {
	f, err := format.Detect(page[:min(len(page), format.HeadSize)], "page.html", int64(len(page)))
	if err != nil {
		return "", err
	}
	for rec, err := range f.Read(format.Input{Reader: bytes.NewReader(page), Name: "page.html", URL: at.String()}) {
		return rec.Body, err
	}
	return "", errors.New("no record")
}

func trafila(page []byte, at *url.URL, fallback bool) (string, error) {
	r, err := trafilatura.Extract(bytes.NewReader(page), trafilatura.Options{OriginalURL: at, EnableFallback: fallback})
	if err != nil {
		return "", err
	}
	// ContentText has the better words of the two forms that it gives.
	return r.ContentText, nil
}

func run(archive string) error {
	files, err := unpack(archive)
	if err != nil {
		return fmt.Errorf("reading %s: %w", archive, err)
	}
	var folders []string
	for name := range files {
		if path.Base(name) == "source.html" {
			folders = append(folders, path.Dir(name))
		}
	}
	slices.Sort(folders)
	at, err := url.Parse("http://fakehost/test/page.html") // what the suite assumes
	if err != nil {
		return err
	}
	analyzer := text.NewAnalyzer()
	sums, failed := make([]float64, len(extractors)), make([]int, len(extractors))
	for _, folder := range folders {
		expected, err := html.Parse(bytes.NewReader(files[folder+"/expected.html"]))
		if err != nil {
			return fmt.Errorf("parsing %s: %w", folder, err)
		}
		want := bag(analyzer, textOf(expected))
		for i, e := range extractors {
			got, err := e.text(files[folder+"/source.html"], at)
			if err != nil {
				failed[i]++
				continue
			}
			sums[i] += f1(bag(analyzer, got), want)
		}
	}
	fmt.Printf("%d pages\n%-30s %8s %8s\n", len(folders), "extractor", "F1", "refused")
	for i, e := range extractors {
		fmt.Printf("%-30s %8.4f %8d\n", e.name, sums[i]/float64(len(folders)), failed[i])
	}
	return nil
}

func unpack(archive string) (map[string][]byte, error) {
	f, err := os.Open(archive)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	gz, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for t := tar.NewReader(gz); ; {
		h, err := t.Next()
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag == tar.TypeReg {
			if files[h.Name], err = io.ReadAll(t); err != nil {
				return nil, err
			}
		}
	}
}

// blocks are the elements that part words.
const blocks = " p div br li ul ol h1 h2 h3 h4 h5 h6 td th tr table section article figure figcaption pre blockquote dt dd header hr "

// textOf returns the words below n that are shown.
func textOf(n *html.Node) string {
	var b strings.Builder
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		block := n.Type == html.ElementNode && strings.Contains(blocks, " "+n.Data+" ")
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type == html.ElementNode && strings.Contains(" script style svg noscript template iframe ", " "+n.Data+" "):
			return
		case block:
			b.WriteByte('\n')
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c)
		}
		if block {
			b.WriteByte('\n')
		}
	}
	if n != nil {
		visit(n)
	}
	return b.String()
}

func bag(a *text.Analyzer, s string) map[string]int {
	m := map[string]int{}
	for _, t := range a.Tokens(nil, s, "und") {
		m[t.Surface]++
	}
	return m
}

func f1(got, want map[string]int) float64 {
	both, all := 0, 0
	for w, n := range got {
		both += min(n, want[w])
		all += n
	}
	for _, n := range want {
		all += n
	}
	if all == 0 {
		return 1
	}
	return 2 * float64(both) / float64(all)
}
