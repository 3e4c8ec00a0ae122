package api

import "github.com/apigen-go/apigen/problem"

// Problems of the directory.
var (
	ErrInvalidRequest     = problem.Problem{Type: "invalid-request", Status: 400, Title: "The request is not valid"}
	ErrPersonNotFound     = problem.Problem{Type: "person-not-found", Status: 404, Title: "No such person"}
	ErrDepartmentNotFound = problem.Problem{Type: "department-not-found", Status: 404, Title: "No such department"}
	ErrLocationNotFound   = problem.Problem{Type: "location-not-found", Status: 404, Title: "No such location"}
	ErrNoPhoto            = problem.Problem{Type: "no-photo", Status: 404, Title: "The person has no photo"}
	ErrDuplicate          = problem.Problem{Type: "duplicate", Status: 409, Title: "There is one like it already"}
	ErrDepartmentInUse    = problem.Problem{Type: "department-in-use", Status: 409, Title: "The department has people"}
	ErrLocationInUse      = problem.Problem{Type: "location-in-use", Status: 409, Title: "The location has departments"}
	ErrPhotoTooLarge      = problem.Problem{Type: "photo-too-large", Status: 413, Title: "The photo is too large"}
	ErrNoSuchReference    = problem.Problem{Type: "no-such-reference", Status: 422, Title: "The request names something that does not exist"}
)
