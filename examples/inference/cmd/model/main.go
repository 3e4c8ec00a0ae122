// Command model serves the model as the SageMaker runtime endpoint shapes, at
// 127.0.0.1:8080. It writes a picture of each label to the folder it is given.
package main

import (
	"image/png"
	"log"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/apigen-go/apigen/examples/inference/model"
)

func main() {
	m, err := model.Load()
	if err != nil {
		log.Fatal(err)
	}
	if len(os.Args) == 2 {
		if err := samples(os.Args[1]); err != nil {
			log.Fatal(err)
		}
	}
	server := &http.Server{Addr: "127.0.0.1:8080", Handler: model.Server("shapes", m), ReadTimeout: time.Minute}
	log.Fatal(server.ListenAndServe())
}

// samples draws a picture of each label.
func samples(folder string) error {
	for _, label := range model.Labels {
		file, err := os.Create(filepath.Join(folder, label+".png"))
		if err != nil {
			return err
		}
		err = png.Encode(file, model.Draw(label, rand.New(rand.NewPCG(rand.Uint64(), 0)))) //nolint:gosec // pictures are no secrets
		if closed := file.Close(); err == nil {
			err = closed
		}
		if err != nil {
			return err
		}
	}
	return nil
}
