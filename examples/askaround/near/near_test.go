package near

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/apigen-go/apigen/examples/askaround/api"
)

// Whatever is within the circle lies in one of its cells, everywhere on the map:
// at its edges and where the east becomes the west.
func TestCells(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	const meters = 5 * MetersPerMile
	inside := 0
	for range 20000 {
		p := api.Point{Lat: random.Float64()*170 - 85, Lng: random.Float64()*360 - 180}
		switch random.IntN(4) {
		case 0:
			p.Lng = 180 - random.Float64()*0.05
		case 1:
			p.Lat = 85
		}
		reach := 1.2 * degrees(meters/earth)
		q := api.Point{Lat: p.Lat + (random.Float64()*2-1)*reach, Lng: p.Lng + (random.Float64()*2-1)*reach/math.Cos(radians(p.Lat))}
		q.Lng = math.Mod(q.Lng+540, 360) - 180
		if Distance(p, q) > meters {
			continue
		}
		inside++
		if got := Cells(p, meters); !slices.Contains(got, Cell(q)) {
			t.Fatalf("Cells(%v) = %q, which lacks %s of %v, %.0f m away", p, got, Cell(q), q, Distance(p, q))
		}
	}
	if inside < 5000 {
		t.Errorf("%d points were inside, too few to say anything", inside)
	}
	if got := Cells(api.Point{Lat: 38.7, Lng: -9.1}, meters); len(got) > 4 {
		t.Errorf("a circle of five miles in Lisbon touches %d cells, want at most 4", len(got))
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	lisbon, porto := api.Point{Lat: 38.7223, Lng: -9.1393}, api.Point{Lat: 41.1579, Lng: -8.6291}
	if got := Distance(lisbon, porto); math.Abs(got-274000) > 1500 {
		t.Errorf("from Lisbon to Porto it is %.0f m, want about 274 km", got)
	}
	if got := Distance(api.Point{Lng: 179.99}, api.Point{Lng: -179.99}); math.Abs(got-2224) > 10 {
		t.Errorf("across 180° it is %.0f m, want 2224", got)
	}
	if got := Hash(lisbon); got[:4] != Cell(lisbon) || got[:6] != Block(lisbon) {
		t.Errorf("%s does not begin with %s and %s", got, Cell(lisbon), Block(lisbon))
	}
}
