// Package form has the type of the files that arrive in forms, for the request
// structs of contracts:
//
//	type UploadRequest struct {
//		Body Upload `contentType:"multipart/form-data"`
//	}
//
//	type Upload struct {
//		Title string    `form:"title" minLength:"1"`
//		Photo form.File `form:"photo" contentType:"image/png,image/jpeg" maxLength:"1000000"`
//	}
//
// A field that needs neither the name nor the content type of its file may as
// well be a []byte or an io.Reader.
package form

import "bytes"

// A File is a file in a form. Its zero value is a file without content.
type File struct {
	// Name is what the sender calls the file, without folders; empty when it
	// was not said. It is no name to store a file under.
	Name string
	// ContentType is what the sender says the content is, such as image/png.
	// Nobody has looked. A client sends application/octet-stream when it is empty.
	ContentType string
	Data        []byte
}

// Reader reads the content. Each call starts at its beginning.
func (f File) Reader() *bytes.Reader { return bytes.NewReader(f.Data) }
