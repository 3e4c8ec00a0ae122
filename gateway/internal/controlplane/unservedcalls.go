package controlplane

// unservedCalls are the calls of API Gateway that are refused by name.
const unservedCalls = `
POST /domainnames/{domainName}/basepathmappings CreateBasePathMapping
POST /restapis/{restApiId}/documentation/parts CreateDocumentationPart
POST /restapis/{restApiId}/documentation/versions CreateDocumentationVersion
POST /domainnames CreateDomainName
POST /domainnameaccessassociations CreateDomainNameAccessAssociation
POST /vpclinks CreateVpcLink
DELETE /domainnames/{domainName}/basepathmappings/{basePath} DeleteBasePathMapping
DELETE /clientcertificates/{clientCertificateId} DeleteClientCertificate
DELETE /restapis/{restApiId}/documentation/parts/{documentationPartId} DeleteDocumentationPart
DELETE /restapis/{restApiId}/documentation/versions/{documentationVersion} DeleteDocumentationVersion
DELETE /domainnames/{domainName} DeleteDomainName
DELETE /domainnameaccessassociations/{domainNameAccessAssociationArn} DeleteDomainNameAccessAssociation
DELETE /vpclinks/{vpcLinkId} DeleteVpcLink
DELETE /restapis/{restApiId}/stages/{stageName}/cache/authorizers FlushStageAuthorizersCache
DELETE /restapis/{restApiId}/stages/{stageName}/cache/data FlushStageCache
POST /clientcertificates GenerateClientCertificate
GET /domainnames/{domainName}/basepathmappings/{basePath} GetBasePathMapping
GET /domainnames/{domainName}/basepathmappings GetBasePathMappings
GET /clientcertificates/{clientCertificateId} GetClientCertificate
GET /clientcertificates GetClientCertificates
GET /restapis/{restApiId}/documentation/parts/{documentationPartId} GetDocumentationPart
GET /restapis/{restApiId}/documentation/parts GetDocumentationParts
GET /restapis/{restApiId}/documentation/versions/{documentationVersion} GetDocumentationVersion
GET /restapis/{restApiId}/documentation/versions GetDocumentationVersions
GET /domainnames/{domainName} GetDomainName
GET /domainnameaccessassociations GetDomainNameAccessAssociations
GET /domainnames GetDomainNames
GET /restapis/{restApiId}/stages/{stageName}/exports/{exportType} GetExport
GET /restapis/{restApiId}/models/{modelName}/default_template GetModelTemplate
GET /restapis/{restApiId}/stages/{stageName}/sdks/{sdkType} GetSdk
GET /sdktypes/{id} GetSdkType
GET /sdktypes GetSdkTypes
GET /usageplans/{usagePlanId}/usage GetUsage
GET /vpclinks/{vpcLinkId} GetVpcLink
GET /vpclinks GetVpcLinks
PUT /restapis/{restApiId}/documentation/parts ImportDocumentationParts
POST /rejectdomainnameaccessassociations RejectDomainNameAccessAssociation
POST /restapis/{restApiId}/authorizers/{authorizerId} TestInvokeAuthorizer
PATCH /account UpdateAccount
PATCH /domainnames/{domainName}/basepathmappings/{basePath} UpdateBasePathMapping
PATCH /clientcertificates/{clientCertificateId} UpdateClientCertificate
PATCH /restapis/{restApiId}/deployments/{deploymentId} UpdateDeployment
PATCH /restapis/{restApiId}/documentation/parts/{documentationPartId} UpdateDocumentationPart
PATCH /restapis/{restApiId}/documentation/versions/{documentationVersion} UpdateDocumentationVersion
PATCH /domainnames/{domainName} UpdateDomainName
PATCH /usageplans/{usagePlanId}/keys/{keyId}/usage UpdateUsage
PATCH /vpclinks/{vpcLinkId} UpdateVpcLink
`
