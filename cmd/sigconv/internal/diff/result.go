package diff

import (
	"math"

	"sigconv/cmd/sigconv/internal/words"
)

// A Result says how two sounds differ. Levels that are not defined are nil.
type Result struct {
	Command         string `json:"command"`
	Reference       string `json:"reference"`
	Test            string `json:"test"`
	Frames          int64  `json:"frames"` // that both have, as they are
	FramesReference int64  `json:"frames_reference"`
	FramesTest      int64  `json:"frames_test"`
	Rate            int    `json:"rate"`
	Channels        int    `json:"channels"`
	Figures
	GainDB          *float64 `json:"gain_db"`  // of the test against the reference
	Inverted        bool     `json:"inverted"` // its polarity
	Delay           int      `json:"delay_frames"`
	Dominance       *float64 `json:"delay_dominance"` // of its correlation over the next highest; nil where it was given or none was found
	MatchedResidual *float64 `json:"matched_residual_db"`
	Matched         Matched  `json:"matched"`

	LUFSReference     *float64 `json:"lufs_reference"`
	LUFSTest          *float64 `json:"lufs_test"`
	LoudnessDiff      *float64 `json:"loudness_difference_lu"`
	TruePeakReference *float64 `json:"true_peak_reference_dbtp"`
	TruePeakTest      *float64 `json:"true_peak_test_dbtp"`
	TruePeakDiff      *float64 `json:"true_peak_difference_db"`
	LevelReference    Level    `json:"level_reference"`
	LevelTest         Level    `json:"level_test"`

	Picture  string   `json:"picture,omitempty"`
	Warnings []string `json:"warnings"`
}

// Figures are those of the difference test - reference.
type Figures struct {
	IdenticalShare   float64  `json:"identical_share"`
	FirstDifference  *int64   `json:"first_difference"` // frame
	MaxAbs           float64  `json:"max_abs_diff"`
	MaxAbsLSB16      float64  `json:"max_abs_diff_lsb16"`
	MaxAbsLSB24      float64  `json:"max_abs_diff_lsb24"`
	MaxAbsFrame      *int64   `json:"max_abs_diff_frame"`
	NullResidual     *float64 `json:"null_residual_db"`
	NullResidualFS   *float64 `json:"null_residual_dbfs"`
	SNR              *float64 `json:"snr_db"`
	SISDR            *float64 `json:"si_sdr_db"`
	SegmentalSNR     *float64 `json:"segmental_snr_db"`
	SpectralDistance *float64 `json:"log_spectral_distance_db"`
	Correlation      *float64 `json:"correlation"`
	Angle            *float64 `json:"angle_degrees"` // between reference and test as vectors
}

// Matched are the figures after the delay and the gain were taken out of the test, as far as that was asked for.
type Matched struct {
	Frames int64 `json:"frames"`
	Figures
}

// A Level says how loud a sound is by itself.
type Level struct {
	Integrated   *float64 `json:"integrated_lufs"`
	Momentary    *float64 `json:"momentary_max_lufs"`
	ShortTerm    *float64 `json:"short_term_max_lufs"`
	Range        *float64 `json:"range_lu"`
	TruePeak     *float64 `json:"true_peak_dbtp"`
	SamplePeakFS *float64 `json:"sample_peak_dbfs"`
}

// levels are those of both sounds.
type levels struct{ reference, test Level }

func newResult(m *measurement) *Result {
	reference, test := m.levels.reference, m.levels.test
	r := &Result{
		Command: "diff", Reference: m.job.Reference, Test: m.job.Test,
		Frames: m.raw.Frames, FramesReference: m.pair.Dry.Frames, FramesTest: m.pair.Wet.Frames,
		Rate: m.pair.Dry.Format.Rate, Channels: m.pair.Channels(),
		Figures:        m.raw.figures(),
		Inverted:       m.match.gain < 0,
		Delay:          m.match.delay,
		Matched:        Matched{m.matched.Frames, m.matched.figures()},
		LUFSReference:  reference.Integrated,
		LUFSTest:       test.Integrated,
		LoudnessDiff:   minus(test.Integrated, reference.Integrated),
		TruePeakDiff:   minus(test.TruePeak, reference.TruePeak),
		LevelReference: reference, LevelTest: test,
		TruePeakReference: reference.TruePeak, TruePeakTest: test.TruePeak,
		Picture: m.job.Picture, Warnings: append([]string{}, m.warnings...),
	}
	r.MatchedResidual = r.Matched.NullResidual
	if m.job.MatchGain {
		r.GainDB = words.Finite(20 * math.Log10(math.Abs(m.gain)))
	}
	if m.match.found.Frames != 0 || m.match.found.Dominance != 0 {
		r.Dominance = words.Finite(m.match.found.Dominance)
	}
	return r
}

// figures returns what reports say of a state.
func (s state) figures() Figures {
	f := Figures{
		IdenticalShare: s.IdenticalShare, FirstDifference: frame(s.FirstDifference), MaxAbsFrame: frame(s.MaxAbsFrame),
		MaxAbs: s.MaxAbs, MaxAbsLSB16: s.MaxAbs * (1 << 15), MaxAbsLSB24: s.MaxAbs * (1 << 23),
		NullResidual: words.Finite(s.NullResidual), NullResidualFS: words.Finite(s.NullResidualFS), SNR: words.Finite(s.SNR()),
		SISDR: words.Finite(s.SISDR), Correlation: words.Finite(s.Correlation),
		Angle: words.Finite(math.Acos(min(max(s.Correlation, -1), 1)) * (180 / math.Pi)),
	}
	if s.IdenticalShare < 1 {
		f.SegmentalSNR, f.SpectralDistance = words.Finite(s.SegmentalSNR), words.Finite(s.SpectralDistance)
	}
	return f
}

// frame returns a frame, nil for none.
func frame(at int64) *int64 {
	if at < 0 {
		return nil
	}
	return &at
}

func minus(a, b *float64) *float64 {
	if a == nil || b == nil {
		return nil
	}
	return words.Finite(*a - *b)
}

// level returns what the meters of a sound say.
func (s *soundMeters) level() Level {
	return Level{
		Integrated: defined(s.loudness.Integrated()), Momentary: defined(s.loudness.Momentary()),
		ShortTerm: defined(s.loudness.ShortTerm()), Range: defined(s.loudness.Range()),
		TruePeak: words.Finite(20 * math.Log10(s.truePeak.Peak())), SamplePeakFS: words.Finite(20 * math.Log10(s.peak)),
	}
}

func defined(v float64, ok bool) *float64 {
	if !ok {
		return nil
	}
	return &v
}
