package dataplane

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Compression is on for an API that has a minimum compression size. See
// https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gzip-compression-decompression.html

// decompress is the step that reads a body in gzip or deflate. An API without
// compression passes it on as it is (recorded).
func (x *exchange) decompress() (string, *failure) {
	coding := strings.ToLower(strings.TrimSpace(x.header.get("Content-Encoding")))
	if x.compiled.definition.MinimumCompressionSize == nil || coding == "" || coding == "identity" || len(x.body) == 0 {
		return "as it is", nil
	}
	unsupported := func(cause string) (string, *failure) {
		return "", fail(unsupportedMediaType, "Unsupported Media Type", cause)
	}
	var plain []byte
	var err error
	switch coding {
	case "gzip":
		plain, err = inflate(func(r io.Reader) (io.ReadCloser, error) { return gzip.NewReader(r) }, x.body)
	case "deflate":
		if plain, err = inflate(zlib.NewReader, x.body); err != nil && !errors.Is(err, errTooLarge) {
			// Many send the bare stream under this name.
			plain, err = inflate(func(r io.Reader) (io.ReadCloser, error) { return flate.NewReader(r), nil }, x.body)
		}
	default:
		return unsupported("content encoding " + coding)
	}
	switch {
	case errors.Is(err, errTooLarge):
		return "", fail(requestTooLarge, "Request Too Long", "the body takes more than 10 MB when it is decompressed")
	case err != nil:
		return unsupported("the body is no " + coding + ": " + err.Error())
	}
	x.body = plain
	x.header.del("Content-Encoding")
	return fmt.Sprintf("%s: %d bytes are %d", coding, len(x.sent), len(plain)), nil
}

var errTooLarge = errors.New("more than 10 MB")

func inflate(open func(io.Reader) (io.ReadCloser, error), body []byte) ([]byte, error) {
	r, err := open(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	plain, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	if err == nil && len(plain) > maxBody {
		err = errTooLarge
	}
	return plain, errors.Join(err, r.Close())
}

// compress compresses an answer that is large enough, when the caller takes it.
func (x *exchange) compress(ans *answer) {
	if x.compiled == nil || x.compiled.definition.MinimumCompressionSize == nil {
		return
	}
	if len(ans.body) == 0 || len(ans.body) < *x.compiled.definition.MinimumCompressionSize || ans.header.has("Content-Encoding") {
		return
	}
	var out bytes.Buffer
	var w io.WriteCloser
	coding := acceptedCoding(strings.Join(x.header.anySpelling("Accept-Encoding"), ","))
	switch coding {
	case "gzip":
		w = gzip.NewWriter(&out)
	case "deflate":
		w = zlib.NewWriter(&out)
	default:
		return
	}
	_, err := w.Write(ans.body)
	if errors.Join(err, w.Close()) != nil {
		return // into memory it does not fail
	}
	ans.body = out.Bytes()
	ans.header.set("Content-Encoding", coding)
}

// acceptedCoding gives the coding the caller likes best of those the service
// has; identity is the empty text.
func acceptedCoding(accept string) string {
	best, quality := "", 0.0
	for item := range strings.SplitSeq(accept, ",") {
		name, parameters, _ := strings.Cut(item, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "*" {
			name = "gzip"
		}
		if name != "gzip" && name != "deflate" {
			continue
		}
		q := 1.0
		if text, ok := strings.CutPrefix(strings.ReplaceAll(parameters, " ", ""), "q="); ok {
			if parsed, err := strconv.ParseFloat(text, 64); err == nil {
				q = parsed
			}
		}
		if q > quality {
			best, quality = name, q
		}
	}
	return best
}
