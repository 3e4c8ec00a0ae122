//go:build unix

package bench

import (
	"syscall"
	"testing"
)

// measure reports allocations and, when the function it returns is called, the
// processor time of an operation: unlike time by the clock it says the same on a
// machine that has other work, too.
func measure(b *testing.B) (stop func()) {
	b.Helper()
	b.ReportAllocs()
	began := processorTime(b)
	return func() {
		if b.N > 0 {
			b.ReportMetric(float64(processorTime(b)-began)/float64(b.N), "cpu-ns/op")
		}
	}
}

// processorTime is what this process has had of processors, in nanoseconds.
func processorTime(b *testing.B) int64 {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
