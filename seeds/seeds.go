// Package seeds knows the sample article that a new index begins with. It must
// never know how it is read.
package seeds

import (
	"embed"
	"io/fs"
)

//go:embed *.txt
var files embed.FS

// Files returns the sample articles as a file system of plain text files, each
// byte for byte as it was given. They are a third party's (see NOTICE).
func Files() fs.FS { return files }
