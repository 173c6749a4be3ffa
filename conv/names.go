package conv

import (
	"fmt"
	"slices"
	"strings"
)

// parseName returns the value whose name, in names, is name. kind is what the error calls it.
func parseName[T ~uint8](kind, name string, names []string) (T, error) {
	i := slices.Index(names, name)
	if i < 0 {
		return 0, fmt.Errorf("unknown %s %q (want %s)", kind, name, strings.Join(names, ", "))
	}
	return T(i), nil
}
