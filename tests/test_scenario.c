/* test_scenario.c - scenarios from JSON: what is read, and every refusal. */
#include "bench/scenario.h"

#include "bench/embedded.h"
#include "tests/bench_reading.h"

#include <criterion/criterion.h>
#include <stdio.h>

#define TEXTS \
    "'id': 'X', 'title': 't', 'symptom': 'y', 'story': 'o', 'cause': 'c'"
#define WORLD_IS                                                        \
    "'world': {'origins': {'s3': {'type': 's3', 'domain': "             \
    "'b.s3.amazonaws.com', 'buckets': {'bucket': {'objects': {'x': "    \
    "'1'}}}}}, 'edges': {'e': {'domain': 'cdn.example', "               \
    "'DefaultCacheBehavior': {'CachePolicyId': 'CachingOptimized'}}}, " \
    "'pages': {'A': 'https://a.example'}}"
#define WITH(steps, cures) \
    "{" TEXTS ", " WORLD_IS ", 'steps': [" steps "], 'cures': [" cures "]}"
#define STEP(step) WITH(step, "")
#define GET_X      "{'request': {'url': 'https://cdn.example/x'}}"

static const char everything[] = WITH(
    "{'says': 'hello', 'repeat': 3, 'load': {'page': 'A', 'url': "
    "'https://cdn.example/x?q', 'as': 'img', 'crossorigin': "
    "'use-credentials', 'mode': 'no-cors', 'credentials': 'include', "
    "'cache': 'reload', 'method': 'PUT', 'headers': {'x-a': '1'}}, "
    "'expect': {'verdict': 'opaque'}}, "
    "{'request': {'url': 'http://b.s3.amazonaws.com/y', 'method': 'PUT', "
    "'body': 'b', 'who': 'me', 'edge': 'e', 'headers': {'Origin': 'null'}}}, "
    "{'together': [" GET_X ", {'load': {'page': 'A', 'url': "
    "'https://cdn.example/x'}}]}, "
    "{'advance_s': 5}, "
    "{'invalidate': {'edge': 'e', 'paths': '/*'}, 'expect': {'removed': 1}}, "
    "{'count': {'hits': 0}}",
    "{'name': 'n', 'text': 'x', 'change': {'pages': {'A': null, 'B': "
    "'https://b.example'}}, 'steps': [{'load': {'page': 'B', 'url': "
    "'https://cdn.example/x'}}]}");

static void expect_load(const struct scenario_act *act)
{
    cr_expect(act->is_load);
    cr_expect(span_eq(act->who, SPAN("A")));
    cr_expect(span_eq(act->what, SPAN("img PUT https://cdn.example/x?q")));
    cr_expect(span_eq(act->load.page_origin, SPAN("https://a.example")));
    cr_expect_eq(act->load.as, LOAD_IMG);
    cr_expect_eq(act->load.crossorigin, CROSSORIGIN_USE_CREDENTIALS);
    cr_expect_eq(act->load.mode, LOAD_MODE_NO_CORS);
    cr_expect_eq(act->load.credentials, LOAD_CREDENTIALS_INCLUDE);
    cr_expect_eq(act->load.cache, LOAD_CACHE_RELOAD);
    cr_assert_eq(act->load.n_headers, 1);
    cr_expect_not_null(act->expect);
}

static void expect_request(const struct scenario_act *act)
{
    cr_expect_not(act->is_load);
    cr_expect(span_eq(act->who, SPAN("me")));
    cr_expect(span_eq(act->request.head.scheme, SPAN("http")));
    cr_expect(span_eq(act->request.head.authority, SPAN("b.s3.amazonaws.com")));
    cr_expect(span_eq(act->request.head.path, SPAN("/y")));
    cr_expect(span_absent(act->request.head.query));
    cr_expect(span_eq(act->request.body, SPAN("b")));
    cr_expect_eq(act->request.edge, 0);
}

Test(scenario, everything_that_a_step_can_say_is_read)
{
    struct scenario it;
    const struct scenario_step *steps;
    int err = scenario_from(&it, everything);

    cr_assert_eq(err, 0, "%s", it.reader.error);
    cr_expect(span_eq(it.id, SPAN("X")));
    cr_assert_eq(it.n_plays, 2);
    cr_assert_eq(it.plays[0].n_steps, 6);
    steps = it.plays[0].steps;
    cr_expect(span_eq(steps[0].says, SPAN("hello")));
    cr_expect_eq(steps[0].repeat, 3);
    expect_load(&steps[0].acts[0]);
    expect_request(&steps[1].acts[0]);
    cr_expect_eq(steps[2].n_acts, 2);
    cr_expect(span_eq(steps[2].acts[1].place, SPAN("$.steps[2].together[1]")));
    cr_expect_eq(steps[3].advance_ms, 5000);
    cr_expect(span_eq(steps[4].pattern, SPAN("/*")));
    cr_expect_eq(steps[5].kind, SCENARIO_COUNT);
    cr_expect(span_eq(it.plays[1].steps[0].place, SPAN("$.cures[0].steps[0]")));
    cr_expect(span_eq(it.plays[1].steps[0].acts[0].load.page_origin,
                      SPAN("https://b.example")),
              "a cure's steps happen in the changed world");
    scenario_fini(&it);
}

Test(scenario, a_buckets_owner_sends_what_the_aws_cli_sends)
{
    struct scenario it;
    const struct stage_request *request;
    int err = scenario_from(
        &it, STEP("{'put_cors': {'url': 'https://b.s3.amazonaws.com', 'rules': "
                  "[{'ID': 'a<&', 'AllowedOrigins': ['*'], 'AllowedMethods': "
                  "['GET', 'PUT'], 'AllowedHeaders': ['x-*'], 'ExposeHeaders': "
                  "['ETag'], 'MaxAgeSeconds': 5}]}}"));

    cr_assert_eq(err, 0, "%s", it.reader.error);
    request = &it.plays[0].steps[0].acts[0].request;
    cr_expect(span_eq(request->head.method, SPAN("PUT")));
    cr_expect(span_eq(request->head.query, SPAN("cors")));
    cr_expect(span_eq(request->url, SPAN("https://b.s3.amazonaws.com?cors")));
    cr_expect_str_eq(
        request->body.ptr,
        "<CORSConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
        "<CORSRule><ID>a&lt;&amp;</ID><AllowedOrigin>*</AllowedOrigin>"
        "<AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod>"
        "<AllowedHeader>x-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>"
        "<MaxAgeSeconds>5</MaxAgeSeconds></CORSRule></CORSConfiguration>");
    cr_expect_eq(
        http_headers_get(&request->head.headers, SPAN("Content-MD5")).len, 24,
        "S3 takes it only with a checksum");
    scenario_fini(&it);
}

struct refusal {
    const char *text;
    const char *place;
    const char *word;
};

#define LOAD(more) \
    STEP("{'load': {'page': 'A', 'url': 'https://cdn.example/x'" more "}}")
#define EXPECT(expect)                                              \
    STEP("{'load': {'page': 'A', 'url': 'https://cdn.example/x'}, " \
         "'expect': {" expect "}}")

static const struct refusal refusals[] = {
    {"[]", "$", "an object"},
    {"{'id': 'X'}", "$", "title"},
    {"{'id': 7}", "$.id", "string"},
    {"{" TEXTS ", 'steps': [], 'cures': [], 'extra': 1}", "$.extra", "cause"},
    {"{" TEXTS ", 'links': ['ftp://x'], 'world': {}, 'cures': [], 'steps': "
     "[{'advance_s': 1}]}",
     "$.links[0]", "https"},
    {STEP(""), "$.steps", "1 to 200"},
    {STEP("{}"), "$.steps[0]", "exactly one of"},
    {STEP("{'advance_s': 1, 'count': {}}"), "$.steps[0]", "exactly one of"},
    {STEP("{'advance_s': 1, 'wait': 1}"), "$.steps[0].wait", "says"},
    {STEP("{'advance_s': 0}"), "$.steps[0].advance_s", "1"},
    {STEP("{'advance_s': 1, 'expect': {}}"), "$.steps[0].expect", "beside"},
    {STEP("{'advance_s': 1, 'repeat': 1001}"), "$.steps[0].repeat", "1000"},
    {STEP("{'together': [" GET_X "]}"), "$.steps[0].together", "2 to 16"},
    {STEP("{'together': [" GET_X ", {'advance_s': 1}]}"),
     "$.steps[0].together[1].advance_s", "put_cors"},
    {STEP("{'together': [" GET_X ", {'request': {}, 'load': {}}]}"),
     "$.steps[0].together[1]", "must be one"},
    {STEP("{'load': {'page': 'Z', 'url': 'https://cdn.example/x'}}"),
     "$.steps[0].load.page", "no such page"},
    {STEP("{'load': {'page': 'A', 'url': '/x'}}"), "$.steps[0].load.url",
     "absolute"},
    {STEP("{'load': {'page': 'A', 'url': 'https://x.example/#f'}}"),
     "$.steps[0].load.url", "fragment"},
    {LOAD(", 'as': 'iframe'"), "$.steps[0].load.as", "stylesheet"},
    {LOAD(", 'cache': 'force'"), "$.steps[0].load.cache", "reload"},
    {LOAD(", 'method': 'G T'"), "$.steps[0].load.method", "method"},
    {LOAD(", 'headers': {'Host': 'x'}"), "$.steps[0].load.headers.Host",
     "may set"},
    {LOAD(", 'headers': {'X': ' y'}"), "$.steps[0].load.headers.X", "blanks"},
    {LOAD(", 'headers': {'X': 1}"), "$.steps[0].load.headers.X", "string"},
    {LOAD(", 'headers': {'X y': '1'}"), "$.steps[0].load.headers[\"X y\"]",
     "may set"},
    {STEP("{'request': {'url': 'https://cdn.example/x', 'edge': 'f'}}"),
     "$.steps[0].request.edge", "no such edge"},
    {STEP("{'configure': {'edges': {'e': {'pops': 1}}}}"),
     "$.steps[0].configure", "makes a world that cannot be"},
    {STEP("{'configure': {'edges': {'e': {'domain': 'other.example'}}}}"),
     "$.steps[0].configure", "their domains"},
    {STEP("{'configure': {'edges': {'e': null}}}"), "$.steps[0].configure",
     "must leave the edges"},
    {STEP("{'configure': {'origins': {}}}"), "$.steps[0].configure.origins",
     ""},
    {STEP("{'configure': {}}"), "$.steps[0].configure", "edges"},
    {STEP("{'invalidate': {'edge': 'e', 'paths': 'x'}}"),
     "$.steps[0].invalidate.paths", "'/'"},
    {STEP("{'put_cors': {'url': 'https://b.example', 'rules': [{'Id': 1}]}}"),
     "$.steps[0].put_cors.rules[0].Id", "ID"},
    {EXPECT("'verdict': 'fine'"), "$.steps[0].expect.verdict", "Chromium"},
    {EXPECT("'verdict': true"), "$.steps[0].expect.verdict", "boolean"},
    {EXPECT("'x_cache': 'hit'"), "$.steps[0].expect.x_cache", "RefreshHit"},
    {EXPECT("'status': '200'"), "$.steps[0].expect.status", "string"},
    {EXPECT("'acoa': null"), "$.steps[0].expect.acoa",
     "did you mean \"acao\"?"},
    {EXPECT("'reasons': {'look': 'X'}"), "$.steps[0].expect.reasons.look",
     "step"},
    {EXPECT("'reasons': {'lookup': 'X'}"), "$.steps[0].expect.reasons.lookup",
     "reason"},
    {EXPECT("'headers': {'Vary': 1}"), "$.steps[0].expect.headers.Vary",
     "number"},
    {EXPECT("'origin_saw': [1]"), "$.steps[0].expect.origin_saw[0]", "object"},
    {EXPECT("'origin_saw': [{'acoa': null}]"),
     "$.steps[0].expect.origin_saw[0].acoa", "did you mean \"acao\"?"},
    {EXPECT("'origin_saw': null"), "$.steps[0].expect.origin_saw", "an array"},
    {EXPECT("'preflight': {'verdict': 'ok'}"),
     "$.steps[0].expect.preflight.verdict", "known ones are status"},
    {STEP("{'request': {'url': 'https://cdn.example/x'}, 'expect': "
          "{'verdict': 'ok'}}"),
     "$.steps[0].expect.verdict", "known ones are status"},
    {STEP("{'count': {'hits': '1'}}"), "$.steps[0].count.hits", "string"},
    {STEP("{'invalidate': {'edge': 'e', 'paths': '/x'}, 'expect': {'n': 1}}"),
     "$.steps[0].expect.n", "removed"},
    {WITH(GET_X, "{'name': 'n', 'text': 't', 'steps': [" GET_X "]}"),
     "$.cures[0]", "change"},
    {WITH(GET_X, "{'name': 'n', 'text': 't', 'change': {}, 'steps': []}"),
     "$.cures[0].steps", "1 to 200"},
    {WITH(GET_X, "{'name': 'n', 'text': 't', 'change': {'edges': {'e': "
                 "{'profile': 'x'}}}, 'steps': [" GET_X "]}"),
     "$.cures[0].change.edges.e.profile", "cloudfront"},
    {WITH(GET_X, "{'name': 'n', 'text': 't', 'change': {'edges': {'e': "
                 "{'domain': null}}}, 'steps': [" GET_X "]}"),
     "$.cures[0].change.edges.e", "\"domain\" is missing"},
    {WITH(GET_X, "{'name': 'n', 'text': 't', 'change': {'pages': {'B': "
                 "{'origin': 'https://b.example', 'browser': 'A', 'engine': "
                 "'firefox'}}}, 'steps': [" GET_X "]}"),
     "$.cures[0].change.pages.B", "shares the browser of page \"A\""},
    {WITH(GET_X, "{'name': 'n', 'text': 't', 'change': {'origins': {'s3': "
                 "null}}, 'steps': [" GET_X "]}"),
     "$.cures[0].change", "in the changed world $.e"},
    {"{" TEXTS ", 'tags': ['fonts']}", "$.tags[0]", "did you mean \"font\"?"},
    {"{" TEXTS ", 'tags': [1]}", "$.tags[0]", "string"},
    {"{" TEXTS ", 'tags': ['s3','s3','s3','s3','s3','s3','s3','s3','s3']}",
     "$.tags", "at most 8"},
    {WITH(GET_X, "{'name': 'n', 'text': 't', 'change': {'pages': {'A': null}}, "
                 "'steps': [{'load': {'page': 'A', 'url': "
                 "'https://cdn.example/x'}}]}"),
     "$.cures[0].steps[0].load.page", "no such page"},
};

Test(scenario, what_could_not_be_played_is_refused_with_its_place)
{
    for (size_t i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
        const struct refusal *row = &refusals[i];
        struct scenario it;
        char place[128];

        cr_expect_neq(scenario_from(&it, row->text), 0, "%s", row->text);
        (void)snprintf(place, sizeof(place), " %s:", row->place);
        cr_expect_not_null(strstr(it.reader.error, place), "%s\n%s", row->text,
                           it.reader.error);
        cr_expect_not_null(strstr(it.reader.error, row->word), "%s\n%s",
                           row->text, it.reader.error);
        cr_expect_eq(strncmp(it.reader.error, "s.json:", 7), 0, "%s",
                     it.reader.error);
        scenario_fini(&it);
    }
}

Test(scenario, each_truncation_is_refused)
{
    const struct embedded_file *file = scenario_named(SPAN("s57"));

    cr_assert_not_null(file);
    for (size_t len = 0; len + 2 < file->len; len++) {
        struct scenario it;

        cr_expect_neq(scenario_read(&it, "s57.json",
                                    span_of((const char *)file->bytes, len)),
                      0, "%zu bytes", len);
        cr_expect_neq(it.reader.error[0], '\0');
        scenario_fini(&it);
    }
}

Test(scenario, the_library_is_found_by_name_in_any_case)
{
    cr_expect_not_null(scenario_named(SPAN("S01")));
    cr_expect_eq(scenario_named(SPAN("S01")), scenario_named(SPAN("s01.json")));
    cr_expect_null(scenario_named(SPAN("s00")));
    cr_expect_null(scenario_named(SPAN("")));
    cr_expect_null(scenario_named(SPAN_ABSENT));
    cr_expect_null(scenario_named(SPAN(".json")));
}

Test(scenario, its_page_to_read_fits_80_columns)
{
    for (size_t i = 0; i < embedded_scenarios_n; i++) {
        const struct embedded_file *file = &embedded_scenarios[i];
        struct scenario it;
        struct buf text;

        cr_assert_eq(
            scenario_read(&it, file->name,
                          span_of((const char *)file->bytes, file->len)),
            0, "%s", it.reader.error);
        buf_init(&text, 1 << 20);
        scenario_print(&it, &text);
        cr_expect_not(text.overflow);
        cr_expect_not_null(strstr(buf_span(&text).ptr, "\nThe cause\n"));
        for (size_t k = 0; k < it.n_links; k++)
            cr_expect_not_null(strstr(buf_span(&text).ptr, it.links[k].ptr));
        buf_fini(&text);
        scenario_fini(&it);
    }
}
