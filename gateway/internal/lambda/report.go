package lambda

import (
	"context"
	"fmt"
	"log/slog"
	"time"
)

// memoryInterval is how often a process's memory is looked at, at most: it takes
// as long as a small function does.
const memoryInterval = 100 * time.Millisecond

// report logs what Lambda logs at the end of an invocation: how long it took
// and how much memory the process has had at most. What its children had is not
// counted. Memory is not limited here, so a warning says what would end on AWS.
//
// See https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
func (proc *process) report(j *job) {
	p := proc.pool
	if !p.log.Enabled(context.Background(), slog.LevelWarn) {
		return
	}
	took := time.Since(j.began)
	args := []any{
		"requestId", j.id, "duration", fmt.Sprintf("%.2f ms", float64(took.Microseconds())/1000),
		"memorySize", fmt.Sprintf("%d MB", p.f.Memory),
	}
	if time.Since(proc.looked) > memoryInterval {
		if used, known := peakMemory(proc.cmd.Process.Pid); known {
			proc.memory = used
		}
		proc.looked = time.Now()
	}
	if proc.memory > 0 {
		args = append(args, "maxMemoryUsed", fmt.Sprintf("%d MB", proc.memory>>20))
	}
	if proc.started > 0 {
		args = append(args, "initDuration", fmt.Sprintf("%.2f ms", float64(proc.started.Microseconds())/1000))
		proc.started = 0 // said once
	}
	p.log.Info("REPORT", args...)
	if proc.memory>>20 > int64(p.f.Memory) && !proc.warned {
		proc.warned = true
		p.log.Warn("the function uses more memory than it has: on AWS it would be ended", "requestId", j.id,
			"memorySize", fmt.Sprintf("%d MB", p.f.Memory), "maxMemoryUsed", fmt.Sprintf("%d MB", proc.memory>>20))
	}
}
