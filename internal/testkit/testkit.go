// Package testkit has what the tests of several rooms need.
package testkit

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
)

// Golden reads golden vectors into v, from a file in testdata/golden that is JSON.
func Golden(t *testing.T, name string, v any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), "testdata", "golden", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// root returns the way from the folder of the test to that of the project.
func root(t *testing.T) string {
	t.Helper()
	for way, depth := ".", 0; depth < 8; way, depth = filepath.Join("..", way), depth+1 {
		if _, err := os.Stat(filepath.Join(way, "go.mod")); err == nil {
			return way
		}
	}
	t.Fatal("there is no go.mod above the test")
	return ""
}

// Random returns n numbers from -1 to 1, the same for the same seed.
func Random(n int, seed uint64) []float64 {
	rng := rand.New(rand.NewPCG(seed, uint64(n)))
	x := make([]float64, n)
	for i := range x {
		x[i] = 2*rng.Float64() - 1
	}
	return x
}
