package conformance

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// A requestCase is a request to a deployed API, and what API Gateway was
// recorded to answer, to pass on and to log.
type requestCase struct {
	Setup    requestSetup    `json:"setup"`
	Request  requestInput    `json:"request"`
	Expected requestExpected `json:"expected"`
}

type requestSetup struct {
	OpenAPI json.RawMessage `json:"openapi"`
	Import  *struct {
		Mode   string            `json:"mode"`
		Params map[string]string `json:"params"`
	} `json:"import"`
	Calls []setupCall `json:"calls"` // instead of a document
	Stage struct {
		Name      string            `json:"name"`
		Variables map[string]string `json:"variables"`
		Canary    *canary           `json:"canary"`
	} `json:"stage"`
	EndpointType string      `json:"endpointType"`
	UsagePlans   []usagePlan `json:"usagePlans"`
	Backends     []*backend  `json:"backends"`
}

// A canary is the one of a stage. Without a document of its own it has the
// stage's deployment.
type canary struct {
	PercentTraffic         float64           `json:"percentTraffic"`
	StageVariableOverrides map[string]string `json:"stageVariableOverrides"`
	UseStageCache          bool              `json:"useStageCache"`
	OpenAPI                json.RawMessage   `json:"openapi"`
}

// A setupCall is a control-plane call with the ids it returned when it was
// recorded.
type setupCall struct {
	Call   string          `json:"call"`
	Input  json.RawMessage `json:"input"`
	Result map[string]any  `json:"result"`
}

type usagePlan struct {
	Quota *struct {
		Limit  int32  `json:"limit"`
		Offset int32  `json:"offset"`
		Period string `json:"period"`
	} `json:"quota"`
	Throttle *struct {
		RateLimit  float64 `json:"rateLimit"`
		BurstLimit int32   `json:"burstLimit"`
	} `json:"throttle"`
	Stages []string `json:"stages"`
	Keys   []struct {
		Value   string `json:"value"`
		Enabled bool   `json:"enabled"`
	} `json:"keys"`
}

// A backend is what an integration reaches: a function, an HTTP server, or an
// AWS service.
type backend struct {
	Kind        string          `json:"kind"`
	Function    string          `json:"function"`
	URL         string          `json:"url"`
	Service     string          `json:"service"`
	Action      string          `json:"action"`
	Behaviour   string          `json:"behaviour"`
	Payload     json.RawMessage `json:"payload"`
	PayloadText *text           `json:"payload_text"`
	Answer      struct {
		Status  int             `json:"status"`
		Headers lines           `json:"headers"`
		JSON    json.RawMessage `json:"json"`
		Text    *text           `json:"text"`
		Base64  string          `json:"base64"`
	} `json:"answer"`
}

// body is what the backend answers with.
func (b *backend) body() ([]byte, error) {
	switch a := b.Answer; {
	case a.Text != nil:
		return []byte(*a.Text), nil
	case a.Base64 != "":
		return base64.StdEncoding.DecodeString(a.Base64)
	default:
		return a.JSON, nil
	}
}

type requestInput struct {
	Kind       string `json:"kind"` // TestInvokeMethod, else empty
	Method     string `json:"method"`
	Target     string `json:"target"`
	Headers    lines  `json:"headers"`
	Body       *text  `json:"body"`
	BodyBase64 string `json:"body_base64"`

	HTTPMethod          string            `json:"httpMethod"` // of TestInvokeMethod
	ResourcePath        string            `json:"resourcePath"`
	PathWithQueryString string            `json:"pathWithQueryString"`
	MultiValueHeaders   lines             `json:"multiValueHeaders"`
	StageVariables      map[string]string `json:"stageVariables"`
}

// A text is a string, which may be written {"$repeat": [c, n]}.
type text string

func (s *text) UnmarshalJSON(b []byte) error {
	var repeat struct {
		Of []json.RawMessage `json:"$repeat"`
	}
	var c string
	var n int
	if json.Unmarshal(b, &repeat) == nil && len(repeat.Of) == 2 &&
		json.Unmarshal(repeat.Of[0], &c) == nil && json.Unmarshal(repeat.Of[1], &n) == nil {
		*s = text(strings.Repeat(c, n))
		return nil
	}
	return json.Unmarshal(b, (*string)(s))
}

// lines are values by name: of headers, which may have several values, and of
// parameters.
type lines map[string][]string

func (l *lines) UnmarshalJSON(b []byte) error {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(b, &all); err != nil {
		return err
	}
	*l = lines{}
	for name, value := range all {
		var list []text
		if json.Unmarshal(value, &list) != nil {
			list = []text{""}
			if err := json.Unmarshal(value, &list[0]); err != nil {
				return err
			}
		}
		for _, v := range list {
			(*l)[name] = append((*l)[name], string(v))
		}
	}
	return nil
}

func (r *requestInput) body() ([]byte, error) {
	if r.Body != nil {
		return []byte(*r.Body), nil
	}
	return base64.StdEncoding.DecodeString(r.BodyBase64)
}

// requestExpected lists what is known of the outcome; what is not listed is not
// known. A member it has no field for is an error: nothing recorded is passed over.
type requestExpected expectation

func (e *requestExpected) UnmarshalJSON(b []byte) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	d.UseNumber()
	return d.Decode((*expectation)(e))
}

type expectation struct {
	Status             int               `json:"status"`
	StatusClass        string            `json:"status_class"` // success or error
	Body               *expectedBody     `json:"body"`
	Headers            lines             `json:"headers"`
	HeadersPresent     []string          `json:"headers_present"`
	HeadersAbsent      []string          `json:"headers_absent"`
	HeaderNames        []string          `json:"header_names"`
	HeaderContains     map[string]string `json:"header_contains"`
	Event              any               `json:"event"`
	EventComplete      bool              `json:"event_complete"`
	EventExact         bool              `json:"event_exact"`
	EventHeadersAbsent []string          `json:"event_headers_absent"`
	BackendRequest     *expectedRequest  `json:"backend_request"`
	BackendCalled      *bool             `json:"backend_called"`
	Log                []string          `json:"log"`
}

type expectedBody struct {
	Text          *text           `json:"text"`
	Base64        *string         `json:"base64"`
	JSON          json.RawMessage `json:"json"`
	JSONSubset    json.RawMessage `json:"json_subset"`
	EqualsBackend bool            `json:"equals_backend"`
	EqualsEvent   bool            `json:"equals_event"`
}

type expectedRequest struct {
	Method      string          `json:"method"`
	Path        *text           `json:"path"`
	Query       lines           `json:"query"`
	Headers     lines           `json:"headers"`
	HeaderNames []string        `json:"header_names"`
	Body        json.RawMessage `json:"body"`
	BodyBase64  *string         `json:"body_base64"`
	JSON        json.RawMessage `json:"json"`
}

// addedByEdge tells whether only CloudFront adds a header: the recordings keep
// such headers out of their lists.
func addedByEdge(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "cloudfront-") || strings.HasPrefix(name, "x-amz-cf-") || name == "via" || name == "x-cache"
}
