/* test_transcript.c - events in any order, one transcript; text and JSON. */
#include "bench/transcript.h"

#include "bench/transcript_json.h"
#include "bench/transcript_text.h"
#include "bench/wrap.h"
#include "tests/http_values.h"

#include <criterion/criterion.h>

#define KEY "d8:cdn.test p2:/x"

struct bench {
    struct arena arena;
    struct topology_edge edges[1];
    struct topology_origin origins[1];
    struct topology topology;
    struct transcript transcript;
};

static void setup(struct bench *b)
{
    const struct transcript_title title = {SPAN("S99"), SPAN("A title"),
                                           SPAN("as it is")};

    *b = (struct bench){.edges = {{.name = SPAN("edge")}},
                        .origins = {{.name = SPAN("S3")}}};
    arena_init(&b->arena, 1u << 20);
    b->topology = (struct topology){
        .edges = b->edges, .n_edges = 1, .origins = b->origins, .n_origins = 1};
    transcript_init(&b->transcript, &b->topology, &title);
}

static void teardown(struct bench *b)
{
    cr_assert_not(b->transcript.overflow);
    transcript_fini(&b->transcript);
    arena_fini(&b->arena);
}

static void tell_request(struct bench *b, uint64_t number, const char *head)
{
    struct http_request request = request_of(&b->arena, head);

    transcript_watch(&b->transcript,
                     &(struct stage_event){
                         .saw = STAGE_REQUEST,
                         .number = number,
                         .u.request = {.host = {TOPOLOGY_EDGE, 0},
                                       .head = &request,
                                       .url = SPAN("https://cdn.test/x")}});
}

static void tell_answer(struct bench *b, uint64_t number, int status,
                        const char *headers)
{
    struct http_response head = {.status = status,
                                 .headers = headers_of(&b->arena, headers)};

    transcript_watch(&b->transcript,
                     &(struct stage_event){.saw = STAGE_ANSWER,
                                           .number = number,
                                           .u.answer = {.head = &head}});
}

static void tell_journal(struct bench *b, uint64_t txn, const char *head,
                         enum reason lookup)
{
    struct journal journal = {.txn = txn,
                              .key = SPAN(KEY),
                              .status = 200,
                              .request = request_of(&b->arena, head)};

    journal_add(&journal, STEP_RECEIVE, RECEIVE_OK, 0);
    journal_add(&journal, STEP_KEY, KEY_WITHOUT_ORIGIN, 0);
    journal_add(&journal, STEP_LOOKUP, lookup, 0);
    journal_add_value(&journal, STEP_JUDGE, JUDGE_MAX_AGE, 0, 60);
    transcript_watch(
        &b->transcript,
        &(struct stage_event){.saw = STAGE_JOURNAL,
                              .u.journal = {.edge = 0, .journal = &journal}});
}

static void tell_origin(struct bench *b, const char *head)
{
    struct http_request request = request_of(&b->arena, head);
    struct http_response answer = {.status = 200};

    transcript_watch(&b->transcript,
                     &(struct stage_event){
                         .saw = STAGE_ORIGIN,
                         .u.origin = {.request = &request, .answer = &answer}});
}

static void tell_verdict(struct bench *b, uint64_t number)
{
    const struct load_verdict verdict = {
        .outcome = LOAD_BLOCKED,
        .cors = {CORS_MISSING_ALLOW_ORIGIN, SPAN_ABSENT},
        .console = SPAN("Access to fetch at 'https://cdn.test/x' from origin "
                        "'https://a.test' has been blocked by CORS policy: No "
                        "'Access-Control-Allow-Origin' header is present on "
                        "the requested resource."),
        .status = 200};

    transcript_watch(&b->transcript,
                     &(struct stage_event){.saw = STAGE_VERDICT,
                                           .number = number,
                                           .u.verdict = &verdict});
}

#define ASK_A "GET /x | Origin: https://a.test"
#define ASK_B "GET /x | Origin: https://b.test"

/* The same things seen, in one of two orders. */
static void play(struct bench *b, bool shuffled)
{
    struct seen_step *step =
        transcript_begin(&b->transcript, SPAN("$.steps[0]"), 1500);

    step->says = SPAN("What the script says.");
    transcript_act(&b->transcript, 1, SPAN("A"), SPAN("fetch x"));
    transcript_act(&b->transcript, 2, SPAN("B"), SPAN("fetch x"));
    tell_request(b, 1, ASK_A);
    tell_request(b, 2, ASK_B);
    if (shuffled) {
        tell_answer(b, 2, 200, "X-Cache: Hit from cloudfront");
        tell_journal(b, 8, ASK_B, LOOKUP_HIT);
        tell_journal(b, 7, ASK_A, LOOKUP_MISS);
        tell_origin(b, ASK_A);
        tell_answer(b, 1, 200, "X-Cache: Miss from cloudfront");
    } else {
        tell_journal(b, 7, ASK_A, LOOKUP_MISS);
        tell_origin(b, ASK_A);
        tell_journal(b, 8, ASK_B, LOOKUP_HIT);
        tell_answer(b, 1, 200, "X-Cache: Miss from cloudfront");
        tell_answer(b, 2, 200, "X-Cache: Hit from cloudfront");
    }
    tell_verdict(b, 1);
    transcript_end(&b->transcript);
}

static void print(struct bench *b, struct buf *text)
{
    struct json_out out;

    buf_init(text, 1u << 20);
    transcript_print(&b->transcript, text);
    json_out_init(&out, text, true);
    transcript_json(&b->transcript, &out);
}

Test(transcript, the_order_of_events_does_not_show)
{
    struct bench one, other;
    struct buf texts[2];

    setup(&one);
    setup(&other);
    play(&one, false);
    play(&other, true);
    print(&one, &texts[0]);
    print(&other, &texts[1]);
    cr_assert_str_eq(buf_span(&texts[0]).ptr, buf_span(&texts[1]).ptr);
    buf_fini(&texts[0]);
    buf_fini(&texts[1]);
    teardown(&one);
    teardown(&other);
}

Test(transcript, a_request_finds_its_journal_by_what_was_asked)
{
    struct bench b;
    const struct seen_step *step;
    const struct seen_act *first, *second;

    setup(&b);
    play(&b, true);
    step = LIST_ITEM(b.transcript.steps.next, struct seen_step, link);
    first = LIST_ITEM(step->acts.next, struct seen_act, link);
    second = LIST_ITEM(step->acts.prev, struct seen_act, link);
    cr_assert_eq(seen_last_request(first)->journal->journal.txn, 7u);
    cr_assert_eq(seen_last_request(second)->journal->journal.txn, 8u);
    cr_assert(first->judged);
    cr_assert_not(second->judged);
    cr_assert(span_eq(seen_host_name(&b.topology, seen_last_request(first)),
                      SPAN("edge")));
    teardown(&b);
}

Test(transcript, the_text_is_80_columns_wide_and_tells_the_story)
{
    static const char *const phrases[] = {
        "A title\nS99, as it is\n",
        "\n 1  [1.500 s] A: fetch x, and at the same time B: fetch x\n",
        "    What the script says.\n",
        "    A -> edge     GET /x, Origin: https://a.test\n",
        "    lookup        nothing is stored under this key\n",
        "    key           the key leaves Origin out",
        "                  " KEY "\n",
        " (60 s)\n",
        "    S3            GET /x, Origin: https://a.test -> 200",
        "    A <- edge     200, X-Cache: Miss from cloudfront, no\n",
        "    A             BLOCKED, MissingAllowOriginHeader\n",
        "\nNot as expected:\n  it was so\n",
    };
    struct bench b;
    struct buf text;
    size_t column = 0;

    setup(&b);
    play(&b, false);
    transcript_fail(&b.transcript, SPAN("it was so"));
    buf_init(&text, 1u << 20);
    transcript_print(&b.transcript, &text);
    for (size_t i = 0; i < text.len; i++) {
        column = text.ptr[i] == '\n' ? 0 : column + 1;
        cr_assert_leq(column, (size_t)WRAP_COLUMNS);
    }
    for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
        cr_assert_not_null(strstr(buf_span(&text).ptr, phrases[i]), "%s\n%s",
                           phrases[i], buf_span(&text).ptr);
    buf_fini(&text);
    teardown(&b);
}

Test(transcript, the_json_can_be_read_and_has_every_decision)
{
    struct json_reader reader;
    struct json_out out;
    struct bench b;
    struct buf text;
    const struct json *step, *edges, *act;

    setup(&b);
    play(&b, false);
    buf_init(&text, 1u << 20);
    json_out_init(&out, &text, false);
    transcript_json(&b.transcript, &out);
    cr_assert_eq(json_open(&reader, "out", buf_span(&text)), 0, "%s",
                 reader.error);
    step = json_first(json_member(json_root(&reader), "steps"));
    edges = json_member(step, "edges");
    act = json_first(json_member(step, "acts"));
    cr_assert_eq(json_count(edges), 2u);
    cr_assert_eq(json_count(json_member(json_first(edges), "decisions")), 4u);
    cr_assert(
        span_eq(json_string(json_member(json_first(edges), "key")), SPAN(KEY)));
    cr_assert(
        span_eq(json_string(json_member(json_member(act, "verdict"), "cors")),
                SPAN("MissingAllowOriginHeader")));
    json_close(&reader);
    buf_fini(&text);
    teardown(&b);
}

Test(transcript, what_belongs_to_no_step_or_act_is_passed_over)
{
    struct bench b;

    setup(&b);
    tell_request(&b, 1, ASK_A); /* before any step */
    transcript_end(&b.transcript);
    cr_assert_not_null(transcript_begin(&b.transcript, SPAN("$"), 0));
    tell_request(&b, 9, ASK_A);
    tell_answer(&b, 9, 200, "");
    tell_verdict(&b, 9);
    transcript_act(&b.transcript, 1, SPAN("A"), SPAN("x"));
    tell_answer(&b, 1, 200, ""); /* to no request */
    transcript_end(&b.transcript);
    teardown(&b);
}
