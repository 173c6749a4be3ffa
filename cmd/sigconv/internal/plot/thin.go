package plot

import (
	"math"

	"gonum.org/v1/plot/vg"
)

// thinned returns a line with at most two points in every pixel's width: the lowest and the highest of those that it has
// there, in their order, and its ends. The line looks the same, however many points it had. X must not descend.
func thinned(points []vg.Point) []vg.Point {
	if len(points) < 3 {
		return points
	}
	last := len(points) - 1
	thin := []vg.Point{points[0]}
	for from := 1; from < last; {
		to, low, high := from, from, from
		for ; to < last && pixelOf(points[to]) == pixelOf(points[from]); to++ {
			if points[to].Y < points[low].Y {
				low = to
			}
			if points[to].Y > points[high].Y {
				high = to
			}
		}
		thin = append(thin, points[min(low, high)])
		if low != high {
			thin = append(thin, points[max(low, high)])
		}
		from = to
	}
	return append(thin, points[last])
}

func pixelOf(p vg.Point) int { return int(math.Floor(float64(p.X / pixel))) }

// unseen is how far a line may lie beside its points.
const unseen = 0.1 * vg.Length(1)

// straightened returns a line without the points that it passes anyway.
func straightened(points []vg.Point) []vg.Point {
	if len(points) < 3 {
		return points
	}
	corners := []vg.Point{points[0]}
	low, high := math.Inf(-1), math.Inf(1) // the slopes that pass all points since the last corner
	for i := 1; i < len(points); i++ {
		corner, p := corners[len(corners)-1], points[i]
		run := float64(p.X - corner.X)
		slope := float64(p.Y-corner.Y) / run
		if run > 0 && low <= slope && slope <= high {
			low = max(low, slope-float64(unseen)/run)
			high = min(high, slope+float64(unseen)/run)
			continue
		}
		if before := points[i-1]; before != corner {
			corners = append(corners, before)
			i-- // p is seen from there
		} else {
			corners = append(corners, p)
		}
		low, high = math.Inf(-1), math.Inf(1)
	}
	if end := points[len(points)-1]; corners[len(corners)-1] != end {
		corners = append(corners, end)
	}
	return corners
}

// rounded moves points to tenths of a unit, which an SVG writes in few digits.
func rounded(points []vg.Point) []vg.Point {
	tenth := func(v vg.Length) vg.Length { return vg.Length(math.Round(float64(v)*10) / 10) }
	moved := make([]vg.Point, len(points))
	for i, p := range points {
		moved[i] = vg.Point{X: tenth(p.X), Y: tenth(p.Y)}
	}
	return moved
}
