package meter

import "math/bits"

// Loudspeaker positions of WAV's channel mask.
const (
	frontLeft  = 1 << 0
	frontRight = 1 << 1
	center     = 1 << 2
	lowEffects = 1 << 3
	backLeft   = 1 << 4
	backRight  = 1 << 5
	sideLeft   = 1 << 9
	sideRight  = 1 << 10
)

// usualMasks are the positions of a sound of so many channels that does not give them.
var usualMasks = [...]uint32{
	3: frontLeft | frontRight | center,
	4: frontLeft | frontRight | backLeft | backRight,
	5: frontLeft | frontRight | center | backLeft | backRight,
	6: frontLeft | frontRight | center | lowEffects | backLeft | backRight,
}

// surroundWeight is what a sound from beside the listener counts, 1.5 dB: it is heard louder than one from the front.
const surroundWeight = 1.41

// channelWeights returns what the power of each channel counts (BS.1770-5, tables 3 and 4): nothing for low-frequency
// effects, 1.41 for what comes from beside the listener, 1 for all else, and for channels that have no position. The
// back channels of WAV are the surrounds of 5.1, at 110°; beside side channels, in 7.1, they lie at 135° and count 1.
func channelWeights(channels int, mask uint32) []float64 {
	if mask == 0 && channels < len(usualMasks) {
		mask = usualMasks[channels]
	}
	beside := uint32(sideLeft | sideRight)
	if mask&beside == 0 {
		beside = backLeft | backRight
	}
	weights := make([]float64, channels)
	for c := range weights {
		position := uint32(1) << bits.TrailingZeros32(mask) // 0 for mask 0
		mask &^= position
		switch {
		case position == lowEffects:
			weights[c] = 0
		case position&beside != 0:
			weights[c] = surroundWeight
		default:
			weights[c] = 1
		}
	}
	return weights
}
