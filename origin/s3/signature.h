/* signature.h - is a request signed, by whom, and rightly so? */
#ifndef POPBOX_ORIGIN_S3_SIGNATURE_H
#define POPBOX_ORIGIN_S3_SIGNATURE_H

#include "origin/s3/request.h"

#define SIGNATURE_SKEW_MS INT64_C(900000)

/* Sets the request's caller: an account, or NULL for an anonymous one. Where no
 * account is configured, everybody is the owner. Returns S3_OK or the refusal
 * that it has set. */
enum s3_error signature_check(struct s3_request *r);

/* The versions' own checks, for what signature.c has found to be theirs. */
enum s3_error sigv4_check_header(struct s3_request *r);
enum s3_error sigv4_check_query(struct s3_request *r);
enum s3_error sigv2_check_header(struct s3_request *r);
enum s3_error sigv2_check_query(struct s3_request *r);

/* Shared by them. The account of a key, or NULL with InvalidAccessKeyId. */
const struct account *signature_account(struct s3_request *r,
                                        struct span access_key);
/* S3_OK when both are the same; the texts that S3 sends along otherwise. */
enum s3_error signature_compare(struct s3_request *r, struct span calculated,
                                struct span provided, struct span to_sign);
/* "Request has expired", with what both versions tell. expires_ms: when. */
enum s3_error signature_expired(struct s3_request *r, struct span parameter,
                                int64_t expires_ms);
/* "20251125T020000Z" to Unix milliseconds; false for anything else. */
bool signature_date(struct span text, int64_t *unix_ms);

#endif
