//go:build !unix

package output

import "os"

// appends reports whether every write to f may go to its end. Here that cannot be asked; standard
// output might, a file that this package made does not.
func appends(f *os.File) bool { return f == os.Stdout }
