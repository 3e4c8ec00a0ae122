package lambda

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A gateway that is killed leaves no function behind: the kernel ends them with
// it. The test runs itself as that gateway.
func TestFunctionsDieWithTheGateway(t *testing.T) {
	if target := os.Getenv("APIGEN_TEST_BOOTSTRAP"); target != "" {
		runAsGateway(target)
		return
	}
	first, _ := bootstraps(t)
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestFunctionsDieWithTheGateway$")
	cmd.Env = append(os.Environ(), "APIGEN_TEST_BOOTSTRAP="+first)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	if err != nil {
		t.Fatalf("got %q, want the function's process id", line)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait() // it was killed
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if gone(pid) {
			return
		}
		time.Sleep(time.Millisecond) // the process is not ours to wait for
	}
	t.Errorf("process %d outlives its gateway", pid)
}

// gone reports whether a process has ended; one that nobody has waited for yet
// is a zombie.
func gone(pid int) bool {
	if errors.Is(syscall.Kill(pid, 0), syscall.ESRCH) {
		return true
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	return err != nil || strings.Contains(string(stat), ") Z ")
}

func runAsGateway(target string) {
	h, err := NewHost(Config{
		Functions: []Function{{Name: "directory", Target: target}}, Log: slog.New(slog.DiscardHandler),
		NewID: func() string { return "id" },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	res, err := h.Invoke(context.Background(), Invocation{Function: "directory", Payload: []byte(`{}`)})
	if err != nil {
		fmt.Println(err)
		return
	}
	pid, _, _ := strings.Cut(strings.TrimPrefix(string(res.Payload), `{"pid":`), ",")
	fmt.Println(pid)
	select {}
}
