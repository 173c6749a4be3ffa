package output

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"sync"
	"sync/atomic"
)

// A temporary is a file that has not got its name yet.
type temporary struct {
	disk Disk
	name string
}

// unfinished holds every temporary that there is, folders the names of folders that may yet be empty.
var unfinished, folders sync.Map

// abandoned says that the process ends, so that no temporary may be made any more.
var abandoned atomic.Bool

var errAbandoned = errors.New("the program ends")

// createTemp makes a new file in a folder, whose name ends with a separator, with the permissions of any new file. Its
// name may be given; else it is one that there is nowhere.
func createTemp(disk Disk, folder, name string) (Handle, temporary, error) {
	if name != "" {
		disk.Remove(folder + name)
		return createTempNamed(disk, folder+name)
	}
	for {
		f, t, err := createTempNamed(disk, folder+".sigconv-"+rand.Text()+".tmp")
		if !errors.Is(err, fs.ErrExist) {
			return f, t, err
		}
	}
}

// createTempNamed makes a new file of a name that nothing else has.
func createTempNamed(disk Disk, name string) (Handle, temporary, error) {
	t := temporary{disk, name}
	f, err := disk.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return nil, t, err
	}
	unfinished.Store(t, true)
	if abandoned.Load() { // perhaps too late for Abandon to see it
		f.Close()
		t.remove()
		return nil, t, errAbandoned
	}
	return f, t, nil
}

func (t temporary) remove() {
	t.disk.Remove(t.name)
	unfinished.Delete(t)
}

// Abandon removes every temporary file, and every folder that was made for one, for a process that ends while files
// are still being written. No more can be begun.
func Abandon() {
	abandoned.Store(true)
	unfinished.Range(func(t, _ any) bool {
		t.(temporary).remove()
		return true
	})
	folders.Range(func(path, _ any) bool {
		os.Remove(path.(string))
		return true
	})
}
