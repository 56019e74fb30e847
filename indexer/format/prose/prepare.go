package prose

import (
	"regexp"
	"strings"
)

// What a Markdown parser does for some texts takes time that grows with the
// square of their length, or memory; each of these limits is far above what
// people write.
const (
	// maxNested bounds the quotes and lists that one line opens: each costs
	// the parser a level of its stack.
	maxNested = 64
	// maxDefinitions bounds the definitions of links and footnotes, each of
	// which is compared with all others.
	maxDefinitions = 4000
	// maxLinkWork bounds the beginnings of links in one paragraph times its
	// bytes: for each the parser may look through the rest of it.
	maxLinkWork = 10 << 20
)

// prepareMarkdown returns Markdown that a parser reads in bounded time: tables
// as lines, and without the marks that are beyond the limits.
func prepareMarkdown(s string) string {
	var tables strings.Builder
	for part, code := range fenced(s) {
		if !code {
			part = rewriteTables(part)
		}
		tables.WriteString(part)
	}
	// What is no code for the parser may look like it here, so that the limits
	// hold for code, too.
	var b strings.Builder
	definitions := 0
	for line := range strings.Lines(easeLinks(tables.String())) {
		if definition.MatchString(line) {
			if definitions++; definitions > maxDefinitions {
				continue
			}
		}
		b.WriteString(flattenContainers(line))
	}
	return b.String()
}

var (
	definition = regexp.MustCompile(`^[ \t>]*\[[^\]]*\]:`)
	// delimiterRow stands under the head of a table (GitHub Flavored Markdown,
	// section 4.10).
	delimiterRow = regexp.MustCompile(`^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$`)
)

// rewriteTables makes each row of a table a line of one paragraph. A parser
// would fill up short rows, so that a few bytes could become gigabytes.
func rewriteTables(s string) string {
	if !strings.Contains(s, "|") {
		return s
	}
	var b strings.Builder
	lines := strings.SplitAfter(s, "\n")
	for i := 0; i < len(lines); i++ {
		if i+1 == len(lines) || !strings.Contains(lines[i], "|") || !strings.Contains(lines[i+1], "|") || !delimiterRow.MatchString(strings.TrimRight(lines[i+1], "\n")) {
			b.WriteString(lines[i])
			continue
		}
		b.WriteString("\n" + tableRow(lines[i]))
		for i += 2; i < len(lines) && strings.TrimSpace(lines[i]) != "" && strings.Contains(lines[i], "|"); i++ {
			b.WriteString(tableRow(lines[i]))
		}
		b.WriteString("\n")
		i--
	}
	return b.String()
}

// tableRow is a row as a line that ends in a hard break.
func tableRow(line string) string {
	line = strings.Trim(strings.TrimSpace(line), "|")
	line = strings.ReplaceAll(line, `\|`, "\x00")
	line = strings.ReplaceAll(line, "|", " ")
	return strings.TrimSpace(strings.ReplaceAll(line, "\x00", "|")) + "  \n"
}

// easeLinks breaks up links in paragraphs that hold too many beginnings of them.
func easeLinks(s string) string {
	if strings.Count(s, "](")*len(s) <= maxLinkWork {
		return s
	}
	paragraphs := strings.SplitAfter(s, "\n\n")
	for i, p := range paragraphs {
		if strings.Count(p, "](")*len(p) > maxLinkWork {
			paragraphs[i] = strings.ReplaceAll(p, "](", "] (")
		}
	}
	return strings.Join(paragraphs, "")
}

// flattenContainers drops the marks of quotes and lists from a line that opens
// more than maxContainers of them.
func flattenContainers(line string) string {
	rest, marks := line, 0
	for n := containerMark(rest); n > 0; n = containerMark(rest) {
		rest = rest[n:]
		marks++
	}
	if marks > maxNested {
		return rest
	}
	return line
}

// containerMark returns how long the mark is, with the blanks before it, that
// opens a quote or an item of a list at the beginning of a line; 0 when none does.
func containerMark(line string) int {
	rest := strings.TrimLeft(line, " \t")
	blank := len(line) - len(rest)
	digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
	switch {
	case strings.HasPrefix(rest, ">"):
		return blank + 1
	case digits > 9 || len(rest) < digits+2 || rest[digits+1] != ' ' && rest[digits+1] != '\t':
		return 0
	case digits == 0 && strings.IndexByte("-*+", rest[0]) >= 0, digits > 0 && strings.IndexByte(".)", rest[digits]) >= 0:
		return blank + digits + 2
	}
	return 0
}
