package bench

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/akrylysov/algnhsa"
	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	echoadapter "github.com/awslabs/aws-lambda-go-api-proxy/echo"
	"github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/lambdahttp"
)

// person is what the application reads and writes.
type person struct {
	Name       string    `json:"name"`
	Email      string    `json:"email"`
	Department string    `json:"department"`
	Manager    string    `json:"manager,omitempty"`
	Skills     []string  `json:"skills,omitempty"`
	Addresses  []address `json:"addresses,omitempty"`
	Notes      string    `json:"notes,omitempty"`
}

type address struct {
	Kind, Street, City, Zip, Country string
}

const photoSize = 150_000 // 200 kB as base64

// application is the echo application every adapter carries.
func application() *echo.Echo {
	e := echo.New()
	photo := bytes.Repeat([]byte("\x89PNG\xff"), photoSize/5)
	e.GET("/personnel/:id", func(c echo.Context) error {
		return c.JSON(http.StatusOK, person{Name: c.Param("id"), Email: "zoe@example.com", Department: c.QueryParam("department")})
	})
	e.POST("/personnel", func(c echo.Context) error {
		var p person
		if err := json.NewDecoder(c.Request().Body).Decode(&p); err != nil {
			return err
		}
		c.Response().Header().Set("Location", "/personnel/7")
		return c.JSON(http.StatusCreated, p)
	})
	e.GET("/photos/:id", func(c echo.Context) error { return c.Blob(http.StatusOK, "image/png", photo) })
	return e
}

// An adapter answers an event.
type adapter func(ctx context.Context, event []byte) ([]byte, error)

// contender is an adapter for the events of one version; apigen tells them apart.
type contender struct {
	name   string
	v1, v2 adapter
}

// through is what lambda.Start does with a function on event types.
func through(f any) adapter { return lambda.NewHandler(f).Invoke }

func adapters() []contender {
	ours := lambdahttp.New(application(), lambdahttp.Options{}).Invoke
	algnhsaFor := func(t algnhsa.RequestType) adapter {
		return algnhsa.New(application(), &algnhsa.Options{RequestType: t, BinaryContentTypes: []string{"image/png"}}).Invoke
	}
	guess := algnhsaFor(algnhsa.RequestTypeAuto)
	return []contender{
		{"apigen", ours, ours},
		{"aws-lambda-go-api-proxy", through(echoadapter.New(application()).ProxyWithContext), through(echoadapter.NewV2(application()).ProxyWithContext)},
		{"algnhsa,_told_the_type", algnhsaFor(algnhsa.RequestTypeAPIGatewayV1), algnhsaFor(algnhsa.RequestTypeAPIGatewayV2)},
		{"algnhsa", guess, guess},
		{"event_types_alone", typesV1, typesV2},
	}
}

// typesV1 and typesV2 only read an event and write an answer, with encoding/json
// on the types of aws-lambda-go: no adapter built on those can be faster.
func typesV1(_ context.Context, event []byte) ([]byte, error) {
	var req events.APIGatewayProxyRequest
	if err := json.Unmarshal(event, &req); err != nil {
		return nil, err
	}
	return json.Marshal(events.APIGatewayProxyResponse{StatusCode: 200, MultiValueHeaders: map[string][]string{"Content-Type": {"application/json"}}, Body: typesBody(req.Path, req.Body)})
}

func typesV2(_ context.Context, event []byte) ([]byte, error) {
	var req events.APIGatewayV2HTTPRequest
	if err := json.Unmarshal(event, &req); err != nil {
		return nil, err
	}
	return json.Marshal(events.APIGatewayV2HTTPResponse{StatusCode: 200, Headers: map[string]string{"Content-Type": "application/json"}, Body: typesBody(req.RawPath, req.Body)})
}

var encodedPhoto = base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("\x89PNG\xff"), photoSize/5))

func typesBody(path, body string) string {
	switch {
	case strings.HasPrefix(path, "/photos/"):
		return encodedPhoto
	case body != "":
		return body
	}
	return `{"name":"7c0f2b1e","email":"zoe@example.com","department":"research & development"}`
}

func event(tb testing.TB, name string) []byte {
	tb.Helper()
	b, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		tb.Fatal(err)
	}
	return bytes.TrimSpace(b)
}

func (c contender) of(version string) adapter {
	if version == "v1" {
		return c.v1
	}
	return c.v2
}

// Event bytes to response bytes, each with an echo application inside.
func BenchmarkLambdaAdapter(b *testing.B) {
	all := adapters()
	for _, version := range []string{"v1", "v2"} {
		for _, kind := range []string{"get", "post", "binary"} {
			payload := event(b, kind+"-"+version)
			for _, c := range all {
				invoke := c.of(version)
				b.Run(strings.ToUpper(kind[:1])+kind[1:]+","+"_payload_"+version+"/"+c.name, func(b *testing.B) {
					defer measure(b)()
					for b.Loop() {
						if _, err := invoke(b.Context(), payload); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

// The application without an adapter: what is left of the figures above is the
// adapters' own.
func BenchmarkApplicationAlone(b *testing.B) {
	e := application()
	for _, kind := range []string{"get", "post", "binary"} {
		b.Run(strings.ToUpper(kind[:1])+kind[1:]+"/echo", func(b *testing.B) {
			var sent struct{ Body string }
			if err := json.Unmarshal(event(b, kind+"-v2"), &sent); err != nil {
				b.Fatal(err)
			}
			r := httptest.NewRequest(map[string]string{"get": "GET", "post": "POST", "binary": "GET"}[kind],
				map[string]string{"get": "/personnel/7c0f2b1e?department=research", "post": "/personnel", "binary": "/photos/7c0f2b1e"}[kind], nil)
			defer measure(b)()
			for b.Loop() {
				r.Body = io.NopCloser(strings.NewReader(sent.Body))
				e.ServeHTTP(discard{http.Header{}}, r)
			}
		})
	}
}

// discard is an answer that goes nowhere.
type discard struct{ header http.Header }

func (d discard) Header() http.Header       { return d.header }
func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) WriteHeader(int)             {}

// Adapters are compared at the same work only if they answer the same.
func TestAdaptersAgree(t *testing.T) {
	all := adapters()
	for _, version := range []string{"v1", "v2"} {
		for _, kind := range []string{"get", "post", "binary"} {
			want := ""
			for _, c := range all[:len(all)-1] { // the last has no application
				out, err := c.of(version)(t.Context(), event(t, kind+"-"+version))
				if err != nil {
					t.Fatal(err)
				}
				var a struct {
					StatusCode      int
					Body            string
					IsBase64Encoded bool
				}
				if err := json.Unmarshal(out, &a); err != nil {
					t.Fatal(err)
				}
				got, err := json.Marshal(a)
				if err != nil {
					t.Fatal(err)
				}
				if want == "" {
					want = string(got)
				}
				if string(got) != want {
					t.Errorf("%s %s: %s answers %.200s, apigen %.200s", kind, version, c.name, got, want)
				}
			}
		}
	}
}
