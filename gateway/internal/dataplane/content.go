package dataplane

import (
	"encoding/base64"
	"unicode/utf8"
)

// Content handling follows the two tables of
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html

// convertRequest gives the body of a method request as the integration request
// wants it; binary tells whether its type is one of the API's binary types.
func convertRequest(handling string, binary bool, body []byte) ([]byte, *failure) {
	switch {
	case handling == "CONVERT_TO_TEXT" && binary:
		return encodeBase64(body), nil
	case binary:
		return body, nil
	case handling == "CONVERT_TO_BINARY":
		return decodeBase64(body)
	}
	return toText(body), nil
}

// convertResponse gives the body of an integration response of the given
// Content-Type as the caller gets it.
func (x *exchange) convertResponse(handling, contentType string, body []byte) ([]byte, *failure) {
	types := x.compiled.definition.BinaryMediaTypes
	binary := matchesBinary(types, firstMediaType(contentType))
	accepted := matchesBinary(types, firstMediaType(x.header.get("Accept")))
	switch {
	case handling == "CONVERT_TO_TEXT" && binary, handling == "" && binary && !accepted:
		return encodeBase64(body), nil
	case binary:
		return body, nil
	case handling == "CONVERT_TO_BINARY", handling == "" && accepted:
		return decodeBase64(body)
	}
	return toText(body), nil
}

func encodeBase64(body []byte) []byte {
	return base64.StdEncoding.AppendEncode(nil, body)
}

func decodeBase64(body []byte) ([]byte, *failure) {
	decoded, err := base64.StdEncoding.AppendDecode(nil, body)
	if err != nil {
		return nil, internalError(default5xx, 500, "Execution failed due to configuration error: Unable to base64 decode the body.")
	}
	return decoded, nil
}

// toText decodes UTF-8: a byte that is none becomes U+FFFD, and is lost.
func toText(body []byte) []byte {
	if utf8.Valid(body) {
		return body
	}
	return []byte(string([]rune(string(body))))
}
