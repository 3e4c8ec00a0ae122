package dataplane

import "strconv"

// A mock answers without a backend: its request template gives a status code,
// the status code picks an integration response. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
type mock struct{}

func (mock) send(_ *exchange, out *outbound) (*reply, *failure) {
	code, err := mockStatusCode(string(out.body))
	if err != nil {
		return nil, internalError(default5xx, 500, "mock integration: "+err.Error())
	}
	return &reply{status: code, selector: strconv.Itoa(code)}, nil
}
