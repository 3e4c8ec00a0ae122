package api

type Count struct {
	Count int `json:"count" format:""`
}

type Failure struct {
	Message string `json:"message,omitempty"`
}
