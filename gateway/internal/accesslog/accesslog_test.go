package accesslog

import (
	"strings"
	"testing"
)

// The formats are those of the developer guide (http-api-logging).
func TestFormat(t *testing.T) {
	values := map[string]string{"identity.sourceIp": "192.0.2.1", "requestId": "JKJaXmPLvHcESHA=", "routeKey": "GET /pets", "status": "200", "authorizer.claims.sub": "jane\nforged"}
	lookup := func(path ...string) string { return values[strings.Join(path, ".")] }
	for _, tt := range []struct{ name, format, want string }{
		{"CLF", `$context.identity.sourceIp - - [$context.requestTime] "$context.routeKey $context.protocol" $context.status $context.requestId`,
			`192.0.2.1 - - [-] "GET /pets -" 200 JKJaXmPLvHcESHA=`},
		{"JSON", `{"id":"$context.requestId", "sub":"$context.authorizer.claims.sub"}`, `{"id":"JKJaXmPLvHcESHA=", "sub":"jane forged"}`},
		{"XML", `<r id="$context.requestId"><s>$context.status</s></r>` + "\n", `<r id="JKJaXmPLvHcESHA="><s>200</s></r>`},
		{"CSV", `$context.status,$context.requestId.`, `200,JKJaXmPLvHcESHA=.`},
	} {
		f, err := Parse(tt.format)
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		if got := string(f.Append(nil, lookup)); got != tt.want+"\n" {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
	for _, bad := range []string{"$context.requestId\n$context.status", "$context.status", ""} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("Parse(%q): no error", bad)
		}
	}
}

func FuzzFormat(f *testing.F) {
	f.Add("$context.requestId $context.a.b $context. $x", "v")
	f.Fuzz(func(t *testing.T, text, value string) {
		format, err := Parse(text)
		if err != nil {
			return
		}
		if line := string(format.Append(nil, func(...string) string { return value })); strings.Count(line, "\n") != 1 {
			t.Errorf("%q is not one line", line)
		}
	})
}
