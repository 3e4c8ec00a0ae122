package stack

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/config"
)

// A function is one that the template deploys, with its log and its role.
type function struct {
	Function
	id          string
	called      text // FunctionName
	environment []assignment
	allow       []statement
	alias       string // that is called; empty is none
}

// hcl is the function's name in Terraform.
func (f *function) hcl() string { return snake(strings.TrimSuffix(f.id, "Function")) }

// A grant lets API Gateway invoke a function.
type grant struct {
	function  *function // nil for one that is deployed elsewhere
	outside   text      // its ARN
	id        string    // of the function, to name the permission after
	callers   []string  // VERB/path of the stage
	authorize bool      // as an authorizer, too
}

// deployable reports whether a function is code, and no address of one.
func (f Function) deployable() bool {
	return !strings.HasPrefix(f.Run, "http://") && !strings.HasPrefix(f.Run, "https://")
}

// findFunctions makes the functions of apigen.yaml, and lists who may invoke them
// and the functions that are elsewhere.
func (m *model) findFunctions() {
	asWritten := map[string]string{} // stage variables stay to be seen
	for _, name := range m.variableNames() {
		asWritten[name] = "${stageVariables." + name + "}"
	}
	calls := m.invocations(asWritten)
	for _, f := range m.released(calls) {
		if !f.deployable() {
			m.note("function %s runs at %s, so the template does not deploy it", f.Name, f.Run)
			continue
		}
		m.functions = append(m.functions, &function{Function: f, id: m.id(camel(f.Name) + "Function")})
	}
	for _, in := range calls {
		g := grant{function: m.deployed(in.Function)}
		if f := g.function; f != nil {
			g.id = f.id
			m.callAs(f, in.Function)
		} else {
			g.outside, g.id = m.text(m.fixed(in.Function.ARN())), camel(m.local(in.Function.Name))+"Function"
			m.noteOutside(m.local(in.Function.Name))
		}
		for _, caller := range in.Callers {
			if caller == "authorizers/*" {
				g.authorize = true
			} else {
				g.callers = append(g.callers, strings.TrimPrefix(caller, "*/"))
			}
		}
		m.grants = append(m.grants, g)
	}
	for _, f := range m.functions {
		if f.called == nil {
			f.called = m.text(f.Name)
		}
	}
}

// released gives the functions that are deployed, each once. A local gateway has a
// function for every alias, NAME:ALIAS; in AWS they are releases of one, of which the
// stage calls that of its alias.
func (m *model) released(calls []apigw.Invocation) []Function {
	aliases := map[string]string{}
	for _, in := range calls {
		aliases[m.local(in.Function.Name)] = m.aliasOf(in.Function)
	}
	has := func(name string) bool {
		return slices.ContainsFunc(m.Functions, func(f Function) bool { return f.Name == name })
	}
	var all []Function
	for _, f := range m.Functions {
		name, alias, ok := strings.Cut(f.Name, ":")
		switch {
		case ok && alias != aliases[name]:
			if !has(name) {
				m.note("function %s is not deployed: no method of the stage calls that alias", f.Name)
			}
			continue
		case ok:
			own := *f.Function
			own.Name, f.Function = name, &own
		case has(name + ":" + aliases[name]):
			continue
		}
		all = append(all, f)
	}
	return all
}

// aliasOf is the alias by which the chosen environment calls a function.
func (m *model) aliasOf(called apigw.LambdaFunction) string {
	alias := m.fixed(called.Qualifier)
	if strings.Contains(alias, "${") {
		alias = m.local(alias)
	}
	return alias
}

// noteOutside says why a function is not deployed, unless that is said already.
func (m *model) noteOutside(name string) {
	if !slices.ContainsFunc(m.Functions, func(f Function) bool { return f.Name == name }) {
		m.note("function %s is not under functions of apigen.yaml, so the template takes it to be deployed elsewhere", name)
	}
}

// deployed finds the function that the contract calls: by its name in the
// environment local, else by that in the chosen one.
func (m *model) deployed(called apigw.LambdaFunction) *function {
	for _, name := range []string{m.local(called.Name), m.named(called.Name)} {
		for _, f := range m.functions {
			if f.Name == name {
				return f
			}
		}
	}
	return nil
}

// local puts in the values of the environment local.
func (m *model) local(s string) string { return expand(s, m.Local) }

// named puts in the values of the chosen environment.
func (m *model) named(s string) string { return expand(s, m.Environment) }

func expand(s string, env *config.Environment) string {
	if env == nil {
		return s
	}
	s, _ = apigw.ExpandStageVariables(s, env.StageVariables)
	return placeholder.ReplaceAllStringFunc(s, func(p string) string {
		if value, ok := env.Parameters[placeholder.FindStringSubmatch(p)[2]]; ok {
			return value
		}
		return p
	})
}

// fixed puts in the stage variables of the chosen environment.
func (m *model) fixed(s string) string {
	s, _ = apigw.ExpandStageVariables(s, m.Environment.StageVariables)
	return s
}

var stageVariable = regexp.MustCompile(`^\$\{stageVariables\.(\w+)\}$`)

// callAs gives a function the name and the alias by which the contract calls it.
func (m *model) callAs(f *function, called apigw.LambdaFunction) {
	if f.called == nil {
		f.called = m.text(m.fixed(called.Name))
	}
	// A stage variable that is the name of a function has it from the function.
	if v := stageVariable.FindStringSubmatch(called.Name); v != nil {
		m.refs[stageVariables+v[1]] = ref{cfn: f.id, hcl: "aws_lambda_function." + f.hcl() + ".function_name"}
		if strings.Contains(m.fixed(called.Name), "${") {
			f.called = m.text(f.Name)
		}
	}
	alias := m.aliasOf(called)
	switch {
	case alias == "" || alias == "$LATEST":
	case strings.Trim(alias, "0123456789") == "":
		m.note("function %s is called by its version %s, which the template does not make", f.Name, alias)
	case f.alias != "" && f.alias != alias:
		m.note("function %s is called by the aliases %s and %s; the template makes the first", f.Name, f.alias, alias)
	default:
		f.alias = alias
	}
	if v := stageVariable.FindStringSubmatch(called.Qualifier); v != nil {
		m.refs[stageVariables+v[1]] = ref{plain: alias} // the template makes this one
	}
}

// findVariables gives the stage its variables: the name of a function that is
// deployed here, else a parameter.
func (m *model) findVariables() {
	for _, name := range m.variableNames() {
		m.variables = append(m.variables, assignment{name, m.text("${" + stageVariables + name + "}")})
	}
}

// fillFunctions gives functions their environment and what they may do.
func (m *model) fillFunctions() {
	asked := map[string]*parameter{} // by variable and what it holds on this machine
	for _, f := range m.functions {
		own := map[string]string{}
		for _, setting := range m.Environment.Functions {
			if setting.Name == f.Name {
				maps.Copy(own, setting.Environment)
			}
		}
		variables := maps.Clone(f.Environment)
		if variables == nil {
			variables = map[string]string{}
		}
		maps.Copy(variables, own)
		for _, name := range sorted(variables) {
			value := variables[name]
			if reserved.MatchString(name) || strings.HasPrefix(name, "AWS_ENDPOINT_URL") && thisMachine.MatchString(value) {
				continue // what Lambda sets itself, and what leads to this machine in place of AWS
			}
			if _, given := own[name]; given || !thisMachine.MatchString(value) {
				f.environment = append(f.environment, assignment{name, m.text(value)})
				continue
			}
			p := asked[name+" "+value]
			if p == nil {
				p = m.parameter(name, fmt.Sprintf("Environment variable %s of function %s", name, f.Name))
				p.secret = secretName.MatchString(name)
				asked[name+" "+value] = p
			}
			r := p.ref()
			f.environment = append(f.environment, assignment{name, text{{ref: &r}}})
		}
		for _, resource := range sorted(f.Allow) {
			var actions []string
			for action := range strings.SplitSeq(f.Allow[resource], ",") {
				actions = append(actions, strings.TrimSpace(action))
			}
			f.allow = append(f.allow, statement{actions: actions, resources: []text{m.text(resource)}})
		}
	}
}

var (
	// thisMachine are values that hold on a developer's machine alone.
	thisMachine = regexp.MustCompile(`\$\{(data|root)\}|127\.0\.0\.1|localhost|\[::1\]`)
	// reserved are names that Lambda keeps for itself and refuses in a function.
	// https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
	reserved   = regexp.MustCompile(`^(_HANDLER|_X_AMZN_TRACE_ID|AWS_(DEFAULT_)?REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_.*|AWS_ACCESS_KEY(_ID)?|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$`)
	secretName = regexp.MustCompile(`(?i)secret|password|token|credential|api_?key`)
)

// timeout is in seconds; without one it is that of the local gateway.
func (f *function) timeout() int { return cmp.Or(f.Timeout, 30) }

// memory is in MB; the default is Lambda's.
func (f *function) memory() int { return cmp.Or(f.Memory, 128) }

func (f *function) architecture() string { return cmp.Or(f.Architecture, "arm64") }

// traced reports whether the stage sends traces, which functions then go on with.
func (m *model) traced() bool { return m.Environment.Settings.Tracing == "on" }

// permissionID names a permission after what it allows: GetPersonnel of
// GET/personnel/*.
func permissionID(caller string) string {
	caller = strings.ReplaceAll(strings.ReplaceAll(caller, "*", " any "), "$default", "default")
	words := strings.FieldsFunc(caller, func(r rune) bool { return !slices.Contains([]rune(letters), r) })
	if len(words) > 0 {
		words[0] = strings.ToLower(words[0])
	}
	for i, w := range words {
		words[i] = strings.ToUpper(w[:1]) + w[1:]
	}
	return strings.Join(words, "")
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
