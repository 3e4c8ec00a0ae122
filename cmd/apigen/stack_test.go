package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/apigen-go/apigen/internal/config"
)

// stackProjects are the projects whose templates are checked: the reference service
// and the examples.
func stackProjects(t *testing.T) []string {
	t.Helper()
	all := append([]string{"../../apigen.yaml"}, files(t, "../../examples/*/apigen.yaml")...)
	return append(all, files(t, "../../examples/*/*/apigen.yaml")...)
}

func files(t *testing.T, pattern string) []string {
	t.Helper()
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) == 0 {
		t.Fatalf("%s: no file (%v)", pattern, err)
	}
	for i := range found {
		if found[i], err = filepath.Abs(found[i]); err != nil {
			t.Fatal(err)
		}
	}
	return found
}

// templates writes those of all projects, and adds the ones that package stack keeps,
// which hold everything there is.
func templates(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	all := files(t, "../../internal/stack/testdata/*/template.yaml")
	for _, project := range stackProjects(t) {
		all = append(all, writeTemplate(t, project, "sam", dir, projectName(project)+".yaml"))
	}
	return all
}

// writeTemplate runs apigen stack for a project and gives the file it wrote. A
// project of several environments is written as its first that is not local.
func writeTemplate(t *testing.T, project, format, dir, file string) string {
	t.Helper()
	out := filepath.Join(dir, file)
	args := []string{"stack", "--config", project, "--format", format, "--output", out}
	c, _, err := config.Load(project)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range c.Environments {
		if e.Name != config.Local {
			args = append(args, "--env", e.Name)
			break
		}
	}
	var said bytes.Buffer
	if code := run(t.Context(), args, stdio{nil, &said, &said}); code != exitClean {
		t.Fatalf("apigen %s: exit code %d\n%s", strings.Join(args, " "), code, said.String())
	}
	return out
}

// projectName names a project after its folder.
func projectName(project string) string {
	name := filepath.Base(filepath.Dir(project))
	if name == ".." {
		return "directory"
	}
	return name
}

// tool finds an external program, or skips: its absence is a failure where APIGEN_STRICT
// says that everything is there.
func tool(t *testing.T, name string) string {
	t.Helper()
	file, err := exec.LookPath(name)
	if err == nil {
		return file
	}
	if os.Getenv("APIGEN_STRICT") == "1" {
		t.Fatalf("%s is not there: .ci/run installs it", name)
	}
	t.Skipf("%s is not there", name)
	return ""
}

// external runs a program that checks something, without credentials and without
// telling anybody of it.
func external(ctx context.Context, dir, program string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "AWS_DEFAULT_REGION=eu-central-1", "SAM_CLI_TELEMETRY=0", "CHECKPOINT_DISABLE=1")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// Every SAM template passes cfn-lint.
// https://github.com/aws-cloudformation/cfn-lint
func TestTemplatesPassCFNLint(t *testing.T) {
	t.Parallel()
	lint := tool(t, "cfn-lint")
	if out, err := external(t.Context(), t.TempDir(), lint, templates(t)...); err != nil {
		t.Errorf("cfn-lint: %v\n%s", err, out)
	}
}

// Every SAM template passes sam validate --lint, which needs no credentials.
func TestTemplatesPassSAMValidate(t *testing.T) {
	t.Parallel()
	sam := tool(t, "sam")
	for _, file := range templates(t) {
		if out, err := external(t.Context(), t.TempDir(), sam, "validate", "--lint", "--template", file); err != nil {
			t.Errorf("sam validate %s: %v\n%s", file, err, out)
		}
	}
}

// Every Terraform file is formatted as terraform or tofu would, and valid where the
// provider is at hand: a folder of providers is named by TF_PLUGIN_DIR, because a
// test downloads none. The tools have no package in the registries that .ci/run
// uses, so their absence is no failure; package stack holds the same files against
// Terraform's own reader and the provider's schema.
func TestTerraformIsValid(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("terraform")
	if err != nil {
		if program, err = exec.LookPath("tofu"); err != nil {
			t.Skip("neither terraform nor tofu is there")
		}
	}
	var dirs []string
	for _, file := range files(t, "../../internal/stack/testdata/*/main.tf") {
		dirs = append(dirs, filepath.Dir(file))
	}
	for _, project := range stackProjects(t) {
		dir := t.TempDir()
		writeTemplate(t, project, "terraform", dir, "main.tf")
		dirs = append(dirs, dir)
	}
	for _, dir := range dirs {
		if out, err := external(t.Context(), dir, program, "fmt", "-check", "-diff"); err != nil {
			t.Errorf("%s fmt of %s: %v\n%s", program, dir, err, out)
		}
		plugins := os.Getenv("TF_PLUGIN_DIR")
		if plugins == "" {
			continue
		}
		if out, err := external(t.Context(), dir, program, "init", "-backend=false", "-input=false", "-plugin-dir="+plugins); err != nil {
			t.Fatalf("%s init: %v\n%s", program, err, out)
		}
		if out, err := external(t.Context(), dir, program, "validate"); err != nil {
			t.Errorf("%s validate of %s: %v\n%s", program, dir, err, out)
		}
	}
}

// TestHowToSAM follows docs/howto/sam.md, sam build included.
func TestHowToSAM(t *testing.T) {
	tool(t, "sam")
	t.Setenv("AWS_DEFAULT_REGION", "eu-central-1")
	t.Setenv("SAM_CLI_TELEMETRY", "0")
	w := walk(t, "../../docs/howto/sam.md", nil)
	if _, err := os.Stat(filepath.Join(w.dir, ".aws-sam", "build", "DemoFunction", "bootstrap")); err != nil {
		t.Error(err)
	}
}

// TestHowToTerraform follows docs/howto/terraform.md.
func TestHowToTerraform(t *testing.T) {
	w := walk(t, "../../docs/howto/terraform.md", nil)
	text, err := os.ReadFile(filepath.Join(w.dir, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	if _, diags := hclsyntax.ParseConfig(text, "main.tf", hcl.InitialPos); diags.HasErrors() {
		t.Error(diags)
	}
	if _, err := os.Stat(filepath.Join(w.dir, "dist", "demo.zip")); err != nil {
		t.Error(err)
	}
}

// TestHowToCDK follows docs/howto/cdk.md: the stacks on the page synthesise and
// TypeScript's compiler takes them. The packages of npm are those of the folder that
// APIGEN_CDK names.
func TestHowToCDK(t *testing.T) {
	packages := os.Getenv("APIGEN_CDK")
	if packages == "" {
		packages = "../../.apigen/ci/cdk"
	}
	packages, err := filepath.Abs(packages)
	if err != nil {
		t.Fatal(err)
	}
	bin := filepath.Join(packages, "node_modules", ".bin")
	if _, err := os.Stat(filepath.Join(bin, "cdk")); err != nil {
		if os.Getenv("APIGEN_STRICT") == "1" {
			t.Fatalf("no CDK: %v; .ci/run installs it", err)
		}
		t.Skipf("no CDK: %v", err)
	}
	dir := t.TempDir() // node looks for packages above the project, too
	if err := os.Symlink(filepath.Join(packages, "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("CDK_DISABLE_CLI_TELEMETRY", "true")
	t.Setenv("JSII_SILENCE_WARNING_UNTESTED_NODE_VERSION", "true")
	w := walkIn(t, dir, "../../docs/howto/cdk.md", nil)
	if out, err := external(t.Context(), w.dir, filepath.Join(bin, "tsc"), "--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "infra/app.ts", "infra/http.ts"); err != nil {
		t.Errorf("tsc: %v\n%s", err, out)
	}
}

// A template that a project keeps is the one that apigen stack writes.
func TestKeptTemplatesAreCurrent(t *testing.T) {
	t.Parallel()
	for _, project := range stackProjects(t) {
		c, _, err := config.Load(project)
		if err != nil {
			t.Fatal(err)
		}
		if c.Stack.Output == "" {
			continue
		}
		var said bytes.Buffer
		if code := run(t.Context(), []string{"stack", "--check", "--config", project}, stdio{nil, &said, &said}); code != exitClean {
			t.Errorf("%s: exit code %d\n%s", project, code, said.String())
		}
		if _, err := os.Stat(filepath.Join(filepath.Dir(project), c.Stack.Output)); errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s keeps no %s", project, c.Stack.Output)
		}
	}
}
