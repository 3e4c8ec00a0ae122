package authorizer

import (
	"strconv"
	"strings"
	"sync"
	"time"
)

// A Key is what an answer is remembered by. The same identity at another
// authorizer or stage is another caller.
type Key struct {
	API, Stage, Authorizer string
	Identity               string // see [Identity]
}

// Identity makes one text of the values of identity sources, such that
// different values never make the same text.
func Identity(values []string) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteString(strconv.Itoa(len(v)))
		b.WriteByte(':')
		b.WriteString(v)
	}
	return b.String()
}

// maxAnswers bounds the cache; callers choose the keys.
const maxAnswers = 10000

// A Cache remembers answers of authorizers. It may be used from many
// goroutines.
type Cache struct {
	now func() time.Time

	mu      sync.Mutex
	answers map[Key]remembered
}

type remembered struct {
	answer  *Answer
	expires time.Time
}

// NewCache makes a cache that goes by the clock given.
func NewCache(now func() time.Time) *Cache {
	return &Cache{now: now, answers: map[Key]remembered{}}
}

func (c *Cache) get(k Key) *Answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	r, ok := c.answers[k]
	if !ok {
		return nil
	}
	if !c.now().Before(r.expires) {
		delete(c.answers, k)
		return nil
	}
	return r.answer
}

func (c *Cache) put(k Key, a *Answer, ttl time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.now()
	if len(c.answers) >= maxAnswers {
		c.makeRoom(now)
	}
	c.answers[k] = remembered{a, now.Add(ttl)}
}

// makeRoom forgets what has expired, and of the others a tenth.
func (c *Cache) makeRoom(now time.Time) {
	drop := maxAnswers / 10
	for k, r := range c.answers {
		if !now.Before(r.expires) || drop > 0 {
			delete(c.answers, k)
			drop--
		}
	}
}

// Flush forgets the answers for a stage.
func (c *Cache) Flush(api, stage string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.answers {
		if k.API == api && k.Stage == stage {
			delete(c.answers, k)
		}
	}
}
