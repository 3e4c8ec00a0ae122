package apidiff

import (
	"os"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/golden"
	"github.com/apigen-go/apigen/internal/openapi"
)

func parse(t *testing.T, text string) *openapi.Document {
	t.Helper()
	doc, err := openapi.Parse("api.yaml", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// base is a document in which everything is guarded.
func base(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile("testdata/api.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestCompare(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		old, new string
		want     string // level rule: part of the text
	}{
		{"operation removed", "  /people/{id}:\n    get:", "  /people/{id}:\n    delete:", "breaking api-removed"},
		{"property required", "required: [name]", "required: [name, age]", "breaking request-property-became-required"},
		{"length lowered", "maxLength: 80", "maxLength: 8", "breaking request-property-max-length-decreased"},
		{"text only", "summary: Adds", "summary: Puts", ""},
		{"authorizer removed", "security: [{staff: [people/write], key: []}]", "security: [{key: []}]", "weakened gateway-authorization-removed: staff no longer guards it"},
		{"authorizer added", "security: []", "security: [{staff: []}]", "breaking gateway-authorization-added"},
		{"another authorizer", "security: [{staff: [people/write], key: []}]", "security: [{guests: [people/write], key: []}]", "breaking gateway-authorization-changed: guests guards it now, before staff"},
		{"scope added to scopes", "staff: [people/write]", "staff: [people/write, people/admin]", "weakened gateway-scope-added: the scope people/admin is enough, too"},
		{"scope replaced", "staff: [people/write]", "staff: [people/admin]", "breaking gateway-scope-removed: the scope people/write is not enough"},
		{"scopes gone", "staff: [people/write]", "staff: []", "weakened gateway-scope-removed"},
		{"first scope", "security: [{staff: []}]", "security: [{staff: [people/read]}]", "breaking gateway-scope-added: tokens need one of the scopes people/read"},
		{"key no longer needed", "security: [{staff: [people/write], key: []}]", "security: [{staff: [people/write]}]", "weakened gateway-api-key-removed"},
		{"key needed", "security: [{staff: []}]", "security: [{staff: [], key: []}]", "breaking gateway-api-key-added"},
		{"validator weakened", "validator: all", "validator: params", "weakened gateway-validation-removed: the gateway no longer validates the body"},
		{"pools changed", "userpool/a", "userpool/b", "breaking gateway-authorizer-changed: authorizer staff: user pools"},
		{"origin gone", "'https://a.example.com,https://b.example.com'", "'https://a.example.com'", "breaking gateway-cors-narrowed: Access-Control-Allow-Origin no longer has https://b.example.com"},
		{"every origin", "'https://a.example.com,https://b.example.com'", "'*'", "weakened gateway-cors-widened"},
		{"another function", "function:people/", "function:persons/", "info gateway-integration-changed: integration target is function persons, before function people"},
		{"time-out lowered", "timeoutInMillis: 20000", "timeoutInMillis: 3000", "warning gateway-timeout-lowered: answers may take 3000 ms, before 20000"},
		{"certificates", "timeoutInMillis: 20000", "timeoutInMillis: 20000, tlsConfig: {insecureSkipVerification: true}", "weakened gateway-tls-unverified"},
		{"binary type gone", "[image/png]", "[]", "breaking gateway-binary-type-removed: bodies of image/png"},
		{"key source", "api-key-source: HEADER", "api-key-source: AUTHORIZER", "breaking gateway-api-key-source"},
		{"error status", "statusCode: 403", "statusCode: 404", "breaking gateway-error-status: gateway response ACCESS_DENIED has status 404, before 403"},
		{"policy gone", "x-amazon-apigateway-policy", "x-other", "weakened gateway-policy-removed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			text := base(t)
			if !strings.Contains(text, tt.old) {
				t.Fatalf("the document has no %q", tt.old)
			}
			changes, err := Compare(parse(t, text), parse(t, strings.Replace(text, tt.old, tt.new, 1)))
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, c := range changes {
				lines = append(lines, string(c.Level)+" "+c.Rule+": "+c.Text)
			}
			if tt.want == "" {
				if len(lines) > 0 {
					t.Errorf("changes %q, want none", lines)
				}
				return
			}
			for _, line := range lines {
				if strings.HasPrefix(line, tt.want) {
					return
				}
			}
			t.Errorf("changes %q, want one that begins with %q", lines, tt.want)
		})
	}
}

func TestSwagger(t *testing.T) {
	t.Parallel()
	const text = `swagger: "2.0"
info: {title: t, version: "1"}
paths:
  /a: {get: {responses: {"200": {description: ok}}}}
  /b: {get: {responses: {"200": {description: ok}}}}
`
	changes, err := Compare(parse(t, text), parse(t, strings.Replace(text, "/b", "/c", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if !Worst(changes, Breaking) {
		t.Errorf("changes %+v, want a breaking one", changes)
	}
}

func TestUnreadable(t *testing.T) {
	t.Parallel()
	_, err := Compare(parse(t, "openapi: 3.0.1\npaths: 7\n"), parse(t, "openapi: 3.0.1\npaths: {}\n"))
	if err == nil || !strings.Contains(err.Error(), "api.yaml") {
		t.Errorf("error %v does not name the file", err)
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	text := base(t)
	revised := strings.NewReplacer("maxLength: 80", "maxLength: 8", "staff: [people/write]", "staff: []", "function:people/", "function:persons/").Replace(text)
	changes, err := Compare(parse(t, text), parse(t, revised))
	if err != nil {
		t.Fatal(err)
	}
	for format, file := range map[string]string{"text": "changes.txt", "json": "changes.json", "markdown": "changes.md"} {
		var b strings.Builder
		if err := Write(&b, format, changes); err != nil {
			t.Fatal(err)
		}
		golden.Check(t, "testdata/"+file, []byte(b.String()))
	}
	if err := Write(&strings.Builder{}, "xml", nil); err == nil {
		t.Error("an unknown format is accepted")
	}
}
