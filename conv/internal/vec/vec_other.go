//go:build !amd64

package vec

func vectorLoops() []loops { return nil }
