/* test_s3_access_log.c - S3's server access log, record by record. */
#include "origin/s3/s3.h"
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define DESCRIPTION                                                           \
    "{'type': 's3', 'accounts': {'main': {'access_key': 'AK', 'secret_key': " \
    "'SK', 'id': 'owner'}}, 'buckets': {'bkt': {'policy': {'Statement': {"    \
    "'Effect': 'Allow', 'Principal': '*', 'Action': 's3:GetObject', "         \
    "'Resource': 'arn:aws:s3:::bkt/*'}}, 'objects': {'a b': '0123456789'}}}}"

static void keep(void *user, struct span line)
{
    struct buf *log = user;

    buf_add(log, line);
    buf_add_byte(log, '\n');
}

struct row {
    const char *request;
    const char *line; /* "ID" stands for the request's, "HOST" for S3's */
};

#define START(n) "owner bkt [25/Nov/2025:02:00:00 +0000] 192.0.2.1 - ID " n
#define END      " \"-\" \"-\" - HOST - - - s3.localhost - - -\n"

static const struct row rows[] = {
    {"GET /bkt/a%20b",
     START("REST.GET.OBJECT a%20b \"GET /bkt/a%20b HTTP/1.1\" 200 - 10 10 0 "
           "-") END},
    {"HEAD /bkt/a%20b",
     START("REST.HEAD.OBJECT a%20b \"HEAD /bkt/a%20b HTTP/1.1\" 200 - - 10 0 "
           "-") END},
    {"GET /bkt/a%20b\nRange: bytes=1-3",
     START("REST.GET.OBJECT a%20b \"GET /bkt/a%20b HTTP/1.1\" 206 - 3 10 0 "
           "-") END},
    {"DELETE /bkt?cors",
     START("REST.DELETE.CORS - \"DELETE /bkt?cors HTTP/1.1\" 403 AccessDenied "
           "SIZE - 0 -") END},
    {"OPTIONS /bkt/x\nOrigin: https://a.test",
     START("REST.OPTIONS.PREFLIGHT x \"OPTIONS /bkt/x HTTP/1.1\" 403 "
           "AccessForbidden SIZE - 0 -") END},
    {"GET /bkt/a%20b\nReferer: a\"b\nUser-Agent: curl/8",
     START("REST.GET.OBJECT a%20b \"GET /bkt/a%20b HTTP/1.1\" 200 - 10 10 0 - "
           "\"a%22b\" \"curl/8\" - HOST - - - s3.localhost - - -\n")},
    {"GET /bkt/a%20b?AWSAccessKeyId=AK&Signature=x&Expires=9",
     START("REST.GET.OBJECT a%20b \"GET /bkt/a%20b?AWSAccessKeyId=AK&"
           "Signature=x&Expires=9 HTTP/1.1\" 403 AccessDenied SIZE - 0 - \"-\" "
           "\"-\" - HOST SigV2 - QueryString s3.localhost - - -\n")},
    {"GET /", ""},
};

/* The line that is expected, with what only the answer knows filled in. */
static void fill_in(struct origin_talk *talk, const char *line, struct buf *out)
{
    buf_reset(out);
    while (*line) {
        if (strncmp(line, "ID ", 3) == 0) {
            buf_add_str(out, talk_header(talk, "x-amz-request-id"));
            line += 2;
        } else if (strncmp(line, "HOST ", 5) == 0) {
            buf_add_str(out, talk_header(talk, "x-amz-id-2"));
            line += 4;
        } else if (strncmp(line, "SIZE ", 5) == 0) {
            buf_add_u64(out, talk->body.len);
            line += 4;
        } else {
            buf_add_byte(out, *line++);
        }
    }
}

Test(s3_access_log, each_request_at_a_bucket_has_its_record)
{
    struct buf expected;
    struct buf log;

    buf_init(&expected, 65536);
    buf_init(&log, 65536);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct origin_talk talk;

        buf_reset(&log);
        talk_init(&talk, DESCRIPTION);
        s3_log_access(talk.origin, keep, &log);
        (void)talk_ask(&talk, rows[i].request); /* the status is in the line */
        fill_in(&talk, rows[i].line, &expected);
        cr_expect_str_eq(buf_span(&log).ptr, buf_span(&expected).ptr);
        talk_fini(&talk);
    }
    buf_fini(&expected);
    buf_fini(&log);
}
