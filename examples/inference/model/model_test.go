package model

import (
	"math/rand/v2"
	"testing"
)

// TestModel shows the model pictures it has not seen, the trained one and one that
// is trained anew.
func TestModel(t *testing.T) {
	t.Parallel()
	loaded, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string]*Model{"weights.json": loaded, "trained anew": Train(rand.New(rand.NewPCG(3, 4)))} {
		r := rand.New(rand.NewPCG(5, 6))
		const pictures = 500
		right := 0
		for range pictures {
			want := Labels[r.IntN(len(Labels))]
			got, scores := m.Classify(Draw(want, r))
			if got == want {
				right++
			}
			sum := 0.0
			for _, p := range scores {
				sum += p
			}
			if len(scores) != len(Labels) || sum < 0.999 || sum > 1.001 {
				t.Fatalf("%s: scores %v", name, scores)
			}
		}
		if right < pictures*97/100 {
			t.Errorf("%s: %d of %d pictures are right, want 97 in a hundred", name, right, pictures)
		}
	}
}
