package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"slices"
	"time"
)

// child is a run of a program as somebody would start it.
type child struct {
	args []string
	// fine are the exit codes that do not make it fail, beside 0.
	fine []int
	// tick, when not nil, is called at every look at the memory.
	tick func(since time.Duration)
}

// childRun is what one run took.
type childRun struct {
	stdout []byte
	took   time.Duration
	// cpu is the time of all cores, what the system did for it included.
	cpu time.Duration
	// peak is the most anonymous memory that was seen, in bytes; 0 if unknown.
	peak int64
}

// keptErrors is how much of what a child says on stderr is kept for an error, in
// bytes: a corpus may have a line for each of its records.
const keptErrors = 4 << 10

// run runs a program to its end, and looks at its memory as watch does.
func (c child) run(ctx context.Context) (childRun, error) {
	cmd := exec.CommandContext(ctx, c.args[0], c.args[1:]...)
	var out bytes.Buffer
	said := &tail{most: keptErrors}
	cmd.Stdout, cmd.Stderr = &out, said
	begin := time.Now()
	if err := cmd.Start(); err != nil {
		return childRun{}, fmt.Errorf("starting %s: %w", c.args[0], err)
	}
	stop := watchProcess(fmt.Sprint(cmd.Process.Pid), func() {
		if c.tick != nil {
			c.tick(time.Since(begin))
		}
	})
	err := cmd.Wait()
	r := childRun{took: time.Since(begin), peak: stop(), stdout: out.Bytes()}
	r.cpu = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && slices.Contains(c.fine, exit.ExitCode()) {
		err = nil
	}
	if err != nil {
		return r, fmt.Errorf("%q: %w\n%s", c.args, err, said.kept)
	}
	return r, nil
}

// tail keeps the last of what is written to it.
type tail struct {
	kept []byte
	most int
}

func (t *tail) Write(p []byte) (int, error) {
	t.kept = append(t.kept, p...)
	if over := len(t.kept) - t.most; over > 0 {
		t.kept = append(t.kept[:0], t.kept[over:]...)
	}
	return len(p), nil
}
