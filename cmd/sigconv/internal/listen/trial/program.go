// Package trial runs listening tests: it draws what is hidden, asks, writes every answer down before the next question, and reports.
// It knows nothing of sound but that an item has bytes.
package trial

// A Program is what can be heard: items that were made comparable before, all of the same rate, channels and frames.
type Program struct {
	Rate, Channels, Frames int
	Loop                   [2]int // frames from and to which it is played over and over at first
	Matched                bool   // the items were made equally loud
	Items                  []Item
	Notes                  []string  // what a listener should know, in sentences
	Pictures               []Picture // shown where nothing is hidden
}

// A Role is what an item is there for.
type Role uint8

// The roles of items.
const (
	Candidate Role = iota
	Reference      // what the candidates are compared with; at most one
	LowAnchor      // of MUSHRA
	MidAnchor
	Residual // what a candidate has that the reference has not; only where nothing is hidden
)

var roleNames = []string{"candidate", "reference", "low anchor", "mid anchor", "residual"}

func (r Role) String() string { return roleNames[r] }

// Anchor reports whether r is that of an anchor.
func (r Role) Anchor() bool { return r == LowAnchor || r == MidAnchor }

// An Item is one of the sounds that are heard.
type Item struct {
	Name           string // what results call it; no other item has the same
	Role           Role
	Data           []byte   // 32-bit floats, little-endian, channel after channel
	Path           string   // of the file that it is, or was made of
	Kernel         string   // that it was made by, "" for none
	SHA256         string   // of the file, in hexadecimal
	Gain           float64  // that Data has
	Unmatched      float64  // the factor that takes the matching of levels back
	LUFS, TruePeak *float64 // of Data, the peak in dBTP; nil for silence
	Delay          int      // frames that were taken away
	Note           string
	Envelope       *Envelope // nil for none
}

// An Envelope is the least and the greatest sample of columns of an item's frames.
type Envelope struct{ Low, High []float64 }

// A Picture is something to see beside the sounds.
type Picture struct {
	Title, Alt    string
	Name          string // of its file
	PNG           []byte
	Width, Height int // pixels
}

// reference returns the index of the reference, -1 for none.
func (p *Program) reference() int {
	for i, item := range p.Items {
		if item.Role == Reference {
			return i
		}
	}
	return -1
}
