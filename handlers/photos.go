package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"mime"

	"github.com/apigen-go/apigen/api"
	"github.com/apigen-go/apigen/handlers/store"
	"github.com/apigen-go/apigen/problem"
)

// MaxPhoto is the size of the largest photo, in bytes. As base64 in the response
// of a Lambda function it still is under Lambda's 6 MB; a larger one could be
// stored but never fetched.
const MaxPhoto = 4 << 20

// GetPhoto implements api.Directory.
func (d *Directory) GetPhoto(ctx context.Context, req *api.GetPhotoRequest) (*api.GetPhotoResponse, error) {
	p, err := d.store.Photo(ctx, personID(req.PersonID))
	if err != nil {
		return nil, photoAnswer(err, req.PersonID)
	}
	return &api.GetPhotoResponse{ContentType: p.ContentType, ETag: p.ETag, Body: p.Content}, nil
}

// PutPhoto implements api.Directory. The content type is checked although the
// contract names it: what is stored is sent to browsers later.
func (d *Directory) PutPhoto(ctx context.Context, req *api.PutPhotoRequest) error {
	media, _, err := mime.ParseMediaType(req.ContentType)
	var v problem.Violations
	if err != nil || media != "image/jpeg" && media != "image/png" && media != "image/webp" {
		v.Parameter("Content-Type", "is not image/jpeg, image/png or image/webp")
	}
	if len(req.Body) == 0 {
		v.Body("", "is empty")
	}
	if err := v.Err(api.ErrInvalidRequest); err != nil {
		return err
	}
	if len(req.Body) > MaxPhoto {
		return api.ErrPhotoTooLarge.WithDetail("the photo has %d bytes, %d are allowed", len(req.Body), MaxPhoto)
	}
	sum := sha256.Sum256(req.Body)
	p := store.Photo{ContentType: media, ETag: `"` + hex.EncodeToString(sum[:16]) + `"`, Content: req.Body}
	return photoAnswer(d.store.PutPhoto(ctx, personID(req.PersonID), p), req.PersonID)
}

// DeletePhoto implements api.Directory.
func (d *Directory) DeletePhoto(ctx context.Context, req *api.DeletePhotoRequest) error {
	return photoAnswer(d.store.DeletePhoto(ctx, personID(req.PersonID)), req.PersonID)
}

func photoAnswer(err error, id string) error {
	if errors.Is(err, store.ErrNoPhoto) {
		return api.ErrNoPhoto
	}
	return answer(err, api.ErrPersonNotFound, id)
}
