package askaround_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	sqstypes "github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/apigen-go/apigen/call"
	"github.com/apigen-go/apigen/examples/askaround/api"
	"github.com/apigen-go/apigen/examples/askaround/generated/client"
	"github.com/apigen-go/apigen/examples/askaround/near"
	"github.com/apigen-go/apigen/examples/askaround/pump"
	"github.com/apigen-go/apigen/examples/askaround/store"
	"github.com/apigen-go/apigen/examples/internal/trial"
	"github.com/apigen-go/apigen/gateway"
	"github.com/apigen-go/apigen/internal/control"
	"github.com/apigen-go/apigen/internal/emulator"
)

const (
	pool     = "us-east-1_askaround"
	audience = "https://askaround.example.com"
	origin   = "https://www.askaround.example.com"
)

var (
	lisbon = api.Point{Lat: 38.7223, Lng: -9.1393}
	belem  = api.Point{Lat: 38.6970, Lng: -9.2065} // four miles away
	sintra = api.Point{Lat: 38.8029, Lng: -9.3817} // fourteen
	porto  = api.Point{Lat: 41.1579, Lng: -8.6291}
	gaia   = api.Point{Lat: 41.1336, Lng: -8.6174}
	faro   = api.Point{Lat: 37.0194, Lng: -7.9322}
)

// A world is the whole system: the API and the two other functions on the local
// gateway, tables, queues and topics in an emulator.
type world struct {
	t      *testing.T
	moto   trial.Moto
	live   trial.Live
	cfg    control.Config
	made   *control.Result
	queues map[string]*pump.Queue
	stream func() *pump.Stream // from the beginning
}

func start(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, moto: trial.StartMoto(t), queues: map[string]*pump.Queue{}}
	at := w.moto.URL
	trial.GoRun(t, "./cmd/setup", "-endpoint", at)
	url := func(name string) string { return at + "/123456789012/" + name }
	env := map[string]string{
		"AWS_ENDPOINT_URL": at, "IOT_ENDPOINT": at, "QUESTIONS_QUEUE": url("questions"), "STARS_QUEUE": url("stars"), "PLACES_QUEUE": url("places"),
	}
	now := time.Now() // for the gateway it stays so: its buckets are not filled again
	w.live = trial.Open(t, gateway.Config{Now: func() time.Time { return now }, Functions: []gateway.FunctionConfig{
		trial.Function(t, "ask", env), trial.Function(t, "worker", env), trial.Function(t, "aggregate", env),
	}})
	w.cfg = trial.Import(t, "api/openapi.yaml")
	w.cfg.Parameters = maps.Clone(w.cfg.Parameters)
	w.cfg.Parameters["Issuer"] = w.live.Issuer(pool)
	w.made = w.deploy()
	functions := lambda.NewFromConfig(emulator.Config(w.live.URL()))
	for _, name := range []string{"questions", "stars", "places"} {
		w.queues[name] = &pump.Queue{SQS: sqs.NewFromConfig(emulator.Config(at)), URL: url(name), Lambda: functions, Function: "worker"}
	}
	table, err := dynamodb.NewFromConfig(emulator.Config(at)).DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(store.Answers)})
	if err != nil {
		t.Fatal(err)
	}
	w.stream = func() *pump.Stream {
		return &pump.Stream{Streams: dynamodbstreams.NewFromConfig(emulator.Config(at)), ARN: *table.Table.LatestStreamArn, Lambda: functions, Function: "aggregate"}
	}
	return w
}

func (w *world) deploy() *control.Result {
	w.t.Helper()
	made, err := w.live.Control.Import(w.t.Context(), w.cfg)
	if err != nil {
		w.t.Fatal(err)
	}
	return made
}

// token is one that the identity provider gives a user for an audience.
func (w *world) token(user, audience string) string {
	w.t.Helper()
	token, err := w.live.Token(gateway.TokenRequest{Pool: pool, Shape: "auth0", Audience: audience, Subject: user})
	if err != nil {
		w.t.Fatal(err)
	}
	return token
}

func (w *world) as(user string) api.Around {
	w.t.Helper()
	c, err := client.New(w.made.InvokeURL, call.Token(call.StaticToken(w.token(user, audience))))
	if err != nil {
		w.t.Fatal(err)
	}
	return c
}

// drain polls until there is nothing left, and gives the sizes of the batches.
func (w *world) drain(source interface {
	Poll(context.Context) (int, error)
}) (batches []int) {
	w.t.Helper()
	for {
		n, err := source.Poll(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		if n == 0 {
			return batches
		}
		batches = append(batches, n)
	}
}

func (w *world) ask(user string, q api.NewQuestion) string {
	w.t.Helper()
	out, err := w.as(user).Ask(w.t.Context(), &api.AskRequest{Body: q})
	if err != nil {
		w.t.Fatal(err)
	}
	return out.Body.ID
}

func (w *world) answer(user string, a api.NewAnswer) {
	w.t.Helper()
	if _, err := w.as(user).Answer(w.t.Context(), &api.AnswerRequest{Body: a}); err != nil {
		w.t.Fatal(err)
	}
}

// look lists what somebody at a point sees.
func (w *world) look(at api.Point) []api.NearbyQuestion {
	w.t.Helper()
	out, err := w.as("looker").Near(w.t.Context(), &api.NearRequest{Lat: at.Lat, Lng: at.Lng})
	if err != nil {
		w.t.Fatal(err)
	}
	return out.Questions
}

// TestAskAround has one system for all that is tried: each part has a place of
// its own on the map.
func TestAskAround(t *testing.T) {
	w := start(t)
	for _, part := range []struct {
		name string
		try  func(*testing.T, *world)
	}{{"callers", tryCallers}, {"stars", tryStars}, {"places", tryPlaces}, {"batches", tryBatches}, {"throttle", tryThrottle}} {
		t.Run(part.name, func(t *testing.T) {
			here := *w
			here.t = t
			part.try(t, &here)
		})
	}
}

func tryCallers(t *testing.T, w *world) {
	bearer := func(token string) map[string]string { return map[string]string{"Authorization": "Bearer " + token} }
	jane := bearer(w.token("jane", audience))
	unauthorized := `{"message":"Unauthorized"}`
	violation := func(where, detail string) string {
		return `{"type":"invalid-request","title":"The request is not valid","status":400,"violations":[{` + where + `,"detail":"` + detail + `"}]}`
	}
	preflight := map[string]string{"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,content-type"}
	trial.Run(t, http.DefaultClient, w.made.InvokeURL, []trial.Call{
		{Name: "a page asks first, without a token", Method: "OPTIONS", Path: "/questions", Header: preflight, Status: 204, With: map[string]string{
			"Access-Control-Allow-Origin": origin, "Access-Control-Max-Age": "600",
		}},
		{Name: "a page of others", Method: "OPTIONS", Path: "/questions", Header: map[string]string{"Origin": "https://evil.example.com", "Access-Control-Request-Method": "POST"},
			Status: 204, With: map[string]string{"Access-Control-Allow-Origin": ""}},
		{Name: "no token", Method: "GET", Path: "/questions?lat=1&lng=1", Status: 401, Answer: unauthorized},
		{Name: "a token for another API", Method: "GET", Path: "/questions?lat=1&lng=1", Header: bearer(w.token("jane", "https://other.example.com")), Status: 401, Answer: unauthorized},
		{Name: "nothing there", Method: "GET", Path: "/questions?lat=1&lng=1", Header: jane, Status: 200, Answer: `{"questions":[]}`},
		{Name: "beyond the map", Method: "GET", Path: "/questions?lat=86&lng=1", Header: jane, Status: 400, Answer: violation(`"parameter":"lat"`, "is more than 85")},
		{Name: "six stars", Method: "POST", Path: "/answers", Header: jane, Body: `{"question_id":"x","stars":6}`, Status: 400, Answer: violation(`"pointer":"/stars"`, "is more than 5")},
		{Name: "no such question", Method: "POST", Path: "/answers", Header: jane, Body: `{"question_id":"x","stars":5}`, Status: 404,
			Answer: `{"type":"question-not-found","title":"Question not found","status":404}`},
	})
}

// tryStars asks how good something is: votes are counted once for each user,
// changed votes by their difference, and nothing twice.
func tryStars(t *testing.T, w *world) {
	id := w.ask("jane", api.NewQuestion{Text: "How are the pastries?", Kind: api.Stars, At: lisbon})
	if got := w.look(lisbon); len(got) != 0 {
		t.Errorf("the question is there before the worker: %+v", got)
	}
	w.drain(w.queues["questions"])
	got := w.look(belem)
	if len(got) != 1 || got[0].ID != id || got[0].Author != "auth0|jane" || math.Abs(got[0].Miles-4) > 0.3 || got[0].Average != nil {
		t.Fatalf("four miles away there is %+v, want the question without answers", got)
	}
	if got := w.look(sintra); len(got) != 0 {
		t.Errorf("fourteen miles away there is %+v, want nothing", got)
	}
	if _, err := w.as("joe").Answer(t.Context(), &api.AnswerRequest{Body: api.NewAnswer{QuestionID: id, At: &lisbon}}); !errors.Is(err, api.ErrWrongAnswer) {
		t.Errorf("a place as the answer gave %v", err)
	}

	stream := w.stream()
	want := func(when string, answers int, average float64) {
		t.Helper()
		w.drain(w.queues["stars"])
		w.drain(stream)
		got := w.look(lisbon)
		if len(got) != 1 || got[0].Answers != answers || got[0].Average == nil || *got[0].Average != average {
			text, _ := json.Marshal(got)
			t.Errorf("%s there is %s, want %d answers with %v stars", when, text, answers, average)
		}
	}
	stars := func(n int) api.NewAnswer { return api.NewAnswer{QuestionID: id, Stars: &n} }
	first := time.Now().UTC()
	w.answer("jane", stars(5))
	want("after one answer", 1, 5)
	w.answer("joe", stars(2))
	want("after two", 2, 3.5)
	w.answer("jane", stars(0))
	want("after a change of mind", 2, 1)

	late, err := json.Marshal(api.Answer{NewAnswer: stars(4), User: "auth0|jane", Given: first})
	if err != nil {
		t.Fatal(err)
	}
	w.send("stars", string(late))
	want("after an earlier answer that comes late", 2, 1)
	w.drain(w.stream())
	want("after all changes came again", 2, 1)

	told := 0
	for _, r := range w.moto.Requests(t) {
		if r.Method == http.MethodPost && strings.HasPrefix(r.Target, "/topics/") && strings.Contains(r.Target, id) {
			told++
		}
	}
	if told != 3 {
		t.Errorf("subscribers were told %d times, want once for each of the three changes", told)
	}
}

// tryPlaces asks where something is: answers are counted by geohash.
func tryPlaces(t *testing.T, w *world) {
	id := w.ask("jane", api.NewQuestion{Text: "Where is the tram?", Kind: api.Places, At: porto})
	w.drain(w.queues["questions"])
	stream := w.stream()
	for _, step := range []struct {
		user string
		at   api.Point
		want map[string]int
	}{
		{"jane", porto, map[string]int{near.Block(porto): 1}},
		{"joe", gaia, map[string]int{near.Block(porto): 1, near.Block(gaia): 1}},
		{"jane", gaia, map[string]int{near.Block(gaia): 2}},
	} {
		w.answer(step.user, api.NewAnswer{QuestionID: id, At: &step.at})
		w.drain(w.queues["places"])
		w.drain(stream)
		if got := w.look(porto); len(got) != 1 || !maps.Equal(got[0].Places, step.want) {
			t.Errorf("after %s at %v there is %+v, want %v", step.user, step.at, got, step.want)
		}
	}
}

// tryBatches has more messages than a batch, and one that nobody can read.
func tryBatches(t *testing.T, w *world) {
	w.send("questions", "no JSON")
	for i := range 11 {
		w.ask("jane", api.NewQuestion{Text: fmt.Sprint("Question ", i), Kind: api.Stars, At: faro})
	}
	batches := w.drain(w.queues["questions"])
	if len(batches) != 2 || batches[0] != 10 || batches[1] != 2 {
		t.Errorf("the batches were of %v messages, want 10 and 2", batches)
	}
	if got := w.look(faro); len(got) != 11 {
		t.Errorf("there are %d questions, want the 11 of the batches that had the broken one", len(got))
	}
	out, err := w.queues["questions"].SQS.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{
		QueueUrl: &w.queues["questions"].URL, AttributeNames: []sqstypes.QueueAttributeName{sqstypes.QueueAttributeNameApproximateNumberOfMessagesNotVisible},
	})
	if err != nil || out.Attributes["ApproximateNumberOfMessagesNotVisible"] != "1" {
		t.Errorf("the queue has %v, %v; want the broken message, to be tried again", out.Attributes, err)
	}
}

func (w *world) send(queue, body string) {
	w.t.Helper()
	q := w.queues[queue]
	if _, err := q.SQS.SendMessage(w.t.Context(), &sqs.SendMessageInput{QueueUrl: &q.URL, MessageBody: &body}); err != nil {
		w.t.Fatal(err)
	}
}

// tryThrottle gives a route a limit of its own: one call a second, and two at once.
func tryThrottle(t *testing.T, w *world) {
	route := control.MethodPath("POST", "/answers")
	w.cfg.Settings = []control.StageSetting{{Path: route + "/throttling/rateLimit", Value: "1"}, {Path: route + "/throttling/burstLimit", Value: "2"}}
	w.deploy()
	header := map[string]string{"Authorization": "Bearer " + w.token("jane", audience)}
	answer := trial.Call{Name: "answer", Method: "POST", Path: "/answers", Header: header, Body: `{"question_id":"x","stars":5}`, Status: 404,
		Answer: `{"type":"question-not-found","title":"Question not found","status":404}`}
	refused := answer
	refused.Name, refused.Status, refused.Answer = "too many", 429, `{"message":"Too Many Requests"}`
	trial.Run(t, http.DefaultClient, w.made.InvokeURL, []trial.Call{
		answer, answer, refused,
		{Name: "another route", Method: "GET", Path: "/questions?lat=1&lng=1", Header: header, Status: 200, Answer: `{"questions":[]}`},
	})
}
