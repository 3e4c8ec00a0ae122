package control

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go/logging"
)

// metadataTimeout is how long the metadata service of EC2 may take for an answer.
// It is asked once, as by the AWS CLI.
// https://docs.aws.amazon.com/cli/latest/topic/config-vars.html
const metadataTimeout = time.Second

// getCredentials makes sure that there are credentials, before anything is done with
// them. Where nothing else gives any, the role of the machine is asked for: without
// the patience of other calls, since most machines have none.
func getCredentials(ctx context.Context, cfg *aws.Config, target Target) error {
	ofMachine := aws.IsCredentialsProvider(cfg.Credentials, (*ec2rolecreds.Provider)(nil))
	if ofMachine {
		cfg.Credentials = aws.NewCredentialsCache(ec2rolecreds.New(func(o *ec2rolecreds.Options) {
			o.Client = imds.NewFromConfig(*cfg, func(o *imds.Options) {
				o.HTTPClient = awshttp.NewBuildableClient().WithTimeout(metadataTimeout)
				o.Retryer = aws.NopRetryer{}
				o.Logger = logging.Nop{} // its warnings are about what is an error here
			})
		}))
	}
	_, err := cfg.Credentials.Retrieve(ctx)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("get AWS credentials: %w", err)
	case ofMachine:
		return &CallError{noCredentials(ctx, cfg.Region, target), err}
	}
	profile := profileName(target)
	reason := strings.TrimPrefix(err.Error(), "failed to refresh cached credentials, ")
	text := fmt.Sprintf("profile %s gives no AWS credentials (region %s): %s", profile, cfg.Region, reason)
	if strings.Contains(reason, "SSO") {
		text += "\nsign in with aws sso login --profile " + profile
	}
	return &CallError{text, err}
}

// noCredentials tells where credentials were looked for, and how to give some.
func noCredentials(ctx context.Context, region string, target Target) string {
	profile := profileName(target)
	config, credentials := configFiles()
	found := "it has none"
	_, err := awsconfig.LoadSharedConfigProfile(ctx, profile, func(o *awsconfig.LoadSharedConfigOptions) {
		o.ConfigFiles, o.CredentialsFiles = []string{config}, []string{credentials}
	})
	var absent awsconfig.SharedConfigProfileNotExistError
	if errors.As(err, &absent) {
		found = fmt.Sprintf("neither %s nor %s has it", config, credentials)
	}
	keys := "not set"
	switch {
	case target.Profile != "":
		keys = "not looked at, because a profile is named"
	case os.Getenv("AWS_ACCESS_KEY_ID") != "" || os.Getenv("AWS_SECRET_ACCESS_KEY") != "":
		keys = "only one of them is set"
	}
	return fmt.Sprintf(`there are no AWS credentials (region %s)
looked at:
  AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: %s
  profile %s: %s
  the role of this machine: it has none
Sign in with aws configure or aws sso login. A profile is named by --profile, by profile in the
environment of apigen.yaml, or by AWS_PROFILE.`, region, keys, profile, found)
}

// noProfile tells which profiles there could be, of one that there is not.
func noProfile(profile string) string {
	config, credentials := configFiles()
	return fmt.Sprintf("there is no AWS profile %s in %s or %s: aws configure --profile %[1]s makes it, aws configure list-profiles lists those there are", profile, config, credentials)
}

// profileName is the profile that credentials are taken from.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-general.html
func profileName(target Target) string {
	return cmp.Or(target.Profile, os.Getenv("AWS_PROFILE"), os.Getenv("AWS_DEFAULT_PROFILE"), awsconfig.DefaultSharedConfigProfile)
}

// configFiles are where profiles stand.
// https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
func configFiles() (config, credentials string) {
	return cmp.Or(os.Getenv("AWS_CONFIG_FILE"), awsconfig.DefaultSharedConfigFilename()),
		cmp.Or(os.Getenv("AWS_SHARED_CREDENTIALS_FILE"), awsconfig.DefaultSharedCredentialsFilename())
}
