// Package handlers runs the command line tool that makes clusters.
package handlers

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/examples/cluster/api"
)

// An Event is what api/templates/event.vtl makes of a request.
type Event struct {
	Command    api.Command `json:"command"`
	Cluster    string      `json:"cluster"`
	Parameters string      `json:"parameters"` // options of the tool
	Config     string      `json:"config"`     // a file, in base64
}

// A Runner runs the tool. It is of the shape of AWS ParallelCluster's:
//
//	pcluster COMMAND [--config FILE] [PARAMETERS] CLUSTER
type Runner struct {
	Program string
}

var (
	commands = []api.Command{api.Status, api.Create, api.Update, api.Delete, api.Start, api.Stop}
	name     = regexp.MustCompile(`^[a-z][a-z0-9-]{0,59}$`)
	option   = regexp.MustCompile(`^--?[A-Za-z][A-Za-z0-9-]*(=[A-Za-z0-9_./:,-]*)?$`)
)

// Run runs a command and gives what the tool says. An error that begins with [400]
// is the caller's fault.
func (r Runner) Run(ctx context.Context, e Event) (string, error) {
	args, err := e.arguments()
	if err != nil {
		return "", fmt.Errorf("[400] %w", err)
	}
	if e.Config != "" {
		file, err := e.configuration()
		if err != nil {
			return "", err
		}
		defer os.RemoveAll(filepath.Dir(file))
		args = slices.Insert(args, 1, "--config", file)
	}
	// No shell reads the words, so none of them means more than it says.
	cmd := exec.CommandContext(ctx, r.Program, args...)
	cmd.WaitDelay = time.Second
	said, err := cmd.CombinedOutput()
	text := strings.TrimSpace(string(said))
	slog.InfoContext(ctx, "tool", "command", e.Command, "cluster", e.Cluster, "said", text, "error", err)
	if err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", e.Command, e.Cluster, err, text)
	}
	return text, nil
}

// arguments checks an event and gives the tool's arguments but the file.
func (e Event) arguments() ([]string, error) {
	if !slices.Contains(commands, e.Command) {
		return nil, fmt.Errorf("there is no command %q", e.Command)
	}
	if !name.MatchString(e.Cluster) {
		return nil, fmt.Errorf("%q is no name of a cluster: small letters, digits and hyphens, at most 60", e.Cluster)
	}
	if e.Config == "" && (e.Command == api.Create || e.Command == api.Update) {
		return nil, fmt.Errorf("%s wants a configuration file", e.Command)
	}
	args := []string{string(e.Command)}
	for word := range strings.FieldsSeq(e.Parameters) {
		if !option.MatchString(word) {
			return nil, fmt.Errorf("%q is no option: write --name or --name=value", word)
		}
		args = append(args, word)
	}
	return append(args, e.Cluster), nil
}

// configuration writes the configuration file to a folder of its own.
func (e Event) configuration() (string, error) {
	content, err := base64.StdEncoding.DecodeString(e.Config) // it skips line ends
	if err != nil {
		return "", errors.New("[400] the configuration file is not in base64")
	}
	folder, err := os.MkdirTemp("", "cluster")
	if err != nil {
		return "", err
	}
	file := filepath.Join(folder, "config")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		return "", errors.Join(err, os.RemoveAll(folder))
	}
	return file, nil
}
