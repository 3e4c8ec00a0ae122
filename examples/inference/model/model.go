// Package model is a small model that tells shapes apart, and the server it stands
// behind. It is a softmax regression over the pixels of a picture made small:
//
//	m := model.Train(rand.New(rand.NewPCG(1, 2)))
//	label, scores := m.Classify(picture)
//
// The model that is served was trained by cmd/train, which writes weights.json.
package model

import (
	_ "embed" // the weights
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
)

// Labels are what a picture may show.
var Labels = []string{"circle", "cross", "square"}

// side is how many pixels a picture made small has each way.
const side = 16

// inputs are the pixels and a constant.
const inputs = side*side + 1

// A Model tells shapes apart. It does not change once it is trained.
type Model struct {
	Weights [][]float64 `json:"weights"` // of each label, for each input
}

//go:generate go run ../cmd/train weights.json

//go:embed weights.json
var weights []byte

// Load gives the trained model.
func Load() (*Model, error) {
	var m Model
	if err := json.Unmarshal(weights, &m); err != nil {
		return nil, fmt.Errorf("read weights: %w", err)
	}
	if len(m.Weights) != len(Labels) {
		return nil, fmt.Errorf("read weights: they are of %d labels, want %d", len(m.Weights), len(Labels))
	}
	for i, w := range m.Weights {
		if len(w) != inputs {
			return nil, fmt.Errorf("read weights: %s has %d, want %d", Labels[i], len(w), inputs)
		}
	}
	return &m, nil
}

// Classify tells what a picture shows, and how sure it is of each label.
func (m *Model) Classify(picture image.Image) (label string, scores map[string]float64) {
	scores = map[string]float64{}
	best := -1.0
	for i, p := range m.predict(features(picture)) {
		scores[Labels[i]] = p
		if p > best {
			best, label = p, Labels[i]
		}
	}
	return label, scores
}

// predict is the softmax of the weighted inputs.
func (m *Model) predict(x []float64) []float64 {
	out := make([]float64, len(m.Weights))
	top := math.Inf(-1)
	for i, w := range m.Weights {
		for j, v := range x {
			out[i] += w[j] * v
		}
		top = max(top, out[i])
	}
	sum := 0.0
	for i := range out {
		out[i] = math.Exp(out[i] - top)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// features makes a picture small: the mean darkness of each of its squares.
func features(picture image.Image) []float64 {
	b := picture.Bounds()
	sums, counts := make([]float64, side*side), make([]int, side*side)
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			i := (y-b.Min.Y)*side/b.Dy()*side + (x-b.Min.X)*side/b.Dx()
			sums[i] += 1 - float64(color.Gray16Model.Convert(picture.At(x, y)).(color.Gray16).Y)/math.MaxUint16
			counts[i]++
		}
	}
	for i := range sums {
		if counts[i] > 0 {
			sums[i] /= float64(counts[i])
		}
	}
	return append(sums, 1)
}

// Train makes a model from pictures it draws, by gradient descent.
func Train(r *rand.Rand) *Model {
	const steps, rate, decay = 20000, 0.05, 1e-4
	m := &Model{Weights: make([][]float64, len(Labels))}
	for i := range m.Weights {
		m.Weights[i] = make([]float64, inputs)
	}
	for range steps {
		want := r.IntN(len(Labels))
		x := features(Draw(Labels[want], r))
		for i, p := range m.predict(x) {
			if i == want {
				p--
			}
			for j, v := range x {
				m.Weights[i][j] -= rate * (p*v + decay*m.Weights[i][j])
			}
		}
	}
	return m
}

// Draw draws a shape: where, how large and how thick is chance, and so is dust.
func Draw(label string, r *rand.Rand) image.Image {
	const size = 64
	picture := image.NewGray(image.Rect(0, 0, size, size))
	radius, thick := 16+8*r.Float64(), 1.5+2*r.Float64()
	cx, cy := size/2+6*(r.Float64()-0.5), size/2+6*(r.Float64()-0.5)
	for y := range size {
		for x := range size {
			dx, dy := float64(x)-cx, float64(y)-cy
			far := math.Max(math.Abs(dx), math.Abs(dy))
			var distance float64 // from the shape's line
			switch label {
			case "circle":
				distance = math.Abs(math.Hypot(dx, dy) - radius)
			case "square":
				distance = math.Abs(far - radius)
			default:
				distance = math.Abs(math.Abs(dx)-math.Abs(dy)) / math.Sqrt2
				if far > radius {
					distance = far
				}
			}
			shade := uint8(255)
			if distance < thick {
				shade = 0
			}
			if r.IntN(50) == 0 {
				shade = uint8(r.IntN(256))
			}
			picture.SetGray(x, y, color.Gray{Y: shade})
		}
	}
	return picture
}
