//go:build !unix

package state

import (
	"os"
	"path/filepath"
)

// lock opens the lock file only: this system has no lock that ends with its
// process, so two gateways on one folder are the user's to avoid.
func lock(dir string) (*os.File, error) {
	return os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
}
