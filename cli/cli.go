// Package cli is the command line: flags, environment, wiring, signals and exit
// codes, one file for each verb. It is the only package that wires everything,
// and must never hold an algorithm.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Exit codes.
const (
	exitDone    = 0 // all done
	exitFailed  = 1 // nothing, or not all, could be done
	exitUsage   = 2 // the command line was wrong
	exitSkipped = 3 // done, but records were skipped
)

// Env is what a command takes from around it.
type Env struct {
	Stdout, Stderr io.Writer
	Getenv         func(string) string
	// Terminal reports whether Stdout is a terminal that shows bold.
	Terminal bool
	// ProgressTerminal reports whether Stderr is a terminal.
	ProgressTerminal bool
}

// System returns the process's own environment.
func System() Env {
	return Env{
		Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv,
		Terminal:         isTerminal(os.Stdout) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb",
		ProgressTerminal: isTerminal(os.Stderr),
	}
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// Main runs one command and returns the exit code. The first interrupt asks
// the command to end cleanly, the second ends the process at once.
func Main(args []string, env Env) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return Run(ctx, args, env)
}

// Run runs one command until it is done or ctx ends.
func Run(ctx context.Context, args []string, env Env) int {
	root := newRoot(&app{Env: env})
	root.SetArgs(args)
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	err := root.ExecuteContext(ctx)
	var skipped *skippedError
	var usage *usageError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &skipped):
		return exitSkipped
	case errors.As(err, &usage):
		fmt.Fprintf(env.Stderr, "newsdex: %s\nRun 'newsdex --help' for usage.\n", inertLines(err.Error()))
		return exitUsage
	}
	fmt.Fprintf(env.Stderr, "newsdex: %s\n", inertLines(err.Error()))
	return exitFailed
}

// usageError is a command line that cannot be understood.
type usageError struct{ err error }

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// skippedError ends a command that did what it could; all has been said.
type skippedError struct{}

func (*skippedError) Error() string { return "records were skipped" }

// app is what the verbs share.
type app struct {
	Env
	index string
	json  bool
}

func newRoot(a *app) *cobra.Command {
	serve := newServe(a)
	root := &cobra.Command{
		Use:   "newsdex",
		Short: "Newsroom-grade search for your own pile of articles",
		Long: `Newsroom-grade search for your own pile of articles: exact phrases, boolean
logic, fields and dates, ranked, with exactly the matching words marked.

Without a verb it serves the page and the API (newsdex serve).

Every flag can also be set in the environment: --index as NEWSDEX_INDEX,
--allow-writes as NEWSDEX_ALLOW_WRITES; flags win.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but records were skipped.`,
		Args:              noArgs,
		RunE:              serve.RunE,
		SilenceUsage:      true,
		SilenceErrors:     true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
		PersistentPreRunE: func(c *cobra.Command, _ []string) error { return a.fromEnvironment(c.Flags()) },
	}
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err} })
	root.PersistentFlags().StringVar(&a.index, "index", "index.bleve", "the `folder` of the index")
	root.PersistentFlags().BoolVar(&a.json, "json", false, "answer in JSON")
	root.Flags().AddFlagSet(serve.Flags())
	root.AddCommand(serve, newIndex(a), newSearch(a), newGet(a), newRemove(a), newRebuild(a), newEval(a), newVersion(a))
	return root
}

// fromEnvironment sets every flag that the command line left alone from
// NEWSDEX_NAME, when that is set.
func (a *app) fromEnvironment(flags *pflag.FlagSet) error {
	var first error
	flags.VisitAll(func(f *pflag.Flag) {
		name := "NEWSDEX_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		value := a.Getenv(name)
		if f.Changed || value == "" || f.Name == "help" {
			return
		}
		if err := flags.Set(f.Name, value); err != nil && first == nil {
			first = &usageError{fmt.Errorf("%s=%q: %w", name, value, err)}
		}
	})
	return first
}

func noArgs(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if c.HasParent() {
		return &usageError{fmt.Errorf("%s takes no arguments, got %q", c.CommandPath(), args[0])}
	}
	hint := "verbs are serve, index, search, get, remove and version"
	if near := c.SuggestionsFor(args[0]); len(near) > 0 {
		hint = "did you mean " + strings.Join(near, " or ") + "?"
	}
	return &usageError{fmt.Errorf("%q is not a verb; %s", args[0], hint)}
}

// someArgs asks for at least one argument.
func someArgs(what string) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == 0 {
			return &usageError{fmt.Errorf("%s needs %s", c.CommandPath(), what)}
		}
		return nil
	}
}
