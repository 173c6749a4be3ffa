package vec

// masked is how many numbers a mask is for at most.
const masked = 16

// mask points to masked numbers of which the first n have every bit and the others none: as masks they keep a loop
// within what lies in memory.
func mask(n int) *int64 { return &masks[masked-n] }

var masks = [2 * masked]int64{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}
