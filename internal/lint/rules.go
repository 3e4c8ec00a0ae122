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
		modelName, modelRefMissing, modelKeyword, bodyGetModel, validatorUnknown,
		securityScheme, securityPublic, securityUndefined, securityAlternatives, securityScopes,
		authorizerMissing, apiKeySource, optionsSecured, corsGatewayResponses,
		gatewayResponseType, gatewayResponseStatus, gatewayResponseDefaultStatus, compressionRange,
		settingUnknown, ignoreUnknown, ignoreReason, ignoreUnused,
		integrationURIStageVariable, authorizerURI, authorizerTTL, authorizerIdentitySource,
		authorizerProviders, authorizerType, authorizerJWT, modelRefExternal, modelRequired, modelEnumDuplicate,
		modelTypeNull, modelSize, templateSize, passthroughBehavior, contentHandling, connectionType,
		responseStream, cacheKeyUndeclared, responsePattern, gatewayResponseParameter, policy, securityPolicy,
		documentationLocation,
		documentSize, titleLength, descriptionEmpty, extensionCase, operationIDDuplicate, featureDropped,
		serverBasePath, awsVariable, pathCommaColon, pathReserved, pathCount, pathLength, anyOverlap,
		paramUndeclaredPath, paramPathOptional, paramNotValidated, paramDuplicate, headerCase, integrationPort,
		integrationCredentials, passthroughProxy, templateProxy, mappingProxy, mappingPathUnused,
		mappingPathUnknown, responseStatusDuplicate, responseDefaultMissing, tlsInsecure, integrationField,
		connectionIgnored, payloadVersion, templateSyntax,
		modelExclusive, modelDefault, modelArraySize, modelFormat, modelEmpty, modelPattern,
		modelInlineComposed, responseRootRef, refMissing, bodyRequired, bodyUnmodelled, validatorUnused,
		authorizerCacheSource, authorizerPolicyCache, authorizerCount, apiKeyHeader, authtypeReserved,
		policySize, policyPrivate, endpointVPCE, endpointField, gatewayResponseInherit, gatewayResponseTemplate,
		gatewayResponseEmpty, gatewayResponsePlace, binaryMediaType, corsExtension, corsOrigin,
		stageVariableUndefined, statusDefault,
		authorizerIdentityForm,
		httpPath, httpRouteKey, httpIntegrationMissing, httpIntegrationRef, httpIntegrationType,
		httpIntegrationTimeout, httpIntegrationPayload, httpIntegrationMethod, httpIntegrationURI,
		httpIntegrationVPCLink, httpIntegrationSubtype, httpIntegrationCredentials, httpIntegrationParameters,
		httpIntegrationReservedHeader, httpAuthorizerType, httpAuthorizerURI, httpAuthorizerPayload,
		httpAuthorizerSimple, httpAuthorizerCacheSource, httpAuthorizerTTL, httpAuthorizerIdentitySource,
		httpAuthorizerJWT, httpAuthApikey, httpSecurityMany, httpCORSCredentials, httpCORSMaxAge,
		httpRestExtension, httpUnused, importexportVersion, httpRouteCount, httpOperationID, httpScopes,
		httpTemplateIgnored, httpTagValue, httpLength,
		transferMode,
		modelType,
		pathMember, memberUnknown, notationMixed,
	}
	slices.SortFunc(all, func(a, b *Rule) int { return cmp.Compare(a.ID, b.ID) })
	return all
}
