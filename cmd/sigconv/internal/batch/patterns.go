package batch

import (
	"fmt"
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Patterns chooses files and folders by their names. A pattern without a slash is held against the last part of a path,
// one with a slash against all of it; * stands for any part of a name, ** for any folders, {a,b} for either. Capital
// and small letters are the same.
type Patterns []string

// Sounds are the patterns of WAV files.
var Sounds = Patterns{"*.wav", "*.wave", "*.bwf"}

// ParsePatterns checks patterns.
func ParsePatterns(texts []string) (Patterns, error) {
	var p Patterns
	for _, text := range texts {
		if text == "" || !doublestar.ValidatePattern(text) {
			return nil, fmt.Errorf("bad pattern %q (want a name with *, ?, [a-z], {a,b} or **/)", text)
		}
		p = append(p, strings.ToLower(strings.TrimPrefix(text, "./")))
	}
	return p, nil
}

// match reports whether one of the patterns is that of a path with slashes.
func (p Patterns) match(name string) bool {
	name = strings.ToLower(name)
	for _, pattern := range p {
		held := name
		if !strings.Contains(pattern, "/") {
			held = path.Base(name)
		}
		if doublestar.MatchUnvalidated(pattern, held) {
			return true
		}
	}
	return false
}
