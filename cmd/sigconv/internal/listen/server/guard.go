package server

import (
	"crypto/subtle"
	"mime"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// headers are those of every answer: nothing is kept, guessed, framed, or sent on.
var headers = map[string]string{
	"Cache-Control":                "no-store",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Content-Security-Policy":      "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Cross-Origin-Opener-Policy":   "same-origin",
}

// guard lets requests through that come from our own page: to a name of this machine, with the token, and, where they change something, from
// nowhere else. A name of somebody else's that leads here (DNS rebinding) is no name of this machine.
func (s *Server) guard(port int, next http.Handler) http.Handler {
	var hosts []string
	for _, name := range []string{"127.0.0.1", "localhost", "::1"} {
		hosts = append(hosts, net.JoinHostPort(name, strconv.Itoa(port)))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name, value := range headers {
			w.Header().Set(name, value)
		}
		if !slices.Contains(hosts, r.Host) {
			fail(w, http.StatusForbidden, "this is not the name of this machine")
			return
		}
		token, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
		if subtle.ConstantTimeCompare([]byte(token), []byte(s.token)) != 1 {
			fail(w, http.StatusNotFound, "there is nothing here")
			return
		}
		if r.Method == http.MethodPost && !fromOurPage(w, r) {
			return
		}
		next.ServeHTTP(w, r)
	})
}

// fromOurPage reports whether a request that changes something comes from the page that we showed, and else says why not.
func fromOurPage(w http.ResponseWriter, r *http.Request) bool {
	origin, site := r.Header.Values("Origin"), r.Header.Get("Sec-Fetch-Site")
	if len(origin) > 1 || len(origin) == 1 && origin[0] != "http://"+r.Host || site != "" && site != "same-origin" && site != "none" {
		fail(w, http.StatusForbidden, "this comes from another page")
		return false
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		fail(w, http.StatusUnsupportedMediaType, "want application/json")
		return false
	}
	return true
}
