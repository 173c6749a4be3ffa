package design

import (
	"fmt"
	"math"
	"strings"
)

// A Band is a range of frequencies with the gain that a kernel should have there.
type Band struct {
	Low, High float64 // Hz
	Gain      float64 // a factor, not below 0
	Weight    float64 // how much an error counts here, 1 usually
}

// mostBands is how many a design takes.
const mostBands = 64

// ParseBands reads bands such as "0-4000:1, 5000-24000:0:10": LOW-HIGH:GAIN or LOW-HIGH:GAIN:WEIGHT, with commas between. Frequencies may have
// their unit, Hz or kHz, and gains may be in dB; "5kHz-" goes up to half the rate.
func ParseBands(text string, rate int) (bands []Band, err error) {
	for _, part := range strings.Split(text, ",") {
		b, ok := parseBand(strings.ReplaceAll(part, " ", ""), rate)
		if !ok {
			return nil, fmt.Errorf("this is no band (found %q, want LOW-HIGH:GAIN or LOW-HIGH:GAIN:WEIGHT, such as 0-4000:1)", shortened(part))
		}
		bands = append(bands, b)
	}
	return bands, nil
}

func parseBand(text string, rate int) (b Band, ok bool) {
	fields := strings.Split(text, ":")
	if len(fields) != 2 && len(fields) != 3 {
		return b, false
	}
	low, high, ranged := strings.Cut(fields[0], "-")
	if b.Low, ok = parseUnit(low, frequencyUnits); !ok || !ranged {
		return b, false
	}
	b.High, b.Weight = float64(rate)/2, 1
	if high != "" {
		if b.High, ok = parseUnit(high, frequencyUnits); !ok {
			return b, false
		}
	}
	if b.Gain, ok = parseUnit(fields[1], gainUnits); !ok {
		return b, false
	}
	if strings.HasSuffix(strings.ToLower(fields[1]), "db") {
		b.Gain = math.Pow(10, b.Gain/20)
	}
	if len(fields) == 3 {
		b.Weight, ok = parseUnit(fields[2], nil)
	}
	return b, ok
}

// checkBands refuses bands that no kernel can have.
func checkBands(rate, taps int, bands []Band) error {
	half := float64(rate) / 2
	if len(bands) == 0 || len(bands) > mostBands {
		return fmt.Errorf("a design has bands (found %d, want 1 to %d)", len(bands), mostBands)
	}
	for i, b := range bands {
		switch {
		case !(b.Low >= 0 && b.Low < b.High && b.High <= half):
			return fmt.Errorf("a band must rise from 0 Hz up to half the rate (found %g to %g Hz, want at most %g Hz)", b.Low, b.High, half)
		case i > 0 && !(bands[i-1].High < b.Low):
			return fmt.Errorf("bands must rise and leave room between them (found one up to %g Hz and one from %g Hz on)", bands[i-1].High, b.Low)
		case !(b.Gain >= 0 && b.Gain <= 1e6):
			return fmt.Errorf("the gain of a band is out of range (found %g, want 0 to 1e6)", b.Gain)
		case !(b.Weight >= 1e-6 && b.Weight <= 1e6):
			return fmt.Errorf("the weight of a band is out of range (found %g, want 1e-6 to 1e6)", b.Weight)
		}
	}
	if last := bands[len(bands)-1]; taps%2 == 0 && last.High == half && last.Gain != 0 {
		return fmt.Errorf("an even number of taps has gain 0 at half the rate (found %d, want %d or %d)", taps, taps-1, taps+1)
	}
	return nil
}
