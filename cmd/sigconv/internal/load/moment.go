package load

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Moment is a place in a sound or a length of it, in frames or in seconds.
type Moment struct {
	frames  int64
	seconds float64 // used in place of frames where timed is set
	timed   bool
}

// mostFrames is more than any sound has, and few enough to be added up without a thought.
const mostFrames = 1 << 50

// ParseMoment reads a number of frames, such as 72000, or of seconds, such as 1.5s or 250ms.
func ParseMoment(text string) (Moment, error) {
	bad := fmt.Errorf("bad moment %q (want a frame, such as 72000, or a time, such as 1.5s or 250ms)", text)
	number, unit := text, 0.0
	switch {
	case strings.HasSuffix(text, "ms"):
		number, unit = strings.TrimSuffix(text, "ms"), 1e-3
	case strings.HasSuffix(text, "s"):
		number, unit = strings.TrimSuffix(text, "s"), 1
	}
	if strings.Trim(number, "0123456789.") != "" {
		return Moment{}, bad
	}
	if unit == 0 {
		frames, err := strconv.ParseInt(number, 10, 64)
		if err != nil || frames > mostFrames {
			return Moment{}, bad
		}
		return Moment{frames: frames}, nil
	}
	seconds, err := strconv.ParseFloat(number, 64)
	if err != nil || seconds*unit > 1e6 {
		return Moment{}, bad
	}
	return Moment{seconds: seconds * unit, timed: true}, nil
}

// At returns the moment in frames of a sound of rate frames a second, rounded to the nearest.
func (m Moment) At(rate int) int64 {
	if m.timed {
		return int64(math.Round(m.seconds * float64(rate)))
	}
	return m.frames
}
