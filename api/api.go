// Package api is the contract of the company directory: who works here, in
// which department, and where.
//
// Every change of the API starts in this package; `make generate` takes it to
// the document, the server stub and the clients.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Directory lets the company find its people.
type Directory interface {
	// SearchAll finds people, departments and locations by a word of their names.
	SearchAll(context.Context, *SearchAllRequest) (*SearchResult, error)

	// ListPersonnel lists people, page by page.
	ListPersonnel(context.Context, *ListPersonnelRequest) (*PersonPage, error)
	// CreatePerson adds a person to a department.
	CreatePerson(context.Context, *CreatePersonRequest) (*CreatePersonResponse, error)
	// GetPerson returns one person.
	GetPerson(context.Context, *GetPersonRequest) (*Person, error)
	// ReplacePerson replaces everything the caller may set of a person.
	ReplacePerson(context.Context, *ReplacePersonRequest) (*Person, error)
	// UpdatePerson changes the members that are given and keeps the others.
	UpdatePerson(context.Context, *UpdatePersonRequest) (*Person, error)
	// DeletePerson removes a person and the person's photo.
	DeletePerson(context.Context, *DeletePersonRequest) error

	// GetPhoto returns the photo of a person as it was uploaded. Callers name the
	// image's type first in Accept, such as image/png: for any other, */* among
	// them, API Gateway sends the bytes as base64 text.
	GetPhoto(context.Context, *GetPhotoRequest) (*GetPhotoResponse, error)
	// PutPhoto stores the photo of a person, in place of an earlier one.
	PutPhoto(context.Context, *PutPhotoRequest) error
	// DeletePhoto removes the photo of a person.
	DeletePhoto(context.Context, *DeletePhotoRequest) error

	// ListDepartments lists departments, page by page.
	ListDepartments(context.Context, *ListDepartmentsRequest) (*DepartmentPage, error)
	// CreateDepartment adds a department at a location.
	CreateDepartment(context.Context, *CreateDepartmentRequest) (*CreateDepartmentResponse, error)
	// GetDepartment returns one department.
	GetDepartment(context.Context, *GetDepartmentRequest) (*Department, error)
	// PutDepartment stores a department under the caller's own id: 201 when it
	// is new, 200 when it replaces one.
	PutDepartment(context.Context, *PutDepartmentRequest) (*PutDepartmentResponse, error)
	// UpdateDepartment changes the members that are given and keeps the others.
	UpdateDepartment(context.Context, *UpdateDepartmentRequest) (*Department, error)
	// DeleteDepartment removes a department that has no people.
	DeleteDepartment(context.Context, *DeleteDepartmentRequest) error

	// ListLocations lists locations, page by page.
	ListLocations(context.Context, *ListLocationsRequest) (*LocationPage, error)
	// CreateLocation adds a location.
	CreateLocation(context.Context, *CreateLocationRequest) (*CreateLocationResponse, error)
	// GetLocation returns one location.
	GetLocation(context.Context, *GetLocationRequest) (*Location, error)
	// ReplaceLocation replaces everything the caller may set of a location.
	ReplaceLocation(context.Context, *ReplaceLocationRequest) (*Location, error)
	// UpdateLocation changes the members that are given and keeps the others.
	UpdateLocation(context.Context, *UpdateLocationRequest) (*Location, error)
	// DeleteLocation removes a location that has no departments.
	DeleteLocation(context.Context, *DeleteLocationRequest) error
}

// staff are the people who may sign in.
var staff = gen.CognitoUserPool{
	UserPools: []string{gen.Param("StaffUserPoolArn")},
}

const (
	read  = "directory/read"
	write = "directory/write"
)

var _ = gen.API{
	Title:   "Company directory",
	Version: "1.0.0",
	Service: (*Directory)(nil),
	Gateway: gen.REST{
		Validate: gen.ValidateAll,
		CORS:     gen.CORS{Origins: []string{gen.Param("WebOrigin")}, MaxAge: 600},
	},
	Defaults: gen.Defaults{
		Integration: gen.Lambda{Function: gen.StageVariable("function")},
		Security:    gen.All{staff, gen.APIKey{}},
		Errors:      []error{ErrInvalidRequest},
	},
	Operations: []gen.Operation{
		gen.GET("/all", Directory.SearchAll, gen.Scopes(read), gen.Tags("search")),

		gen.GET("/personnel", Directory.ListPersonnel, gen.Scopes(read), gen.Tags("personnel")),
		gen.POST("/personnel", Directory.CreatePerson, gen.Scopes(write), gen.Tags("personnel"), gen.Errors(ErrNoSuchReference, ErrDuplicate)),
		gen.GET("/personnel/{personId}", Directory.GetPerson, gen.Scopes(read), gen.Tags("personnel"), gen.Errors(ErrPersonNotFound)),
		gen.PUT("/personnel/{personId}", Directory.ReplacePerson, gen.Scopes(write), gen.Tags("personnel"), gen.Errors(ErrPersonNotFound, ErrNoSuchReference, ErrDuplicate)),
		gen.PATCH("/personnel/{personId}", Directory.UpdatePerson, gen.Scopes(write), gen.Tags("personnel"), gen.Errors(ErrPersonNotFound, ErrNoSuchReference, ErrDuplicate)),
		gen.DELETE("/personnel/{personId}", Directory.DeletePerson, gen.Scopes(write), gen.Tags("personnel"), gen.Errors(ErrPersonNotFound)),

		gen.GET("/personnel/{personId}/photo", Directory.GetPhoto, gen.Scopes(read), gen.Tags("personnel"), gen.Errors(ErrPersonNotFound, ErrNoPhoto)),
		gen.PUT("/personnel/{personId}/photo", Directory.PutPhoto, gen.Scopes(write), gen.Tags("personnel"), gen.Errors(ErrPersonNotFound, ErrPhotoTooLarge)),
		gen.DELETE("/personnel/{personId}/photo", Directory.DeletePhoto, gen.Scopes(write), gen.Tags("personnel"), gen.Errors(ErrPersonNotFound, ErrNoPhoto)),

		gen.GET("/departments", Directory.ListDepartments, gen.Scopes(read), gen.Tags("departments")),
		gen.POST("/departments", Directory.CreateDepartment, gen.Scopes(write), gen.Tags("departments"), gen.Errors(ErrNoSuchReference, ErrDuplicate)),
		gen.GET("/departments/{departmentId}", Directory.GetDepartment, gen.Scopes(read), gen.Tags("departments"), gen.Errors(ErrDepartmentNotFound)),
		gen.PUT("/departments/{departmentId}", Directory.PutDepartment, gen.Scopes(write), gen.Tags("departments"), gen.Errors(ErrNoSuchReference, ErrDuplicate)),
		gen.PATCH("/departments/{departmentId}", Directory.UpdateDepartment, gen.Scopes(write), gen.Tags("departments"), gen.Errors(ErrDepartmentNotFound, ErrNoSuchReference, ErrDuplicate)),
		gen.DELETE("/departments/{departmentId}", Directory.DeleteDepartment, gen.Scopes(write), gen.Tags("departments"), gen.Errors(ErrDepartmentNotFound, ErrDepartmentInUse)),

		gen.GET("/locations", Directory.ListLocations, gen.Scopes(read), gen.Tags("locations")),
		gen.POST("/locations", Directory.CreateLocation, gen.Scopes(write), gen.Tags("locations"), gen.Errors(ErrDuplicate)),
		gen.GET("/locations/{locationId}", Directory.GetLocation, gen.Scopes(read), gen.Tags("locations"), gen.Errors(ErrLocationNotFound)),
		gen.PUT("/locations/{locationId}", Directory.ReplaceLocation, gen.Scopes(write), gen.Tags("locations"), gen.Errors(ErrLocationNotFound, ErrDuplicate)),
		gen.PATCH("/locations/{locationId}", Directory.UpdateLocation, gen.Scopes(write), gen.Tags("locations"), gen.Errors(ErrLocationNotFound, ErrDuplicate)),
		gen.DELETE("/locations/{locationId}", Directory.DeleteLocation, gen.Scopes(write), gen.Tags("locations"), gen.Errors(ErrLocationNotFound, ErrLocationInUse)),
	},
}
