package prose

import (
	"strings"
	"testing"
)

func TestFurniture(t *testing.T) {
	tests := []struct {
		name, in, want string
		lines          int
	}{
		{"nothing", "Head\n\nBody.", "Head\n\nBody.", 0},
		{"comment form", "Body.\n\nLeave a Reply\n\nYour email address will not be published.", "Body.", 2},
		{"in one line", "Body.\nYour email address will not be published. Required fields are marked *", "Body.", 1},
		{"labels under a heading", "Body.\n\nLeave a Reply Cancel reply\nComment *\nName *\nEmail *\nWebsite\nPost Comment\nΔ", "Body.", 7},
		{"labels alone stay", "Body.\n\nName\nWebsite", "Body.\n\nName\nWebsite", 0},
		{"labels above a heading stay", "Body.\n\nComments\n\nLeave a Reply", "Body.\n\nComments", 1},
		{"share bar", "Body.\n\nShare this:\n • Click to share on Twitter (Opens in new window)\nTweet\nLike this: Like Loading...", "Body.", 4},
		{"like bar in two lines", "Body.\nLike this:\nLike Loading...", "Body.", 2},
		{"curly apostrophe and no-break blanks", "Body.\n\u00a0Leave\u00a0a\u00a0Reply\u00a0", "Body.", 1},
		{"cookie lines", "Body.\nWe use cookies to improve your experience.\nAccept all cookies\nReject all", "Body.", 3},
		{"top", "Skip to content\nMenu\n\nAdvertisement\nHead\n\nBody.", "Head\n\nBody.", 3},
		{"newsletter and networks", "Body.\nSign up for our morning newsletter!\nFollow us on Twitter and Facebook.\nRead more: Bridge closed", "Body.", 3},
		{"stops at the first line without a rule", "Body.\n\nLeave a Reply\n\nA reader wrote this.\n\nTweet", "Body.\n\nLeave a Reply\n\nA reader wrote this.", 1},
		{"only whole lines", "Body.\n\nLeave a reply with the night porter.", "Body.\n\nLeave a reply with the night porter.", 0},
		{"a last paragraph about cookies", "Body.\n\n“We use cookies in every lesson,” she said, and the website sells them.", "Body.\n\n“We use cookies in every lesson,” she said, and the website sells them.", 0},
		{"a sentence that begins like a rule", "Body.\n\nWe use cookies and milk to calm the children.", "Body.\n\nWe use cookies and milk to calm the children.", 0},
		{"a long paragraph that begins like a rule", "Body.\n\nWe use cookies on our website. " + strings.Repeat("It was a long trial. ", 20), "Body.\n\nWe use cookies on our website. " + strings.Repeat("It was a long trial. ", 20), 0},
		{"a mission", "Body.\n\nFollow us on our way to the coast.", "Body.\n\nFollow us on our way to the coast.", 0},
		{"rules of the end do not hold at the beginning", "Tweet\n\nBody.", "Tweet\n\nBody.", 0},
		{"never to nothing", "Leave a Reply\n\nYour email address will not be published.", "Leave a Reply\n\nYour email address will not be published.", 0},
		{"never to nothing from both sides", "Advertisement\nTweet\n", "Advertisement\nTweet\n", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, note := CutFurniture(tt.in)
			if strings.TrimSpace(got) != strings.TrimSpace(tt.want) || note.Count != tt.lines {
				t.Errorf("got %q with %d lines cut, want %q with %d", got, note.Count, tt.want, tt.lines)
			}
			if note.Count > 0 && note.Detail == "" {
				t.Error("no example of what was cut")
			}
		})
	}
}

// TestFurnitureRules holds each rule to the form in which lines are compared;
// a rule written otherwise would never match.
func TestFurnitureRules(t *testing.T) {
	for _, r := range rules {
		line := r.line
		if r.needs != nil {
			line += " " + r.needs[0]
		}
		if folded := foldLine(r.line); folded != r.line {
			t.Errorf("rule %q is compared as %q", r.line, folded)
		}
		if ruleFor(strings.ToUpper(line), false) == nil {
			t.Errorf("no rule names %q", line)
		}
		if got := ruleFor(strings.ToUpper(line), true) != nil; got != r.top {
			t.Errorf("%q at the top: named %v, want %v", line, got, r.top)
		}
	}
}
