package api

type Empty struct {
	_ struct{} `title:"Empty Schema"`
}

type Error struct {
	Message string `json:"message,omitempty"`
}

type Item struct {
	Sku      string         `json:"sku"`
	Type     string         `json:"type,omitempty" enum:"part,whole"`
	Func     bool           `json:"func,omitempty"`
	Price    float64        `json:"price,omitempty" format:"" multipleOf:"0.01"`
	Level    int            `json:"level,omitempty" format:"" enum:"1,2,3"`
	Parts    []Item         `json:"parts" uniqueItems:"true"`
	Maker    map[string]any `json:"maker,omitempty"`
	Anything any            `json:"anything,omitempty"`
}

type GetItemsRequestRange string

const (
	GetItemsRequestRangeAll        GetItemsRequestRange = "all"
	GetItemsRequestRangeInOrComing GetItemsRequestRange = "in, or coming"
)
