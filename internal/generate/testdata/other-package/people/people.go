// Package people has types a contract uses. It does not compile whole, so it
// has no export data and is read from its source.
package people

import "github.com/apigen-go/apigen/problem"

// Person is somebody.
type Person struct {
	// Name is what they are called.
	Name string `json:"name" minLength:"1"`
	Mood Mood   `json:"mood"`
}

// Mood is a mood.
type Mood string

const (
	Happy Mood = "happy" // Happy people smile.
	// Sad people do not.
	Sad Mood = "sad"
)

// ErrLost is told when nobody is found.
var ErrLost = problem.Problem{Type: "lost", Status: 404, Title: "Nobody there"}

func broken() int { return "not a number" }
