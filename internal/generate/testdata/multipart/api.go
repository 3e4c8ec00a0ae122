// Package multipart takes forms with files.
package multipart

import (
	"context"
	"io"

	"github.com/apigen-go/apigen/form"
	"github.com/apigen-go/apigen/gen"
)

type UploadRequest struct {
	ID   string `path:"id"`
	Body Upload `contentType:"multipart/form-data"`
}

// Upload is a form with files.
type Upload struct {
	_ struct{} `additionalProperties:"false"`

	Title string `form:"title" minLength:"1"`
	// Photo shows it.
	Photo    form.File   `form:"photo" contentType:"image/png,image/jpeg" maxLength:"5000000"`
	Preview  *form.File  `form:"preview"`
	Raw      []byte      `form:"raw,omitempty"`
	Video    io.Reader   `form:"video,omitempty"`
	Papers   []form.File `form:"paper" minItems:"1" maxItems:"3" contentType:"application/pdf"`
	Metadata Metadata    `form:"metadata"`
	Labels   Labels      `form:"labels,omitempty"`
	Dimensions
}

// Dimensions are in millimetres.
type Dimensions struct {
	Width  float64 `form:"width,omitempty" exclusiveMinimum:"0"`
	Height float64 `form:"height,omitempty" exclusiveMinimum:"0"`
}

// Metadata is JSON in a form.
type Metadata struct {
	Camera string `json:"camera"`
}

// Labels are JSON in a form.
type Labels map[string]string

// Service is the service.
type Service interface {
	Upload(context.Context, *UploadRequest) error
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{Validate: gen.ValidateAll},
	Defaults:   gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{gen.POST("/things/{id}", Service.Upload)},
}
