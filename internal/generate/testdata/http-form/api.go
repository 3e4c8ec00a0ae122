// Package form takes forms in an HTTP API, which passes every body on.
package form

import (
	"context"

	"github.com/apigen-go/apigen/form"
	"github.com/apigen-go/apigen/gen"
)

type UploadRequest struct {
	Body Upload `contentType:"multipart/form-data"`
}

// Upload is a form with a file.
type Upload struct {
	Title string    `form:"title"`
	Photo form.File `form:"photo" contentType:"image/png"`
}

type LoginRequest struct {
	Body Login `contentType:"application/x-www-form-urlencoded"`
}

// Login is a form.
type Login struct {
	User     string `form:"user"`
	Password string `form:"password" format:"password"`
}

// Service is the service.
type Service interface {
	Upload(context.Context, *UploadRequest) error
	Login(context.Context, *LoginRequest) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.HTTP{},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/things", Service.Upload),
		gen.POST("/login", Service.Login),
	},
}
