package stack

import (
	"strconv"
	"strings"
)

// addFunctions adds the functions, each with a log group and a role of its own, and
// the permissions to invoke them.
func (t *terraform) addFunctions() {
	for _, f := range t.functions {
		name := f.hcl()
		logs := t.resource("aws_cloudwatch_log_group", name)
		logs.set("name", prefixed("/aws/lambda/", f.called).hcl())
		logs.set("retention_in_days", strconv.Itoa(t.retention()))
		t.role(name, "lambda.amazonaws.com", t.functionStatements(f))
		t.addFunction(f)
	}
	for _, g := range t.grants {
		t.addGrant(g)
	}
}

func (t *terraform) addFunction(f *function) {
	name := f.hcl()
	b := t.resource("aws_lambda_function", name)
	b.set("function_name", f.called.hcl())
	b.set("runtime", quoted("provided.al2023"))
	b.set("handler", quoted("bootstrap"))
	b.set("architectures", quotedList(f.architecture()))
	code := `"${path.module}/` + strings.Trim(quoted(f.Code), `"`) + `"`
	b.set("filename", code)
	b.set("source_code_hash", "filebase64sha256("+code+")")
	b.set("memory_size", strconv.Itoa(f.memory()))
	b.set("timeout", strconv.Itoa(f.timeout()))
	b.set("role", "aws_iam_role."+name+".arn")
	if f.alias != "" {
		b.set("publish", "true")
	}
	if len(f.environment) > 0 {
		var variables [][2]string
		for _, v := range f.environment {
			variables = append(variables, [2]string{v.name, v.value.hcl()})
		}
		b.inner("environment").set("variables", object(variables...))
	}
	logging := b.inner("logging_config")
	logging.set("log_format", quoted("Text"))
	logging.set("log_group", "aws_cloudwatch_log_group."+name+".name")
	if t.traced() {
		b.inner("tracing_config").set("mode", quoted("Active"))
	}
	b.body.AppendNewline()
	b.set("depends_on", list("aws_iam_role_policy."+name)) // the first invocation writes a log
	if f.alias != "" {
		a := t.resource("aws_lambda_alias", name)
		a.set("name", quoted(f.alias))
		a.set("function_name", "aws_lambda_function."+name+".function_name")
		a.set("function_version", "aws_lambda_function."+name+".version")
	}
}

// maxRolePrefix is how much of a name Terraform takes for the beginning of a role's,
// without the dash that follows.
const maxRolePrefix = 37

// role adds a role with one policy.
func (t *terraform) role(name, service string, statements []string) {
	b := t.resource("aws_iam_role", name)
	b.set("name_prefix", quoted(name[:min(len(name), maxRolePrefix)]+"-"))
	b.set("assume_role_policy", "jsonencode("+document(object(
		[2]string{"Effect", quoted("Allow")},
		[2]string{"Principal", object([2]string{"Service", quoted(service)})},
		[2]string{"Action", quoted("sts:AssumeRole")}))+")")
	if len(statements) == 0 {
		return
	}
	p := t.resource("aws_iam_role_policy", name)
	p.set("role", "aws_iam_role."+name+".id")
	p.set("policy", "jsonencode("+document(statements...)+")")
}

// document is an IAM policy.
func document(statements ...string) string {
	text := "[\n" + strings.Join(statements, ",\n") + ",\n]"
	return object([2]string{"Version", quoted("2012-10-17")}, [2]string{"Statement", text})
}

func allowHCL(actions []string, resources string) string {
	return object([2]string{"Effect", quoted("Allow")}, [2]string{"Action", quotedList(actions...)}, [2]string{"Resource", resources})
}

func (st statement) hcl() string {
	if st.list != nil {
		return allowHCL(st.actions, st.list.ref().hcl)
	}
	var resources []string
	for _, r := range st.resources {
		resources = append(resources, r.hcl())
	}
	return allowHCL(st.actions, list(resources...))
}

// functionStatements allow a function to write its own log, and what apigen.yaml
// allows it.
func (t *terraform) functionStatements(f *function) []string {
	all := []string{allowHCL([]string{"logs:CreateLogStream", "logs:PutLogEvents"}, `"${aws_cloudwatch_log_group.`+f.hcl()+`.arn}:*"`)}
	if t.traced() { // X-Ray knows no resources for these
		all = append(all, allowHCL([]string{"xray:PutTraceSegments", "xray:PutTelemetryRecords"}, quoted("*")))
	}
	for _, st := range f.allow {
		all = append(all, st.hcl())
	}
	return all
}

// addGrant lets the stage's methods, and its authorizers, invoke a function.
func (t *terraform) addGrant(g grant) {
	name, called, qualifier := snake(strings.TrimSuffix(g.id, "Function")), g.outside.hcl(), ""
	if g.function != nil {
		called = "aws_lambda_function." + name + ".function_name"
		if g.function.alias != "" {
			qualifier = "aws_lambda_alias." + name + ".name"
		}
	}
	add := func(label, each, statement, source string) {
		b := t.resource("aws_lambda_permission", label)
		if each != "" {
			b.set("for_each", each)
			b.body.AppendNewline()
		}
		b.set("statement_id", statement)
		b.set("action", quoted("lambda:InvokeFunction"))
		b.set("function_name", called)
		b.set("qualifier", qualifier)
		b.set("principal", quoted("apigateway.amazonaws.com"))
		b.set("source_arn", `"${`+t.api()+`.execution_arn}/`+source+`"`)
	}
	if len(g.callers) > 0 {
		add(name, "toset("+quotedList(g.callers...)+")", `"`+name+`-${substr(sha1(each.value), 0, 12)}"`, "${var.stage_name}/${each.value}")
	}
	if g.authorize {
		add(name+"_authorizers", "", quoted(name+"-authorizers"), "authorizers/*")
	}
}

// api is the address of the API.
func (t *terraform) api() string {
	if t.http != nil {
		return "aws_apigatewayv2_api.api"
	}
	return "aws_api_gateway_rest_api.api"
}

// addRoles adds those that API Gateway assumes.
func (t *terraform) addRoles() {
	for _, r := range t.roles {
		var statements []string
		for _, st := range r.statements {
			statements = append(statements, st.hcl())
		}
		t.role(snake(r.id), "apigateway.amazonaws.com", statements)
	}
}

// addPools adds user pools with a client for front ends, which have no secret.
func (t *terraform) addPools() {
	for _, p := range t.pools {
		name := snake(p.id)
		pool := t.resource("aws_cognito_user_pool", name)
		pool.set("name", `"`+slug(t.title())+`-${var.stage_name}-`+strings.ToLower(p.id)+`"`)
		pool.set("username_attributes", quotedList("email"))
		pool.set("auto_verified_attributes", quotedList("email"))
		id := "aws_cognito_user_pool." + name + ".id"
		var scopes []string
		for _, server := range p.servers {
			b := t.resource("aws_cognito_resource_server", snake(server.id))
			b.set("user_pool_id", id)
			b.set("identifier", quoted(server.identifier))
			b.set("name", quoted(server.identifier))
			for _, scope := range server.scopes {
				inner := b.inner("scope")
				inner.set("scope_name", quoted(scope))
				inner.set("scope_description", quoted(scope))
			}
			scopes = append(scopes, "aws_cognito_resource_server."+snake(server.id)+".scope_identifiers")
		}
		client := t.resource("aws_cognito_user_pool_client", name)
		client.set("name", quoted("front-end"))
		client.set("user_pool_id", id)
		client.set("generate_secret", "false")
		client.set("explicit_auth_flows", quotedList("ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"))
		client.set("supported_identity_providers", quotedList("COGNITO"))
		if p.callbacks == nil {
			continue
		}
		var plain []string
		for _, s := range p.scopes {
			if !strings.Contains(s, "/") {
				plain = append(plain, s)
			}
		}
		client.set("allowed_oauth_flows_user_pool_client", "true")
		client.set("allowed_oauth_flows", quotedList("code"))
		client.set("allowed_oauth_scopes", "concat("+strings.Join(append([]string{quotedList(plain...)}, scopes...), ", ")+")")
		client.set("callback_urls", p.callbacks.ref().hcl)
		domain := t.resource("aws_cognito_user_pool_domain", name)
		domain.set("user_pool_id", id)
		domain.set("domain", p.prefix.ref().hcl)
	}
}
