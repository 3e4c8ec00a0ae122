package vtl_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/vtl"
)

// updateTemplate is a request template of the size people write for DynamoDB.
const updateTemplate = `#set($root = $body)
#set($now = $context.requestTimeEpoch)
{
  "TableName": "$stageVariables.table",
  "Key": {
    "id": {"S": "$params.path.id"},
    "owner": {"S": "$context.authorizer.email"}
  },
  "ExpressionAttributeNames": {
    "#u": "url",
    "#o": "owner",
    "#t": "timestamp"
  },
  "ExpressionAttributeValues": {
#if($root.url && $root.url != "")
    ":u": {"S": "$root.url"},
#end
    ":o": {"S": "$context.authorizer.email"},
    ":t": {"N": "$now"}
  },
#if($root.force)
  "ReturnConsumedCapacity": "TOTAL",
#end
  "UpdateExpression": "SET #u = :u, #t = :t",
  "ConditionExpression": "attribute_exists(id) AND #o = :o",
  "ReturnValues": "ALL_NEW"
}`

// listTemplate is a response template over the items of a DynamoDB query.
const listTemplate = `#set($items = $body.Items)
{"count": $items.size(), "items": [
#foreach($item in $items)
  {
    "id": "$item.id.S",
    "url": "$item.url.S",
    "owner": "$item.owner.S",
    "time": $item.timestamp.N,
    #if($item.active.BOOL)"active": true,#end
    "tags": [#foreach($tag in $item.tags.L)"$tag.S"#if($foreach.hasNext), #end#end],
    "position": $foreach.count
  }#if($foreach.hasNext),#end

#end
]}`

const updateBody = `{"id": "abc123", "url": "https://example.com/a/rather/long/path?with=query&and=more", "force": true, "note": "a note"}`

func listBody(n int) string {
	var b strings.Builder
	b.WriteString(`{"Count": 50, "ScannedCount": 50, "Items": [`)
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, `{"id": {"S": "item-%d"}, "url": {"S": "https://example.com/items/%d"}, "owner": {"S": "owner%d@example.com"}, "timestamp": {"N": "17000000%02d"}, "active": {"BOOL": %v}, "tags": {"L": [{"S": "one"}, {"S": "two"}, {"S": "three"}]}}`, i, i, i%7, i%100, i%2 == 0)
	}
	b.WriteString("]}")
	return b.String()
}

func benchVars(b *testing.B, body string) vtl.Vars {
	b.Helper()
	return vtl.Vars{
		"body":           mustJSON(b, body),
		"context":        mustJSON(b, `{"requestTimeEpoch": 1747753652000, "authorizer": {"email": "ada@example.com"}}`),
		"stageVariables": mustJSON(b, `{"table": "links"}`),
		"params":         mustJSON(b, `{"path": {"id": "abc123"}}`),
	}
}

func BenchmarkRender(b *testing.B) {
	for _, bb := range []struct{ name, template, body string }{
		{"update", updateTemplate, updateBody},
		{"list50", listTemplate, listBody(50)},
	} {
		b.Run(bb.name+"/render", func(b *testing.B) {
			template, err := vtl.Parse(vtl.Source{Text: bb.template})
			if err != nil {
				b.Fatal(err)
			}
			vars := benchVars(b, bb.body)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := template.Render(b.Context(), vars); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(bb.name+"/parse+render", func(b *testing.B) {
			vars := benchVars(b, bb.body)
			b.ReportAllocs()
			for b.Loop() {
				template, err := vtl.Parse(vtl.Source{Text: bb.template})
				if err != nil {
					b.Fatal(err)
				}
				if _, err := template.Render(b.Context(), vars); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(bb.name+"/json+render", func(b *testing.B) {
			template, err := vtl.Parse(vtl.Source{Text: bb.template})
			if err != nil {
				b.Fatal(err)
			}
			vars := benchVars(b, bb.body)
			b.ReportAllocs()
			for b.Loop() {
				vars["body"] = mustJSON(b, bb.body)
				if _, err := template.Render(b.Context(), vars); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParseJSON(b *testing.B) {
	text := listBody(50)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		mustJSON(b, text)
	}
}
