package lambda

import (
	"os"
	"sync"
	"time"
)

// lookInterval is how often an executable is looked at, at most. It is shorter than
// it takes anybody to build one and to send a request, and longer than many
// invocations, of which a look would be a good part.
const lookInterval = time.Millisecond

// An executable is the file a pool's processes run.
type executable struct {
	path string

	mu     sync.Mutex
	looked time.Time
	last   fileStamp
}

// A fileStamp tells two builds of an executable apart. The zero value is that of
// one that has gone.
type fileStamp struct {
	modified time.Time
	size     int64
}

// look gives the stamp of the file as it is.
func (e *executable) look() fileStamp { return e.lookedAt(time.Now(), 0) }

// stamp gives the stamp of the file as it was a lookInterval ago, at most.
func (e *executable) stamp() fileStamp { return e.lookedAt(time.Now(), lookInterval) }

// lookedAt gives the stamp the file has now, or had no longer ago than age.
func (e *executable) lookedAt(now time.Time, age time.Duration) fileStamp {
	e.mu.Lock()
	defer e.mu.Unlock()
	if age > 0 && now.Sub(e.looked) < age {
		return e.last
	}
	e.looked, e.last = now, fileStamp{}
	if info, err := os.Stat(e.path); err == nil {
		e.last = fileStamp{info.ModTime(), info.Size()}
	}
	return e.last
}
