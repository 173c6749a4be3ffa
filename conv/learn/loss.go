package learn

import "sigconv/internal/names"

// A Loss is what training makes small.
type Loss uint8

// The losses.
const (
	ESR Loss = iota // error-to-signal ratio Σ(y-ŷ)²/Σy² of a batch
	MSE             // mean square error of a batch
)

var lossNames = [...]string{ESR: "esr", MSE: "mse"}

// String returns the name of l.
func (l Loss) String() string { return lossNames[l] }

// LossNames returns the names of the losses.
func LossNames() []string { return lossNames[:] }

// ParseLoss returns the loss that name stands for.
func ParseLoss(name string) (Loss, error) { return names.Parse[Loss]("loss", name, lossNames[:]) }

// scale returns what a sum of squared errors is multiplied with to be the loss of a batch of so many samples, whose squares add up to
// energy. quiet is an energy below which a batch counts as no quieter: silence has no ratio to it.
func (l Loss) scale(samples int, energy, quiet float64) float64 {
	if l == MSE {
		return 1 / float64(samples)
	}
	return 1 / max(energy, quiet)
}
