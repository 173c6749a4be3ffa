package teach

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"time"

	"sigconv/cmd/sigconv/internal/kernelfile"
	"sigconv/cmd/sigconv/internal/load"
	"sigconv/conv"
	"sigconv/conv/learn"
	"sigconv/internal/parallel"
)

// A KernelJob is a kernel that is to be learned by least squares.
type KernelJob struct {
	Material
	Outputs
	Taps     int
	Center   int // below 0 for finding out
	Ridge    float64
	Progress Progress
}

// Kernel does the job.
func Kernel(ctx context.Context, job KernelJob) (*Result, error) {
	began := time.Now()
	size := kernelSize{job.Taps, job.Center, job.Ridge}
	m, err := job.Material.open(ctx, size, job.Progress)
	if err != nil {
		return nil, err
	}
	files, err := job.begin(m.files(), kernelPicture)
	if err != nil {
		return nil, err
	}
	defer files.discard()
	f, err := m.fit(ctx, size)
	if err != nil {
		return nil, err
	}
	r := &Result{Heading: newHeading("least-squares", m), Footing: newFooting(job.Outputs, m, files)}
	describeFit(&r.Heading, &r.Figures, &r.Footing, f)
	k := f.kernel(m.rate())
	if text := kernelfile.Loss(job.Output, k); text != "" {
		r.warn("%s", text)
	}
	if err := files.writeKernel(k, r); err != nil {
		return nil, err
	}
	if job.Pictures != "" {
		if err := m.drawKernel(files, f); err != nil {
			return nil, err
		}
	}
	r.Seconds = time.Since(began).Seconds()
	return r, files.finish(ctx, r)
}

// A fit is what least squares found, and how well it does.
type fit struct {
	fits      []*learn.Fit // [channel]
	condition float64      // the worst of the channels
	train     learn.Error
	heldOut   learn.Error
	chance    float64 // of the taps' energy, in the worst of the channels
	curve     float64 // the share of what is left that a curve explains, of the channel where it is most
	offset    float64 // the mean of what is left, of the channel where it is largest
	taps      int
	loudest   int64 // a loud wet frame of the first pair
}

// kernel returns what was found, in convolution order.
func (f *fit) kernel(rate int) *conv.Kernel {
	taps := make([][]float64, len(f.fits))
	for c, fit := range f.fits {
		taps[c] = fit.Taps
	}
	k := conv.NewKernel(taps, f.fits[0].Center, conv.Convolution)
	k.Rate = rate
	return k
}

// fit learns a kernel, with a channel for each wet one.
func (m *material) fit(ctx context.Context, size kernelSize) (*fit, error) {
	equations, survey, err := m.gather(ctx, size)
	if err != nil {
		return nil, err
	}
	m.warnings = append(m.warnings, survey.warnings()...)
	f := &fit{taps: size.taps, loudest: survey.loudest()}
	if f.fits, err = m.solve(equations, size); err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	if err := m.refine(ctx, f); err != nil {
		return nil, err
	}
	if err := m.measure(ctx, f, survey); err != nil {
		return nil, err
	}
	for _, fit := range f.fits {
		f.condition = max(f.condition, fit.Condition())
		f.chance = max(f.chance, fit.Chance())
	}
	return f, nil
}

// solve solves the equations of each channel.
func (m *material) solve(equations []*learn.Equations, size kernelSize) (fits []*learn.Fit, err error) {
	m.progress("solving", 0, 1)
	if size.center < 0 {
		fits, err = learn.Centered(equations, size.taps, size.ridge)
	} else {
		fits, err = learn.SolveAll(equations, size.taps, size.center, size.ridge)
	}
	if err != nil {
		return nil, m.explain(err)
	}
	return fits, nil
}

// gather goes over the pairs for the normal equations of each channel.
func (m *material) gather(ctx context.Context, size kernelSize) ([]*learn.Equations, *survey, error) {
	taps, center, gathered := size.taps, size.center, size.taps
	if center < 0 {
		center = learn.MostCenter(taps)
		gathered += center
	}
	sums := make([]*learn.Sums, m.outputs())
	for c := range sums {
		sums[c] = learn.NewSums(gathered, center)
	}
	s := newSurvey(m)
	err := m.pass(ctx, "gathering", func(split learn.Split) {
		for _, sum := range sums {
			sum.Begin(split)
		}
	}, func(dry, wet [][]float64) {
		parallel.Do(runtime.GOMAXPROCS(0), len(sums), func(c int) {
			sums[c].Add(dry[c], wet[c])
			s.add(c, dry[c], wet[c])
		})
	}, s.next)
	if err != nil {
		return nil, nil, err
	}
	if err := s.check(); err != nil {
		return nil, nil, err
	}
	if sums[0].Rows() < int64(taps) {
		return nil, nil, &load.HintError{
			Err:  fmt.Errorf("%s: there is too little to learn from (found %d frames for %d taps, want as many at least)", m.name(), sums[0].Rows(), taps),
			Hint: "learn fewer --taps, or hold out less",
		}
	}
	equations := make([]*learn.Equations, len(sums))
	for c, sum := range sums {
		equations[c] = sum.Equations()
	}
	return equations, s, nil
}

// fine is an ESR below which rounding, rather than noise, is what a fit suffers from.
const fine = 1e-10

// refine goes over the pairs again where the recordings are so clean that more digits can be had.
func (m *material) refine(ctx context.Context, f *fit) error {
	const times = 2
	for range times {
		for _, fit := range f.fits {
			if fit.ESR > fine {
				return nil
			}
		}
		refiners := make([]*learn.Refiner, len(f.fits))
		for c, fit := range f.fits {
			refiners[c] = learn.NewRefiner(fit)
		}
		err := m.pass(ctx, "refining", func(split learn.Split) {
			for _, r := range refiners {
				r.Begin(split)
			}
		}, func(dry, wet [][]float64) {
			parallel.Do(runtime.GOMAXPROCS(0), len(refiners), func(c int) { refiners[c].Add(dry[c], wet[c]) })
		}, func() {
			for _, r := range refiners {
				r.End()
			}
		})
		if err != nil {
			return err
		}
		for c, r := range refiners {
			f.fits[c] = r.Fit()
		}
	}
	return nil
}

// measure goes over the pairs once more for what the kernel leaves.
func (m *material) measure(ctx context.Context, f *fit, s *survey) error {
	residuals, bends := make([]*learn.Residual, len(f.fits)), make([]*learn.Bend, len(f.fits))
	for c, fit := range f.fits {
		bends[c] = learn.NewBend(fit, s.level(c))
	}
	every := 1 + m.frames()/bendFrames // block: as few as are enough
	taken := int64(0)
	err := m.pass(ctx, "measuring", func(split learn.Split) {
		for c, fit := range f.fits {
			residuals[c] = learn.NewResidual(fit.Stack(), split)
		}
	}, func(dry, wet [][]float64) {
		parallel.Do(runtime.GOMAXPROCS(0), len(residuals), func(c int) {
			residuals[c].Add(dry[c:c+1], wet[c:c+1])
			if taken%every == 0 {
				bends[c].Add(dry[c], wet[c])
			}
		})
		taken++
	}, func() {
		for _, r := range residuals {
			r.End()
			f.train.Add(r.Train)
			f.heldOut.Add(r.HeldOut)
		}
	})
	if err != nil {
		return err
	}
	for _, b := range bends {
		f.curve = max(f.curve, b.Explained())
		if offset := b.Offset(); math.Abs(offset) > math.Abs(f.offset) {
			f.offset = offset
		}
	}
	if math.IsNaN(f.train.Left) || math.IsInf(f.train.Left, 0) {
		return fmt.Errorf("%s: the kernel overflows", m.name())
	}
	return nil
}

// bendFrames is how many frames a curve is looked for in, more or less.
const bendFrames = 1 << 19
