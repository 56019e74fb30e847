package prose

import (
	"bytes"
	"fmt"
	"iter"

	"newsdex/indexer/format/htmltext"
	"newsdex/indexer/format/record"
	"newsdex/indexer/format/values"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	mdext "github.com/yuin/goldmark/extension"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// maxMarkdown bounds the Markdown that is interpreted, in bytes; a longer text is
// read as it stands. The parser takes up to 600 bytes for each, and no article
// is as long.
const maxMarkdown = 512 << 10

// Markdown is the format of Markdown, with front matter or without.
func Markdown() record.Format {
	return record.Format{Name: "markdown", Mapped: true, Whole: true, Extensions: []string{".md", ".markdown", ".mdown", ".mkd"}, Sniff: sniffMarkdown, Read: readMarkdown}
}

// sniffMarkdown takes what is named so, and what begins with front matter under
// any name that is not another format's. That the bytes are text is judged in
// Detect.
func sniffMarkdown(head []byte, name string) record.Verdict {
	switch record.Extension(name) {
	case ".md", ".markdown", ".mdown", ".mkd":
		return record.Maybe
	}
	if _, _, kind := cutFrontMatter(string(head)); kind != "" {
		return record.Maybe
	}
	return record.No
}

// readMarkdown yields the one article of a Markdown file.
func readMarkdown(in record.Input) iter.Seq2[record.Record, error] {
	return func(yield func(record.Record, error) bool) {
		yield(markdownFile(in))
	}
}

func markdownFile(in record.Input) (record.Record, error) {
	s, notes, err := readText(in)
	if err != nil {
		return record.Record{}, err
	}
	rec := record.Record{Number: 1, Notes: notes}
	matter, s, kind := cutFrontMatter(s)
	var fm frontMatter
	if kind != "" {
		fm = parseFrontMatter(matter, kind)
		fm.fill(&rec, in)
	}
	s, dropped := dropShortcodes(s, kind != "")
	if dropped.Count > 0 {
		rec.Notes = append(rec.Notes, dropped)
	}
	h1, body := "", s
	if len(s) > maxMarkdown {
		rec.Notes = append(rec.Notes, record.Note{Code: "markdown left as it is, the text is long", Count: 1})
	} else if h1, body, err = markdownParts(s, rec.Headline); err != nil {
		return record.Record{}, err
	}
	body, cut := CutFurniture(body)
	if cut.Count > 0 {
		rec.Notes = append(rec.Notes, cut)
	}
	rec.Body = TrimBlankLines(body)
	rec.Headline = values.FirstFilled(rec.Headline, h1)
	if rec.Headline == "" && kind == "" {
		rec.Headline, rec.Body, err = firstLine(s)
	}
	if rec.Headline == "" {
		rec.Notes = append(rec.Notes, record.Note{Code: "no headline in the text", Count: 1})
	}
	if rec.Body == "" && fm.description != "" {
		rec.Body = fm.description
		rec.Notes = append(rec.Notes, record.Note{Code: "body taken from description", Count: 1})
	}
	if rec.Headline == "" && rec.Body == "" {
		return record.Record{}, &record.Refusal{Code: record.EmptyFile, Reason: "the file holds no text (only front matter, pictures or shortcodes)"}
	}
	return rec, err
}

// firstLine takes the first line of a text without any heading as the headline,
// as the plain format does, and the rest as Markdown. Lines that show no words
// (rules, pictures) are passed over, a few of them.
func firstLine(s string) (headline, body string, err error) {
	line, rest := splitHeadline(s)
	if len(s) > maxMarkdown {
		return line, rest, nil
	}
	for range 8 {
		headline, err = markdownText(line)
		if err != nil || headline != "" || rest == "" {
			break
		}
		line, rest = splitHeadline(rest)
	}
	if err != nil {
		return "", "", err
	}
	if headline == "" {
		rest = s
	}
	if body, err = markdownText(rest); err != nil {
		return "", "", err
	}
	body, _ = CutFurniture(body)
	return values.OneLine(headline), body, nil
}

// markdownText returns Markdown (CommonMark with tables, strikethrough, tasks
// and footnotes) as plain text: links keep their text, code its lines, pictures
// and tags go.
func markdownText(s string) (string, error) {
	md := newMarkdown()
	src := []byte(prepareMarkdown(s))
	return renderText(md, md.Parser().Parse(text.NewReader(src)), src)
}

// markdownParts returns the first heading of the first level, which is taken out
// of the text when there is no headline or when it says the same, and the text.
func markdownParts(s, headline string) (h1, body string, err error) {
	md := newMarkdown()
	src := []byte(prepareMarkdown(s))
	doc := md.Parser().Parse(text.NewReader(src))
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		h, ok := n.(*ast.Heading)
		if !ok || h.Level != 1 {
			continue
		}
		said, err := renderText(md, h, src)
		if err != nil {
			return "", "", err
		}
		if said = values.OneLine(said); said == "" || len(said) > record.MaxHeadline {
			continue
		}
		if headline == "" || values.Letters(said) == values.Letters(headline) {
			h1 = said
			doc.RemoveChild(doc, h)
		}
		break
	}
	body, err = renderText(md, doc, src)
	return h1, body, err
}

func newMarkdown() goldmark.Markdown {
	return goldmark.New(
		goldmark.WithExtensions(mdext.Strikethrough, mdext.TaskList, mdext.DefinitionList, mdext.Footnote),
		// Tags are not stripped by the renderer but by htmltext.Of, which knows
		// what they mean.
		goldmark.WithRendererOptions(html.WithUnsafe(), renderer.WithNodeRenderers(util.Prioritized(unshown{}, 1))),
	)
}

// unshown renders nothing for numbers of footnotes, which would become part of
// the words before them, and for pictures.
type unshown struct{}

func (unshown) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	nothing := func(util.BufWriter, []byte, ast.Node, bool) (ast.WalkStatus, error) { return ast.WalkSkipChildren, nil }
	r.Register(ast.KindImage, nothing)
	r.Register(extast.KindFootnoteLink, nothing)
	r.Register(extast.KindFootnoteBacklink, nothing)
}

func renderText(md goldmark.Markdown, n ast.Node, src []byte) (string, error) {
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, src, n); err != nil {
		return "", fmt.Errorf("turning Markdown into text: %w", err)
	}
	return htmltext.Of(b.String()), nil
}
