package api

// GetItemsRequest is the request of [StockAPI.GetItems].
type GetItemsRequest struct {
	Sku    []string             `query:"sku,omitempty,explode"`
	Colour []string             `query:"colour,omitempty"`
	Range  GetItemsRequestRange `query:"range,omitempty"`
	Type   string               `header:"type"`
}

// GetItemsResponse is the answer of [StockAPI.GetItems].
type GetItemsResponse struct {
	AccessControlAllowOrigin string `header:"Access-Control-Allow-Origin,omitempty"`
	Body                     []Item
}

// PostItemsRequest is the request of [StockAPI.PostItems].
type PostItemsRequest struct {
	Type string `header:"type,omitempty"`
	Body Item
}

// PostItemsResponse is the answer of [StockAPI.PostItems].
type PostItemsResponse struct {
	// later
	Body Item `status:"202"`
}

// PutItemsPhotoBySkuRequest is the request of [StockAPI.PutItemsPhotoBySku].
type PutItemsPhotoBySkuRequest struct {
	Sku  string `path:"sku"`
	Body []byte `contentType:"image/png"`
}

// OrderRequest is the request of [StockAPI.Order].
type OrderRequest struct {
	Body string `contentType:"application/x-www-form-urlencoded"`
}

// OrderResponse is the answer of [StockAPI.Order].
type OrderResponse struct {
	Location string `header:"Location,omitempty"`
	// a page
	Body string `contentType:"application/xml"`
}
