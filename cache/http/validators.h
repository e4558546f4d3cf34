/* validators.h - ETag, Last-Modified and conditional requests (RFC 9110 13). */
#ifndef POPBOX_CACHE_HTTP_VALIDATORS_H
#define POPBOX_CACHE_HTTP_VALIDATORS_H

#include "cache/http/msg.h"

enum condition {
    CONDITION_NONE,         /* nothing asked: answer in full */
    CONDITION_PROCEED,      /* asked, and to be answered in full */
    CONDITION_NOT_MODIFIED, /* 304 */
    CONDITION_FAILED        /* 412 */
};

/* RFC 9110 8.8.3.2. Tags with quotes, W/ allowed; absent never matches. */
bool etag_match_weak(struct span a, struct span b);
bool etag_match_strong(struct span a, struct span b);
/* Whether the list (an If-None-Match or If-Match value) is "*" or names tag;
 * an unquoted element matches the tag inside its quotes, as S3 takes it. */
bool etag_list_has(struct span list, struct span etag, bool strong);

/* RFC 9110 13.1.5: whether a range of what bears these validators is what was
 * meant: no If-Range, the same strong tag, or the same date, letter by letter.
 */
bool if_range_holds(struct span value, struct span etag,
                    struct span last_modified);

/* RFC 9110 13.2.2 for GET and HEAD, in its order: If-Match,
 * If-Unmodified-Since, If-None-Match, If-Modified-Since. etag and last_modified
 * are the resource's (absent: it has none); now_s is for reading dates. */
enum condition condition_judge(const struct http_headers *request,
                               struct span etag, struct span last_modified,
                               int64_t now_s);

#endif
