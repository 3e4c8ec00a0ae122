package dataplane

import "strings"

// checkAPIKey wants a key of a usage plan for this stage, where the method
// requires one. Missing, unknown, disabled or without a plan: the answer is the
// same 403 Forbidden (recorded, test_api_key_required_for_methods). A key that
// nobody asked for is not looked at. The API says where keys come from: the
// header, or the answer of the Lambda authorizer. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html
func (x *exchange) checkAPIKey() (string, *failure) {
	if !x.match.method.definition.APIKeyRequired {
		return "none required", nil
	}
	refuse := func(cause string) (string, *failure) {
		return "", fail(invalidAPIKey, "Forbidden", cause)
	}
	value, where := x.header.get("x-api-key"), "in header x-api-key"
	if strings.EqualFold(x.compiled.definition.APIKeySource, "AUTHORIZER") {
		// The header is not looked at then.
		value, where = x.usageKey, "from the authorizer (usageIdentifierKey)"
	}
	if value == "" {
		return refuse("no API key " + where)
	}
	key := x.data.KeyByValue(value)
	switch {
	case key == nil:
		return refuse("unknown API key")
	case !key.Enabled:
		return refuse("API key " + key.ID + " is disabled")
	}
	x.plan = x.data.PlanFor(key.ID, x.apiID, x.stage.Name)
	if x.plan == nil {
		return refuse("API key " + key.ID + " is in no usage plan for stage " + x.stage.Name)
	}
	x.key = key
	return "key " + key.ID + " of usage plan " + x.plan.ID, nil
}
