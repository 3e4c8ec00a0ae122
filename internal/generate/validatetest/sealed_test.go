package validatetest

import (
	"encoding/json"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	own "github.com/apigen-go/apigen/internal/generate/bind/testdata/own/api"
	ownvalidate "github.com/apigen-go/apigen/internal/generate/bind/testdata/own/validate"
	payments "github.com/apigen-go/apigen/internal/generate/bind/testdata/payments/api"
	paymentsvalidate "github.com/apigen-go/apigen/internal/generate/bind/testdata/payments/validate"
	"github.com/apigen-go/apigen/problem"
)

const (
	goodOrder = `{"name":"n","payment":{"type":"free"}`
	goodOwn   = `{"level":"low","slug":"ab","price":"5 EUR","range":[1,2],"who":{"name":"Ana"},"hooked":{"name":"abc"}`
)

func TestSealedInterfaces(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, doc string
		want      problem.Violations
	}{
		{"good", goodOrder + `}`, nil},
		{"everything", `{"name":"n","payment":{"parts":[{"type":"free"},{"codes":["a"],"type":"voucher"}],"share":0.5,"type":"split"},"tries":[{"type":"card","number":"1234","holder":{"name":"Ana"}}],"byName":{"a":{"type":"free","more":1}},"byYear":{"-1":{"type":"free"}},"byCode":{"a-b":{"meters":1}},"next":{"name":"m","payment":{"type":"free"}}}`, nil},
		{"rules of the types", `{"name":"","payment":{"type":"split","parts":[{"type":"card","number":"x","holder":{"name":"A"}},{"type":"voucher","codes":["a","a"],"more":1},{"type":"free"}],"share":0},"tries":[{"type":"voucher","codes":[]},{"type":"card"}],"byYear":{"1999":{"type":"card","number":7},"x":{"type":"free"}},"byCode":{"a-b":{"meters":0},"ab":null}}`, problem.Violations{
			{Pointer: "/name", Detail: "is shorter than 1 character"},
			{Pointer: "/payment/parts/0/number", Detail: "does not match the pattern ^[0-9]{4}$"},
			{Pointer: "/payment/parts/0/holder/name", Detail: "is shorter than 2 characters"},
			{Pointer: "/payment/parts/1/codes", Detail: "has an item twice"},
			{Pointer: "/payment/parts/1/more", Detail: "is not a member the contract has"},
			{Pointer: "/payment/parts", Detail: "has more than 2 items"},
			{Pointer: "/payment/share", Detail: "is not more than 0"},
			{Pointer: "/tries/0/codes", Detail: "has fewer than 1 item"},
			{Pointer: "/tries/1/number", Detail: "is required"},
			{Pointer: "/byYear/1999/number", Detail: "is a number, want a string"},
			{Pointer: "/byYear/x", Detail: "has a name that is not an integer within its range"},
			{Pointer: "/byCode/a-b/meters", Detail: "is less than 1"},
			{Pointer: "/byCode/ab", Detail: "has a name that is not of the form the contract gives it"},
			{Pointer: "/byCode/ab", Detail: "is null, want an object"},
		}},
		{"which type", `{"name":"n","payment":{},"tries":[{"type":"cash"},{"type":5},7,{"type":"free","type":"card"}],"byName":{"n":null},"next":{"payment":[]}}`, problem.Violations{
			{Pointer: "/payment/type", Detail: "is required"},
			{Pointer: "/tries/0/type", Detail: "is not one of card, voucher, split, free"},
			{Pointer: "/tries/1/type", Detail: "is a number, want a string"},
			{Pointer: "/tries/2", Detail: "is a number, want an object"},
			{Pointer: "/tries/3/type", Detail: "is given more than once"},
			{Pointer: "/tries", Detail: "has more than 3 items"},
			{Pointer: "/byName/n", Detail: "is null, want an object"},
			{Pointer: "/next/payment", Detail: "is an array, want an object"},
			{Pointer: "/next/name", Detail: "is required"},
		}},
		{"not JSON behind the type", `{"name":"n","payment":{"a":[1,]}}`, problem.Violations{
			{Detail: "the body is not JSON: invalid character ']' looking for beginning of value at byte 31"},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var v payments.Order
			err := paymentsvalidate.DecodeOrder([]byte(tt.doc), &v)
			if diff := cmp.Diff(tt.want, violations(err)); diff != "" {
				t.Errorf("DecodeOrder(%s) (-want +got):\n%s", tt.doc, diff)
			}
			if err := paymentsvalidate.Order(&v); tt.want == nil && err != nil {
				t.Errorf("the value of %s: %v", tt.doc, err)
			}
		})
	}
}

// A body of many levels whose types are told last is refused before it takes
// time that grows with the square of its size.
func TestTypesAreToldInFront(t *testing.T) {
	t.Parallel()
	nested := func(levels int, padding string) []byte {
		return []byte(strings.Repeat(`{"parts":[`, levels) + `{"type":"free","x":"` + padding + `"}` + strings.Repeat(`],"type":"split"}`, levels))
	}
	var v payments.Payment
	if err := paymentsvalidate.DecodePayment(nested(60, "x"), &v); err != nil {
		t.Errorf("60 levels: %v", err)
	}
	err := paymentsvalidate.DecodePayment(nested(240, strings.Repeat("x", 1<<20)), &v)
	if err == nil || !strings.Contains(err.Error(), "has the member type too late") {
		t.Errorf("240 levels: %.200v", err)
	}
}

func TestSealedValues(t *testing.T) {
	t.Parallel()
	v := payments.Order{
		Name: "n", Tries: []payments.Payment{&payments.Voucher{}, payments.Card{Number: "1234"}, (*payments.Split)(nil)},
		ByYear: map[int]payments.Payment{-7: payments.Split{Parts: make([]payments.Payment, 3)}},
		ByCode: map[payments.Code]*payments.Step{{Letter: "a/", Digit: "1"}: {}},
	}
	want := problem.Violations{
		{Pointer: "/payment", Detail: "is null"},
		{Pointer: "/tries/0/codes", Detail: "has fewer than 1 item"},
		{Pointer: "/tries/2", Detail: "is null"},
		{Pointer: "/byYear/-7/parts", Detail: "has more than 2 items"},
		{Pointer: "/byYear/-7/parts/0", Detail: "is null"}, {Pointer: "/byYear/-7/parts/1", Detail: "is null"}, {Pointer: "/byYear/-7/parts/2", Detail: "is null"},
		{Pointer: "/byCode/a~1-1/meters", Detail: "is less than 1"},
	}
	if diff := cmp.Diff(want, violations(paymentsvalidate.Order(&v))); diff != "" {
		t.Errorf("Order (-want +got):\n%s", diff)
	}
}

func TestTypesThatDecodeThemselves(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, doc string
		want      problem.Violations
	}{
		{"good", goodOwn + `}`, nil},
		{"everything", goodOwn + `,"color":"blue","more":[{"name":"a","inner":[{"name":"b"}]}],"words":["w"],"big":99999999999999999995,"number":2.5,"picked":2.50,"id":"5a1e2c5e-0b7f-4f0e-9d43-7b1c4c1f6a10","address":"10.0.0.1","any":null,"free":{"a":1},"table":[[1e300],[]]}`, nil},
		{"everything wrong", `{"level":"middle","slug":"A","price":"5","range":[1,300,2],"who":{"name":"","tags":["a","a"]},"color":"green","hooked":{"name":"abcd","inner":[{},{"name":5}],"notes":{"a":"","b":""}},"more":[1,{"name":"a"},{"name":"b"}],"words":["w",1],"big":-10.5,"number":0,"picked":2,"id":"5a1e","address":"192.168.100.100","free":[],"table":[[1],["x"],1]}`, problem.Violations{
			{Pointer: "/level", Detail: "is not one of low, high"},
			{Pointer: "/slug", Detail: "is shorter than 2 characters"},
			{Pointer: "/slug", Detail: "does not match the pattern ^[a-z]+$"},
			{Pointer: "/price", Detail: "does not match the pattern ^-?[0-9]+ EUR$"},
			{Pointer: "/range/1", Detail: "is a number, want an integer within its range"},
			{Pointer: "/range", Detail: "has more than 2 items"},
			{Pointer: "/who/name", Detail: "is shorter than 1 character"},
			{Pointer: "/who/tags", Detail: "has an item twice"},
			{Pointer: "/color", Detail: "is not one of red, blue"},
			{Pointer: "/hooked/name", Detail: "is longer than 3 characters"},
			{Pointer: "/hooked/inner/0/name", Detail: "is required"},
			{Pointer: "/hooked/inner/1/name", Detail: "is a number, want a string"},
			{Pointer: "/hooked/notes", Detail: "has more than 1 member"},
			{Pointer: "/more/0", Detail: "is a number, want an object"},
			{Pointer: "/more", Detail: "has more than 2 items"},
			{Pointer: "/words/1", Detail: "is a number, want a string"},
			{Pointer: "/big", Detail: "is a number, want an integer"},
			{Pointer: "/number", Detail: "is not more than 0"},
			{Pointer: "/picked", Detail: "is not one of 1, 2.5"},
			{Pointer: "/id", Detail: "does not have the form the contract gives it"},
			{Pointer: "/address", Detail: "is longer than 9 characters"},
			{Pointer: "/free", Detail: "is an array, want an object"},
			{Pointer: "/table/1/0", Detail: "is a string, want a number"},
			{Pointer: "/table/2", Detail: "is a number, want an array"},
		}},
		{"null", `{"level":null,"slug":null,"price":null,"range":null,"who":null,"hooked":null}`, problem.Violations{
			{Pointer: "/level", Detail: "is null, want a string"}, {Pointer: "/slug", Detail: "is null, want a string"}, {Pointer: "/price", Detail: "is null, want a string"},
			{Pointer: "/range", Detail: "is null, want an array"}, {Pointer: "/who", Detail: "is null, want an object"}, {Pointer: "/hooked", Detail: "is null, want an object"},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var v, plain own.Own
			err := ownvalidate.DecodeOwn([]byte(tt.doc), &v)
			if diff := cmp.Diff(tt.want, violations(err)); diff != "" {
				t.Errorf("DecodeOwn(%s) (-want +got):\n%s", tt.doc, diff)
			}
			if tt.want != nil {
				return
			}
			if err := json.Unmarshal([]byte(tt.doc), &plain); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(plain, v, sameValues...); diff != "" {
				t.Errorf("DecodeOwn(%s) (-encoding/json +validator):\n%s", tt.doc, diff)
			}
			if err := ownvalidate.Own(&v); err != nil {
				t.Errorf("the value of %s: %v", tt.doc, err)
			}
		})
	}
}

// What a type encodes itself as is judged as it is written.
func TestValuesThatEncodeThemselves(t *testing.T) {
	t.Parallel()
	v := own.Own{Slug: "A", Big: big.NewInt(-10), Number: "3", Picked: "2", Hooked: own.Hooked{Name: "abcd"}, Color: own.Shade{}}
	want := problem.Violations{
		{Pointer: "/slug", Detail: "is shorter than 2 characters"},
		{Pointer: "/who/name", Detail: "is shorter than 1 character"},
		{Pointer: "/hooked/name", Detail: "is longer than 3 characters"},
		{Pointer: "/big", Detail: "is less than -5"},
		{Pointer: "/number", Detail: "is more than 2.5"},
		{Pointer: "/picked", Detail: "is not one of 1, 2.5"},
	}
	if diff := cmp.Diff(want, violations(ownvalidate.Own(&v))); diff != "" {
		t.Errorf("Own (-want +got):\n%s", diff)
	}
}
