// Package handlers answers the operations of the contract from two APIs of
// others: one that knows where cities are, one that knows the weather there. Their
// answers have the shape of Open-Meteo's, see https://open-meteo.com/en/docs and
// https://open-meteo.com/en/docs/geocoding-api.
package handlers

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/apigen-go/apigen/examples/weather/api"
)

// API Gateway gives up after 29 s, so the two calls together stay well below, and
// a caller is told what is wrong.
const defaultTimeout = 10 * time.Second

// maxAnswer is more than either API has ever to say, in bytes.
const maxAnswer = 1 << 20

// A Forecaster implements api.Forecaster.
type Forecaster struct {
	Geocoding string        // base URL
	Forecast  string        // base URL
	Images    string        // base URL of the pictures
	Timeout   time.Duration // of each call; zero is ten seconds
}

// GetWeather implements api.Forecaster.
func (f *Forecaster) GetWeather(ctx context.Context, req *api.GetWeatherRequest) (*api.GetWeatherResponse, error) {
	var places struct {
		Results []struct {
			Name                string
			Latitude, Longitude float64
		}
	}
	if err := f.get(ctx, f.Geocoding+"/v1/search", url.Values{"name": {req.City}, "count": {"1"}}, &places); err != nil {
		return nil, err
	}
	if len(places.Results) == 0 {
		return nil, api.ErrCityNotFound
	}
	place := places.Results[0]
	var forecast struct {
		Current struct {
			Temperature float64 `json:"temperature_2m"`
			Code        int     `json:"weather_code"`
		}
	}
	if err := f.get(ctx, f.Forecast+"/v1/forecast", url.Values{
		"latitude": {degrees(place.Latitude)}, "longitude": {degrees(place.Longitude)}, "current": {"temperature_2m,weather_code"},
	}, &forecast); err != nil {
		return nil, err
	}
	sky := skyOf(forecast.Current.Code)
	return &api.GetWeatherResponse{
		CacheControl: "public, max-age=600",
		Body: api.Weather{
			ImageURL: f.Images + "/" + sky + ".jpg",
			Insight:  fmt.Sprintf("%s has %.0f degrees and %s", place.Name, forecast.Current.Temperature, sky),
		},
	}, nil
}

// get reads the JSON of an address. What goes wrong is the other API's fault: it
// is logged, and the caller gets api.ErrUpstream.
func (f *Forecaster) get(ctx context.Context, address string, query url.Values, into any) error {
	err := func() error {
		ctx, cancel := context.WithTimeout(ctx, cmp.Or(f.Timeout, defaultTimeout))
		defer cancel()
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"?"+query.Encode(), nil)
		if err != nil {
			return err
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		if resp.StatusCode != http.StatusOK {
			return fmt.Errorf("get %s: status %d", address, resp.StatusCode)
		}
		return json.NewDecoder(io.LimitReader(resp.Body, maxAnswer)).Decode(into)
	}()
	if err != nil {
		slog.ErrorContext(ctx, "source of the weather", "error", err)
		return api.ErrUpstream
	}
	return nil
}

func degrees(d float64) string { return strconv.FormatFloat(d, 'f', 4, 64) }

// skyOf names the groups of WMO's weather codes that there are pictures for.
func skyOf(code int) string {
	switch {
	case code <= 1:
		return "sun"
	case code <= 48:
		return "clouds"
	case code >= 71 && code <= 77, code == 85, code == 86:
		return "snow"
	case code >= 95:
		return "thunder"
	}
	return "rain"
}
