// Newsdex is newsroom-grade search for your own pile of articles.
package main

import (
	"os"

	"newsdex/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], cli.System()))
}
