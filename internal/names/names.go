// Package names finds the values that names stand for.
package names

import (
	"fmt"
	"slices"
	"strings"
)

// Parse returns the value whose name, in names, is name. kind is what the error calls it.
func Parse[T ~uint8](kind, name string, names []string) (T, error) {
	i := slices.Index(names, name)
	if i < 0 {
		return 0, fmt.Errorf("unknown %s %q (want %s)", kind, name, strings.Join(names, ", "))
	}
	return T(i), nil
}
