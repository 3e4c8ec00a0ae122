//go:build !linux

package lambda

// peakMemory is not known without /proc.
func peakMemory(int) (bytes int64, known bool) { return 0, false }
