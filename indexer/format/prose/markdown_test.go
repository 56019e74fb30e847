package prose

import (
	"strings"
	"testing"

	"newsdex/article"
	"newsdex/indexer/format/formattest"
	"newsdex/indexer/format/record"
)

func TestMarkdownText(t *testing.T) {
	for _, c := range []struct{ name, markdown, want string }{
		{"emphasis in a word", "un*frigging*believable", "unfriggingbelievable"},
		{"soft and hard breaks", "one\ntwo  \nthree", "one two\nthree"},
		{"link, image, autolink", "[a](http://x.y) ![b](c.png) <http://d.e>", "a http://d.e"},
		{"reference", "[a][1]\n\n[1]: http://x.y", "a"},
		{"nested list", "- a\n  - b\n- c", "a\n\nb\n\nc"},
		{"indented code", "a\n\n    x = 1\n    y = 2", "a\n\nx = 1\ny = 2"},
		{"tags", "a <span class=x>b</span>\n\n<div>\n\n*c*\n\n</div>", "a b\n\nc"},
		{"script", "a\n\n<script>\nb\n</script>\n\nc", "a\n\nc"},
		{"escapes and entities", `\*a\* &amp; &copy;`, "*a* & ©"},
		{"footnote", "word[^n] more\n\n[^n]: said", "word more\n\nsaid"},
		{"quotes beyond any use", strings.Repeat("> ", maxNested+1) + "deep", "deep"},
	} {
		got, err := markdownText(c.markdown)
		if err != nil || got != c.want {
			t.Errorf("%s: %q (%v), want %q", c.name, got, err, c.want)
		}
	}
}

func TestMarkdownFile(t *testing.T) {
	for _, c := range []struct {
		name, file, url, data   string
		headline, body, address string
		published               string
		origin                  article.DateOrigin
		notes                   string
	}{
		{name: "relative address", url: "https://example.org/a/b", data: "---\ntitle: T\npermalink: ../c\n---\nx", headline: "T", body: "x", address: "https://example.org/c", origin: article.NoOrigin},
		{name: "relative address and no base", data: "---\ntitle: T\nurl: /c\nslug: c\n---\nx", headline: "T", body: "x", origin: article.NoOrigin, notes: "ignored field url, not a whole address 1"},
		{name: "impossible date", data: "---\ntitle: T\ndate: 2024-02-31\n---\nx", headline: "T", body: "x", origin: article.NoOrigin, notes: "unreadable date 1"},
		{name: "day stays a day", data: "---\ntitle: T\ndate: 2024-02-06\n---\nx", headline: "T", body: "x", published: "2024-02-06", origin: article.FromField},
		{name: "date in the name", file: "2024-02-06-x.md", data: "---\ntitle: T\n---\nx", headline: "T", body: "x", published: "2024-02-06", origin: article.FromURL, notes: "date taken from the file's name 1"},
		{name: "date in the name, no front matter", file: "2024-02-06-x.md", data: "# T\n\nx", headline: "T", body: "x", origin: article.NoOrigin},
		{name: "front matter under .txt", file: "a.txt", data: "---\ntitle: T\n---\n*x*", headline: "T", body: "x", origin: article.NoOrigin},
		{name: "a rule is no front matter", data: "---\n\nLine one\n\n---\n\nmore", headline: "Line one", body: "more", origin: article.NoOrigin},
		{name: "description for a body", data: "---\ntitle: T\ndescription: D\n---\n", headline: "T", body: "D", origin: article.NoOrigin, notes: "body taken from description 1"},
		{name: "heading in the text stays beside a title", data: "---\ntitle: T\n---\n# H\n\nx", headline: "T", body: "H\n\nx", origin: article.NoOrigin},
		{name: "setting without effect", data: "---\ntitle: T\nlayout: post\n---\nx", headline: "T", body: "x", origin: article.NoOrigin},
		{name: "a list is no front matter", data: "---\n- a: b\n---\n# T\n\nx", headline: "T", body: "a: b\n\nx", origin: article.NoOrigin},
		{name: "broken", data: "---\ntitle: a: b\ntags: [x, 'y'\n---\nx", headline: "a: b", body: "x", origin: article.NoOrigin, notes: "broken front matter, read line by line 1"},
		{name: "alias bomb", data: "---\na: &a [x,x]\nb: &b [*a,*a]\ntitle: T\n---\nx", headline: "T", body: "x", origin: article.NoOrigin, notes: "ignored field a 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.file == "" {
				c.file = "a.md"
			}
			f := Markdown()
			if f.Sniff([]byte(c.data), c.file) == record.No {
				t.Fatal("it is not known as Markdown")
			}
			for rec, err := range f.Read(record.Input{Reader: strings.NewReader(c.data), Name: c.file, URL: c.url}) {
				if err != nil {
					t.Fatal(err)
				}
				if rec.Headline != c.headline || rec.Body != c.body || rec.URL != c.address {
					t.Errorf("got %q, %q, %q", rec.Headline, rec.Body, rec.URL)
				}
				if rec.Published.String() != c.published || rec.Published.From() != c.origin {
					t.Errorf("published %v from %s", rec.Published, rec.Published.From())
				}
				if got := formattest.NoteLine(rec.Notes); got != c.notes {
					t.Errorf("notes %q, want %q", got, c.notes)
				}
			}
		})
	}
}

func TestBodyText(t *testing.T) {
	for _, c := range []struct{ format, body, want string }{
		{"text", "a\r\n*b* <c>", "a\n*b* <c>"},
		{"markdown", "# a\n\n*b* {{< c >}}", "a\n\nb"},
		{"HTML", "<p>a<p>b", "a\n\nb"},
	} {
		if got, err := BodyText(c.body, c.format); err != nil || got != c.want {
			t.Errorf("%s: %q (%v), want %q", c.format, got, err, c.want)
		}
	}
	if _, err := BodyText("x", "rtf"); err == nil || !strings.Contains(err.Error(), "text, markdown or html") {
		t.Errorf("an unknown format: %v", err)
	}
}

func TestLooksLike(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"prose", "The council voted. It was 3 < 4 and 5 > 2, he said *quietly*.", "text"},
		{"dashes are no list", "- one\n- two", "text"},
		{"a hash is no heading", "#metoo\n\n# 1 song", "text"},
		{"one tag is talked about", "The <p> tag opens a paragraph.", "text"},
		{"brackets", "He said [sic] (laughs) [1](2).", "text"},
		{"stars", "2 ** 3 ** 4", "text"},
		{"nothing", "", "text"},
		{"paragraphs", "<p>One.</p><p>Two.</p>", "html"},
		{"unclosed paragraphs", "<p>One.<p>Two.", "html"},
		{"a link in prose", `He <a href="x">said</a> so.`, "html"},
		{"line breaks", "a<br>b<br/>c", "html"},
		{"markdown link", "He [said](https://example.org/x) so.", "markdown"},
		{"relative link", "see [there](/docs/a.md)", "markdown"},
		{"reference", "see [there][1]\n\n[1]: https://example.org", "markdown"},
		{"headings", "## One\n\ntext\n\n## Two", "markdown"},
		{"heading and bold", "# One\n\nsome **bold** words", "markdown"},
		{"fence", "```\ncode\n```", "markdown"},
		{"markdown with a tag in it", "see [there](https://example.org) <b>now</b>", "markdown"},
		{"paragraphs by blank lines, some tags", "One <b>bold</b> word.\n\nTwo.\n\n<figure><img src=\"x\"></figure>\n\nThree.", "markdown"},
		{"signs of less and more", "a <b and c> d </b and c> e", "text"},
		{"html that shows markdown", "<p>write [a](https://b.c)</p>", "html"},
	} {
		if got := LooksLike(c.text); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
