package api

import (
	"time"
)

// FuncRequest is the request of [Type.Func].
type FuncRequest struct {
	Type    int64     `path:"type"`
	Range   time.Time `path:"range"`
	Map     string    `query:"map,omitempty"`
	Body2   string    `query:"Body,omitempty"`
	Body3   []string  `header:"body,omitempty"`
	ID      string    `header:"id,omitempty"`
	ID2     string    `query:"ID,omitempty"`
	Session string    `cookie:"session,omitempty"`
}

// FuncResponse is the answer of [Type.Func].
type FuncResponse struct {
	// All of it
	OK *any `status:"200"`
	// Made
	Created *AB `status:"201"`
}

// PutFuncByTypeByRangeRequest is the request of [Type.PutFuncByTypeByRange].
type PutFuncByTypeByRangeRequest struct {
	Type  string `path:"type"`
	Range string `path:"range"`
	Body  *AB    `contentType:"application/merge-patch+json"`
}

// PutFuncByTypeByRangeResponse is the answer of [Type.PutFuncByTypeByRange].
type PutFuncByTypeByRangeResponse struct {
	_ struct{} `status:"304"`
}

// PostUploadRequest is the request of [Type.PostUpload].
type PostUploadRequest struct {
	Body []byte `contentType:"multipart/form-data"`
}

// PostUploadResponse is the answer of [Type.PostUpload].
type PostUploadResponse struct {
	// A picture
	Body []byte `contentType:"image/png"`
}

// Func2Response is the answer of [Type.Func2].
type Func2Response struct {
	Body string `contentType:"text/plain"`
}

// HeadSameResponse is the answer of [Type.HeadSame].
type HeadSameResponse struct {
	_ struct{} `status:"200"`
}
