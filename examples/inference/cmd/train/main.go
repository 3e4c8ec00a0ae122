// Command train trains the model and writes its weights to a file.
package main

import (
	"encoding/json"
	"log"
	"math"
	"math/rand/v2"
	"os"

	"github.com/apigen-go/apigen/examples/inference/model"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: train FILE")
	}
	m := model.Train(rand.New(rand.NewPCG(1, 2))) //nolint:gosec // the same pictures every time
	for _, w := range m.Weights {
		for i := range w {
			w[i] = math.Round(w[i]*1000) / 1000
		}
	}
	text, err := json.Marshal(m)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(os.Args[1], append(text, '\n'), 0o644); err != nil {
		log.Fatal(err)
	}
}
