/* test_diagnose.c - pasted errors and headers lead to scenarios, in order */
#include "bench/diagnose_parts.h"
#include "bench/embedded.h"
#include "bench/scenario.h"
#include "tests/pasted.h"

#include <criterion/criterion.h>

#define CHROMIUM(text)                                            \
    "Access to fetch at 'https://cdn.example/x.png' from origin " \
    "'https://a.example' has been blocked by CORS policy: " text  \
    "\nGET https://cdn.example/x.png net::ERR_FAILED 200 (OK)\n"
#define PREFLIGHT \
    "Response to preflight request doesn't pass access control check: "
#define MISSING                                                            \
    "No 'Access-Control-Allow-Origin' header is present on the requested " \
    "resource."
#define MISMATCH(value)                                                     \
    "The 'Access-Control-Allow-Origin' header has a value '" value          \
    "' that is not equal to the supplied origin. Have the server send the " \
    "header with a valid value."
#define FIREFOX(reason)                                               \
    "Cross-Origin Request Blocked: The Same Origin Policy disallows " \
    "reading the remote resource at https://cdn.example/x.png. "      \
    "(Reason: " reason "). Status code: 200."
#define HIT "x-cache: Hit from cloudfront\n"

static const struct {
    const char *text;
    const char *first; /* the likeliest scenario; NULL: none */
    const char *why;
} cases[] = {
    {"No 'Access-Control-Allow-Origin' header is present\n" HIT, "S01",
     "the main thing: two lines, nothing else"},
    {HIT "No 'Access-Control-Allow-Origin' header is present", "S01",
     "in the other order"},
    {CHROMIUM(MISSING) HIT "age: 1800\n", "S01", "the whole line"},
    {"No 'Access-Control-Allow-Origin' header\n   is present on the\n"
     "requested resource. X-Cache: Hit from cloudfront\nX-Cache: Hit from "
     "cloudfront",
     "S01", "wrapped by a terminal"},
    {FIREFOX("CORS header ‘Access-Control-Allow-Origin’ missing") "\n" HIT,
     "S01", "Firefox, with its quotes"},
    {"[Error] Origin https://a.example is not allowed by "
     "Access-Control-Allow-Origin. Status code: 200\n" HIT,
     "S01", "Safari"},
    {"curl -sI -H 'Origin: https://a.example' https://cdn.example/x\n"
     "HTTP/2 200 \ncontent-type: image/png\nserver: AmazonS3\n" HIT,
     "S01", "no console at all: the headers lack it"},
    {CHROMIUM(MISMATCH("https://b.example")) HIT, "S02", "somebody else's"},
    {FIREFOX("CORS header ‘Access-Control-Allow-Origin’ does not match "
             "‘https://b.example’") "\n" HIT,
     "S02", "Firefox"},
    {CHROMIUM(MISMATCH("https://b.example")) HIT "vary: Origin\n", "S03",
     "with Vary, and a hit"},
    {"> GET /x HTTP/1.1\n> Host: cdn.example\n> Origin: https://a.example\n"
     "> \n< HTTP/1.1 200 OK\n< Server: AmazonS3\n< X-Cache: Miss from "
     "cloudfront\n< Vary: Origin\n< \n",
     "S07", "a miss, and still without the header"},
    {CHROMIUM(MISSING) "HTTP/2 404\n" HIT, "S12", "a stored 404"},
    {CHROMIUM(MISSING) "HTTP/2 504\nx-cache: Error from cloudfront\n", "S14",
     "an error of the edge"},
    {CHROMIUM(MISSING) "Uncaught SyntaxError: Unexpected token '<'\n", "S15",
     "a fallback page"},
    {CHROMIUM(
         MISMATCH("https://b.example")) "x-cache: RefreshHit from cloudfront\n",
     "S17", "after a 304"},
    {"Access to fetch at 'https://b.example/x' (redirected from "
     "'https://cdn.example/x') from origin 'https://a.example' has been "
     "blocked by CORS policy: " MISSING,
     "S19", "redirected"},
    {"<Error><Code>AccessDenied</Code><Message>Request has expired"
     "</Message></Error>\n" CHROMIUM(MISSING),
     "S20", "a signed URL that has expired"},
    {CHROMIUM(PREFLIGHT MISSING) "<Code>MissingKey</Code>", "S32",
     "signed cookies, and a preflight without any"},
    {CHROMIUM(MISSING) "I have invalidated everything, and with Disable cache "
                       "it works",
     "S22", "an invalidation does not reach browsers"},
    {CHROMIUM(MISSING) "cf-ray: 8\ncf-cache-status: HIT\n", "S23",
     "Cloudflare"},
    {CHROMIUM(PREFLIGHT MISSING) "x-cache: Error from cloudfront\n"
                                 "HTTP/2 403\n",
     "S27", "CloudFront refuses OPTIONS"},
    {CHROMIUM(PREFLIGHT MISMATCH("https://b.example")) HIT, "S28",
     "a stored preflight"},
    {CHROMIUM(PREFLIGHT "Redirect is not allowed for a preflight request."),
     "S30", "the preflight is redirected"},
    {"<Code>TemporaryRedirect</Code>\n" CHROMIUM(
         PREFLIGHT "Redirect is not allowed for a preflight request."),
     "S31", "to another region"},
    {CHROMIUM("Request header field x-trace is not allowed by "
              "Access-Control-Allow-Headers in preflight response."),
     "S33", "a header"},
    {FIREFOX("header ‘x-trace’ is not allowed according to header "
             "‘Access-Control-Allow-Headers’ from CORS preflight response"),
     "S33", "a header, in Firefox"},
    {CHROMIUM("Method PUT is not allowed by Access-Control-Allow-Methods in "
              "preflight response."),
     "S34", "a method"},
    {CHROMIUM(PREFLIGHT MISSING) "<Message>CORSResponse: This CORS request is "
                                 "not allowed.</Message>",
     "S35", "S3 says so itself"},
    {CHROMIUM("The 'Access-Control-Allow-Origin' header contains multiple "
              "values '*, *', but only one is allowed."),
     "S36", "two layers"},
    {"curl -i -H 'Origin: https://a.example' https://cdn.example/x\n"
     "HTTP/1.1 200 OK\nAccess-Control-Allow-Origin: *\n"
     "Access-Control-Allow-Origin: *\n",
     "S36", "two lines in a transcript"},
    {CHROMIUM("The value of the 'Access-Control-Allow-Origin' header in the "
              "response must not be the wildcard '*' when the request's "
              "credentials mode is 'include'."),
     "S38", "* with credentials"},
    {FIREFOX("expected ‘true’ in CORS header "
             "‘Access-Control-Allow-Credentials’"),
     "S39", "no credentials, in Firefox"},
    {CHROMIUM(MISMATCH("https://a.example/")), "S40", "a slash"},
    {CHROMIUM(MISMATCH("http://a.example")), "S41", "another scheme"},
    {CHROMIUM("The 'Access-Control-Allow-Origin' header contains the invalid "
              "value 'a.example'."),
     "S41", "no scheme"},
    {CHROMIUM(MISMATCH("https://*.example")), "S42", "a pattern"},
    {CHROMIUM(MISMATCH("null")) HIT, "S43", "null, stored"},
    {CHROMIUM(MISSING) "works in Firefox, and in an incognito window", "S44",
     "the browser's own copy"},
    {"Access to image at 'https://cdn.example/x.png' from origin "
     "'https://a.example' has been blocked by CORS policy: " MISSING,
     "S45", "an image with crossorigin"},
    {"SecurityError: Failed to execute 'texImage2D' on "
     "'WebGLRenderingContext': The image element contains cross-origin data, "
     "and may not be loaded.",
     "S46", "a texture"},
    {"Access to font at 'https://cdn.example/a.woff2' from origin "
     "'https://a.example' has been blocked by CORS policy: " MISSING,
     "S50", "a font"},
    {"Access to fetch at 'https://api.x.test/1' from origin "
     "'https://admin.x.test' has been blocked by CORS policy: " MISMATCH(
         "https://app.x.test"),
     "S54", "a sister"},
    {"curl -H 'Origin: https://a.example' -H 'Access-Control-Request-Method: "
     "HEAD' -i https://cdn.example/x\nHTTP/2 200\nserver: AmazonS3\n" HIT,
     "S57", "preflight headers on a GET"},
    {"body: {\"message\":\"Missing Authentication Token\"}\n" CHROMIUM(
         PREFLIGHT MISSING),
     "S59", "API Gateway's 403"},
    {"hello", NULL, "nothing"},
    {"", NULL, "nothing at all"},
};

Test(diagnose, each_paste_leads_to_its_story_first)
{
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct pasted pasted;
        const char *first;

        pasted_init(&pasted, span_str(cases[i].text));
        cr_assert_eq(pasted.err, 0, "%s", cases[i].why);
        first = pasted.diagnosis.n_likely ? pasted.diagnosis.likely[0].id.ptr
                                          : NULL;
        diagnose_text(&pasted.diagnosis, &pasted.told);
        if (!first || !cases[i].first)
            cr_expect(!first && !cases[i].first, "%s: %s", cases[i].why,
                      buf_span(&pasted.told).ptr);
        else
            cr_expect_str_eq(first, cases[i].first, "%s: %s", cases[i].why,
                             buf_span(&pasted.told).ptr);
        pasted_fini(&pasted);
    }
}

Test(diagnose, the_first_reason_is_the_strongest_and_places_are_told)
{
    struct pasted pasted;
    const struct diagnosis *diagnosis = &pasted.diagnosis;

    pasted_init(&pasted, SPAN("\n" CHROMIUM(MISSING) HIT));
    cr_assert(span_starts(diagnosis->likely[0].reasons[0],
                          SPAN("the answer without the header came out")));
    cr_assert_eq(diagnosis->sights[SEEN_MISSING].place, 2);
    cr_assert_eq(diagnosis->sights[SEEN_HIT].place, 4);
    cr_assert(span_eq(diagnosis->url, SPAN("https://cdn.example/x.png")));
    cr_assert(span_eq(diagnosis->page, SPAN("https://a.example")));
    for (size_t i = 1; i < diagnosis->n_likely; i++)
        cr_assert_geq(diagnosis->likely[i - 1].score,
                      diagnosis->likely[i].score);
    pasted_fini(&pasted);
}

Test(diagnose, what_is_to_be_pasted_into_a_shell_is_quoted_for_one)
{
    struct pasted pasted;

    pasted_init(&pasted,
                SPAN("curl -i \"https://cdn.example/a'\\$(reboot)'\"\n"
                     "HTTP/2 200\nOrigin: https://x'; reboot '\n" HIT));
    diagnose_text(&pasted.diagnosis, &pasted.told);
    cr_assert(strstr(buf_span(&pasted.told).ptr,
                     "'https://cdn.example/a'\\''$(reboot)'\\'''"),
              "%s", buf_span(&pasted.told).ptr);
    cr_assert(
        strstr(buf_span(&pasted.told).ptr, "-H 'Origin: https://YOUR-PAGE'"));
    pasted_fini(&pasted);
}

/* ---- the table ------------------------------------------------------------
 */

static bool has_row(const struct diagnose_table *table, struct span id)
{
    for (size_t i = 0; i < table->n_rows; i++)
        if (span_ieq(table->rows[i].scenario, id))
            return true;
    return false;
}

Test(diagnose, every_lesson_has_clues_and_every_row_a_lesson)
{
    const struct embedded_file *clues = &embedded_diagnosis[0];
    struct diagnose_table table;
    int err = diagnose_table_read(
        &table, clues->name, span_of((const char *)clues->bytes, clues->len));

    cr_assert_eq(err, 0, "%s", table.reader.error);
    for (size_t i = 0; i < embedded_scenarios_n; i++) {
        struct span name = span_str(embedded_scenarios[i].name);

        cr_expect(has_row(&table, span_cut(name, 0, name.len - 5)), "%s",
                  name.ptr);
    }
    for (size_t i = 0; i < table.n_rows; i++) {
        struct span id = table.rows[i].scenario;

        cr_expect(scenario_named(id), "there is no lesson %s", id.ptr);
        for (size_t k = i + 1; k < table.n_rows; k++)
            cr_expect(!span_eq(id, table.rows[k].scenario), "twice: %s",
                      id.ptr);
    }
    diagnose_table_fini(&table);
}

static const struct {
    const char *text;
    const char *error;
} bad_tables[] = {
    {"{\"phrases\": [{\"fact\": \"mising\", \"says\": [\"x\"]}], "
     "\"scenarios\": []}",
     "t:1:23: "},
    {"{\"phrases\": [], \"scenarios\": [{\"id\": \"S01\", \"clues\": "
     "[{\"all\": [\"hits\"], \"weight\": 1}]}]}",
     "t:1:64: "},
    {"{\"phrases\": [], \"scenarios\": [{\"id\": \"S01\", \"clues\": "
     "[{\"all\": [\"hit\"]}]}]}",
     "t:1:55: "},
};

Test(diagnose, a_table_with_a_fault_is_refused_with_its_place)
{
    for (size_t i = 0; i < sizeof(bad_tables) / sizeof(*bad_tables); i++) {
        struct diagnose_table table;
        int err =
            diagnose_table_read(&table, "t", span_str(bad_tables[i].text));

        cr_expect_neq(err, 0);
        cr_expect(span_starts(span_str(table.reader.error),
                              span_str(bad_tables[i].error)),
                  "%s", table.reader.error);
        diagnose_table_fini(&table);
    }
}
