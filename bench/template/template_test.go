package template

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/internal/mapping"
	"github.com/apigen-go/apigen/vtl"
)

var (
	//go:embed testdata/update.vm
	updateTemplate string // a request template for DynamoDB, 25 lines
	//go:embed testdata/list.vm
	listTemplate string // a response template over the items of a query
)

const (
	contextJSON = `{"stage": "dev", "requestTimeEpoch": 1747753652000, "authorizer": {"email": "ada@example.com"}}`
	paramsJSON  = `{"path": {"id": "abc123"}, "querystring": {}, "header": {}}`
	updateBody  = `{"id": "abc123", "url": "https://example.com/a/rather/long/path?with=query&and=more", "force": true, "note": "a note"}`
)

// A job is a template with the body it is rendered for.
type job struct{ name, template, body string }

func jobs() []*job {
	return []*job{{"update", updateTemplate, updateBody}, {"list", listTemplate, listBody(50)}}
}

func listBody(n int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `{"Count": %d, "Items": [`, n)
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, `{"id": {"S": "item-%d"}, "url": {"S": "https://example.com/items/%d"}, "owner": {"S": "owner%d@example.com"}, "timestamp": {"N": "17000000%02d"}, "active": {"BOOL": %v}, "tags": {"L": [{"S": "one"}, {"S": "two"}, {"S": "three"}]}}`, i, i, i%7, i%100, i%2 == 0)
	}
	b.WriteString("]}")
	return b.String()
}

// ours renders a job with apigen's engine: from a decoded body, with the engine
// alone, or from the body's text, as a gateway's template does.
func ours(b *testing.B, j *job, mode string) func() string {
	b.Helper()
	if mode == "render" {
		template, err := vtl.Parse(vtl.Source{Text: j.template})
		if err != nil {
			b.Fatal(err)
		}
		vars := vtl.Vars{"body": decoded(b, j.body), "context": decoded(b, contextJSON), "params": decoded(b, paramsJSON)}
		return func() string {
			text, err := template.Render(b.Context(), vars)
			if err != nil {
				b.Fatal(err)
			}
			return text
		}
	}
	text := strings.NewReplacer("$body", "$input.path('$')", "$params", "$input.params()").Replace(j.template)
	template, err := mapping.Parse(vtl.Source{Text: text})
	if err != nil {
		b.Fatal(err)
	}
	data := mapping.Data{
		Body: j.body, Params: mapping.Params{Path: []mapping.Param{{Name: "id", Value: "abc123"}}},
		Context: mapping.NewContext(decoded(b, contextJSON).Map()),
	}
	return func() string {
		text, err := template.Render(b.Context(), &data)
		if err != nil {
			b.Fatal(err)
		}
		return text
	}
}

func decoded(b *testing.B, text string) vtl.Value {
	b.Helper()
	v, err := vtl.ParseJSON(text)
	if err != nil {
		b.Fatal(err)
	}
	return v
}

// BenchmarkMappingTemplates renders a request template and a response template.
// The peers know no API Gateway, but for one, so the templates reach the body by
// a plain variable; "from its text" decodes the body every time, too. All must
// agree about the result.
func BenchmarkMappingTemplates(b *testing.B) {
	for _, j := range jobs() {
		for _, mode := range []string{"render", "body"} {
			name := j.name + map[string]string{"render": "_from_a_decoded_body", "body": "_from_its_text"}[mode]
			render := ours(b, j, mode)
			want := render()
			b.Run(name+"/apigen", func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					render()
				}
			})
			for _, engine := range []string{"Apache Velocity 1.7", "velocityjs", "api-gateway-mapping-template"} {
				b.Run(name+"/"+strings.ReplaceAll(engine, " ", "_"), func(b *testing.B) {
					p := peerOf(b, engine, j)
					if got := p.show(b, mode); !sameJSON(b, want, got) {
						b.Fatalf("%s renders\n%s\nwant\n%s", engine, got, want)
					}
					b.ResetTimer()
					p.measure(b, mode)
				})
			}
		}
	}
}

func sameJSON(b *testing.B, a, c string) bool {
	b.Helper()
	var x, y any
	if err := json.Unmarshal([]byte(a), &x); err != nil {
		b.Fatalf("%v in %s", err, a)
	}
	if err := json.Unmarshal([]byte(c), &y); err != nil {
		b.Fatalf("%v in %s", err, c)
	}
	return reflect.DeepEqual(x, y)
}
