package learn

import "fmt"

// Sums gathers, in one pass over pairs of recordings and in constant memory, what the normal equations of a least-squares
// kernel need: correlations by blocks in the frequency domain, and the few samples at the ends of spans that
// make them exact. Several pairs add up.
//
// A row of the problem is a wet frame n and the dry frames n+center-(taps-1) to n+center that it is made of. Rows that
// want frames beyond the ends of a recording are left out, and so are those that are held out.
type Sums struct {
	taps, center int
	correlator   *correlator
	energy       float64 // of the wet frames
	rows         int64
	edges        []edge

	spans []Span // those of this pair that are still to come
	row   int64  // the next one
	last  int64  // the first one that wants what lies behind the end
	dry   []float64
	wet   []float64
}

// An edge is where a span of rows begins or ends.
type edge struct {
	sign float64   // 1 where it begins, -1 where it ends
	dry  []float64 // the frames before the newest that the row there is made of, the newest of them first
}

// NewSums returns sums for a kernel of so many taps, one at least, and a centre, which is one of them: they can be solved for any
// shorter kernel within it.
func NewSums(taps, center int) *Sums {
	if taps < 1 || center < 0 || center >= taps {
		panic(fmt.Sprintf("learn: sums for centre %d of %d taps", center, taps))
	}
	return &Sums{taps: taps, center: center, correlator: newCorrelator(taps)}
}

// Rows returns how many rows were added so far.
func (s *Sums) Rows() int64 { return s.rows }

// Begin says that a pair follows, whose frames [Sums.Add] then takes, all that the split has.
func (s *Sums) Begin(split Split) {
	s.row = int64(s.taps - 1 - s.center)
	s.last = split.Frames - int64(s.center)
	s.dry, s.wet = s.dry[:0], s.wet[:0]
	s.spans = split.Spans()
	for len(s.spans) > 0 && s.spans[0].To <= s.row {
		s.spans = s.spans[1:]
	}
	if len(s.spans) > 0 {
		s.spans[0].From = s.row
	}
}

// Add takes the next frames of both recordings, as many of each.
func (s *Sums) Add(dry, wet []float64) {
	for len(dry) > 0 {
		n := min(len(dry), s.correlator.block)
		s.dry, s.wet = append(s.dry, dry[:n]...), append(s.wet, wet[:n]...)
		dry, wet = dry[n:], wet[n:]
		for s.advance() {
		}
	}
}

// advance takes the next block of rows, if there is one and all that it is made of is there.
func (s *Sums) advance() bool {
	if len(s.spans) == 0 || s.row >= s.last {
		return false
	}
	span := s.spans[0]
	end := min(span.To, s.last)
	to := min(end, s.row+int64(s.correlator.block))
	// Both buffers begin with the oldest frame that the next row is made of.
	n := int(to - s.row)
	if s.taps-1+n > len(s.dry) {
		return false
	}
	if !span.HeldOut {
		s.gather(n, s.row == span.From, to == end)
	}
	s.dry = append(s.dry[:0], s.dry[n:]...)
	s.wet = append(s.wet[:0], s.wet[n:]...)
	s.row = to
	if to == span.To {
		s.spans = s.spans[1:]
	}
	return true
}

// gather adds the next n rows, which begin a span, or end one, or neither.
func (s *Sums) gather(n int, begins, ends bool) {
	newest := s.taps - 1
	wet := s.wet[newest-s.center:][:n]
	s.correlator.add(s.dry[newest:][:n], wet, s.dry[:newest+n])
	s.energy += dot(wet, wet)
	s.rows += int64(n)
	if begins {
		s.edge(1, s.dry[:newest])
	}
	if ends {
		s.edge(-1, s.dry[n:][:newest])
	}
}

// edge keeps what lies before a span's first row, or before the first row behind it.
func (s *Sums) edge(sign float64, dry []float64) {
	e := edge{sign, make([]float64, len(dry))}
	for i, v := range dry {
		e.dry[len(dry)-1-i] = v
	}
	s.edges = append(s.edges, e)
}
