package gateway_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"

	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/lint"
)

// accepted are the rules of severity error whose documents an import takes: what
// is wrong with them shows later, or only AWS can say it.
var accepted = map[string]string{
	"authorizer-count":         "a quota that can be raised",
	"path-count":               "a quota that can be raised",
	"http-route-count":         "a quota that can be raised",
	"document-size":            "a quota; the gateway's own is larger",
	"integration-missing":      "the deployment is refused",
	"no-operations":            "the deployment is refused",
	"integration-lambda-post":  "every request fails",
	"http-integration-missing": "every request fails",
	"template-syntax":          "every request fails",
	"response-stream":          "the import warns",
	"param-unknown-path":       "the parameter never gets a value",
	"extension-case":           "the extension is ignored",
	"security-public":          "the operation is open",
	"authtype-reserved":        "documented, not recorded",
	"authorizer-missing":       "the import warns and leaves methods out",
	"http-auth-apikey":         "the import warns and leaves the scheme out",
	"http-integration-type":    "the import warns and leaves the integration out",
	"http-operation-id":        "a length of the service's model",
	"http-length":              "lengths of the service's model",
	"http-scopes":              "a quota of routes",
}

// TestImportRefuses imports the document of every lint rule: what the linter says
// an import refuses, the gateway refuses in the same words, and what it says an
// import warns of, the gateway refuses with failonwarnings and takes without.
func TestImportRefuses(t *testing.T) {
	w := open(t, gateway.Config{})
	refused := map[string]bool{}
	for _, rule := range lint.Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			text, opts := ruleDocument(t, rule.ID)
			var errors, warnings []string
			for _, d := range lint.Source("api.yaml", text, opts) {
				if said, ok := strings.CutPrefix(d.Message, "import fails: "); ok {
					errors = append(errors, said)
					refused[d.Rule] = true
				} else if said, ok := strings.CutPrefix(d.Message, "import warns, and fails with failonwarnings: "); ok {
					warnings = append(warnings, said)
				}
			}
			if rule.ID == "parse" {
				errors, refused["parse"] = []string{"Invalid OpenAPI input."}, true
			}
			if rule.ID == "authorizer-jwt" {
				errors = []string{"[TOKEN, REQUEST, COGNITO_USER_POOLS]"} // AWS takes them since 2026, the gateway does not
			}
			lenient, strict := w.importText(t, string(text), opts, false), w.importText(t, string(text), opts, true)
			wantRefusal(t, "import", lenient, errors)
			if len(warnings) > 0 {
				wantRefusal(t, "import with failonwarnings", strict, append(errors, warnings...))
			}
		})
	}
	for _, rule := range lint.Rules() {
		if _, known := accepted[rule.ID]; rule.Severity == diag.Error && refused[rule.ID] == known {
			t.Errorf("rule %s: refused %t, listed as accepted %t", rule.ID, refused[rule.ID], known)
		}
	}
}

// ruleDocument reads the document of a rule with what it is imported with.
func ruleDocument(t *testing.T, id string) ([]byte, lint.Options) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "internal", "lint", "testdata", id+".yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var opts lint.Options
	first, _, _ := strings.Cut(string(text), "\n")
	switch {
	case strings.Contains(first, "target=http"):
		opts.Target = lint.HTTP
	case strings.Contains(first, "target=rest"):
		opts.Target = lint.REST
	}
	if _, endpoint, ok := strings.Cut(first, "endpoint="); ok {
		opts.Endpoint = strings.Fields(endpoint)[0]
	}
	return text, opts
}

// importText imports a document and gives what the gateway says against it.
func (w *world) importText(t *testing.T, text string, opts lint.Options, strict bool) string {
	t.Helper()
	target := opts.Target
	if found := lint.Source("api.yaml", []byte(text), opts); target == "" && slices.ContainsFunc(found, func(d diag.Diagnostic) bool { return strings.HasPrefix(d.Rule, "http-") }) {
		target = lint.HTTP
	}
	if target == lint.HTTP {
		if _, err := w.v2().ImportApi(t.Context(), &apigatewayv2.ImportApiInput{Body: &text, FailOnWarnings: &strict}); err != nil {
			return err.Error()
		}
		return ""
	}
	parameters := map[string]string{}
	if opts.Endpoint != "" {
		parameters["endpointConfigurationTypes"] = opts.Endpoint
	}
	out, err := w.api.ImportRestApi(t.Context(), &apigateway.ImportRestApiInput{Body: []byte(text), FailOnWarnings: strict, Parameters: parameters})
	if err != nil {
		return err.Error()
	}
	if _, err := w.api.DeleteRestApi(t.Context(), &apigateway.DeleteRestApiInput{RestApiId: out.Id}); err != nil {
		t.Error(err)
	}
	return ""
}

func wantRefusal(t *testing.T, what, got string, want []string) {
	t.Helper()
	if len(want) == 0 && got != "" {
		t.Errorf("%s is refused: %s", what, got)
	}
	for _, text := range want {
		if !strings.Contains(got, text) {
			t.Errorf("%s: got %q, want %q", what, got, text)
		}
	}
}

// What the linter says a deployment refuses, the gateway refuses: a method without
// an integration, and an API without methods.
func TestDeploymentRefuses(t *testing.T) {
	w := open(t, gateway.Config{})
	for rule, want := range map[string]string{
		"integration-missing": "No integration defined for method",
		"no-operations":       "The REST API doesn't contain any methods",
	} {
		text, _ := ruleDocument(t, rule)
		api, err := w.api.ImportRestApi(t.Context(), &apigateway.ImportRestApiInput{Body: text})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.api.CreateDeployment(t.Context(), &apigateway.CreateDeploymentInput{RestApiId: api.Id, StageName: aws.String("dev")})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", rule, err, want)
		}
	}
}
