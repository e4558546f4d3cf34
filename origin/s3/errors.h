/* errors.h - S3's errors: code, status and the message it sends. */
#ifndef POPBOX_ORIGIN_S3_ERRORS_H
#define POPBOX_ORIGIN_S3_ERRORS_H

/* X(name, status, S3's code, its usual message) */
#define S3_ERROR_LIST(X)                                                       \
    X(S3_ACCESS_DENIED, 403, "AccessDenied", "Access Denied")                  \
    X(S3_ACCESS_FORBIDDEN, 403, "AccessForbidden", "Access Forbidden")         \
    X(S3_ACL_NOT_SUPPORTED, 400, "AccessControlListNotSupported",              \
      "The bucket does not allow ACLs")                                        \
    X(S3_AUTHORIZATION_HEADER_MALFORMED, 400, "AuthorizationHeaderMalformed",  \
      "The authorization header that you provided is not valid.")              \
    X(S3_AUTHORIZATION_QUERY_ERROR, 400, "AuthorizationQueryParametersError",  \
      "Query-string authentication version 4 requires the X-Amz-Algorithm, "   \
      "X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, "   \
      "and X-Amz-Expires parameters.")                                         \
    X(S3_BAD_DIGEST, 400, "BadDigest",                                         \
      "The Content-MD5 you specified did not match what we received.")         \
    X(S3_BAD_REQUEST, 400, "BadRequest", "Bad Request")                        \
    X(S3_BUCKET_ALREADY_EXISTS, 409, "BucketAlreadyExists",                    \
      "The requested bucket name is not available. The bucket namespace is "   \
      "shared by all users of the system. Please select a different name and " \
      "try again.")                                                            \
    X(S3_BUCKET_ALREADY_OWNED, 409, "BucketAlreadyOwnedByYou",                 \
      "Your previous request to create the named bucket succeeded and you "    \
      "already own it.")                                                       \
    X(S3_BUCKET_NOT_EMPTY, 409, "BucketNotEmpty",                              \
      "The bucket you tried to delete is not empty")                           \
    X(S3_ENTITY_TOO_LARGE, 400, "EntityTooLarge",                              \
      "Your proposed upload exceeds the maximum allowed size")                 \
    X(S3_ENTITY_TOO_SMALL, 400, "EntityTooSmall",                              \
      "Your proposed upload is smaller than the minimum allowed size")         \
    X(S3_ILLEGAL_LOCATION, 400, "IllegalLocationConstraintException",          \
      "The unspecified location constraint is incompatible for the region "    \
      "specific endpoint this request was sent to.")                           \
    X(S3_INCOMPLETE_BODY, 400, "IncompleteBody",                               \
      "You did not provide the number of bytes specified by the "              \
      "Content-Length HTTP header")                                            \
    X(S3_INTERNAL_ERROR, 500, "InternalError",                                 \
      "We encountered an internal error. Please try again.")                   \
    X(S3_INVALID_ACCESS_KEY, 403, "InvalidAccessKeyId",                        \
      "The AWS Access Key Id you provided does not exist in our records.")     \
    X(S3_INVALID_ARGUMENT, 400, "InvalidArgument", "Invalid Argument")         \
    X(S3_INVALID_BUCKET_ACL, 400, "InvalidBucketAclWithObjectOwnership",       \
      "Bucket cannot have ACLs set with ObjectOwnership's "                    \
      "BucketOwnerEnforced setting")                                           \
    X(S3_INVALID_BUCKET_NAME, 400, "InvalidBucketName",                        \
      "The specified bucket is not valid.")                                    \
    X(S3_INVALID_DIGEST, 400, "InvalidDigest",                                 \
      "The Content-MD5 you specified was invalid.")                            \
    X(S3_INVALID_LOCATION, 400, "InvalidLocationConstraint",                   \
      "The specified location-constraint is not valid")                        \
    X(S3_INVALID_PART, 400, "InvalidPart",                                     \
      "One or more of the specified parts could not be found.  The part may "  \
      "not have been uploaded, or the specified entity tag may not match the " \
      "part's entity tag.")                                                    \
    X(S3_INVALID_PART_ORDER, 400, "InvalidPartOrder",                          \
      "The list of parts was not in ascending order. Parts must be ordered "   \
      "by part number.")                                                       \
    X(S3_INVALID_POLICY_DOCUMENT, 400, "InvalidPolicyDocument",                \
      "The content of the form does not meet the conditions specified in the " \
      "policy document.")                                                      \
    X(S3_INVALID_RANGE, 416, "InvalidRange",                                   \
      "The requested range is not satisfiable")                                \
    X(S3_INVALID_REQUEST, 400, "InvalidRequest", "Invalid Request")            \
    X(S3_INVALID_TAG, 400, "InvalidTag",                                       \
      "The tag provided was not a valid tag. This error can occur if the tag " \
      "did not pass input validation.")                                        \
    X(S3_INVALID_URI, 400, "InvalidURI", "Couldn't parse the specified URI.")  \
    X(S3_KEY_TOO_LONG, 400, "KeyTooLongError", "Your key is too long")         \
    X(S3_MALFORMED_ACL, 400, "MalformedACLError",                              \
      "The XML you provided was not well-formed or did not validate against "  \
      "our published schema")                                                  \
    X(S3_MALFORMED_POLICY, 400, "MalformedPolicy",                             \
      "Policies must be valid JSON and the first byte must be '{'")            \
    X(S3_MALFORMED_XML, 400, "MalformedXML",                                   \
      "The XML you provided was not well-formed or did not validate against "  \
      "our published schema")                                                  \
    X(S3_MAX_MESSAGE_LENGTH, 400, "MaxMessageLengthExceeded",                  \
      "Your request was too big.")                                             \
    X(S3_METADATA_TOO_LARGE, 400, "MetadataTooLarge",                          \
      "Your metadata headers exceed the maximum allowed metadata size")        \
    X(S3_METHOD_NOT_ALLOWED, 405, "MethodNotAllowed",                          \
      "The specified method is not allowed against this resource.")            \
    X(S3_MISSING_CONTENT_LENGTH, 411, "MissingContentLength",                  \
      "You must provide the Content-Length HTTP header.")                      \
    X(S3_NO_SUCH_BUCKET, 404, "NoSuchBucket",                                  \
      "The specified bucket does not exist")                                   \
    X(S3_NO_SUCH_BUCKET_POLICY, 404, "NoSuchBucketPolicy",                     \
      "The bucket policy does not exist")                                      \
    X(S3_NO_SUCH_CORS, 404, "NoSuchCORSConfiguration",                         \
      "The CORS configuration does not exist")                                 \
    X(S3_NO_SUCH_KEY, 404, "NoSuchKey", "The specified key does not exist.")   \
    X(S3_NO_SUCH_OWNERSHIP, 404, "OwnershipControlsNotFoundError",             \
      "The bucket ownership controls were not found")                          \
    X(S3_NO_SUCH_PUBLIC_ACCESS, 404, "NoSuchPublicAccessBlockConfiguration",   \
      "The public access block configuration was not found")                   \
    X(S3_NO_SUCH_TAG_SET, 404, "NoSuchTagSet", "The TagSet does not exist")    \
    X(S3_NO_SUCH_UPLOAD, 404, "NoSuchUpload",                                  \
      "The specified upload does not exist. The upload ID may be invalid, or " \
      "the upload may have been aborted or completed.")                        \
    X(S3_NO_SUCH_VERSION, 404, "NoSuchVersion",                                \
      "The specified version does not exist.")                                 \
    X(S3_NO_SUCH_WEBSITE, 404, "NoSuchWebsiteConfiguration",                   \
      "The specified bucket does not have a website configuration")            \
    X(S3_NOT_IMPLEMENTED, 501, "NotImplemented",                               \
      "A header or query you provided requested functionality that is not "    \
      "implemented by this fake S3.")                                          \
    X(S3_PRECONDITION_FAILED, 412, "PreconditionFailed",                       \
      "At least one of the pre-conditions you specified did not hold")         \
    X(S3_REQUEST_TIME_SKEWED, 403, "RequestTimeTooSkewed",                     \
      "The difference between the request time and the current time is too "   \
      "large.")                                                                \
    X(S3_SERVICE_UNAVAILABLE, 503, "ServiceUnavailable",                       \
      "The memory that this fake S3 may use is full; delete objects or raise " \
      "its limit.")                                                            \
    X(S3_SIGNATURE_MISMATCH, 403, "SignatureDoesNotMatch",                     \
      "The request signature we calculated does not match the signature you "  \
      "provided. Check your key and signing method.")                          \
    X(S3_SLOW_DOWN, 503, "SlowDown", "Please reduce your request rate.")       \
    X(S3_TOO_MANY_BUCKETS, 400, "TooManyBuckets",                              \
      "You have attempted to create more buckets than allowed")                \
    X(S3_UNRESOLVABLE_GRANT, 400, "UnresolvableGrantByEmailAddress",           \
      "The e-mail address you provided does not match any account on record.") \
    X(S3_CONTENT_SHA256_MISMATCH, 400, "XAmzContentSHA256Mismatch",            \
      "The provided 'x-amz-content-sha256' header does not match what was "    \
      "computed.")

enum s3_error {
    S3_OK = 0,
#define S3_ERROR_ROW(name, status, code, message) name,
    S3_ERROR_LIST(S3_ERROR_ROW)
#undef S3_ERROR_ROW
};

/* Of an error that is not S3_OK. */
int s3_error_status(enum s3_error error);
const char *s3_error_code(enum s3_error error);
const char *s3_error_message(enum s3_error error);

#endif
