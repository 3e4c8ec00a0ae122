// Package api is the contract of a gateway in front of a Kafka REST proxy, so that
// small devices produce records with one HTTP call. No function is involved.
package api

import (
	"context"

	"github.com/apigen-go/apigen/gen"
)

// A Reading is what a device measured.
type Reading struct {
	_           struct{} `additionalProperties:"false"`
	Device      string   `json:"device" pattern:"^[a-z0-9-]{1,40}$"`
	Temperature float64  `json:"temperature" minimum:"-90" maximum:"90"` // in degrees Celsius
}

// A Record is one message of a topic.
type Record struct {
	Key   string  `json:"key,omitempty"`
	Value Reading `json:"value"`
}

// Records are produced together.
type Records struct {
	Records []Record `json:"records" minItems:"1" maxItems:"500"`
}

// ProduceRequest is a call of the proxy's own API, see
// https://docs.confluent.io/platform/current/kafka-rest/api.html
type ProduceRequest struct {
	Topic  string  `path:"topic"`
	Device string  `header:"X-Device-Id"` // who sends the records
	Body   Records `contentType:"application/vnd.kafka.json.v2+json"`
}

// Produced says where the records are.
type Produced struct {
	Offsets []Offset `json:"offsets"`
}

// An Offset is the place of a record.
type Offset struct {
	Partition int   `json:"partition"`
	Offset    int64 `json:"offset"`
}

// Kafka is what the REST proxy does.
type Kafka interface {
	// Produce adds records to a topic. API Gateway refuses those that are no
	// readings before Kafka sees them.
	Produce(context.Context, *ProduceRequest) (*Produced, error)
}

// proxy is where the REST proxy is: a stage variable, host and port.
const proxy = "http://${stageVariables.proxy}"

var _ = gen.API{
	Title:    "Kafka proxy",
	Version:  "1.0.0",
	Service:  (*Kafka)(nil),
	Gateway:  gen.REST{Validate: gen.ValidateAll},
	Defaults: gen.Defaults{Security: gen.APIKey{}},
	Operations: []gen.Operation{
		gen.POST("/topics/{topic}", Kafka.Produce, gen.Integrate(gen.HTTPProxy{
			URI: proxy + "/topics/{topic}", Method: "POST", Timeout: 5000,
			Parameters: map[string]string{"integration.request.path.topic": "method.request.path.topic"},
		})),
		// Everything else the proxy can do, as it is: topics, consumers, partitions.
		gen.ANY("/{proxy+}", nil, gen.Integrate(gen.HTTPProxy{
			URI: proxy + "/{proxy}", Method: "ANY", Timeout: 5000,
			Parameters: map[string]string{"integration.request.path.proxy": "method.request.path.proxy"},
		})),
	},
}
