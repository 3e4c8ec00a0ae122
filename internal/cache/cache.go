// Package cache keeps files that can be made again: answers of slow programs,
// under a key that says what they were made from.
//
// Nothing that goes wrong is told. Without its folder, or with a file that was
// damaged, everything is made anew.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// A Folder holds files. The zero value keeps nothing.
type Folder struct{ dir string }

// Off is the name of the folder that keeps nothing.
const Off = "off"

// In gives the folder of that name below dir: empty is apigen's folder in the
// user's cache, [Off] none.
func In(dir, name string) Folder {
	switch dir {
	case Off:
		return Folder{}
	case "":
		user, err := os.UserCacheDir()
		if err != nil {
			return Folder{}
		}
		dir = filepath.Join(user, "apigen")
	}
	return Folder{filepath.Join(dir, name)}
}

// IsOff reports whether the folder keeps nothing.
func (f Folder) IsOff() bool { return f.dir == "" }

// file is where the content of a key stands, behind its own hash.
func (f Folder) file(key string) string {
	sum := sha256.Sum256([]byte(key))
	return filepath.Join(f.dir, hex.EncodeToString(sum[:16]))
}

// Get gives what was kept under a key; nil when nothing was.
func (f Folder) Get(key string) []byte {
	if f.IsOff() {
		return nil
	}
	data, err := os.ReadFile(f.file(key))
	if err != nil || len(data) < sha256.Size {
		return nil
	}
	content := data[sha256.Size:]
	if sum := sha256.Sum256(content); !bytes.Equal(sum[:], data[:sha256.Size]) {
		return nil
	}
	return content
}

// Put keeps content under a key.
func (f Folder) Put(key string, content []byte) {
	if f.IsOff() || os.MkdirAll(f.dir, 0o700) != nil {
		return
	}
	sum := sha256.Sum256(content)
	temp, err := os.CreateTemp(f.dir, ".new-*")
	if err != nil {
		return
	}
	_, err = temp.Write(append(sum[:], content...))
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), f.file(key))
	}
	if err != nil {
		_ = os.Remove(temp.Name()) // nothing is kept then
		return
	}
	f.clear()
}

// Program identifies the program that runs: a cache that is keyed by it forgets
// everything with each build. It is empty when that is not known.
func Program() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(name)
	if err != nil {
		return ""
	}
	return fmt.Sprintf("%s %d %d", name, info.Size(), info.ModTime().UnixNano())
}

// age is how long a file is kept that nobody has written again.
const age = 14 * 24 * time.Hour

// clear removes what is old.
func (f Folder) clear() {
	entries, err := os.ReadDir(f.dir)
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > age {
			_ = os.Remove(filepath.Join(f.dir, e.Name())) // or the next time
		}
	}
}
