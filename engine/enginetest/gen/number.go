package gen

import "strconv"

// number writes a word with digits: a year, a small number, a large one, a
// part, a share or a sum of money. Each is one word to an index.
func (p *pen) number() {
	d := &p.d
	switch n := d.below(100); {
	case n < 30:
		p.buf = strconv.AppendInt(p.buf, int64(d.between(1990, 2024)), 10)
	case n < 62:
		p.buf = strconv.AppendInt(p.buf, int64(d.between(1, 31)), 10)
	case n < 72:
		p.buf = strconv.AppendInt(p.buf, int64(d.between(1, 99)*10), 10)
	case n < 82:
		p.fraction()
	case n < 90:
		p.fraction()
		p.buf = append(p.buf, '%')
	case n < 95:
		p.buf = append(p.buf, '$')
		p.grouped(uint64(d.between(1, 999)) * 1000)
	default:
		p.grouped(1000 + d.pcg.Uint64()>>(44+d.below(10)))
	}
}

// fraction writes a number with one place behind the point.
func (p *pen) fraction() {
	p.buf = strconv.AppendInt(p.buf, int64(p.d.below(100)), 10)
	p.buf = append(p.buf, '.', byte('0'+p.d.below(10)))
}

// grouped writes a number with a comma before every three digits.
func (p *pen) grouped(n uint64) {
	if n >= 1000 {
		p.grouped(n / 1000)
		p.buf = append(p.buf, ',', byte('0'+n/100%10), byte('0'+n/10%10), byte('0'+n%10))
		return
	}
	p.buf = strconv.AppendUint(p.buf, n, 10)
}
