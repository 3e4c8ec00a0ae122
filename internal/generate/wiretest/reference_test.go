package wiretest

import (
	"context"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/generated/client"
	"github.com/apigen-go/apigen/generated/server"
	"github.com/apigen-go/apigen/problem"
)

// office answers some operations of the reference contract; the others have no
// implementation, so calling them panics.
type office struct {
	api.Directory
	photo *api.PutPhotoRequest
}

func (o *office) ListPersonnel(_ context.Context, in *api.ListPersonnelRequest) (*api.PersonPage, error) {
	next := string(in.Sort) + " " + in.Q
	return &api.PersonPage{Next: &next}, nil
}

func (o *office) CreatePerson(_ context.Context, in *api.CreatePersonRequest) (*api.CreatePersonResponse, error) {
	return &api.CreatePersonResponse{Location: "/personnel/1", Body: api.Person{ID: "1", NewPerson: in.Body}}, nil
}

func (o *office) GetPerson(_ context.Context, in *api.GetPersonRequest) (*api.Person, error) {
	return nil, api.ErrPersonNotFound.WithDetail("no person has id %s", in.PersonID)
}

func (o *office) PutPhoto(_ context.Context, in *api.PutPhotoRequest) error {
	o.photo = in
	return nil
}

func (o *office) GetPhoto(context.Context, *api.GetPhotoRequest) (*api.GetPhotoResponse, error) {
	return &api.GetPhotoResponse{ContentType: o.photo.ContentType, ETag: `"e"`, Body: o.photo.Body}, nil
}

func TestReferenceContract(t *testing.T) {
	t.Parallel()
	var log errorLog
	srv := httptest.NewServer(server.New(&office{}, log.option()))
	defer srv.Close()
	c, err := client.New(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	page, err := c.ListPersonnel(ctx, &api.ListPersonnelRequest{Q: "a&b"})
	if err != nil || page.Items == nil || *page.Next != "lastName a&b" {
		t.Errorf("ListPersonnel = %+v, %v", page, err)
	}
	created, err := c.CreatePerson(ctx, &api.CreatePersonRequest{Body: api.NewPerson{
		FirstName: "Jane", LastName: "Doe", Email: "jane@example.com", DepartmentID: "art", Status: api.Active,
	}})
	if err != nil || created.Location != "/personnel/1" || created.Body.FirstName != "Jane" {
		t.Errorf("CreatePerson = %+v, %v", created, err)
	}
	_, err = c.GetPerson(ctx, &api.GetPersonRequest{PersonID: "x"})
	if !errors.Is(err, api.ErrPersonNotFound) || err.Error() != "no person has id x" {
		t.Errorf("GetPerson: %v", err)
	}
	if err := c.PutPhoto(ctx, &api.PutPhotoRequest{PersonID: "x", ContentType: "image/webp", Body: []byte("\x00\xff")}); err != nil {
		t.Errorf("PutPhoto: %v", err)
	}
	photo, err := c.GetPhoto(ctx, &api.GetPhotoRequest{PersonID: "x"})
	if err != nil || photo.ContentType != "image/webp" || string(photo.Body) != "\x00\xff" {
		t.Errorf("GetPhoto = %+v, %v", photo, err)
	}
	_, err = c.ListDepartments(ctx, &api.ListDepartmentsRequest{Limit: 101})
	var p problem.Problem
	if !errors.As(err, &p) || !errors.Is(err, api.ErrInvalidRequest) || p.Violations[0].Parameter != "limit" {
		t.Errorf("ListDepartments: %v", err)
	}
	if err := c.DeletePerson(ctx, &api.DeletePersonRequest{PersonID: "x"}); !errors.As(err, &p) || p.Status != 500 {
		t.Errorf("DeletePerson: %v", err)
	}
	if got := strings.Join(log.all(), ""); !strings.HasPrefix(got, "DELETE /personnel/:personId: panic: ") {
		t.Errorf("log = %s", got)
	}
	if w := send(t, server.New(&office{}), "OPTIONS", "/personnel/x", ""); w.Code != 200 ||
		w.Header().Get("Access-Control-Allow-Methods") != "GET,PUT,PATCH,DELETE,OPTIONS" {
		t.Errorf("preflight: %d %v", w.Code, w.Header())
	}
}
