//go:build browser

package browser

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The checker of accessibility. It is packed from npm into a temporary folder
// and never committed.
const (
	axeVersion   = "4.14.1"
	axeIntegrity = "sha512-FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
	axeFile      = "package/axe.min.js"
)

// axe returns the script of axe-core. It is fetched once; without npm the test
// that needs it is skipped, or fails in CI.
func (h *house) axe(t *testing.T) string {
	t.Helper()
	if h.axeScript == "" {
		h.axeScript = packAxe(t)
	}
	return h.axeScript
}

func packAxe(t *testing.T) string {
	t.Helper()
	npm, err := exec.LookPath("npm")
	if err != nil {
		missing(t, "axe-core is packed with npm, which is not on PATH")
	}
	ctx, cancel := context.WithTimeout(t.Context(), setupTime)
	defer cancel()
	dir := t.TempDir()
	cmd := exec.CommandContext(ctx, npm, "pack", "axe-core@"+axeVersion, "--silent", "--pack-destination", dir)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("npm pack axe-core: %v\n%s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(dir, "axe-core-"+axeVersion+".tgz"))
	if err != nil {
		t.Fatal(err)
	}
	if sum := sha512.Sum512(data); "sha512-"+base64.StdEncoding.EncodeToString(sum[:]) != axeIntegrity {
		t.Fatalf("axe-core %s is not the one that was looked at: its checksum differs", axeVersion)
	}
	script, err := member(data, axeFile)
	if err != nil {
		t.Fatalf("axe-core: %v", err)
	}
	return script
}

// member returns a file of a .tgz.
func member(tgz []byte, name string) (string, error) {
	z, err := gzip.NewReader(bytes.NewReader(tgz))
	if err != nil {
		return "", err
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return "", fmt.Errorf("there is no %s in it", name)
		}
		if err != nil {
			return "", err
		}
		if h.Name == name {
			data, err := io.ReadAll(r)
			return string(data), err
		}
	}
}

// violation is one rule of axe that a page breaks.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

// accessible fails the test for what axe finds serious. What it finds less than
// that is told.
func (b *tab) accessible(axe string) {
	b.t.Helper()
	if !get[bool](b, `typeof axe === "object"`) {
		// It is evaluated, not put into the page, which takes no scripts of others.
		get[bool](b, axe+"\n;true")
	}
	for _, v := range get[[]violation](b, `axe.run(document, { resultTypes: ["violations"] }).then((r) => r.violations)`) {
		var where []string
		for i, n := range v.Nodes {
			if i == 3 {
				where = append(where, fmt.Sprintf("  and %d more", len(v.Nodes)-i))
				break
			}
			where = append(where, "  "+cut(n.HTML, 300)+"\n    "+strings.ReplaceAll(n.FailureSummary, "\n", "\n    "))
		}
		text := fmt.Sprintf("axe: %s (%s): %s\n%s", v.ID, v.Impact, v.Help, strings.Join(where, "\n"))
		if v.Impact == "serious" || v.Impact == "critical" {
			b.t.Error(text)
		} else {
			b.t.Log(text)
		}
	}
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
