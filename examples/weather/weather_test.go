package weather_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/examples/weather/generated/server"
	"github.com/apigen-go/apigen/examples/weather/handlers"
	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/lambdahttp"
)

// source answers as the two APIs of others do: Lisbon is sunny, one city is
// broken, and one hangs until the caller goes away.
func source(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /v1/search", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("name") {
		case "Lisbon":
			_, _ = w.Write([]byte(`{"results":[{"name":"Lisbon","latitude":38.71667,"longitude":-9.13333}]}`))
		case "São Paulo":
			_, _ = w.Write([]byte(`{"results":[{"name":"São Paulo","latitude":-23.5475,"longitude":-46.63611}]}`))
		case "Broken":
			http.Error(w, "no", http.StatusServiceUnavailable)
		case "Slow":
			<-r.Context().Done()
		default:
			_, _ = w.Write([]byte(`{"generationtime_ms":0.5}`))
		}
	})
	mux.HandleFunc("GET /v1/forecast", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Query().Get("latitude") {
		case "38.7167":
			_, _ = w.Write([]byte(`{"current":{"temperature_2m":21.6,"weather_code":0}}`))
		case "-23.5475":
			_, _ = w.Write([]byte(`{"current":{"temperature_2m":17.2,"weather_code":61}}`))
		default:
			http.Error(w, `{"error":true}`, http.StatusBadRequest)
		}
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}

// TestWeather imports the API with a usage plan of seven calls a day, and makes
// eight.
func TestWeather(t *testing.T) {
	at := source(t)
	service := server.New(&handlers.Forecaster{Geocoding: at, Forecast: at, Images: "https://images.example.com", Timeout: 200 * time.Millisecond})
	live := trial.Open(t, gateway.Config{Functions: []gateway.FunctionConfig{{
		Name: "weather", Handler: lambdahttp.New(service, lambdahttp.Options{}).Invoke,
	}}})
	cfg := trial.Import(t, "api/openapi.yaml")
	cfg.Limits = control.PlanLimits{Rate: "100", Burst: "100", Quota: "7", Period: "DAY"}
	made, err := live.Control.Import(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	key := map[string]string{"x-api-key": made.Key.Value}
	ask := func(city string) string { return "/weather?city=" + url.QueryEscape(city) }
	fresh := map[string]string{"Cache-Control": "public, max-age=600"}
	stale := map[string]string{"Cache-Control": ""}
	late := `{"type":"upstream","title":"A source of the weather does not answer","status":502}`
	trial.Run(t, http.DefaultClient, made.InvokeURL, []trial.Call{
		{Name: "no key", Method: "GET", Path: ask("Lisbon"), Status: 403, Answer: `{"message":"Forbidden"}`},
		{Name: "sun", Method: "GET", Path: ask("Lisbon"), Header: key, Status: 200, With: fresh,
			Answer: `{"image_url":"https://images.example.com/sun.jpg","insight":"Lisbon has 22 degrees and sun"}`},
		{Name: "rain", Method: "GET", Path: ask("São Paulo"), Header: key, Status: 200, With: fresh,
			Answer: `{"image_url":"https://images.example.com/rain.jpg","insight":"São Paulo has 17 degrees and rain"}`},
		{Name: "no such city", Method: "GET", Path: ask("Nowhere"), Header: key, Status: 404, With: stale,
			Answer: `{"type":"city-not-found","title":"City not found","status":404}`},
		{Name: "a source is broken", Method: "GET", Path: ask("Broken"), Header: key, Status: 502, With: stale, Answer: late},
		{Name: "a source is late", Method: "GET", Path: ask("Slow"), Header: key, Status: 502, With: stale, Answer: late},
		{Name: "no city", Method: "GET", Path: "/weather", Header: key, Status: 400,
			Answer: `{"message":"Missing required request parameters: [city]"}`},
		{Name: "the last call of the day", Method: "GET", Path: ask("Lisbon"), Header: key, Status: 200, With: fresh,
			Answer: `{"image_url":"https://images.example.com/sun.jpg","insight":"Lisbon has 22 degrees and sun"}`},
		{Name: "one too many", Method: "GET", Path: ask("Lisbon"), Header: key, Status: 429, Answer: `{"message":"Limit Exceeded"}`},
	})
}
