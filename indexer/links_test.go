//go:build unix

package indexer

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestLinksAndDevices: links to files are followed, links to folders only when
// they are named; what is no file costs one line each and is never opened (a
// pipe without a writer would wait for ever).
func TestLinksAndDevices(t *testing.T) {
	root := lay(t, map[string]string{"real/a.txt": "Head", "other/b.txt": "Other"})
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{
		"real/dangling.txt": "nowhere", "real/file.txt": "../other/b.txt", "real/folder": "../other", "real/loop": "loop", "named": "real",
	} {
		if err := os.Symlink(target, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	if err := syscall.Mkfifo(filepath.Join(root, "real/pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	m := newMemory()
	got, _ := told(t, m, root, "named", "real/dangling.txt", "named/pipe")
	want := `skipped ~/real/dangling.txt: the link cannot be followed: no such file or directory; repair or remove it
skipped ~/real/loop: the link cannot be followed: too many levels of symbolic links; repair or remove it
skipped ~/real/pipe: this is a pipe, not a file; only files and folders are read
skipped ~/real/dangling.txt: the link cannot be followed: no such file or directory; repair or remove it
skipped ~/named/pipe: this is a pipe, not a file; only files and folders are read
noted link to a folder not followed: 1, first in ~/real/folder
read 7 · added 2 · updated 0 · unchanged 0 · skipped 5 (dangling link 3, not a file 2)
`
	if got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

func TestDevicesAndLocks(t *testing.T) {
	r, err := Run(t.Context(), newMemory(), []string{os.DevNull}, Options{})
	if err != nil || r.Reasons[specialFile] != 1 || !strings.Contains(r.Problems[0].Reason, "a device") {
		t.Errorf("device: %v, %v", r.Problems, err)
	}
	if os.Geteuid() == 0 {
		t.Skip("a file cannot be locked against the superuser")
	}
	locked := filepath.Join(t.TempDir(), "locked.txt")
	if err := os.WriteFile(locked, []byte("x"), 0); err != nil {
		t.Fatal(err)
	}
	r, err = Run(t.Context(), newMemory(), []string{locked}, Options{})
	if err != nil || r.Reasons[unreadable] != 1 || !strings.Contains(r.Problems[0].Reason, "no permission") {
		t.Errorf("locked file: %v, %v", r.Problems, err)
	}
}
