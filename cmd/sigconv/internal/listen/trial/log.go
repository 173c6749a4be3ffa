package trial

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"time"
)

// schema is the version of the records below.
const schema = 1

// What a line of a log is about.
const (
	recordStart   = "start"
	recordTrial   = "trial"
	recordResumed = "resumed"
	recordAborted = "aborted"
	recordEnd     = "end"
)

// A start is the first line of a log: what is tested, and how.
type start struct {
	Record      string       `json:"record"`
	Schema      int          `json:"schema"`
	Tool        string       `json:"tool"`
	Time        time.Time    `json:"time"`
	Session     string       `json:"session"`
	Test        string       `json:"test"`
	Listener    string       `json:"listener"`
	Trials      int          `json:"trials"` // of each comparison
	Training    int          `json:"training"`
	Alpha       float64      `json:"alpha"`
	Pass        *int         `json:"pass"`
	Power       *float64     `json:"power"`
	Commitment  string       `json:"commitment"`
	Rate        int          `json:"rate"`
	Channels    int          `json:"channels"`
	Frames      int          `json:"frames"`
	Loop        [2]int       `json:"loop"`
	Matched     bool         `json:"matched"`
	Comparisons []Comparison `json:"comparisons"`
	Items       []loggedItem `json:"items"`
}

// A loggedItem is what a log says of an item.
type loggedItem struct {
	Name        string   `json:"name"`
	Role        string   `json:"role"`
	Path        string   `json:"path"`
	Kernel      string   `json:"kernel"`
	SHA256      string   `json:"sha256"`       // of the file
	SoundSHA256 string   `json:"sound_sha256"` // of what was played
	GainDB      float64  `json:"gain_db"`
	LUFS        *float64 `json:"lufs"`
	TruePeak    *float64 `json:"true_peak_dbtp"`
	Delay       int      `json:"delay_frames"`
}

// An answered is a question and its answer.
type answered struct {
	Record      string         `json:"record"`
	Time        time.Time      `json:"time"`
	Phase       string         `json:"phase"`
	Trial       int            `json:"trial"`
	Comparison  *Comparison    `json:"comparison"`
	Key         Key            `json:"key"`
	Answer      string         `json:"answer"`
	Ratings     map[string]int `json:"ratings"`
	Correct     *bool          `json:"correct"` // ABX
	Seconds     float64        `json:"seconds"`
	Switches    int            `json:"switches"`
	Played      map[string]int `json:"played"`
	ContextRate float64        `json:"context_rate"`
	Hidden      int            `json:"hidden"`
	Loop        [2]int         `json:"loop"`
}

// A note is something that happened.
type note struct {
	Record string    `json:"record"`
	Time   time.Time `json:"time"`
	Why    string    `json:"why,omitempty"`
}

// An ended is the last line of a session that was done: what the commitment was made of.
type ended struct {
	Record string          `json:"record"`
	Time   time.Time       `json:"time"`
	Salt   string          `json:"salt"`
	Keys   json.RawMessage `json:"keys"`
}

func (t *Test) startRecord(s *session) start {
	d := t.describe()
	r := start{
		Record: recordStart, Schema: schema, Tool: t.tool, Time: t.now(), Session: s.id, Test: t.plan.Kind.String(), Listener: s.listener,
		Trials: t.plan.Trials, Training: d.Training, Alpha: t.plan.Alpha, Pass: d.Pass, Power: d.Power, Commitment: s.commitment,
		Rate: t.program.Rate, Channels: t.program.Channels, Frames: t.program.Frames, Loop: t.program.Loop, Matched: t.program.Matched,
		Comparisons: t.comparisons,
	}
	for _, item := range t.program.Items {
		sum := sha256.Sum256(item.Data)
		r.Items = append(r.Items, loggedItem{
			Name: item.Name, Role: item.Role.String(), Path: item.Path, Kernel: item.Kernel, SHA256: item.SHA256, SoundSHA256: hex.EncodeToString(sum[:]),
			GainDB: 20 * math.Log10(item.Gain), LUFS: item.LUFS, TruePeak: item.TruePeak, Delay: item.Delay,
		})
	}
	return r
}

// A log is a file of JSON lines. A line is on the disk before anybody hears of what it says.
type log struct {
	file *os.File
	size int64 // of the lines that are whole
}

// CheckFolder reports whether logs could be written into a folder, which need not be there yet. It leaves nothing behind.
func CheckFolder(folder string) error {
	at := folder
	for {
		if _, err := os.Stat(at); err == nil || filepath.Dir(at) == at {
			break
		}
		at = filepath.Dir(at)
	}
	file, err := os.CreateTemp(at, ".sigconv-*.tmp")
	if err != nil {
		return fmt.Errorf("%s: the results cannot be written there: %w", folder, err)
	}
	file.Close()
	return os.Remove(file.Name())
}

// createLog creates a log with a name of its own.
func createLog(folder, session string, at time.Time) (*log, error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, fmt.Errorf("the folder for results cannot be made: %w", err)
	}
	name := fmt.Sprintf("listen-%s-%.6s.jsonl", at.Format("20060102-150405"), session)
	file, err := os.OpenFile(filepath.Join(folder, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, fmt.Errorf("the results cannot be written: %w", err)
	}
	return &log{file: file}, nil
}

// write adds a line. One that could not be written whole leaves nothing, so that it may be written again.
func (l *log) write(record any) error {
	line := append(compact(record), '\n')
	_, err := l.file.WriteAt(line, l.size)
	if err == nil {
		err = l.file.Sync()
	}
	if err != nil {
		l.file.Truncate(l.size)
		return fmt.Errorf("the results cannot be written: %w", err)
	}
	l.size += int64(len(line))
	return nil
}
