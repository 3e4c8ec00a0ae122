package api

import (
	"time"
)

type Notice struct {
	Text string    `json:"text,omitempty"`
	At   time.Time `json:"at,omitzero"`
}

type PutUpNoticeRequestBody struct {
	Text   string `json:"text"`
	Pinned bool   `json:"pinned,omitempty"`
}
