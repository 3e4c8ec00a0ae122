package trace

import (
	"encoding/json"
	"unicode/utf8"
)

// maxText bounds what is kept of a body.
const maxText = 4 << 10

// A Text is a body as it was at one point of the pipeline.
type Text struct {
	What string // in the words of the service's execution log
	text string // once it is known
	body []byte // of whom it is; nobody changes it
}

// NewText keeps a body: a short one as it is, which must not be changed
// afterwards, of a long one the beginning.
func NewText(what string, body []byte) Text {
	t := Text{What: what, body: body}
	if len(body) > maxText {
		t.text, t.body = t.Text(), nil
	}
	return t
}

// Text is the body as it is shown.
func (t Text) Text() string {
	switch {
	case t.body == nil:
		return t.text
	case !utf8.Valid(t.body):
		return "[Binary Data]"
	case len(t.body) > maxText:
		return string(t.body[:maxText]) + " [TRUNCATED]"
	}
	return string(t.body)
}

// MarshalJSON writes the text as it is shown.
func (t Text) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		What string `json:"what"`
		Text string `json:"text"`
	}{t.What, t.Text()})
}
