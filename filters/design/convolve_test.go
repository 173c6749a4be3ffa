package design

import (
	"strings"
	"testing"

	"sigconv/conv"
	"sigconv/internal/testkit"
)

func TestConvolve(t *testing.T) {
	for _, c := range []struct{ a, b int }{{1, 1}, {1, 7}, {5, 3}, {64, 63}, {3000, 70}, {5000, 6000}} {
		a := &conv.Kernel{Taps: [][]float64{testkit.Random(c.a, 1)}, Center: c.a / 2, Rate: 48000, Bias: 0.25, Order: conv.Correlation}
		b := &conv.Kernel{Taps: [][]float64{testkit.Random(c.b, 2), testkit.Random(c.b, 2)}, Center: c.b / 3, Bias: -1}
		got, err := Convolve(a, b)
		if err != nil {
			t.Fatal(err)
		}
		bias := b.Bias
		for _, h := range b.Taps[0] {
			bias += h * a.Bias
		}
		if got.Center != a.Center+b.Center || got.Rate != 48000 || got.Bias != bias || got.Order != conv.Convolution || got.Channels() != 2 {
			t.Errorf("%d and %d taps: %d channels, centre %d at %d Hz, bias %g, %v", c.a, c.b, got.Channels(), got.Center, got.Rate, got.Bias, got.Order)
		}
		want := make([]float64, c.a+c.b-1)
		for i, u := range a.Taps[0] {
			for j, v := range b.Taps[1] {
				want[i+j] += u * v
			}
		}
		mustBeClose(t, "convolution", got.Taps[1], want, 1e-12)
	}
}

func TestConvolveRefusals(t *testing.T) {
	kernel := func(rate, channels, taps int) *conv.Kernel {
		k := &conv.Kernel{Rate: rate}
		for range channels {
			k.Taps = append(k.Taps, make([]float64, taps))
		}
		return k
	}
	biased, uneven := kernel(0, 1, 1), kernel(0, 2, 1)
	biased.Bias, uneven.Taps[0][0] = 1, 1
	for _, c := range []struct {
		a, b *conv.Kernel
		want string
	}{
		{kernel(44100, 1, 1), kernel(48000, 1, 1), "different sample rates (found 44100 Hz and 48000 Hz)"},
		{kernel(0, 2, 1), kernel(0, 3, 1), "different channels (found 2 and 3, want as many, or 1)"},
		{kernel(0, 1, MaxTaps), kernel(0, 1, 2), "too long for one (found 2097152 and 2 taps, want at most 2097153 in all)"},
		{biased, uneven, "the channels would have different biases"},
	} {
		if _, err := Convolve(c.a, c.b); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want %q", err, c.want)
		}
	}
}
