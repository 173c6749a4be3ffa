package batch

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/cespare/xxhash/v2"
)

// A Shard is the share of one of several runs: number Index of Count, counted from 1.
type Shard struct{ Index, Count int }

// Whole is the share of a run that does everything.
var Whole = Shard{1, 1}

// maxShards is more than any cluster starts.
const maxShards = 1_000_000

// String returns the form that [ParseShard] reads.
func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Count) }

// ParseShard reads a share such as 3/8.
func ParseShard(text string) (Shard, error) {
	index, count, _ := strings.Cut(text, "/")
	var s Shard
	var err error
	if s.Index, err = strconv.Atoi(index); err == nil {
		s.Count, err = strconv.Atoi(count)
	}
	if err != nil || s.Index < 1 || s.Index > s.Count || s.Count > maxShards {
		return s, fmt.Errorf("bad shard %q (want one such as 3/8: the third of eight)", text)
	}
	return s, nil
}

// placeOf returns where a path below the folder of inputs lies among all paths. It depends on nothing else, so that a
// file that is added moves no other.
func placeOf(path string) uint64 { return xxhash.Sum64String(path) }

// has reports whether a place lies in the share: all places in a row, cut into Count parts.
func (s Shard) has(place uint64) bool {
	part, _ := bits.Mul64(place, uint64(s.Count))
	return part == uint64(s.Index-1)
}

// first returns the first place of the share.
func (s Shard) first() uint64 {
	if s.Index == 1 {
		return 0
	}
	at, _ := bits.Div64(uint64(s.Index-1), 0, uint64(s.Count))
	return at + 1
}

// bytes returns the share as bytes of a file that is longer than any: those of different shares of one Count do not
// overlap, and shares of different Counts do where they have files in common.
func (s Shard) bytes() (from, length int64) {
	const all = 1 << 62
	edge := func(i int) int64 {
		high, low := bits.Mul64(all, uint64(i))
		at, _ := bits.Div64(high, low, uint64(s.Count))
		return int64(at)
	}
	return edge(s.Index - 1), edge(s.Index) - edge(s.Index-1)
}
