"""Drives the control plane with boto3: python drive.py ENDPOINT DOCUMENT."""

import json
import sys
import urllib.error
import urllib.request

import boto3
from botocore.exceptions import ClientError

endpoint, document = sys.argv[1:]
api = boto3.client(
    "apigateway", endpoint_url=endpoint, region_name="us-east-1",
    aws_access_key_id="local", aws_secret_access_key="local",
)
out = {"waiters": api.waiter_names}


def refused(call, **kwargs):
    try:
        call(**kwargs)
    except ClientError as e:
        return [e.response["ResponseMetadata"]["HTTPStatusCode"], e.response["Error"]["Code"], e.response["Error"]["Message"]]
    return "not refused"


def get(path, key=None):
    request = urllib.request.Request(f"{endpoint}/_gateway/{path}", headers={"x-api-key": key} if key else {})
    try:
        with urllib.request.urlopen(request) as answer:
            return [answer.status, answer.read().decode()]
    except urllib.error.HTTPError as e:
        return [e.code, e.read().decode()]


def pages(name, limit, key="items", **kwargs):
    found = []
    count = 0
    for page in api.get_paginator(name).paginate(**kwargs, PaginationConfig={"PageSize": limit}):
        count += 1
        found += page[key]
    return found, count


with open(document, "rb") as f:
    made = api.import_rest_api(body=f.read(), failOnWarnings=True, parameters={"endpointConfigurationTypes": "REGIONAL"})
rest = made["id"]
out["import"] = [made["name"], made["endpointConfiguration"]["types"], made["createdDate"].year > 2000]
api.create_deployment(restApiId=rest, stageName="dev", variables={"name": "rex"})
out["deployments"] = len(api.get_deployments(restApiId=rest)["items"])

resources, count = pages("get_resources", 2, restApiId=rest, embed=["methods"])
out["resources"] = [count, sorted(r["path"] for r in resources)]
out["models"] = sorted(m["name"] for m in pages("get_models", 1, restApiId=rest)[0])

plan = api.create_usage_plan(name="all", apiStages=[{"apiId": rest, "stage": "dev"}], quota={"limit": 5, "period": "DAY"})
keys = [api.create_api_key(name=f"key{i}", enabled=True) for i in range(5)]
for key in keys:
    api.create_usage_plan_key(usagePlanId=plan["id"], keyId=key["id"], keyType="API_KEY")
found, count = pages("get_api_keys", 2, includeValues=True)
out["keys"] = [count, sorted(k["name"] for k in found), sorted(k["value"] for k in found) == sorted(k["value"] for k in keys)]
out["planKeys"] = len(pages("get_usage_plan_keys", 3, usagePlanId=plan["id"])[0])
out["calls"] = [get(f"{rest}/dev/pets"), get(f"{rest}/dev/pets", keys[0]["value"])]
day = made["createdDate"].strftime("%Y-%m-%d")
out["usage"] = len(api.get_usage(usagePlanId=plan["id"], startDate=day, endDate=day)["items"])

exported = api.get_export(restApiId=rest, stageName="dev", exportType="oas30", parameters={"extensions": "apigateway"})
body = json.loads(exported["body"].read())
out["export"] = [exported["contentType"], exported["contentDisposition"], sorted(body["paths"])]
text = api.get_export(restApiId=rest, stageName="dev", exportType="swagger", accepts="application/yaml")["body"].read()
out["yaml"] = text.decode().splitlines()[0]

child = api.create_resource(restApiId=rest, parentId=made["rootResourceId"], pathPart="toys")
api.put_method(restApiId=rest, resourceId=child["id"], httpMethod="GET", authorizationType="NONE")
api.put_integration(restApiId=rest, resourceId=child["id"], httpMethod="GET", type="MOCK")
api.update_method(restApiId=rest, resourceId=child["id"], httpMethod="GET", patchOperations=[{"op": "replace", "path": "/operationName", "value": "toys"}])
out["method"] = api.get_method(restApiId=rest, resourceId=child["id"], httpMethod="GET")["operationName"]

out["refused"] = [
    refused(api.get_model, restApiId=rest, modelName="Nobody"),
    refused(api.update_model, restApiId=rest, modelName="Pet", patchOperations=[{"op": "replace", "path": "/name", "value": "x"}]),
    refused(api.get_sdk, restApiId=rest, stageName="dev", sdkType="javascript"),
]
api.update_usage_plan(usagePlanId=plan["id"], patchOperations=[{"op": "remove", "path": "/apiStages", "value": f"{rest}:dev"}])
api.delete_usage_plan(usagePlanId=plan["id"])
for key in keys:
    api.delete_api_key(apiKey=key["id"])
api.delete_stage(restApiId=rest, stageName="dev")
api.delete_rest_api(restApiId=rest)
out["left"] = [len(api.get_rest_apis()["items"]), len(api.get_api_keys()["items"]), len(api.get_usage_plans()["items"])]
print(json.dumps(out))
