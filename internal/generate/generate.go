// Package generate turns the Go source of a contract into everything that is
// made of it: the OpenAPI document, and the Go files beside it.
//
// [Run] reads and makes, in memory; [Write] and [Check] compare the result with
// a folder.
package generate

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"path/filepath"

	"github.com/apigen-go/apigen/internal/cloudformation"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/declare"
	"github.com/apigen-go/apigen/internal/generate/emit"
	"github.com/apigen-go/apigen/internal/generate/load"
	"github.com/apigen-go/apigen/internal/openapi"
)

// Release is the version of apigen. Generated files carry it, so it changes with
// a release and not with every commit.
const Release = "v0.1.0"

// Config says what is generated. Its zero value reads ./api of the current
// folder.
type Config struct {
	// Dir is the folder the go command runs in, usually the module's root.
	// Positions are relative to it. Empty is the current one.
	Dir string
	// Pattern names the package of the contract. Empty is "./api".
	Pattern string
	// DocumentPath is where the document goes, relative to Dir. Empty is
	// "api/openapi.yaml".
	DocumentPath string
	// PublicPath is where the document for callers goes, relative to Dir: OpenAPI
	// 3.1 without anything of API Gateway. Empty makes none.
	PublicPath string
	// Version is the version of apigen in the headers of generated files.
	// Empty is [Release].
	Version string
	// Placeholders is how the document writes the values that differ between
	// environments: empty as ${Name}, which apigen import fills in, [Sub] as
	// CloudFormation does.
	Placeholders string
	// CacheDir is where answers of the go command and code of oapi-codegen are
	// kept; they are used as long as what they were made from is the same. Empty
	// is the folder apigen in the user's cache, "off" keeps nothing.
	CacheDir string
	// Env is the environment of the go command; nil is the process's.
	Env []string
	// Code makes the Go files of a contract. Nil makes none.
	Code CodeFunc
}

// Sub is the Config.Placeholders of documents that SAM, CDK and CloudFormation
// deploy: {Fn::Sub: ...} around each text with a ${Name}.
const Sub = "sub"

// A CodeFunc makes Go files: paths relative to Config.Dir, with slashes, and
// their content.
type CodeFunc func(CodeRequest) (map[string][]byte, error)

// A CodeRequest is what Go files are made from.
type CodeRequest struct {
	Contract *contract.Contract
	Stub     []byte // the document oapi-codegen is fed: OpenAPI 3.0.3 in JSON
	CacheDir string // of Config
	Version  string // of apigen, for headers
	// Folder is Config.Dir relative to the root of its module, with slashes.
	Folder string
}

// A Result is what one run made.
type Result struct {
	// Contract is nil when the findings have errors about it.
	Contract *contract.Contract
	// Document is the OpenAPI document in YAML; empty without a contract. It
	// is there, too, when only Go code elsewhere in the package is broken, but
	// then Diagnostics has errors and it may lack what could not be read.
	Document []byte
	// Files holds every generated file, the document among them, by its path
	// relative to Config.Dir, with slashes. It is empty when there are errors.
	Files map[string][]byte
	// Diagnostics are ordered by place.
	Diagnostics diag.List
}

// Run reads the contract and makes everything in memory. What is wrong with the
// contract is in the result's diagnostics; an error means that the package
// could not be read at all.
func Run(ctx context.Context, config Config) (*Result, error) {
	config = config.withDefaults()
	pkg, err := load.Load(ctx, load.Config{Dir: config.Dir, Pattern: config.Pattern, Env: config.Env, CacheDir: config.CacheDir})
	if err != nil {
		return nil, err
	}
	result := &Result{Diagnostics: pkg.Errors}
	var findings diag.List
	result.Contract, findings = declare.Contract(pkg)
	result.Diagnostics = append(result.Diagnostics, findings...)
	result.Diagnostics.Sort()
	result.Diagnostics = result.Diagnostics.Distinct()
	if result.Contract == nil {
		return result, nil
	}
	document := emit.Document(result.Contract)
	if config.Placeholders == Sub {
		document = cloudformation.Sub(document)
	}
	result.Document, err = config.print(document, result.Contract)
	if err != nil {
		return nil, err
	}
	if result.Diagnostics.HasErrors() {
		return result, nil
	}
	result.Files = map[string][]byte{config.DocumentPath: result.Document}
	if config.PublicPath != "" {
		result.Files[config.PublicPath], err = config.print(emit.Public(result.Contract), result.Contract)
		if err != nil {
			return nil, err
		}
	}
	if config.Code == nil {
		return result, nil
	}
	if err := addCode(result, config, pkg.ModuleRoot); err != nil {
		return nil, err
	}
	return result, nil
}

// print writes a document with its header.
func (c Config) print(doc *openapi.Node, of *contract.Contract) ([]byte, error) {
	doc.Comment = fmt.Sprintf("Code generated by apigen %s from %s. DO NOT EDIT.", c.Version, sourceName(of))
	var b bytes.Buffer
	if err := openapi.WriteYAML(&b, doc); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// addCode has the Go files made: the one place where the document side meets
// the generators of code.
func addCode(result *Result, config Config, moduleRoot string) error {
	dir, err := filepath.Abs(config.Dir)
	if err != nil {
		return fmt.Errorf("generate code: %w", err)
	}
	folder, err := filepath.Rel(moduleRoot, dir)
	if err != nil {
		return fmt.Errorf("generate code: %w", err)
	}
	served := result.Contract.Served()
	var stub bytes.Buffer
	if err := openapi.WriteJSON(&stub, emit.Stub(served), ""); err != nil { // which is read faster than YAML
		return fmt.Errorf("write the document of the server stub: %w", err)
	}
	code, err := config.Code(CodeRequest{Contract: served, Stub: stub.Bytes(), CacheDir: config.CacheDir, Version: config.Version, Folder: filepath.ToSlash(folder)})
	if err != nil {
		return fmt.Errorf("generate code: %w", err)
	}
	maps.Copy(result.Files, code)
	return nil
}

func (c Config) withDefaults() Config {
	if c.Pattern == "" {
		c.Pattern = "./api"
	}
	if c.DocumentPath == "" {
		c.DocumentPath = "api/openapi.yaml"
	}
	if c.Version == "" {
		c.Version = Release
	}
	return c
}

// sourceName is what the headers of generated files say they were made from.
func sourceName(c *contract.Contract) string {
	if c.Package.Dir != "" && c.Package.Dir != "." {
		return c.Package.Dir
	}
	return "package " + c.Package.Name
}
