// Package docs holds the documents that the program shows; it must never know
// how they are shown.
package docs

import _ "embed"

//go:embed query-syntax.md
var querySyntax string

// QuerySyntax returns docs/query-syntax.md.
func QuerySyntax() string { return querySyntax }
