package wiretest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"github.com/apigen-go/apigen/call"
	"github.com/apigen-go/apigen/internal/generate"
	generics "github.com/apigen-go/apigen/internal/generate/bind/testdata/generics/api"
	genericsclient "github.com/apigen-go/apigen/internal/generate/bind/testdata/generics/client"
	genericsserver "github.com/apigen-go/apigen/internal/generate/bind/testdata/generics/server"
	payments "github.com/apigen-go/apigen/internal/generate/bind/testdata/payments/api"
	paymentsclient "github.com/apigen-go/apigen/internal/generate/bind/testdata/payments/client"
	paymentsserver "github.com/apigen-go/apigen/internal/generate/bind/testdata/payments/server"
	sealed "github.com/apigen-go/apigen/internal/generate/bind/testdata/sealed/api"
	sealedclient "github.com/apigen-go/apigen/internal/generate/bind/testdata/sealed/client"
	sealedserver "github.com/apigen-go/apigen/internal/generate/bind/testdata/sealed/server"
	"github.com/apigen-go/apigen/internal/generate/emit"
	"github.com/apigen-go/apigen/internal/openapi"
	"github.com/apigen-go/apigen/problem"
)

type easel struct{}

func (easel) Put(_ context.Context, in *sealed.Drawing) (*sealed.Drawing, error) { return in, nil }

// recorder keeps the bodies that go over the wire.
type recorder struct{ bodies [][]byte }

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	sent, err := io.ReadAll(req.Body)
	if err != nil {
		return nil, err
	}
	req.Body = io.NopCloser(bytes.NewReader(sent))
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	got, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(got))
	r.bodies = append(r.bodies, sent, got)
	return resp, nil
}

// TestSealedInterface sends random drawings through the client and the server:
// they arrive as they were, and both bodies are what the schema says.
func TestSealedInterface(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(sealedserver.New(easel{}))
	defer srv.Close()
	wire := &recorder{}
	c, err := sealedclient.New(srv.URL, call.HTTPClient(&http.Client{Transport: wire}))
	if err != nil {
		t.Fatal(err)
	}
	schema := compiled(t, "internal/generate/bind/testdata/sealed/api", "Drawing")
	rapid.Check(t, func(rt *rapid.T) {
		in := &sealed.Drawing{Main: shape(rt, 0), Others: shapes(rt, 0), ByName: map[string]sealed.Shape{"a": shape(rt, 0)}, Group: sealed.Group{Shapes: shapes(rt, 0)}}
		if rapid.Bool().Draw(rt, "next") {
			in.Next = &sealed.Drawing{Main: shape(rt, 0), Others: []sealed.Shape{}, ByName: map[string]sealed.Shape{}, Group: sealed.Group{Shapes: []sealed.Shape{}}}
		}
		wire.bodies = nil
		out, err := c.Put(t.Context(), in)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(in, out); diff != "" {
			rt.Errorf("drawing (-sent +received):\n%s", diff)
		}
		for _, body := range wire.bodies {
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
			if err != nil {
				rt.Fatal(err)
			}
			if err := schema.Validate(v); err != nil {
				rt.Errorf("%s: %v", body, err)
			}
		}
	})
}

func shapes(t *rapid.T, depth int) []sealed.Shape {
	list := []sealed.Shape{}
	for range rapid.IntRange(0, 2).Draw(t, "shapes") {
		list = append(list, shape(t, depth+1))
	}
	return list
}

func shape(t *rapid.T, depth int) sealed.Shape {
	kind := rapid.IntRange(0, 2).Draw(t, "shape")
	switch {
	case kind == 0 || depth > 3:
		return sealed.Circle{Radius: float64(rapid.IntRange(0, 9).Draw(t, "radius")), Tags: []string{}}
	case kind == 1:
		s := &sealed.Square{Side: float64(rapid.IntRange(0, 9).Draw(t, "side"))}
		if rapid.Bool().Draw(t, "inner") {
			s.Inner = shape(t, depth+1)
		}
		return s
	}
	return sealed.Group{Shapes: shapes(t, depth+1)}
}

// compiled is the schema of a component as API Gateway reads it.
func compiled(t *testing.T, dir, name string) *jsonschema.Schema {
	t.Helper()
	res, err := generate.Run(t.Context(), generate.Config{Dir: "../../..", Pattern: "./" + dir})
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if err := openapi.WriteJSON(&text, emit.Document(res.Contract), ""); err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(&text)
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft4)
	if err := compiler.AddResource("mem:///doc", doc); err != nil {
		t.Fatal(err)
	}
	schema, err := compiler.Compile("mem:///doc#/components/schemas/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func TestSealedErrors(t *testing.T) {
	t.Parallel()
	h := sealedserver.New(easel{})
	const others = `,"others":[],"byName":{},"group":{"shapes":[]}}`
	for body, want := range map[string]problem.Violation{
		`{"main":{"type":"oval"}` + others:                                 {Pointer: "/main/type", Detail: "is not one of circle, square, group"},
		`{"main":{}` + others:                                              {Pointer: "/main/type", Detail: "is required"},
		`{"main":{"type":"square","side":-1}` + others:                     {Pointer: "/main/side", Detail: "is less than 0"},
		`{"main":{"type":"group","shapes":[{"type":5}]}` + others:          {Pointer: "/main/shapes/0/type", Detail: "is a number, want a string"},
		`{"main":{"type":"square","side":1,"inner":{"type":"x"}}` + others: {Pointer: "/main/inner/type", Detail: "is not one of circle, square, group"},
		`{"main":null` + others:                                            {Pointer: "/main", Detail: "is null, want an object"},
	} {
		wantViolations(t, send(t, h, "POST", "/thing", body), want)
	}
}

// till gives orders back and keeps events.
type till struct{ event payments.Event }

func (*till) Put(_ context.Context, in *payments.Order) (*payments.Order, error) { return in, nil }
func (t *till) Report(_ context.Context, in *payments.ReportRequest) error {
	t.event = in.Body
	return nil
}

// TestSealedInterfacesEverywhere sends sealed interfaces in maps with keys of
// every kind and as a body, with pointers and with a discriminator of its own.
func TestSealedInterfacesEverywhere(t *testing.T) {
	t.Parallel()
	svc := &till{}
	srv := httptest.NewServer(paymentsserver.New(svc))
	defer srv.Close()
	c, err := paymentsclient.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	half := 0.5
	in := &payments.Order{
		Name: "n", Payment: payments.Split{Parts: []payments.Payment{&payments.Voucher{Codes: []string{"a"}}, payments.Free{}}, Share: &half},
		Tries:  []payments.Payment{payments.Card{Number: "1234"}},
		ByName: map[string]payments.Payment{"a/b": payments.Free{}},
		ByYear: map[int]payments.Payment{-7: payments.Free{}, 1999: &payments.Voucher{Codes: []string{"b"}}},
		ByCode: map[payments.Code]*payments.Step{{Letter: "a", Digit: "1"}: {Meters: 2}},
		Next:   &payments.Order{Name: "m", Payment: payments.Free{}, Backup: payments.Free{}},
	}
	out, err := c.Put(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(in, out); diff != "" {
		t.Errorf("order (-sent +received):\n%s", diff)
	}
	for _, event := range []payments.Event{payments.Moved{Type: "up"}, payments.Stopped{Reason: "end"}} {
		if err := c.Report(t.Context(), &payments.ReportRequest{ID: "1", Body: event}); err != nil || svc.event != event {
			t.Errorf("Report(%+v): %v, the service got %+v", event, err, svc.event)
		}
	}
}

type shelf struct{}

func (shelf) Put(_ context.Context, in *generics.Thing) (*generics.Thing, error) { return in, nil }
func (shelf) List(context.Context) (*generics.Page[generics.Person], error) {
	return &generics.Page[generics.Person]{Next: "2"}, nil
}

func TestGenericTypes(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(genericsserver.New(shelf{}))
	defer srv.Close()
	c, err := genericsclient.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	page, err := c.List(t.Context())
	if err != nil || page.Next != "2" || page.Items == nil {
		t.Errorf("List = %+v, %v; want empty items, not nil ones", page, err)
	}
	in := &generics.Thing{Pair: generics.Pair[string, []generics.Person]{First: "a", Second: []generics.Person{{Name: "b"}}}}
	in.Chain.Next = &generics.Node[int]{Value: 2}
	out, err := c.Put(t.Context(), in)
	if err != nil || out.Pair.Second[0].Name != "b" || out.Chain.Next.Value != 2 || out.People.Items == nil {
		t.Errorf("Put = %+v, %v", out, err)
	}
}
