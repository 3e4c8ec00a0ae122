package main

import (
	"cmp"
	"errors"
	"go/version"
	"os/exec"
	"regexp"
	"runtime"
	"strings"
)

// goHint says what to do about an error of the go command's absence or age; nothing
// for other errors.
func goHint(err error) string {
	var absent *exec.Error
	if errors.As(err, &absent) && absent.Name == "go" && errors.Is(err, exec.ErrNotFound) {
		// What apigen was built with builds what it generates, too.
		wanted := cmp.Or(strings.TrimPrefix(version.Lang(runtime.Version()), "go"), "of today")
		return "install Go " + wanted + " from https://go.dev/dl, and see that the go command is in the PATH"
	}
	for _, old := range tooOld {
		if m := old.FindStringSubmatch(err.Error()); m != nil {
			return "install Go " + m[1] + " from https://go.dev/dl: the one that is here is older than go.mod asks for"
		}
	}
	return ""
}

// tooOld are the words of go commands that are older than go.mod asks for: of those
// that may not fetch another, of those that cannot, and of those before Go 1.21.
// https://go.dev/doc/toolchain
var tooOld = []*regexp.Regexp{
	regexp.MustCompile(`requires go >= (1\.[0-9.]*[0-9])`),
	regexp.MustCompile(`download go(1\.[0-9.]*[0-9]) for `),
	regexp.MustCompile(`invalid go version '(1\.[0-9.]*[0-9])'`),
}
