package lint

import (
	"fmt"
	"strings"
)

// Markdown writes the page that describes every rule: docs/rules.md.
func Markdown() []byte {
	var b strings.Builder
	b.WriteString("# Lint rules\n\nWritten from the rules' own texts by `go test ./internal/lint -update`.\n\n")
	b.WriteString("The rules about REST APIs and those about HTTP APIs stand together; the names of the latter begin with `http-`.\n" +
		"Rules are set in [apigen.yaml](configuration.md) and single findings silenced where they stand; `apigen lint --help`\n" +
		"tells how. `apigen lint --fix` mends what rules with *mends* beside their severity find.\n\n")
	b.WriteString("An *error* makes the import or the deployment fail, or the API unusable. A *warning* is accepted but\n" +
		"differs from what was probably meant, or makes an import with `failonwarnings` fail. *Info* is advice.\n\n")
	b.WriteString("A finding is silenced by a comment above or behind what it is about, in YAML or in the Go source of a contract\n" +
		"(above the type, the field or the route), and in JSON by a member. Each names the rule and the reason; without a\n" +
		"reason it does not hold, and one that silences nothing is a finding.\n\n" +
		"```\n" +
		"# apigen:ignore security-public the health check is for everybody\n" +
		"//apigen:ignore header-case all clients are our own\n" +
		"\"x-apigen-ignore\": {\"security-public\": \"the health check is for everybody\"}\n" +
		"```\n\n")
	b.WriteString("| rule | severity | finds |\n| --- | --- | --- |\n")
	for _, r := range Rules() {
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s |\n", r.ID, r.ID, r.Severity, r.Title())
	}
	for _, r := range Rules() {
		_, body, _ := strings.Cut(r.Doc, "\n\n")
		mends := ""
		if r.Mends {
			mends = ", mends"
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s%s: %s.\n\n%s\n", r.ID, r.Severity, mends, r.Title(), body)
	}
	return []byte(b.String())
}
