// Command apigen turns a contract of Go structs into an OpenAPI document with
// the API Gateway extensions, the server and client code of it, and a running
// API: in Amazon API Gateway, or in the local gateway it carries.
//
// Every verb stands in a file of its own; main alone knows flags, streams and
// exit codes:
//
//	0  done, and clean
//	1  done, with something to say: findings, stale output, changes
//	2  could not be done, wrong usage included
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], stdio{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// stdio is the streams of a command: results go to out, progress and errors to err.
type stdio struct {
	in  io.Reader
	out io.Writer
	err io.Writer
}

const (
	exitClean   = 0
	exitFinding = 1
	exitTrouble = 2
)

// errFindings ends a command that did its work and has already printed what it
// found.
var errFindings = errors.New("findings")

func run(ctx context.Context, args []string, std stdio) int {
	root := newRoot(std)
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return exitClean
	case errors.Is(err, errFindings):
		return exitFinding
	}
	fmt.Fprintf(std.err, "apigen: %v\n", err)
	if hint := goHint(err); hint != "" {
		fmt.Fprintln(std.err, hint)
	}
	var usage usageError
	if errors.As(err, &usage) {
		fmt.Fprintf(std.err, "Run '%s --help' for usage.\n", usage.command)
	}
	return exitTrouble
}

// usageError is a command line that does not say what to do.
type usageError struct {
	command string
	err     error
}

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func newRoot(std stdio) *cobra.Command {
	root := &cobra.Command{
		Use:   "apigen",
		Short: "Write Go structs; get an API on Amazon API Gateway, and the same API on your laptop",
		Long: `apigen reads a contract of Go structs and writes the OpenAPI document that
API Gateway imports, the server stub, the binding to your own structs and the
clients. It imports the document into API Gateway, or into the local gateway,
which answers as the real one does and needs no AWS account.`,
		Example: `  apigen init demo             # a new project that runs
  apigen up                    # generate, run, import, deploy; stays up
  apigen generate              # api/openapi.yaml and generated/
  apigen import --env prod     # into AWS`,
		SilenceUsage:  true,
		SilenceErrors: true,
	}
	root.SetIn(std.in)
	root.SetOut(std.out)
	root.SetErr(std.err)
	root.SetFlagErrorFunc(wrongFlag)
	root.AddCommand(
		newInit(std),
		newUp(std),
		newDev(std),
		newGenerate(std),
		newExplain(std),
		newLint(std),
		newDiff(std),
		newPlan(std),
		newImport(std),
		newDeploy(std),
		newStatus(std),
		newDrift(std),
		newExport(std),
		newRollback(std),
		newIAM(std),
		newStack(std),
		newLocal(std),
		newRender(std),
		newToken(std),
		newPackage(std),
		newVersion(std),
	)
	for _, c := range root.Commands() {
		c.Args = usageArgs(c.Args)
	}
	explainDefaults(root)
	return root
}
