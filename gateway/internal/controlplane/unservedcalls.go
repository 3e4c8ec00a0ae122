package controlplane

// unservedCalls are the calls of API Gateway that are refused by name.
const unservedCalls = `
POST /domainnameaccessassociations CreateDomainNameAccessAssociation
DELETE /domainnameaccessassociations/{domainNameAccessAssociationArn} DeleteDomainNameAccessAssociation
GET /domainnameaccessassociations GetDomainNameAccessAssociations
GET /restapis/{restApiId}/stages/{stageName}/sdks/{sdkType} GetSdk
POST /rejectdomainnameaccessassociations RejectDomainNameAccessAssociation
`
