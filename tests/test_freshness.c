/* test_freshness.c - may it be stored, and for how long: both profiles. */
#include "cache/freshness.h"

#include "policies/profiles.h"
#include "tests/http_values.h"

#include <criterion/criterion.h>

#define NOW_MS  INT64_C(1767225600000)
#define NOW     "Thu, 01 Jan 2026 00:00:00 GMT"
#define HOUR    "Thu, 01 Jan 2026 01:00:00 GMT"
#define EARLIER "Wed, 31 Dec 2025 23:00:00 GMT"
#define NO      (-1)

struct row {
    int64_t min_s, default_s, max_s;
    int status;
    const char *headers;
    int64_t ttl_s; /* NO: not stored */
    enum reason reason;
};

static struct judgement
judge_row(struct arena *arena, struct behavior *behavior, const struct row *row)
{
    struct http_request request = request_of(arena, "GET /x");
    struct http_headers headers = headers_of(arena, row->headers);

    behavior->ttl = (struct ttl_bounds){row->min_s, row->default_s, row->max_s};
    return judge(
        &(struct judged){behavior, &request, row->status, &headers, NOW_MS});
}

static void check_rows(struct behavior *behavior, const struct row *rows,
                       size_t n)
{
    struct arena arena;

    arena_init(&arena, 1u << 20);
    for (size_t i = 0; i < n; i++) {
        struct judgement is = judge_row(&arena, behavior, &rows[i]);

        cr_assert_eq(is.reason, rows[i].reason, "row %zu, %d %s: %s", i,
                     rows[i].status, rows[i].headers, reason_code(is.reason));
        cr_assert_eq(is.storable, rows[i].ttl_s != NO, "row %zu", i);
        cr_assert_eq(is.ttl_s, rows[i].ttl_s == NO ? 0 : rows[i].ttl_s,
                     "row %zu: %lld", i, (long long)is.ttl_s);
    }
    arena_fini(&arena);
}

#define CHECK_ROWS(behavior, rows) \
    check_rows(behavior, rows, sizeof(rows) / sizeof((rows)[0]))

static struct behavior behavior_of(const char *profile)
{
    struct behavior behavior = {0};

    cr_assert(profile_rules(span_str(profile), &behavior.rules));
    return behavior;
}

/* cloudfront.md 4.1: the table, row by row, min 0 before min above 0. */
Test(freshness, cloudfronts_ttl_table)
{
    static const struct row rows[] = {
        {0, 50, 100, 200, "Cache-Control: s-maxage=9, max-age=5", 9,
         JUDGE_S_MAXAGE},
        {0, 50, 100, 200, "Cache-Control: s-maxage=900", 100, JUDGE_S_MAXAGE},
        {10, 50, 100, 200, "Cache-Control: s-maxage=9", 10, JUDGE_S_MAXAGE},
        {10, 50, 100, 200, "Cache-Control: s-maxage=900", 100, JUDGE_S_MAXAGE},
        {0, 50, 100, 200, "Cache-Control: max-age=5 | Expires: " HOUR, 5,
         JUDGE_MAX_AGE},
        {0, 50, 100, 200, "Cache-Control: max-age=500", 100, JUDGE_MAX_AGE},
        {10, 50, 100, 200, "Cache-Control: max-age=5", 10, JUDGE_MAX_AGE},
        {10, 50, 100, 200, "Cache-Control: max-age=50", 50, JUDGE_MAX_AGE},
        {10, 50, 100, 200, "Cache-Control: max-age=500", 100, JUDGE_MAX_AGE},
        {0, 50, 9999, 200, "Expires: " HOUR, 3600, JUDGE_EXPIRES},
        {0, 50, 100, 200, "Expires: " HOUR, 100, JUDGE_EXPIRES},
        {10, 50, 100, 200, "Expires: " NOW, 10, JUDGE_EXPIRES},
        {10, 50, 100, 200, "Expires: 0", 10, JUDGE_EXPIRES},
        {0, 50, 100, 200, "", 50, JUDGE_DEFAULT_TTL},
        {0, 50, 10, 200, "", 50, JUDGE_DEFAULT_TTL}, /* max is for the origin */
        {60, 50, 100, 200, "", 60, JUDGE_DEFAULT_TTL},
        {0, 50, 100, 200, "Cache-Control: public", 50, JUDGE_DEFAULT_TTL},
        {0, 50, 100, 200, "Cache-Control: no-store", NO, JUDGE_NO_STORE},
        {0, 50, 100, 200, "Cache-Control: private, max-age=9", NO,
         JUDGE_PRIVATE},
        {0, 50, 100, 200, "Cache-Control: no-cache | ETag: \"e\"", 0,
         JUDGE_NO_CACHE},
        {0, 50, 100, 200, "Cache-Control: no-cache", NO, JUDGE_NO_TTL},
        {1, 50, 100, 200, "Cache-Control: no-store", 1, JUDGE_MIN_TTL},
        {1, 50, 100, 200, "Cache-Control: private", 1, JUDGE_MIN_TTL},
        {1, 50, 100, 200, "Cache-Control: no-cache, max-age=9", 1,
         JUDGE_MIN_TTL},
        {0, 50, 100, 200, "Cache-Control: max-age=0 | ETag: \"e\"", 0,
         JUDGE_MAX_AGE},
        {0, 50, 100, 200, "Cache-Control: max-age=0", NO, JUDGE_NO_TTL},
        {0, 0, 100, 200, "ETag: \"e\"", 0, JUDGE_DEFAULT_TTL},
        {0, 0, 100, 200, "", NO, JUDGE_NO_TTL},
        {0, 50, 100, 200, "Age: 40 | Cache-Control: max-age=50", 50,
         JUDGE_MAX_AGE},
        {0, 50, 100, 200, "Vary: *", NO, JUDGE_VARY_ANY},
        {1, 50, 100, 200, "Vary: *", 50, JUDGE_DEFAULT_TTL},
        {0, 50, 100, 200, "Vary: Origin", 50, JUDGE_DEFAULT_TTL},
        {0, 50, 100, 200, "Set-Cookie: a=1", 50, JUDGE_DEFAULT_TTL},
        {0, 50, 100, 301, "", 50, JUDGE_DEFAULT_TTL},
        {0, 50, 100, 302, "Cache-Control: max-age=5", 5, JUDGE_MAX_AGE},
        {0, 50, 100, 204, "", 50, JUDGE_DEFAULT_TTL},
    };
    struct behavior behavior = behavior_of("cloudfront");

    CHECK_ROWS(&behavior, rows);
}

/* cloudfront.md 5.1; ErrorCachingMinTTL is 10. */
Test(freshness, cloudfronts_error_caching)
{
    static const int always[] = {404, 410, 414, 500, 501, 502, 503, 504};
    static const int if_asked[] = {400, 403, 405, 412, 415};
    static const int never[] = {100, 201, 206, 304, 401, 409,
                                416, 418, 429, 499, 505, 599};
    static const struct row rows[] = {
        {0, 50, 100, 404, "Cache-Control: max-age=60", 60, JUDGE_MAX_AGE},
        {0, 50, 100, 404, "Cache-Control: max-age=5", 10, JUDGE_ERROR_TTL},
        {0, 50, 100, 404, "Cache-Control: max-age=600", 100, JUDGE_MAX_AGE},
        {30, 50, 100, 404, "", 10, JUDGE_ERROR_TTL},
        {0, 50, 9999, 503, "Expires: " HOUR, 3600, JUDGE_EXPIRES},
        {0, 50, 100, 404, "Cache-Control: no-store", NO, JUDGE_NO_STORE},
        {0, 50, 100, 410, "Cache-Control: no-cache", NO, JUDGE_NO_STORE},
        {0, 50, 100, 414, "Cache-Control: private", NO, JUDGE_PRIVATE},
        {9, 50, 100, 501, "Cache-Control: no-store", NO, JUDGE_NO_STORE},
        {0, 50, 100, 500, "Cache-Control: no-store", 10, JUDGE_ERROR_TTL},
        {0, 50, 100, 503, "Cache-Control: private", 10, JUDGE_ERROR_TTL},
        {0, 50, 100, 403, "Cache-Control: max-age=5", 10, JUDGE_ERROR_TTL},
        {0, 50, 100, 403, "Cache-Control: s-maxage=60", 60, JUDGE_S_MAXAGE},
        {0, 50, 9999, 403, "Expires: " HOUR, NO, JUDGE_STATUS},
        {0, 50, 100, 416, "Cache-Control: max-age=60", NO, JUDGE_STATUS},
    };
    struct behavior behavior = behavior_of("cloudfront");
    struct row row = {0, 50, 100, 0, "", 10, JUDGE_ERROR_TTL};

    CHECK_ROWS(&behavior, rows);
    for (size_t i = 0; i < sizeof(always) / sizeof(int); i++) {
        row.status = always[i];
        check_rows(&behavior, &row, 1);
    }
    behavior.rules.errors_need_max_age = false;
    for (size_t i = 0; i < sizeof(if_asked) / sizeof(int); i++) {
        row.status = if_asked[i];
        check_rows(&behavior, &row, 1);
    }
    behavior.rules.errors_need_max_age = true;
    row.ttl_s = NO;
    row.reason = JUDGE_STATUS;
    for (size_t i = 0; i < sizeof(if_asked) / sizeof(int); i++) {
        row.status = if_asked[i];
        check_rows(&behavior, &row, 1);
    }
    for (size_t i = 0; i < sizeof(never) / sizeof(int); i++) {
        row.status = never[i];
        check_rows(&behavior, &row, 1);
    }
}

Test(freshness, an_older_reading_ignores_no_store_on_every_error)
{
    static const struct row rows[] = {
        {0, 50, 100, 404, "Cache-Control: no-store", 10, JUDGE_ERROR_TTL},
        {0, 50, 100, 501, "Cache-Control: private", 10, JUDGE_ERROR_TTL},
    };
    struct behavior behavior = behavior_of("cloudfront");

    behavior.rules.error_obeys_no_store = false;
    CHECK_ROWS(&behavior, rows);
    behavior.rules.error_ttl_s = 0;
    CHECK_ROWS(&behavior, ((const struct row[]){
                              {0, 50, 100, 404, "", NO, JUDGE_NO_TTL},
                              {0, 50, 100, 404, "Cache-Control: max-age=5", 5,
                               JUDGE_MAX_AGE}}));
}

Test(freshness, a_status_may_have_an_error_ttl_of_its_own)
{
    static const struct error_ttl ttls[] = {{404, 0}, {503, 300}, {403, 60}};
    static const struct row rows[] = {
        {0, 60, 600, 404, "", NO, JUDGE_NO_TTL},
        {0, 60, 600, 503, "", 300, JUDGE_ERROR_TTL},
        {0, 60, 600, 503, "Cache-Control: max-age=400", 400, JUDGE_MAX_AGE},
        {0, 60, 600, 500, "", 10, JUDGE_ERROR_TTL},
        {0, 60, 600, 403, "", NO, JUDGE_STATUS},
        {0, 60, 600, 403, "Cache-Control: max-age=5", 60, JUDGE_ERROR_TTL},
    };
    struct behavior behavior = behavior_of("cloudfront");

    behavior.error_ttls = ttls;
    behavior.n_error_ttls = 3;
    CHECK_ROWS(&behavior, rows);
}

Test(freshness, private_answers_may_be_kept_out_whatever_the_min_ttl)
{
    static const struct row rows[] = {
        {1, 50, 100, 200, "Cache-Control: private", NO, JUDGE_PRIVATE},
        {1, 50, 100, 200, "Cache-Control: no-store", 1, JUDGE_MIN_TTL},
    };
    struct behavior behavior = behavior_of("cloudfront");

    behavior.rules.private_is_storable = false;
    CHECK_ROWS(&behavior, rows);
}

Test(freshness, a_cdn_may_refuse_whatever_varies)
{
    static const struct row rows[] = {
        {1, 50, 100, 200, "Vary: Origin", NO, JUDGE_VARY_NAMED},
        {1, 50, 100, 200, "Vary: accept-encoding, Origin", NO,
         JUDGE_VARY_NAMED},
        {1, 50, 100, 200, "Vary: accept-encoding | Vary: x-a", NO,
         JUDGE_VARY_NAMED},
        {1, 50, 100, 200, "Vary: *", NO, JUDGE_VARY_NAMED},
        {1, 50, 100, 200, "Vary: Accept-Encoding", 50, JUDGE_DEFAULT_TTL},
        {1, 50, 100, 200, "Vary: ", 50, JUDGE_DEFAULT_TTL},
        {1, 50, 100, 200, "", 50, JUDGE_DEFAULT_TTL},
    };
    struct behavior behavior = behavior_of("cloudfront");

    behavior.rules.any_vary_is_unstorable = true;
    CHECK_ROWS(&behavior, rows);
}

Test(freshness, by_the_book_the_origin_has_the_last_word)
{
    static const struct row rows[] = {
        {10, 0, 100, 200, "Cache-Control: no-store", NO, JUDGE_NO_STORE},
        {10, 0, 100, 200, "Cache-Control: private", NO, JUDGE_PRIVATE},
        {10, 0, 100, 200, "Cache-Control: no-cache | ETag: \"e\"", 0,
         JUDGE_NO_CACHE},
        {1, 0, 100, 200, "Vary: *", NO, JUDGE_VARY_ANY},
        {0, 0, 9999, 200, "Last-Modified: " EARLIER, 360, JUDGE_HEURISTIC},
        {0, 0, 100, 200, "Last-Modified: " EARLIER, 100, JUDGE_HEURISTIC},
        {0, 0, 9999, 302, "Last-Modified: " EARLIER, NO, JUDGE_NO_TTL},
        {0, 0, 9999, 200, "Last-Modified: " HOUR, NO, JUDGE_NO_TTL},
        {0, 0, 9999, 200, "", NO, JUDGE_NO_TTL},
        {0, 7, 9999, 200, "Last-Modified: " EARLIER, 7, JUDGE_DEFAULT_TTL},
        {0, 0, 100, 404, "", NO, JUDGE_NO_TTL},
        {0, 0, 100, 500, "Cache-Control: no-store, max-age=9", NO,
         JUDGE_NO_STORE},
        /* Expires counts from the origin's own Date (RFC 9111 4.2.1). */
        {0, 0, 9999, 200, "Date: " EARLIER " | Expires: " NOW, 3600,
         JUDGE_EXPIRES},
    };
    struct behavior behavior = behavior_of("rfc9111");

    CHECK_ROWS(&behavior, rows);
}

/* RFC 9111 3.5 */
Test(freshness, an_authorized_answer_needs_leave_to_be_shared)
{
    static const struct {
        const char *headers;
        bool storable;
    } rows[] = {
        {"Cache-Control: max-age=9", false},
        {"Cache-Control: max-age=9, public", true},
        {"Cache-Control: max-age=9, must-revalidate", true},
        {"Cache-Control: s-maxage=9", true},
    };
    struct behavior rfc = behavior_of("rfc9111");
    struct behavior aws = behavior_of("cloudfront");
    struct arena arena;

    arena_init(&arena, 1u << 20);
    rfc.ttl = aws.ttl = (struct ttl_bounds){0, 0, 100};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct http_request request =
            request_of(&arena, "GET /x | Authorization: x");
        struct http_headers headers = headers_of(&arena, rows[i].headers);
        struct judged it = {&rfc, &request, 200, &headers, NOW_MS};

        cr_assert_eq(judge(&it).storable, rows[i].storable);
        cr_assert(rows[i].storable || judge(&it).reason == JUDGE_AUTHORIZED);
        it.behavior = &aws;
        cr_assert(judge(&it).storable);
    }
    rfc.rules.set_cookie_is_storable = false;
    CHECK_ROWS(&rfc, ((const struct row[]){{0, 9, 9, 200, "Set-Cookie: a", NO,
                                            JUDGE_SET_COOKIE}}));
    arena_fini(&arena);
}

/* RFC 9111 4.2.3 */
Test(freshness, an_origins_age_counts_only_by_the_book)
{
    static const struct {
        const char *headers;
        int64_t age_s;
    } rows[] = {
        {"Age: 7", 7},
        {"Age: 7 | Date: " EARLIER, 3600},
        {"Age: 9000 | Date: " EARLIER, 9000},
        {"Date: " HOUR, 0},
        {"Age: -7", 0},
        {"Age: 99999999999999999999", 0},
        {"", 0},
    };
    struct behavior rfc = behavior_of("rfc9111");
    struct behavior aws = behavior_of("cloudfront");
    struct arena arena;

    arena_init(&arena, 1u << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct row row = {0, 9, 9, 200, rows[i].headers, 9, 0};

        cr_assert_eq(judge_row(&arena, &rfc, &row).initial_age_s, rows[i].age_s,
                     "%s", rows[i].headers);
        cr_assert_eq(judge_row(&arena, &aws, &row).initial_age_s, 0);
    }
    arena_fini(&arena);
}

/* cloudfront.md 4.2; RFC 5861 4 */
Test(freshness, how_long_an_expired_answer_stands_in_for_an_error)
{
    static const struct {
        const char *headers;
        int64_t aws_s, rfc_s;
    } rows[] = {
        {"", STALE_FOR_EVER, 0},
        {"Cache-Control: stale-if-error=0", 0, 0},
        {"Cache-Control: stale-if-error=60", 60, 60},
        {"Cache-Control: stale-if-error=600", 100, 100},
        {"Cache-Control: stale-if-error=60, must-revalidate", 0, 0},
        {"Cache-Control: must-revalidate", 0, 0},
    };
    struct behavior rfc = behavior_of("rfc9111");
    struct behavior aws = behavior_of("cloudfront");
    struct arena arena;

    arena_init(&arena, 1u << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct row row = {0, 9, 100, 200, rows[i].headers, 9, 0};

        cr_assert_eq(judge_row(&arena, &aws, &row).stale_on_error_s,
                     rows[i].aws_s, "%s", rows[i].headers);
        cr_assert_eq(judge_row(&arena, &rfc, &row).stale_on_error_s,
                     rows[i].rfc_s, "%s", rows[i].headers);
    }
    arena_fini(&arena);
}

/* cloudfront.md 4.2; RFC 5861 3 */
Test(freshness, how_long_an_expired_answer_is_used_while_it_is_renewed)
{
    static const struct {
        const char *headers;
        int64_t while_s;
    } rows[] = {
        {"", 0},
        {"Cache-Control: stale-while-revalidate=60", 60},
        {"Cache-Control: stale-while-revalidate=600", 100},
        {"Cache-Control: stale-while-revalidate=60, must-revalidate", 0},
    };
    struct behavior behavior = behavior_of("cloudfront");
    struct arena arena;

    arena_init(&arena, 1u << 20);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct row row = {0, 9, 100, 200, rows[i].headers, 9, 0};

        cr_assert_eq(judge_row(&arena, &behavior, &row).stale_while_s,
                     rows[i].while_s, "%s", rows[i].headers);
    }
    arena_fini(&arena);
}
