// Package secret reads secrets from AWS Secrets Manager. Only programs that are
// configured to need one link the AWS SDK through it.
package secret

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// A Manager reads secrets with the credentials, region and endpoint that the
// environment gives the AWS SDK. The zero value is ready, and looks at the
// environment when it is first used. It caches nothing.
type Manager struct {
	mu     sync.Mutex
	client *secretsmanager.Client
}

// Secret returns the current text of a secret, by name or ARN. The caller needs
// secretsmanager:GetSecretValue on it.
func (m *Manager) Secret(ctx context.Context, id string) (string, error) {
	client, err := m.connect(ctx)
	if err != nil {
		return "", fmt.Errorf("read secret %s: %w", id, err)
	}
	out, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: &id})
	switch {
	case err != nil:
		return "", fmt.Errorf("read secret %s: %w", id, err)
	case out.SecretString == nil:
		return "", fmt.Errorf("read secret %s: %w", id, errors.New("it is binary, want text"))
	}
	return *out.SecretString, nil
}

func (m *Manager) connect(ctx context.Context) (*secretsmanager.Client, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.client == nil {
		cfg, err := config.LoadDefaultConfig(ctx)
		if err != nil {
			return nil, err
		}
		m.client = secretsmanager.NewFromConfig(cfg)
	}
	return m.client, nil
}
