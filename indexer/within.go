package indexer

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// outsideLink is the code of names and links that lead out of the folder a run
// is bound to.
const outsideLink = "out of the folder"

// errExcludedTarget is met when a name leads to what is not read.
var errExcludedTarget = errors.New("this is the index itself, or excluded; name the folder of the articles")

// within reads one file or folder of the folder that Options.Root bounds. What a
// name leads to is found by the operating system within that folder, step by
// step (os.Root), so that no "..", no link and no folder that is exchanged while
// it is being walked leads out of it. Files are shown by their absolute paths,
// as if they were read without the bound: they are the same articles.
func (s *source) within(p string) {
	b := newBound(s.root, s.exclude)
	t := b.tree()
	name := path.Clean(filepath.ToSlash(p))
	if !fs.ValidPath(name) {
		s.refuse(visible(p), outsideLink, "this is no name within the folder "+visible(s.root.Name()))
		return
	}
	info, err := s.root.Stat(filepath.FromSlash(name))
	real := b.resolve(name)
	if err == nil && b.excluded(real) {
		err = errExcludedTarget
	}
	switch {
	case err != nil:
		s.unseen(t.show(name), isLink(b.full(name)), err)
	case info.IsDir() && isIndex(t, name):
		s.refuse(t.show(name), excludedPath, "this is an index of newsdex, not articles; name the folder of the articles")
	case info.IsDir():
		// A link that is named is followed; walking would not.
		if rel, err := filepath.Rel(b.real, real); err == nil && fs.ValidPath(filepath.ToSlash(rel)) {
			name = filepath.ToSlash(rel)
		}
		s.walk(t, name)
	default:
		s.visit(t, name, info)
	}
}

// bound is a folder that a run may not leave.
type bound struct {
	root    *os.Root
	real    string   // the folder, links resolved
	without []string // what is not read in it, links resolved
}

func newBound(root *os.Root, exclude []string) *bound {
	b := &bound{root: root, real: resolved(root.Name())}
	for _, e := range exclude {
		b.without = append(b.without, resolved(e))
	}
	return b
}

// resolved returns a path with its links resolved, or as it is when it leads
// nowhere.
func resolved(full string) string {
	if real, err := filepath.EvalSymlinks(full); err == nil {
		return real
	}
	return full
}

func (b *bound) full(name string) string {
	return filepath.Join(b.root.Name(), filepath.FromSlash(name))
}

func (b *bound) resolve(name string) string { return resolved(b.full(name)) }

// excluded reports whether a resolved path is, or lies in, what is not read.
func (b *bound) excluded(real string) bool {
	for _, e := range b.without {
		if rel, err := filepath.Rel(e, real); err == nil && (rel == "." || filepath.IsLocal(rel)) {
			return true
		}
	}
	return false
}

// tree reads within the folder.
func (b *bound) tree() tree {
	fsys := b.root.FS()
	return tree{
		walk: func(root string, fn fs.WalkDirFunc) error { return fs.WalkDir(fsys, root, fn) },
		stat: func(name string) (fs.FileInfo, error) {
			if l, err := b.root.Lstat(name); err == nil && l.Mode()&fs.ModeSymlink != 0 && b.excluded(b.resolve(name)) {
				return nil, errExcludedTarget
			}
			return fs.Stat(fsys, name)
		},
		open:    fsys.Open,
		show:    func(name string) string { return visible(b.full(name)) },
		exclude: func(name string) bool { return b.excluded(filepath.Join(b.real, filepath.FromSlash(name))) },
	}
}

// escapes reports whether an error of os.Root says that a name leads out; the
// error has no name in package os.
func escapes(err error) bool {
	p, ok := errors.AsType[*fs.PathError](err)
	return ok && strings.Contains(p.Err.Error(), "escapes from parent")
}
