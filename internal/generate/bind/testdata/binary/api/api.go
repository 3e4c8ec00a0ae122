// Package api keeps pictures: bodies that are bytes.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// Gallery keeps pictures.
type Gallery interface {
	GetPicture(context.Context, *GetPictureRequest) (*GetPictureResponse, error)
	PutPicture(context.Context, *PutPictureRequest) error
	Thumbnail(context.Context, *ThumbnailRequest) (*ThumbnailResponse, error)
}

type GetPictureRequest struct {
	ID string `path:"id"`
}

type GetPictureResponse struct {
	ContentType string `header:"Content-Type"`
	ETag        string `header:"ETag"`
	Body        []byte `contentType:"image/png,image/webp"`
}

type PutPictureRequest struct {
	ID          string `path:"id"`
	ContentType string `header:"Content-Type"`
	Body        []byte `contentType:"image/png,image/webp"`
}

type ThumbnailRequest struct {
	Body []byte `contentType:"image/png"`
}

type ThumbnailResponse struct {
	Body []byte `contentType:"image/webp"`
}

var _ = gen.API{
	Title: "Gallery", Version: "1.0.0", Service: (*Gallery)(nil),
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "test"}}, Gateway: gen.REST{},
	Operations: []gen.Operation{
		gen.GET("/pictures/{id}", Gallery.GetPicture),
		gen.PUT("/pictures/{id}", Gallery.PutPicture),
		gen.POST("/thumbnails", Gallery.Thumbnail),
	},
}
