package state

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/apigen-go/apigen/internal/apigw"
)

const (
	formatVersion = 2
	fileName      = "gateway.json"
	lockName      = "lock"
)

// ErrInUse is returned for a folder that another gateway has open.
var ErrInUse = errors.New("another gateway has the folder open")

// A Store holds the current snapshot, in memory or also in a folder.
type Store struct {
	current atomic.Pointer[Data]
	mu      sync.Mutex // held by the one change that is being made
	dir     string
	lock    *os.File // nil without a folder
}

// Open makes a store. With a folder, the state in it is read, and every change
// is on disk before it is seen: written to a temporary file, synced, renamed.
// A process killed at any moment leaves the state before or after a change. The
// folder is this store's alone until [Store.Close]. An empty dir keeps the state in memory only.
func Open(dir string) (*Store, error) {
	s := &Store{dir: dir}
	d := newData()
	if dir != "" {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fmt.Errorf("open gateway state: %w", err)
		}
		held, err := lock(dir)
		if err != nil {
			return nil, fmt.Errorf("open gateway state %s: %w", dir, err)
		}
		read, err := readFile(filepath.Join(dir, fileName))
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open gateway state: %w", err), held.Close())
		}
		if err := removeUnfinished(dir); err != nil {
			return nil, errors.Join(fmt.Errorf("open gateway state: %w", err), held.Close())
		}
		s.lock = held
		if read != nil {
			d = read
		}
	}
	s.current.Store(d)
	return s, nil
}

func readFile(file string) (*Data, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	d, err := decode(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w; it is kept as it is: repair it, or move it away to begin anew", file, err)
	}
	return d, nil
}

// A seal is the first line of a state file. It tells a file that was damaged
// later on from one that is whole.
type seal struct {
	FormatVersion int
	SHA256        string // of what follows the line
}

func encode(d *Data) ([]byte, error) {
	b, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b)
	head, err := json.Marshal(seal{formatVersion, hex.EncodeToString(sum[:])})
	if err != nil {
		return nil, err
	}
	return append(append(head, '\n'), b...), nil
}

// decode reads a state file. Those of format 1 have no seal.
func decode(b []byte) (*Data, error) {
	head, rest, sealed := bytes.Cut(b, []byte("\n"))
	var found seal
	if err := json.Unmarshal(head, &found); err != nil {
		return nil, err
	}
	switch {
	case !sealed && found.FormatVersion == 1:
		rest = head
	case found.FormatVersion != formatVersion:
		return nil, fmt.Errorf("format version %d, want %d", found.FormatVersion, formatVersion)
	default:
		if sum := sha256.Sum256(rest); hex.EncodeToString(sum[:]) != found.SHA256 {
			return nil, errors.New("the file is damaged: its checksum is not that of its content")
		}
	}
	d := newData()
	if err := json.Unmarshal(rest, d); err != nil {
		return nil, err
	}
	d.FormatVersion = formatVersion
	if err := d.check(); err != nil {
		return nil, err
	}
	for _, a := range d.APIs {
		normalise(a.Definition)
		for _, dep := range a.Deployments {
			normalise(dep.Definition)
		}
	}
	return d, nil
}

// check refuses what no gateway wrote: entities without content, and stages of
// deployments that are not there.
func (d *Data) check() error {
	for id, a := range d.APIs {
		if a == nil || !whole(a.Definition) || a.Definition.ID != id || len(a.Definition.Resources) == 0 {
			return fmt.Errorf("API %s has no definition", id)
		}
		for name, dep := range a.Deployments {
			if dep == nil || !whole(dep.Definition) {
				return fmt.Errorf("deployment %s of API %s has no definition", name, id)
			}
		}
		for name, st := range a.Stages {
			if st == nil || a.Deployments[st.DeploymentID] == nil {
				return fmt.Errorf("stage %s of API %s has no deployment", name, id)
			}
		}
	}
	for id, a := range d.HTTPAPIs {
		if a == nil || a.Definition == nil {
			return fmt.Errorf("HTTP API %s has no definition", id)
		}
		for name, dep := range a.Deployments {
			if dep == nil || dep.Definition == nil {
				return fmt.Errorf("deployment %s of HTTP API %s has no definition", name, id)
			}
		}
		for name, st := range a.Stages {
			if st == nil {
				return fmt.Errorf("stage %s of HTTP API %s is empty", name, id)
			}
		}
	}
	for id, k := range d.APIKeys {
		if k == nil {
			return fmt.Errorf("API key %s is empty", id)
		}
	}
	for id, p := range d.UsagePlans {
		if p == nil {
			return fmt.Errorf("usage plan %s is empty", id)
		}
	}
	return nil
}

// whole reports whether a definition has no holes.
func whole(def *apigw.RestAPI) bool {
	if def == nil || slices.Contains(def.Resources, nil) || slices.Contains(def.Models, nil) || slices.Contains(def.Authorizers, nil) ||
		slices.Contains(def.RequestValidators, nil) || slices.Contains(def.GatewayResponses, nil) || slices.Contains(def.DocumentationParts, nil) {
		return false
	}
	for _, r := range def.Resources {
		if slices.Contains(r.Methods, nil) {
			return false
		}
	}
	return true
}

// removeUnfinished takes away what a gateway that was killed had begun to write.
func removeUnfinished(dir string) error {
	left, err := filepath.Glob(filepath.Join(dir, fileName+".*"))
	if err != nil {
		return err
	}
	for _, file := range left {
		if err := os.Remove(file); err != nil {
			return err
		}
	}
	return nil
}

// Close lets other gateways have the folder. The store must not be used
// afterwards.
func (s *Store) Close() error {
	if s.lock == nil {
		return nil
	}
	return s.lock.Close()
}

// Load gives the current snapshot.
func (s *Store) Load() *Data { return s.current.Load() }

// Update makes a change. The function gets a copy whose maps it may change;
// when it gives an error, or the result cannot be written, nothing changes.
func (s *Store) Update(change func(*Data) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.current.Load().Clone()
	if err := change(d); err != nil {
		return err
	}
	if s.dir != "" {
		if err := s.write(d); err != nil {
			return fmt.Errorf("keep gateway state: %w", err)
		}
	}
	s.current.Store(d)
	return nil
}

func (s *Store) write(d *Data) error {
	b, err := encode(d)
	if err != nil {
		return err
	}
	return WriteFile(filepath.Join(s.dir, fileName), b)
}

// WriteFile replaces a file as a whole, readable by its owner only.
func WriteFile(file string, b []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(b); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := tmp.Sync(); err != nil {
		return errors.Join(err, tmp.Close())
	}
	if err := tmp.Close(); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), file); err != nil {
		return err
	}
	return syncDir(filepath.Dir(file))
}

// syncDir makes the rename itself durable. Systems that cannot sync a folder
// say so, and there the rename has to be enough.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync()
	return d.Close()
}
