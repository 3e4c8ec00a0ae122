//go:build !linux

package lambdahttp

import "io"

// dialAlone connects to the Runtime API; functions run on Linux, and what they
// gain there is not worth a file for each other system.
func dialAlone(address string) (io.ReadWriteCloser, error) { return dial(address) }
