// Command lambda is the weather service as a Lambda function.
package main

import (
	"os"

	"github.com/apigen-go/apigen/examples/weather/generated/server"
	"github.com/apigen-go/apigen/examples/weather/handlers"
	"github.com/apigen-go/apigen/lambdahttp"
)

func main() {
	lambdahttp.Start(server.Handler(&handlers.Forecaster{
		Geocoding: os.Getenv("GEOCODING_URL"), Forecast: os.Getenv("FORECAST_URL"), Images: os.Getenv("IMAGE_URL"),
	}), lambdahttp.Options{})
}
