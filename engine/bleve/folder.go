package bleve

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
)

var (
	// ErrMissing: there is no index.
	ErrMissing = errors.New("there is no index")
	// ErrForeign: the folder holds something else.
	ErrForeign = errors.New("this is not a newsdex index")
	// ErrDamaged: the index cannot be trusted.
	ErrDamaged = errors.New("the index is damaged")
	// ErrVersion: a newer newsdex wrote the index.
	ErrVersion = errors.New("the index was made by a newer newsdex")
	// ErrOutdated: an earlier newsdex wrote the index; Rebuild makes it anew.
	ErrOutdated = errors.New("the index was made by an earlier newsdex")
	// ErrLocked: another process holds the index.
	ErrLocked = errors.New("another process holds the index")
)

// version is the schema that this code reads and writes. It names the folder of
// the data, "v2", or "v2.1" and so on after a rebuild: a new index is made beside
// the old one, and CURRENT says which one counts.
const version = "v2"

// Names within the index folder.
const (
	currentName    = "CURRENT"    // marks the folder as an index, and names the schema in use
	generationName = "GENERATION" // beside the data: the last generation known to be on disk
	currentPrefix  = "newsdex "
)

// folder is where an index lies.
type folder struct {
	root string // absolute
	data string // root/v2, or as CURRENT says: what scorch owns
}

type folderState int

const (
	missing folderState = iota // nothing there, or created and never written
	present
)

// inspect looks at a folder without changing it, for an index that this program
// reads.
func inspect(path string) (folder, folderState, error) {
	f, state, err := inspectAny(path)
	if err != nil || state == missing {
		return f, state, err
	}
	if name := filepath.Base(f.data); !ours(name) {
		return f, missing, fmt.Errorf("%w: %s has schema %q, this program reads %q; newsdex rebuild --index %s makes it anew from the articles in it", ErrOutdated, f.root, name, version, f.root)
	}
	return f, state, nil
}

// stillCurrent refuses data that a rebuild has replaced while its lock was waited
// for: what is written there would be lost.
func (f folder) stillCurrent() error {
	now, _, err := inspectAny(f.root)
	if err == nil && now.data != f.data {
		err = fmt.Errorf("%w: %s was made anew just now; try again", ErrLocked, f.root)
	}
	return err
}

// ours reports whether a folder of data has the schema of this program.
func ours(name string) bool {
	base, _, _ := strings.Cut(name, ".")
	return base == version
}

// inspectAny is inspect for an index of any schema that can be rebuilt.
func inspectAny(path string) (folder, folderState, error) {
	root, err := filepath.Abs(path)
	if err != nil {
		return folder{}, missing, fmt.Errorf("finding %q: %w", path, err)
	}
	f := folder{root: root, data: filepath.Join(root, version)}
	entries, err := os.ReadDir(root)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return f, missing, nil
	case err != nil:
		if info, statErr := os.Stat(root); statErr == nil && !info.IsDir() {
			return f, missing, fmt.Errorf("%w: %s is a file, not a folder; name another with --index", ErrForeign, root)
		}
		return f, missing, fmt.Errorf("reading the index folder: %w", err)
	case len(entries) == 0:
		return f, missing, nil
	}
	current, err := os.ReadFile(filepath.Join(root, currentName))
	if err != nil {
		return f, missing, fmt.Errorf("%w: %s holds other files and no %s; name another folder with --index", ErrForeign, root, currentName)
	}
	name, says := strings.CutPrefix(strings.TrimSpace(string(current)), currentPrefix)
	if !says {
		return f, missing, fmt.Errorf("%w: %s in %s does not say so; name another folder with --index", ErrForeign, currentName, root)
	}
	if !ours(name) && name != "v1" {
		return f, missing, fmt.Errorf("%w: %s has schema %q, this program reads %q; use the newer program", ErrVersion, root, name, version)
	}
	f.data = filepath.Join(root, name)
	if !hasEntries(f.data) {
		return f, missing, nil
	}
	// Without root.bolt scorch would take every segment for rubbish and delete it.
	if !exists(filepath.Join(f.data, "root.bolt")) {
		return f, missing, fmt.Errorf("%w: %s has no root.bolt; nothing was touched: restore that file, or move the folder away and index again", ErrDamaged, f.data)
	}
	return f, present, nil
}

// guard turns a panic while something is done into ErrDamaged: bleve panics on
// damaged segments, and a file that was cut short faults where it is mapped.
// One damaged segment must not take the process along. Use: defer guard(…)().
func (f folder) guard(doing string, err *error) func() {
	was := debug.SetPanicOnFault(true)
	return func() {
		debug.SetPanicOnFault(was)
		if p := recover(); p != nil {
			*err = fmt.Errorf("%w: %s %s: %v", ErrDamaged, doing, f.data, p)
		}
	}
}

// hasEntries reports whether a folder is there and not empty.
func hasEntries(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && len(entries) > 0
}

// create makes the folder and its marker. The marker comes first, so that a
// process killed in between leaves an index without articles, not a riddle.
func (f folder) create() error {
	if err := os.MkdirAll(f.root, 0o755); err != nil {
		return fmt.Errorf("creating the index folder: %w", err)
	}
	if err := f.point(); err != nil {
		return err
	}
	return nil
}

// point makes CURRENT name the data of this folder.
func (f folder) point() error {
	if err := replaceFile(filepath.Join(f.root, currentName), currentPrefix+filepath.Base(f.data)+"\n", true); err != nil {
		return fmt.Errorf("naming the index in use: %w", err)
	}
	return nil
}

func (f folder) readGeneration() (uint64, error) {
	b, err := os.ReadFile(filepath.Join(f.data, generationName))
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("reading the generation of the index: %w", err)
	}
	if len(b) == 0 {
		return 0, nil // lost with the power; only the check is
	}
	n, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("%w: %s in %s is not a number; remove that file", ErrDamaged, generationName, f.root)
	}
	return n, nil
}

// writeGeneration notes a generation that scorch has already made durable. It
// is not synced: losing it only loses the check.
func (f folder) writeGeneration(n uint64) error {
	if err := replaceFile(filepath.Join(f.data, generationName), strconv.FormatUint(n, 10)+"\n", false); err != nil {
		return fmt.Errorf("noting the generation of the index: %w", err)
	}
	return nil
}

// replaceFile writes a small file in one step, which a killed process leaves done
// or not begun. durable waits until a power cut does as well.
func replaceFile(path, content string, durable bool) error {
	tmp := path + ".new"
	f, err := os.Create(tmp)
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	if durable && err == nil {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp, path); err != nil || !durable {
		return err
	}
	if dir, err := os.Open(filepath.Dir(path)); err == nil {
		_ = dir.Sync() // not every system can
		_ = dir.Close()
	}
	return nil
}
