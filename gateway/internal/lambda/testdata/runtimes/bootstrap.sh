#!/bin/sh
# A runtime of its own, as anybody may write one: the Runtime API by curl.
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
headers=$(mktemp)
trap 'rm -f "$headers"' EXIT
echo "a line of the function"

header() { sed -n "s/^$1: *\([^\r]*\)\r*$/\1/Ip" "$headers"; }

while event=$(curl -sSf -D "$headers" "$api/invocation/next"); do
	id=$(header lambda-runtime-aws-request-id)
	case $event in
	*'"do":"error"'*)
		curl -sSf -o /dev/null -d '{"errorType":"TypeError","errorMessage":"refused"}' "$api/invocation/$id/error" || exit
		continue
		;;
	esac
	left=$(($(header lambda-runtime-deadline-ms) - $(date +%s000)))
	echo=$(printf %s "$event" | sed 's/.*"echo":"\([^"]*\)".*/\1/')
	printf '{"pid":%d,"id":"%s","arn":"%s","deadline":%d,"trace":"%s","echo":"%s"}' $$ "$id" \
		"$(header lambda-runtime-invoked-function-arn)" "$left" "$(header lambda-runtime-trace-id)" "$echo" |
		curl -sSf -o /dev/null --data-binary @- "$api/invocation/$id/response" || exit
done
