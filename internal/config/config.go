// Package config reads apigen.yaml: where the contract is, and the environments
// it is imported to.
//
// Unknown keys are refused with their place and the name that was probably meant,
// because a misspelt one would silently do nothing. Flags of the command line
// override what the file says.
package config

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// File is the name of the file in the root of a project.
const File = "apigen.yaml"

// A Config is the content of the file with defaults filled in.
type Config struct {
	Package      string // folder of the contract
	Document     string // the generated document
	Public       string // the generated document for callers; empty writes none
	Placeholders string // how the generated document writes ${Name}: plain or sub
	Generated    string // folder of the generated code
	TypeScript   string // folder of the TypeScript client's sources; empty is none
	Web          string // folder of a built front end; empty is none
	WebOrigin    string // parameter that takes the front end's origin
	Functions    []*Function
	Services     map[string]string // endpoints of AWS services behind the local gateway
	VPCLinks     map[string]string // where VPC links lead from the local gateway
	Users        string            // file of the users who may sign in at the local identity provider
	Environments []*Environment
	Stack        Stack         // what apigen stack writes
	Rules        []RuleSetting // severities of lint rules
}

// A Stack is a template around the document, for teams that deploy with SAM or
// Terraform.
type Stack struct {
	Format       string // sam or terraform; empty makes none
	Output       string // file; empty is standard output
	Environment  string // whose stage it makes; empty is the only one that is not local
	With         string // file of a template that is laid over that of SAM
	Account      string // on or off: sets the role with which API Gateway writes logs
	LogRetention int    // days; zero is 30
}

// A RuleSetting gives a lint rule another severity: off, info, warning or error.
type RuleSetting struct {
	Rule     string
	Severity string
	Pos      diag.Pos
}

// A Function runs behind the local gateway, and in Lambda where a stack deploys
// it.
type Function struct {
	Name         string
	Pos          diag.Pos
	Run          string // a main package, a bootstrap executable, or an http URL
	Environment  map[string]string
	Timeout      int               // seconds; zero is the gateway's default
	Memory       int               // MB; zero is the gateway's default
	Concurrency  int               // processes; zero is the gateway's default
	Architecture string            // arm64 or x86_64 of a stack; empty is arm64
	Code         string            // what a stack deploys; empty follows from Run
	Allow        map[string]string // actions of a stack's role, by resource
}

// A FunctionSetting is what a function of that name has in one environment.
type FunctionSetting struct {
	Name        string
	Pos         diag.Pos
	Environment map[string]string // over those of the function
}

// An Environment is a place an API is imported to.
type Environment struct {
	Name           string
	Pos            diag.Pos
	Region         string
	Profile        string
	Endpoint       string // custom endpoint; empty is AWS
	Account        string
	APIName        string // empty is the document's title
	APIID          string
	Stage          string
	StageVariables map[string]string
	Parameters     map[string]string
	Mode           string // merge or overwrite
	Key            string // name of the API key the stage gets
	Settings       StageSettings
	UsagePlan      UsagePlan // limits of Key's
	Domain         Domain
	Functions      []FunctionSetting
}

// Local is the environment that needs nothing: the gateway on this machine.
const Local = "local"

// Default is the configuration of a project without a file.
func Default() *Config {
	return &Config{Package: "./api", Document: "api/openapi.yaml", Generated: "generated"}
}

// Load reads a file. One that does not exist is [Default]. Findings of severity
// Error mean that the configuration must not be used.
func Load(file string) (*Config, diag.List, error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return Default(), nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("read configuration: %w", err)
	}
	return Parse(file, data)
}

// Parse reads the content of a file. An error is a syntax error.
func Parse(file string, data []byte) (*Config, diag.List, error) {
	if strings.TrimSpace(string(data)) == "" {
		return Default(), nil, nil
	}
	doc, err := openapi.Parse(file, data)
	if err != nil {
		return nil, nil, fmt.Errorf("read configuration: %w", err)
	}
	c := Default()
	r := &reader{found: slices.Clone(doc.Findings)}
	for i := range r.found { // what stands under the first key would be lost without a word
		r.found[i].Severity = diag.Error
	}
	r.object(doc.Root, "the file", c.keys())
	r.found.Sort()
	return c, r.found, nil
}

// Environment gives the environment of that name. Local exists even if the file
// does not have it. The stage is named after the environment unless it says
// otherwise.
func (c *Config) Environment(name string) (*Environment, error) {
	var names []string
	for _, e := range c.Environments {
		if e.Name == name {
			return e.withDefaults(), nil
		}
		names = append(names, e.Name)
	}
	if name == Local {
		return (&Environment{Name: Local}).withDefaults(), nil
	}
	if !slices.Contains(names, Local) {
		names = append(names, Local)
	}
	text := fmt.Sprintf("no environment %q: there are %s", name, strings.Join(names, ", "))
	if near := diag.Nearest(name, names); near != "" {
		text = fmt.Sprintf("no environment %q: did you mean %s", name, near)
	}
	return nil, errors.New(text)
}

func (e *Environment) withDefaults() *Environment {
	out := *e
	if out.Stage == "" {
		out.Stage = e.Name
	}
	if out.Mode == "" {
		out.Mode = "merge"
	}
	if out.Name == Local {
		out.Region = cmp.Or(out.Region, "us-east-1")
		out.Key = cmp.Or(out.Key, Local)
	}
	return &out
}

// With gives the environment with what flags say: fields that are set replace,
// single variables and parameters are added or replaced.
func (e *Environment) With(flags Environment) *Environment {
	out := *e
	for _, f := range []struct {
		to   *string
		from string
	}{
		{&out.Region, flags.Region}, {&out.Profile, flags.Profile}, {&out.Endpoint, flags.Endpoint},
		{&out.Account, flags.Account}, {&out.Stage, flags.Stage}, {&out.Mode, flags.Mode}, {&out.Key, flags.Key},
	} {
		if f.from != "" {
			*f.to = f.from
		}
	}
	if flags.APIName != "" || flags.APIID != "" { // they exclude each other
		out.APIName, out.APIID = flags.APIName, flags.APIID
	}
	out.StageVariables = merged(e.StageVariables, flags.StageVariables)
	out.Parameters = merged(e.Parameters, flags.Parameters)
	return &out
}

func merged(base, over map[string]string) map[string]string {
	out := map[string]string{}
	maps.Copy(out, base)
	maps.Copy(out, over)
	return out
}
