//go:build unix && !linux

package lambda

import "syscall"

// ownGroup gives a child a process group of its own, so that it is ended with
// all it started.
func ownGroup() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }

func killGroup(pid int)      { _ = syscall.Kill(-pid, syscall.SIGKILL) } // it may have ended
func terminateGroup(pid int) { _ = syscall.Kill(-pid, syscall.SIGTERM) }
