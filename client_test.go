package apigen_test

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/apigen-go/apigen/api"
	calling "github.com/apigen-go/apigen/call"
	"github.com/apigen-go/apigen/generated/client"
	"github.com/apigen-go/apigen/problem"
)

// TestClientThroughTheGateway has the Go client call the function behind the
// gateway: with tokens and keys from sources, problems as the contract's errors,
// and what the gateway says itself as an answer of its own.
func TestClientThroughTheGateway(t *testing.T) {
	u := startUp(t, "--no-generate", "--function", "directory="+programs.lambda)
	var fetched, asked atomic.Int32
	token := calling.CachedToken(func(context.Context) (string, time.Time, error) {
		fetched.Add(1)
		return u.Token, time.Now().Add(time.Hour), nil
	})
	key := func(context.Context) (string, error) {
		asked.Add(1)
		return u.APIKey, nil
	}
	var directory api.Directory
	directory, err := client.New(u.InvokeURL, calling.Token(token), calling.APIKeyFrom(key), calling.Retry(calling.Backoff{}))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	created, err := directory.CreateLocation(ctx, &api.CreateLocationRequest{Body: api.NewLocation{
		Name: "Lisbon", Address: api.Address{Street: "Rua Augusta 1", City: "Lisboa", Country: "PT"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	list, err := directory.ListLocations(ctx, &api.ListLocationsRequest{})
	if err != nil || len(list.Items) != 1 || list.Items[0].ID != created.Body.ID {
		t.Errorf("ListLocations = %+v, %v, want %s", list, err, created.Body.ID)
	}
	if fetched.Load() != 1 || asked.Load() != 2 {
		t.Errorf("%d tokens were fetched and %d keys asked for, want 1 and 2", fetched.Load(), asked.Load())
	}

	_, err = directory.GetPerson(ctx, &api.GetPersonRequest{PersonID: "00000000-0000-4000-8000-000000000000"})
	var p problem.Problem
	if !errors.Is(err, api.ErrPersonNotFound) || !errors.As(err, &p) || p.Status != http.StatusNotFound {
		t.Errorf("an unknown person: %v", err)
	}

	stranger, err := client.New(u.InvokeURL, calling.Token(calling.StaticToken("no token")), calling.APIKey(u.APIKey))
	if err != nil {
		t.Fatal(err)
	}
	var unexpected *calling.UnexpectedResponse
	if _, err := stranger.ListLocations(ctx, &api.ListLocationsRequest{}); !errors.As(err, &unexpected) || unexpected.Status != http.StatusUnauthorized {
		t.Errorf("a token that is none: %v", err)
	}
}
