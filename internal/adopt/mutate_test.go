package adopt_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/apigen-go/apigen/internal/adopt"
	"github.com/apigen-go/apigen/internal/openapi"
)

var mutations = flag.Int("mutations", 4, "how many changed forms of each document TestMutations makes contracts of")

// nasty are values that documents hold where something else belongs.
var nasty = []func() *openapi.Node{
	func() *openapi.Node { return nil },
	func() *openapi.Node { return openapi.Str("") },
	func() *openapi.Node { return openapi.Str("func") },
	func() *openapi.Node { return openapi.Str("a b\n`\"\\*/\u0000") },
	func() *openapi.Node { return openapi.Str("日本") },
	func() *openapi.Node { return openapi.Str("${Name}") },
	func() *openapi.Node { return openapi.Str("../../x") },
	func() *openapi.Node { return openapi.Num("-1") },
	func() *openapi.Node { return openapi.Num("1e999") },
	func() *openapi.Node { return openapi.Boolean(true) },
	func() *openapi.Node { return openapi.Arr() },
	func() *openapi.Node { return openapi.Obj() },
	func() *openapi.Node { return openapi.Obj(openapi.M("Ref", openapi.Str("X"))) },
	func() *openapi.Node { return openapi.Obj(openapi.M("type", openapi.Str("object"))) },
	func() *openapi.Node { return openapi.Obj(openapi.M("$ref", openapi.Str("#"))) },
}

// mutate changes a few places of a tree: values are replaced, exchanged and
// removed, members get names of others.
func mutate(root *openapi.Node, random *rand.Rand) {
	var all []*openapi.Node
	root.Walk(func(_ []string, n *openapi.Node) bool {
		all = append(all, n)
		return true
	})
	for range 1 + random.IntN(4) {
		n := all[random.IntN(len(all))]
		switch {
		case n.Kind == openapi.Object && len(n.Members) > 0:
			m := &n.Members[random.IntN(len(n.Members))]
			switch random.IntN(4) {
			case 0:
				n.Delete(m.Key)
			case 1:
				other := all[random.IntN(len(all))]
				if value := nasty[random.IntN(len(nasty))](); value != nil {
					m.Value = value
				} else {
					m.Value = other.Clone()
				}
			case 2:
				if text := nasty[1+random.IntN(6)](); n.Get(text.Text) == nil {
					m.Key = text.Text
				}
			case 3:
				other := all[random.IntN(len(all))]
				if len(other.Members) > 0 && other != n {
					from := other.Members[random.IntN(len(other.Members))]
					n.Set(from.Key, from.Value.Clone())
				}
			}
		case n.Kind == openapi.Array && len(n.Items) > 0:
			n.Items[random.IntN(len(n.Items))] = all[random.IntN(len(all))].Clone()
		default:
			if value := nasty[random.IntN(len(nasty))](); value != nil {
				*n = *value
			}
		}
	}
}

// TestMutations holds what FuzzContract does of documents that are nearly right.
func TestMutations(t *testing.T) {
	t.Parallel()
	for _, file := range documents(t) {
		random := rand.New(rand.NewPCG(1, 2))
		original := parse(t, file)
		for i := range *mutations {
			doc := &openapi.Document{File: file, Format: original.Format, Root: original.Root.Clone()}
			mutate(doc.Root, random)
			var text bytes.Buffer
			if err := openapi.WriteJSON(&text, doc.Root, " "); err != nil {
				continue // a number that is none
			}
			again, err := openapi.Parse("document.json", text.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			for _, http := range []bool{false, true} {
				result, err := adopt.Contract(again, adopt.Options{HTTP: http, Function: "demo"})
				if errors.Is(err, adopt.ErrNoOperation) || errors.Is(err, adopt.ErrVersion) {
					continue
				}
				if err != nil {
					t.Fatalf("mutation %d of %s: %v", i, file, err)
				}
				compiles(t, fmt.Sprintf("mutation %d of %s", i, file), result)
				result.Compare(again, nil)
				if *generating {
					if findings := errorsOf(t, result); findings != "" {
						t.Errorf("mutation %d of %s, http %v: %s", i, file, http, findings)
					}
				}
			}
		}
	}
}

var generating = flag.Bool("generate", false, "TestMutations generates the document of every contract, too, which takes long")
