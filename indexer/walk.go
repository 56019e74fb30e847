package indexer

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"newsdex/article"
	"newsdex/indexer/format"
)

// Codes of files and paths that are not read.
const (
	missingPath   = "missing"
	danglingLink  = "dangling link"
	specialFile   = "not a file"
	unreadable    = "unreadable"
	excludedPath  = "excluded"
	hiddenNote    = "hidden name passed over"
	indexNote     = "index folder passed over"
	excludedNote  = "excluded path passed over"
	folderNote    = "link to a folder not followed"
	repeatedNote  = "path given twice"
	renamedNote   = " under another extension" // behind the name of a format
	indexMarkName = "CURRENT"                  // the file that marks an index folder
	// maxIndexMark tells an index's mark from a text that happens to be called
	// CURRENT, in bytes.
	maxIndexMark = 256
)

// tree is a place where files lie: the disk, or a file system within the program.
type tree struct {
	walk func(root string, fn fs.WalkDirFunc) error
	stat func(name string) (fs.FileInfo, error) // follows links
	open func(name string) (fs.File, error)
	// show names a file in reports and in article.Place.
	show func(name string) string
	// exclude, when not nil, reports names that are not read.
	exclude func(name string) bool
}

func diskTree() tree {
	return tree{
		walk: filepath.WalkDir,
		stat: os.Stat,
		open: func(name string) (fs.File, error) { return os.Open(name) },
		show: visible,
	}
}

func fsTree(fsys fs.FS, label string) tree {
	return tree{
		walk: func(root string, fn fs.WalkDirFunc) error { return fs.WalkDir(fsys, root, fn) },
		stat: func(name string) (fs.FileInfo, error) { return fs.Stat(fsys, name) },
		open: fsys.Open,
		show: func(name string) string { return label + ":" + visible(name) },
	}
}

// source yields items of paths and files.
type source struct {
	ctx     context.Context
	yield   func(item) bool
	builder *Builder
	exclude []string // absolute
	names   FieldMap // see Options.Map
	seen    map[string]bool
	journal *Journal // may be nil
	root    *os.Root // see Options.Root; may be nil
	// measure, when not nil, is told the sizes of the files instead of their
	// being read.
	measure func(size int64)
	// done counts the bytes of files that are behind; raw is the one in hand.
	done     int64
	raw      *rawFile
	layers   [maxLayers + 1]layer
	visiting *visit // the address that is being read, nil for files
	advice   string // behind the reason of a page that is no article
	stopped  bool
}

// errStop ends a walk whose items nobody takes any more.
var errStop = errors.New("stop")

// send hands an item on; after the first that is not taken it does nothing.
func (s *source) send(it item) bool {
	if it.visit == nil {
		it.visit = s.visiting
	}
	it.done = s.done + s.raw.behind()
	if !s.stopped && !s.yield(it) {
		s.stopped = true
	}
	return !s.stopped
}

// refuse sends a file or path that is not read.
func (s *source) refuse(shown, code, reason string) bool {
	return s.send(item{
		place: article.Place{Source: shown}, newFile: true,
		problem: &Problem{Path: shown, Code: code, Reason: reason},
	})
}

// remark sends a note about a path that is passed over.
func (s *source) remark(shown, code string) bool {
	return s.send(item{place: article.Place{Source: shown}, notes: []format.Note{{Code: code, Count: 1}}})
}

// paths reads each file or folder. With more than one, what was read is
// remembered (about 150 bytes a file), so that no file is read twice.
func (s *source) paths(paths []string) {
	if len(paths) > 1 {
		s.seen = map[string]bool{}
	}
	t := diskTree()
	for _, p := range paths {
		if s.stopped || s.ctx.Err() != nil {
			return
		}
		if s.root != nil {
			s.within(p)
			continue
		}
		full, err := filepath.Abs(p)
		if err != nil {
			s.refuse(visible(p), unreadable, "its absolute path cannot be found: "+err.Error())
			continue
		}
		info, err := os.Stat(full)
		switch {
		case err != nil:
			s.unseen(visible(full), isLink(full), err)
		case s.excluded(full):
			s.refuse(visible(full), excludedPath, "this is the index itself, or excluded; name the folder of the articles")
		case info.IsDir() && isIndex(t, full):
			s.refuse(visible(full), excludedPath, "this is an index of newsdex, not articles; name the folder of the articles")
		case info.IsDir():
			// A link that is named is followed; WalkDir would not.
			if real, err := filepath.EvalSymlinks(full); err == nil && isLink(full) {
				full = real
			}
			s.walk(t, full)
		default:
			s.visit(t, full, info)
		}
	}
}

// walk reads a folder and all below it, in order of names.
func (s *source) walk(t tree, root string) {
	err := t.walk(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case s.stopped || s.ctx.Err() != nil:
			return errStop
		case err != nil:
			s.refuse(t.show(name), unreadable, plainError("reading the folder", err))
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case name != root && strings.HasPrefix(d.Name(), "."):
			return s.pass(t, name, d, hiddenNote)
		case s.excluded(name), t.exclude != nil && t.exclude(name):
			return s.pass(t, name, d, excludedNote)
		case d.IsDir():
			if name != root && isIndex(t, name) {
				return s.pass(t, name, d, indexNote)
			}
			return nil
		}
		info, err := t.stat(name)
		switch {
		case err != nil:
			s.unseen(t.show(name), d.Type()&fs.ModeSymlink != 0, err)
		case info.IsDir():
			s.remark(t.show(name), folderNote)
		default:
			s.visit(t, name, info)
		}
		return nil
	})
	if err != nil && err != errStop {
		s.refuse(t.show(root), unreadable, plainError("walking the folder", err))
	}
}

// pass notes that a name of a walk is passed over, with all below it.
func (s *source) pass(t tree, name string, d fs.DirEntry, code string) error {
	s.remark(t.show(name), code)
	if d.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// visit reads one file, unless it is none or was read before.
func (s *source) visit(t tree, name string, info fs.FileInfo) {
	if !info.Mode().IsRegular() {
		s.refuse(t.show(name), specialFile, "this is "+kindOf(info.Mode())+", not a file; only files and folders are read")
		return
	}
	if s.seen != nil {
		if s.seen[name] {
			s.remark(t.show(name), repeatedNote)
			return
		}
		s.seen[name] = true
	}
	if s.journal != nil && s.journal.has(name, info) {
		return
	}
	if s.measure != nil {
		s.measure(info.Size())
		return
	}
	if s.journal == nil {
		s.read(t, name, info.Size())
		return
	}
	s.read(t, name, info.Size())
	if s.ctx.Err() == nil { // else it may have been cut short
		s.send(item{place: article.Place{Source: t.show(name)}, finished: &fileState{name, info.Size(), info.ModTime()}})
	}
}

func (s *source) excluded(name string) bool { return slices.Contains(s.exclude, name) }

// absolute returns the paths in the form that walks compare.
func absolute(paths []string) []string {
	var out []string
	for _, p := range paths {
		if full, err := filepath.Abs(p); err == nil {
			out = append(out, full)
		}
	}
	return out
}

// isIndex reports whether a folder is an index, by its mark.
func isIndex(t tree, folder string) bool {
	info, err := t.stat(path.Join(filepath.ToSlash(folder), indexMarkName))
	return err == nil && info.Mode().IsRegular() && info.Size() <= maxIndexMark
}

func isLink(name string) bool {
	info, err := os.Lstat(name)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// unseen refuses a path that cannot be looked at.
func (s *source) unseen(shown string, link bool, err error) {
	switch {
	case escapes(err):
		s.refuse(shown, outsideLink, "this leads out of the folder that may be read, "+visible(s.root.Name()))
	case errors.Is(err, errExcludedTarget):
		s.refuse(shown, excludedPath, errExcludedTarget.Error())
	case link:
		s.refuse(shown, danglingLink, plainError("the link cannot be followed", err)+"; repair or remove it")
	case errors.Is(err, fs.ErrNotExist):
		s.refuse(shown, missingPath, "there is no such file or folder")
	default:
		s.refuse(shown, unreadable, plainError("looking at it", err))
	}
}

// plainError is an error of the operating system without the path, which stands
// beside it already.
func plainError(doing string, err error) string {
	if p, ok := err.(*fs.PathError); ok { // not one within another error
		err = p.Err
	}
	if errors.Is(err, fs.ErrPermission) {
		return doing + ": no permission; give the reading user access"
	}
	return doing + ": " + err.Error()
}

func kindOf(m fs.FileMode) string {
	switch {
	case m&fs.ModeNamedPipe != 0:
		return "a pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	case m&fs.ModeDevice != 0:
		return "a device"
	}
	return "neither file nor folder"
}

// visible returns a path that is valid UTF-8 and moves no terminal: other bytes
// are written as \xNN, so that two paths stay two. Old archives have names in
// windows-1252.
func visible(name string) string {
	if utf8.ValidString(name) && !strings.ContainsFunc(name, unicode.IsControl) {
		return name
	}
	var b strings.Builder
	for i := 0; i < len(name); {
		r, size := utf8.DecodeRuneInString(name[i:])
		if r == utf8.RuneError && size == 1 || unicode.IsControl(r) {
			for _, c := range []byte(name[i : i+size]) {
				fmt.Fprintf(&b, `\x%02x`, c)
			}
		} else {
			b.WriteString(name[i : i+size])
		}
		i += size
	}
	return b.String()
}
