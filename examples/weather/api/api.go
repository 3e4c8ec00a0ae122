// Package api is the contract of a weather service for partners: one GET that joins
// two APIs of others, metered by API keys.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// GetWeatherRequest asks about a place.
type GetWeatherRequest struct {
	City string `query:"city" minLength:"1" maxLength:"100"`
}

// GetWeatherResponse is what a page shows of the weather.
type GetWeatherResponse struct {
	// CacheControl lets browsers and caches keep the answer.
	CacheControl string `header:"Cache-Control"`
	Body         Weather
}

// Weather is a picture and a sentence.
type Weather struct {
	ImageURL string `json:"image_url" format:"uri"`
	Insight  string `json:"insight"`
}

// Forecaster knows the weather.
type Forecaster interface {
	// GetWeather tells what the weather is like in a city.
	GetWeather(context.Context, *GetWeatherRequest) (*GetWeatherResponse, error)
}

var (
	// ErrCityNotFound is a city the map does not have.
	ErrCityNotFound = problem.Problem{Type: "city-not-found", Status: 404, Title: "City not found"}
	// ErrUpstream is an API of others that is late or broken.
	ErrUpstream = problem.Problem{Type: "upstream", Status: 502, Title: "A source of the weather does not answer"}
)

var _ = gen.API{
	Title:    "Weather",
	Version:  "1.0.0",
	Service:  (*Forecaster)(nil),
	Gateway:  gen.REST{Validate: gen.ValidateParameters},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "weather"}, Security: gen.APIKey{}},
	Operations: []gen.Operation{
		gen.GET("/weather", Forecaster.GetWeather, gen.Errors(ErrCityNotFound, ErrUpstream)),
	},
}
