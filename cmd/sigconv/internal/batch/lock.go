package batch

import (
	"errors"
	"fmt"
	"os"

	"sigconv/cmd/sigconv/internal/output"
)

// errLocked says that another process has what is to be locked.
var errLocked = errors.New("locked by another process")

// lock takes the share of a folder of outputs, until the file that is returned is closed, or the process ends in
// whatever way. A folder that cannot be locked, as on some network file systems, is said to warn.
func lock(root *os.Root, folder string, s Shard, warn func(string)) (*os.File, error) {
	file, err := root.OpenFile(ownFolder+"/lock", os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return nil, fmt.Errorf("%s: cannot write in the folder: %w", folder, output.Reason(err))
	}
	from, length := s.bytes()
	switch err := lockBytes(file, from, length); {
	case errors.Is(err, errLocked):
		file.Close()
		return nil, fmt.Errorf("%s: another batch works on this folder (want one at a time, or shares that have nothing in common)", folder)
	case err != nil:
		warn(fmt.Sprintf("%s: the folder cannot be locked here, so make sure that no other batch works on it: %v", folder, output.Reason(err)))
	}
	return file, nil
}
