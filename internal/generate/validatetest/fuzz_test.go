package validatetest

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	ownvalidate "github.com/apigen-go/apigen/internal/generate/bind/testdata/own/validate"
	paymentsvalidate "github.com/apigen-go/apigen/internal/generate/bind/testdata/payments/validate"
)

// FuzzBodies reads any bytes as bodies with sealed interfaces and with types that
// decode themselves. What is taken keeps to the schema, and has the value
// encoding/json gives it.
func FuzzBodies(f *testing.F) {
	orders, selves := sealedBody("Order", paymentsvalidate.DecodeOrder), bodyOf("Own", ownvalidate.DecodeOwn)
	order := compile(f, read(f, "./internal/generate/bind/testdata/payments/api"))("Order")
	self := compile(f, read(f, "./internal/generate/bind/testdata/own/api"))("Own")
	f.Add([]byte(goodOrder + `,"tries":[{"holder":{"name":"Ana"},"number":"1234","type":"card"}],"byYear":{"-1":{"type":"free"}},"byCode":{"a-b":{"meters":1}}}`))
	f.Add([]byte(`{"name":"n","payment":{"parts":[{"codes":["a"],"type":"voucher"}],"type":"split","type":"split"}}`))
	f.Add([]byte(goodOwn + `,"big":-5,"number":2.50,"picked":1e0,"hooked":{"name":"a","inner":[{"name":"b"}]},"table":[[1]]}`))
	f.Add([]byte(`{"payment":{"type":"\u0063ard"`))
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, tt := range []struct {
			body   body
			schema *jsonschema.Schema
		}{{orders, order}, {selves, self}} {
			got, err := tt.body.decode(data)
			if err != nil {
				continue
			}
			instance, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				t.Fatalf("%s takes %q, which is no JSON: %v", tt.body.name, data, err)
			}
			if err := tt.schema.Validate(instance); err != nil {
				t.Errorf("%s takes %q, the schema does not: %v", tt.body.name, data, err)
			}
			// Other spellings of names are other members here, and the same for encoding/json.
			if tt.body.plain == nil || !smallLetters(data) {
				continue
			}
			want, err := tt.body.plain(data)
			if err != nil {
				t.Fatalf("%s takes %q, encoding/json does not: %v", tt.body.name, data, err)
			}
			if diff := cmp.Diff(want, got, sameValues...); diff != "" {
				t.Errorf("%s of %q (-encoding/json +validator):\n%s", tt.body.name, data, diff)
			}
		}
	})
}

// smallLetters reports whether data has no letters that encoding/json takes for
// others: capitals, and letters outside ASCII.
func smallLetters(data []byte) bool {
	return !bytes.ContainsFunc(data, func(r rune) bool { return r >= 'A' && r <= 'Z' || r > '~' || r == '\\' })
}
