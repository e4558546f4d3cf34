/* test_curl_line.c - pasted curl lines: quotes, options, what is refused */
#include "bench/curl_line.h"
#include "bench/shell_words.h"

#include <criterion/criterion.h>

#define ARENA_MAX (1u << 20)

/* One line being read. */
struct reading {
    struct arena arena;
    struct buf error;
    struct buf told;
    struct curl_line line;
    int err;
};

static void open_line(struct reading *reading, struct span text)
{
    arena_init(&reading->arena, ARENA_MAX);
    buf_init(&reading->error, 65536);
    buf_init(&reading->told, 1 << 20);
    reading->err =
        curl_line_read(&reading->line, &reading->arena, text, &reading->error);
}

static void close_line(struct reading *reading)
{
    arena_fini(&reading->arena);
    buf_fini(&reading->error);
    buf_fini(&reading->told);
}

/* "METHOD URL | Name: value | ... | body". */
static const char *tell(struct reading *reading)
{
    const struct curl_line *line = &reading->line;
    struct buf *told = &reading->told;

    buf_addf(told, "%.*s %.*s", SPAN_ARG(line->method), SPAN_ARG(line->url));
    if (!span_absent(line->host))
        buf_addf(told, " | Host: %.*s", SPAN_ARG(line->host));
    for (size_t i = 0; i < line->headers.n; i++)
        buf_addf(told, " | %.*s: %.*s", SPAN_ARG(line->headers.at[i].name),
                 SPAN_ARG(line->headers.at[i].value));
    if (!span_absent(line->body))
        buf_addf(told, " | <%.*s>", SPAN_ARG(line->body));
    return buf_span(told).ptr;
}

#define OWN " | User-Agent: curl/8.5.0 | Accept: */*"

static const struct {
    const char *text;
    const char *told;
    const char *why;
} taken[] = {
    {"curl https://a.example/x", "GET https://a.example/x" OWN, "plain"},
    {"$ curl https://a.example/x", "GET https://a.example/x" OWN, "a prompt"},
    {"https://a.example/x", "GET https://a.example/x" OWN, "no curl"},
    {"curl a.example", "GET http://a.example" OWN, "curl guesses http"},
    {"curl HTTPS://A.Example:8443/X?Y#frag",
     "GET https://a.example:8443/X?Y" OWN, "case of the host, no fragment"},
    {"/logo.svg?v=1", "GET /logo.svg?v=1" OWN, "a path alone"},
    {"curl --url https://a.example/x", "GET https://a.example/x" OWN, "--url"},
    {"curl -XPUT /x", "PUT /x" OWN, "a value in the word"},
    {"curl -sSkvX OPTIONS /x", "OPTIONS /x" OWN, "letters together"},
    {"curl -I /x", "HEAD /x" OWN, "-I"},
    {"curl -I -X GET /x", "GET /x" OWN, "-X wins"},
    {"curl -H 'Origin: https://b.example' /x",
     "GET /x | Origin: https://b.example" OWN, "a header"},
    {"curl -H'Origin:https://b.example' /x",
     "GET /x | Origin: https://b.example" OWN, "no blanks anywhere"},
    {"curl -H \"X-A: \\\"q\\\" \\\\ \\x\" /x", "GET /x | X-A: \"q\" \\ \\x" OWN,
     "backslashes in double quotes"},
    {"curl -H $'X-A: \\'q\\'\\t\\u00e9\\x41\\101' /x",
     "GET /x | X-A: 'q'\t\303\251AA" OWN, "dollar quotes, as bash has them"},
    {"curl -H X-A:\\ b\\ c /x", "GET /x | X-A: b c" OWN, "bare backslashes"},
    {"curl /x \\\n  -H 'A: 1' \\\r\n  -H 'B: 2'", "GET /x | A: 1 | B: 2" OWN,
     "lines that go on"},
    {"curl -H 'A: 1' -H 'A: 2' /x", "GET /x | A: 1 | A: 2" OWN, "twice"},
    {"curl -H 'A;' /x", "GET /x | A: " OWN, "an empty value"},
    {"curl -H 'Accept:' /x", "GET /x | User-Agent: curl/8.5.0",
     "curl's own is taken away"},
    {"curl -H 'accept: image/png' -A me /x",
     "GET /x | accept: image/png | User-Agent: me", "in place of curl's own"},
    {"curl -H 'Host: b.example' /x", "GET /x | Host: b.example" OWN, "Host"},
    {"curl -H ':authority: a' -H 'Connection: close' -H 'Content-Length: 3' /x",
     "GET /x" OWN, "what HTTP itself writes"},
    {"curl -b 'a=1; b=2' -e https://r.example/ /x",
     "GET /x | Cookie: a=1; b=2 | Referer: https://r.example/" OWN,
     "cookies, referer"},
    {"curl --compressed /x",
     "GET /x" OWN " | Accept-Encoding: deflate, gzip, br, zstd", "encodings"},
    {"curl -d a=1 --data-raw b=@2 /x",
     "POST /x | Content-Type: application/x-www-form-urlencoded" OWN
     " | <a=1&b=@2>",
     "a form"},
    {"curl -G -d a=1 -d b=2 '/x?c=3'", "GET /x?c=3&a=1&b=2" OWN,
     "data as the query"},
    {"curl --json '{\"a\":1}' /x",
     "POST /x | Content-Type: application/json | User-Agent: curl/8.5.0 | "
     "Accept: application/json | <{\"a\":1}>",
     "JSON"},
    {"curl -r 0-9 /x", "GET /x | Range: bytes=0-9" OWN, "a range"},
    {"curl -u a:b /x", "GET /x | Authorization: Basic YTpi" OWN, "a user"},
    {"curl -s /x | jq .", "GET /x" OWN, "a pipe ends it"},
    {"curl -s /x > out 2>&1; echo", "GET /x" OWN, "so do redirections"},
    {"curl /x?a=1&b=2", "GET /x?a=1&b=2" OWN, "& within a word stays"},
    {"curl -o /dev/null -w '%{http_code}' --max-time 3 /x", "GET /x" OWN,
     "options about the output"},
};

Test(curl_line, what_curl_would_send_is_what_is_read)
{
    for (size_t i = 0; i < sizeof(taken) / sizeof(*taken); i++) {
        struct reading reading;

        open_line(&reading, span_str(taken[i].text));
        cr_expect_eq(reading.err, 0, "%s: %s", taken[i].text,
                     buf_span(&reading.error).ptr);
        if (!reading.err)
            cr_expect_str_eq(tell(&reading), taken[i].told, "%s (%s): %s",
                             taken[i].text, taken[i].why,
                             buf_span(&reading.told).ptr);
        close_line(&reading);
    }
}

static const struct {
    const char *text;
    const char *says;
} refused[] = {
    {"", "has no URL"},
    {"curl", "has no URL"},
    {"curl -H", "-H lacks its value"},
    {"curl --header", "--header lacks its value"},
    {"curl /x /y", "two URLs: /x and /y"},
    {"curl --frobnicate /x", "the option --frobnicate is not understood"},
    {"curl -sZ /x", "the option -Z is not understood"},
    {"curl -F a=b /x", "the option -F is not understood"},
    {"curl --silent=1 /x", "the option --silent=1 is not understood"},
    {"curl -X 'A B' /x", "is not an HTTP method"},
    {"curl -H 'no colon' /x", "\"no colon\": is not a header"},
    {"curl -H 'A B: c' /x", "is not a header"},
    {"curl -H $'A: \\n' -H $'A: b\\nc' /x", "is not a header"},
    {"curl -b jar.txt /x", "reads no cookie file"},
    {"curl -d @file /x", "reads no file"},
    {"curl ftp://a.example/", "is no URL"},
    {"curl 'http://a.example/a b'", "is no URL"},
    {"curl http://", "is no URL"},
    {"curl 'x", "character 8: a ' is never closed"},
    {"curl \"x", "a \" is never closed"},
    {"curl $'x", "a $' is never closed"},
    {"curl $'\\q'", "an escape within $'...'"},
    {"curl $'\\0'", "means no character"},
    {"curl $URL", "cannot fill in"},
    {"curl \"${URL}\"", "cannot fill in"},
    {"curl `date`", "cannot run"},
    {"curl ^\"http://a.example/^\"", "Windows' cmd"},
    {"/x --as img", "go with --page"},
    {"/x --page https://a.example/path", "named by its origin"},
    {"/x --page https://a.example --as picture", "is not one of fetch, xhr"},
    {"/x --page https://a.example -d a=1", "a body is not modelled"},
    {"/x --page https://a.example -H 'Host: b'", "cannot set the header Host"},
};

Test(curl_line, what_cannot_be_done_is_refused_by_name)
{
    for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
        struct reading reading;

        open_line(&reading, span_str(refused[i].text));
        cr_expect(reading.err < 0, "taken: %s", refused[i].text);
        cr_expect(strstr(buf_span(&reading.error).ptr, refused[i].says),
                  "%s\nsays %s", refused[i].text, buf_span(&reading.error).ptr);
        close_line(&reading);
    }
}

Test(curl_line, a_page_has_a_browser_that_speaks_for_itself)
{
    struct reading reading;
    const struct load_spec *load = &reading.line.load;

    open_line(&reading,
              SPAN("/x --page https://a.example --as font --cache reload "
                   "--credentials include --crossorigin anonymous "
                   "--mode cors --browser b -H 'X-A: 1'"));
    cr_assert_eq(reading.err, 0, "%s", buf_span(&reading.error).ptr);
    cr_expect(span_eq(reading.line.page, SPAN("https://a.example")));
    cr_expect(span_eq(reading.line.browser, SPAN("b")));
    cr_expect(span_absent(reading.line.method));
    cr_expect_eq(load->as, LOAD_FONT);
    cr_expect_eq(load->cache, LOAD_CACHE_RELOAD);
    cr_expect_eq(load->credentials, LOAD_CREDENTIALS_INCLUDE);
    cr_expect_eq(load->crossorigin, CROSSORIGIN_ANONYMOUS);
    cr_expect_eq(load->mode, LOAD_MODE_CORS);
    cr_expect_eq(reading.line.headers.n, 1, "curl's own are not there");
    close_line(&reading);
}

Test(curl_line, every_truncation_is_read_or_refused_with_a_sentence)
{
    const char *text = "curl 'https://a.example/x?y=\\'z' -H \"A: \\\"b\\\"\" "
                       "-H $'B: \\u00e9' \\\n -b a=1 --data-raw $'x\\ty' -s";

    for (size_t i = 0; i <= strlen(text); i++) {
        struct reading reading;

        open_line(&reading, span_of(text, i));
        cr_expect((reading.err == 0) == (reading.error.len == 0), "%.*s",
                  (int)i, text);
        close_line(&reading);
    }
}

Test(curl_line, a_small_arena_is_an_error_and_no_more)
{
    struct span text = SPAN("curl -H 'A: b' -d x -u a:b -r 1-2 /x");

    for (size_t max = 16; max < 16384; max += 64) {
        struct curl_line line;
        struct arena arena;
        struct buf error;
        int err;

        arena_init(&arena, max);
        buf_init(&error, 4096);
        err = curl_line_read(&line, &arena, text, &error);
        cr_expect((err == 0) == (error.len == 0), "%zu", max);
        arena_fini(&arena);
        buf_fini(&error);
    }
}

Test(curl_line, too_many_words_are_refused)
{
    struct buf text;
    struct reading reading;

    buf_init(&text, 1 << 20);
    buf_add_str(&text, "curl /x");
    for (int i = 0; i < SHELL_WORDS_MAX; i++)
        buf_add_str(&text, " -s");
    open_line(&reading, buf_span(&text));
    cr_expect(reading.err < 0);
    cr_expect(strstr(buf_span(&reading.error).ptr, "more than 256 words"));
    close_line(&reading);
    buf_fini(&text);
}
