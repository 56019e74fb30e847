package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"newsdex/article"
	"newsdex/engine"
	"newsdex/search"
	"newsdex/web"
)

func newGet(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "get ID",
		Short: "Show one article",
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return &usageError{fmt.Errorf("%s needs one identifier, got %d", c.CommandPath(), len(args))}
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error { return a.get(c.Context(), args[0]) },
	}
}

func (a *app) get(ctx context.Context, id string) error {
	e, c, err := a.connect(ctx, engine.Ask)
	if err != nil {
		return err
	}
	var x *article.Article
	where := ""
	if e != nil {
		defer e.Close()
		where = e.Path()
		x, err = e.Article(ctx, id)
	} else {
		where = c.Address()
		x, err = c.Article(ctx, id)
	}
	if errors.Is(err, search.ErrNotFound) {
		return fmt.Errorf("%s holds no article with the id %q", where, id)
	}
	if err != nil {
		return err
	}
	if a.json {
		return web.WriteArticle(a.Stdout, &search.View{Article: x, Matched: true})
	}
	headline := x.Headline
	if headline == "" {
		headline = "(no headline)"
	}
	fmt.Fprintf(a.Stdout, "%s\n%s · %d words\n", inert(headline), inert(facts(x)), x.WordCount)
	if x.URL != "" {
		fmt.Fprintln(a.Stdout, inert(x.URL))
	}
	fmt.Fprintf(a.Stdout, "read from %s\n", inert(x.ReadFrom.String()))
	if body := strings.TrimRight(x.Body, "\n"); body != "" {
		fmt.Fprintf(a.Stdout, "\n%s\n", inertLines(body))
	}
	return nil
}
