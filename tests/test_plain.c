/* test_plain.c - plain origins: bodies, headers, CORS modes, routes, faults. */
#include "tests/origin_talk.h"

#include <criterion/criterion.h>

static const char *const seen[] = {"Access-Control-", "Vary", "X-", "Cache-",
                                   NULL};

struct row {
    const char *members; /* of the description */
    const char *request;
    const char *told;
    const char *body;
};

#define A    "\nOrigin: https://a.test"
#define ACAO " | Access-Control-Allow-Origin: "

static const struct row rows[] = {
    {"", "GET /x", "200", ""},
    {"'body': 'hi'", "GET /x", "200", "hi"},
    {"'body': 'hi'", "HEAD /x", "200", ""},
    {"'body': 'hi', 'status': 404", "GET /x", "404", "hi"},
    {"'body': 'hi', 'status': 204", "GET /x", "204", ""},
    {"'size': 5", "GET /x", "200", "abcde"},
    {"'size': 30", "GET /x", "200", "abcdefghijklmnopqrstuvwxyzabcd"},
    {"'size_from_path': true", "GET /dir/3", "200", "abc"},
    {"'size_from_path': true", "GET /0", "200", ""},
    {"'size_from_path': true", "GET /x", "404",
     "the path does not end in a number of bytes\n"},
    {"'size': 9, 'chunked': true", "GET /x", "200", "abcdefghi"},
    {"'headers': {'Cache-Control': 'max-age=1', 'X-Two': ['a', 'b']}", "GET /x",
     "200 | Cache-Control: max-age=1 | X-Two: a | X-Two: b", ""},

    {"'allow_origin': 'none'", "GET /x" A, "200", ""},
    {"'allow_origin': '*'", "GET /x", "200" ACAO "*", ""},
    {"'allow_origin': 'https://b.test'", "GET /x" A,
     "200" ACAO "https://b.test", ""},
    {"'allow_origin': ['https://a.test', '*']", "GET /x" A,
     "200" ACAO "https://a.test" ACAO "*", ""},
    {"'allow_origin': 'reflect'", "GET /x", "200", ""},
    {"'allow_origin': 'reflect'", "GET /x" A, "200" ACAO "https://a.test", ""},
    {"'allow_origin': 'reflect', 'only': ['https://b.test']", "GET /x" A, "200",
     ""},
    {"'allow_origin': 'reflect', 'only': ['https://b.test', "
     "'https://a.test'], 'allow_credentials': true, 'expose': 'X-A'",
     "GET /x" A,
     "200" ACAO "https://a.test | Access-Control-Allow-Credentials: true | "
     "Access-Control-Expose-Headers: X-A",
     ""},
    {"'allow_origin': 'reflect', 'allow_credentials': true", "GET /x", "200",
     ""},
    {"'vary': 'always'", "GET /x", "200 | Vary: Origin", ""},
    {"'vary': 'cors'", "GET /x", "200", ""},
    {"'vary': 'cors'", "GET /x" A, "200 | Vary: Origin", ""},
    {"'vary': 'never'", "GET /x" A, "200", ""},

    {"'allow_origin': 'null'", "GET /x" A, "200" ACAO "null", ""},
    {"'allow_origin': '*', 'status': 503", "GET /x" A, "503" ACAO "*", ""},
    {"'allow_origin': '*', 'vary': 'always', 'status': 503, "
     "'cors_on_errors': false",
     "GET /x" A, "503", ""},
    {"'allow_origin': '*', 'cors_on_errors': false, 'faults': [{'path': '/x', "
     "'status': 500}]",
     "GET /x" A, "500", "Internal Server Error"},
    {"'allow_origin': '*', 'cors_on_errors': false", "GET /x" A, "200" ACAO "*",
     ""},
    {"'cors_on_errors': false, 'routes': [{'path': '/x', 'allow_origin': '*', "
     "'status': 404, 'cors_on_errors': true}]",
     "GET /x" A, "404" ACAO "*", ""},
    {"'allow_origin': '*'", "OPTIONS /x" A, "405" ACAO "*", ""},
    {"'body': 'no', 'allow_origin': '*', 'preflight': {'allow_methods': "
     "'PUT', 'allow_headers': 'x-a', 'max_age_s': 0}",
     "OPTIONS /x" A,
     "204" ACAO "* | Access-Control-Allow-Methods: PUT | "
     "Access-Control-Allow-Headers: x-a | Access-Control-Max-Age: 0",
     ""},
    {"'preflight': {'status': 302}", "OPTIONS /x" A, "302", ""},

    {"'body': 'v', 'etag': '\\'1\\''", "GET /x\nIf-None-Match: \"1\"", "304",
     ""},
    {"'body': 'v', 'etag': '\\'1\\''", "GET /x\nIf-None-Match: \"2\"", "200",
     "v"},
    {"'body': 'v', 'etag': '\\'1\\''", "GET /x\nIf-Match: \"2\"", "412", ""},
    {"'body': 'v', 'last_modified_age_s': 60",
     "GET /x\nIf-Modified-Since: Tue, 25 Nov 2025 01:59:00 GMT", "304", ""},
    {"'body': 'v', 'last_modified_age_s': 60",
     "GET /x\nIf-Modified-Since: Tue, 25 Nov 2025 01:58:59 GMT", "200", "v"},
    {"'size': 30", "GET /x\nRange: bytes=25-27", "206", "zab"},
    {"'size': 30", "GET /x\nRange: bytes=30-", "416", ""},

    {"'body': 'b', 'routes': [{'path': '/a*', 'body': 'a'}, {'path': '/ab', "
     "'body': 'never'}, {'path': '/e', 'status': 500}]",
     "GET /ab", "200", "a"},
    {"'body': 'b', 'routes': [{'path': '/e', 'status': 500}]", "GET /e", "500",
     "b"},
    {"'body': 'b', 'routes': [{'path': '/e', 'status': 500}]", "GET /x", "200",
     "b"},
    {"'headers': {'X-A': '1'}, 'routes': [{'path': '*', 'headers': {'X-B': "
     "'2'}}]",
     "GET /x", "200 | X-B: 2", ""},
};

static void start(struct origin_talk *talk, const char *members)
{
    struct buf text;

    buf_init(&text, 65536);
    buf_addf(&text, "{'type': 'plain'%s%s}", *members ? ", " : "", members);
    talk_init(talk, buf_span(&text).ptr);
    buf_fini(&text);
}

Test(plain, answers_are_what_the_description_says)
{
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct origin_talk talk;

        start(&talk, rows[i].members);
        (void)talk_ask(&talk, rows[i].request); /* the status is in told */
        cr_expect_str_eq(talk_told(&talk, seen), rows[i].told, "%s: %s",
                         rows[i].members, rows[i].request);
        cr_expect_str_eq(talk_body(&talk), rows[i].body, "%s: %s",
                         rows[i].members, rows[i].request);
        talk_fini(&talk);
    }
}

Test(plain, answer_has_a_date_and_its_length_or_none)
{
    struct origin_talk talk;

    start(&talk, "'size': 7");
    (void)talk_ask(&talk, "HEAD /x"); /* 200 */
    cr_expect_eq(talk.ex.answer.length, 7);
    cr_expect_not(talk.ex.answer.has_body);
    cr_expect_str_eq(talk_header(&talk, "Date"),
                     "Tue, 25 Nov 2025 02:00:00 GMT");
    talk_fini(&talk);
    start(&talk, "'size': 7, 'chunked': true");
    (void)talk_ask(&talk, "GET /x"); /* 200 */
    cr_expect_eq(talk.ex.answer.length, ORIGIN_LENGTH_UNKNOWN);
    talk_fini(&talk);
}

Test(plain, two_gibibytes_cost_no_memory)
{
    struct origin_viewer nobody = {.address = SPAN("192.0.2.2"),
                                   .body_length = 0};
    struct http_request req = {.method = SPAN("GET"),
                               .scheme = SPAN("http"),
                               .path = SPAN("/2147483648")};
    struct origin_talk talk;
    uint64_t total = 0;
    struct span piece;

    start(&talk, "'size_from_path': true");
    talk.ex.arena = &talk.arena;
    (void)origin_begin(talk.origin, &talk.ex, talk.now_ms, &req, &nobody);
    cr_expect_eq(talk.ex.answer.length, INT64_C(2147483648));
    while ((piece = origin_read(talk.origin, &talk.ex, 65536)).len > 0) {
        if (piece.ptr[0] != (char)('a' + total % 26) ||
            piece.ptr[piece.len - 1] !=
                (char)('a' + (total + piece.len - 1) % 26))
            cr_assert_fail("wrong bytes at %llu", (unsigned long long)total);
        total += piece.len;
    }
    cr_expect_eq(total, UINT64_C(2147483648));
    cr_expect_leq(talk.arena.used, 4096);
    origin_end(talk.origin, &talk.ex);
    talk_fini(&talk);
}

Test(plain, request_body_is_taken_and_answered)
{
    struct origin_talk talk;

    start(&talk, "'status': 201");
    cr_expect_eq(talk_ask_with(&talk, "POST /x", SPAN("body")), 201);
    cr_expect(talk.accepted);
    talk.cut_short = true;
    cr_expect_eq(talk_ask_with(&talk, "POST /x", SPAN("body")), 400);
    cr_expect(talk.ex.answer.close);
    talk_fini(&talk);
}

/* ---- faults -------------------------------------------------------------- */

static const char fault_letters[] = {
    [FAULT_NONE] = '.',     [FAULT_HANG] = 'h',    [FAULT_RESET] = 'r',
    [FAULT_TRUNCATE] = 't', [FAULT_GARBAGE] = 'g',
};

/* One letter a request: its fault, 'd' for a delay, a digit for its status. */
static const char *course(struct origin_talk *talk, const char *paths,
                          struct buf *told)
{
    buf_reset(told);
    for (; *paths; paths++) {
        char request[] = "GET /?";
        const struct fault *fault = &talk->ex.answer.fault;

        request[5] = *paths;
        if (talk_ask(talk, request) != 200)
            buf_addf(told, "%d", talk->ex.answer.head.status / 100);
        else if (fault->kind == FAULT_NONE && fault->delay_ms > 0)
            buf_add_byte(told, 'd');
        else
            buf_add_byte(told, fault_letters[fault->kind]);
    }
    return buf_span(told).ptr;
}

struct fault_row {
    const char *faults;
    const char *paths; /* of the requests, a letter each */
    const char *told;
};

static const struct fault_row faults[] = {
    {"{'fault': 'hang'}", "aaa", "hhh"},
    {"{'fault': 'hang', 'requests': [2]}", "aaaa", ".h.."},
    {"{'fault': 'reset', 'path': '/b'}", "abab", ".r.r"},
    {"{'fault': 'garbage', 'path': '/b', 'requests': [2, 3]}", "babaab",
     "..g..g"},
    {"{'delay_ms': 5, 'requests': [1]}, {'fault': 'truncate', 'at_bytes': 1}",
     "aab", "dtt"},
    {"{'status': 503, 'path': '/b'}", "ab", ".5"},
    {"{'fault': 'hang', 'percent': 0}", "aaaa", "...."},
    {"{'fault': 'hang', 'percent': 100}", "aaaa", "hhhh"},
    {"{'fault': 'hang', 'method': 'PUT'}", "a", "."},
};

Test(plain, faults_befall_the_requests_they_name)
{
    struct buf members;
    struct buf told;

    buf_init(&members, 65536);
    buf_init(&told, 65536);
    for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
        struct origin_talk talk;

        buf_reset(&members);
        buf_addf(&members, "'faults': [%s]", faults[i].faults);
        start(&talk, buf_span(&members).ptr);
        cr_expect_str_eq(course(&talk, faults[i].paths, &told), faults[i].told,
                         "%s", faults[i].faults);
        talk_fini(&talk);
    }
    buf_fini(&members);
    buf_fini(&told);
}

Test(plain, drawn_faults_follow_their_seed)
{
    struct origin_talk talk;
    struct buf told[3];
    const char *paths = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    for (int i = 0; i < 3; i++) {
        buf_init(&told[i], 65536);
        start(&talk, i < 2 ? "'faults': [{'fault': 'hang', 'percent': 50}]"
                           : "'faults': [{'fault': 'hang', 'percent': 50}], "
                             "'fault_seed': 2");
        (void)course(&talk, paths, &told[i]); /* told below */
        talk_fini(&talk);
    }
    cr_expect_str_eq(buf_span(&told[0]).ptr, buf_span(&told[1]).ptr);
    cr_expect_str_neq(buf_span(&told[0]).ptr, buf_span(&told[2]).ptr);
    cr_expect_not_null(strchr(buf_span(&told[0]).ptr, 'h'));
    cr_expect_not_null(strchr(buf_span(&told[0]).ptr, '.'));
    for (int i = 0; i < 3; i++)
        buf_fini(&told[i]);
}
