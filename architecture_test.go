// Package apigen_test holds the arrows between the project's packages to what
// docs/architecture.md says of them.
package apigen_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/apigen-go/apigen"

// TestArrows fails when a package reaches something it must not link. The
// reasons stand in docs/architecture.md.
func TestArrows(t *testing.T) {
	toolChain := []string{
		"github.com/getkin/kin-openapi/", "github.com/oapi-codegen/oapi-codegen/", "go/types", "golang.org/x/tools/",
		"github.com/aws/aws-sdk-go-v2/service/apigateway", "github.com/aws/aws-sdk-go-v2/service/lambda",
		module + "/internal/", module + "/gateway", "github.com/spf13/cobra", "go.yaml.in/yaml/",
	}
	for _, tt := range []struct {
		pkg       string
		forbidden []string
		why       string
	}{
		{"gen", []string{"."}, "the vocabulary is plain values: it imports nothing"},
		{"form", []string{".*/"}, "files of forms cost a contract the standard library alone"},
		{"problem", []string{".*/"}, "problems cost a service the standard library alone"},
		{"caller", []string{".*/"}, "who calls is known to any service at the cost of the standard library"},
		{"check", append([]string{"github.com/labstack/", module + "/serve", module + "/call"}, toolChain...), "validators are for servers, clients and tests"},
		{"cmd/lambda", toolChain, "a function carries none of the tool chain: cold start and size are features"},
		{"examples/askaround/cmd/aggregate", append([]string{"github.com/labstack/", "github.com/aws/aws-sdk-go-v2/service/sqs"}, toolChain...), "what a stream brings is no request"},
		{"examples/askaround/cmd/ask", toolChain, "an example's function is as small as any"},
		{"examples/askaround/cmd/worker", append([]string{"github.com/labstack/"}, toolChain...), "what a queue brings is no request"},
		{"examples/authorizer/cmd/lambda", toolChain, "an authorizer is as small as any function"},
		{"examples/services/catalog/cmd/lambda", toolChain, "an example's function is as small as any"},
		{"examples/services/orders/cmd/lambda", toolChain, "an example's function is as small as any"},
		{"examples/cluster/cmd/lambda", toolChain, "an example's function is as small as any"},
		{"examples/datastore/cmd/post", append([]string{"github.com/aws/aws-sdk-go-v2/service/s3"}, toolChain...), "the function that posts has no business with files"},
		{"examples/datastore/cmd/summary", append([]string{"github.com/labstack/"}, toolChain...), "a job is no server"},
		{"examples/person/cmd/lambda", toolChain, "an example's function is as small as any"},
		{"examples/sqlquery/cmd/lambda", toolChain, "an example's function is as small as any"},
		{"examples/users/cmd/lambda", toolChain, "an example's function is as small as any"},
		{"examples/weather/cmd/lambda", toolChain, "an example's function is as small as any"},
		{"examples/person/cmd/server", toolChain, "an example's service is as small as any"},
		{"cmd/server", toolChain, "a service carries none of the tool chain"},
		{"lambdahttp", append([]string{"github.com/labstack/"}, toolChain...), "the adapter takes any http.Handler"},
		{"lambdahttp/authorizer", append([]string{"github.com/golang-jwt/", module + "/lambdahttp/authorizer/jwtauth"}, toolChain...), "an authorizer without tokens links no JWT library"},
		{"lambdahttp/authorizer/jwtauth", toolChain, "an authorizer is a function like any other"},
		{"generated/client", append([]string{"github.com/labstack/"}, toolChain...), "a client is no server"},
		{"serve", append([]string{"github.com/aws/"}, toolChain...), "what generated servers share is small"},
		{"call", append([]string{"github.com/labstack/", "github.com/aws/"}, toolChain...), "what generated clients share is small"},
		{"internal/javaregexp", []string{module + "/", "net/http", "os/exec"}, "Java's regular expressions know nobody who uses them"},
		{"vtl", []string{module + "/gateway", module + "/internal/mapping", module + "/internal/apigw", module + "/internal/openapi", module + "/internal/diag", "net/http", "os/exec"}, "the template engine knows no API Gateway; of ours it has Java's regular expressions alone, see vtl/imports_test.go"},
		{"internal/mapping", []string{module + "/gateway", module + "/internal/apigw", "net/http", "github.com/aws/"}, "mapping variables know no server"},
		{"internal/diag", []string{module + "/", ".*/"}, "positions and findings are below everything"},
		{"internal/openapi", []string{module + "/internal/apigw", module + "/gateway", "net/http"}, "the tree knows no meaning"},
		{"internal/cloudformation", []string{module + "/internal/apigw", module + "/gateway", "net/http"}, "intrinsic functions are resolved without knowing what a document means"},
		{"internal/sample", []string{module + "/internal/apigw", module + "/gateway", "net/http"}, "values are made up from schemas alone"},
		{"internal/apigw", []string{module + "/gateway", module + "/internal/lint", module + "/internal/control", "github.com/aws/"}, "the model knows no verbs"},
		{"internal/lint", []string{module + "/gateway", module + "/internal/control", "github.com/aws/"}, "rules judge documents, not services"},
		{"internal/stack", []string{module + "/gateway", module + "/internal/control", module + "/internal/generate", "github.com/aws/", "github.com/spf13/cobra"}, "templates are made of a document and a configuration, and call no service"},
		{"internal/plan", []string{module + "/gateway", module + "/internal/control", "github.com/aws/"}, "a plan compares two models"},
		{"internal/apidiff", []string{module + "/gateway", module + "/internal/control", "github.com/aws/"}, "a comparison of documents calls no service"},
		{"internal/generate", []string{module + "/gateway", module + "/internal/control", "github.com/aws/", "github.com/spf13/cobra"}, "generation goes into memory and calls no service"},
		{"internal/adopt", []string{module + "/gateway", module + "/internal/control", module + "/internal/generate", "github.com/aws/"}, "a contract is written from a document alone"},
		{"internal/control", []string{module + "/gateway", "github.com/spf13/cobra"}, "the importer knows no gateway but the one it is given"},
		{"internal/mapping", []string{module + "/gateway", module + "/internal/apigw", "net/http", "github.com/aws/"}, "mappings know values, not where they come from"},
		{"gateway", []string{module + "/internal/control", module + "/internal/generate", "github.com/spf13/cobra", "github.com/aws/aws-sdk-go-v2/service/"}, "the gateway is a service, not a client of one"},
	} {
		t.Run(tt.pkg, func(t *testing.T) {
			t.Parallel()
			for _, dep := range dependencies(t, tt.pkg) {
				if slices.ContainsFunc(tt.forbidden, func(pattern string) bool { return matches(pattern, dep) }) {
					t.Errorf("%s links %s; %s", tt.pkg, dep, tt.why)
				}
			}
		})
	}
}

// matches tells whether dep is forbidden by the pattern: "." is every package,
// ".*/" every package outside the standard library, another pattern a prefix.
func matches(pattern, dep string) bool {
	switch pattern {
	case ".":
		return true
	case ".*/":
		first, _, _ := strings.Cut(dep, "/")
		return strings.Contains(first, ".")
	}
	return dep == strings.TrimSuffix(pattern, "/") || strings.HasPrefix(dep, strings.TrimSuffix(pattern, "/")+"/")
}

func dependencies(t *testing.T, pkg string) []string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "./"+pkg).Output()
	if err != nil {
		t.Fatalf("go list -deps ./%s: %v", pkg, err)
	}
	deps := strings.Fields(string(out))
	return slices.DeleteFunc(deps, func(d string) bool { return d == module+"/"+pkg })
}
