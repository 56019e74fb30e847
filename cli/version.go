package cli

import (
	"encoding/json"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// Version is the version of this program.
const Version = "0.1.0-dev"

func newVersion(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Say which newsdex this is",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			revision := ""
			if info, ok := debug.ReadBuildInfo(); ok {
				for _, s := range info.Settings {
					if s.Key == "vcs.revision" {
						revision = s.Value
					}
				}
			}
			platform := runtime.GOOS + "/" + runtime.GOARCH
			if a.json {
				return json.NewEncoder(a.Stdout).Encode(map[string]string{
					"version": Version, "revision": revision, "go": runtime.Version(), "platform": platform,
				})
			}
			if revision != "" {
				revision = " (" + revision[:min(12, len(revision))] + ")"
			}
			_, err := fmt.Fprintf(a.Stdout, "newsdex %s%s %s %s\n", Version, revision, runtime.Version(), platform)
			return err
		},
	}
}
