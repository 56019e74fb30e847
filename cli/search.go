package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"newsdex/engine"
	"newsdex/search"
	"newsdex/web"
	"newsdex/web/client"
)

// searchFlags are the flags of search.
type searchFlags struct {
	limit    int
	sort     string
	from, to string
	match    string
	fold     string
}

// searchDeadline bounds one search from the command line: a person waits for it.
const searchDeadline = 30 * time.Second

func newSearch(a *app) *cobra.Command {
	f := searchFlags{}
	c := &cobra.Command{
		Use:   "search QUERY",
		Short: "Ask for articles",
		Long: `Ask for articles. Put the query in single quotes, so that the shell leaves its
double quotes alone:

  newsdex search '"food security" AND (china OR russia) -taiwan'

The query language is described in docs/query-syntax.md.`,
		Args: someArgs("a query; put it in single quotes"),
		RunE: func(c *cobra.Command, args []string) error { return a.search(c.Context(), strings.Join(args, " "), f) },
	}
	c.Flags().IntVar(&f.limit, "limit", search.DefaultLimit, "show up to `n` articles")
	c.Flags().StringVar(&f.sort, "sort", "", "the `order`: "+strings.Join(search.Sorts(), ", "))
	c.Flags().StringVar(&f.from, "from", "", "published on this `date` or later")
	c.Flags().StringVar(&f.to, "to", "", "published on this `date` or earlier")
	c.Flags().StringVar(&f.fold, "fold", "none", "show one of several articles with the same text: `none or copies`")
	c.Flags().StringVar(&f.match, "match", "all", "what words side by side mean: `all or any` of them")
	return c
}

func (f searchFlags) request(q string) (search.Request, error) {
	r := search.Request{Q: q, Limit: f.limit, From: f.from, To: f.to, Passages: -1}
	switch f.match {
	case "all":
	case "any":
		r.Any = true
	default:
		return r, &usageError{fmt.Errorf("--match %q: use all or any", f.match)}
	}
	switch f.fold {
	case "none":
	case "copies":
		r.Fold = true
	default:
		return r, &usageError{fmt.Errorf("--fold %q: use none or copies", f.fold)}
	}
	if f.limit < 0 {
		return r, &usageError{fmt.Errorf("--limit %d: use 0 to %d", f.limit, search.MaxLimit)}
	}
	if f.sort != "" {
		s, err := search.ParseSort(f.sort)
		if err != nil {
			return r, &usageError{fmt.Errorf("--sort: %w", err)}
		}
		r.Sort = &s
	}
	return r, nil
}

func (a *app) search(ctx context.Context, q string, f searchFlags) error {
	r, err := f.request(q)
	if err != nil {
		return err
	}
	e, c, err := a.connect(ctx, engine.Ask)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, searchDeadline)
	defer cancel()
	if c != nil {
		return a.searchServer(ctx, c, r)
	}
	defer e.Close()
	res, err := search.Run(ctx, e, r)
	if err != nil {
		return a.explain(err, q)
	}
	if a.json {
		return web.WriteAnswer(a.Stdout, res)
	}
	a.print(answerOf(res))
	return nil
}

// searchServer asks a server.
func (a *app) searchServer(ctx context.Context, c *client.Client, r search.Request) error {
	res, err := c.Search(ctx, r)
	if err != nil {
		return a.explain(err, r.Q)
	}
	if a.json {
		_, err := a.Stdout.Write(res.Body)
		return err
	}
	a.print(servedAnswer(res))
	return nil
}

// explain turns a refused query into usage errors with a caret under the place.
func (a *app) explain(err error, q string) error {
	var bad *search.ParameterError
	if !errors.As(err, &bad) {
		return err
	}
	var b strings.Builder
	for i, p := range bad.Errors {
		if i > 0 {
			b.WriteString("\n")
		}
		if p.Parameter == "q" {
			b.WriteString("the query: ")
		} else {
			b.WriteString("--" + p.Parameter + ": ")
		}
		b.WriteString(inert(p.Message))
		if p.Span != nil {
			b.WriteString("\n  " + inert(q) + "\n  " + caret(q, p.Span.Start, p.Span.End))
			if p.Fix != "" {
				b.WriteString("\n  write: " + inert(q[:p.Span.Start]+p.Fix+q[p.Span.End:]))
			}
		}
	}
	return &usageError{errors.New(b.String())}
}

// caret returns a line that marks a range of q, which stands above it: a
// column for each rune.
func caret(q string, start, end int) string {
	before := utf8.RuneCountInString(q[:start])
	width := max(1, utf8.RuneCountInString(q[start:end]))
	return strings.Repeat(" ", before) + strings.Repeat("^", width)
}

// mark returns parts on one line: marks are bold and reversed on a terminal, in
// square brackets elsewhere.
func (a *app) mark(parts []search.Part) string {
	open, end := "[", "]"
	if a.Terminal {
		open, end = "\x1b[1;7m", "\x1b[0m"
	}
	var b strings.Builder
	for _, p := range parts {
		if p.Mark {
			b.WriteString(open + inert(p.Text) + end)
		} else {
			b.WriteString(inert(p.Text))
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
