package mapping

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf16"

	"github.com/apigen-go/apigen/vtl"
)

// util is $util. It has the six functions of a REST API's templates; what else
// AppSync knows under this name is not there.
type util struct{}

func (util) Property(string) (vtl.Value, bool) { return vtl.Value{}, false }

func (util) String() string { return "" }

func (util) Call(name string, args []vtl.Value) (vtl.Value, error) {
	if len(args) != 1 {
		return vtl.Value{}, vtl.ErrNoMethod
	}
	s, isText := args[0].Text()
	if !isText {
		if name == "parseJson" || args[0].IsNull() {
			return vtl.Value{}, vtl.ErrNoMethod
		}
		s = args[0].String()
	}
	switch name {
	case "escapeJavaScript":
		return vtl.Str(escapeJavaScript(s)), nil
	case "parseJson":
		return vtl.ParseJSON(s)
	case "urlEncode":
		return vtl.Str(urlEncode(s)), nil
	case "urlDecode":
		decoded, err := url.QueryUnescape(s)
		if err != nil {
			return vtl.Value{}, fmt.Errorf("decode URL text: %w", err)
		}
		return vtl.Str(decoded), nil
	case "base64Encode":
		return vtl.Str(base64.StdEncoding.EncodeToString([]byte(s))), nil
	case "base64Decode":
		return base64Decode(s)
	}
	return vtl.Value{}, vtl.ErrNoMethod
}

const upperHex = "0123456789ABCDEF"

// escapeJavaScript escapes as StringEscapeUtils.escapeJavaScript of Apache
// commons-lang does: both quotes, the slash, control characters, and every
// character beyond ASCII by its UTF-16 units. A single quote becomes \', which
// JSON does not know; the AWS page tells to replace it back.
func escapeJavaScript(s string) string {
	clean := true
	for i := range len(s) {
		if c := s[i]; c < 0x20 || c > 0x7f || c == '"' || c == '\'' || c == '\\' || c == '/' {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	out := make([]byte, 0, len(s)+len(s)/8+8)
	for _, r := range s {
		switch {
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = appendUnit(appendUnit(out, uint16(high)), uint16(low))
		case r > 0x7f:
			out = appendUnit(out, uint16(r))
		case r == '"', r == '\'', r == '\\', r == '/':
			out = append(out, '\\', byte(r))
		case r >= 0x20:
			out = append(out, byte(r))
		default:
			if i := strings.IndexByte("\b\n\t\f\r", byte(r)); i >= 0 {
				out = append(out, '\\', "bntfr"[i])
			} else {
				out = appendUnit(out, uint16(r))
			}
		}
	}
	return string(out)
}

func appendUnit(dst []byte, u uint16) []byte {
	return append(dst, '\\', 'u', upperHex[u>>12], upperHex[u>>8&15], upperHex[u>>4&15], upperHex[u&15])
}

// urlEncode writes application/x-www-form-urlencoded as java.net.URLEncoder
// does: letters, digits and .-*_ stay, a blank is a plus sign.
func urlEncode(s string) string {
	out := make([]byte, 0, len(s)+16)
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte(".-*_", c) >= 0:
			out = append(out, c)
		case c == ' ':
			out = append(out, '+')
		default:
			out = append(out, '%', upperHex[c>>4], upperHex[c&15])
		}
	}
	return string(out)
}

// base64Decode reads either alphabet of RFC 4648, with or without padding and
// across line breaks. Bytes that are no UTF-8 become U+FFFD, as in a Java
// string.
func base64Decode(s string) (vtl.Value, error) {
	s = strings.NewReplacer("\n", "", "\r", "", "-", "+", "_", "/").Replace(s)
	decoded, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil {
		return vtl.Value{}, fmt.Errorf("decode base64 text: %w", err)
	}
	return vtl.Str(strings.ToValidUTF8(string(decoded), "\uFFFD")), nil
}
