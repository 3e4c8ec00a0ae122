package validatetest

import (
	"bytes"
	"encoding/json"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/generated/validate"
	"github.com/apigen-go/apigen/internal/generate"
	things "github.com/apigen-go/apigen/internal/generate/bind/testdata/alternatives/api"
	thingsvalidate "github.com/apigen-go/apigen/internal/generate/bind/testdata/alternatives/validate"
	notes "github.com/apigen-go/apigen/internal/generate/bind/testdata/embedded/api"
	notesvalidate "github.com/apigen-go/apigen/internal/generate/bind/testdata/embedded/validate"
	own "github.com/apigen-go/apigen/internal/generate/bind/testdata/own/api"
	ownvalidate "github.com/apigen-go/apigen/internal/generate/bind/testdata/own/validate"
	paymentsvalidate "github.com/apigen-go/apigen/internal/generate/bind/testdata/payments/validate"
	"github.com/apigen-go/apigen/internal/generate/contract"
	"github.com/apigen-go/apigen/internal/generate/emit"
	closed "github.com/apigen-go/apigen/internal/generate/validate/testdata/closed/api"
	closedvalidate "github.com/apigen-go/apigen/internal/generate/validate/testdata/closed/validate"
	containers "github.com/apigen-go/apigen/internal/generate/validate/testdata/containers/api"
	containersvalidate "github.com/apigen-go/apigen/internal/generate/validate/testdata/containers/validate"
	rules "github.com/apigen-go/apigen/internal/generate/validate/testdata/rules/api"
	rulesvalidate "github.com/apigen-go/apigen/internal/generate/validate/testdata/rules/validate"
	types "github.com/apigen-go/apigen/internal/generate/validate/testdata/types/api"
	typesvalidate "github.com/apigen-go/apigen/internal/generate/validate/testdata/types/validate"
	"github.com/apigen-go/apigen/internal/openapi"
)

const root = "../../.."

// A body is a component with its validator.
type body struct {
	name   string
	decode func(data []byte) (got any, err error)
	plain  func(data []byte) (want any, err error) // by encoding/json alone; nil when it cannot
}

// sealedBody is one that holds sealed interfaces.
func sealedBody[T any](name string, decode func([]byte, *T) error) body {
	b := bodyOf(name, decode)
	b.plain = nil
	return b
}

func bodyOf[T any](name string, decode func([]byte, *T) error) body {
	return body{
		name:   name,
		decode: func(data []byte) (any, error) { v := new(T); err := decode(data, v); return v, err },
		plain:  func(data []byte) (any, error) { v := new(T); err := json.Unmarshal(data, v); return v, err },
	}
}

// stricter are the violations of documents that the schema allows: what JSON
// schemas cannot say of Go's types. Each is a case of TestDisagreements.
var stricter = []string{
	"is not a date-time as RFC 3339 writes it, e.g. 2026-01-31T09:30:00Z",
	"is not base64",
	"is a number, want an integer within its range",
	"is a number, want a number within its range",
	"has a name that is not an integer within its range",
	"has a name that is not of the form the contract gives it",
	"does not have the form the contract gives it",
	"is not more than 0", "is not less than 1", // of fractions, which draft 4 has no limits for that are no values
	"is a number, want an integer",
}

// TestEquivalence makes random bodies, good and broken, and wants the generated
// validators and the emitted schemas to agree on each. Schemas are read as API
// Gateway reads them: draft 4, formats not asserted. What is taken has the value
// that encoding/json gives it.
func TestEquivalence(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, dir string
		runs      int
		bodies    []body
		// vague are the places of which the schema says less than the contract:
		// models of API Gateway know no null, so they say nothing of a value that
		// may be null, and nothing of the names in a map.
		vague []string
	}{
		{"reference", "./api", 10_000, []body{
			bodyOf("NewPerson", validate.DecodeNewPerson), bodyOf[api.PersonPatch]("PersonPatch", validate.DecodePersonPatch),
			bodyOf("NewDepartment", validate.DecodeNewDepartment), bodyOf("DepartmentPatch", validate.DecodeDepartmentPatch),
			bodyOf("NewLocation", validate.DecodeNewLocation), bodyOf("LocationPatch", validate.DecodeLocationPatch),
		}, nil},
		{"rules", "./internal/generate/validate/testdata/rules/api", 2000, []body{bodyOf[rules.Rules]("Rules", rulesvalidate.DecodeRules)}, nil},
		{"containers", "./internal/generate/validate/testdata/containers/api", 2000, []body{
			bodyOf("Box", containersvalidate.DecodeBox), bodyOf("Tree", containersvalidate.DecodeTree),
			bodyOf[[]containers.Leaf]("PutListRequestBody", containersvalidate.DecodePutListRequestBody),
			bodyOf("PutMapRequestBody", containersvalidate.DecodePutMapRequestBody),
		}, nil},
		{"closed", "./internal/generate/validate/testdata/closed/api", 1000, []body{bodyOf[closed.Pair]("Pair", closedvalidate.DecodePair)}, nil},
		{"types", "./internal/generate/validate/testdata/types/api", 2000, []body{bodyOf[types.Types]("Types", typesvalidate.DecodeTypes)}, []string{"/maybe", "/page/next", "/big", "/keys"}},
		{"embedded", "./internal/generate/bind/testdata/embedded/api", 1000, []body{bodyOf[notes.Note]("Note", notesvalidate.DecodeNote)}, nil},
		{"alternatives", "./internal/generate/bind/testdata/alternatives/api", 1000, []body{bodyOf[things.Thing]("Thing", thingsvalidate.DecodeThing)}, nil},
		{"payments", "./internal/generate/bind/testdata/payments/api", 2000, []body{
			sealedBody("Order", paymentsvalidate.DecodeOrder), sealedBody("Payment", paymentsvalidate.DecodePayment), sealedBody("Event", paymentsvalidate.DecodeEvent),
		}, nil},
		{"own", "./internal/generate/bind/testdata/own/api", 2000, []body{
			bodyOf("Own", ownvalidate.DecodeOwn), bodyOf("Hooked", ownvalidate.DecodeHooked), bodyOf("Person", ownvalidate.DecodePerson),
		}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := read(t, tt.dir)
			compiled := compile(t, c)
			m := maker{rand.New(rand.NewPCG(1, 2))}
			taken, disagreed := 0, 0
			for i := range tt.runs {
				b := tt.bodies[i%len(tt.bodies)]
				s := c.Schemas[slices.IndexFunc(c.Schemas, func(s *contract.Schema) bool { return s.Name == b.name })]
				v := m.good(s, 0)
				for range m.IntN(3) {
					v = m.broken(s, v)
				}
				data, err := json.Marshal(v)
				if err != nil {
					t.Fatal(err)
				}
				ok, documented := agree(t, b, compiled(b.name), data, tt.vague)
				if ok {
					taken++
				}
				if documented {
					disagreed++
				}
			}
			if taken < tt.runs/10 || taken > tt.runs*9/10 {
				t.Errorf("%d of %d bodies are good, which shows little", taken, tt.runs)
			}
			t.Logf("%d bodies: %d taken by both, %d documented disagreements", tt.runs, taken, disagreed)
		})
	}
}

// sameValues compares the values of the contracts in testdata.
var sameValues = []cmp.Option{
	cmpopts.IgnoreUnexported(notes.Note{}, containers.Box{}), cmp.Comparer(sameInt), cmpopts.EquateComparable(netip.Addr{}),
	cmp.AllowUnexported(own.Range{}, own.Someone{}, own.Shade{}, own.Free{}, own.Table{}),
}

func sameInt(x, y *big.Int) bool { return x == y || x != nil && y != nil && x.Cmp(y) == 0 }

// agree holds a validator against the schema.
func agree(t *testing.T, b body, schema *jsonschema.Schema, data []byte, vague []string) (ok, documented bool) {
	t.Helper()
	instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	bySchema := schema.Validate(instance)
	got, err := b.decode(data)
	switch {
	case err == nil && bySchema != nil:
		t.Errorf("%s takes %s, the schema does not: %v", b.name, data, bySchema)
	case err != nil && bySchema == nil:
		for _, v := range violations(err) {
			isVague := slices.ContainsFunc(vague, func(place string) bool { return strings.HasPrefix(v.Pointer, place) })
			if !isVague && !slices.Contains(stricter, v.Detail) {
				t.Errorf("%s refuses %s, the schema does not: %v", b.name, data, err)
			}
		}
		return false, true
	case err == nil && b.plain == nil:
		return true, false
	case err == nil:
		want, err := b.plain(data)
		if err != nil {
			t.Errorf("%s takes %s, encoding/json does not: %v", b.name, data, err)
		}
		if diff := cmp.Diff(want, got, sameValues...); diff != "" {
			t.Errorf("%s of %s (-encoding/json +validator):\n%s", b.name, data, diff)
		}
		return true, false
	}
	return false, false
}

// read reads a contract.
func read(t testing.TB, pattern string) *contract.Contract {
	t.Helper()
	result, err := generate.Run(t.Context(), generate.Config{Dir: root, Pattern: pattern})
	if err != nil {
		t.Fatal(err)
	}
	if result.Contract == nil {
		t.Fatalf("%s: %v", pattern, result.Diagnostics)
	}
	return result.Contract
}

// compile returns the schemas of the document's components, or of the place a
// name that starts with "/" points to.
func compile(t testing.TB, c *contract.Contract) func(name string) *jsonschema.Schema {
	t.Helper()
	var text bytes.Buffer
	if err := openapi.WriteJSON(&text, emit.Document(c), ""); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(&text)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft4)
	for _, format := range []string{"date-time", "uuid", "email"} {
		compiler.RegisterFormat(&jsonschema.Format{Name: format, Validate: func(any) error { return nil }})
	}
	if err := compiler.AddResource("mem:///doc", doc); err != nil {
		t.Fatal(err)
	}
	done := map[string]*jsonschema.Schema{}
	return func(name string) *jsonschema.Schema {
		if !strings.HasPrefix(name, "/") {
			name = "/components/schemas/" + name
		}
		if done[name] == nil {
			s, err := compiler.Compile("mem:///doc#" + name)
			if err != nil {
				t.Fatal(err)
			}
			done[name] = s
		}
		return done[name]
	}
}

const goodTypes = `{"quoted":"7","any":null,"number":1.50,"duration":1,"octets":"AQI=","between":1,"size":"s","page":{"items":[],"next":null}`

// TestDisagreements lists every way in which the validators refuse what the
// schemas allow. There is none in which they allow what the schemas refuse.
func TestDisagreements(t *testing.T) {
	t.Parallel()
	box := compile(t, read(t, "./internal/generate/validate/testdata/containers/api"))("Box")
	all := compile(t, read(t, "./internal/generate/validate/testdata/rules/api"))("Rules")
	special := compile(t, read(t, "./internal/generate/validate/testdata/types/api"))("Types")
	typed := bodyOf("Types", typesvalidate.DecodeTypes)
	boxes, ruled := bodyOf("Box", containersvalidate.DecodeBox), bodyOf("Rules", rulesvalidate.DecodeRules)
	order := compile(t, read(t, "./internal/generate/bind/testdata/payments/api"))("Order")
	self := compile(t, read(t, "./internal/generate/bind/testdata/own/api"))("Own")
	orders, selves := sealedBody("Order", paymentsvalidate.DecodeOrder), bodyOf("Own", ownvalidate.DecodeOwn)
	for _, tt := range []struct {
		name   string
		body   body
		schema *jsonschema.Schema
		doc    string
		want   string // why the validator refuses it
	}{
		{"a format the Go type needs: date-time", boxes, box, `{` + goodBox + `,"at":"31 January"}`, "/at is not a date-time as RFC 3339 writes it, e.g. 2026-01-31T09:30:00Z"},
		{"a format the Go type needs: byte", boxes, box, `{` + goodBox + `,"data":"?"}`, "/data is not base64"},
		{"an integer written as a fraction", ruled, all, goodRules + `,"step":5.0}`, "/step is a number, want an integer within its range"},
		{"an integer written with an exponent", ruled, all, goodRules + `,"step":1e1}`, "/step is a number, want an integer within its range"},
		{"an integer past the Go type", ruled, all, goodRules + `,"step":9223372036854775810}`, "/step is a number, want an integer within its range"},
		{"a number past the Go type", ruled, all, goodRules + `,"single":-1e39}`, "/single is a number, want a number within its range"},
		{"a value that may be null, of another type", typed, special, goodTypes + `,"maybe":5}`, "/maybe is a number, want a string"},
		{"an integer of a type that decodes itself, with an exponent", typed, special, goodTypes + `,"maybe":null,"big":1e2}`, "/big is a number, want an integer"},
		{"a key that is no number", typed, special, goodTypes + `,"maybe":null,"keys":{"one":"x"}}`, "/keys/one has a name that is not an integer within its range"},
		{"a key that decodes itself", orders, order, goodOrder + `,"byCode":{"ab":{"meters":1}}}`, "/byCode/ab has a name that is not of the form the contract gives it"},
		{"a text that the type does not take", selves, self, goodOwn + `,"id":"5a1e"}`, "/id does not have the form the contract gives it"},
		{"a fraction at a limit that is no value itself", orders, order, `{"name":"n","payment":{"type":"split","parts":[],"share":1}}`, "/payment/share is not less than 1"},

		{"a name given twice", ruled, all, goodRules + `,"step":5,"step":10}`, "/step is given more than once"},
		{"items that differ in members the contract does not list", ruled, all, goodRules + `,"points":[{"x":1,"y":1},{"x":1,"y":1,"z":1}]}`, "/points has an item twice"},
		{"nested too deeply", ruled, all, goodRules + `,"more":` + strings.Repeat("[", 501) + strings.Repeat("]", 501) + `}`, "the body is nested more than 500 times"},
		{"not UTF-8", ruled, all, goodRules + ",\"word\":\"ac\xff\"}", "the body is not UTF-8"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			instance, err := jsonschema.UnmarshalJSON(strings.NewReader(tt.doc))
			if err != nil {
				t.Fatal(err)
			}
			if err := tt.schema.Validate(instance); err != nil {
				t.Errorf("the schema refuses it as well: %v", err)
			}
			if _, err := tt.body.decode([]byte(tt.doc)); err == nil || err.Error() != tt.want {
				t.Errorf("the validator says %v, want %s", err, tt.want)
			}
		})
	}
}
