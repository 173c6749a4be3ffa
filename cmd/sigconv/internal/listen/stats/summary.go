package stats

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// A Summary describes scores. ITU-R BS.1534-3 asks for the median and the quartiles, since ratings are seldom distributed
// normally; the mean and its interval are what most reports show. What does not exist is NaN: all of it without scores, the
// interval of the mean with one.
type Summary struct {
	N            int
	Mean         float64
	Low, High    float64 // the confidence interval of the mean, by Student's t; its ends may lie beyond the scale
	Median       float64
	First, Third float64 // quartiles: Third - First is the interquartile range
}

// Summarize describes scores. Of n scores in rising order, the quantile of q lies at place q·(n-1), counted from 0, on the
// straight line between its neighbours: definition 7 of R. Hyndman and Y. Fan, Sample Quantiles in Statistical Packages, 1996,
// which NumPy, R and spreadsheets use. It panics unless 0 < confidence < 1 and scores are numbers.
func Summarize(scores []float64, confidence float64) Summary {
	checkInside("confidence", confidence)
	checkFinite(scores)
	rising := slices.Sorted(slices.Values(scores))
	s := Summary{
		N:      len(scores),
		Mean:   mean(rising),
		Median: quantile(rising, 0.5),
		First:  quantile(rising, 0.25),
		Third:  quantile(rising, 0.75),
	}
	half := halfWidth(rising, s.Mean, confidence)
	s.Low, s.High = s.Mean-half, s.Mean+half
	return s
}

// mean returns Σ x / n, NaN where n is 0.
func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// halfWidth returns by how much the confidence interval reaches beyond the mean, t·s/√n: with t of n-1 degrees of freedom
// and s² = Σ (x - mean)² / (n-1). It is NaN where n is below 2.
func halfWidth(x []float64, mean, confidence float64) float64 {
	n := float64(len(x))
	if n < 2 {
		return math.NaN()
	}
	squares := 0.0
	for _, v := range x {
		squares += (v - mean) * (v - mean)
	}
	t := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile((1 + confidence) / 2)
	return t * math.Sqrt(squares/(n-1)/n)
}

// quantile returns what lies at place q·(n-1) of numbers in rising order, NaN where there are none.
func quantile(rising []float64, q float64) float64 {
	if len(rising) == 0 {
		return math.NaN()
	}
	whole, part := math.Modf(q * float64(len(rising)-1))
	below := int(whole)
	above := min(below+1, len(rising)-1)
	return rising[below] + part*(rising[above]-rising[below])
}
