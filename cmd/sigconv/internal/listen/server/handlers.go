package server

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"

	"sigconv/cmd/sigconv/internal/listen/page"
	"sigconv/cmd/sigconv/internal/listen/trial"
)

// mostBody is how many bytes a request may bring: an answer has some hundreds.
const mostBody = 64 << 10

// Handler returns what answers requests to a port.
func (s *Server) Handler(port int) http.Handler {
	mux := http.NewServeMux()
	at := func(method, name string, handle http.HandlerFunc) {
		mux.HandleFunc(method+" /"+s.token+"/"+name, handle)
	}
	at("GET", "program.json", func(w http.ResponseWriter, r *http.Request) { reply(w, http.StatusOK, s.test.Page()) })
	at("GET", "sound/{token}", s.sound)
	at("GET", "picture/{name}", s.picture)
	at("GET", "results.json", s.resultsJSON)
	at("GET", "results.csv", s.resultsCSV)
	at("GET", "{$}", servePage("index.html"))
	for _, name := range pageFiles() {
		at("GET", name, servePage(name))
	}
	at("POST", "start", s.start)
	at("POST", "answer", s.answer)
	at("POST", "abort", s.abort)
	at("POST", "quit", s.end)
	return s.guard(port, calm(mux))
}

// calm answers what fails by itself, and never shows how.
func calm(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if recover() != nil {
				fail(w, http.StatusInternalServerError, "this is a bug in sigconv")
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// contentTypes are those of the page's files; what has another ending is not shown.
var contentTypes = map[string]string{
	".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
}

// pageFiles returns the names of the embedded files that are shown.
func pageFiles() (names []string) {
	entries, err := fs.ReadDir(page.Files(), ".")
	if err != nil {
		panic("server: " + err.Error()) // they are built in
	}
	for _, e := range entries {
		if contentTypes[path.Ext(e.Name())] != "" {
			names = append(names, e.Name())
		}
	}
	return names
}

func servePage(name string) http.HandlerFunc {
	content, err := fs.ReadFile(page.Files(), name)
	if err != nil {
		panic("server: " + err.Error())
	}
	return func(w http.ResponseWriter, r *http.Request) {
		send(w, contentTypes[path.Ext(name)], content)
	}
}

func (s *Server) sound(w http.ResponseWriter, r *http.Request) {
	data, ok := s.test.Sound(r.PathValue("token"))
	if !ok {
		fail(w, http.StatusNotFound, "there is no such sound")
		return
	}
	send(w, "application/octet-stream", data)
}

func (s *Server) picture(w http.ResponseWriter, r *http.Request) {
	data, ok := s.test.Picture(r.PathValue("name"))
	if !ok {
		fail(w, http.StatusNotFound, "there is no such picture")
		return
	}
	send(w, "image/png", data)
}

func (s *Server) resultsJSON(w http.ResponseWriter, r *http.Request) {
	if report := s.results(w); report != nil {
		reply(w, http.StatusOK, report)
	}
}

func (s *Server) resultsCSV(w http.ResponseWriter, r *http.Request) {
	if report := s.results(w); report != nil {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="results.csv"`)
		report.WriteCSV(w)
	}
}

// results returns the report, or says why there is none.
func (s *Server) results(w http.ResponseWriter) *trial.Report {
	report, err := s.test.Results()
	switch {
	case errors.Is(err, trial.ErrNoResults):
		fail(w, http.StatusNotFound, err.Error())
	case err != nil:
		fail(w, http.StatusInternalServerError, err.Error())
	}
	return report
}

func (s *Server) start(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Listener string `json:"listener"`
	}
	if read(w, r, &body) {
		state, err := s.test.Start(body.Listener)
		s.tell(w, state, err)
	}
}

func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	var body trial.Answer
	if read(w, r, &body) {
		state, err := s.test.Answer(body)
		s.tell(w, state, err)
	}
}

func (s *Server) abort(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Session string `json:"session"`
	}
	if read(w, r, &body) {
		state, err := s.test.Abort(body.Session, "the listener stopped the test")
		s.tell(w, state, err)
	}
}

func (s *Server) end(w http.ResponseWriter, r *http.Request) {
	var body struct{}
	if !read(w, r, &body) {
		return
	}
	w.WriteHeader(http.StatusNoContent)
	select {
	case s.quit <- struct{}{}:
	default: // it was said before
	}
}

// tell answers with the state of a session, or with what is wrong.
func (s *Server) tell(w http.ResponseWriter, state trial.State, err error) {
	var wrong trial.AnswerError
	switch {
	case err == nil:
		reply(w, http.StatusOK, state)
	case errors.Is(err, trial.ErrStale):
		reply(w, http.StatusConflict, state)
	case errors.As(err, &wrong):
		fail(w, http.StatusBadRequest, err.Error())
	default:
		fail(w, http.StatusInternalServerError, err.Error())
	}
}

// read reads the JSON of a request, which is all of its body and has no key that is not known.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, mostBody))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(into)
	if err == nil {
		if _, more := decoder.Token(); more != io.EOF {
			err = errors.New("there is more than one value")
		}
	}
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		fail(w, http.StatusRequestEntityTooLarge, "the request is too large")
	case err != nil:
		fail(w, http.StatusBadRequest, "the request makes no sense")
	}
	return err == nil
}

func fail(w http.ResponseWriter, status int, text string) {
	reply(w, status, map[string]string{"error": text})
}

func reply(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		panic("server: " + err.Error())
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)
}

// send sends bytes as they are, with no word about where they come from or when they were made.
func send(w http.ResponseWriter, kind string, content []byte) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.Write(content)
}
