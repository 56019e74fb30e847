//go:build unix

package indexer

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestWithin: a run that is bound to a folder reads nothing outside of it and
// nothing of the index, whatever names and links say, and each refusal says why.
func TestWithin(t *testing.T) {
	all := lay(t, map[string]string{
		"in/a.txt": "Head\n\nText of a.", "in/sub/b.txt": "Head\n\nText of b.", "in/index/CURRENT": "v2\n", "in/index/v2/deep.txt": "Head\n\nOf the index.",
		"in/other/c.txt": "Head\n\nText of c.", "out/secret.txt": "Head\n\nSecret.",
	})
	all, err := filepath.EvalSymlinks(all)
	if err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{
		"in/out-file.txt": "../out/secret.txt", "in/out-folder": "../out", "in/absolute.txt": filepath.Join(all, "out/secret.txt"),
		"in/to-index": "index", "in/to-index.txt": "index/v2/deep.txt", "in/inside.txt": "sub/b.txt", "in/folder": "sub", "in/sub/up": "..", "door": "in",
	} {
		if err := os.Symlink(target, filepath.Join(all, link)); err != nil {
			t.Fatal(err)
		}
	}
	const outside = "this leads out of the folder that may be read, ~/in"
	const index = "this is the index itself, or excluded; name the folder of the articles"
	everything := "~/in/absolute.txt: " + outside + "\n~/in/out-file.txt: " + outside + "\n~/in/out-folder: " + outside +
		"\n~/in/to-index: " + index + "\n~/in/to-index.txt: " + index
	for name, tc := range map[string]struct {
		sources []string
		read    string // texts of the articles
		refused string // path: reason
	}{
		"a file":                 {[]string{"a.txt"}, "a", ""},
		"a folder":               {[]string{"sub"}, "b", ""},
		"a link inside":          {[]string{"inside.txt"}, "b", ""},
		"a link to a folder":     {[]string{"folder"}, "b", ""},
		"all":                    {[]string{"."}, "a b c", everything},
		"up":                     {[]string{"../out/secret.txt"}, "", "../out/secret.txt: this is no name within the folder ~/in"},
		"up from below":          {[]string{"sub/../../out/secret.txt"}, "", "sub/../../out/secret.txt: this is no name within the folder ~/in"},
		"up and down":            {[]string{"sub/../a.txt"}, "a", ""},
		"absolute":               {[]string{"/etc/hosts"}, "", "/etc/hosts: this is no name within the folder ~/in"},
		"a file link out":        {[]string{"out-file.txt"}, "", "~/in/out-file.txt: " + outside},
		"an absolute link":       {[]string{"absolute.txt"}, "", "~/in/absolute.txt: " + outside},
		"a folder link out":      {[]string{"out-folder"}, "", "~/in/out-folder: " + outside},
		"through a link out":     {[]string{"out-folder/secret.txt"}, "", "~/in/out-folder/secret.txt: " + outside},
		"the index":              {[]string{"index"}, "", "~/in/index: " + index},
		"in the index":           {[]string{"index/v2/deep.txt"}, "", "~/in/index/v2/deep.txt: " + index},
		"through a link":         {[]string{"to-index/v2/deep.txt"}, "", "~/in/to-index/v2/deep.txt: " + index},
		"a link to it":           {[]string{"to-index.txt"}, "", "~/in/to-index.txt: " + index},
		"a link up":              {[]string{"sub/up"}, "a b c", everything},
		"nothing there":          {[]string{"none.txt"}, "", "~/in/none.txt: there is no such file or folder"},
		"several, one twice":     {[]string{"a.txt", "other", "./a.txt"}, "a c", ""},
		"a refused one and more": {[]string{"../x", "other/c.txt"}, "c", "../x: this is no name within the folder ~/in"},
	} {
		for _, door := range []string{"in", "door"} {
			t.Run(name+" by "+door, func(t *testing.T) {
				root, err := os.OpenRoot(filepath.Join(all, door))
				if err != nil {
					t.Fatal(err)
				}
				defer root.Close()
				m := newMemory()
				r, err := Run(t.Context(), m, tc.sources, Options{Root: root, Exclude: []string{filepath.Join(all, "in/index")}})
				if err != nil {
					t.Fatal(err)
				}
				balanced(t, r)
				var read []string
				for _, a := range m.held {
					read = append(read, strings.TrimSuffix(strings.TrimPrefix(a.Body, "Text of "), "."))
					if want := filepath.Join(all, door); !strings.HasPrefix(a.ReadFrom.Source, want) {
						t.Errorf("read from %s, want below %s", a.ReadFrom.Source, want)
					}
				}
				slices.Sort(read)
				if got := strings.Join(read, " "); got != tc.read {
					t.Errorf("read %q, want %q", got, tc.read)
				}
				var refused []string
				for _, p := range r.Problems {
					refused = append(refused, p.String())
				}
				if got, want := strings.ReplaceAll(strings.Join(refused, "\n"), all, "~"), strings.ReplaceAll(tc.refused, "~/in", "~/"+door); got != want {
					t.Errorf("refused\n%s\nwant\n%s", got, want)
				}
			})
		}
	}
}
