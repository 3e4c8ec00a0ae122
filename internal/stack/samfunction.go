package stack

import (
	"strings"

	"github.com/apigen-go/apigen/internal/openapi"
)

// addFunctions adds the functions, each with a log group and a role of its own, and
// the permissions to invoke them.
func (s *sam) addFunctions() {
	for _, f := range s.functions {
		s.resource(f.id+"Logs", "AWS::Logs::LogGroup",
			openapi.M("LogGroupName", prefixed("/aws/lambda/", f.called).node()),
			openapi.M("RetentionInDays", openapi.Int(s.retention())))
		s.resource(f.id+"Role", "AWS::IAM::Role",
			openapi.M("AssumeRolePolicyDocument", assumedBy("lambda.amazonaws.com")),
			openapi.M("Policies", openapi.Arr(policy("function", s.functionStatements(f)))))
		s.addFunction(f)
	}
	taken := map[string]bool{}
	for _, g := range s.grants {
		name := getAttOrOutside(g)
		add := func(id, source string) {
			for base, n := id, 2; taken[id]; n++ {
				id = base + string(rune('0'+n))
			}
			taken[id] = true
			s.resource(id, "AWS::Lambda::Permission",
				openapi.M("Action", openapi.Str("lambda:InvokeFunction")),
				openapi.M("FunctionName", name),
				openapi.M("Principal", openapi.Str("apigateway.amazonaws.com")),
				openapi.M("SourceArn", substitute("arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/"+source)))
		}
		for _, caller := range g.callers {
			add(g.id+permissionID(caller), "${StageName}/"+caller)
		}
		if g.authorize {
			add(g.id+"Authorizers", "authorizers/*")
		}
	}
}

func getAttOrOutside(g grant) *openapi.Node {
	switch {
	case g.function == nil:
		return g.outside.node()
	case g.function.alias != "":
		return refTo(g.function.id + ".Alias") // SAM's name for the alias it publishes
	}
	return refTo(g.function.id)
}

// prefixed puts a plain text before another.
func prefixed(prefix string, t text) text { return append(text{{plain: prefix}}, t...) }

func (s *sam) addFunction(f *function) {
	code := f.Code
	if f.Package != "" {
		code = f.Package
	}
	environment := openapi.Obj()
	for _, v := range f.environment {
		environment.Set(v.name, v.value.node())
	}
	if len(environment.Members) > 0 {
		environment = openapi.Obj(openapi.M("Variables", environment))
	} else {
		environment = nil
	}
	tracing := openapi.Str("PassThrough")
	if s.traced() {
		tracing = openapi.Str("Active")
	}
	r := s.resource(f.id, "AWS::Serverless::Function",
		openapi.M("FunctionName", f.called.node()),
		openapi.M("Runtime", openapi.Str("provided.al2023")),
		openapi.M("Handler", openapi.Str("bootstrap")),
		openapi.M("Architectures", openapi.Strs(f.architecture())),
		openapi.M("CodeUri", openapi.Str(code)),
		openapi.M("MemorySize", openapi.Int(f.memory())),
		openapi.M("Timeout", openapi.Int(f.timeout())),
		openapi.M("Role", getAtt(f.id+"Role", "Arn")),
		openapi.M("LoggingConfig", openapi.Obj(openapi.M("LogGroup", refTo(f.id+"Logs")))),
		openapi.M("Tracing", tracing),
		openapi.M("AutoPublishAlias", textOrNil(f.alias)),
		openapi.M("Environment", environment))
	if f.Package != "" { // sam build compiles it
		r.Members = append([]openapi.Member{r.Members[0], openapi.M("Metadata", openapi.Obj(openapi.M("BuildMethod", openapi.Str("go1.x"))))}, r.Members[1:]...)
	}
	s.output(f.id+"Arn", "ARN of function "+f.Name, getAtt(f.id, "Arn"))
}

// functionStatements allow a function to write its own log, and what apigen.yaml
// allows it.
// https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html
func (s *sam) functionStatements(f *function) *openapi.Node {
	all := openapi.Arr(allow(openapi.Strs("logs:CreateLogStream", "logs:PutLogEvents"), getAtt(f.id+"Logs", "Arn")))
	if s.traced() { // X-Ray knows no resources for these
		all.Items = append(all.Items, allow(openapi.Strs("xray:PutTraceSegments", "xray:PutTelemetryRecords"), openapi.Str("*")))
	}
	for _, st := range f.allow {
		all.Items = append(all.Items, st.node())
	}
	return all
}

func (st statement) node() *openapi.Node {
	if st.list != nil {
		return allow(openapi.Strs(st.actions...), refTo(st.list.name))
	}
	resources := openapi.Arr()
	for _, r := range st.resources {
		resources.Items = append(resources.Items, r.node())
	}
	return allow(openapi.Strs(st.actions...), resources)
}

func allow(actions, resources *openapi.Node) *openapi.Node {
	return openapi.Obj(openapi.M("Effect", openapi.Str("Allow")), openapi.M("Action", actions), openapi.M("Resource", resources))
}

func policyDocument(statements *openapi.Node) *openapi.Node {
	return openapi.Obj(openapi.M("Version", openapi.Str("2012-10-17")), openapi.M("Statement", statements))
}

func policy(name string, statements *openapi.Node) *openapi.Node {
	return openapi.Obj(openapi.M("PolicyName", openapi.Str(name)), openapi.M("PolicyDocument", policyDocument(statements)))
}

func assumedBy(service string) *openapi.Node {
	return policyDocument(openapi.Arr(openapi.Obj(
		openapi.M("Effect", openapi.Str("Allow")),
		openapi.M("Principal", openapi.Obj(openapi.M("Service", openapi.Str(service)))),
		openapi.M("Action", openapi.Str("sts:AssumeRole")))))
}

// addRoles adds those that API Gateway assumes.
func (s *sam) addRoles() {
	for _, r := range s.roles {
		statements := openapi.Arr()
		for _, st := range r.statements {
			statements.Items = append(statements.Items, st.node())
		}
		var policies *openapi.Node
		if len(statements.Items) > 0 {
			policies = openapi.Arr(policy("integrations", statements))
		}
		s.resource(r.id, "AWS::IAM::Role",
			openapi.M("AssumeRolePolicyDocument", assumedBy("apigateway.amazonaws.com")),
			openapi.M("Policies", policies))
	}
}

// addPools adds user pools with a client for front ends, which have no secret.
func (s *sam) addPools() {
	for _, p := range s.pools {
		s.resource(p.id, "AWS::Cognito::UserPool",
			openapi.M("UserPoolName", substitute("${AWS::StackName}-"+strings.ToLower(p.id))),
			openapi.M("UsernameAttributes", openapi.Strs("email")),
			openapi.M("AutoVerifiedAttributes", openapi.Strs("email")))
		var scopes, flows, callbacks, on *openapi.Node
		if p.callbacks != nil {
			scopes, flows, on = openapi.Strs(p.scopes...), openapi.Strs("code"), openapi.Boolean(true)
			callbacks = refTo(p.callbacks.name)
			s.resource(p.id+"Domain", "AWS::Cognito::UserPoolDomain",
				openapi.M("UserPoolId", refTo(p.id)), openapi.M("Domain", refTo(p.prefix.name)))
		}
		var servers []string
		for _, server := range p.servers {
			list := openapi.Arr()
			for _, scope := range server.scopes {
				list.Items = append(list.Items, openapi.Obj(openapi.M("ScopeName", openapi.Str(scope)), openapi.M("ScopeDescription", openapi.Str(scope))))
			}
			s.resource(server.id, "AWS::Cognito::UserPoolResourceServer",
				openapi.M("UserPoolId", refTo(p.id)), openapi.M("Identifier", openapi.Str(server.identifier)),
				openapi.M("Name", openapi.Str(server.identifier)), openapi.M("Scopes", list))
			servers = append(servers, server.id)
		}
		client := s.resource(p.client, "AWS::Cognito::UserPoolClient",
			openapi.M("UserPoolId", refTo(p.id)),
			openapi.M("GenerateSecret", openapi.Boolean(false)),
			openapi.M("ExplicitAuthFlows", openapi.Strs("ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH")),
			openapi.M("AllowedOAuthFlowsUserPoolClient", on),
			openapi.M("AllowedOAuthFlows", flows),
			openapi.M("AllowedOAuthScopes", scopes),
			openapi.M("SupportedIdentityProviders", openapi.Strs("COGNITO")),
			openapi.M("CallbackURLs", callbacks))
		if len(servers) > 0 { // its scopes must exist before the client
			client.Set("DependsOn", openapi.Strs(servers...))
		}
		s.output(p.id+"Id", "Id of the user pool", refTo(p.id))
		s.output(p.client+"Id", "Id of the user pool's client", refTo(p.client))
	}
}
