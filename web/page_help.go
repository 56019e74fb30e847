package web

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"

	"newsdex/docs"
)

// helpData is the page of the query language.
type helpData struct {
	frame
	// Text is the document, made from our own Markdown: raw HTML in it is left
	// out by the renderer.
	Text template.HTML
}

// helpPage answers GET /help.
func (s *Server) helpPage(w http.ResponseWriter, r *http.Request) error {
	text, err := s.helpText()
	if err != nil {
		return err
	}
	p := helpData{s.frame("The query language"), text}
	p.Box = &boxView{}
	return renderTagged(w, r, s.views.help, p)
}

// renderHelp makes HTML of docs/query-syntax.md: some milliseconds, so it is
// done once, when the page is first asked for.
func renderHelp() (template.HTML, error) {
	md := goldmark.New(
		// Alignment by style attributes would break the content security policy.
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute))),
		goldmark.WithParserOptions(parser.WithAutoHeadingID()),
	)
	var b bytes.Buffer
	if err := md.Convert([]byte(docs.QuerySyntax()), &b); err != nil {
		return "", fmt.Errorf("rendering the help page: %w", err)
	}
	return template.HTML(b.String()), nil
}
