package lint

import (
	"slices"
	"strings"

	"github.com/apigen-go/apigen/internal/apigw"
	"github.com/apigen-go/apigen/internal/diag"
	"github.com/apigen-go/apigen/internal/openapi"
)

// fixOf gives the edits of a finding's fix; nil when it cannot be written into
// the text.
func fixOf(doc *openapi.Document, text []byte, f finding) *diag.Fix {
	edits, err := doc.Edits(text, *f.change)
	if err != nil {
		return nil
	}
	return &diag.Fix{Message: f.fix, Edits: edits}
}

// invocation wraps a function's ARN into the one that invokes it. Anything else
// needs a person.
func invocation(n *openapi.Node, pointer string) detail {
	arn := n.StringOr("")
	parts := strings.Split(arn, ":")
	if len(parts) < 7 || len(parts) > 8 || parts[0] != "arn" || parts[2] != "lambda" || parts[5] != "function" || apigw.HasPlaceholder(arn) {
		return nil
	}
	uri := "arn:" + parts[1] + ":apigateway:" + parts[3] + ":lambda:path/2015-03-31/functions/" + arn + "/invocations"
	return fix("write the ARN that invokes the function", openapi.Change{Kind: openapi.SetScalar, Pointer: pointer, Value: openapi.Str(uri)})
}

// set, add and rename are the usual fixes.
func set(pointer, text string) detail {
	return fix("write "+text, openapi.Change{Kind: openapi.SetScalar, Pointer: pointer, Value: openapi.Str(text)})
}

func add(pointer, key string, value *openapi.Node) detail {
	return fix("add "+key+": "+apigw.Text(value), openapi.Change{Kind: openapi.AddMember, Pointer: pointer, Key: key, Value: value})
}

func rename(pointer, key string) detail {
	return fix("write "+key, openapi.Change{Kind: openapi.RenameKey, Pointer: pointer, Key: key})
}

func remove(pointer string) detail {
	return fix("remove it", openapi.Change{Kind: openapi.Remove, Pointer: pointer})
}

// maxRounds bounds how often a mended document is looked at again: a fix may
// bring another finding to light.
const maxRounds = 5

// Fix mends what can be mended without a person's decision. It gives the new
// text, which keeps its comments and its order, and the findings that are
// mended. The text must be well-formed. What would not read as the changed
// document is left as it is.
func Fix(file string, data []byte, opts Options) (text []byte, mended diag.List, err error) {
	text = data
	for range maxRounds {
		doc, err := openapi.Parse(file, text)
		if err != nil {
			return nil, nil, err
		}
		opts.Text = text
		var changes []openapi.Change
		var of []finding
		for _, f := range run(doc, opts) {
			if f.change != nil {
				changes, of = append(changes, *f.change), append(of, f)
			}
		}
		out, made := doc.Edit(text, changes)
		if !slices.Contains(made, true) {
			break
		}
		text = out
		for i, ok := range made {
			if ok {
				mended = append(mended, of[i].Diagnostic)
			}
		}
	}
	mended.Sort()
	return text, mended, nil
}
