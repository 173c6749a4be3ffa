package conv

// A mix is what becomes of the output of a stack.
type mix struct{ filtered, untouched float64 } // factors

// mixed returns s with a mix behind it.
func (s *Stack) mixed(gain, wet float64) *Stack {
	if wet != 1 && s.Outputs(s.Inputs()) != s.Inputs() {
		panic("conv: an untouched share of a stack whose outputs are not its inputs")
	}
	m := *s
	m.mix = &mix{float64(gain * wet), float64(gain * (1 - wet))}
	return &m
}

// A mixer adds the untouched input of a stack to its output. The input lies on the sum of the centres, as it does
// in a kernel.
type mixer struct {
	mix
	ahead   int         // input frames before the first output, or, below 0, outputs before the first input
	pending [][]float64 // [channel], inputs whose outputs are still due
	begun   bool
}

func newMixer(s *Stack, m Mode) *mixer {
	skip := 0
	for i := range s.Layers {
		begin, _ := m.Span(s.Layers[i].Len(), s.Layers[i].Center)
		skip += begin
	}
	mixer := &mixer{mix: *s.mix, ahead: skip - s.Center(), pending: make([][]float64, s.Inputs())}
	mixer.reset()
	return mixer
}

func (m *mixer) reset() {
	for c := range m.pending {
		m.pending[c] = append(m.pending[c][:0], make([]float64, max(-m.ahead, 0))...)
	}
	m.begun = m.ahead <= 0
}

// add mixes what is next of the input into the outputs y, where x are new inputs. The output never runs ahead of
// the input but for the tail, whose input is silence.
func (m *mixer) add(y, x [][]float64) {
	for o := range y {
		for n := range y[o] {
			y[o][n] = float64(m.filtered * y[o][n])
		}
	}
	if m.untouched == 0 {
		return
	}
	for c := range m.pending {
		m.pending[c] = append(m.pending[c], x[c]...)
	}
	if !m.begun && len(m.pending[0]) >= m.ahead {
		m.begun = true
		for c := range m.pending {
			m.pending[c] = append(m.pending[c][:0], m.pending[c][m.ahead:]...)
		}
	}
	for c := range y {
		n := min(len(y[c]), len(m.pending[c]))
		for i, v := range m.pending[c][:n] {
			y[c][i] += float64(m.untouched * v)
		}
		m.pending[c] = append(m.pending[c][:0], m.pending[c][n:]...)
	}
}
