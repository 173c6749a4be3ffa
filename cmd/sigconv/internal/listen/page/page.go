// Package page holds the page of sigconv listen: plain HTML, CSS and JavaScript, embedded as they are. The page talks to
// the server by relative addresses alone and asks nothing of any other place.
package page

import (
	"embed"
	"io/fs"
)

//go:embed index.html style.css icon.svg *.js
var files embed.FS

// Files returns the page's files, all in one folder; index.html is where it begins.
func Files() fs.FS {
	return files
}
