package vec

import "math"

// tanhVectors takes four numbers at a time and leaves the rest to plain Go.
func tanhVectors(z []float64) {
	vectors := len(z) / 4
	if vectors > 0 {
		tanhAVX2(&z[0], vectors, &exponentialConstants)
	}
	tanh(z[4*vectors:])
}

func sigmoidVectors(z []float64) {
	vectors := len(z) / 4
	if vectors > 0 {
		sigmoidAVX2(&z[0], vectors, &exponentialConstants)
	}
	sigmoid(z[4*vectors:])
}

// constants are the numbers of the plain loops, where the vector loops find them.
type constants struct {
	tanhIsOne, sigmoidIsSmall float64
	log2E, ln2High, ln2Low    float64
	toExponent                float64
	one, two                  float64
	taylor                    [7]struct{ odd, even float64 }
}

var exponentialConstants = constants{
	tanhIsOne: tanhIsOne, sigmoidIsSmall: sigmoidIsSmall,
	log2E: math.Log2E, ln2High: ln2High, ln2Low: ln2Low,
	// k + toExponent has the biased exponent k+1023 in its last bits.
	toExponent: 0x1.8p52 + 1023,
	one:        1, two: 2,
	taylor: taylor,
}

//go:noescape
func tanhAVX2(z *float64, vectors int, c *constants)

//go:noescape
func sigmoidAVX2(z *float64, vectors int, c *constants)
