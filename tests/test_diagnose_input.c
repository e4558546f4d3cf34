/* test_diagnose_input.c - transcripts and HAR files: taken apart, refused */
#include "bench/diagnose_parts.h"
#include "cache/base/mem.h"
#include "tests/pasted.h"

#include <criterion/criterion.h>

#define MISSING                                                            \
    "No 'Access-Control-Allow-Origin' header is present on the requested " \
    "resource."
/* ---- transcripts ----------------------------------------------------------
 */

static const char long_paste[] =
    "Access to fetch at 'https://cdn.example/x.png' from origin "
    "'https://a.example' has been blocked by CORS policy: " MISSING "\n"
    "$ curl -sI https://cdn.example/x.png\n"
    "HTTP/2 200 \r\ncontent-type: image/png\r\nserver: AmazonS3\r\n"
    "x-cache: Miss from cloudfront\r\n\r\n"
    "$ curl -sv -H 'Origin: https://a.example' https://cdn.example/x.png\n"
    "> GET /x.png HTTP/2\n> Host: cdn.example\n> origin: https://a.example\n"
    "> \n< HTTP/2 200 \n< server: AmazonS3\n< x-cache: Hit from cloudfront\n"
    "< age: 17\n< \n"
    "Request URL:\nhttps://cdn.example/x.png\nRequest Method: GET\n"
    "Status Code: 200 OK\naccess-control-allow-origin:\nhttps://b.example\n"
    "vary: Origin\n";

Test(diagnose, exchanges_of_a_transcript_are_told_apart)
{
    struct pasted pasted;
    const struct diagnose_exchange *at;

    pasted_init(&pasted, span_str(long_paste));
    at = pasted.diagnosis.exchanges;
    cr_assert(pasted.diagnosis.sights[SEEN_FIRST_WITHOUT].seen);
    cr_assert(!pasted.diagnosis.sights[SEEN_MISS].seen,
              "the miss was not a page's");
    cr_assert(at[0].knows_request && at[0].complete);
    cr_assert_eq(at[0].status, 200);
    cr_assert_eq(at[0].answer.n, 3);
    cr_assert(span_eq(http_headers_get(&at[1].request, SPAN("Origin")),
                      SPAN("https://a.example")));
    cr_assert(
        span_eq(http_headers_get(&at[pasted.diagnosis.n_exchanges - 1].answer,
                                 SPAN("access-control-allow-origin")),
                SPAN("https://b.example")));
    pasted_fini(&pasted);
}

static void try_each_beginning(struct span text)
{
    for (size_t len = 0; len <= text.len; len++) {
        char *bytes = mem_alloc(len + 1); /* so that a byte too far is seen */
        struct pasted pasted;
        struct json_out json;

        memcpy(bytes, text.ptr, len);
        pasted_init(&pasted, span_of(bytes, len));
        cr_assert_eq(pasted.err == 0, pasted.error.len == 0);
        if (!pasted.err) {
            diagnose_text(&pasted.diagnosis, &pasted.told);
            buf_reset(&pasted.told);
            json_out_init(&json, &pasted.told, false);
            diagnose_json(&pasted.diagnosis, &json);
            cr_assert(!pasted.told.overflow);
        }
        pasted_fini(&pasted);
        mem_free(bytes);
    }
}

Test(diagnose, every_beginning_of_a_transcript_is_read)
{
    try_each_beginning(span_str(long_paste));
}

/* ---- HAR ------------------------------------------------------------------
 */

#define ENTRY(url, asked, status, answered, more)                          \
    "{\"request\": {\"method\": \"GET\", \"url\": \"" url                  \
    "\", \"headers\": [{\"name\": \"accept\", \"value\": \"*/*\"}" asked   \
    "]}, \"response\": {\"status\": " status ", \"headers\": [{\"name\": " \
    "\"server\", \"value\": \"AmazonS3\"}" answered "]}" more "}"
#define FIELD(name, value) \
    ", {\"name\": \"" name "\", \"value\": \"" value "\"}"

static const char har[] =
    "\xef\xbb\xbf{\"log\": {\"version\": \"1.2\", \"entries\": [" ENTRY(
        "https://other.example/ad.js", "", "200",
        FIELD("x-cache", "Miss from cloudfront"),
        "") ",\n" ENTRY("https://cdn.example/x.png", "", "200", "",
                        ", \"_initiator\": {\"stack\": [{\"a\": "
                        "\"]}\"}]}") ",\n" ENTRY("https://cdn.example/x.png",
                                                 FIELD("Origin",
                                                       "https://a.example"),
                                                 "200",
                                                 FIELD("cache-control",
                                                       "max-age=9"),
                                                 ", \"_fromCache\": "
                                                 "\"disk\"") "]}}";

Test(diagnose, a_har_file_is_searched_for_the_broken_request)
{
    struct pasted pasted;

    pasted_init(&pasted, span_of(har, sizeof(har) - 1));
    cr_assert_eq(pasted.err, 0, "%s", buf_span(&pasted.error).ptr);
    cr_assert(pasted.diagnosis.is_har);
    cr_assert_eq(pasted.diagnosis.n_exchanges, 3);
    cr_assert(span_eq(pasted.diagnosis.url, SPAN("https://cdn.example/x.png")));
    cr_assert_eq(pasted.diagnosis.sights[SEEN_MISSING].place, 3);
    cr_assert(!pasted.diagnosis.sights[SEEN_CLOUDFRONT].seen,
              "the advertisement is no business of ours");
    cr_assert(span_eq(pasted.diagnosis.likely[0].id, SPAN("S44")));
    pasted_fini(&pasted);
}

Test(diagnose, every_beginning_of_a_har_file_is_refused_with_a_sentence)
{
    try_each_beginning(span_of(har, sizeof(har) - 1));
}

Test(diagnose, bodies_and_call_stacks_do_not_count)
{
    struct pasted pasted;
    struct buf text;

    buf_init(&text, DIAGNOSE_HAR_MAX);
    buf_add_str(&text, "{\"log\": {\"text\": \"");
    for (int i = 0; i < 9 << 16; i++)
        buf_add_str(&text, "0123456789\\\"+");
    buf_add_str(&text, "\", \"_initiator\":");
    for (int i = 0; i < 100; i++)
        buf_add_byte(&text, '[');
    for (int i = 0; i < 100; i++)
        buf_add_byte(&text, ']');
    buf_add_str(&text, ", \"entries\": []}}");
    pasted_init(&pasted, buf_span(&text));
    cr_assert_eq(pasted.err, 0, "%s", buf_span(&pasted.error).ptr);
    pasted_fini(&pasted);
    buf_fini(&text);
}

static const struct {
    const char *text;
    const char *error;
} refused[] = {
    {"{\"a\": 1}", "paste: this is JSON, but no HAR file: it has no \"log\" "
                   "with \"entries\""},
    {"{\"log\": {\"entries\": {}}}",
     "paste: this is JSON, but no HAR file: it has no \"log\" with "
     "\"entries\""},
    {" {\"log\": }", "paste:1:10: $.log: found"},
};

Test(diagnose, what_is_no_har_file_is_refused)
{
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        struct pasted pasted;

        pasted_init(&pasted, span_str(refused[i].text));
        cr_assert_neq(pasted.err, 0);
        cr_expect(
            span_starts(buf_span(&pasted.error), span_str(refused[i].error)),
            "%s", buf_span(&pasted.error).ptr);
        pasted_fini(&pasted);
    }
}

Test(diagnose, too_much_is_refused_with_a_hint)
{
    struct pasted pasted;
    struct buf text;

    buf_init(&text, DIAGNOSE_HAR_MAX);
    while (text.len <= DIAGNOSE_TEXT_MAX)
        buf_add_str(&text, "no such line\n");
    pasted_init(&pasted, buf_span(&text));
    cr_assert_eq(pasted.err, ERR_TOO_LONG);
    cr_assert(strstr(buf_span(&pasted.error).ptr, "paste the console line"));
    pasted_fini(&pasted);
    buf_reset(&text);
    for (int i = 0; i <= DIAGNOSE_EXCHANGES_MAX; i++)
        buf_add_str(&text, "HTTP/2 200\n");
    pasted_init(&pasted, buf_span(&text));
    cr_assert_eq(pasted.err, ERR_FULL);
    cr_assert(strstr(buf_span(&pasted.error).ptr, "line 4097: "), "%s",
              buf_span(&pasted.error).ptr);
    pasted_fini(&pasted);
    buf_fini(&text);
}
