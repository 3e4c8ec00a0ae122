package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/adopt"
	"github.com/apigen-go/apigen/internal/config"
	"github.com/apigen-go/apigen/internal/lint"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/internal/scaffold"
)

// differencesFile lists what did not come over, from the root of a project.
const differencesFile = "docs/differences.md"

// An adoption is a contract made of a document, on its way into a project.
type adoption struct {
	from   string
	region string // of the functions
	result *adopt.Result
	unread []adopt.Difference // what nobody reads in the document, as misspelt members
}

// adoptDocument makes a contract of a document. kind is rest, http, or empty for
// what the document is written for; it gives which one that is.
func adoptDocument(file, kind, function string) (*adoption, string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, "", err
	}
	doc, err := openapi.Parse(file, data)
	if err != nil {
		return nil, "", err
	}
	if kind == "" {
		kind = "rest"
		if adopt.IsHTTP(doc) {
			kind = "http"
		}
	}
	result, err := adopt.Contract(doc, adopt.Options{HTTP: kind == "http", Function: function})
	if err != nil {
		return nil, "", err
	}
	return &adoption{from: filepath.Base(file), region: functionRegion(data), result: result, unread: unread(doc)}, kind, nil
}

// unread gives what stands in a document without a meaning, because it is misspelt or
// at the wrong place: no contract can have it.
func unread(doc *openapi.Document) []adopt.Difference {
	var all []adopt.Difference
	for _, d := range lint.Run(doc, lint.Options{}) {
		if !slices.Contains([]string{"member-unknown", "path-member", "integration-field", "extension-unknown", "extension-case", "notation-mixed"}, d.Rule) {
			continue
		}
		text := "is not carried over: " + d.Message
		if d.Hint != "" {
			text += "; " + d.Hint
		}
		all = append(all, adopt.Difference{Pointer: d.Pointer, Text: text})
	}
	return all
}

// lambdaARN finds the regions of functions in the text of a document.
var lambdaARN = regexp.MustCompile(`arn:aws[a-z-]*:lambda:([a-z]{2}(?:-[a-z]+)+-[0-9]+):[0-9]{12}:function:`)

// functionRegion is the region of all functions a document names by their ARNs, or
// empty where there is none or more than one. Functions of another region than the
// API's need permissions that apigen does not give.
func functionRegion(document []byte) string {
	region := ""
	for _, arn := range lambdaARN.FindAllSubmatch(document, -1) {
		if region != "" && region != string(arn[1]) {
			return ""
		}
		region = string(arn[1])
	}
	return region
}

// project is what scaffold has to know of the contract.
func (a *adoption) project() *scaffold.Adopted {
	r := a.result
	p := &scaffold.Adopted{Title: r.Title, From: a.from, Service: r.Service, Region: a.region, Sub: r.Sub}
	for _, m := range r.Methods {
		p.Methods = append(p.Methods, scaffold.Method(m))
	}
	for _, name := range r.Functions {
		if lambdaName.MatchString(name) {
			p.Functions = append(p.Functions, name)
		}
	}
	for _, parameter := range r.Parameters {
		p.Parameters = append(p.Parameters, scaffold.Setting{Name: parameter.Name, Value: a.here(localParameter(parameter, r.Functions))})
	}
	for _, name := range r.StageVariables {
		p.StageVariables = append(p.StageVariables, scaffold.Setting{Name: name, Value: localParameter(adopt.Parameter{Name: name}, r.Functions)})
	}
	p.Flags = a.issuers(p.Parameters)
	if !p.Serves() {
		p.Functions = nil
	}
	return p
}

// lambdaName is what a function may be called.
var lambdaName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// Made-up values of this machine.
const (
	localAccount = "000000000000"
	localPool    = "us-east-1_local"
)

// here puts a made-up ARN of a function into the region of the others.
func (a *adoption) here(value string) string {
	if a.region == "" {
		return value
	}
	return strings.NewReplacer(":lambda:us-east-1:", ":lambda:"+a.region+":", ":apigateway:us-east-1:", ":apigateway:"+a.region+":").Replace(value)
}

// localParameter makes a value up that the local gateway can do something with.
func localParameter(p adopt.Parameter, functions []string) string {
	plain := strings.TrimSuffix(p.Name, ".Arn")
	function := plain
	if !slices.Contains(functions, plain) && len(functions) > 0 {
		function = functions[0]
	}
	arn := "arn:aws:lambda:us-east-1:" + localAccount + ":function:" + function
	small := strings.ToLower(p.Name)
	switch {
	case slices.Contains(functions, p.Name):
		return p.Name
	case p.Use == adopt.Function || plain != p.Name && slices.Contains(functions, plain):
		return arn
	case p.Use == adopt.Invocation:
		return "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/" + arn + "/invocations"
	case p.Use == adopt.UserPool:
		return "arn:aws:cognito-idp:us-east-1:" + localAccount + ":userpool/" + localPool
	case p.Use == adopt.Role:
		return "arn:aws:iam::" + localAccount + ":role/" + plain
	case p.Use == adopt.Issuer:
		return "https://cognito-idp.us-east-1.amazonaws.com/" + localPool
	case p.Use == adopt.Address || strings.Contains(small, "url") || strings.Contains(small, "origin"):
		return "http://127.0.0.1:9000"
	case strings.Contains(small, "region"):
		return "us-east-1"
	case strings.Contains(small, "account"):
		return localAccount
	}
	return p.Name
}

// issuers gives the flags with which the local identity provider stands in for the
// issuers of the document.
func (a *adoption) issuers(parameters []scaffold.Setting) []string {
	var pairs []string
	for _, p := range parameters {
		pairs = append(pairs, "${"+p.Name+"}", p.Value)
	}
	values := strings.NewReplacer(pairs...)
	var flags []string
	for _, issuer := range a.result.Issuers {
		if issuer = values.Replace(issuer); plainIssuer.MatchString(issuer) && !strings.Contains(issuer, "://cognito-idp.") {
			flags = append(flags, "--issuer "+issuer+"="+localPool)
		}
	}
	return flags
}

// plainIssuer is a URL that a Makefile takes as it stands.
var plainIssuer = regexp.MustCompile(`^https?://[A-Za-z0-9._~:/-]+$`)

// contract gives the files of the contract's package.
func (a *adoption) contract() []scaffold.File {
	var files []scaffold.File
	for _, f := range a.result.Files {
		files = append(files, scaffold.File{Path: "api/" + f.Path, Data: f.Data})
	}
	return files
}

// finish compares the document generated in a staged project with the original,
// and leaves the list of differences there.
func (a *adoption) finish(stage string, p scaffold.Project) ([]adopt.Difference, error) {
	file := filepath.Join(stage, filepath.FromSlash(config.Default().Document))
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	generated, err := openapi.Parse(file, data)
	if err != nil {
		return nil, err
	}
	found := a.result.Compare(generated, a.unread)
	if len(found) == 0 {
		return nil, nil
	}
	p.Adopted.Differences = true
	files, err := scaffold.Files(p)
	if err != nil {
		return nil, err
	}
	files = slices.DeleteFunc(files, func(f scaffold.File) bool { return f.Path != "README.md" })
	files = append(files, scaffold.File{Path: differencesFile, Data: a.page(found)})
	for _, f := range files {
		name := filepath.Join(stage, filepath.FromSlash(f.Path))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return nil, err
		}
		if err := os.WriteFile(name, f.Data, 0o644); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// page is the list of differences as Markdown.
func (a *adoption) page(found []adopt.Difference) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Differences from %s\n\n", a.from)
	b.WriteString("Every place where the document generated from the contract says something else than the original, by the JSON\n" +
		"pointer of the place in the original. Summaries and descriptions became comments of Go and are not listed.\n\n")
	for _, d := range found {
		fmt.Fprintf(&b, "- `%s` %s\n", d.Pointer, d.Text)
	}
	return b.Bytes()
}

// report prints what did not come over.
func (a *adoption) report(std stdio, dir string, found []adopt.Difference) {
	if len(found) == 0 {
		fmt.Fprintf(std.out, "The generated document says what %s says.\n", a.from)
		return
	}
	fmt.Fprintf(std.out, "The generated document differs from %s in %s, which %s lists:\n\n", a.from, count(len(found), "place"), filepath.Join(dir, filepath.FromSlash(differencesFile)))
	for _, d := range found {
		fmt.Fprintf(std.out, "  %s %s\n", d.Pointer, d.Text)
	}
	fmt.Fprintln(std.out)
}

// runInitFrom makes a project around the contract of a document.
func runInitFrom(ctx context.Context, std stdio, dir string, p scaffold.Project, source scaffold.Source, a *adoption) error {
	var found []adopt.Difference
	p.Adopted = a.project()
	return writeProject(ctx, std, dir, p, source, a.contract(), func(stage string) (err error) {
		found, err = a.finish(stage, p)
		return err
	}, func() { a.report(std, dir, found) })
}
