package batch

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"sigconv/cmd/sigconv/internal/apply"
)

// A record says of what an output was made. It is written before the output has its name, so no output of ours is
// without one; a record whose output is not there, or is another file, says nothing.
type record struct {
	Output  escaped  `json:"output"`  // below the folder of outputs
	Size    int64    `json:"size"`    // of the output, in bytes
	Written int64    `json:"written"` // when it was last written to, in ns since 1970
	Input   escaped  `json:"input"`   // below the folder of inputs
	Read    identity `json:"read"`    // what the input was
	Rate    int      `json:"rate"`    // of the input in Hz
	Recipe  string   `json:"recipe"`  // the ID of one

	result *apply.Result
}

// A recipe is all that an output depends on beside its input.
type recipe struct {
	ID       string `json:"id"`       // made of the others
	Kernel   string `json:"kernel"`   // SHA-256 of its file
	Settings string `json:"settings"` // and how the taps are listed
	Version  string `json:"version"`  // of sigconv
}

func newRecipe(kernel, settings, version string) *recipe {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q", kernel, settings, version))
	return &recipe{hex.EncodeToString(sum[:8]), kernel, settings, version}
}

// An escaped is a file's name, which need not be UTF-8 as JSON has to.
type escaped string

// MarshalText writes % and what is not UTF-8 as %25 and the like.
func (e escaped) MarshalText() ([]byte, error) {
	return []byte(legible(strings.ReplaceAll(string(e), "%", "%25"))), nil
}

// legible returns a name with what is not UTF-8 as %FF and the like, which JSON would make the same for all of them.
func legible(name string) string {
	if utf8.ValidString(name) {
		return name
	}
	var b []byte
	for rest := name; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		if r == utf8.RuneError && size == 1 {
			b = fmt.Appendf(b, "%%%02X", rest[0])
		} else {
			b = append(b, rest[:size]...)
		}
		rest = rest[size:]
	}
	return string(b)
}

// UnmarshalText reads what MarshalText writes.
func (e *escaped) UnmarshalText(text []byte) error {
	name, err := url.PathUnescape(string(text))
	*e = escaped(name)
	return err
}
