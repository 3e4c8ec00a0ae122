package apigw

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
)

// parse reads a document of a test.
func parse(t testing.TB, file, text string) *openapi.Document {
	t.Helper()
	doc, err := openapi.Parse(file, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// read reads the paths of a test into an API.
func read(t testing.TB, text string, opts ReadOptions) (*RestAPI, diag.List) {
	t.Helper()
	return ReadREST(parse(t, "api.yaml", text), opts)
}

// TestReadDocuments holds whole documents against the API that is made of them.
// The rules come from recorded ImportRestApi calls (July 2025 to February 2026,
// us-east-1): root security applies, authorizers exist unused, identity sources
// come from the scheme, undeclared path variables are added, mocks lose their
// httpMethod, integer status codes are texts, mapping values that are no text
// are dropped with a warning.
func TestReadDocuments(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/read/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			api, found := ReadREST(parse(t, filepath.Base(file), string(data)), ReadOptions{})
			var out bytes.Buffer
			enc := json.NewEncoder(&out)
			enc.SetIndent("", " ")
			enc.SetEscapeHTML(false)
			if err := enc.Encode(api); err != nil {
				t.Fatal(err)
			}
			if err := diag.Write(&out, "text", found); err != nil {
				t.Fatal(err)
			}
			golden.Check(t, strings.TrimSuffix(file, ".yaml")+".want", out.Bytes())
		})
	}
}

// The table of the recorded imports of /test with a base path.
func TestBasePath(t *testing.T) {
	t.Parallel()
	const paths = "\npaths: {/test: {get: {}}}\n"
	for _, tt := range []struct {
		name, head             string
		ignore, prepend, split string
	}{
		{"variable", "openapi: 3.0.1\nservers: [{url: 'https://x.test/{basePath}', variables: {basePath: {default: /base-var}}}]", "/test", "/base-var/test", "/test"},
		{"variable without slash", "openapi: 3.0.1\nservers: [{url: 'https://x.test/{basePath}', variables: {basePath: {default: base-var}}}]", "/test", "/base-var/test", "/test"},
		{"variable the URL does not use", "openapi: 3.0.1\nservers: [{url: 'https://x.test/other', variables: {basePath: {default: /v}}}]", "/test", "/v/test", "/test"},
		{"path of the URL", "openapi: 3.0.1\nservers: [{url: 'https://x.test/base-url/part/'}]", "/test", "/base-url/part/test", "/part/test"},
		{"relative URL", "openapi: 3.0.1\nservers: [{url: /v1}]", "/test", "/v1/test", "/test"},
		{"two variables", "openapi: 3.0.1\nservers: [{url: 'https://{host}/{basePath}', variables: {host: {default: x.test}, basePath: {default: v2}}}]", "/test", "/v2/test", "/test"},
		{"swagger", "swagger: '2.0'\nbasePath: /base", "/test", "/base/test", "/test"},
		{"none", "openapi: 3.0.1", "/test", "/test", "/test"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for mode, want := range map[BasePathMode]string{"": tt.ignore, BasePathIgnore: tt.ignore, BasePathPrepend: tt.prepend, BasePathSplit: tt.split} {
				api, found := read(t, tt.head+paths, ReadOptions{BasePath: mode})
				if len(found) > 0 {
					t.Errorf("findings: %v", found)
				}
				if api.Resource(want).Method("GET") == nil {
					t.Errorf("mode %q: no GET %s", mode, want)
				}
			}
		})
	}
}

// TestRefusals names for each text of the service a document that earns it.
func TestRefusals(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.0.1\ninfo: {title: x}\n"
	const mock = "x-amazon-apigateway-integration: {type: mock}"
	op := func(path, op string) string { return head + "paths: {" + path + ": {get: {" + op + "}}}\n" }
	integration := func(fields string) string {
		return op("/a", "responses: {200: {}}, x-amazon-apigateway-integration: {"+fields+"}")
	}
	const put = "Unable to put integration on 'GET' for resource at path '/a': "
	const putResponse = "Unable to put integration response on 'GET' for resource at path '/a': "
	for _, tt := range []struct{ name, doc, rule, want string }{
		{"version 3.1", "openapi: 3.1.0\n", "openapi-version", InvalidInput},
		{"no version", "info: {title: x}\n", "openapi-version", InvalidInput},
		{"sibling variables", head + "paths: {'/u/{id}': {get: {" + mock + "}}, '/u/{name}/x': {get: {" + mock + "}}}\n", "path-sibling-variables",
			"Unable to create resource at path '/u/{name}/x': A sibling ({id}) of this resource already has a variable path part -- only one is allowed"},
		{"greedy beside a variable", head + "paths: {'/u/{id}': {}, '/u/{proxy+}': {}}\n", "path-sibling-variables", "A sibling ({id})"},
		{"child of greedy", op("'/{proxy+}/x'", mock), "path-greedy-child", "Cannot create a child of a resource with a greedy path variable: {proxy+}"},
		{"blank in a segment", op("'/a b'", mock), "path-chars", "Resource's path part only allow a-zA-Z0-9._-:"},
		{"part of a segment", op("'/f/{id}.json'", mock), "path-partial-variable", "Resource's path part only allow"},
		{"trace", head + "paths: {/a: {trace: {}}}\n", "method-verb", "Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY"},
		{"parameter name", op("/a", "parameters: [{in: query, name: 'filter[x]'}], "+mock), "param-name",
			"Unable to put method 'GET' on resource at path '/a': Invalid mapping expression specified: Validation Result: warnings : [], errors : [Parameter name should match the following regular expression: ^[a-zA-Z0-9._$-]+$]"},
		{"parameter in two places", op("/a", "parameters: [{in: query, name: id}, {in: header, name: id}], "+mock), "param-unique", "Parameter names must be unique across querystring, header and path"},
		{"query named like the path variable", op("'/a/{id}'", "parameters: [{in: query, name: id}], "+mock), "param-unique", "Parameter names must be unique"},
		{"model name", head + "components: {schemas: {Pet_V2: {type: object}}}\n", "model-name", "Model name must be alphanumeric: Pet_V2"},
		{"reference to a file", head + "components: {schemas: {A: {$ref: 'x.json#/B'}}}\n", "model-ref-external", "Unable to create model for 'A': Invalid model specified: Validation Result: warnings : [], errors : [Model reference must be in canonical form]"},
		{"deep reference", head + "components: {schemas: {A: {items: {$ref: '#/components/schemas/B/properties/c'}}}}\n", "model-ref-external", notCanonical},
		{"required without names", head + "components: {schemas: {A: {type: object, required: []}}}\n", "model-required", invalidSchema},
		{"pattern", head + "components: {schemas: {A: {type: string, pattern: '['}}}\n", "model-pattern", invalidSchema},
		{"enum with a pair", head + "components: {schemas: {A: {enum: [a, b, a]}}}\n", "model-enum-duplicate", invalidSchema},
		{"list of types", head + "components: {schemas: {A: {properties: {type: {type: [string, 'null']}}}}}\n", "model-type-null", invalidSchema},
		{"integration type", integration("type: https_proxy"), "integration-type", "Member must satisfy enum value set: [HTTP, MOCK, AWS_PROXY, HTTP_PROXY, AWS]"},
		{"no httpMethod", integration("type: http, uri: 'http://x.test'"), "integration-http-method", put + "Enumeration value for HttpMethod must be non-empty"},
		{"function ARN as uri", integration("type: aws_proxy, httpMethod: POST, uri: 'arn:aws:lambda:r:1:function:f'"), "integration-uri-lambda", put + "AWS ARN for integration must contain path or action"},
		{"broken function", integration("type: aws, httpMethod: POST, uri: 'arn:aws:apigateway:r:lambda:path/x/functions/f/invocations'"), "integration-uri-lambda", put + "Invalid function ARN or invalid uri"},
		{"uri no ARN", integration("type: aws, httpMethod: POST, uri: 'https://x.test'"), "integration-uri-arn", put + "Invalid ARN specified in the request"},
		{"proxy to S3", integration("type: aws_proxy, httpMethod: GET, uri: 'arn:aws:apigateway:r:s3:path/b/k'"), "integration-proxy-target", put + "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations."},
		{"uri without scheme", integration("type: http, httpMethod: GET, uri: x.test"), "integration-uri-http", put + "Invalid HTTP endpoint specified for URI"},
		{"uri a stage variable", integration("type: http, httpMethod: GET, uri: '${stageVariables.url}'"), "integration-uri-stage-variable", put + "Invalid HTTP endpoint specified for URI"},
		{"timeout", integration("type: http, httpMethod: GET, uri: 'http://x.test', timeoutInMillis: 29001"), "integration-timeout", put + "Timeout should be between 50 ms and 29000 ms"},
		{"vpc link without id", integration("type: http, httpMethod: GET, uri: 'http://x.test', connectionType: vpc_link"), "integration-vpc-link", "ConnectionId should be set to the vpcLinkId"},
		{"undeclared source", integration("type: mock, requestParameters: {integration.request.header.A: method.request.header.B}"), "mapping-source-undeclared",
			put + "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: method.request.header.B]"},
		{"unquoted literal", integration("type: mock, requestParameters: {integration.request.header.A: abc}"), "mapping-value", "errors : [Invalid mapping expression specified: abc]"},
		{"mapping key", integration("type: mock, requestParameters: {request.header.A: \"'x'\"}"), "mapping-key", "errors : [Invalid mapping expression parameter specified: request.header.A]"},
		{"mapping of a boolean", integration("type: mock, requestParameters: {integration.request.header.A: true}"), "mapping-type",
			"Invalid format for 'requestParameters'. Expected type string for property 'integration.request.header.A' of resource '/a' and method 'GET' but got 'true'"},
		{"template type", integration("type: mock, requestTemplates: {json: x}"), "template-content-type", "Invalid content type specified: json"},
		{"undeclared header", integration("type: mock, responses: {default: {statusCode: 200, responseParameters: {method.response.header.X: \"'1'\"}}}"), "response-header-undeclared",
			putResponse + "Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression parameter specified: method.response.header.X]"},
		{"undeclared status", integration("type: mock, responses: {default: {statusCode: 504, responseParameters: {method.response.header.X: \"'1'\"}}}"), "response-header-undeclared", "No method response exists for method."},
		{"integration status", integration("type: mock, responses: {default: {statusCode: abc}}"), "integration-response-status", `Value 'abc' at 'statusCode'`},
		{"wildcard status", op("/a", "responses: {5XX: {}}, "+mock), "status-wildcard", "Value '5XX'"},
		{"validator", op("/a", "x-amazon-apigateway-request-validator: al, "+mock), "validator-unknown", "Invalid Request Validator identifier specified"},
		{"missing model", op("/a", "responses: {200: {content: {application/json: {schema: {$ref: '#/components/schemas/X'}}}}}, "+mock), "model-ref-missing", "Reference to model 'X' not found. Ignoring."},
		{"inline text", op("/a", "responses: {201: {content: {text/plain: {schema: {type: string}}}}}, "+mock), "response-inline-primitive", "Unsupported model type 'StringSchema' in 201 response to method 'GET /a'. Ignoring."},
		{"basic scheme", head + "components: {securitySchemes: {basicAuth: {type: http, scheme: basic}}}\n", "security-scheme", "Unsupported security definition type 'http' for 'basicAuth'. Ignoring."},
		{"authtype alone", head + "components: {securitySchemes: {a: {type: apiKey, in: header, name: A, x-amazon-apigateway-authtype: custom}}}\n", "authorizer-missing", "Extension x-amazon-apigateway-authorizer is required."},
		{"ttl", head + "components: {securitySchemes: {a: {type: apiKey, in: header, name: A, x-amazon-apigateway-authorizer: {type: cognito_user_pools, providerARNs: [x], authorizerResultTtlInSeconds: 7200}}}}\n", "authorizer-ttl", "TTL must be between 0 and 3600 seconds."},
		{"no pools", head + "components: {securitySchemes: {a: {type: apiKey, in: header, name: A, x-amazon-apigateway-authorizer: {type: cognito_user_pools}}}}\n", "authorizer-providers", "ProviderARNs cannot be empty"},
		{"authorizer uri", head + "components: {securitySchemes: {a: {type: apiKey, in: header, name: A, x-amazon-apigateway-authorizer: {type: token, authorizerUri: 'arn:aws:lambda:r:1:function:f'}}}}\n", "authorizer-uri", "Authorizer URI should be a valid API Gateway ARN"},
		{"authorizer type", head + "components: {securitySchemes: {a: {type: apiKey, in: header, name: A, x-amazon-apigateway-authorizer: {type: jwt}}}}\n", "authorizer-jwt", "enum value set: [TOKEN, REQUEST, COGNITO_USER_POOLS]"},
		{"gateway response", head + "x-amazon-apigateway-gateway-responses: {NOT_FOUND: {}}\n", "gateway-response-type", "Value 'NOT_FOUND'"},
		{"compression", head + "x-amazon-apigateway-minimum-compression-size: -1\n", "compression-range", "Invalid minimum compression size, must be between 0 and 10485760"},
		{"authorizer of no type", head + "components: {securitySchemes: {a: {type: apiKey, in: header, name: A, x-amazon-apigateway-authorizer: {type: lambda}}}}\n", "authorizer-type", "Value 'LAMBDA'"},
		{"identity source", head + "components: {securitySchemes: {a: {type: apiKey, in: header, name: A, x-amazon-apigateway-authorizer: {type: request, identitySource: header.X, authorizerUri: 'arn:aws:apigateway:r:lambda:path/2015-03-31/functions/arn:aws:lambda:r:1:function:f/invocations'}}}}\n", "authorizer-identity-source", "Invalid request identity source expression: header.X"},
		{"passthrough", integration("type: mock, passthroughBehavior: when_no_templat"), "passthrough-behavior", put + "1 validation error detected: Value 'WHEN_NO_TEMPLAT'"},
		{"content handling", integration("type: mock, contentHandling: CONVERT"), "content-handling", "[CONVERT_TO_BINARY, CONVERT_TO_TEXT]"},
		{"connection type", integration("type: http, httpMethod: GET, uri: 'http://x.test', connectionType: VPC"), "connection-type", "[INTERNET, VPC_LINK]"},
		{"transfer mode", integration("type: mock, responseTransferMode: CHUNKED"), "transfer-mode", "[BUFFERED, STREAM]"},
		{"cache key", integration("type: mock, cacheKeyParameters: [method.request.querystring.q]"), "cache-key-undeclared", put + "Invalid cache key parameter specified"},
		{"selection pattern", integration("type: mock, responses: {'[': {statusCode: 200}}"), "response-pattern", putResponse + "Invalid regex pattern specified"},
		{"template size", integration("type: mock, requestTemplates: {application/json: '" + strings.Repeat("x", 300<<10+1) + "'}"), "template-size", "exceeds the limit"},
		{"model size", head + "components: {schemas: {A: {description: '" + strings.Repeat("x", 400<<10) + "'}}}\n", "model-size", "exceeds the limit"},
		{"gateway response parameter", head + "x-amazon-apigateway-gateway-responses: {UNAUTHORIZED: {responseParameters: {method.response.header.X: \"'1'\"}}}\n", "gateway-response-parameter", "parameter specified: method.response.header.X"},
		{"policy effect", head + "x-amazon-apigateway-policy: {Statement: {Effect: allow, Principal: '*', Action: 'execute-api:Invoke', Resource: '*'}}\n", "policy", "Invalid policy document."},
		{"policy without principal", head + "x-amazon-apigateway-policy: {Statement: [{Effect: Allow, Action: 'execute-api:Invoke', Resource: '*'}]}\n", "policy", "Principals are valid"},
		{"security policy", head + "x-amazon-apigateway-security-policy: TLS_1_1\n", "security-policy", "Value 'TLS_1_1'"},
		{"security policy without mode", head + "x-amazon-apigateway-security-policy: SecurityPolicy_TLS13_1_3_2025_09\n", "security-policy", "Endpoint access mode is required"},
		{"mode without security policy", head + "x-amazon-apigateway-endpoint-access-mode: STRICT\n", "security-policy", "Endpoint access mode is not supported"},
		{"documentation of the API with a path", head + "x-amazon-apigateway-documentation: {documentationParts: [{location: {type: API, path: /x}}]}\n", "documentation-location", "[Location type: API cannot have path, method, statusCode or name defined.]"},
		{"documentation without a name", head + "x-amazon-apigateway-documentation: {documentationParts: [{location: {type: PATH_PARAMETER, path: /x}}]}\n", "documentation-location", "must have name defined"},
		{"documentation of nothing", head + "x-amazon-apigateway-documentation: {documentationParts: [{location: {type: PATH}}]}\n", "documentation-location", "Location type: PATH is not supported."},
		{"two servers", head + "servers: [{url: /}, {url: /}]\n", "servers-many", "More than one server provided."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, found := read(t, tt.doc, ReadOptions{BasePath: BasePathPrepend})
			if len(found) != 1 {
				t.Fatalf("findings %v, want one", found)
			}
			d := found[0]
			if d.Rule != tt.rule || !strings.Contains(d.Message, tt.want) {
				t.Errorf("got  %s: %s\nwant %s: %s", d.Rule, d.Message, tt.rule, tt.want)
			}
			if !d.Pos.IsValid() {
				t.Errorf("finding has no position: %+v", d)
			}
		})
	}
}

// Values that wait for another tool are not judged by their form.
func TestPlaceholdersAreNotJudged(t *testing.T) {
	t.Parallel()
	for _, fields := range []string{
		"type: aws_proxy, httpMethod: POST, uri: {'Fn::Sub': '${Function.Arn}'}",
		"type: aws_proxy, httpMethod: POST, uri: '${lambda_uri}'",
		"type: aws_proxy, httpMethod: POST, uri: 'arn:aws:apigateway:#{AWS::Region}:lambda:path/2015-03-31/functions/arn:aws:lambda:#{AWS::Region}:#{AWS::AccountId}:function:f/invocations'",
		"type: http, httpMethod: GET, uri: 'http://x.test', timeoutInMillis: '${timeout}'",
		"type: http, httpMethod: GET, uri: {'Fn::If': [A, b, c]}",
		"type: mock, requestParameters: {integration.request.header.A: '${value}'}",
	} {
		_, found := read(t, "openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {"+fields+"}}}}\n", ReadOptions{})
		if len(found) > 0 {
			t.Errorf("%s: %v", fields, found)
		}
	}
}

func TestImportFailure(t *testing.T) {
	t.Parallel()
	bad, odd := diag.Diagnostic{Severity: diag.Error, Message: "E1"}, diag.Diagnostic{Severity: diag.Warning, Message: "W1"}
	for _, tt := range []struct {
		name  string
		found diag.List
		fatal bool
		want  string
	}{
		{"nothing", nil, true, ""},
		{"warning", diag.List{odd}, false, ""},
		{"warning with failonwarnings", diag.List{odd, odd}, true, "Warnings found during import:\n\tW1\n\tW1"},
		{"error", diag.List{bad}, false, "Errors found during import:\n\tE1"},
		{"both", diag.List{odd, bad}, false, "Errors found during import:\n\tE1\nAdditionally, these warnings were found:\n\tW1"},
		{"no document", diag.List{{Severity: diag.Error, Message: InvalidInput}}, false, InvalidInput},
	} {
		got, ok := ImportFailure(tt.found, tt.fatal)
		if got != tt.want || ok != (tt.want == "") {
			t.Errorf("%s: got %q, %v, want %q", tt.name, got, ok, tt.want)
		}
	}
}

func FuzzReadREST(f *testing.F) {
	files, err := filepath.Glob("testdata/read/*.yaml")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := openapi.Parse("fuzz", data)
		if err != nil {
			return
		}
		doc = ExpandAWS(doc, Environment{Region: "r"})
		api, _ := ReadREST(doc, ReadOptions{BasePath: BasePathSplit})
		if _, err := json.Marshal(api); err != nil {
			t.Fatalf("API does not print: %v", err)
		}
		api.StageVariables()
	})
}

// Oddities that imports with failonwarnings were recorded to accept: nothing may
// be said of them.
func TestRecordedOdditiesAreAccepted(t *testing.T) {
	t.Parallel()
	const uri = "'arn:aws:apigateway:r:lambda:path/2015-03-31/functions/arn:aws:lambda:r:1:function:f/invocations'"
	for _, tt := range []struct{ name, doc string }{
		{"no version in info", "openapi: 3.0.1\ninfo: {title: x}\npaths: {}\n"},
		{"a number as version", "openapi: 3.0.1\ninfo: {title: x, version: 2}\npaths: {}\n"},
		{"no responses", "openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: mock}}}}\n"},
		{"empty responses", "openapi: 3.0.1\npaths: {/a: {get: {responses: {}, x-amazon-apigateway-integration: {type: mock}}}}\n"},
		{"empty template", "openapi: 3.0.1\npaths: {/a: {get: {responses: {200: {}}, x-amazon-apigateway-integration: {type: mock, responses: {default: {statusCode: 200, responseTemplates: {application/json: ''}}}}}}}\n"},
		{"httpMethod on a mock", "openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: mock, httpMethod: POST}}}}\n"},
		{"responses and content handling on a proxy", "openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {type: aws_proxy, httpMethod: POST, uri: " + uri + ", contentHandling: CONVERT_TO_TEXT, responses: {default: {statusCode: 200, responseParameters: {method.response.header.X: \"'1'\"}}}}}}}\n"},
		{"empty identity source and credentials", "openapi: 3.0.1\npaths: {}\ncomponents: {securitySchemes: {a: {type: apiKey, in: header, name: A, x-amazon-apigateway-authtype: custom, x-amazon-apigateway-authorizer: {type: token, authorizerUri: " + uri + ", identitySource: '', authorizerCredentials: ''}}}}\n"},
		{"two alternatives", "openapi: 3.0.1\npaths: {/a: {get: {security: [{a: []}, {k: []}], x-amazon-apigateway-integration: {type: mock}}}}\ncomponents: {securitySchemes: {k: {type: apiKey, in: header, name: X-Api-Key}, a: {type: apiKey, in: header, name: A, x-amazon-apigateway-authorizer: {type: token, authorizerUri: " + uri + "}}}}\n"},
		{"unknown extension", "openapi: 3.0.1\nx-amazon-apigateway-unheard-of: 1\nx-other: {}\npaths: {}\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, found := read(t, tt.doc, ReadOptions{}); len(found) > 0 {
				t.Errorf("findings: %v", found)
			}
		})
	}
}

// A method has one authorizer and the question of a key: alternatives are all of
// them, and what belongs together is too.
func TestSecurity(t *testing.T) {
	t.Parallel()
	const tail = `
components:
  securitySchemes:
    pool: {type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authorizer: {type: cognito_user_pools, providerARNs: [p]}}
    key: {type: apiKey, in: header, name: X-API-KEY}
    other: {type: apiKey, in: header, name: X-Token}
    iam: {type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authtype: awsSigv4}
    broken: {type: apiKey, in: header, name: A, x-amazon-apigateway-authtype: custom}
`
	for _, tt := range []struct {
		name, root, own string
		auth            AuthorizationType
		authorizer      string
		scopes          int
		key             bool
	}{
		{"none", "", "", AuthorizationNone, "", 0, false},
		{"root", "security: [{pool: [a]}]\n", "", AuthorizationCognito, "pool", 1, false},
		{"own in place of root", "security: [{pool: [a]}]\n", "security: [{key: []}], ", AuthorizationNone, "", 0, true},
		{"own scopes in place of root's", "security: [{pool: [a]}]\n", "security: [{pool: []}], ", AuthorizationCognito, "pool", 0, false},
		{"empty list", "security: [{pool: [a]}]\n", "security: [], ", AuthorizationNone, "", 0, false},
		{"both", "", "security: [{pool: [a, b], key: []}], ", AuthorizationCognito, "pool", 2, true},
		{"alternatives", "", "security: [{key: []}, {pool: []}], ", AuthorizationCognito, "pool", 0, true},
		{"signature", "", "security: [{iam: []}], ", AuthorizationIAM, "", 0, false},
		{"extension", "security: [{pool: [a]}]\n", "x-amazon-apigateway-auth: {type: none}, ", AuthorizationNone, "", 0, false},
		{"key by another header", "", "security: [{other: []}], ", AuthorizationNone, "", 0, false},
		{"unknown scheme", "", "security: [{gone: []}], ", AuthorizationNone, "", 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			api, _ := read(t, "openapi: 3.0.1\n"+tt.root+"paths: {/a: {get: {"+tt.own+"x-amazon-apigateway-integration: {type: mock}}}}"+tail, ReadOptions{})
			m := api.Resource("/a").Method("GET")
			if m.AuthorizationType != tt.auth || m.Authorizer != tt.authorizer || len(m.AuthorizationScopes) != tt.scopes || m.APIKeyRequired != tt.key {
				t.Errorf("got %s %q %q key %v", m.AuthorizationType, m.Authorizer, m.AuthorizationScopes, m.APIKeyRequired)
			}
		})
	}
	// Swagger's member counts in an OpenAPI 3.0 document as well.
	wild, _ := read(t, "openapi: 3.0.1\npaths: {/a: {get: {security: [{late: []}], x-amazon-apigateway-integration: {type: mock}}}}\n"+
		"securityDefinitions:\n  late: {type: apiKey, in: header, name: Authorization, x-amazon-apigateway-authorizer: {type: cognito_user_pools, providerARNs: [p]}}\n", ReadOptions{})
	if m := wild.Resource("/a").Method("GET"); m.AuthorizationType != AuthorizationCognito || m.Authorizer != "late" || len(wild.Authorizers) != 1 {
		t.Errorf("securityDefinitions: got %s %q", m.AuthorizationType, m.Authorizer)
	}
	// A scheme whose authorizer cannot be built takes its methods along.
	api, _ := read(t, "openapi: 3.0.1\npaths: {/a: {get: {security: [{broken: []}], x-amazon-apigateway-integration: {type: mock}}}}"+tail, ReadOptions{})
	if m := api.Resource("/a").Method("GET"); m != nil {
		t.Errorf("the method of a broken scheme is %+v", m)
	}
}
