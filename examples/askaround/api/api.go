// Package api is the contract of questions and answers between people who are near
// each other. What is posted is accepted and put on a queue; what is read comes
// from tables that other functions fill.
package api

import (
	"context"
	"time"

	"github.com/apigen-go/apigen/gen"
	"github.com/apigen-go/apigen/problem"
)

// A Point is a place on the map, which ends before the poles.
type Point struct {
	Lat float64 `json:"lat" minimum:"-85" maximum:"85"`
	Lng float64 `json:"lng" minimum:"-180" maximum:"180"`
}

// A Kind is what a question wants to know.
type Kind string

// The kinds of questions.
const (
	Stars  Kind = "stars"  // how good something is, from 0 to 5
	Places Kind = "places" // where something is
)

// NewQuestion is a question as it is asked.
type NewQuestion struct {
	Text string `json:"text" minLength:"1" maxLength:"280"`
	Kind Kind   `json:"kind"`
	At   Point  `json:"at"`
}

// A Question is a question as the queue and the table have it.
type Question struct {
	NewQuestion
	ID     string    `json:"id"`
	Author string    `json:"author"` // sub of the token
	Asked  time.Time `json:"asked"`
}

// NewAnswer is an answer as it is given: with stars or with a place, as the
// question wants.
type NewAnswer struct {
	QuestionID string `json:"question_id" minLength:"1" maxLength:"64"`
	Stars      *int   `json:"stars,omitempty" minimum:"0" maximum:"5"`
	At         *Point `json:"at,omitempty"`
}

// An Answer is an answer as the queue and the table have it: one for each question
// and user.
type Answer struct {
	NewAnswer
	User  string    `json:"user"` // sub of the token
	Given time.Time `json:"given"`
}

// AskRequest is the body of POST /questions.
type AskRequest struct{ Body NewQuestion }

// AskResponse says that a question will be asked.
type AskResponse struct {
	Body Accepted `status:"202"`
}

// Accepted is the id of what will be there soon.
type Accepted struct {
	ID string `json:"id"`
}

// AnswerRequest is the body of POST /answers.
type AnswerRequest struct{ Body NewAnswer }

// AnswerResponse says that an answer will be counted.
type AnswerResponse struct {
	_ struct{} `status:"202"`
}

// NearRequest asks what is asked around a point.
type NearRequest struct {
	Lat float64 `query:"lat" minimum:"-85" maximum:"85"`
	Lng float64 `query:"lng" minimum:"-180" maximum:"180"`
}

// NearResponse are the questions within five miles, the nearest first.
type NearResponse struct {
	Questions []NearbyQuestion `json:"questions"`
}

// A NearbyQuestion is a question with what was answered so far.
type NearbyQuestion struct {
	Question
	Miles   float64        `json:"miles"`
	Answers int            `json:"answers"`
	Average *float64       `json:"average,omitempty"` // of the stars
	Places  map[string]int `json:"places,omitempty"`  // answers by geohash
}

var (
	// ErrQuestionNotFound is a question that nobody asked, or that is still on the queue.
	ErrQuestionNotFound = problem.Problem{Type: "question-not-found", Status: 404, Title: "Question not found"}
	// ErrWrongAnswer has no stars for a question that wants stars, or no place for
	// one that wants places.
	ErrWrongAnswer = problem.Problem{Type: "wrong-answer", Status: 400, Title: "The question wants another kind of answer"}
)

// Around is what people do.
type Around interface {
	// Ask accepts a question.
	Ask(context.Context, *AskRequest) (*AskResponse, error)
	// Answer accepts an answer. A second one of the same user takes the first one's
	// place.
	Answer(context.Context, *AnswerRequest) (*AnswerResponse, error)
	// Near lists the questions near a point.
	Near(context.Context, *NearRequest) (*NearResponse, error)
}

// tenant takes the access tokens that an identity provider outside AWS gave for
// this API.
var tenant = gen.JWT{Issuer: gen.Param("Issuer"), Audience: []string{gen.Param("Audience")}}

var _ = gen.API{
	Title:    "Ask around",
	Version:  "1.0.0",
	Service:  (*Around)(nil),
	Gateway:  gen.HTTP{CORS: gen.CORS{Origins: []string{gen.Param("WebOrigin")}, MaxAge: 600}},
	Defaults: gen.Defaults{Integration: gen.Lambda{Function: "ask"}, Security: tenant},
	Operations: []gen.Operation{
		gen.POST("/questions", Around.Ask),
		gen.GET("/questions", Around.Near),
		gen.POST("/answers", Around.Answer, gen.Errors(ErrQuestionNotFound, ErrWrongAnswer)),
	},
}
