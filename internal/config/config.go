// Package config reads apigen.yaml: where the project's files are, which
// functions run behind the local gateway, and the environments the API is
// imported into.
//
//	package: ./api                     # of the contract
//	document: api/openapi.yaml
//	generated: generated
//	functions:                         # behind the local gateway
//	  directory:
//	    run: ./cmd/lambda              # a main package, a bootstrap, or an http URL
//	    environment: {DIRECTORY_DATABASE: "sqlite:${work}/directory.db"}
//	environments:
//	  local:                           # the local gateway; needs no AWS account
//	    stage: dev
//	    stageVariables: {function: directory}
//	    parameters: {StaffUserPoolArn: "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_staff"}
//	  prod:
//	    region: eu-central-1
//	    account: "210987654321"
//	    stage: prod
//	    mode: overwrite
//
// Unknown keys are refused, with the nearest known one.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/openapi"
)

// File is the name of the configuration file.
const File = "apigen.yaml"

// Local is the environment of the local gateway, which every project has.
const Local = "local"

// A Config is apigen.yaml with its defaults filled in. Paths are relative to
// the folder of the file and have slashes.
type Config struct {
	Package      string // of the contract; ./api
	Document     string // api/openapi.yaml
	Generated    string // generated
	Functions    []Function
	Environments []Environment // local among them
}

// A Function runs behind the local gateway.
type Function struct {
	Name        string
	Run         string // a main package (./cmd/lambda), a bootstrap executable, or an http URL
	Environment map[string]string
	Timeout     time.Duration // zero is the gateway's default
	Memory      int           // MB; zero is the gateway's default
	Concurrency int           // processes; zero is the gateway's default
}

// An Environment is where an API is imported into.
type Environment struct {
	Name           string
	Region         string
	Profile        string
	Endpoint       string // of all AWS services; empty is AWS itself
	Account        string // that the credentials must be of; empty takes any
	API            string // name of the REST API; empty is the document's title
	ID             string // of the REST API, in place of its name
	EndpointType   string // EDGE, REGIONAL or PRIVATE, of a new API; empty is REGIONAL
	Stage          string
	Mode           string // merge or overwrite; empty is merge
	APIKey         string // name of an API key and usage plan the stage gets; empty is none
	StageVariables map[string]string
	Parameters     map[string]string // for ${Name} in the document
}

// Environment gives the environment of that name.
func (c *Config) Environment(name string) (Environment, error) {
	var names []string
	for _, e := range c.Environments {
		if e.Name == name {
			return e, nil
		}
		names = append(names, e.Name)
	}
	return Environment{}, fmt.Errorf("%s has no environment %q: it has %s", File, name, strings.Join(names, ", "))
}

// Load reads the file. A file that does not exist gives the defaults, unless
// its name is another than apigen.yaml: then somebody asked for it.
func Load(file string) (*Config, error) {
	data, err := os.ReadFile(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && filepath.Base(file) == File:
		return (&Config{}).withDefaults(), nil
	case err != nil:
		return nil, err
	}
	return Parse(file, data)
}

// Parse reads the content of the file. Everything wrong with it is in one error,
// a line for each, with its place.
func Parse(file string, data []byte) (*Config, error) {
	if len(strings.TrimSpace(string(data))) == 0 {
		return (&Config{}).withDefaults(), nil
	}
	doc, err := openapi.Parse(file, data)
	if err != nil {
		return nil, err
	}
	r := &reader{}
	c := r.config(doc.Root)
	for _, f := range doc.Findings {
		r.problems = append(r.problems, problem{f.Pos, f.Message})
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return c.withDefaults(), nil
}

func (c *Config) withDefaults() *Config {
	if c.Package == "" {
		c.Package = "./api"
	}
	if c.Document == "" {
		c.Document = "api/openapi.yaml"
	}
	if c.Generated == "" {
		c.Generated = "generated"
	}
	if !slices.ContainsFunc(c.Environments, func(e Environment) bool { return e.Name == Local }) {
		c.Environments = append([]Environment{{Name: Local}}, c.Environments...)
	}
	for i := range c.Environments {
		e := &c.Environments[i]
		if e.Name == Local {
			e.Stage = orElse(e.Stage, "dev")
			e.APIKey = orElse(e.APIKey, "local")
			e.Region = orElse(e.Region, "us-east-1")
		}
	}
	return c
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
