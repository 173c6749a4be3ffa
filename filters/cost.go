package filters

import "sigconv/conv"

// A Cost is what a layer takes as a dense matrix, as the diagonals of one, and as a convolution. Counts are
// float64, since those of a whole recording leave the integers.
type Cost struct {
	Rows, Cols   float64 // of the matrix
	Entries      float64 // rows times columns
	Taps         int     // of a kernel
	ParamsDense  float64 // entries of the matrix, and a bias for each row if there are biases
	ParamsKernel float64 // taps of all kernels, and a bias for each output channel if there are biases
	NonZeros     float64 // entries that are not 0
	MACsDense    float64 // multiply-adds for one sound: one for each entry
	MACsBanded   float64 // one for each entry of the diagonals
	MACsConv     float64 // one for each tap of each output, as the direct engine has them
	BytesDense   float64 // of the entries as float64 numbers
	BytesBanded  float64 // of the diagonals
	BytesKernel  float64 // of the taps and biases
}

// ZerosShare returns the share of the entries that are 0.
func (c Cost) ZerosShare() float64 {
	if c.Entries == 0 {
		return 0
	}
	return 1 - c.NonZeros/c.Entries
}

// Costs returns what each layer of s takes for input channels of n frames, 0 to [MaxInputs]. A layer that gets nothing
// takes nothing but its taps.
func Costs(s *conv.Stack, n int, m conv.Mode) []Cost {
	costs := make([]Cost, len(s.Layers))
	for i, t := range Matrices(s, n, m) {
		costs[i] = t.cost()
	}
	for i := range s.Layers {
		l, c := &s.Layers[i], &costs[i]
		c.Taps = l.Len()
		c.ParamsKernel = float64(l.Outputs()) * float64(l.Inputs()) * float64(l.Len())
		if l.Biased() {
			c.ParamsKernel += float64(l.Outputs())
			c.ParamsDense += c.Rows
		}
		c.BytesKernel = 8 * c.ParamsKernel
	}
	return costs
}

// cost returns what of a layer's cost depends on the length of the sound, without biases.
func (t *BlockToeplitz) cost() Cost {
	entries, banded := t.entries(), t.BandedBytes()
	return Cost{
		Rows: t.height(), Cols: float64(t.layer.Inputs()) * float64(t.frames),
		Entries: entries, ParamsDense: entries, MACsDense: entries,
		NonZeros:    t.NonZeros(),
		MACsBanded:  banded / 8,
		MACsConv:    t.height() * float64(t.layer.Inputs()) * float64(t.layer.Len()),
		BytesDense:  t.DenseBytes(),
		BytesBanded: banded,
	}
}

// Total returns the sum of the costs of one layer or more, with the rows of the last layer, the columns of the first,
// and as many taps as an output of all layers together depends on.
func Total(costs []Cost) Cost {
	total := Cost{Cols: costs[0].Cols, Rows: costs[len(costs)-1].Rows, Taps: 1}
	for _, c := range costs {
		total.Taps += c.Taps - 1
		total.Entries += c.Entries
		total.ParamsDense += c.ParamsDense
		total.ParamsKernel += c.ParamsKernel
		total.NonZeros += c.NonZeros
		total.MACsDense += c.MACsDense
		total.MACsBanded += c.MACsBanded
		total.MACsConv += c.MACsConv
		total.BytesDense += c.BytesDense
		total.BytesBanded += c.BytesBanded
		total.BytesKernel += c.BytesKernel
	}
	return total
}

// Memory returns the bytes that [Compare] needs for matrices: those of the largest layer, dense with its bias, and
// its diagonals. The sounds themselves, a row or a column each, come on top.
func Memory(s *conv.Stack, n int, m conv.Mode) float64 {
	most := 0.0
	for _, t := range Matrices(s, n, m) {
		most = max(most, t.DenseBytes()+8*t.height()+t.BandedBytes())
	}
	return most
}

// Largest returns the most frames, up to [MaxInputs], for which memory, which grows with them, is within a limit in
// bytes; 0 when there are none.
func Largest(memory func(n int) float64, limit float64) int {
	low, high := 0, 1
	for memory(high) <= limit {
		if high == MaxInputs {
			return high
		}
		low, high = high, min(2*high, MaxInputs)
	}
	for low+1 < high {
		middle := low + (high-low)/2
		if memory(middle) <= limit {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}
