package apigw

import (
	"slices"
	"strings"
	"time"

	"github.com/apigen-go/apigen/internal/javaregexp"
)

// checkWords refuses values of enumerations that do not exist. The frame is that
// of the recorded refusal of an unknown type.
func (c *integrationReader) checkWords() {
	for _, e := range []struct {
		rule, name, value string
		known             []string
	}{
		{"passthrough-behavior", "passthroughBehavior", c.in.PassthroughBehavior, []string{"WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"}},
		{"content-handling", "contentHandling", c.in.ContentHandling, []string{"CONVERT_TO_BINARY", "CONVERT_TO_TEXT"}},
		{"connection-type", "connectionType", c.in.ConnectionType, []string{"INTERNET", "VPC_LINK"}},
		{"transfer-mode", "responseTransferMode", c.in.TransferMode, []string{"BUFFERED", "STREAM"}},
	} {
		if e.value != "" && !slices.Contains(e.known, e.value) && !HasPlaceholder(e.value) {
			c.put(c.x.get(e.name), &Fault{e.name, e.rule, "write " + strings.Join(e.known, ", "),
				enumText(e.value, "putIntegrationInput."+e.name, e.known)}, "integration")
		}
	}
}

// patternFault refuses a selection pattern that is no regular expression. Patterns
// are Java's, which know more than Go's own.
func patternFault(pattern string) *Fault {
	_, err := javaregexp.CompileWhole(pattern, time.Second) // nothing is matched here
	if err == nil || HasPlaceholder(pattern) {
		return nil
	}
	return &Fault{
		Rule: "response-pattern", Hint: "write a regular expression of Java: " + strings.ReplaceAll(err.Error(), "\n", " "),
		Text: "Invalid regex pattern specified",
	}
}

// enumText is the service's text for a value that is none of an enumeration.
func enumText(value, where string, known []string) string {
	return "1 validation error detected: Value '" + value + "' at '" + where +
		"' failed to satisfy constraint: Member must satisfy enum value set: [" + strings.Join(known, ", ") + "]"
}

// cacheKeys refuses cache keys that are no parameter of the method or of the
// integration.
func (c *integrationReader) cacheKeys() {
	for _, key := range c.x.get("cacheKeyParameters").items() {
		name := key.text()
		_, integration := c.in.RequestParameters[name]
		if HasPlaceholder(name) || integration || hasKey(c.m.RequestParameters, name) {
			continue
		}
		c.put(key, &Fault{Rule: "cache-key-undeclared", Hint: "declare the parameter on the operation", Text: "Invalid cache key parameter specified"}, "integration")
	}
}
