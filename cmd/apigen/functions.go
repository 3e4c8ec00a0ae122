package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/config"
)

// functions gives what runs behind the local gateway: the functions of the
// configuration with those of the flags (NAME=TARGET) in their place. Main
// packages are built in the folder work; functions keep what they have in data.
func (p *project) functions(ctx context.Context, flags []string, work, data string) ([]gateway.FunctionConfig, error) {
	targets, err := assignments(nil, "function", flags)
	if err != nil {
		return nil, err
	}
	configured := slices.Clone(p.Functions)
	for _, flag := range flags {
		name, _, _ := strings.Cut(flag, "=")
		if !hasFunction(configured, name) {
			configured = append(configured, &config.Function{Name: name})
		}
	}
	var all []gateway.FunctionConfig
	for _, f := range configured {
		run := f.Run
		if target, ok := targets[f.Name]; ok {
			run = target
		}
		target, err := p.target(ctx, f.Name, run, work)
		if err != nil {
			return nil, fmt.Errorf("function %s: %w", f.Name, err)
		}
		env, err := p.environment(f, data)
		if err != nil {
			return nil, err
		}
		all = append(all, gateway.FunctionConfig{
			Name: f.Name, Target: target, Env: env,
			Timeout: time.Duration(f.Timeout) * time.Second, Memory: f.Memory, Concurrency: f.Concurrency,
		})
	}
	return all, nil
}

func hasFunction(functions []*config.Function, name string) bool {
	for _, f := range functions {
		if f.Name == name {
			return true
		}
	}
	return false
}

// target makes of what a function runs what the gateway starts or calls.
func (p *project) target(ctx context.Context, name, run, work string) (string, error) {
	if strings.HasPrefix(run, "http://") || strings.HasPrefix(run, "https://") {
		return run, nil
	}
	file, err := filepath.Abs(p.path(run))
	if err != nil {
		return "", err
	}
	info, err := os.Stat(file)
	if err != nil {
		return "", fmt.Errorf("run: %w", err)
	}
	if !info.IsDir() {
		return file, nil
	}
	for _, f := range p.built { // one program may be several functions
		if f.pkg == run && f.work == work {
			return f.bootstrap()
		}
	}
	p.built = append(p.built, builtFunction{name: name, pkg: run, work: work})
	return p.build(ctx, name, run, work)
}

// localPackage is the path of a package as the go command takes it.
func localPackage(pkg string) string {
	if !filepath.IsAbs(pkg) && !strings.HasPrefix(pkg, ".") {
		return "./" + pkg
	}
	return pkg
}

// build compiles a main package to a bootstrap, as Lambda's provided runtimes
// want it.
func (p *project) build(ctx context.Context, name, pkg, work string) (string, error) {
	bootstrap, err := builtFunction{name: name, pkg: pkg, work: work}.bootstrap()
	if err != nil {
		return "", err
	}
	pkg = localPackage(pkg)
	var output bytes.Buffer
	// A function that runs must never find half a program in its place.
	next := bootstrap + ".next"
	// Debugging information is half of the work of linking; stack traces need none.
	cmd := exec.CommandContext(ctx, "go", "build", "-tags", "lambda.norpc", "-buildvcs=false", "-ldflags=-s -w", "-o", next, pkg)
	cmd.Dir, cmd.Stdout, cmd.Stderr = p.root, &output, &output
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", pkg, err, bytes.TrimSpace(output.Bytes()))
	}
	if err := os.Rename(next, bootstrap); err != nil {
		return "", err
	}
	return bootstrap, nil
}

// environment is a function's, in which ${data} stands for the folder of what
// functions keep, ${root} for that of apigen.yaml, and ${Name} for a parameter
// of the environment local.
func (p *project) environment(f *config.Function, data string) (map[string]string, error) {
	root, err := filepath.Abs(p.root)
	if err != nil {
		return nil, err
	}
	values, err := p.localValues(data, root)
	if err != nil {
		return nil, err
	}
	env := make(map[string]string, len(f.Environment))
	for name, value := range f.Environment {
		env[name] = values.Replace(value)
	}
	return env, nil
}
