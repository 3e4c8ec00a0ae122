package vtl_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/vtl"
)

// TestWorked renders examples of every rule API Gateway was measured to follow:
// the numbers are those of a list of its answers to airspeed's and LocalStack's
// tests, expressed anew. Vars are JSON values, as $util.parseJson gives them.
func TestWorked(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("testdata/worked.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	n := 0
	for lines.Scan() {
		var c struct {
			Example  any
			Template string
			Vars     json.RawMessage
			Want     string
			Error    bool
			Collapse bool
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		n++
		t.Run(fmt.Sprint(c.Example), func(t *testing.T) {
			got, err := render(t, c.Template, jsonVars(t, string(c.Vars)))
			if c.Error {
				if err == nil {
					t.Fatalf("%q\n got %q, want an error", c.Template, got)
				}
				return
			}
			if err != nil {
				t.Fatalf("%q: %v", c.Template, err)
			}
			if c.Collapse {
				got = strings.Join(strings.Fields(got), " ")
			}
			if got != c.Want {
				t.Errorf("%q\n got %q\nwant %q", c.Template, got, c.Want)
			}
		})
	}
	if n < 101 {
		t.Errorf("%d examples, want at least one for each of 101", n)
	}
}

func jsonVars(t testing.TB, text string) vtl.Vars {
	t.Helper()
	if text == "" {
		return nil
	}
	v, err := vtl.ParseJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	vars := vtl.Vars{}
	for name, value := range v.Map().Entries() {
		vars[name] = value
	}
	return vars
}
