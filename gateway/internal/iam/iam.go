// Package iam knows the identities of the account a local gateway plays: users
// and roles with access keys, and what their policies let them do. Methods and
// routes with IAM authorization are called by them.
package iam

import (
	"fmt"
	"strings"
	"time"

	"github.com/apigen-go/apigen/gateway/internal/policy"
	"github.com/apigen-go/apigen/gateway/internal/sigv4"
)

// An Identity is a user or an assumed role with an access key.
type Identity struct {
	AccessKeyID     string
	SecretAccessKey string
	// SessionToken makes the key a temporary one; Expires ends it.
	SessionToken string
	Expires      time.Time
	// ARN is who it is; empty is a user of the gateway's account named like the
	// access key.
	ARN string
	// Policy is what the identity may do, as JSON. Empty lets it call everything.
	Policy string
}

// Local is the identity every gateway knows: the access key "local" with the
// secret "local".
var Local = Identity{AccessKeyID: "local", SecretAccessKey: "local"}

const everything = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"execute-api:*","Resource":"*"}]}`

// A Caller is an identity that has signed a request.
type Caller struct {
	AccessKeyID string
	AccountID   string
	UserID      string
	ARN         string
	Policy      *policy.Document
}

// An Account authenticates callers.
type Account struct {
	verifier sigv4.Verifier
	keys     map[string]*sigv4.Key
	callers  map[string]*Caller
}

// New makes an account of an id with its identities; without any it has
// [Local].
func New(id, region string, now func() time.Time, identities []Identity) (*Account, error) {
	if len(identities) == 0 {
		identities = []Identity{Local}
	}
	a := &Account{keys: map[string]*sigv4.Key{}, callers: map[string]*Caller{}}
	a.verifier = sigv4.Verifier{
		Region: region, Service: "execute-api", Now: now,
		Key: func(accessKeyID string) *sigv4.Key { return a.keys[accessKeyID] },
	}
	for _, i := range identities {
		if i.AccessKeyID == "" || i.SecretAccessKey == "" || a.keys[i.AccessKeyID] != nil {
			return nil, fmt.Errorf("IAM identity %q: want an access key id of its own and a secret", i.AccessKeyID)
		}
		c, err := i.caller(id)
		if err != nil {
			return nil, fmt.Errorf("IAM identity %s: %w", i.AccessKeyID, err)
		}
		a.keys[i.AccessKeyID] = &sigv4.Key{
			AccessKeyID: i.AccessKeyID, SecretAccessKey: i.SecretAccessKey, SessionToken: i.SessionToken, Expires: i.Expires,
		}
		a.callers[i.AccessKeyID] = c
	}
	return a, nil
}

func (i Identity) caller(account string) (*Caller, error) {
	if i.ARN == "" {
		i.ARN = "arn:aws:iam::" + account + ":user/" + i.AccessKeyID
	}
	parts := strings.SplitN(i.ARN, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[4] == "" {
		return nil, fmt.Errorf("%q is no ARN of a user or an assumed role", i.ARN)
	}
	if i.Policy == "" {
		i.Policy = everything
	}
	doc, err := policy.Parse([]byte(i.Policy))
	if err != nil {
		return nil, err
	}
	return &Caller{
		AccessKeyID: i.AccessKeyID, AccountID: parts[4], ARN: i.ARN, Policy: doc,
		UserID: "AIDA" + strings.ToUpper(i.AccessKeyID),
	}, nil
}

// Authenticate gives who signed a request.
func (a *Account) Authenticate(r *sigv4.Request) (*Caller, *sigv4.Refusal) {
	key, refusal := a.verifier.Verify(r)
	if refusal != nil {
		return nil, refusal
	}
	return a.callers[key.AccessKeyID], nil
}

// Keys are the condition keys a caller has.
func (c *Caller) Keys() map[string][]string {
	kind := "User"
	name := c.ARN[strings.LastIndexByte(c.ARN, '/')+1:]
	keys := map[string][]string{}
	if strings.Contains(c.ARN, ":assumed-role/") {
		kind = "AssumedRole"
	} else {
		keys["aws:username"] = []string{name}
	}
	keys["aws:principaltype"] = []string{kind}
	keys["aws:principalarn"] = []string{c.ARN}
	keys["aws:principalaccount"] = []string{c.AccountID}
	keys["aws:userid"] = []string{c.UserID}
	return keys
}
