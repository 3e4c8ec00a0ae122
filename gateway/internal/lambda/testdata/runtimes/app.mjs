// The function of the Node runtime client.
console.log("a line of the function");

export const handler = async (event, context) => {
  if (event.do === "error") throw new TypeError("refused");
  return {
    pid: process.pid,
    id: context.awsRequestId,
    arn: context.invokedFunctionArn,
    deadline: context.getRemainingTimeInMillis(),
    trace: process.env._X_AMZN_TRACE_ID,
    echo: event.echo,
  };
};
