// Package ids makes the identifiers API Gateway gives out, in the service's own
// shapes, from one source of randomness that tests may replace.
package ids

import (
	"bufio"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"io"
	"sync"
	"time"
)

const (
	lowerAlphanumeric = "abcdefghijklmnopqrstuvwxyz0123456789"
	alphanumeric      = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
)

// A Source makes identifiers. It may be used from many goroutines.
type Source struct {
	mu   sync.Mutex
	r    io.Reader
	room [32]byte // what was read last; bytes that a reader gets are of the heap
}

// New makes a source that draws from r; nil is the operating system's
// randomness.
func New(r io.Reader) *Source {
	if r == nil {
		r = bufio.NewReaderSize(rand.Reader, 1<<10) // a request wants several ids
	}
	return &Source{r: r}
}

// fill reads random bytes. A reader that ends leaves zeros, so that a short
// test source still gives identifiers of the right shape.
func (s *Source) fill(b []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(b) > 0 {
		part := s.room[:min(len(b), len(s.room))]
		clear(part)
		_, _ = io.ReadFull(s.r, part)
		b = b[copy(b, part):]
	}
}

func (s *Source) text(alphabet string, n int) string {
	b := make([]byte, n)
	s.fill(b)
	for i := range b {
		b[i] = alphabet[int(b[i])%len(alphabet)]
	}
	return string(b)
}

// API gives an id as REST APIs have: ten lower-case letters and digits.
func (s *Source) API() string { return s.text(lowerAlphanumeric, 10) }

// Short gives an id of six letters and digits, as resources, deployments,
// models, authorizers and usage plans have.
func (s *Source) Short() string { return s.text(lowerAlphanumeric, 6) }

// Key gives an id as API keys have.
func (s *Source) Key() string { return s.text(lowerAlphanumeric, 10) }

// KeyValue gives the secret of an API key: forty letters and digits.
func (s *Source) KeyValue() string { return s.text(alphanumeric, 40) }

// UUID gives a random UUID (RFC 9562, version 4), the shape of
// $context.requestId.
func (s *Source) UUID() string {
	var b [16]byte
	s.fill(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	var out [36]byte
	hex.Encode(out[:8], b[:4])
	hex.Encode(out[9:13], b[4:6])
	hex.Encode(out[14:18], b[6:8])
	hex.Encode(out[19:23], b[8:10])
	hex.Encode(out[24:], b[10:])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	return string(out[:])
}

// Extended gives the value of x-amz-apigw-id: 15 characters and an equals sign.
func (s *Source) Extended() string {
	var b [11]byte
	s.fill(b[:])
	var out [16]byte
	base64.URLEncoding.Encode(out[:], b[:])
	return string(out[:])
}

// AppendTraceRoot adds the Root of an X-Amzn-Trace-Id that begins at the time.
func (s *Source) AppendTraceRoot(text []byte, at time.Time) []byte {
	var b [4 + 12]byte
	binary.BigEndian.PutUint32(b[:], uint32(at.Unix()))
	s.fill(b[4:])
	text = hex.AppendEncode(append(text, "1-"...), b[:4])
	return hex.AppendEncode(append(text, '-'), b[4:])
}

// AppendSegment adds the Parent of an X-Amzn-Trace-Id.
func (s *Source) AppendSegment(text []byte) []byte {
	var b [8]byte
	s.fill(b[:])
	return hex.AppendEncode(text, b[:])
}
