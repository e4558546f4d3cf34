/* replay_tell.c - what replays came to: a page to read, JSON, CSV */
#include "bench/replay/replay.h"

#include "bench/sim_size.h"

static double share(uint64_t part, uint64_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

static double per_million(uint64_t part, uint64_t whole)
{
    return share(part, whole) * 1e6;
}

/* ---- text -----------------------------------------------------------------
 */

static void add_bytes(struct buf *text, uint64_t bytes)
{
    buf_add_str(text, " (");
    sim_size_bytes(text, bytes);
    buf_add_str(text, ")");
}

static void add_count(struct buf *text, const char *what, uint64_t n,
                      uint64_t whole)
{
    buf_addf(text, "  %-24s %12llu %8.2f %%\n", what, (unsigned long long)n,
             100 * share(n, whole));
}

static void add_pages(const struct replay_result *result, struct buf *text)
{
    if (result->n_pages == 0)
        return;
    add_count(text, "pages", result->n_pages, result->n_requests);
    buf_addf(text, "  %-24s %12llu %8.0f per million pages\n",
             "broken by stale headers", (unsigned long long)result->n_broken,
             per_million(result->n_broken, result->n_pages));
    if (result->n_denied > 0)
        buf_addf(text, "  %-24s %12llu %8.0f per million pages\n",
                 "denied, cache or not", (unsigned long long)result->n_denied,
                 per_million(result->n_denied, result->n_pages));
}

static void add_row(const struct replay_row *row, struct buf *text)
{
    const struct replay_result *result = &row->result;
    uint64_t n = result->n_requests;

    buf_addf(text, "\n%.*s, %.*s", SPAN_ARG(row->policy), SPAN_ARG(row->size));
    add_bytes(text, result->capacity_bytes);
    buf_add_str(text, "\n\n");
    buf_addf(text, "  %-24s %12llu\n", "requests", (unsigned long long)n);
    add_count(text, "hits", result->n_hits, n);
    add_count(text, "confirmed by a 304", result->n_refreshes, n);
    add_count(text, "collapsed into a fetch", result->n_collapsed, n);
    if (result->n_errors > 0)
        add_count(text, "errors", result->n_errors, n);
    add_count(text, "origin requests", result->n_fetches, n);
    buf_addf(text, "  %-24s %12llu %8.2f %%", "origin bytes",
             (unsigned long long)result->fetched_bytes,
             100 * share(result->fetched_bytes, result->bytes));
    add_bytes(text, result->fetched_bytes);
    buf_addf(text, "\n  %-24s mean %.1f s, p50 %lld s, p99 %lld s\n",
             "age of what was served", result->age_mean_s,
             (long long)result->age_p50_s, (long long)result->age_p99_s);
    add_pages(result, text);
    buf_addf(text, "  %-24s %12llu, %llu evicted", "entries",
             (unsigned long long)result->n_entries,
             (unsigned long long)result->n_evicted);
    add_bytes(text, result->used_bytes);
    buf_add_byte(text, '\n');
}

void replay_text(const struct replay_row *rows, size_t n, struct span trace,
                 struct buf *text)
{
    buf_addf(text, "%.*s through the whole node\n", SPAN_ARG(trace));
    for (size_t i = 0; i < n; i++)
        add_row(&rows[i], text);
}

/* ---- for programs ---------------------------------------------------------
 */

/* X(name, member) */
#define COUNTS(X)                    \
    X("requests", n_requests)        \
    X("hits", n_hits)                \
    X("refreshes", n_refreshes)      \
    X("collapsed", n_collapsed)      \
    X("errors", n_errors)            \
    X("bytes", bytes)                \
    X("origin_requests", n_fetches)  \
    X("origin_304", n_304)           \
    X("origin_bytes", fetched_bytes) \
    X("age_p50_s", age_p50_s)        \
    X("age_p99_s", age_p99_s)        \
    X("pages", n_pages)              \
    X("broken", n_broken)            \
    X("denied", n_denied)            \
    X("evicted", n_evicted)          \
    X("entries", n_entries)          \
    X("used_bytes", used_bytes)      \
    X("capacity_bytes", capacity_bytes)

static void add_text(struct json_out *json, const char *key, struct span text)
{
    json_out_key(json, key);
    json_out_string(json, text);
}

static void add_int(struct json_out *json, const char *key, uint64_t value)
{
    json_out_key(json, key);
    json_out_int(json, (int64_t)value);
}

static void add_ratio(struct json_out *json, const char *key, double value)
{
    json_out_key(json, key);
    json_out_double(json, value, 6);
}

void replay_json(const struct replay_row *rows, size_t n, struct span trace,
                 struct json_out *json)
{
    for (size_t i = 0; i < n; i++) {
        const struct replay_result *result = &rows[i].result;

        json_out_open(json, '{');
        add_text(json, "trace", trace);
        add_text(json, "policy", rows[i].policy);
        add_text(json, "size", rows[i].size);
#define ADD_COUNT(name, member) add_int(json, name, (uint64_t)result->member);
        COUNTS(ADD_COUNT)
#undef ADD_COUNT
        add_ratio(json, "hit_ratio", share(result->n_hits, result->n_requests));
        add_ratio(json, "age_mean_s", result->age_mean_s);
        add_ratio(json, "broken_per_million",
                  per_million(result->n_broken, result->n_pages));
        json_out_close(json, '}');
    }
}

/* A field of CSV: in quotes, those inside doubled. */
static void add_field(struct buf *text, struct span field)
{
    buf_add_byte(text, '"');
    for (size_t i = 0; i < field.len; i++) {
        if (field.ptr[i] == '"')
            buf_add_byte(text, '"');
        buf_add_byte(text, field.ptr[i]);
    }
    buf_add_byte(text, '"');
}

void replay_csv(const struct replay_row *rows, size_t n, struct span trace,
                struct buf *text)
{
#define ADD_HEAD(name, member) "," name
    buf_add_str(text, "trace,policy,size" COUNTS(
                          ADD_HEAD) ",age_mean_s,broken_per_million\n");
#undef ADD_HEAD
    for (size_t i = 0; i < n; i++) {
        const struct replay_result *result = &rows[i].result;

        add_field(text, trace);
        buf_add_byte(text, ',');
        add_field(text, rows[i].policy);
        buf_add_byte(text, ',');
        buf_add(text, rows[i].size);
#define ADD_COUNT(name, member) \
    buf_addf(text, ",%llu", (unsigned long long)result->member);
        COUNTS(ADD_COUNT)
#undef ADD_COUNT
        buf_addf(text, ",%.6f,%.6f\n", result->age_mean_s,
                 per_million(result->n_broken, result->n_pages));
    }
}
