/*
 * demo_json.c - the demo as JSON: every play, every crowd, every verdict.
 *
 * One object: {"as_told", "crowd": {...}, "configurations": [{"name",
 * "verdict", "as_told", "transcript", "plain": {...}, "attacked": {...}}]}.
 */
#include "bench/demo_parts.h"
#include "bench/transcript_json.h"

static void integer(struct json_out *out, const char *key, uint64_t value)
{
    json_out_key(out, key);
    json_out_int(out, (int64_t)value);
}

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void flag(struct json_out *out, const char *key, bool value)
{
    json_out_key(out, key);
    json_out_bool(out, value);
}

static void write_spec(struct json_out *out)
{
    const struct crowd_spec spec = demo_crowd(true);

    json_out_key(out, "crowd");
    json_out_open(out, '{');
    integer(out, "seed", spec.visitors.seed);
    integer(out, "visits", spec.n_visits);
    integer(out, "sites", spec.visitors.n_sites);
    integer(out, "objects", spec.visitors.n_objects);
    integer(out, "object_bytes", spec.object_bytes);
    json_out_key(out, "zipf");
    json_out_double(out, spec.visitors.zipf, 2);
    json_out_key(out, "without_origin");
    json_out_double(out, spec.visitors.no_origin, 2);
    json_out_key(out, "attacks");
    json_out_double(out, spec.visitors.probes, 4);
    string(out, "clock", SPAN("virtual"));
    json_out_close(out, '}');
}

static void write_result(struct json_out *out, const char *key,
                         const struct crowd_result *result)
{
    json_out_key(out, key);
    json_out_open(out, '{');
    integer(out, "visits", result->visits);
    integer(out, "pages", result->pages);
    integer(out, "broken", result->broken);
    integer(out, "missing", result->missing);
    integer(out, "mismatch", result->mismatch);
    integer(out, "hits", result->hits);
    integer(out, "origin_requests", result->origin_requests);
    json_out_key(out, "hit_ratio");
    json_out_double(
        out, result->visits ? (double)result->hits / (double)result->visits : 0,
        4);
    json_out_close(out, '}');
}

static void write_row(struct json_out *out, const struct demo *demo, size_t i)
{
    const struct demo_row *row = &demo->rows[i];

    json_out_open(out, '{');
    string(out, "name", demo->story.plays[i].name);
    string(out, "verdict", span_str(demo_verdict(demo, i)));
    flag(out, "must_break", row->promise->broken);
    flag(out, "must_break_attacked", row->promise->attacked);
    flag(out, "as_told", demo_play_as_told(row) && demo_crowd_as_told(row));
    write_result(out, "plain", &row->plain);
    write_result(out, "attacked", &row->attacked);
    json_out_key(out, "transcript");
    if (row->played)
        transcript_json(&row->player.transcript, out);
    else
        json_out_null(out);
    json_out_close(out, '}');
}

void demo_json(const struct demo *demo, struct json_out *out)
{
    json_out_open(out, '{');
    flag(out, "as_told", demo_as_told(demo));
    write_spec(out);
    json_out_key(out, "configurations");
    json_out_open(out, '[');
    for (size_t i = 0; i < DEMO_ROWS; i++)
        write_row(out, demo, i);
    json_out_close(out, ']');
    json_out_close(out, '}');
}
