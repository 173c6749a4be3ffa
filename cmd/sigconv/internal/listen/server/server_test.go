package server

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sigconv/cmd/sigconv/internal/listen/trial"
)

const port = 4711

// newServer shows an ABX of two sounds, whose answers go into the folder.
func newServer(t *testing.T) (s *Server, folder string) {
	t.Helper()
	p := &trial.Program{Rate: 8000, Channels: 1, Frames: 2, Loop: [2]int{0, 2}, Items: []trial.Item{
		{Name: "a", Role: trial.Reference, Data: []byte("aaaaaaaa"), Gain: 1, Unmatched: 1},
		{Name: "b", Role: trial.Candidate, Data: []byte("bbbbbbbb"), Gain: 1, Unmatched: 1},
	}}
	folder = filepath.Join(t.TempDir(), "results")
	test, err := trial.New(p, trial.Plan{Kind: trial.ABX, Trials: 5, Alpha: 0.05}, folder, "sigconv test", rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return New(test), folder
}

// ask sends a request with a header's lines, such as "Origin: null", and returns the answer.
func ask(s *Server, method, path, body string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "http://127.0.0.1:4711/", strings.NewReader(body))
	r.URL.Path, r.URL.RawPath = path, ""
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
	}
	for _, line := range header {
		name, value, _ := strings.Cut(line, ": ")
		if name == "Host" {
			r.Host = value
			continue
		}
		if name == "Content-Type" {
			r.Header.Del(name)
		}
		r.Header.Add(name, value)
	}
	w := httptest.NewRecorder()
	s.Handler(port).ServeHTTP(w, r)
	return w
}

const start = `{"listener":"Anna"}`

// begun reports whether a session was begun.
func begun(folder string) bool {
	_, err := os.Stat(folder)
	return err == nil
}

// TestForeignRequests are refused, and change nothing.
func TestForeignRequests(t *testing.T) {
	for _, c := range []struct {
		header []string
		want   int
	}{
		{[]string{"Host: evil.example:4711"}, 403}, // a name that was made to lead here
		{[]string{"Host: 127.0.0.1:4712"}, 403},
		{[]string{"Host: 127.0.0.1"}, 403},
		{[]string{"Host: 127.0.0.1.evil.example:4711"}, 403},
		{[]string{"Host: 0.0.0.0:4711"}, 403},
		{[]string{"Host: "}, 403},
		{[]string{"Origin: http://evil.example"}, 403},
		{[]string{"Origin: null"}, 403},
		{[]string{"Origin: https://127.0.0.1:4711"}, 403},
		{[]string{"Origin: http://127.0.0.1:4712"}, 403},
		{[]string{"Origin: http://localhost:4711"}, 403}, // of another name than is asked
		{[]string{"Origin: http://127.0.0.1:4711", "Origin: http://evil.example"}, 403},
		{[]string{"Sec-Fetch-Site: cross-site"}, 403},
		{[]string{"Sec-Fetch-Site: same-site"}, 403},
		{[]string{"Content-Type: text/plain"}, 415}, // what a form of another page could send
		{[]string{"Content-Type: application/x-www-form-urlencoded"}, 415},
		{[]string{"Content-Type: "}, 415},
	} {
		s, folder := newServer(t)
		if w := ask(s, "POST", "/"+s.token+"/start", start, c.header...); w.Code != c.want || begun(folder) {
			t.Errorf("%q: %d, want %d; begun: %v", c.header, w.Code, c.want, begun(folder))
		}
	}
}

func TestOurRequests(t *testing.T) {
	for _, header := range [][]string{
		nil,
		{"Host: localhost:4711", "Origin: http://localhost:4711", "Sec-Fetch-Site: same-origin"},
		{"Host: [::1]:4711", "Origin: http://[::1]:4711"},
		{"Content-Type: application/json; charset=utf-8"},
	} {
		s, folder := newServer(t)
		if w := ask(s, "POST", "/"+s.token+"/start", start, header...); w.Code != 200 || !begun(folder) {
			t.Errorf("%q: %d, %s", header, w.Code, w.Body)
		}
	}
}

// TestBodies that are no JSON of ours, or too much of it.
func TestBodies(t *testing.T) {
	for body, want := range map[string]int{
		"": 400, "{": 400, "null": 400, "[]": 400, `"Anna"`: 400, `{"listener":1}`: 400, `{"listener":""}`: 400, `{"listener":"a\nb"}`: 400,
		`{"listener":"Anna","more":1}`: 400, start + "{}": 400, start + "x": 400,
		`{"listener":"` + strings.Repeat("a", 81) + `"}`:       400,
		`{"listener":"` + strings.Repeat("a", mostBody) + `"}`: 413,
	} {
		s, folder := newServer(t)
		if w := ask(s, "POST", "/"+s.token+"/start", body); w.Code != want || begun(folder) {
			t.Errorf("%.40q: %d, want %d; begun: %v", body, w.Code, want, begun(folder))
		}
	}
}

// TestPaths that lead nowhere.
func TestPaths(t *testing.T) {
	s, _ := newServer(t)
	for _, path := range []string{
		"/", "/wrong/", "/" + s.token[:31] + "/", "/" + s.token + "0/", "/" + s.token + "/page.go", "/" + s.token + "/nothing",
		"/" + s.token + "/../server.go", "/" + s.token + "/../../etc/passwd", "/" + s.token + "/sound/../../../etc/passwd",
		"/" + s.token + "/picture/..%2f..%2fetc%2fpasswd", "/" + s.token + "/picture/%252e%252e", `/` + s.token + `/picture/..\..\secret`,
		"/" + s.token + "//etc/passwd", "/" + s.token + "/sound/", "/" + s.token + "/sound/00", "/" + s.token + "/results.json", "/" + s.token + "/results.csv",
	} {
		w := ask(s, "GET", path, "")
		if w.Code == 200 || strings.Contains(w.Body.String(), "root:") {
			t.Errorf("%s: %d %.60s", path, w.Code, w.Body)
		}
	}
	for _, path := range []string{"", "style.css", "main.js", "program.json"} {
		if w := ask(s, "GET", "/"+s.token+"/"+path, ""); w.Code != 200 || w.Body.Len() == 0 {
			t.Errorf("%q: %d", path, w.Code)
		}
	}
}

// TestGetChangesNothing, nor does any other method.
func TestGetChangesNothing(t *testing.T) {
	for _, method := range []string{"GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"} {
		for _, what := range []string{"start", "answer", "abort", "quit"} {
			s, folder := newServer(t)
			if w := ask(s, method, "/"+s.token+"/"+what, start); w.Code < 400 || begun(folder) || len(s.quit) > 0 {
				t.Errorf("%s %s: %d", method, what, w.Code)
			}
		}
	}
}

// TestSoundsTellNothing: A, B and X differ in their bytes alone.
func TestSoundsTellNothing(t *testing.T) {
	s, _ := newServer(t)
	state := ask(s, "POST", "/"+s.token+"/start", start).Body.String()
	var seen []string
	for _, m := range regexp.MustCompile(`sound/[0-9a-f]{32}`).FindAllString(state, -1) {
		w := ask(s, "GET", "/"+s.token+"/"+m, "")
		if w.Code != 200 || w.Body.Len() != 8 {
			t.Fatalf("%d, %d bytes", w.Code, w.Body.Len())
		}
		for _, name := range []string{"ETag", "Last-Modified", "Content-Disposition"} {
			if w.Header().Get(name) != "" {
				t.Errorf("a sound has %s", name)
			}
		}
		seen = append(seen, fmt.Sprint(w.Header()))
	}
	if len(seen) != 3 || seen[0] != seen[1] || seen[1] != seen[2] {
		t.Errorf("headers %q", seen)
	}
	for name, want := range headers {
		if !strings.Contains(seen[0], want) {
			t.Errorf("no %s: %s", name, want)
		}
	}
}

// TestAnswersTwice: the second one gets the question that is asked now.
func TestAnswersTwice(t *testing.T) {
	s, _ := newServer(t)
	state := ask(s, "POST", "/"+s.token+"/start", start).Body.String()
	session := regexp.MustCompile(`"session":"([0-9a-f]+)"`).FindStringSubmatch(state)[1]
	answer := `{"session":"` + session + `","phase":"training","trial":1,"answer":"A","played":{"X":1}}`
	if w := ask(s, "POST", "/"+s.token+"/answer", answer); w.Code != 200 || !strings.Contains(w.Body.String(), `"trial":2`) {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	if w := ask(s, "POST", "/"+s.token+"/answer", answer); w.Code != 409 || !strings.Contains(w.Body.String(), `"trial":2`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := ask(s, "POST", "/"+s.token+"/answer", strings.Replace(answer, session, "0", 1)); w.Code != 400 {
		t.Errorf("another session: %d %s", w.Code, w.Body)
	}
}

// serve shows a test on a free port, until stop.
func serve(t *testing.T, s *Server) (address string, stop func() (underWay bool, err error)) {
	t.Helper()
	l, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	if !l.Addr().(*net.TCPAddr).IP.IsLoopback() {
		t.Fatalf("the server listens at %s", l.Addr())
	}
	ctx, cancel := context.WithCancel(context.Background())
	type outcome struct {
		underWay bool
		err      error
	}
	ended := make(chan outcome, 1)
	go func() {
		underWay, err := s.Serve(ctx, l)
		ended <- outcome{underWay, err}
	}()
	return s.URL(l), func() (bool, error) {
		cancel()
		select {
		case o := <-ended:
			return o.underWay, o.err
		case <-time.After(10 * time.Second):
			t.Fatal("the server does not end")
		}
		return false, nil
	}
}

func post(t *testing.T, url, body string) string {
	t.Helper()
	response, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	content, _ := io.ReadAll(response.Body)
	return string(content)
}

// TestServeEnds with a log that says so, though somebody does not read what was asked for.
func TestServeEnds(t *testing.T) {
	s, folder := newServer(t)
	url, stop := serve(t, s)
	post(t, url+"start", start)
	slow, err := net.Dial("tcp", strings.Split(url, "/")[2])
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	fmt.Fprint(slow, "GET / HTTP/1.1\r\n") // and no more
	if underWay, err := stop(); !underWay || err != nil {
		t.Errorf("%v, %v", underWay, err)
	}
	logs, _ := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if len(logs) != 1 {
		t.Fatalf("logs %q", logs)
	}
	content, err := os.ReadFile(logs[0])
	if err != nil || !strings.Contains(string(content), `"record":"aborted"`) {
		t.Errorf("%s, %v", content, err)
	}
}

func TestQuit(t *testing.T) {
	s, _ := newServer(t)
	url, stop := serve(t, s)
	post(t, url+"quit", "{}")
	if underWay, err := stop(); underWay || err != nil {
		t.Errorf("%v, %v", underWay, err)
	}
}

func TestPortThatIsTaken(t *testing.T) {
	l, err := Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if _, err := Listen(l.Addr().(*net.TCPAddr).Port); err == nil || !strings.Contains(err.Error(), "--port 0") {
		t.Error(err)
	}
}
