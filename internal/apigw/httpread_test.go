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

// TestReadHTTPDocuments holds whole documents against the HTTP API that is made
// of them. What is a warning and what an information is the guide's to say
// (http-api-open-api).
func TestReadHTTPDocuments(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/http/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no documents: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			api, found := ReadHTTP(parse(t, filepath.Base(file), string(data)), ReadOptions{})
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

// What ImportApi refuses, in the service's words where they are known. Easily
// wrong, line 29: reported for 3.1, the rest measured by a public suite of pre-flight checks.
func TestHTTPFaults(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.0.1\ninfo: {title: T}\n"
	integration := func(members string) string {
		return head + "paths: {/a: {get: {x-amazon-apigateway-integration: {" + members + "}}}}\n"
	}
	authorizer := func(kind, members string) string {
		return head + "paths: {}\ncomponents: {securitySchemes: {a: {" + kind + ", x-amazon-apigateway-authorizer: {" + members + "}}}}\n"
	}
	const (
		function = "arn:aws:apigateway:r:lambda:path/2015-03-31/functions/arn:aws:lambda:r:1:function:f/invocations"
		key      = "type: apiKey, in: header, name: Authorization"
		oidc     = "type: oauth2, flows: {}"
		secured  = "components: {securitySchemes: {" +
			"a: {type: oauth2, x-amazon-apigateway-authorizer: {type: jwt, jwtConfiguration: {issuer: 'https://i.test', audience: [x]}}}, " +
			"b: {type: apiKey, x-amazon-apigateway-authtype: awsSigv4}}}\n"
	)
	for _, tt := range []struct{ name, doc, want string }{
		{"3.1", "openapi: 3.1.0\n", "Unable to build importer with provided input. Unable to determine OAS version from '3.1.0'"},
		{"swagger", "swagger: '2.0'\n", "Unable to determine OAS version from '2.0'"},
		{"neither", "info: {}\n", "Unable to build importer with provided input."},
		{"trace", head + "paths: {/a: {trace: {}}}\n", "The provided route key is not formatted properly for HTTP protocol."},
		{"greedy in the middle", head + "paths: {'/{p+}/a': {get: {}}}\n", "A greedy path variable must be at the end of the path"},
		{"partial variable", head + "paths: {'/a{b}': {get: {}}}\n", "not formatted properly"},
		{"same variable twice", head + "paths: {'/{a}/{a}': {get: {}}}\n", "A path variable is used twice: a"},
		{"two default routes", head + "paths: {/a: {x-amazon-apigateway-any-method: {isDefaultRoute: true}}, /$default: {x-amazon-apigateway-any-method: {}}}\n", "Route with key $default already exists for this API"},
		{"time-out", integration("type: http_proxy, httpMethod: GET, uri: 'https://x.test', timeoutInMillis: 30001"), "Timeout should be between 50 ms and 30000 ms"},
		{"payload", integration("type: aws_proxy, payloadFormatVersion: '3.0', uri: '" + function + "'"), "Unsupported PayloadFormatVersion: 3.0"},
		{"payload of HTTP", integration("type: http_proxy, httpMethod: GET, uri: 'https://x.test', payloadFormatVersion: '2.0'"), "PayloadFormatVersion 2.0 is not supported for integration of type HTTP_PROXY"},
		{"no method", integration("type: http_proxy, uri: 'https://x.test'"), "HttpMethod parameter method must be specified for integrationType HTTPPROXY"},
		{"no URL", integration("type: http_proxy, httpMethod: GET, uri: x"), "Invalid HTTP endpoint specified for URI"},
		{"link without id", integration("type: http_proxy, httpMethod: GET, connectionType: VPC_LINK"), "ConnectionId must be set to vpcLinkId for ConnectionType VPC_LINK"},
		{"link to a URL", integration("type: http_proxy, httpMethod: GET, connectionType: VPC_LINK, connectionId: l, uri: 'https://x.test'"), "integration uri should be a valid ELB listener ARN"},
		{"subtype without role", integration("type: aws_proxy, integrationSubtype: SQS-PurgeQueue"), "Role ARN must be specified for AWS integration configuration with Subtype: SQS-PurgeQueue"},
		{"no function", integration("type: aws_proxy, uri: 'arn:aws:sqs:r:1:q'"), "Integration URI"},
		{"JWT without configuration", authorizer(oidc, "type: jwt"), "JwtConfiguration must not be null for JWT Authorizer"},
		{"JWT issuer", authorizer(oidc, "type: jwt, jwtConfiguration: {issuer: x, audience: [a]}"), "Invalid issuer: Issuer is not a valid URL for JWT Authorizer"},
		{"JWT audience", authorizer(oidc, "type: jwt, jwtConfiguration: {issuer: 'https://x.test'}"), "Audience"},
		{"identity source", authorizer(key, "type: request, identitySource: method.request.header.A, authorizerPayloadFormatVersion: '2.0', authorizerUri: '"+function+"'"), "Invalid identity source expression: method.request.header.A"},
		{"no function of an authorizer", authorizer(key, "type: request, authorizerPayloadFormatVersion: '2.0'"), "AuthorizerUri is a required field in an Authorizer"},
		{"no payload version", authorizer(key, "type: request, authorizerUri: '"+function+"'"), "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer"},
		{"simple 1.0", authorizer(key, "type: request, authorizerPayloadFormatVersion: '1.0', enableSimpleResponses: true, authorizerUri: '"+function+"'"), `EnableSimpleResponses can only be set for AuthorizerPayloadFormatVersion "2.0".`},
		{"TTL", authorizer(key, "type: request, authorizerPayloadFormatVersion: '1.0', authorizerResultTtlInSeconds: 3601, authorizerUri: '"+function+"'"), "Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds."},
		{"cache without source", authorizer(key, "type: request, authorizerPayloadFormatVersion: '1.0', authorizerResultTtlInSeconds: 1, identitySource: '', authorizerUri: '"+function+"'"), "Identity source must be set if authorizer caching is enabled (TTL is greater than 0)"},
		{"token authorizer", authorizer(key, "type: token"), "Invalid authorizer type: TOKEN"},
		{"credentials with any origin", head + "paths: {}\nx-amazon-apigateway-cors: {allowOrigins: ['*'], allowCredentials: true}\n", "allow-credentials is not supported if 'allow-origin' is *"},
		{"max age", head + "paths: {}\nx-amazon-apigateway-cors: {maxAge: 86401}\n", "maxAge"},
		{"two requirements", head + "paths: {/a: {get: {security: [{a: []}, {b: []}]}}}\n" + secured, "more than one security requirement"},
		{"scopes of IAM", head + "paths: {/a: {get: {security: [{b: [x]}]}}}\n" + secured, "Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization type"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, found := ReadHTTP(parse(t, "api.yaml", tt.doc), ReadOptions{})
			for _, d := range found {
				if d.Severity == diag.Error && strings.Contains(d.Message, tt.want) {
					if !d.Pos.IsValid() {
						t.Errorf("%q has no place", d.Message)
					}
					return
				}
			}
			t.Errorf("got %v, want an error with %q", found, tt.want)
		})
	}
}

// Easily wrong, line 28: what REST APIs refuse HTTP APIs take.
func TestHTTPAllowsSiblingVariables(t *testing.T) {
	t.Parallel()
	api, found := ReadHTTP(parse(t, "api.yaml", "openapi: 3.0.1\ninfo: {title: T}\npaths: {'/a/{x}': {get: {}}, '/a/{y}/b': {get: {}}, '/a/{p+}': {get: {}}}\n"), ReadOptions{})
	if found.HasErrors() || len(api.Routes) != 3 {
		t.Errorf("got %d routes, %v", len(api.Routes), found)
	}
}

func TestHTTPBasePath(t *testing.T) {
	t.Parallel()
	const text = "openapi: 3.0.1\ninfo: {title: T}\nservers: [{url: 'https://x.test/a/b'}]\npaths: {/: {get: {}}, /t: {get: {}}}\n"
	for mode, want := range map[BasePathMode]string{
		"": "GET /,GET /t", BasePathPrepend: "GET /a/b,GET /a/b/t", BasePathSplit: "GET /b,GET /b/t",
	} {
		api, _ := ReadHTTP(parse(t, "api.yaml", text), ReadOptions{BasePath: mode})
		var got []string
		for _, r := range api.Routes {
			got = append(got, r.Key)
		}
		if strings.Join(got, ",") != want {
			t.Errorf("%s: got %v, want %s", mode, got, want)
		}
	}
}

// Which kind of API a document is for. Some documents of REST APIs carry
// extensions that only HTTP APIs read.
func TestIsHTTP(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.0.1\npaths: {/a: {get: {x-amazon-apigateway-integration: {"
	for _, tt := range []struct {
		name, doc string
		want      bool
	}{
		{"export", head + "type: aws_proxy}}}}\nx-amazon-apigateway-importexport-version: '1.0'\n", true},
		{"payload 2.0", head + "type: aws_proxy, payloadFormatVersion: '2.0'}}}}\n", true},
		{"payload 2 as a number", head + "type: aws_proxy, payloadFormatVersion: 2.0}}}}\n", true},
		{"service", head + "type: aws_proxy, integrationSubtype: SQS-SendMessage}}}}\n", true},
		{"cors and payload", head + "type: aws_proxy, payloadFormatVersion: '1.0'}}}}\nx-amazon-apigateway-cors: {}\n", true},
		{"cors alone", head + "type: aws_proxy}}}}\nx-amazon-apigateway-cors: {}\n", false},
		{"cors and templates", head + "type: aws, requestTemplates: {}}}}}\nx-amazon-apigateway-importexport-version: '1.0'\n", false},
		{"payload 1.0 alone", head + "type: http_proxy, payloadFormatVersion: 1.0}}}}\n", false},
		{"jwt", "openapi: 3.0.1\ncomponents: {securitySchemes: {a: {x-amazon-apigateway-authorizer: {type: jwt}}}}\n", true},
		{"default route", "openapi: 3.0.1\npaths: {/$default: {x-amazon-apigateway-any-method: {isDefaultRoute: true}}}\n", true},
		{"REST", head + "type: aws_proxy}}}}\n", false},
		{"swagger", "swagger: '2.0'\nx-amazon-apigateway-importexport-version: '1.0'\n", false},
	} {
		if got := IsHTTP(parse(t, "api.yaml", tt.doc)); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

// The reader takes any document and keeps its references whole: every route's
// integration and authorizer is there.
func FuzzReadHTTP(f *testing.F) {
	files, _ := filepath.Glob("testdata/*/*.yaml")
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		doc, err := openapi.Parse("api.yaml", data)
		if err != nil {
			return
		}
		IsHTTP(doc)
		api, _ := ReadHTTP(doc, ReadOptions{BasePath: BasePathPrepend})
		for _, r := range api.Routes {
			if r.Integration != "" && api.Integration(r.Integration) == nil {
				t.Errorf("route %s: no integration %q", r.Key, r.Integration)
			}
			if r.Authorizer != "" && api.Authorizer(r.Authorizer) == nil {
				t.Errorf("route %s: no authorizer %q", r.Key, r.Authorizer)
			}
			if fault := RouteKeyFault(r.Key); fault != "" {
				t.Errorf("route %q: %s", r.Key, fault)
			}
		}
	})
}
