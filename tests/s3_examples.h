/*
 * s3_examples.h - AWS's published examples of signatures, of 24 May 2013.
 *
 * The bucket, the account and the parts of requests that they are about.
 */
#ifndef POPBOX_TESTS_S3_EXAMPLES_H
#define POPBOX_TESTS_S3_EXAMPLES_H

#include <stdint.h>

#define DESCRIPTION                                                            \
    "{'type': 's3', 'accounts': {'main': {'access_key': "                      \
    "'AKIAIOSFODNN7EXAMPLE', 'secret_key': "                                   \
    "'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'}, 'alt': {'access_key': "      \
    "'AKALT', 'secret_key': 'SK'}}, 'block_public_access': false, 'buckets': " \
    "{'examplebucket': {'objects': {'test.txt': 'content', "                   \
    "'test$file.text': 'x'}}, 'johnsmith': {'objects': {'photos/puppy.jpg': "  \
    "'woof'}}}}"
#define MAY_24_MS INT64_C(1369353600000)
#define EMPTY                          \
    "e3b0c44298fc1c149afbf4c8996fb924" \
    "27ae41e4649b934ca495991b7852b855"
#define HOST "\nHost: examplebucket.s3.amazonaws.com"
#define CRED                                                                  \
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/" \
    "aws4_request,"
#define AMZ "\nx-amz-content-sha256: " EMPTY "\nx-amz-date: 20130524T000000Z"
#define LIST_SIGNED                                                 \
    "GET /?max-keys=2&prefix=J" HOST AMZ "\nAuthorization: " CRED   \
    "SignedHeaders=host;x-amz-content-sha256;x-amz-date,Signature=" \
    "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
#define QUERY(expires)                                                 \
    "GET /test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" \
    "AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&" \
    "X-Amz-Date=20130524T000000Z&X-Amz-Expires=" expires               \
    "&X-Amz-SignedHeaders=host&X-Amz-Signature="                       \
    "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404" HOST

#endif
