/* test_log.c - the access log: one line whatever was sent, and what is lost. */
#include "edge/log.h"

#include "edge/files.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define TIME_MS INT64_C(1767225600123) /* 2026-01-01 */

struct row {
    const char *path;
    const char *query; /* NULL: absent */
    const char *origin;
    const char *acao;
    const char *line; /* behind the time */
};

static const struct row rows[] = {
    {"/a", NULL, NULL, NULL,
     "edge 127.0.0.1 GET \"/a\" 200 \"Hit from cloudfront\" 5B 7ms "
     "LOOKUP_HIT age=3"},
    {"/a", "q=1", "https://a.example", "*",
     "edge 127.0.0.1 GET \"/a?q=1\" 200 \"Hit from cloudfront\" 5B 7ms "
     "LOOKUP_HIT origin=\"https://a.example\" acao=\"*\" age=3"},
    {"/\"\\ \x7f\xc3\n2026 edge", "", "x\ty", "",
     "edge 127.0.0.1 GET \"/\\x22\\x5C\\x20\\x7F\\xC3\\x0A2026\\x20edge?\" 200 "
     "\"Hit from cloudfront\" 5B 7ms LOOKUP_HIT origin=\"x\\x09y\" acao=\"\" "
     "age=3"},
};

static void fill(struct journal *journal, struct arena *arena,
                 const struct row *row)
{
    int err = 0;

    *journal = (struct journal){.txn = 1,
                                .node = SPAN("edge"),
                                .client = SPAN("127.0.0.1"),
                                .status = 200,
                                .x_cache = X_CACHE_HIT,
                                .allow_origin = span_str(row->acao),
                                .age_s = 3,
                                .began_ms = TIME_MS,
                                .ended_ms = TIME_MS + 7,
                                .body_bytes = 5};
    journal->request.method = SPAN("GET");
    journal->request.path = span_str(row->path);
    journal->request.query = span_str(row->query);
    if (row->origin)
        err = http_headers_add(&journal->request.headers, arena, SPAN("Origin"),
                               span_str(row->origin));
    cr_assert_eq(err, 0);
    journal_add(journal, STEP_LOOKUP, LOOKUP_HIT, TIME_MS);
}

Test(log, nothing_that_was_sent_ends_a_line_or_a_quotation)
{
    struct arena arena;
    struct buf text;

    arena_init(&arena, 1 << 20);
    buf_init(&text, 1 << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct journal journal;
        char expected[512];

        fill(&journal, &arena, &rows[i]);
        buf_reset(&text);
        log_line(&text, &journal);
        snprintf(expected, sizeof(expected), "2026-01-01T00:00:00.123Z %s",
                 rows[i].line);
        cr_expect_str_eq(buf_span(&text).ptr, expected);
    }
    buf_fini(&text);
    arena_fini(&arena);
}

Test(log, a_request_that_could_not_be_read_has_dashes)
{
    struct journal journal = {.node = SPAN("edge"),
                              .client = SPAN("::1"),
                              .status = 400,
                              .x_cache = X_CACHE_ERROR,
                              .age_s = -1,
                              .began_ms = TIME_MS,
                              .ended_ms = TIME_MS};
    struct buf text;

    journal_add(&journal, STEP_RECEIVE, RECEIVE_MALFORMED, TIME_MS);
    buf_init(&text, 4096);
    log_line(&text, &journal);
    cr_expect_str_eq(buf_span(&text).ptr,
                     "2026-01-01T00:00:00.123Z edge ::1 - \"\" 400 "
                     "\"Error from cloudfront\" 0B 0ms RECEIVE_MALFORMED");
    buf_fini(&text);
}

Test(log, what_decided_is_told_not_what_came_of_it)
{
    static const struct {
        struct {
            enum step step;
            enum reason reason;
        } steps[8];
        const char *told;
    } rows_why[] = {
        {{{STEP_RECEIVE, RECEIVE_OK},
          {STEP_ACCESS, ACCESS_EXPIRED},
          {STEP_RESPOND, RESPOND_ERROR},
          {STEP_LOG, LOG_DONE}},
         " ACCESS_EXPIRED"},
        {{{STEP_RECEIVE, RECEIVE_OK},
          {STEP_METHOD, METHOD_REFUSED},
          {STEP_RESPOND, RESPOND_ERROR_PAGE},
          {STEP_LOOKUP, LOOKUP_HIT},
          {STEP_RESPOND, RESPOND_HIT},
          {STEP_LOG, LOG_DONE}},
         " METHOD_REFUSED"},
        {{{STEP_RECEIVE, RECEIVE_OK},
          {STEP_LOOKUP, LOOKUP_MISS},
          {STEP_FETCH, FETCH_SENT},
          {STEP_RESPOND, RESPOND_MISS},
          {STEP_LOG, LOG_DONE}},
         " LOOKUP_MISS"},
        {{{STEP_LOG, LOG_DONE}}, " LOG_DONE"},
    };
    struct buf text;

    buf_init(&text, 4096);
    for (size_t i = 0; i < sizeof(rows_why) / sizeof(*rows_why); i++) {
        struct journal journal = {.age_s = -1};

        for (size_t k = 0; k < 8 && rows_why[i].steps[k].reason; k++)
            journal_add(&journal, rows_why[i].steps[k].step,
                        rows_why[i].steps[k].reason, TIME_MS);
        buf_reset(&text);
        log_line(&text, &journal);
        cr_expect(span_ends(buf_span(&text), span_str(rows_why[i].told)),
                  "row %zu: %s", i, buf_span(&text).ptr);
    }
    buf_fini(&text);
}

Test(log, a_time_has_all_its_digits)
{
    static const struct {
        int64_t at_ms;
        const char *text;
    } times[] = {
        {INT64_C(0), "1970-01-01T00:00:00.000Z "},
        {INT64_C(951782400000), "2000-02-29T00:00:00.000Z "},
        {INT64_C(1798761599999), "2026-12-31T23:59:59.999Z "},
        {INT64_C(1927857906007), "2031-02-03T04:05:06.007Z "},
    };
    struct buf text;

    buf_init(&text, 4096);
    for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
        struct journal journal = {.began_ms = times[i].at_ms,
                                  .ended_ms = times[i].at_ms};

        buf_reset(&text);
        log_line(&text, &journal);
        cr_expect(span_starts(buf_span(&text), span_str(times[i].text)),
                  "%s and not %s", times[i].text, text.ptr);
    }
    buf_fini(&text);
}

Test(log, lines_are_appended_to_a_file_in_order)
{
    char path[] = "/tmp/popbox-log-XXXXXX";
    int fd = mkstemp(path);
    struct log *log;
    struct buf error;
    struct buf got;
    struct arena arena;
    struct journal journal;
    struct http_request request = {.method = SPAN("PUT"), .path = SPAN("/k")};
    struct http_response answer = {.status = 403};
    struct fault fault = {.kind = FAULT_NONE};
    struct origin_seen seen = {&request, &answer, &fault};

    cr_assert_geq(fd, 0);
    close(fd);
    buf_init(&error, 4096);
    buf_init(&got, 1 << 20);
    arena_init(&arena, 1 << 20);
    cr_assert_eq(files_write(path, SPAN("kept\n"), &error), 0);
    cr_assert_eq(log_open(span_str(path), &error, &log), 0);
    fill(&journal, &arena, &rows[0]);
    log_journal(log, &journal);
    log_origin(log, TIME_MS, SPAN("s3"), &seen);
    seen.answer = NULL;
    log_origin(log, TIME_MS, SPAN("s3"), &seen);
    cr_expect_eq(log_lost(log), 0);
    log_close(log);
    cr_expect_eq(files_read(path, &got, &error), 0);
    cr_expect_str_eq(buf_span(&got).ptr,
                     "kept\n"
                     "2026-01-01T00:00:00.123Z edge 127.0.0.1 GET \"/a\" 200 "
                     "\"Hit from cloudfront\" 5B 7ms LOOKUP_HIT age=3\n"
                     "2026-01-01T00:00:00.123Z s3 - PUT \"/k\" 403\n"
                     "2026-01-01T00:00:00.123Z s3 - PUT \"/k\" -\n");
    unlink(path);
    arena_fini(&arena);
    buf_fini(&got);
    buf_fini(&error);
}

Test(log, what_cannot_be_written_is_counted_and_nothing_else_happens)
{
    struct log *log;
    struct buf error;
    struct arena arena;
    struct journal journal;

    buf_init(&error, 4096);
    arena_init(&arena, 1 << 20);
    cr_expect_eq(log_open(SPAN("/nonexistent/log"), &error, &log), ERR_IO);
    cr_expect_str_eq(buf_span(&error).ptr,
                     "cannot write the log /nonexistent/log: No such file or "
                     "directory");
    cr_assert_eq(log_open(SPAN("/dev/full"), &error, &log), 0);
    fill(&journal, &arena, &rows[0]);
    for (int i = 0; i < 2000; i++) /* more than waits at once */
        log_journal(log, &journal);
    cr_expect_gt(log_lost(log), LOG_BUFFER - 1);
    log_close(log);
    arena_fini(&arena);
    buf_fini(&error);
}
