package teach

import (
	"context"
	"fmt"
	"time"

	"sigconv/cmd/sigconv/internal/load"
	"sigconv/cmd/sigconv/internal/pairs"
	"sigconv/cmd/sigconv/internal/plot"
	"sigconv/cmd/sigconv/internal/words"
	"sigconv/conv/learn"
)

// A LadderJob is the lecture's argument as an experiment: a dense matrix, a band of it, and one kernel, learned from the same
// recordings.
type LadderJob struct {
	Material
	Outputs
	Frames    int // of a window of the wet recording
	Taps      int
	Center    int // below 0 for finding out
	Ridge     float64
	MaxMemory float64 // bytes
	Progress  Progress
}

// A LadderResult says what each of the three takes and gives. The figures are those of the kernel that is learned from all
// frames, not from whole windows alone.
type LadderResult struct {
	Heading
	Figures
	Rows           int     `json:"rows"` // of the matrices: wet frames of a window
	Cols           int     `json:"cols"`
	Windows        int     `json:"windows"` // that were learned from
	WindowsHeldOut int     `json:"windows_heldout"`
	Rungs          []Rung  `json:"rungs"` // dense, band, kernel
	GatherSeconds  float64 `json:"seconds_gather"`
	InBand         float64 `json:"dense_energy_in_band"`
	RowSimilarity  float64 `json:"dense_row_similarity"`
	BandSimilarity float64 `json:"band_row_similarity"`
	Footing
}

// A Rung is one of the three.
type Rung struct {
	Name            string  `json:"name"`
	Params          float64 `json:"params"`
	Train           float64 `json:"esr_db_train"`
	HeldOut         float64 `json:"esr_db_heldout"`
	Seconds         float64 `json:"seconds"` // to solve for it
	Bytes           float64 `json:"bytes"`   // of its numbers
	WorkBytes       float64 `json:"bytes_work"`
	Underdetermined bool    `json:"underdetermined"`
}

// Ladder does the job.
func Ladder(ctx context.Context, job LadderJob) (*LadderResult, error) {
	began := time.Now()
	size := kernelSize{job.Taps, job.Center, job.Ridge}
	m, err := job.Material.open(ctx, size, job.Progress)
	if err != nil {
		return nil, err
	}
	if bytes := learn.LadderBytes(job.Frames, job.Taps) + 16*float64(m.frames())*float64(m.outputs()); bytes > job.MaxMemory {
		return nil, &load.HintError{
			Err:  fmt.Errorf("%s: the matrices take too much memory (found %s, want at most %s)", m.name(), words.Bytes(bytes), words.Bytes(job.MaxMemory)),
			Hint: "take fewer --frames, a shorter --duration, or raise --max-memory",
		}
	}
	files, err := job.begin(m.files(), ladderPicture)
	if err != nil {
		return nil, err
	}
	defer files.discard()
	f, err := m.fit(ctx, size)
	if err != nil {
		return nil, err
	}
	l, err := m.climb(ctx, job, f.fits[0].Center)
	if err != nil {
		return nil, err
	}
	r := newLadderResult(job, m, l)
	r.Footing = newFooting(job.Outputs, m, files)
	describeFit(&r.Heading, &r.Figures, &r.Footing, f)
	if job.Pictures != "" {
		if err := files.draw(ladderPicture, m.ladderFigure(job, l)); err != nil {
			return nil, err
		}
	}
	r.Seconds = time.Since(began).Seconds()
	return r, files.finish(ctx, r)
}

// climb learns the three from one pair: windows of several would be windows of one that is longer.
func (m *material) climb(ctx context.Context, job LadderJob, center int) (*learn.Ladder, error) {
	p := learn.LadderProblem{Frames: job.Frames, Taps: job.Taps, Center: center, Ridge: job.Ridge}
	err := m.pass(ctx, "reading", func(s learn.Split) { p.Split = s }, func(dry, wet [][]float64) {
		p.Dry, p.Wet = pairs.AppendFrames(p.Dry, dry), pairs.AppendFrames(p.Wet, wet)
	}, func() {})
	if err != nil {
		return nil, err
	}
	m.progress("climbing", 0, 1)
	l, err := learn.ClimbLadder(p)
	if err != nil {
		return nil, m.explain(err)
	}
	return l, nil
}

func newLadderResult(job LadderJob, m *material, l *learn.Ladder) *LadderResult {
	r := &LadderResult{
		Heading: newHeading("ladder", m),
		Rows:    job.Frames, Cols: job.Frames + job.Taps - 1,
		Windows: l.Windows, WindowsHeldOut: l.HeldOutWindows, GatherSeconds: l.GatherSeconds,
		InBand: l.InBand, RowSimilarity: l.RowSimilarity, BandSimilarity: l.BandRowSimilarity,
	}
	for _, rung := range l.Rungs {
		r.Rungs = append(r.Rungs, Rung{
			Name: rung.Name, Params: rung.Params, Train: decibels(rung.TrainESR), HeldOut: decibels(rung.HeldOutESR),
			Seconds: rung.Seconds, Bytes: rung.Bytes, WorkBytes: rung.WorkBytes, Underdetermined: rung.Underdetermined,
		})
	}
	return r
}

// ladderFigure shows the three matrices side by side.
func (m *material) ladderFigure(job LadderJob, l *learn.Ladder) plot.Figure {
	figure := plot.Figure{Title: m.title() + ": a dense matrix, a band, one kernel"}
	rows, cols := job.Frames, job.Frames+job.Taps-1
	for _, rung := range l.Rungs {
		title := fmt.Sprintf("%s: %s numbers, %.1f dB", rung.Name, words.Grouped(rung.Params), decibels(rung.HeldOutESR))
		figure.Columns = append(figure.Columns, []plot.Panel{plot.Matrix{Title: title, Rows: rows, Cols: cols, At: rung.At}})
	}
	return figure
}
