package lint

import (
	"cmp"
	"slices"
)

// Rules gives every rule, sorted by ID.
func Rules() []*Rule {
	all := []*Rule{
		parse, openapiVersion, duplicateKey, title, noOperations, extensionUnknown, serversMany,
		pathChars, pathPartialVariable, pathSiblingVariables, pathGreedyChild, pathTrailingSlash, methodVerb,
		paramName, paramUnique, paramUnknownPath, paramCookie,
		integrationMissing, integrationType, integrationHTTPMethod, integrationLambdaPost, integrationURIARN,
		integrationURILambda, integrationProxyTarget, integrationURIHTTP, integrationTimeout, integrationVpcLink,
		integrationResponseStatus, mockStatus, templateContentType, binaryPreflight,
		mappingKey, mappingValue, mappingSourceUndeclared, mappingType,
		responseHeaderUndeclared, responseStatusUndeclared, responseInlinePrimitive, statusWildcard,
		modelName, modelSchema, modelRefMissing, modelKeyword, bodyGetModel, validatorUnknown,
		securityScheme, securityPublic, securityUndefined, securityAlternatives, securityScopes,
		authorizer, authorizerMissing, apiKeySource, optionsSecured, corsGatewayResponses,
		gatewayResponseType, gatewayResponseStatus, gatewayResponseDefaultStatus, compressionRange, documentationLocation,
	}
	slices.SortFunc(all, func(a, b *Rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
