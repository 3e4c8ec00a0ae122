package wiretest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/apigen-go/apigen/form"
	forms "github.com/apigen-go/apigen/internal/generate/bind/testdata/forms/api"
	formsclient "github.com/apigen-go/apigen/internal/generate/bind/testdata/forms/client"
	formsserver "github.com/apigen-go/apigen/internal/generate/bind/testdata/forms/server"
	"github.com/apigen-go/apigen/problem"
	"github.com/apigen-go/apigen/serve"
)

// desk keeps what arrived.
type desk struct {
	signUp   *forms.SignUpRequest
	upload   *forms.UploadRequest
	feedback *forms.FeedbackRequest
}

func (d *desk) SignUp(_ context.Context, in *forms.SignUpRequest) (*forms.Account, error) {
	d.signUp = in
	return &forms.Account{Form: "sign-up"}, nil
}

func (d *desk) Upload(_ context.Context, in *forms.UploadRequest) (*forms.Account, error) {
	d.upload = in
	return &forms.Account{Form: "upload"}, nil
}

func (d *desk) Feedback(_ context.Context, in *forms.FeedbackRequest) (*forms.Feedback, error) {
	d.feedback = in
	if in.Body == nil {
		return &forms.Feedback{}, nil
	}
	return in.Body, nil
}

func formClient(t *testing.T, d *desk) *formsclient.ServiceClient {
	t.Helper()
	srv := httptest.NewServer(formsserver.New(d))
	t.Cleanup(srv.Close)
	c, err := formsclient.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestFormRoundTrip sends random forms from the client to the handler.
func TestFormRoundTrip(t *testing.T) {
	t.Parallel()
	d := &desk{}
	c := formClient(t, d)
	rapid.Check(t, func(rt *rapid.T) {
		in := &forms.SignUpRequest{Campaign: "spring", Body: randomSignUp(rt)}
		if _, err := c.SignUp(t.Context(), in); err != nil {
			rt.Fatalf("SignUp(%+v): %v", in.Body, err)
		}
		if diff := cmp.Diff(in, d.signUp); diff != "" {
			rt.Errorf("(-sent +received):\n%s", diff)
		}
	})
}

func randomSignUp(rt *rapid.T) forms.SignUp {
	text := rapid.StringN(1, 20, 40)
	optional := func(name string, g *rapid.Generator[string]) *string {
		return rapid.Ptr(g, true).Draw(rt, name)
	}
	s := forms.SignUp{
		Email:    rapid.StringMatching(`[a-z]{1,10}@[a-zü&=+%]{1,10}`).Draw(rt, "email"),
		Nickname: optional("nickname", rapid.StringN(2, 10, -1)),
		Age:      rapid.IntRange(18, 150).Draw(rt, "age"),
		Height:   rapid.Float32Range(0, 3).Draw(rt, "height"),
		Visits:   rapid.Ptr(rapid.Uint16(), true).Draw(rt, "visits"),
		Plan:     rapid.SampledFrom([]forms.Plan{forms.Free, forms.Pro}).Draw(rt, "plan"),
		Level:    rapid.Ptr(rapid.Int(), false).Draw(rt, "level"),
		Terms:    forms.Truth(rapid.Bool().Draw(rt, "terms")),
		Since:    time.Unix(rapid.Int64Range(0, 1<<32).Draw(rt, "since"), 0).UTC(),
		Tags:     rapid.SliceOfNDistinct(rapid.Map(text, func(s string) forms.Tag { return forms.Tag(s) }), 0, 3, rapid.ID[forms.Tag]).Draw(rt, "tags"),
		Plain:    rapid.String().Draw(rt, "plain"),
		Contact:  forms.Contact{Phone: rapid.StringMatching(`[0-9 ]*`).Draw(rt, "phone")},
	}
	if rapid.Bool().Draw(rt, "referred") {
		id := uuid.New()
		s.Referrer = &id
		s.Ratings = rapid.SliceOfN(rapid.Int(), 2, 4).Draw(rt, "ratings")
		s.Address = &forms.Address{City: text.Draw(rt, "city"), Lines: []string{"a", "b"}}
	}
	return s
}

func TestFileRoundTrip(t *testing.T) {
	t.Parallel()
	d := &desk{}
	c := formClient(t, d)
	in := &forms.UploadRequest{Album: "holidays", Body: forms.Upload{
		Title:     `quotes " and ü`,
		Photo:     form.File{Name: `my "ö" photo.png`, ContentType: "image/png", Data: []byte{0, 1, 0xff}},
		Preview:   &form.File{Name: "p.bin", Data: []byte("preview")},
		Thumbnail: form.File{Name: "t.gif", ContentType: "image/gif", Data: []byte("GIF")},
		Raw:       []byte{1, 2}, Secret: forms.Blob{3, 4}, Stream: strings.NewReader("a stream"),
		Others: []form.File{
			{Name: "a.txt", ContentType: "text/plain", Data: []byte("a")},
			{Name: "b.txt", ContentType: "text/plain; charset=utf-8", Data: []byte("b")},
		},
		Chunks: [][]byte{{1}, {2, 2}},
		Meta:   forms.Address{City: "Bonn"}, // its nil list arrives as an empty one
		Notes:  []forms.Address{{City: "a"}, {City: "b", Zip: "1", Lines: []string{"x"}}},
		Labels: forms.Labels{"a": "1"}, Anything: map[string]any{"n": 1.5},
	}}
	out, err := c.Upload(t.Context(), in)
	if err != nil || out.Form != "upload" {
		t.Fatalf("Upload = %+v, %v", out, err)
	}
	got := d.upload.Body
	stream, err := io.ReadAll(got.Stream)
	if err != nil || string(stream) != "a stream" {
		t.Errorf("stream = %q, %v", stream, err)
	}
	want := in.Body
	want.Stream, got.Stream = nil, nil
	want.Preview = &form.File{Name: "p.bin", ContentType: "application/octet-stream", Data: []byte("preview")}
	want.Meta.Lines, want.Notes[0].Lines = []string{}, []string{}
	if diff := cmp.Diff(want, got, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" {
		t.Errorf("(-sent +received):\n%s", diff)
	}
	if d.upload.Album != "holidays" {
		t.Errorf("album = %q", d.upload.Album)
	}
}

func TestFormErrors(t *testing.T) {
	t.Parallel()
	h := formsserver.New(&desk{})
	const media = "application/x-www-form-urlencoded"
	at := func(pointer, detail string) problem.Violation {
		return problem.Violation{Pointer: pointer, Detail: detail}
	}
	for name, tt := range map[string]struct {
		body string
		want []problem.Violation
	}{
		"nothing": {"", []problem.Violation{at("/email", "is required"), at("/age", "is required"), at("/terms", "is required")}},
		"everything": {
			"email=x&nickname=n&age=17&height=0&visits=-1&plan=gold&level=x&terms=on&since=today&referrer=r&tag=a&tag=a&rating=1&address=%7B%7D&phone=x",
			[]problem.Violation{
				at("/email", "does not match the pattern @"), at("/nickname", "is shorter than 2 characters"), at("/age", "is less than 18"),
				at("/height", "is not more than 0"), at("/visits", "is not an integer from 0"), at("/plan", "is not one of free, pro"),
				at("/level", "is not an integer"), at("/terms", "is neither true nor false"),
				at("/since", "is not a date-time as RFC 3339 writes it, e.g. 2026-01-31T09:30:00Z"),
				at("/referrer", "does not have the form the contract gives it"), at("/tag", "has an item twice"), at("/rating", "has fewer than 2 items"),
				at("/address/city", "is required"), at("/address/lines", "is required"), at("/phone", "does not match the pattern ^[0-9 ]+$"),
			},
		},
		"items":     {"email=a@b&age=18&terms=true&rating=1&rating=x&tag=a&tag=b&tag=c&tag=d", []problem.Violation{at("/tag", "has more than 3 items"), at("/rating/1", "is not an integer")}},
		"twice":     {"email=a@b&email=c@d&age=18&terms=true", []problem.Violation{at("/email", "is given more than once")}},
		"encoding":  {"email=%zz", []problem.Violation{at("", "the form is not encoded correctly")}},
		"not UTF-8": {"email=%ff@&age=18&terms=true", []problem.Violation{at("/email", "is not UTF-8")}},
		"not JSON":  {"email=a@b&age=18&terms=true&address=%7B", []problem.Violation{at("/address", "is not JSON")}},
		"too many":  {strings.Repeat("x=1&", 1001), []problem.Violation{at("", "the form has more than 1000 fields")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantViolations(t, send(t, h, "POST", "/accounts?campaign=c", tt.body, "Content-Type", media), tt.want...)
		})
	}
	// What is wrong with parameters is told beside it.
	wantViolations(t, send(t, h, "POST", "/accounts?campaign=ridiculous", "email=a@b&age=1&terms=true", "Content-Type", media),
		at("/age", "is less than 18"), problem.Violation{Parameter: "campaign", Detail: "is longer than 8 characters"})
	wantViolations(t, send(t, h, "POST", "/accounts?campaign=c", ""), at("", "a body is required"))
	for _, content := range []string{"application/json", "multipart/form-data; boundary=x", "", "nonsense/"} {
		if p := decodeProblem(t, send(t, h, "POST", "/accounts?campaign=c", "email=a@b", "Content-Type", content)); p.Status != 415 {
			t.Errorf("%q: %+v", content, p)
		}
	}
	if p := decodeProblem(t, send(t, formsserver.New(&desk{}, serve.MaxBody(4)), "POST", "/accounts?campaign=c", "email=a@b", "Content-Type", media)); p.Status != 413 {
		t.Errorf("too large: %+v", p)
	}
	wantViolations(t, send(t, formsserver.New(&desk{}, serve.RefuseUnknown()), "POST", "/accounts?campaign=c", "email=a@b&age=18&terms=true&extra=1", "Content-Type", media),
		at("/extra", "is not a field the contract has"))
}

// TestBlankFields sends what browsers do for inputs nobody filled in.
func TestBlankFields(t *testing.T) {
	t.Parallel()
	d := &desk{}
	body := "email=a@b&nickname=&age=20&height=&visits=&plan=&level=&terms=true&since=&referrer=&address=&plain="
	w := send(t, formsserver.New(d), "POST", "/accounts?campaign=c", body, "Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	wantViolations(t, w, problem.Violation{Pointer: "/nickname", Detail: "is shorter than 2 characters"}) // a text may be empty
	w = send(t, formsserver.New(d), "POST", "/accounts?campaign=c", strings.Replace(body, "nickname=&", "", 1), "Content-Type", "Application/X-WWW-Form-Urlencoded")
	if w.Code != 200 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	level := 3
	want := forms.SignUp{Email: "a@b", Age: 20, Plan: forms.Free, Level: &level, Terms: true, Tags: []forms.Tag{}}
	if diff := cmp.Diff(want, d.signUp.Body); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A formPart is a part of a form in a test.
type formPart struct{ name, file, content, data string }

func multipartForm(t testing.TB, parts ...formPart) (body, contentType string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, p := range parts {
		h := textproto.MIMEHeader{}
		disposition := `form-data; name="` + p.name + `"`
		if p.file != "" {
			disposition += `; filename="` + p.file + `"`
		}
		h.Set("Content-Disposition", disposition)
		if p.content != "" {
			h.Set("Content-Type", p.content)
		}
		part, err := w.CreatePart(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, p.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), w.FormDataContentType()
}

func TestFileErrors(t *testing.T) {
	t.Parallel()
	h := formsserver.New(&desk{})
	at := func(pointer, detail string) problem.Violation {
		return problem.Violation{Pointer: pointer, Detail: detail}
	}
	title, photo := formPart{name: "title", data: "t"}, formPart{"photo", "p.png", "image/png", "123"}
	meta := formPart{"meta", "blob", "application/json", `{"city":"c","lines":[]}`} // as browsers send a Blob
	for name, tt := range map[string]struct {
		parts []formPart
		want  []problem.Violation
	}{
		"nothing": {nil, []problem.Violation{at("/title", "is required"), at("/photo", "is required"), at("/meta", "is required")}},
		"another type, too large": {[]formPart{title, meta, {"photo", "p.gif", "image/gif", "123456789"}}, []problem.Violation{
			at("/photo", "has the media type image/gif, want image/png, image/jpeg"), at("/photo", "is larger than 8 bytes"),
		}},
		"too small, unknown": {[]formPart{title, meta, {"photo", "p.png", "image/png", "1"}, {name: "colour", data: "red"}}, []problem.Violation{
			at("/photo", "is smaller than 2 bytes"), at("/colour", "is not a field the contract has"),
		}},
		"lists": {[]formPart{title, meta, photo, {"other", "1", "text/plain", "1"}, {"other", "2", "text/html", "2"}, {"other", "3", "text/plain", "3"}, {name: "note", data: `{"city":""}`}, {name: "note", data: `[]`}},
			[]problem.Violation{
				at("/other/1", "has the media type text/html, want text/plain"), at("/other", "has more than 2 items"),
				at("/note/0/city", "is shorter than 1 character"), at("/note/0/lines", "is required"), at("/note/1", "is an array, want an object"),
			}},
		"twice":   {[]formPart{title, meta, photo, photo}, []problem.Violation{at("/photo", "is given more than once")}},
		"no name": {[]formPart{{data: "x"}}, []problem.Violation{at("", "the form has a part without a name")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body, content := multipartForm(t, tt.parts...)
			wantViolations(t, send(t, h, "POST", "/albums/a", body, "Content-Type", content), tt.want...)
		})
	}
	body, content := multipartForm(t, title, meta, photo, formPart{name: "preview", content: "application/octet-stream"})
	wantViolations(t, send(t, h, "POST", "/albums/a", body[:len(body)-20], "Content-Type", content), at("", "the form is broken, or ends too early"))
	wantViolations(t, send(t, h, "POST", "/albums/a", body, "Content-Type", "multipart/form-data"), at("", "the Content-Type has no boundary"))
	d := &desk{}
	if w := send(t, formsserver.New(d), "POST", "/albums/a", body, "Content-Type", content); w.Code != 200 || d.upload.Body.Preview != nil {
		t.Errorf("a file nobody chose: %d %s", w.Code, w.Body)
	}
	if p := decodeProblem(t, send(t, formsserver.New(d, serve.MaxBody(64)), "POST", "/albums/a", body, "Content-Type", content)); p.Status != 413 {
		t.Errorf("too large: %+v", p)
	}
}

// TestEitherForm sends one form in both ways, and none.
func TestEitherForm(t *testing.T) {
	t.Parallel()
	d := &desk{}
	h := formsserver.New(d)
	body, content := multipartForm(t, formPart{name: "text", data: "good"}, formPart{name: "stars", data: "5"})
	for _, w := range []*httptest.ResponseRecorder{
		send(t, h, "POST", "/feedback", body, "Content-Type", content),
		send(t, h, "POST", "/feedback", url.Values{"text": {"good"}, "stars": {"5"}}.Encode(), "Content-Type", "application/x-www-form-urlencoded"),
	} {
		var got forms.Feedback
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got != (forms.Feedback{Text: "good", Stars: 5}) {
			t.Errorf("%d %s, %v", w.Code, w.Body, err)
		}
	}
	c := formClient(t, d)
	if _, err := c.Feedback(t.Context(), &forms.FeedbackRequest{}); err != nil || d.feedback.Body != nil {
		t.Errorf("no form: %+v, %v", d.feedback, err)
	}
	if out, err := c.Feedback(t.Context(), &forms.FeedbackRequest{Body: &forms.Feedback{Text: "x"}}); err != nil || out.Text != "x" {
		t.Errorf("Feedback = %+v, %v", out, err)
	}
}

// FuzzForm sends any bytes as a form: there is an answer to all of them.
func FuzzForm(f *testing.F) {
	f.Add("email=a@b&age=18&terms=true", "application/x-www-form-urlencoded")
	f.Add("--x\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\ngood\r\n--x--\r\n", "multipart/form-data; boundary=x")
	h := formsserver.New(&desk{})
	f.Fuzz(func(t *testing.T, body, content string) {
		for _, path := range []string{"/accounts?campaign=c", "/albums/a", "/feedback"} {
			switch w := send(t, h, "POST", path, body, "Content-Type", content); w.Code {
			case 200, 400, 415:
			default:
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
		}
	})
}
