package vtl_test

import (
	"context"
	"fmt"

	"github.com/apigen-go/apigen/vtl"
)

func Example() {
	template, err := vtl.Parse(vtl.Source{File: "list.vtl", Text: `[#foreach($p in $people)"$p.name"#if($foreach.hasNext), #end#end]`})
	if err != nil {
		fmt.Println(err)
		return
	}
	people, err := vtl.ParseJSON(`[{"name": "Ada"}, {"name": "Grace"}]`)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := template.Render(context.Background(), vtl.Vars{"people": people})
	fmt.Println(text, err)
	// Output: ["Ada", "Grace"] <nil>
}

func ExampleSyntaxError() {
	_, err := vtl.Parse(vtl.Source{File: "openapi.yaml", Line: 57, Col: 13, Text: `#set($q = "\"x\"")`})
	fmt.Println(err)
	// Output: openapi.yaml:57:26: got "x", want the ) of #set or an operator (a quote inside a string is written twice, a backslash does not escape it)
}
