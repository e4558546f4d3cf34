/* s3.h - the fake S3: an origin over an object store. */
#ifndef POPBOX_ORIGIN_S3_S3_H
#define POPBOX_ORIGIN_S3_S3_H

#include "cache/base/json.h"
#include "origin/origin.h"

struct store;

/* {"type": "s3",
 *  "region": "us-east-1",    of new buckets; signatures of version 4 must name
 *                            their bucket's then, as S3 has it. By default
 *                            "any": us-east-1, and they may name every region
 *  "buckets": {
 *    "assets": {
 *      "cors": {"CORSRules": [...]}   as `aws s3api get-bucket-cors` prints it
 *      "policy": {"Statement": ...}   a bucket policy
 *      "website": {"IndexDocument": {"Suffix": "index.html"}, ...}  likewise
 *      "objects": {
 *        "hello.txt": "a body as it is",
 *        "img/logo.svg": {"body": "<svg/>", "age_s": 3600,
 *                         "headers": {"Cache-Control": "max-age=60"}},
 *        "big.bin": {"size": 1000000}     byte i is 'a' + i % 26
 *      }}},
 *  "accounts": {"main": {"access_key": "AK", "secret_key": "SK", "id": "...",
 *                        "display_name": "...", "email": "..."}}
 *                            signatures and permissions are checked from now
 *                            on; the first account owns the buckets above.
 *                            Without the member everybody may everything
 *  "block_public_access": true      how new buckets begin: closed, their ACLs
 *                            off; false: as before April 2023
 *  "memory_mb": 1024         ceiling of the store in memory
 *  "faults": [...], "fault_seed": 1}      see origin/faults.h
 * "dir", "bucket", "buckets_dir" and "access_log" are its user's, who has a
 * disk (edge/kept_s3.h): left alone here.
 *
 * Stored headers are those that PUT takes: Content-*, Cache-Control, Expires,
 * x-amz-meta-*. Returns 0, or ERR_* with the place in reader->error. */
MUST_USE int s3_read(struct origin **out, struct json_reader *reader,
                     const struct json *value, int64_t now_ms);

/* As s3_read, over a store that exists already and keeps what it holds; the
 * origin owns store from now on, also when this fails. */
MUST_USE int s3_read_over(struct origin **out, struct store *store,
                          struct json_reader *reader, const struct json *value,
                          int64_t now_ms);

/* From now on, record is called at the end of each request at a bucket with its
 * line of S3's server access log, without a line feed, valid during the call.
 * origin: one of s3_read's. */
void s3_log_access(struct origin *origin,
                   void (*record)(void *user, struct span line), void *user);

#endif
