package cli

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/spf13/cobra"

	"newsdex/engine"
	"newsdex/indexer"
)

func newRemove(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "remove ID…",
		Short: "Remove articles",
		Args:  someArgs("an identifier"),
		RunE:  func(c *cobra.Command, args []string) error { return a.remove(c.Context(), args) },
	}
}

// removal is one line of remove --json.
type removal struct {
	ID      string `json:"id"`
	Outcome string `json:"outcome"` // removed, or absent
}

func (a *app) remove(ctx context.Context, ids []string) error {
	e, c, err := a.connect(ctx, engine.Change)
	if err != nil {
		return err
	}
	var from indexer.Writer = c
	if e != nil {
		defer e.Close()
		from = e
	}
	found, err := from.Remove(ctx, ids)
	if err != nil {
		return err
	}
	out := json.NewEncoder(a.Stdout)
	absent := 0
	for i, id := range ids {
		r := removal{ID: id, Outcome: "removed"}
		if !found[i] {
			r.Outcome = "absent"
			absent++
		}
		if a.json {
			err = out.Encode(r)
		} else {
			_, err = fmt.Fprintf(a.Stdout, "%s %s\n", r.Outcome, inert(id))
		}
		if err != nil {
			return err
		}
	}
	if absent > 0 {
		return &skippedError{}
	}
	return nil
}
