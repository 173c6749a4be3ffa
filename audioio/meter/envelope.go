package meter

// An Envelope takes the least and the greatest sample of every column of a sound's waveform, all channels together,
// for pictures. The columns have as equal numbers of frames as can be.
type Envelope struct {
	Low, High []float64 // by column; 0 for what was announced and is not written

	frames int64 // of the sound
	left   int64 // of them, not written yet
	column int   // under way, -1 before the first
	due    int64 // frames that it has not had yet
}

// NewEnvelope returns an envelope of so many columns, or of a column for each frame if there are fewer, for a sound of
// which the number of frames is known. It panics unless columns is positive, and frames is not negative.
func NewEnvelope(frames int64, columns int) *Envelope {
	mustBePicture(frames, columns)
	n := min(frames, int64(columns))
	return &Envelope{Low: make([]float64, n), High: make([]float64, n), frames: frames, left: frames, column: -1}
}

// Write takes the next samples[channel][frame]. It panics unless there are channels, all of one length, or if there are
// more frames than were announced. The samples are not kept.
func (e *Envelope) Write(samples [][]float64) {
	mustFit(samples, max(1, len(samples)))
	n := len(samples[0])
	e.left = mustBeLeft(e.left, n)
	for from := 0; from < n; {
		if e.due == 0 {
			e.begin(samples[0][from])
		}
		to := int(min(int64(n), int64(from)+e.due))
		for _, x := range samples {
			e.extend(x[from:to])
		}
		e.due -= int64(to - from)
		from = to
	}
}

// begin begins the next column with the first sample in it.
func (e *Envelope) begin(first float64) {
	e.column++
	e.due = e.end(e.column) - e.end(e.column-1)
	e.Low[e.column], e.High[e.column] = first, first
}

// end returns the frame behind the last of column j. The product is taken in two parts, lest it overflows.
func (e *Envelope) end(j int) int64 {
	n, ends := int64(len(e.Low)), int64(j)+1
	return e.frames/n*ends + e.frames%n*ends/n
}

// extend spreads the column that is under way so that it holds the samples.
func (e *Envelope) extend(x []float64) {
	low, high := e.Low[e.column], e.High[e.column]
	for _, v := range x {
		low, high = min(low, v), max(high, v)
	}
	e.Low[e.column], e.High[e.column] = low, high
}
