// Package server shows a listening test to browsers on this machine, and to nobody else.
package server

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"sigconv/cmd/sigconv/internal/listen/trial"
)

// A Server shows one test. Everything lies under a random path, so that no other page or program can guess where.
type Server struct {
	test  *trial.Test
	token string
	quit  chan struct{}
}

// New returns a server of a test.
func New(test *trial.Test) *Server {
	token := make([]byte, 16)
	rand.Read(token) // never fails
	return &Server{test: test, token: hex.EncodeToString(token), quit: make(chan struct{}, 1)}
}

// Listen takes a port of this machine that only programs on it can reach; 0 takes a free one.
func Listen(port int) (net.Listener, error) {
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("port %d is taken by another program (--port 0 takes a free one)", port)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("port %d is not for everybody (--port 0 takes a free one)", port)
	case err != nil:
		return nil, fmt.Errorf("port %d cannot be taken: %w", port, err)
	}
	return l, nil
}

// URL returns where the page is.
func (s *Server) URL(l net.Listener) string { return fmt.Sprintf("http://%s/%s/", l.Addr(), s.token) }

// patience is how long answers under way may take once the server ends.
const patience = time.Second

// Serve shows the test until ctx is cancelled or the page says to quit; a session that is under way then is logged as aborted. underWay says
// that there was one.
func (s *Server) Serve(ctx context.Context, l net.Listener) (underWay bool, err error) {
	server := &http.Server{
		Handler:           s.Handler(l.Addr().(*net.TCPAddr).Port),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // what a browser does wrong is no news
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err = <-failed:
	case <-ctx.Done():
	case <-s.quit:
	}
	within, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if server.Shutdown(within) != nil {
		server.Close()
	}
	underWay, closing := s.test.Close("the program was stopped")
	return underWay, errors.Join(err, closing)
}
