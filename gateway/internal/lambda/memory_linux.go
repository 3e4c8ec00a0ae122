package lambda

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// peakMemory is the most memory, in bytes, that a process had resident. It is
// not known of a process that has ended.
func peakMemory(pid int) (bytes int64, known bool) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmHWM:" {
			kib, err := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10, err == nil
		}
	}
	return 0, false
}
