package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/labstack/echo/v4"
	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/generated/server"
	"github.com/apigen-go/apigen/generated/validate"
)

const documentFile = "../api/openapi.yaml"

// goodBody is about a kilobyte of JSON.
var goodBody = []byte(`{
  "firstName": "Maria-Magdalena", "lastName": "Ünal-Rasmussen", "email": "maria-magdalena.unal@directory.example.com",
  "jobTitle": "Principal engineer for the platforms of the northern region", "departmentId": "engineering-platforms",
  "managerId": "5a1e2c5e-0b7f-4f0e-9d43-7b1c4c1f6a10", "status": "on-leave",
  "skills": ["go", "sql", "distributed systems", "incident response", "kubernetes", "terraform", "mentoring",
    "capacity planning", "technical writing", "german", "turkish", "danish", "api design", "observability", "linux"],
  "phones": {"office": "+351 21 000 00 00", "mobile": "+351 91 000 00 00", "home": "+49 30 000000", "assistant": "+351 21 000 00 01",
    "emergency": "+45 00 00 00 00", "pager": "0000-0000"},
  "notes of another client": "members that the contract does not list are ignored by each of the validators, as they are by API Gateway itself; this one is here so that the body has its kilobyte of text in all"
}`)

// brokenBodies are refused by every contender.
var brokenBodies = map[string][]byte{
	"pattern":  bytes.Replace(goodBody, []byte("unal@directory"), []byte("unal@dir ectory"), 1),
	"enum":     bytes.Replace(goodBody, []byte("on-leave"), []byte("on-holiday"), 1),
	"required": bytes.Replace(goodBody, []byte(`"lastName"`), []byte(`"surname"`), 1),
	"short":    bytes.Replace(goodBody, []byte("Maria-Magdalena"), nil, 1),
	"long":     bytes.Replace(goodBody, []byte("Ünal-Rasmussen"), bytes.Repeat([]byte("ü"), 81), 1),
	"type":     bytes.Replace(goodBody, []byte(`"sql"`), []byte("5"), 1),
	"syntax":   goodBody[:len(goodBody)-1],
}

// A validating contender decodes a body into a person and says whether it is one.
type validating struct {
	name string
	take func(body []byte, p *api.NewPerson) error
}

func newRequest(body []byte) *http.Request {
	r, err := http.NewRequest(http.MethodPost, "/personnel", bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

func kinDocument(t testing.TB) (*openapi3.T, routers.Router) {
	doc, err := openapi3.NewLoader().LoadFromFile(documentFile)
	if err != nil {
		t.Fatal(err)
	}
	doc.Servers = nil
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	return doc, router
}

func compiledSchema(t testing.TB, doc *openapi3.T) *jsonschema.Schema {
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.DefaultDraft(jsonschema.Draft4)
	if err := compiler.AddResource("mem:///doc", parsed); err != nil {
		t.Fatal(err)
	}
	s, err := compiler.Compile("mem:///doc#/components/schemas/NewPerson")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// validators decode and validate; the first is apigen.
func validators(t testing.TB) []validating {
	doc, router := kinDocument(t)
	schema := doc.Components.Schemas["NewPerson"].Value
	compiled := compiledSchema(t, doc)
	text, err := os.ReadFile(documentFile)
	if err != nil {
		t.Fatal(err)
	}
	lib, err := libopenapi.NewDocument(text)
	if err != nil {
		t.Fatal(err)
	}
	pb33f, errs := validator.NewValidator(lib)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	filter := &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}
	return []validating{
		{"apigen", validate.DecodeNewPerson},
		{"encoding-json_alone", func(body []byte, p *api.NewPerson) error { return json.Unmarshal(body, p) }},
		{"encoding-json_and_rules_by_hand", func(body []byte, p *api.NewPerson) error {
			if err := json.Unmarshal(body, p); err != nil {
				return err
			}
			return byHand(p)
		}},
		{"kin-openapi_VisitJSON", func(body []byte, p *api.NewPerson) error {
			var v any
			if err := json.Unmarshal(body, &v); err != nil {
				return err
			}
			return errors.Join(schema.VisitJSON(v), json.Unmarshal(body, p))
		}},
		{"kin-openapi_openapi3filter", func(body []byte, p *api.NewPerson) error {
			r := newRequest(body)
			route, params, err := router.FindRoute(r)
			if err != nil {
				return err
			}
			in := &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: route, Options: filter}
			if err := openapi3filter.ValidateRequest(context.Background(), in); err != nil {
				return err
			}
			return json.NewDecoder(r.Body).Decode(p)
		}},
		{"jsonschema", func(body []byte, p *api.NewPerson) error {
			v, err := jsonschema.UnmarshalJSON(bytes.NewReader(body))
			if err != nil {
				return err
			}
			return errors.Join(compiled.Validate(v), json.Unmarshal(body, p))
		}},
		{"libopenapi-validator", func(body []byte, p *api.NewPerson) error {
			r := newRequest(body)
			r.Header.Set("Authorization", "token") // it wants security schemes satisfied
			r.Header.Set("X-Api-Key", "key")
			if ok, errs := pb33f.ValidateHttpRequestSync(r); !ok {
				return errs[0]
			}
			return json.NewDecoder(r.Body).Decode(p)
		}},
	}
}

func TestValidatorsAgree(t *testing.T) {
	if n := len(goodBody); n < 950 || n > 1400 {
		t.Errorf("the body has %d bytes, want about a kilobyte", n)
	}
	for _, c := range validators(t) {
		var p api.NewPerson
		if err := c.take(goodBody, &p); err != nil || len(p.Skills) != 15 {
			t.Errorf("%s refuses the good body: %v", c.name, err)
		}
		if c.name == "encoding-json_alone" {
			continue // it has no rules
		}
		for name, body := range brokenBodies {
			if c.name == "encoding-json_and_rules_by_hand" && name == "required" {
				continue // "" is shorter than 1 as well, but it cannot tell
			}
			if err := c.take(body, new(api.NewPerson)); err == nil {
				t.Errorf("%s takes the broken body %s", c.name, name)
			}
		}
	}
}

// BenchmarkValidation reads a body of a kilobyte into a Go value and judges it;
// encoding-json_alone is the floor that judges nothing.
func BenchmarkValidation(b *testing.B) {
	for _, c := range validators(b) {
		b.Run("decode_and_validate_1_KB/"+c.name, func(b *testing.B) {
			defer measure(b)()
			for b.Loop() {
				var p api.NewPerson
				if err := c.take(goodBody, &p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	var p api.NewPerson
	var decoded any
	if err := errors.Join(json.Unmarshal(goodBody, &p), json.Unmarshal(goodBody, &decoded)); err != nil {
		b.Fatal(err)
	}
	doc, _ := kinDocument(b)
	schema, compiled := doc.Components.Schemas["NewPerson"].Value, compiledSchema(b, doc)
	for _, c := range []struct {
		name  string
		judge func() error
	}{
		{"apigen", func() error { return validate.NewPerson(&p) }},
		{"rules_by_hand", func() error { return byHand(&p) }},
		{"kin-openapi_VisitJSON", func() error { return schema.VisitJSON(decoded) }},
		{"jsonschema", func() error { return compiled.Validate(decoded) }},
	} {
		b.Run("decoded_value_1_KB/"+c.name, func(b *testing.B) {
			defer measure(b)()
			for b.Loop() {
				if err := c.judge(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

var emailPattern = regexp.MustCompile("^[^@ ]+@[^@ ]+$")

// byHand is what a careful person writes for the rules of api.NewPerson.
func byHand(p *api.NewPerson) error {
	length := func(s string, low, high int) bool {
		n := utf8.RuneCountInString(s)
		return n >= low && n <= high
	}
	switch {
	case !length(p.FirstName, 1, 80), !length(p.LastName, 1, 80), !length(p.Email, 3, 254), !length(p.JobTitle, 0, 120),
		!length(p.DepartmentID, 1, 64), !emailPattern.MatchString(p.Email), len(p.Skills) > 50:
		return errors.New("the person is not valid")
	}
	switch p.Status {
	case api.Active, api.OnLeave, api.Left:
		return nil
	}
	return errors.New("the status is not known")
}

// people answers with what it was told.
type people struct{ api.Directory }

func (people) CreatePerson(_ context.Context, in *api.CreatePersonRequest) (*api.CreatePersonResponse, error) {
	return &api.CreatePersonResponse{Location: "/personnel/1", Body: stored(in.Body)}, nil
}

func stored(p api.NewPerson) api.Person {
	now := time.Date(2026, 1, 31, 9, 30, 0, 0, time.UTC)
	return api.Person{ID: "1", NewPerson: p, CreatedAt: now, UpdatedAt: now}
}

// handWritten is the same operation as one writes it with echo alone.
func handWritten() http.Handler {
	e := echo.New()
	e.POST("/personnel", func(c echo.Context) error {
		var p api.NewPerson
		if err := json.NewDecoder(http.MaxBytesReader(c.Response(), c.Request().Body, 10<<20)).Decode(&p); err != nil {
			return c.JSON(http.StatusBadRequest, err.Error())
		}
		if err := byHand(&p); err != nil {
			return c.JSON(http.StatusBadRequest, err.Error())
		}
		c.Response().Header().Set("Location", "/personnel/1")
		return c.JSON(http.StatusCreated, stored(p))
	})
	return e
}

// sink is a ResponseWriter that keeps nothing but its headers and status.
type sink struct {
	header http.Header
	status int
}

func (s *sink) Header() http.Header         { return s.header }
func (s *sink) Write(p []byte) (int, error) { return len(p), nil }
func (s *sink) WriteHeader(status int)      { s.status = status }

func TestHandlersAgree(t *testing.T) {
	var answers []string
	for _, h := range []http.Handler{server.New(people{}), handWritten()} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, newRequest(goodBody))
		if w.Code != http.StatusCreated || w.Header().Get("Location") != "/personnel/1" {
			t.Fatalf("got %d %s", w.Code, w.Body)
		}
		answers = append(answers, strings.TrimSpace(w.Body.String()))
	}
	if answers[0] != answers[1] {
		t.Errorf("the answers differ:\n%s\n%s", answers[0], answers[1])
	}
}

// BenchmarkHandler takes a request of a kilobyte through routing, decoding,
// validation, the handler and the encoding of the answer.
func BenchmarkHandler(b *testing.B) {
	for _, c := range []struct {
		name string
		h    http.Handler
	}{{"apigen", server.New(people{})}, {"echo_by_hand", handWritten()}} {
		b.Run("post_1_KB/"+c.name, func(b *testing.B) {
			r, body := newRequest(nil), bytes.NewReader(nil)
			w := &sink{header: http.Header{}}
			defer measure(b)()
			for b.Loop() {
				body.Reset(goodBody)
				r.Body = io.NopCloser(body)
				c.h.ServeHTTP(w, r)
				if w.status != http.StatusCreated {
					b.Fatal(w.status)
				}
			}
		})
	}
}
