/* test_s3_many_parts.c - objects of ten thousand parts, S3's limit.
 *
 * Parts have at least 5 MiB at the interface: so the object is made in the
 * store, and asked for at the interface.
 */
#include "origin/s3/multipart.h"
#include "origin/s3/request.h"
#include "origin/s3/store.h"
#include "origin/s3/stored.h"
#include "tests/origin_talk.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define N_PARTS MULTIPART_PARTS_MAX

static struct store_blob *blobs[N_PARTS];

/* Of the i-th part, as long as a SHA-256 in base64. */
static void add_sum(struct buf *text, int i)
{
    buf_addf(text, "%043d=", i);
}

/* Each part holds its number in five digits. */
static void make_object(struct store *store, struct arena *arena)
{
    struct store_object what = {.key = SPAN("k"), .etag = SPAN("\"e-10000\"")};
    struct buf sizes;
    struct buf sums;

    buf_init(&sizes, STORE_HEAD_MAX);
    buf_init(&sums, STORE_HEAD_MAX);
    for (int i = 0; i < N_PARTS; i++) {
        char text[8];

        snprintf(text, sizeof(text), "%05d", i + 1);
        blobs[i] = store->ops->new_blob(store);
        cr_assert_eq(store->ops->write(store, blobs[i], span_of(text, 5)), 0);
        buf_add_str(&sizes, i ? ",5" : "5");
        buf_add_str(&sums, i ? "," : "");
        add_sum(&sums, i + 1);
    }
    cr_assert_eq(http_headers_add(&what.headers, arena, SPAN(STORED_PART_SIZES),
                                  buf_span(&sizes)),
                 0);
    cr_assert_eq(http_headers_add(&what.headers, arena, SPAN(STORED_PART_SUMS),
                                  buf_span(&sums)),
                 0);
    cr_assert_eq(http_headers_add(&what.headers, arena,
                                  SPAN("x-amz-checksum-sha256"),
                                  SPAN("whole-10000")),
                 0);
    cr_assert_eq(store->ops->commit(store, SPAN("bkt"), &what, blobs, N_PARTS),
                 0);
    buf_fini(&sizes);
    buf_fini(&sums);
}

Test(s3_many_parts, ten_thousand_are_kept_and_told_with_their_checksums)
{
    static const int numbers[] = {1, 2, 8001, 9999, 10000};
    struct origin_talk talk;
    struct arena arena;

    talk_init(&talk, "{'type': 's3', 'buckets': {'bkt': {}}}");
    arena_init(&arena, 4 << 20);
    make_object(((struct s3 *)(void *)talk.origin)->store, &arena);
    for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
        char request[100];
        char body[8];
        struct buf sum;

        buf_init(&sum, 100);
        add_sum(&sum, numbers[i]);
        snprintf(request, sizeof(request),
                 "GET /bkt/k?partNumber=%d\nx-amz-checksum-mode: ENABLED",
                 numbers[i]);
        snprintf(body, sizeof(body), "%05d", numbers[i]);
        cr_expect_eq(talk_ask(&talk, request), 206);
        cr_expect_str_eq(talk_body(&talk), body);
        cr_expect_str_eq(talk_header(&talk, "x-amz-mp-parts-count"), "10000");
        cr_expect_str_eq(talk_header(&talk, "x-amz-checksum-sha256"),
                         buf_span(&sum).ptr);
        buf_fini(&sum);
    }
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k?partNumber=10001"), 400);
    cr_expect_eq(talk_ask(&talk, "GET /bkt/k?attributes\n"
                                 "x-amz-object-attributes: ObjectParts\n"
                                 "x-amz-part-number-marker: 9999"),
                 200);
    cr_expect_str_eq(talk_element(&talk, "PartsCount"), "10000");
    cr_expect_str_eq(talk_element(&talk, "PartNumber"), "10000");
    cr_expect_not_null(talk_element(&talk, "ChecksumSHA256"));
    arena_fini(&arena);
    talk_fini(&talk);
}
