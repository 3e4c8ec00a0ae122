package config

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// A key is one name of the file: what it means, what its values look like, and
// where it goes.
type key struct {
	name string
	doc  string
	text *string            // takes a text
	many *map[string]string // takes a map of texts
	size *int               // takes a whole number
	read func(r *reader, n *openapi.Node)
	// inner are the keys of the map that read takes; each are those of every
	// entry of a map of names.
	inner, each []key
	// check gives a hint when a text is wrong; of a map it gets each entry.
	check func(name, value string) (hint string)
}

// keys are those of the file.
func (c *Config) keys() []key {
	return []key{
		{name: "package", doc: "Folder of the Go package that holds the contract. Default `./api`.", text: &c.Package},
		{name: "document", doc: "The OpenAPI document that is generated and imported. Default `api/openapi.yaml`.", text: &c.Document},
		{name: "public", doc: "The document for those who call the API: OpenAPI 3.1 without anything of API Gateway. Without it, none is written.", text: &c.Public},
		{name: "placeholders", doc: "How the document writes the values that differ between environments: `plain` as `${Name}`, which `apigen import` fills in; `sub` with `Fn::Sub` around them, for SAM, CDK and CloudFormation. Default `plain`.", text: &c.Placeholders, check: placeholders},
		{name: "generated", doc: "Folder of the generated code; `\"\"` makes none, for APIs that no Go code serves or calls. Default `generated`.", text: &c.Generated},
		{name: "typescript", doc: "Folder of the generated TypeScript client, the sources of an npm package, e.g. `generated/ts/src`. Default: none is made.", text: &c.TypeScript},
		{name: "web", doc: "Folder of a built front end, which `apigen up` serves when it is there.", text: &c.Web},
		{name: "webOrigin", doc: "The parameter that takes the origin `apigen up` serves `web` at, in place of the value `local` has.", text: &c.WebOrigin},
		{name: "functions", doc: "The Lambda functions that run behind the local gateway, by name; `NAME:ALIAS` is what answers for an alias of one, which otherwise the function does.", read: c.functions, each: (&Function{}).keys()},
		{name: "services", doc: "Endpoints of the AWS services that integrations call from the local gateway, by name: `dynamodb: http://127.0.0.1:8000`.", many: &c.Services, check: absoluteURL},
		{name: "vpcLinks", doc: "Where VPC links lead from the local gateway, by id: `abc123: http://127.0.0.1:9000`.", many: &c.VPCLinks, check: absoluteURL},
		{name: "users", doc: "File of the users who may sign in at the local identity provider, a list of `username`, `password`, `email`, `name`, `groups`, `subject`, `claims`. Without it anybody may sign in, by any name.", text: &c.Users},
		{name: "environments", doc: "The places the API is imported to, by name. `local` is the gateway on this machine and exists by itself.", read: c.environments, each: (&Environment{}).keys()},
		{name: "stack", doc: "What `apigen stack` writes; see below.", read: func(r *reader, n *openapi.Node) { r.object(n, "stack", c.Stack.keys()) }, inner: c.Stack.keys()},
		{name: "lint", doc: "What `apigen lint` makes of its rules; see below.", read: c.lint, inner: c.lintKeys()},
	}
}

func (c *Config) environments(r *reader, n *openapi.Node) {
	if n.Is(openapi.Null) {
		return
	}
	if !n.Is(openapi.Object) {
		r.fail(n.Pos, "write a map of names to settings", "environments is %s, want a map", article(n.Kind))
		return
	}
	for _, m := range n.Members {
		e := &Environment{Name: m.Key, Pos: m.Pos}
		c.Environments = append(c.Environments, e)
		if m.Value.Is(openapi.Null) {
			continue
		}
		r.object(m.Value, "environment "+m.Key, e.keys())
		if e.APIName != "" && e.APIID != "" {
			r.fail(m.Pos, "keep one of them", "environment %s has both name and id of its API", m.Key)
		}
	}
}

// keys are those of an environment.
func (e *Environment) keys() []key {
	return []key{
		{name: "region", doc: "AWS region. Default: that of the AWS configuration (`AWS_REGION`, profile).", text: &e.Region},
		{name: "profile", doc: "Profile of the AWS configuration files.", text: &e.Profile},
		{name: "endpoint", doc: "URL of a service that stands in for AWS. Default: AWS itself, or `AWS_ENDPOINT_URL`.", text: &e.Endpoint, check: absoluteURL},
		{name: "account", doc: "The AWS account this must be; with credentials of another one nothing is done.", text: &e.Account, check: form(`^[0-9]{12}$`, "an account is twelve digits")},
		{name: "name", doc: "Name of the API, by which it is found and which it gets. Default: the document's title.", text: &e.APIName},
		{name: "id", doc: "Id of the API, instead of its name.", text: &e.APIID, check: form(`^[a-z0-9]+$`, "an id is lower-case letters and digits")},
		{name: "stage", doc: "Stage that is deployed to. `$default` is the stage of an HTTP API that is served without a prefix. Default: the environment's name.", text: &e.Stage, check: form(`^(\$default|[A-Za-z0-9_-]{1,128})$`, "a stage is up to 128 letters, digits, - and _, or $default of an HTTP API")},
		{name: "stageVariables", doc: "Values of the stage variables; the document's `${stageVariables.x}` need one each.", many: &e.StageVariables, check: stageVariable},
		{name: "parameters", doc: "Values for the document's `${Name}`, as `gen.Param` writes them.", many: &e.Parameters},
		{name: "mode", doc: "`merge` keeps what is live and not in the document, `overwrite` deletes it (with `--allow-delete`). Default `merge`.", text: &e.Mode, check: mode},
		{name: "key", doc: "Name of an API key and a usage plan that the stage gets. Default: none.", text: &e.Key},
		{name: "settings", doc: "Settings of the stage, below. What is not named stays as it is.", read: func(r *reader, n *openapi.Node) { r.object(n, "settings", e.Settings.keys()) }, inner: e.Settings.keys()},
		{name: "usagePlan", doc: "Limits of the usage plan of `key`: `throttle: 10/20` (requests a second and burst), `quota: 10000/MONTH`.", read: func(r *reader, n *openapi.Node) { r.object(n, "usagePlan", e.UsagePlan.keys()) }, inner: e.UsagePlan.keys()},
		{name: "functions", doc: "What functions have in this environment when a stack deploys them: `directory: {environment: {LOG_LEVEL: warn}}`.", read: e.functions, each: (&FunctionSetting{}).keys()},
		{name: "domain", doc: "The custom domain that leads to the stage: `name: api.example.com`, `basePath: v1` (default: the root). The domain must exist; in the environment `local` it is made, and a stack makes it when it has a `certificate`.", read: func(r *reader, n *openapi.Node) { r.object(n, "domain", e.Domain.keys()) }, inner: e.Domain.keys()},
	}
}

func (c *Config) lint(r *reader, n *openapi.Node) {
	if !n.Is(openapi.Null) {
		r.object(n, "lint", c.lintKeys())
	}
}

// lintKeys are those of lint.
func (c *Config) lintKeys() []key {
	return []key{{
		name: "rules",
		doc:  "Severities of rules by their names: `off`, `info`, `warning` or `error`. The rules are in docs/rules.md; a single finding is silenced where it stands, with a reason.",
		read: c.rules,
	}}
}

func (c *Config) rules(r *reader, n *openapi.Node) {
	if n.Is(openapi.Null) {
		return
	}
	if !n.Is(openapi.Object) {
		r.fail(n.Pos, "write rule: severity lines", "rules is %s, want a map", article(n.Kind))
		return
	}
	for _, m := range n.Members {
		severity, ok := r.text(m, key{name: m.Key, check: form(`^(off|info|warning|error)$`, "write off, info, warning or error")})
		if ok {
			c.Rules = append(c.Rules, RuleSetting{Rule: m.Key, Severity: severity, Pos: m.Pos})
		}
	}
}

func (c *Config) functions(r *reader, n *openapi.Node) {
	if n.Is(openapi.Null) {
		return
	}
	if !n.Is(openapi.Object) {
		r.fail(n.Pos, "write a map of names to settings", "functions is %s, want a map", article(n.Kind))
		return
	}
	for _, m := range n.Members {
		f := &Function{Name: m.Key, Pos: m.Pos}
		c.Functions = append(c.Functions, f)
		r.object(m.Value, "function "+m.Key, f.keys())
		if f.Run == "" && m.Value.Is(openapi.Object) {
			r.fail(m.Pos, "add run: a main package such as ./cmd/lambda, a bootstrap executable, or an http URL", "function %s has nothing to run", m.Key)
		}
	}
}

// keys are those of a function.
func (f *Function) keys() []key {
	return []key{
		{name: "run", doc: "What runs: a Go main package (`./cmd/lambda`), which is built; a `bootstrap` executable; the URL of an HTTP server; or of a Lambda invoke endpoint (it ends in `/invocations`).", text: &f.Run},
		{name: "environment", doc: "Environment variables. `${data}` is a folder for what the function keeps: empty at every `apigen up`, kept by `apigen local`; `${root}` is the folder of this file, `${Name}` a parameter of the environment `local`.", many: &f.Environment},
		{name: "timeout", doc: "Seconds one invocation may take. Default 30.", size: &f.Timeout},
		{name: "memory", doc: "MB the function is told it has. Default 128.", size: &f.Memory},
		{name: "concurrency", doc: "How many processes may run at once. Default 10.", size: &f.Concurrency},
		{name: "architecture", doc: "Of a stack: `arm64` or `x86_64`. Default `arm64`.", text: &f.Architecture, check: form(`^(arm64|x86_64)$`, "write arm64 or x86_64")},
		{name: "code", doc: "Of a stack: the folder or zip file that is deployed. Default: what `run` names, which `sam build` builds, and for Terraform `dist/NAME.zip`, which `apigen package` writes.", text: &f.Code},
		{name: "allow", doc: "Of a stack: what the function's role may do beside writing its log, the actions by resource: `arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${Table}: dynamodb:GetItem, dynamodb:PutItem`.", many: &f.Allow, check: actions},
	}
}

// keys are those of a function in an environment.
func (f *FunctionSetting) keys() []key {
	return []key{
		{name: "environment", doc: "Environment variables over those of the function.", many: &f.Environment},
	}
}

func (e *Environment) functions(r *reader, n *openapi.Node) {
	if !n.Is(openapi.Object) {
		r.fail(n.Pos, "write a map of names to settings", "functions is %s, want a map", article(n.Kind))
		return
	}
	for _, m := range n.Members {
		f := FunctionSetting{Name: m.Key, Pos: m.Pos}
		r.object(m.Value, "function "+m.Key, f.keys())
		e.Functions = append(e.Functions, f)
	}
}

// actions checks a list of actions of IAM.
func actions(_, value string) string {
	for action := range strings.SplitSeq(value, ",") {
		if !actionName.MatchString(strings.TrimSpace(action)) {
			return "write actions such as dynamodb:GetItem, with commas between them"
		}
	}
	return ""
}

var actionName = regexp.MustCompile(`^[a-z0-9-]+:[A-Za-z*]+$`)

func form(pattern, hint string) func(string, string) string {
	re := regexp.MustCompile(pattern)
	return func(_, value string) string {
		if re.MatchString(value) {
			return ""
		}
		return hint
	}
}

func absoluteURL(_, value string) string {
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return "write a URL such as http://127.0.0.1:4510"
	}
	return ""
}

func mode(_, value string) string {
	if value == "merge" || value == "overwrite" {
		return ""
	}
	return "write merge or overwrite"
}

func placeholders(_, value string) string {
	if value == "plain" || value == "sub" {
		return ""
	}
	return "write plain or sub"
}

var (
	variableName  = regexp.MustCompile(`^\w{1,64}$`)
	variableValue = regexp.MustCompile(`^[A-Za-z0-9\-._~:/?#&=,]{1,512}$`)
)

// stageVariable checks what the service takes as a stage variable.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html
func stageVariable(name, value string) string {
	switch {
	case !variableName.MatchString(name):
		return "a stage variable's name is up to 64 letters, digits and _"
	case !variableValue.MatchString(value):
		return "a stage variable's value is up to 512 of A-Z a-z 0-9 - . _ ~ : / ? # & = ,"
	}
	return ""
}

// A reader fills keys and notes what is wrong.
type reader struct{ found diag.List }

func (r *reader) fail(pos diag.Pos, hint, format string, args ...any) {
	r.found = append(r.found, diag.Diagnostic{Pos: pos, Severity: diag.Error, Rule: "config", Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (r *reader) object(n *openapi.Node, what string, keys []key) {
	if !n.Is(openapi.Object) {
		r.fail(n.Pos, "write key: value lines", "%s is %s, want a map", what, article(n.Kind))
		return
	}
	for _, m := range n.Members {
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == m.Key })
		if i < 0 {
			r.unknown(m, what, keys)
			continue
		}
		r.value(m, keys[i])
	}
}

func (r *reader) unknown(m openapi.Member, what string, keys []key) {
	var names []string
	for _, k := range keys {
		names = append(names, k.name)
	}
	hint := "known are " + strings.Join(names, ", ")
	if near := diag.Nearest(m.Key, names); near != "" {
		hint = "did you mean " + near
	}
	r.fail(m.Pos, hint, "%s has no key %q", what, m.Key)
}

func (r *reader) value(m openapi.Member, k key) {
	switch {
	case k.read != nil:
		k.read(r, m.Value)
	case k.text != nil:
		if text, ok := r.text(m, k); ok {
			*k.text = text
		}
	case k.size != nil:
		n, err := strconv.Atoi(m.Value.Text)
		if !m.Value.Is(openapi.Number) || err != nil || n < 1 {
			r.fail(m.Value.Pos, "write a whole number above zero", "%s is %q", m.Key, m.Value.Text)
			return
		}
		*k.size = n
	case m.Value.Is(openapi.Null):
	case !m.Value.Is(openapi.Object):
		r.fail(m.Value.Pos, "write name: value lines", "%s is %s, want a map", m.Key, article(m.Value.Kind))
	default:
		values := map[string]string{}
		for _, entry := range m.Value.Members {
			if text, ok := r.text(entry, k); ok {
				values[entry.Key] = text
			}
		}
		*k.many = values
	}
}

// text takes a scalar as it is written, so that account: 123456789012 needs no
// quotes.
func (r *reader) text(m openapi.Member, k key) (string, bool) {
	switch m.Value.Kind {
	case openapi.String, openapi.Number, openapi.Bool:
	default:
		r.fail(m.Value.Pos, "write a text", "%s is %s, want a text", m.Key, article(m.Value.Kind))
		return "", false
	}
	if k.check != nil {
		if hint := k.check(m.Key, m.Value.Text); hint != "" {
			r.fail(m.Value.Pos, hint, "%s is %q", m.Key, m.Value.Text)
			return "", false
		}
	}
	return m.Value.Text, true
}

func article(k openapi.Kind) string {
	switch k {
	case openapi.Array, openapi.Object:
		return "an " + k.String()
	case openapi.Null:
		return "empty"
	}
	return "a " + k.String()
}
