// Package api takes forms: as a query string, as several parts, and as either.
package api

import (
	"context"
	"io"
	"time"

	"github.com/google/uuid"

	"github.com/apigen-go/apigen/form"
	"github.com/apigen-go/apigen/gen"
)

// SignUpRequest has a parameter beside its form.
type SignUpRequest struct {
	Campaign string `query:"campaign" maxLength:"8"`
	Body     SignUp `contentType:"application/x-www-form-urlencoded"`
}

// SignUp has fields of every kind that is a text.
type SignUp struct {
	Email    string     `form:"email" format:"email" maxLength:"40" pattern:"@"`
	Nickname *string    `form:"nickname" minLength:"2"`
	Age      int        `form:"age" minimum:"18" maximum:"150"`
	Height   float32    `form:"height,omitempty" exclusiveMinimum:"0"`
	Visits   *uint16    `form:"visits"`
	Plan     Plan       `form:"plan" default:"free"`
	Level    *int       `form:"level" default:"3"`
	Terms    Truth      `form:"terms"`
	Since    time.Time  `form:"since,omitempty"`
	Referrer *uuid.UUID `form:"referrer"`
	Tags     []Tag      `form:"tag" maxItems:"3" uniqueItems:"true"`
	Ratings  []int      `form:"rating,omitempty" minItems:"2"`
	Address  *Address   `form:"address"`
	Hidden   string     `form:"-"`
	Plain    string     `json:"plain,omitempty"`
	Contact
}

// Contact is part of a form.
type Contact struct {
	Phone string `form:"phone,omitempty" pattern:"^[0-9 ]+$"`
}

// Plan is what it costs.
type Plan string

const (
	Free Plan = "free"
	Pro  Plan = "pro"
)

// Truth is true or false.
type Truth bool

// Tag is a short word.
type Tag string

// Address is JSON in a form.
type Address struct {
	City  string   `json:"city" minLength:"1"`
	Zip   string   `json:"zip,omitempty"`
	Lines []string `json:"lines"`
}

// Account is what came of it.
type Account struct {
	Form string `json:"form"`
}

// UploadRequest is a form with files.
type UploadRequest struct {
	Album string `path:"album"`
	Body  Upload `contentType:"multipart/form-data"`
}

// Upload has files of every kind. It has no other fields.
type Upload struct {
	_ struct{} `additionalProperties:"false"`

	Title     string      `form:"title" minLength:"1"`
	Photo     form.File   `form:"photo" contentType:"image/png,image/jpeg" minLength:"2" maxLength:"8"`
	Preview   *form.File  `form:"preview"`
	Thumbnail form.File   `form:"thumbnail,omitzero"`
	Raw       []byte      `form:"raw,omitempty"`
	Secret    Blob        `form:"secret,omitempty" maxLength:"4"`
	Stream    io.Reader   `form:"stream,omitempty"`
	Others    []form.File `form:"other" maxItems:"2" contentType:"text/plain"`
	Chunks    [][]byte    `form:"chunk,omitempty"`
	Meta      Address     `form:"meta"`
	Notes     []Address   `form:"note,omitempty"`
	Labels    Labels      `form:"labels,omitempty"`
	Anything  any         `form:"anything,omitempty"`
}

// Blob is some bytes.
type Blob []byte

// Labels are a map, which is JSON in a form.
type Labels map[string]string

// FeedbackRequest takes a form of either kind, or none.
type FeedbackRequest struct {
	Body *Feedback `contentType:"multipart/form-data,application/x-www-form-urlencoded"`
}

// Feedback is a form here and JSON there.
type Feedback struct {
	Text  string `json:"text" maxLength:"10"`
	Stars int    `json:"stars,omitempty" maximum:"5"`
}

// Service takes forms.
type Service interface {
	SignUp(context.Context, *SignUpRequest) (*Account, error)
	Upload(context.Context, *UploadRequest) (*Account, error)
	Feedback(context.Context, *FeedbackRequest) (*Feedback, error)
}

var _ = gen.API{
	Title: "Test", Version: "1.0.0", Service: (*Service)(nil), Gateway: gen.REST{Validate: gen.ValidateAll},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "fn"}},
	Operations: []gen.Operation{
		gen.POST("/accounts", Service.SignUp),
		gen.POST("/albums/{album}", Service.Upload),
		gen.POST("/feedback", Service.Feedback),
	},
}
