package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A project is apigen.yaml and the folder it stands in.
type project struct {
	*config.Config
	root  string
	named bool            // by --config
	built []builtFunction // what target built

	contract *contract.Contract // as it was generated from last; nil when it was not
}

// configFlag adds the flag that names the project's configuration.
func configFlag(c *cobra.Command) *string {
	return c.Flags().String("config", config.File, "the project's configuration")
}

func loadProject(file string) (*project, error) {
	if _, err := os.Stat(file); err != nil && file != config.File {
		return nil, err // somebody asked for it
	}
	c, found, err := config.Load(file)
	if err != nil {
		return nil, err
	}
	if found.HasErrors() {
		var text strings.Builder
		if err := diag.Write(&text, "text", found); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("the configuration cannot be used\n%s", strings.TrimRight(text.String(), "\n"))
	}
	return &project{Config: c, root: filepath.Dir(file), named: file != config.File}, nil
}

// path gives a path of the configuration as the operating system has it.
func (p *project) path(name string) string {
	name = filepath.FromSlash(name)
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(p.root, name)
}

// workDir is where the local gateway, built functions and backups are kept. It
// is no part of the source: version control ignores it.
func (p *project) workDir() string { return p.path(".apigen") }

// document reads the project's document.
func (p *project) document() (*openapi.Document, error) {
	file := p.path(p.Document)
	data, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		if err := p.missing(); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("there is no %s yet: apigen generate writes it", file)
	}
	if err != nil {
		return nil, err
	}
	return openapi.Parse(file, data)
}

// missing is an error where there is no project at all, neither apigen.yaml nor the
// contract's package, as for somebody in the wrong folder. It names the folder
// above that has one.
func (p *project) missing() error {
	if p.named {
		return nil
	}
	for _, name := range []string{config.File, p.Package} {
		if _, err := os.Stat(p.path(name)); !os.IsNotExist(err) {
			return nil
		}
	}
	none := fmt.Sprintf("there is no project here, neither %s nor %s", config.File, p.Package)
	root, err := filepath.Abs(p.root)
	if err != nil {
		return err
	}
	for dir := filepath.Dir(root); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, config.File)); err == nil {
			return fmt.Errorf("%s: run apigen in %s", none, dir)
		}
		if dir == filepath.Dir(dir) {
			return fmt.Errorf("%s: run apigen in the folder of one, or make one with apigen init", none)
		}
	}
}

// assignments reads flags of the form NAME=VALUE over the values of the
// configuration.
func assignments(base map[string]string, flag string, values []string) (map[string]string, error) {
	all := make(map[string]string, len(base)+len(values))
	for name, value := range base {
		all[name] = value
	}
	for _, v := range values {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return nil, fmt.Errorf("--%s %s: want NAME=VALUE", flag, v)
		}
		all[name] = value
	}
	return all, nil
}
