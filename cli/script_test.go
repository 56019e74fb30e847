package cli

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"newsdex": func() { os.Exit(Main(os.Args[1:], System())) },
	})
}

// TestScripts runs testdata/script: what a person sees at the terminal.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"await":  await,
			"sparse": sparse,
			"bytes":  rawBytes,
		},
	})
}

// await waits until a file is there: await FILE.
func await(ts *testscript.TestScript, neg bool, args []string) {
	const patience = 20 * time.Second
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(ts.MkAbs(args[0])); err == nil {
			return
		}
	}
	ts.Fatalf("%s did not appear within %v", args[0], patience)
}

// sparse makes a file of that many megabytes: sparse FILE MB.
func sparse(ts *testscript.TestScript, neg bool, args []string) {
	mb, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("Headline\n\nText"), 0o644))
	ts.Check(os.Truncate(ts.MkAbs(args[0]), mb<<20))
}

// rawBytes writes bytes given in hexadecimal: bytes FILE 00ff….
func rawBytes(ts *testscript.TestScript, neg bool, args []string) {
	var b []byte
	_, err := fmt.Sscanf(args[1], "%x", &b)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o644))
}
