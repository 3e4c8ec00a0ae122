// Drives the control plane with the AWS SDK for JavaScript v3:
// node drive.cjs ENDPOINT DOCUMENT, with NODE_PATH where the SDK is.
const fs = require('node:fs')
const sdk = require('@aws-sdk/client-api-gateway')

const [endpoint, document] = process.argv.slice(2)
const client = new sdk.APIGatewayClient({
  endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1,
})
const call = (name, input) => client.send(new sdk[name + 'Command'](input))

async function refused(name, input) {
  try {
    await call(name, input)
  } catch (e) {
    return [e.$metadata.httpStatusCode, e.name, e.message]
  }
  return 'not refused'
}

async function get(path, key) {
  const answer = await fetch(`${endpoint}/_gateway/${path}`, { headers: key ? { 'x-api-key': key } : {} })
  return [answer.status, await answer.text()]
}

async function pages(name, pageSize, input) {
  const found = []
  let count = 0
  for await (const page of sdk['paginate' + name]({ client, pageSize }, input)) {
    count++
    found.push(...page.items)
  }
  return [found, count]
}

async function main() {
  const out = { waiters: Object.keys(sdk).filter((name) => name.startsWith('waitFor')) }
  const made = await call('ImportRestApi', {
    body: fs.readFileSync(document), failOnWarnings: true, parameters: { endpointConfigurationTypes: 'REGIONAL' },
  })
  const restApiId = made.id
  out.import = [made.name, made.endpointConfiguration.types, made.createdDate.getFullYear() > 2000]
  await call('CreateDeployment', { restApiId, stageName: 'dev', variables: { name: 'rex' } })
  out.deployments = (await call('GetDeployments', { restApiId })).items.length

  const [resources, resourcePages] = await pages('GetResources', 2, { restApiId, embed: ['methods'] })
  out.resources = [resourcePages, resources.map((r) => r.path).sort()]
  out.models = (await pages('GetModels', 1, { restApiId }))[0].map((m) => m.name).sort()

  const plan = await call('CreateUsagePlan', {
    name: 'all', apiStages: [{ apiId: restApiId, stage: 'dev' }], quota: { limit: 5, period: 'DAY' },
  })
  const keys = []
  for (let i = 0; i < 5; i++) keys.push(await call('CreateApiKey', { name: `key${i}`, enabled: true }))
  for (const key of keys) await call('CreateUsagePlanKey', { usagePlanId: plan.id, keyId: key.id, keyType: 'API_KEY' })
  const [found, keyPages] = await pages('GetApiKeys', 2, { includeValues: true })
  const values = (list) => list.map((k) => k.value).sort().join()
  out.keys = [keyPages, found.map((k) => k.name).sort(), values(found) === values(keys)]
  out.planKeys = (await pages('GetUsagePlanKeys', 3, { usagePlanId: plan.id }))[0].length
  out.calls = [await get(`${restApiId}/dev/pets`), await get(`${restApiId}/dev/pets`, keys[0].value)]
  const day = made.createdDate.toISOString().slice(0, 10)
  out.usage = Object.keys((await call('GetUsage', { usagePlanId: plan.id, startDate: day, endDate: day })).items).length

  const exported = await call('GetExport', { restApiId, stageName: 'dev', exportType: 'oas30', parameters: { extensions: 'apigateway' } })
  const body = JSON.parse(Buffer.from(exported.body).toString())
  out.export = [exported.contentType, exported.contentDisposition, Object.keys(body.paths).sort()]
  const text = await call('GetExport', { restApiId, stageName: 'dev', exportType: 'swagger', accepts: 'application/yaml' })
  out.yaml = Buffer.from(text.body).toString().split('\n')[0]

  const child = await call('CreateResource', { restApiId, parentId: made.rootResourceId, pathPart: 'toys' })
  const method = { restApiId, resourceId: child.id, httpMethod: 'GET' }
  await call('PutMethod', { ...method, authorizationType: 'NONE' })
  await call('PutIntegration', { ...method, type: 'MOCK' })
  await call('UpdateMethod', { ...method, patchOperations: [{ op: 'replace', path: '/operationName', value: 'toys' }] })
  out.method = (await call('GetMethod', method)).operationName

  out.refused = [
    await refused('GetModel', { restApiId, modelName: 'Nobody' }),
    await refused('UpdateModel', { restApiId, modelName: 'Pet', patchOperations: [{ op: 'replace', path: '/name', value: 'x' }] }),
    await refused('GetSdk', { restApiId, stageName: 'dev', sdkType: 'javascript' }),
  ]
  await call('UpdateUsagePlan', { usagePlanId: plan.id, patchOperations: [{ op: 'remove', path: '/apiStages', value: `${restApiId}:dev` }] })
  await call('DeleteUsagePlan', { usagePlanId: plan.id })
  for (const key of keys) await call('DeleteApiKey', { apiKey: key.id })
  await call('DeleteStage', { restApiId, stageName: 'dev' })
  await call('DeleteRestApi', { restApiId })
  out.left = []
  for (const list of ['GetRestApis', 'GetApiKeys', 'GetUsagePlans']) out.left.push((await call(list, {})).items.length)
  console.log(JSON.stringify(out))
}

main().catch((e) => {
  console.error(e)
  process.exit(1)
})
