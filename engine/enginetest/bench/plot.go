package main

import (
	"fmt"
	"math"
	"strings"
)

// The plot: one row a class, a bar for each side from the median to p95, on a
// logarithmic scale of milliseconds.
const (
	plotLeft, plotWidth = 190, 560 // of the names, of the scale
	plotTop, plotRow    = 46, 26
	ourColour           = "#1b6ca8"
	theirColour         = "#c2571a"
)

// plot draws the report as an SVG image. Its text is dark on white, whatever
// the page around it.
func (r *report) plot() string {
	lo, hi := r.decades()
	x := func(ms float64) float64 {
		at := (math.Log10(math.Max(ms, 1e-3)) - float64(lo)) / float64(hi-lo)
		return plotLeft + plotWidth*math.Min(1, math.Max(0, at))
	}
	width, height := plotLeft+plotWidth+30, plotTop+plotRow*len(r.Results)+14
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, height)
	fmt.Fprintf(&b, `<title>Milliseconds of a query on %s articles, from the median (dot) to the 95th percentile (end)</title>`+"\n", grouped(r.Corpus.Articles))
	fmt.Fprintf(&b, `<rect width="%d" height="%d" fill="#fff"/>`+"\n", width, height)
	fmt.Fprintf(&b, `<text x="%d" y="16"><tspan fill="%s">● newsdex</tspan>  <tspan fill="%s">● bleve</tspan>  <tspan fill="#444">%s articles; ms, dot p50, end p95</tspan></text>`+"\n",
		plotLeft, ourColour, theirColour, grouped(r.Corpus.Articles))
	for d := lo; d <= hi; d++ {
		at := x(math.Pow10(d))
		fmt.Fprintf(&b, `<path d="M%.1f %d V%d" stroke="#ddd"/><text x="%.1f" y="%d" text-anchor="middle" fill="#444">%g</text>`+"\n",
			at, plotTop-8, height-10, at, plotTop-12, math.Pow10(d))
	}
	for i, res := range r.Results {
		y := plotTop + plotRow*i + plotRow/2
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end" fill="#111">%s</text>`+"\n", plotLeft-10, y+4, res.Class)
		for k, f := range []*figures{res.Newsdex, res.Bleve} {
			if f == nil {
				continue
			}
			colour, at := []string{ourColour, theirColour}[k], y-4+8*k
			fmt.Fprintf(&b, `<path d="M%.1f %d H%.1f" stroke="%s" stroke-width="3"/><circle cx="%.1f" cy="%d" r="4" fill="%s"/>`+"\n",
				x(f.P50), at, math.Max(x(f.P95), x(f.P50)), colour, x(f.P50), at, colour)
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// decades returns the powers of ten that the scale begins and ends with.
func (r *report) decades() (lo, hi int) {
	lo, hi = 0, 1
	for _, res := range r.Results {
		for _, f := range []*figures{res.Newsdex, res.Bleve} {
			if f != nil && f.P50 > 0 {
				lo = min(lo, int(math.Floor(math.Log10(f.P50))))
				hi = max(hi, int(math.Ceil(math.Log10(f.P95))))
			}
		}
	}
	return max(lo, -3), hi
}
