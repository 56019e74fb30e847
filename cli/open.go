package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"newsdex/engine"
	"newsdex/web/client"
)

// servingName is the file in the index folder that says who serves it.
const servingName = "serving.json"

// serving is what that file holds.
type serving struct {
	PID     int       `json:"pid"`
	Address string    `json:"address"` // http://127.0.0.1:8080
	Started time.Time `json:"started"`
}

// connect opens the index for a verb, or finds the server that holds it: then
// the client is not nil and the engine is. It says so on stderr.
func (a *app) connect(ctx context.Context, m engine.Mode) (engine.Engine, *client.Client, error) {
	if c, err := a.server(ctx); err != nil || c != nil {
		return nil, c, err
	}
	e, err := engine.Open(ctx, a.index, m)
	if err != nil {
		return nil, nil, a.opening(err)
	}
	return e, nil, nil
}

// server returns the server that is named, or that holds the index; nil for none.
func (a *app) server(ctx context.Context) (*client.Client, error) {
	if strings.Contains(a.index, "://") {
		c, err := client.New(a.index)
		if err != nil {
			return nil, &usageError{fmt.Errorf("--index: %w", err)}
		}
		return c, nil
	}
	root, s := a.holder()
	c := reach(ctx, s.Address, root)
	if c != nil {
		fmt.Fprintf(a.Stderr, "asking newsdex serve at %s, which holds %s\n", s.Address, inert(root))
	}
	return c, nil
}

// reachWait is how long a server on this machine may take to say what it holds.
const reachWait = 2 * time.Second

// reach returns a client of the server at an address when it holds that index;
// nil when there is none: a server that was killed leaves its file behind, and
// another program may have its port by now.
func reach(ctx context.Context, address, root string) *client.Client {
	c, err := client.New(address)
	if err != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, reachWait)
	defer cancel()
	if held, err := c.Index(ctx); err != nil || held != root {
		return nil
	}
	return c
}

// open opens the index for a verb. Its errors say what to do.
func (a *app) open(ctx context.Context, m engine.Mode) (engine.Engine, error) {
	e, err := engine.Open(ctx, a.index, m)
	if err != nil {
		return nil, a.opening(err)
	}
	return e, nil
}

// opening says what to do about an error of opening the index.
func (a *app) opening(err error) error {
	switch {
	case errors.Is(err, engine.ErrLocked):
		return a.heldBy(err)
	case errors.Is(err, engine.ErrMissing):
		return fmt.Errorf("%w; make one with: newsdex index PATH", err)
	}
	return err
}

// holder returns the absolute path of the index, and the server that says that
// it holds it; without an address there is none.
func (a *app) holder() (root string, s serving) {
	root, err := filepath.Abs(a.index)
	if err != nil {
		root = a.index
	}
	b, err := os.ReadFile(filepath.Join(root, servingName))
	if err != nil || json.Unmarshal(b, &s) != nil {
		return root, serving{}
	}
	return root, s
}

// heldBy says which process holds the index and how to reach it.
func (a *app) heldBy(err error) error {
	root, s := a.holder()
	if s.Address == "" {
		return fmt.Errorf("%w\nAnother newsdex is writing to it; wait until it is done, or stop it", err)
	}
	return fmt.Errorf("the index %s is held by newsdex serve (pid %d, since %s)\nAsk it at %s, for example: curl '%s/v1/search?q=ukraine'\nOr stop it first", root, s.PID, s.Started.Local().Format(time.DateTime), s.Address, s.Address)
}

// announce writes serving.json; remove takes it away again.
func announce(e engine.Engine, address string) (remove func(), err error) {
	path := filepath.Join(e.Path(), servingName)
	b, err := json.MarshalIndent(serving{PID: os.Getpid(), Address: address, Started: time.Now().UTC()}, "", "  ")
	if err != nil {
		return nil, err
	}
	tmp := path + ".new"
	if err := os.WriteFile(tmp, append(b, '\n'), 0o644); err != nil {
		return nil, fmt.Errorf("saying who serves the index: %w", err)
	}
	if err := os.Rename(tmp, path); err != nil {
		return nil, fmt.Errorf("saying who serves the index: %w", err)
	}
	return func() { _ = os.Remove(path) }, nil
}
