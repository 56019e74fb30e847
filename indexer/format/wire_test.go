package format

import "testing"

func TestOutcomesNINJS(t *testing.T) {
	holdOutcomes(t, "ninjs", archived(t, sharedFile(t, "formats/ninjs/files.tar.gz")), "ninjs", "newsmlg2")
}

func TestOutcomesNewsML(t *testing.T) {
	holdOutcomes(t, "newsml_g2", archived(t, sharedFile(t, "formats/newsml_g2/files.tar.gz")), "newsmlg2")
}
