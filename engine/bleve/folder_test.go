package bleve

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newsdex/article"
)

func anArticle(id, headline string) *article.Article {
	a := &article.Article{Headline: headline, Body: "Some words of " + headline, Lang: "en", FirstSeen: time.Unix(0, 0).UTC()}
	a.Identify(id)
	a.HashContent()
	return a
}

// filled makes an index of n articles in batches of one, closes it and returns
// its folder.
func filled(t *testing.T, n int) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "index.bleve")
	s, err := Open(dir, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Created() {
		t.Error("Created() is false for a new index")
	}
	for i := range n {
		if _, err := s.Write(t.Context(), []*article.Article{anArticle(string(rune('a'+i)), "headline")}); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// listing returns the names and sizes below a folder.
func listing(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() && info.Name() != "root.bolt" {
			b.WriteString(strings.TrimPrefix(path, dir) + " " + info.ModTime().String() + "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestOpenRefuses(t *testing.T) {
	tests := []struct {
		name string
		make func(t *testing.T) string
		want error
		says string
	}{
		{"no folder", func(t *testing.T) string { return filepath.Join(t.TempDir(), "none") }, ErrMissing, "none"},
		{"empty folder", func(t *testing.T) string { return t.TempDir() }, ErrMissing, ""},
		{"a file", func(t *testing.T) string {
			p := filepath.Join(t.TempDir(), "file")
			write(t, p, "text")
			return p
		}, ErrForeign, "is a file"},
		{"another program's folder", func(t *testing.T) string {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "notes.txt"), "mine")
			return dir
		}, ErrForeign, "name another folder"},
		{"another program's CURRENT", func(t *testing.T) string {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "CURRENT"), "MANIFEST-000001\n")
			return dir
		}, ErrForeign, "CURRENT"},
		{"a newer schema", func(t *testing.T) string {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "CURRENT"), "newsdex v9\n")
			return dir
		}, ErrVersion, "v9"},
		{"no root.bolt", func(t *testing.T) string {
			dir := filled(t, 2)
			remove(t, filepath.Join(dir, "v2", "root.bolt"))
			return dir
		}, ErrDamaged, "root.bolt"},
		{"half a root.bolt", func(t *testing.T) string {
			dir := filled(t, 2)
			truncate(t, filepath.Join(dir, "v2", "root.bolt"), 2)
			return dir
		}, ErrDamaged, "v2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := tt.make(t)
			before := ""
			if info, err := os.Stat(dir); err == nil && info.IsDir() {
				before = listing(t, dir)
			}
			s, err := Open(dir, Options{ReadOnly: tt.want == ErrMissing, LockWait: 100 * time.Millisecond})
			if err == nil {
				s.Close()
				t.Fatal("Open accepted it")
			}
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %q, want one of %v that says %q", err, tt.want, tt.says)
			}
			if before != "" && tt.want != ErrDamaged || strings.Contains(tt.name, "root.bolt") && !strings.Contains(tt.name, "half") {
				if after := listing(t, dir); after != before {
					t.Errorf("Open changed the folder:\n%s\nwas:\n%s", after, before)
				}
			}
			if _, statErr := os.Stat(dir); tt.name == "no folder" && !os.IsNotExist(statErr) {
				t.Error("a refused Open made the folder")
			}
		})
	}
}

// TestDamagedSegments damages each segment file in turn, and then all of them.
// bleve opens an older state when the newest cannot be read, which may lack
// articles; newsdex must hold all of them or refuse.
func TestDamagedSegments(t *testing.T) {
	damages := map[string]func(t *testing.T, path string){
		"lost":      remove,
		"cut":       func(t *testing.T, path string) { truncate(t, path, 2) },
		"scribbled": scribble,
	}
	for name, damage := range damages {
		t.Run(name, func(t *testing.T) {
			for n := 0; ; n++ {
				dir := filled(t, 3)
				if n >= len(segments(t, dir)) {
					break
				}
				damage(t, segments(t, dir)[n])
				refusedOrWhole(t, dir, 3)
			}
			dir := filled(t, 3)
			for _, path := range segments(t, dir) {
				damage(t, path)
			}
			if !refusedOrWhole(t, dir, 3) {
				t.Error("an index without one good segment was opened")
			}
		})
	}
}

// refusedOrWhole opens a damaged index and reports whether it was refused.
func refusedOrWhole(t *testing.T, dir string, articles int) bool {
	t.Helper()
	s, err := Open(dir, Options{ReadOnly: true})
	if err != nil {
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), dir) {
			t.Errorf("error %q, want ErrDamaged naming the folder", err)
		}
		return true
	}
	defer s.Close()
	if stats, err := s.Stats(t.Context()); err != nil || stats.Articles != articles {
		t.Errorf("opened with %+v, %v; want %d articles or a refusal", stats, err, articles)
	}
	return false
}

func segments(t *testing.T, dir string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "v2", "*.zap"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no segments: %v", err)
	}
	return names
}

func TestSecondOpenIsLocked(t *testing.T) {
	dir := filled(t, 1)
	s, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for _, readOnly := range []bool{false, true} {
		second, err := Open(dir, Options{ReadOnly: readOnly, LockWait: 50 * time.Millisecond})
		if !errors.Is(err, ErrLocked) || !strings.Contains(err.Error(), dir) {
			t.Errorf("read-only %v: error %v, want ErrLocked naming %s", readOnly, err, dir)
		}
		if second != nil {
			second.Close()
		}
	}
}

func TestReadersShareAndCannotWrite(t *testing.T) {
	dir := filled(t, 1)
	var open []*Store
	for range 2 {
		s, err := Open(dir, Options{ReadOnly: true, LockWait: time.Second})
		if err != nil {
			t.Fatal(err)
		}
		open = append(open, s)
	}
	if _, err := open[0].Write(t.Context(), []*article.Article{anArticle("z", "more")}); err == nil {
		t.Error("a read-only index was written to")
	}
	for _, s := range open {
		if stats, err := s.Stats(context.Background()); err != nil || stats.Articles != 1 {
			t.Errorf("Stats() = %+v, %v", stats, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("closing twice: %v", err)
		}
		if _, err := s.Stats(context.Background()); err == nil {
			t.Error("a closed index answered")
		}
	}
}

func TestMarkerWithoutDataIsAnEmptyIndex(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "CURRENT"), "newsdex v2\n")
	s, err := Open(dir, Options{Create: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if !s.Created() {
		t.Error("an index that was never written to is not taken for a new one")
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

// truncate keeps one part in n of a file.
func truncate(t *testing.T, path string, n int64) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, info.Size()/n); err != nil {
		t.Fatal(err)
	}
}

// scribble overwrites the footer of a segment.
func scribble(t *testing.T, path string) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := len(b) - 40; i < len(b); i++ {
		b[i] ^= 0xff
	}
	write(t, path, string(b))
}
