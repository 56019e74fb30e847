package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// dom is a parsed page with just enough of selectors for these tests.
type dom struct {
	t    testing.TB
	root *html.Node
	raw  string
}

// parsePage checks that the tags of a page are balanced, then parses it.
func parsePage(t testing.TB, raw string) *dom {
	t.Helper()
	void := []string{"meta", "link", "base", "input", "br"}
	var open []string
	for z := html.NewTokenizer(strings.NewReader(raw)); ; {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Fatalf("tags are left open: %v", open)
			}
			root, err := html.Parse(strings.NewReader(raw))
			if err != nil {
				t.Fatal(err)
			}
			return &dom{t, root, raw}
		case html.StartTagToken:
			if name := z.Token().Data; !slices.Contains(void, name) {
				open = append(open, name)
			}
		case html.EndTagToken:
			name := z.Token().Data
			if len(open) == 0 || open[len(open)-1] != name {
				t.Fatalf("</%s> closes %v in\n%s", name, open, raw)
			}
			open = open[:len(open)-1]
		}
	}
}

// all returns what a selector finds: steps of "tag.class" parted by blanks,
// each inside of the one before it.
func (d *dom) all(selector string) []*html.Node {
	found := []*html.Node{d.root}
	for _, step := range strings.Fields(selector) {
		tag, class, _ := strings.Cut(step, ".")
		var next []*html.Node
		for _, root := range found {
			for n := range root.Descendants() {
				if n.Type == html.ElementNode && (tag == "" || n.Data == tag) && (class == "" || slices.Contains(strings.Fields(attr(n, "class")), class)) && !slices.Contains(next, n) {
					next = append(next, n)
				}
			}
		}
		found = next
	}
	return found
}

func (d *dom) one(selector string) *html.Node {
	d.t.Helper()
	ns := d.all(selector)
	if len(ns) != 1 {
		d.t.Fatalf("%s: %d found, want 1, in\n%s", selector, len(ns), d.raw)
	}
	return ns[0]
}

func (d *dom) texts(selector string) []string {
	var out []string
	for _, n := range d.all(selector) {
		out = append(out, textOf(n))
	}
	return out
}

// link returns the address of the link with that text.
func (d *dom) link(text string) string {
	d.t.Helper()
	for _, n := range d.all("a") {
		if strings.Contains(textOf(n), text) {
			return attr(n, "href")
		}
	}
	d.t.Fatalf("no link %q in\n%s", text, d.raw)
	return ""
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func (l *live) page(path string) *dom {
	l.t.Helper()
	r := l.get(path, "Accept", "text/html")
	if r.status != 200 || r.header.Get("Content-Type") != "text/html; charset=utf-8" {
		l.t.Fatalf("%s: %d %s", path, r.status, r.body)
	}
	d := parsePage(l.t, r.body)
	d.sound()
	return d
}

// sound checks what must hold on every page.
func (d *dom) sound() {
	d.t.Helper()
	for _, sel := range []string{"head title", "h1", "main", "header", "footer"} {
		d.one(sel)
	}
	for _, n := range d.all("script") {
		if src := attr(n, "src"); !strings.HasPrefix(src, "/static/") || n.FirstChild != nil {
			d.t.Errorf("a script that is not a file of ours: src is %q", src)
		}
	}
	if len(d.all("style")) > 0 || len(d.all("iframe")) > 0 || len(d.all("img")) > 0 {
		d.t.Error("the page holds what it must not")
	}
	ids := map[string]bool{}
	for n := range d.root.Descendants() {
		for _, a := range n.Attr {
			switch {
			case strings.HasPrefix(a.Key, "on"), a.Key == "style":
				d.t.Errorf("%s has the attribute %s", n.Data, a.Key)
			case a.Key == "href" || a.Key == "src" || a.Key == "action":
				if u, err := url.Parse(a.Val); err != nil || u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" {
					d.t.Errorf("%s links to %q", n.Data, a.Val)
				}
			case a.Key == "id":
				if ids[a.Val] {
					d.t.Errorf("two elements have the id %s", a.Val)
				}
				ids[a.Val] = true
			}
		}
		if n.Type == html.ElementNode && n.Data == "input" && attr(n, "type") != "hidden" {
			labelled := n.Parent.Data == "label"
			for _, l := range d.all("label") {
				labelled = labelled || attr(l, "for") != "" && attr(l, "for") == attr(n, "id")
			}
			if !labelled {
				d.t.Errorf("the input %s has no label", attr(n, "name"))
			}
		}
	}
}
