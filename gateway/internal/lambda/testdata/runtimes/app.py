"""The function of the Python runtime client."""
import os

print("a line of the function", flush=True)


def handler(event, context):
    if event.get("do") == "error":
        raise TypeError("refused")
    return {
        "pid": os.getpid(),
        "id": context.aws_request_id,
        "arn": context.invoked_function_arn,
        "deadline": context.get_remaining_time_in_millis(),
        "trace": os.environ.get("_X_AMZN_TRACE_ID"),
        "echo": event.get("echo"),
    }
