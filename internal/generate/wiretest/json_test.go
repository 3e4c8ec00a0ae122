package wiretest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/labstack/echo/v4"

	"github.com/apigen-go/apigen/call"
	"github.com/apigen-go/apigen/internal/generate/bind/testdata/json/api"
	"github.com/apigen-go/apigen/internal/generate/bind/testdata/json/client"
	"github.com/apigen-go/apigen/internal/generate/bind/testdata/json/server"
	"github.com/apigen-go/apigen/problem"
	"github.com/apigen-go/apigen/serve"
)

var placed = time.Date(2026, 3, 1, 12, 30, 0, 5000, time.UTC)

// shop keeps one order, shared between all who ask.
type shop struct {
	order *api.Order
	err   error // answered by GetOrder
	notes []*api.Line
}

func (s *shop) ListOrders(context.Context) (*api.OrderPage, error) {
	if s.order == nil {
		return &api.OrderPage{}, nil
	}
	return &api.OrderPage{Items: []*api.Order{nil, s.order}}, nil
}

func (s *shop) CreateOrder(_ context.Context, in *api.CreateOrderRequest) (*api.CreateOrderResponse, error) {
	if len(in.Body.Lines) == 0 {
		return nil, fmt.Errorf("create order: %w", api.ErrOutOfStock.WithDetail("no lines"))
	}
	position := 7
	return &api.CreateOrderResponse{
		Location: "/orders/1",
		Position: &position,
		Until:    placed,
		Body:     api.Order{ID: "1", NewOrder: in.Body, PlacedAt: placed, Extra: json.RawMessage(`{"a":[1]}`)},
	}, nil
}

func (s *shop) GetOrder(_ context.Context, in *api.GetOrderRequest) (*api.Order, error) {
	if s.err != nil {
		return nil, s.err
	}
	if s.order == nil {
		return nil, nil
	}
	return &api.Order{ID: in.OrderID, Secret: api.Secret{Text: "hidden"}, PlacedAt: placed}, nil
}

func (s *shop) NoteOrder(_ context.Context, in *api.NoteOrderRequest) (*api.Order, error) {
	s.notes = append(s.notes, in.Body)
	return &api.Order{ID: in.OrderID}, nil
}

func (s *shop) CancelOrder(_ context.Context, in *api.CancelOrderRequest) error {
	if in.OrderID == "gone" {
		return problem.Problem{Type: "gone", Status: 410, Title: "Gone"}
	}
	return nil
}

const emptyOrder = `{"id":"a","lines":[],"digest":"","cells":[[],[]],"placedAt":"2026-03-01T12:30:00.000005Z","secret":6,"labels":{}}`

// Encoding/json writes null for nil slices and maps, the schema says array and
// object. Custom MarshalJSON has to be called all the same.
func TestNilSlicesAreEmpty(t *testing.T) {
	t.Parallel()
	h := server.New(&shop{order: &api.Order{}})
	w := send(t, h, "GET", "/orders/a", "")
	if w.Code != 200 || w.Body.String() != emptyOrder {
		t.Errorf("got %d %s\nwant 200 %s", w.Code, w.Body, emptyOrder)
	}
	if got := w.Header().Get("Content-Type"); got != "application/json" {
		t.Errorf("Content-Type = %q", got)
	}
	w = send(t, server.New(&shop{}), "GET", "/orders", "")
	if got := w.Body.String(); got != `{"items":[]}` {
		t.Errorf("empty page: %s", got)
	}
}

func TestHandlersValueStaysAsItIs(t *testing.T) {
	t.Parallel()
	shared := &api.Order{
		NewOrder: api.NewOrder{
			Lines:   []api.Line{{Item: "a"}, {Item: "b", Tags: []string{"t"}}},
			Gift:    &api.Gift{},
			Remarks: map[string][]api.Line{"k": nil, "l": {{}}},
			Parent:  &api.Order{ID: "parent"},
		},
	}
	w := send(t, server.New(&shop{order: shared}), "GET", "/orders", "")
	if strings.Contains(w.Body.String(), "null") != true || strings.Count(w.Body.String(), "null") != 1 {
		t.Errorf("want null once, for the nil element of the list: %s", w.Body)
	}
	if !strings.Contains(w.Body.String(), `"remarks":{"k":[],"l":[{"item":"","pieces":0,"tags":[]}]}`) {
		t.Errorf("map of slices: %s", w.Body)
	}
	if !strings.Contains(w.Body.String(), `"gift":{"card":{"Words":[]}}`) {
		t.Errorf("anonymous struct: %s", w.Body)
	}
	if shared.Labels != nil || shared.Lines[0].Tags != nil || shared.Gift.Card.Words != nil ||
		shared.Remarks["k"] != nil || shared.Parent.Labels != nil {
		t.Error("the handler's value was changed")
	}
}

func TestCreateAnswersWithHeaders(t *testing.T) {
	t.Parallel()
	w := send(t, server.New(&shop{}), "POST", "/orders", `{"lines":[{"item":"pen"}]}`, "Content-Type", "application/json; charset=utf-8")
	if w.Code != 201 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	for name, want := range map[string]string{"Location": "/orders/1", "X-Position": "7", "X-Until": "2026-03-01T12:30:00.000005Z"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	if !strings.Contains(w.Body.String(), `"extra":{"a":[1]}`) {
		t.Errorf("raw JSON is not as it was: %s", w.Body)
	}
}

func TestNoContent(t *testing.T) {
	t.Parallel()
	w := send(t, server.New(&shop{}), "DELETE", "/orders/a", "")
	if w.Code != 204 || w.Body.Len() != 0 || w.Header().Get("Content-Type") != "" {
		t.Errorf("got %d, %q, Content-Type %q", w.Code, w.Body, w.Header().Get("Content-Type"))
	}
}

func TestBodyErrors(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, body string
		want       problem.Violation
	}{
		{"missing", "", problem.Violation{Detail: "a body is required"}},
		{"spaces", "  \n", problem.Violation{Detail: "a body is required"}},
		{"null", "null", problem.Violation{Detail: "is null, want an object"}},
		{"another kind", "[1]", problem.Violation{Detail: "is an array, want an object"}},
		{"syntax", `{"lines":}`, problem.Violation{Detail: "the body is not JSON: invalid character '}' looking for beginning of value at byte 10"}},
		{"cut off", `{"lines":[`, problem.Violation{Detail: "the body is not JSON: unexpected end of JSON input at byte 10"}},
		{"two values", `{"lines":[]} {}`, problem.Violation{Detail: "the body is not JSON: invalid character '{' after top-level value at byte 14"}},
		{"type in a list", `{"lines":[{"item":"a"},{"item":5}]}`, problem.Violation{Pointer: "/lines/1/item", Detail: "is a number, want a string"}},
		{"object for a list", `{"lines":{"a":1}}`, problem.Violation{Pointer: "/lines", Detail: "is an object, want an array"}},
		{"fraction", `{"lines":[{"pieces":1.5}]}`, problem.Violation{Pointer: "/lines/0/pieces", Detail: "is a number, want an integer within its range"}},
		{"name that needs escapes", `{"remarks":{"a/b~c":[{"item":true}]}}`, problem.Violation{Pointer: "/remarks/a~1b~0c/0/item", Detail: "is a boolean, want a string"}},
		{"time", `{"gift":{"due":"yesterday"}}`, problem.Violation{Pointer: "/gift/due", Detail: "is not a date-time as RFC 3339 writes it, e.g. 2026-01-31T09:30:00Z"}},
		{"base64", `{"digest":"!"}`, problem.Violation{Detail: "a string of the body is not base64"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := send(t, server.New(&shop{}), "POST", "/orders", tt.body, "Content-Type", "application/json")
			wantViolations(t, w, tt.want)
		})
	}
}

func TestBodyLimitsAndTypes(t *testing.T) {
	t.Parallel()
	h := server.New(&shop{}, serve.MaxBody(20))
	p := decodeProblem(t, send(t, h, "POST", "/orders", `{"lines":[{"item":"pencil"}]}`))
	if p.Status != 413 || p.Detail != "the body is larger than 20 bytes" {
		t.Errorf("large body: %+v", p)
	}
	p = decodeProblem(t, send(t, h, "POST", "/orders", `{}`, "Content-Type", "text/plain"))
	if p.Status != 415 || p.Detail != "the body must be application/json" {
		t.Errorf("text body: %+v", p)
	}
}

func TestOptionalBody(t *testing.T) {
	t.Parallel()
	s := &shop{}
	h := server.New(s)
	for _, body := range []string{"", `{"item":"x"}`} {
		if w := send(t, h, "POST", "/orders/1/notes", body); w.Code != 200 {
			t.Fatalf("body %q: %d %s", body, w.Code, w.Body)
		}
	}
	if s.notes[0] != nil || s.notes[1] == nil || s.notes[1].Item != "x" {
		t.Errorf("handler got %v", s.notes)
	}
}

func TestErrorsOfHandlers(t *testing.T) {
	t.Parallel()
	secret := errors.New("password=hunter2")
	for _, tt := range []struct {
		name string
		err  error
		want problem.Problem
		log  string // what the log has, when anything
	}{
		{"problem", api.ErrOutOfStock, api.ErrOutOfStock, ""},
		{"wrapped problem", fmt.Errorf("get: %w", api.ErrOutOfStock.WithDetail("none left")), api.ErrOutOfStock.WithDetail("none left"), ""},
		{"other error", secret, problem.Problem{Status: 500, Title: "Internal Server Error"}, "GET /orders/:orderId: password=hunter2"},
		{"problem without a status", problem.Problem{Type: "x"}, problem.Problem{Status: 500, Title: "Internal Server Error"}, "GET /orders/:orderId: "},
		{"nothing", nil, problem.Problem{Status: 500, Title: "Internal Server Error"}, "GET /orders/:orderId: the handler returned no response"},
		{"error of echo", echo.NewHTTPError(403, secret.Error()), problem.Problem{Status: 403, Title: "Forbidden"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var log errorLog
			got := decodeProblem(t, send(t, server.New(&shop{err: tt.err}, log.option()), "GET", "/orders/1", ""))
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("problem (-want +got):\n%s", diff)
			}
			if logged := strings.Join(log.all(), "\n"); logged != tt.log {
				t.Errorf("log = %q, want %q", logged, tt.log)
			}
		})
	}
}

func TestUnknownRoutes(t *testing.T) {
	t.Parallel()
	h := server.New(&shop{})
	if p := decodeProblem(t, send(t, h, "GET", "/nowhere", "")); p.Status != 404 {
		t.Errorf("unknown path: %+v", p)
	}
	w := send(t, h, "PATCH", "/orders", "")
	if p := decodeProblem(t, w); p.Status != 405 {
		t.Errorf("unknown method: %+v", p)
	}
	if got := w.Header().Get("Allow"); !strings.Contains(got, "GET") || !strings.Contains(got, "POST") {
		t.Errorf("Allow = %q", got)
	}
	if p := decodeProblem(t, send(t, h, "GET", "/orders/", "")); p.Status != 404 {
		t.Errorf("empty path parameter: %+v", p)
	}
}

func TestRegisterOnOwnEcho(t *testing.T) {
	t.Parallel()
	e := echo.New()
	server.Register(e, &shop{order: &api.Order{}}, serve.Middleware(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if c.Request().Header.Get("X-Deny") != "" {
				return echo.ErrForbidden
			}
			return next(c)
		}
	}))
	if w := send(t, e, "GET", "/orders/a", ""); w.Body.String() != emptyOrder {
		t.Errorf("got %s", w.Body)
	}
	if p := decodeProblem(t, send(t, e, "GET", "/orders/a", "", "X-Deny", "1")); p.Status != 403 {
		t.Errorf("middleware's error: %+v", p)
	}
	if w := send(t, e, "GET", "/nowhere", ""); w.Header().Get("Content-Type") == problem.ContentType {
		t.Error("the echo's own error handler was replaced")
	}
}

func TestClientRoundTrip(t *testing.T) {
	t.Parallel()
	s := &shop{order: &api.Order{ID: "9"}}
	srv := httptest.NewServer(server.New(s))
	defer srv.Close()
	c, err := client.New(srv.URL + "/")
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	page, err := c.ListOrders(ctx)
	if err != nil || len(page.Items) != 2 || page.Items[1].ID != "9" {
		t.Errorf("ListOrders = %+v, %v", page, err)
	}
	due := placed.Add(time.Hour)
	order := api.NewOrder{
		Lines: []api.Line{{Item: "pen", Pieces: 2, Tags: []string{}}}, Gift: &api.Gift{Due: &due}, Digest: []byte{1, 2},
		Cells: [2][]int{{1}, {}},
	}
	order.Gift.Card.Words = []string{"hi"}
	created, err := c.CreateOrder(ctx, &api.CreateOrderRequest{Body: order})
	if err != nil {
		t.Fatal(err)
	}
	position := 7
	want := &api.CreateOrderResponse{Location: "/orders/1", Position: &position, Until: placed, Body: api.Order{
		ID: "1", NewOrder: order, PlacedAt: placed, Extra: json.RawMessage(`{"a":[1]}`), Labels: map[string]string{},
	}}
	if diff := cmp.Diff(want, created); diff != "" {
		t.Errorf("CreateOrder (-want +got):\n%s", diff)
	}
	got, err := c.GetOrder(ctx, &api.GetOrderRequest{OrderID: "a/b c%2F?ü"})
	if err != nil || got.ID != "a/b c%2F?ü" || len(got.Secret.Text) != 6 {
		t.Errorf("GetOrder = %+v, %v", got, err)
	}
	if _, err := c.NoteOrder(ctx, &api.NoteOrderRequest{OrderID: "1"}); err != nil || s.notes[0] != nil {
		t.Errorf("NoteOrder without a body: %v, %v", err, s.notes)
	}
	if _, err := c.NoteOrder(ctx, &api.NoteOrderRequest{OrderID: "1", Body: &api.Line{Item: "x"}}); err != nil || s.notes[1].Item != "x" {
		t.Errorf("NoteOrder with a body: %v, %v", err, s.notes)
	}
	if err := c.CancelOrder(ctx, &api.CancelOrderRequest{OrderID: "1"}); err != nil {
		t.Errorf("CancelOrder: %v", err)
	}
}

func TestClientErrors(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(server.New(&shop{}))
	defer srv.Close()
	c, err := client.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.CreateOrder(t.Context(), &api.CreateOrderRequest{})
	if !errors.Is(err, api.ErrOutOfStock) || err.Error() != "no lines" {
		t.Errorf("CreateOrder: %v", err)
	}
	err = c.CancelOrder(t.Context(), &api.CancelOrderRequest{OrderID: "gone"})
	var p problem.Problem
	if !errors.As(err, &p) || p.Status != 410 {
		t.Errorf("CancelOrder: %v", err)
	}
	for _, id := range []string{"", ".", ".."} {
		if _, err := c.GetOrder(t.Context(), &api.GetOrderRequest{OrderID: id}); err == nil || !strings.Contains(err.Error(), "names no resource") {
			t.Errorf("id %q: %v", id, err)
		}
	}
}

func TestClientOptions(t *testing.T) {
	t.Parallel()
	var got http.Header
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusForbidden)
		_, _ = w.Write([]byte(`{"message":"Forbidden"}` + strings.Repeat(" ", 100<<10)))
	}))
	defer srv.Close()
	c, err := client.New(srv.URL, call.APIKey("k"), call.HTTPClient(srv.Client()), call.Header("X-Trace", "1"),
		call.Token(func(context.Context) (string, error) { return "t", nil }))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.ListOrders(t.Context())
	var unexpected *call.UnexpectedResponse
	if !errors.As(err, &unexpected) || unexpected.Status != 403 || len(unexpected.Body) != 64<<10 {
		t.Fatalf("ListOrders: %v", err)
	}
	if !strings.HasPrefix(err.Error(), `unexpected response 403 Forbidden: {"message":"Forbidden"}`) || len(err.Error()) > 300 {
		t.Errorf("text: %s", err)
	}
	for name, want := range map[string]string{"X-Api-Key": "k", "Authorization": "Bearer t", "X-Trace": "1"} {
		if got.Get(name) != want {
			t.Errorf("%s = %q, want %q", name, got.Get(name), want)
		}
	}
	broken := errors.New("no network")
	c, err = client.New(srv.URL, call.Token(func(context.Context) (string, error) { return "", broken }))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.ListOrders(t.Context()); !errors.Is(err, broken) {
		t.Errorf("error of the token source: %v", err)
	}
}
