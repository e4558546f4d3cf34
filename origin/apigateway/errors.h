/* errors.h - the gateway's own errors, and how an API words them. */
#ifndef POPBOX_ORIGIN_APIGATEWAY_ERRORS_H
#define POPBOX_ORIGIN_APIGATEWAY_ERRORS_H

#include "origin/apigateway/mapping.h"

/* X(gateway response type, status, x-amzn-ErrorType, message). The error types
 * of 413, 415 and 504 are from memory of other people's logs. */
#define GATEWAY_ERROR_LIST(X)                                                 \
    X(MISSING_AUTHENTICATION_TOKEN, 403,                                      \
      "MissingAuthenticationTokenException", "Missing Authentication Token")  \
    X(ACCESS_DENIED, 403, "AccessDeniedException",                            \
      "User is not authorized to access this resource")                       \
    X(INVALID_API_KEY, 403, "ForbiddenException", "Forbidden")                \
    X(INVALID_SIGNATURE, 403, "InvalidSignatureException",                    \
      "The request signature we calculated does not match the signature you " \
      "provided.")                                                            \
    X(EXPIRED_TOKEN, 403, "ExpiredTokenException",                            \
      "The security token included in the request is expired")                \
    X(WAF_FILTERED, 403, "ForbiddenException", "Forbidden")                   \
    X(UNAUTHORIZED, 401, "UnauthorizedException", "Unauthorized")             \
    X(RESOURCE_NOT_FOUND, 404, "NotFoundException", "Not Found")              \
    X(BAD_REQUEST_PARAMETERS, 400, "BadRequestException", "Bad Request")      \
    X(BAD_REQUEST_BODY, 400, "BadRequestException", "Invalid request body")   \
    X(REQUEST_TOO_LARGE, 413, "RequestTooLargeException", "Request Too Long") \
    X(UNSUPPORTED_MEDIA_TYPE, 415, "BadRequestException",                     \
      "Unsupported Media Type")                                               \
    X(THROTTLED, 429, "TooManyRequestsException", "Too Many Requests")        \
    X(QUOTA_EXCEEDED, 429, "LimitExceededException", "Limit Exceeded")        \
    X(API_CONFIGURATION_ERROR, 500, "InternalServerErrorException",           \
      "Internal server error")                                                \
    X(AUTHORIZER_FAILURE, 500, "InternalServerErrorException",                \
      "Internal server error")                                                \
    X(AUTHORIZER_CONFIGURATION_ERROR, 500, "InternalServerErrorException",    \
      "Internal server error")                                                \
    X(INTEGRATION_TIMEOUT, 504, "InternalServerErrorException",               \
      "Endpoint request timed out")                                           \
    X(INTEGRATION_FAILURE, 504, "InternalServerErrorException",               \
      "Network error communicating with endpoint")

enum gateway_error {
#define GATEWAY_ERROR_ROW(name, status, type, message) GATEWAY_##name,
    GATEWAY_ERROR_LIST(GATEWAY_ERROR_ROW)
#undef GATEWAY_ERROR_ROW
        N_GATEWAY_ERRORS
};

struct gateway_error_row {
    const char *name;
    int status;
    const char *type;
    const char *message;
};
extern const struct gateway_error_row gateway_errors[N_GATEWAY_ERRORS];

/* The first error of that status, or N_GATEWAY_ERRORS. */
enum gateway_error gateway_error_of(int status);

/* How an API words one error, or a class of them. */
struct error_setting {
    bool set;
    int status; /* 0: as in the table */
    struct mappings headers;
    struct span body; /* absent: {"message": ...} */
};

#define ERRORS_DEFAULT_4XX N_GATEWAY_ERRORS
#define ERRORS_DEFAULT_5XX (N_GATEWAY_ERRORS + 1)
#define N_ERROR_SETTINGS   (N_GATEWAY_ERRORS + 2)

/* Zero-initialised: nothing was set. */
struct error_settings {
    struct error_setting at[N_ERROR_SETTINGS];
};

/* The error's own setting, else its class's. A setting that was not set is all
 * zero. */
const struct error_setting *
errors_setting(const struct error_settings *settings, enum gateway_error error);

struct api_reading;
/* Reads "x-amazon-apigateway-gateway-responses". */
void errors_read(const struct api_reading *in, const struct json *object);

#endif
