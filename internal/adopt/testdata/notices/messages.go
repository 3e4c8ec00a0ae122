package api

// PutUpNoticeRequest is the request of [Notices.PutUpNotice].
type PutUpNoticeRequest struct {
	Body *PutUpNoticeRequestBody
}

// PutUpNoticeResponse is the answer of [Notices.PutUpNotice].
type PutUpNoticeResponse struct {
	_ struct{} `status:"202"`
}

// ReadNoticeRequest is the request of [Notices.ReadNotice].
type ReadNoticeRequest struct {
	ID      string `path:"id"`
	Session string `cookie:"session,omitempty"`
}
