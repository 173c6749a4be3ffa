package batch

import (
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"sigconv/cmd/sigconv/internal/apply"
)

// A record says of what an output was made. It is written before the output has its name, so no output of ours is
// without one; a record whose output is not there, or is another file, says nothing.
type record struct {
	Output  escaped `json:"output"`  // below the folder of outputs
	Size    int64   `json:"size"`    // of the output, in bytes
	Written int64   `json:"written"` // when it was last written to, in ns since 1970
	origin
	Result *apply.Result `json:"result"`
}

// An origin is all that an output depends on.
type origin struct {
	Input    escaped  `json:"input"` // below the folder of inputs
	Read     identity `json:"read"`
	Kernel   string   `json:"kernel"`   // SHA-256 of its file
	Settings string   `json:"settings"` // and how the taps are listed
	Version  string   `json:"version"`  // of sigconv
}

// An escaped is a file's name, which need not be UTF-8 as JSON has to.
type escaped string

// MarshalText writes % and what is not UTF-8 as %25 and the like.
func (e escaped) MarshalText() ([]byte, error) {
	if utf8.ValidString(string(e)) && !strings.Contains(string(e), "%") {
		return []byte(e), nil
	}
	var b []byte
	for rest := string(e); rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		if r == '%' || r == utf8.RuneError && size == 1 {
			b = fmt.Appendf(b, "%%%02X", rest[0])
		} else {
			b = append(b, rest[:size]...)
		}
		rest = rest[size:]
	}
	return b, nil
}

// UnmarshalText reads what MarshalText writes.
func (e *escaped) UnmarshalText(text []byte) error {
	name, err := url.PathUnescape(string(text))
	*e = escaped(name)
	return err
}
