// Package store keeps questions and answers in DynamoDB, for the functions that
// write them and the one that reads.
package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"github.com/apigen-go/apigen/examples/askaround/api"
	"github.com/apigen-go/apigen/examples/askaround/near"
)

// The tables, and the index by which questions are found.
const (
	Questions = "Questions" // key id
	Near      = "Near"      // index of Questions: cell, geohash
	Answers   = "Answers"   // key question_id, user; with a stream of old and new images
	Counted   = "Counted"   // key event; items end at expires
)

// A Store reads and writes the tables.
type Store struct{ DB *dynamodb.Client }

// A question is an item of Questions. The sums are those of its answers.
type question struct {
	api.Question
	Cell     string         `json:"cell"`
	Geohash  string         `json:"geohash"`
	Answers  int            `json:"answers"`
	StarsSum int            `json:"stars_sum"`
	Places   map[string]int `json:"places"`
}

// PutQuestion writes a question. One that is there stays as it is, with its sums:
// a queue may bring a message twice.
func (s *Store) PutQuestion(ctx context.Context, q api.Question) error {
	item, err := encode(question{Question: q, Cell: near.Cell(q.At), Geohash: near.Hash(q.At), Places: map[string]int{}})
	if err != nil {
		return fmt.Errorf("write question %s: %w", q.ID, err)
	}
	_, err = s.DB.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: aws.String(Questions), Item: item, ConditionExpression: aws.String("attribute_not_exists(id)"),
	})
	if err != nil && !conditionFailed(err) {
		return fmt.Errorf("put question %s: %w", q.ID, err)
	}
	return nil
}

// Question finds a question; the error is [api.ErrQuestionNotFound] when there is
// none.
func (s *Store) Question(ctx context.Context, id string) (*api.Question, error) {
	out, err := s.DB.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String(Questions), Key: map[string]types.AttributeValue{"id": text(id)}})
	if err != nil {
		return nil, fmt.Errorf("get question %s: %w", id, err)
	}
	if out.Item == nil {
		return nil, api.ErrQuestionNotFound
	}
	var found question
	if err := decode(out.Item, &found); err != nil {
		return nil, fmt.Errorf("read question %s: %w", id, err)
	}
	return &found.Question, nil
}

// QuestionsNear lists the questions around a point, the nearest first.
func (s *Store) QuestionsNear(ctx context.Context, p api.Point, miles float64) ([]api.NearbyQuestion, error) {
	all := []api.NearbyQuestion{}
	for _, cell := range near.Cells(p, miles*near.MetersPerMile) {
		pages := dynamodb.NewQueryPaginator(s.DB, &dynamodb.QueryInput{
			TableName: aws.String(Questions), IndexName: aws.String(Near), KeyConditionExpression: aws.String("#cell = :cell"),
			ExpressionAttributeNames: map[string]string{"#cell": "cell"}, ExpressionAttributeValues: map[string]types.AttributeValue{":cell": text(cell)},
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, fmt.Errorf("query cell %s: %w", cell, err)
			}
			for _, item := range page.Items {
				var q question
				if err := decode(item, &q); err != nil {
					return nil, fmt.Errorf("read a question of cell %s: %w", cell, err)
				}
				if away := near.Distance(p, q.At) / near.MetersPerMile; away <= miles {
					all = append(all, q.nearby(away))
				}
			}
		}
	}
	slices.SortFunc(all, func(a, b api.NearbyQuestion) int {
		if a.Miles != b.Miles {
			return cmp.Compare(a.Miles, b.Miles)
		}
		return a.Asked.Compare(b.Asked)
	})
	return all, nil
}

func (q question) nearby(miles float64) api.NearbyQuestion {
	n := api.NearbyQuestion{Question: q.Question, Miles: miles, Answers: q.Answers}
	if q.Kind == api.Stars && q.Answers > 0 {
		average := float64(q.StarsSum) / float64(q.Answers)
		n.Average = &average
	}
	if q.Kind == api.Places {
		n.Places = maps.Clone(q.Places)
		maps.DeleteFunc(n.Places, func(_ string, answers int) bool { return answers == 0 })
	}
	return n
}

// PutAnswer writes the answer of a user in place of an earlier one. A later one
// stays: queues do not keep the order.
func (s *Store) PutAnswer(ctx context.Context, a api.Answer) error {
	item, err := encode(a)
	if err != nil {
		return fmt.Errorf("write an answer to question %s: %w", a.QuestionID, err)
	}
	// What the condition compares: times as text have no order, with their fractions.
	given := &types.AttributeValueMemberN{Value: strconv.FormatInt(a.Given.UnixMicro(), 10)}
	item["given_micros"] = given
	_, err = s.DB.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: aws.String(Answers), Item: item, ConditionExpression: aws.String("attribute_not_exists(question_id) OR given_micros < :given"),
		ExpressionAttributeValues: map[string]types.AttributeValue{":given": given},
	})
	if err != nil && !conditionFailed(err) {
		return fmt.Errorf("put an answer to question %s: %w", a.QuestionID, err)
	}
	return nil
}

// A Delta is what the change of an answer changes of its question's sums.
type Delta struct {
	QuestionID string         `json:"question_id"`
	Answers    int            `json:"answers"`
	Stars      int            `json:"stars"`
	Places     map[string]int `json:"places"` // by geohash
}

// Add counts a delta, once for each event: the sums and the note that the event is
// counted are one transaction. It is false when the event was counted before, or
// when the question is gone.
func (s *Store) Add(ctx context.Context, event string, d Delta) (bool, error) {
	update := "ADD answers :answers, stars_sum :stars"
	names := map[string]string{}
	values := map[string]types.AttributeValue{":answers": number(d.Answers), ":stars": number(d.Stars)}
	for i, hash := range slices.Sorted(maps.Keys(d.Places)) {
		word := " SET "
		if i > 0 {
			word = ", "
		}
		n := strconv.Itoa(i)
		update += word + "#places.#g" + n + " = if_not_exists(#places.#g" + n + ", :zero) + :g" + n
		names["#places"], names["#g"+n] = "places", hash
		values[":zero"], values[":g"+n] = number(0), number(d.Places[hash])
	}
	if len(names) == 0 {
		names = nil
	}
	noted := map[string]types.AttributeValue{"event": text(event), "expires": number(int(time.Now().Add(48 * time.Hour).Unix()))}
	_, err := s.DB.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: []types.TransactWriteItem{
		{Update: &types.Update{
			TableName: aws.String(Questions), Key: map[string]types.AttributeValue{"id": text(d.QuestionID)}, UpdateExpression: &update,
			ConditionExpression: aws.String("attribute_exists(id)"), ExpressionAttributeNames: names, ExpressionAttributeValues: values,
		}},
		{Put: &types.Put{
			TableName: aws.String(Counted), Item: noted, ConditionExpression: aws.String("attribute_not_exists(#event)"),
			ExpressionAttributeNames: map[string]string{"#event": "event"},
		}},
	}})
	if conditionFailed(err) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("count an answer to question %s: %w", d.QuestionID, err)
	}
	return true, nil
}

// conditionFailed tells that a write did not happen because its condition does not
// hold, and for no other reason.
func conditionFailed(err error) bool {
	if single := (*types.ConditionalCheckFailedException)(nil); errors.As(err, &single) {
		return true
	}
	var canceled *types.TransactionCanceledException
	return errors.As(err, &canceled) && !slices.ContainsFunc(canceled.CancellationReasons, func(r types.CancellationReason) bool {
		code := aws.ToString(r.Code)
		return code != "" && code != "None" && code != "ConditionalCheckFailed"
	})
}

func encode(v any) (map[string]types.AttributeValue, error) {
	return attributevalue.MarshalMapWithOptions(v, func(o *attributevalue.EncoderOptions) { o.TagKey = "json" })
}

func decode(item map[string]types.AttributeValue, into any) error {
	return attributevalue.UnmarshalMapWithOptions(item, into, func(o *attributevalue.DecoderOptions) { o.TagKey = "json" })
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n int) types.AttributeValue { return &types.AttributeValueMemberN{Value: strconv.Itoa(n)} }
