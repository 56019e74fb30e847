package htmltext

import (
	"strings"
	"testing"
)

func TestHTMLText(t *testing.T) {
	for _, c := range []struct{ name, html, want string }{
		{"words", "one two", "one two"},
		{"paragraphs", "<p>one</p>\n<p>two <b>three</b>,</p>four", "one\n\ntwo three,\n\nfour"},
		{"a word with markup in it", "<b>W</b>ord", "Word"},
		{"lines", "a<br>b<br/>c", "a\nb\nc"},
		{"two line breaks", "a<br><br>b", "a\nb"},
		{"list", "<ul><li>a<li>b</ul>c", "a\nb\n\nc"},
		{"table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"},
		{"entities", "a&amp;b&nbsp;c &lt;d&gt; &#8217;", "a&b c <d> ’"},
		{"never shown", "a<script>if (a<b) x</script>b<style>p{}</style><!-- c --><template><p>d</p></template>e", "abe"},
		{"hidden", `a <span hidden>b <span>c</span> d</span> e <p style="display: none">f</p>g`, "a e g"},
		{"broken", "<p>a <b>b</p> c</i> <", "a b\n\nc <"},
		{"preformatted", "<pre>a  b\nc\n\n d</pre>e\nf", "a b\nc\n\nd\n\ne f"},
		{"an object without an end", "a<object data=x><p>b</p>c", "a\n\nb\n\nc"},
		{"an object with an end", "a<object><object>b</object>c</object>d", "ad"},
		{"a frame without an end", "a <iframe src=x>b <b>c</b>", "a b c"},
		{"two without an end", "a <video>b <button>c <video>d", "a b c d"},
		{"a hidden element without an end", "a <p hidden>b<p>c", "a b\n\nc"},
		{"a script without an end", "a <script>b", "a"},
		{"one with an end behind one without", "a <object>b <svg>c</svg> d", "a b d"},
		{"nothing", "<p> </p>", ""},
	} {
		if got := Of(c.html); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// TestEndless: elements without an end cost a few readings of the rest, not one
// for each.
func TestEndless(t *testing.T) {
	for name := range Unseen {
		s := strings.Repeat("<"+name.String()+">a ", 20_000)
		if got := testing.AllocsPerRun(1, func() { Of(s) }); got > 8*20_000 {
			t.Errorf("<%s>: %.0f allocations for 20,000 elements", name, got)
		}
	}
}
