package api

type Error string

const (
	ErrorRed      Error = "red"
	ErrorDarkRed  Error = "dark red"
	Error2        Error = ""
	ErrorDarkRed2 Error = "dark-red"
)

type AB struct {
	_         struct{}           "title:\"A \\\"b\\\" `c`\""
	Self      *AB                `json:"self,omitempty"`
	Func      string             `json:"func"`
	Func2     string             `json:"Func,omitempty"`
	N1st      int                `json:"1st,omitempty" format:""`
	Field     string             `json:"日本,omitempty" enum:"一,二"`
	Big       int                `json:"big,omitempty" format:""`
	Deep      [][]ABDeepItemItem `json:"deep,omitempty"`
	Not       any                `json:"not,omitempty"`
	Mixed     any                `json:"mixed,omitempty"`
	Error     Error              `json:"error,omitempty"`
	Nowhere   any                `json:"nowhere,omitempty"`
	Elsewhere any                `json:"elsewhere,omitempty"`
}

// // not a comment */
//
// Deprecated: no more.
type AB2 map[string]AB2Value

type List []List

type ABDeepItemItem struct {
	X []any `json:"x,omitempty"`
}

type AB2Value struct {
	Y float32 `json:"y,omitempty"`
}
