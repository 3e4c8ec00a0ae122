// Package near knows which places are near each other, by geohash: a text whose
// beginning is that of its neighbours, mostly, so that a table can be asked for a
// cell of the map.
package near

import (
	"math"

	"github.com/mmcloughlin/geohash"

	"github.com/apigen-go/apigen/examples/askaround/api"
)

// MetersPerMile is the length of a mile.
const MetersPerMile = 1609.344

const (
	earth = 6371000.0 // radius in meters
	// A cell is a geohash of four characters: 39 km by 20 km at the equator. It has
	// ten bits for each direction.
	cellLength = 4
	cells      = 1 << 10
)

// Hash is the geohash of a point, exact to about five meters.
func Hash(p api.Point) string { return geohash.EncodeWithPrecision(p.Lat, p.Lng, 9) }

// Block is the geohash of a point's surroundings, about a kilometer wide.
func Block(p api.Point) string { return geohash.EncodeWithPrecision(p.Lat, p.Lng, 6) }

// Cell is the geohash that questions are looked up by.
func Cell(p api.Point) string { return geohash.EncodeWithPrecision(p.Lat, p.Lng, cellLength) }

// Cells are those a circle around a point touches.
func Cells(p api.Point, meters float64) []string {
	angle := meters / earth
	dLat := degrees(angle)
	dLng := degrees(math.Asin(math.Sin(angle) / math.Cos(radians(p.Lat))))
	const height, width = 180.0 / cells, 360.0 / cells
	row := func(lat float64) int { return int(math.Floor((lat + 90) / height)) }
	column := func(lng float64) int { return int(math.Floor((lng + 180) / width)) }
	var found []string
	for r := row(p.Lat - dLat); r <= row(p.Lat+dLat); r++ {
		for c := column(p.Lng - dLng); c <= column(p.Lng+dLng); c++ {
			wrapped := (c + cells) % cells // east of 180° is the west
			found = append(found, geohash.EncodeWithPrecision((float64(r)+.5)*height-90, (float64(wrapped)+.5)*width-180, cellLength))
		}
	}
	return found
}

// Distance is the way between two points, in meters, on a sphere.
func Distance(a, b api.Point) float64 {
	sinLat, sinLng := math.Sin(radians(b.Lat-a.Lat)/2), math.Sin(radians(b.Lng-a.Lng)/2)
	h := sinLat*sinLat + math.Cos(radians(a.Lat))*math.Cos(radians(b.Lat))*sinLng*sinLng
	return 2 * earth * math.Asin(math.Sqrt(min(h, 1)))
}

func radians(d float64) float64 { return d * math.Pi / 180 }
func degrees(r float64) float64 { return r * 180 / math.Pi }
