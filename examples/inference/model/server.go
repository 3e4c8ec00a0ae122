package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/png" // the one format that is read
	"io"
	"net/http"
)

// maxBody is what InvokeEndpoint takes, and maxPixels what the model looks at.
const (
	maxBody   = 6 << 20
	maxPixels = 4096 * 4096
)

// Server serves a model as a SageMaker runtime endpoint of a name does.
//
// See https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html
func Server(name string, m *Model) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /endpoints/{name}/invocations", func(w http.ResponseWriter, r *http.Request) {
		if r.PathValue("name") != name {
			refuse(w, http.StatusNotFound, "ValidationError", fmt.Sprintf("Endpoint %s not found.", r.PathValue("name")))
			return
		}
		picture, err := read(http.MaxBytesReader(w, r.Body, maxBody))
		var large *http.MaxBytesError
		switch {
		case errors.As(err, &large):
			refuse(w, http.StatusRequestEntityTooLarge, "ValidationError", err.Error())
			return
		case err != nil:
			refuse(w, http.StatusBadRequest, "ModelError", err.Error())
			return
		}
		label, scores := m.Classify(picture)
		answer(w, http.StatusOK, map[string]any{"label": label, "scores": scores})
	})
	return mux
}

// read reads a picture whose size it has looked at first.
func read(body io.Reader) (image.Image, error) {
	content, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	size, _, err := image.DecodeConfig(bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	if size.Width == 0 || size.Height == 0 || size.Width*size.Height > maxPixels {
		return nil, fmt.Errorf("a picture of %d by %d pixels", size.Width, size.Height)
	}
	picture, _, err := image.Decode(bytes.NewReader(content))
	return picture, err
}

func refuse(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("X-Amzn-Errortype", kind)
	answer(w, status, map[string]any{"ErrorCode": kind, "Message": message})
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the caller may be gone
}
