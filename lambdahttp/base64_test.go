package lambdahttp

import (
	"bytes"
	"encoding/base64"
	"math/rand/v2"
	"testing"
)

// Bodies of every length read as package base64 writes them.
func TestAppendBase64(t *testing.T) {
	t.Parallel()
	random := rand.NewChaCha8([32]byte{5})
	src := make([]byte, fewBytes+64)
	for n := range 64 {
		_, _ = random.Read(src)
		for _, body := range [][]byte{src[:n], src[:fewBytes-32+n], src[:fewBytes+n]} {
			got := appendBase64([]byte("body:"), body)
			if want := base64.StdEncoding.AppendEncode([]byte("body:"), body); !bytes.Equal(got, want) {
				t.Fatalf("%d bytes: got %s, want %s", len(body), got, want)
			}
		}
	}
}
