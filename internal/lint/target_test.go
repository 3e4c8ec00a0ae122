package lint

import (
	"testing"

	"github.com/apigen-go/apigen/internal/openapi"
)

func TestTargetOf(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.0.1\n"
	in := func(fields string) string {
		return head + "paths: {/a: {get: {x-amazon-apigateway-integration: {" + fields + "}}}}\n"
	}
	for _, tt := range []struct {
		name, doc string
		want      Target
	}{
		{"nothing special", in("type: aws_proxy"), REST},
		{"Swagger 2.0", "swagger: '2.0'\nx-amazon-apigateway-importexport-version: '1.0'\n", REST},
		{"a mock", in("type: mock"), REST},
		{"payload format 2.0", in("type: aws_proxy, payloadFormatVersion: '2.0'"), HTTP},
		{"a service by its action", in("type: aws_proxy, integrationSubtype: SQS-SendMessage"), HTTP},
		{"a plain function", in("type: aws_proxy, payloadFormatVersion: '1.0', uri: 'arn:aws:lambda:r:1:function:f'"), HTTP},
		{"the default route", head + "paths: {/$default: {}}\n", HTTP},
		{"shared integrations", head + "components: {x-amazon-apigateway-integrations: {}}\n", HTTP},
		{"exported", head + "x-amazon-apigateway-importexport-version: '1.0'\n", HTTP},
		{"a JWT authorizer", head + "components: {securitySchemes: {a: {x-amazon-apigateway-authorizer: {type: jwt}}}}\n", HTTP},
		{"the CORS extension", in("type: aws_proxy") + "x-amazon-apigateway-cors: {}\n", HTTP},
		{"the CORS extension beside a mapping template", in("type: aws") + "x-amazon-apigateway-cors: {}\n", REST},
		{"the CORS extension beside an API key", head + "x-amazon-apigateway-cors: {}\ncomponents: {securitySchemes: {a: {type: apiKey, in: header, name: x-api-key}}}\n", REST},
		{"gateway responses", in("type: aws_proxy, payloadFormatVersion: '2.0'") + "x-amazon-apigateway-gateway-responses: {}\n", REST},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc, err := openapi.Parse("a.yaml", []byte(tt.doc))
			if err != nil {
				t.Fatal(err)
			}
			if got := TargetOf(doc); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}
