package conv

// A workspace is what a section computes in; it belongs to one goroutine. Whoever uses it fills the lanes,
// runs the section, and takes the outputs from the lanes.
type workspace struct {
	lanes []lane
	// suspect says that an input may be NaN or infinite. Whoever fills the lanes sets it.
	suspect bool
	at      [2][]int // where, by lane; kept for its memory
}

// A lane is a stretch of inputs and the outputs that they make. The lanes of a workspace are as long as one
// another and lie one behind the other: where the outputs of one end those of the next begin.
type lane struct {
	in  []float64 // history for the first output, then an input for each
	out []float64 // may lie in the memory of in
}

// stretch returns the outputs of a lane.
func (w *workspace) stretch() int { return len(w.lanes[0].out) }

// size returns the outputs of all lanes.
func (w *workspace) size() int { return len(w.lanes) * w.stretch() }

// valid sets dst[i] = bias + Σ_k h[k]·x[i+K-1-k] by s. x holds K-1 samples of history, then one sample for
// every output; what lies behind it counts as zeros.
func (w *workspace) valid(s section, dst, x []float64) {
	for len(dst) > 0 {
		n := min(len(dst), w.size())
		w.load(x)
		s.run(w, n)
		w.store(dst[:n])
		dst, x = dst[n:], x[n:]
	}
}

// load fills the lanes with x.
func (w *workspace) load(x []float64) {
	w.suspect = true // a section that minds will look for itself
	for i, lane := range w.lanes {
		from := min(i*w.stretch(), len(x))
		n := copy(lane.in, x[from:])
		clear(lane.in[n:])
	}
}

// store takes the first outputs of the lanes.
func (w *workspace) store(dst []float64) {
	for _, lane := range w.lanes {
		dst = dst[copy(dst, lane.out):]
	}
}

func allFinite(x []float64) bool {
	for _, v := range x {
		if !finite(v) {
			return false
		}
	}
	return true
}

func finite(v float64) bool { return v-v == 0 }
