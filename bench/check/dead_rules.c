/*
 * dead_rules.c - what of a bucket's CORS rules can never matter.
 *
 * S3 takes the first rule that matches origin, method and every requested
 * header (s3.md section 2). So a pattern that no browser's Origin can match is
 * dead, and so is a rule that asks for nothing which one before it refuses.
 */
#include "bench/check/parts.h"

/* ---- patterns --------------------------------------------------------------
 */

/* An origin as browsers write it: no path, no upper case, no default port. */
static bool can_match(struct span pattern)
{
    size_t slash = span_find(pattern, '/', 0);
    size_t star = span_find(pattern, '*', 0);
    struct span host = span_cut(pattern, slash + 2, pattern.len);

    if (span_eq(pattern, SPAN("null")) || star == 0)
        return !span_ends(pattern, SPAN("/"));
    if (slash == pattern.len || span_find(host, '/', 0) < host.len)
        return star < slash && slash == pattern.len;
    for (size_t i = 0; i < pattern.len; i++)
        if (ascii_lower(pattern.ptr[i]) != pattern.ptr[i])
            return false;
    return !(span_starts(pattern, SPAN("https:")) &&
             span_ends(pattern, SPAN(":443"))) &&
           !(span_starts(pattern, SPAN("http:")) &&
             span_ends(pattern, SPAN(":80")));
}

static void note_rule(struct check_run *run, const struct json *rule)
{
    for (const struct json *pattern =
             json_first(json_member(rule, "AllowedOrigins"));
         pattern; pattern = json_next(pattern))
        if (json_type(pattern) == JSON_STRING &&
            !can_match(json_string(pattern)))
            check_note(
                run, json_string(pattern),
                SPAN("an AllowedOrigins value that no browser's Origin can "
                     "match: it takes scheme://host, in lower case, without "
                     "a path, a slash at the end or the scheme's own port"));
}

/* ---- rules -----------------------------------------------------------------
 */

/* Whether whatever the value allows (it may have one star) one of the list
 * allows, too. A star stands for any bytes, a literal one among them. */
static bool is_covered(const struct json *list, const struct json *value,
                       bool any_case)
{
    struct buf low[2];
    bool covered = false;

    buf_init(&low[0], JSON_TEXT_MAX);
    buf_init(&low[1], JSON_TEXT_MAX);
    for (const struct json *one = json_first(list); one && !covered;
         one = json_next(one)) {
        const struct json *const both[] = {one, value};

        for (int i = 0; i < 2; i++) {
            struct span text = json_string(both[i]);

            buf_reset(&low[i]);
            for (size_t k = 0; k < text.len; k++)
                buf_add_byte(&low[i],
                             any_case ? ascii_lower(text.ptr[k]) : text.ptr[k]);
        }
        covered = span_find(buf_span(&low[0]), '?', 0) < low[0].len
                      ? span_eq(buf_span(&low[0]), buf_span(&low[1]))
                      : span_glob(buf_span(&low[0]), buf_span(&low[1]));
    }
    buf_fini(&low[0]);
    buf_fini(&low[1]);
    return covered;
}

static bool covers(const struct json *earlier, const struct json *rule)
{
    static const struct {
        const char *list;
        bool any_case;
    } lists[] = {{"AllowedOrigins", false},
                 {"AllowedMethods", false},
                 {"AllowedHeaders", true}};

    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
        for (const struct json *value =
                 json_first(json_member(rule, lists[i].list));
             value; value = json_next(value))
            if (!is_covered(json_member(earlier, lists[i].list), value,
                            lists[i].any_case))
                return false;
    return true;
}

static void note_covered(struct check_run *run, const struct json *bucket,
                         const struct json *rules, const struct json *rule)
{
    unsigned at = 1, earlier_at = 1;
    struct buf what;

    for (const struct json *one = json_first(rules); one != rule;
         one = json_next(one))
        at++;
    for (const struct json *earlier = json_first(rules); earlier != rule;
         earlier = json_next(earlier), earlier_at++) {
        if (!covers(earlier, rule))
            continue;
        buf_init(&what, JSON_TEXT_MAX);
        buf_addf(&what, "%.*s, CORS rule %u", SPAN_ARG(json_name(bucket)), at);
        buf_addf(&what, " behind rule %u", earlier_at);
        check_note(run, buf_span(&what),
                   SPAN("the first rule that matches counts, and the one "
                        "before it matches all that this one does: it is "
                        "never reached"));
        buf_fini(&what);
        return;
    }
}

static void note_bucket(struct check_run *run, const struct json *bucket)
{
    const struct json *cors = json_member(bucket, "cors");
    const struct json *rules = cors && json_type(cors) == JSON_ARRAY
                                   ? cors
                                   : json_member(cors, "CORSRules");

    if (!cors)
        check_note(
            run, json_name(bucket),
            SPAN("no CORS rules were given for this bucket: it grants no "
                 "page anything, so that nothing can break"));
    for (const struct json *rule = json_first(rules); rule;
         rule = json_next(rule)) {
        note_rule(run, rule);
        note_covered(run, bucket, rules, rule);
    }
}

/* ---- as a whole ------------------------------------------------------------
 */

void check_note_origins(struct check_run *run)
{
    const struct json *origins = json_member(json_root(run->config), "origins");

    for (const struct json *origin = json_first(origins); origin;
         origin = json_next(origin)) {
        const struct json *buckets = json_member(origin, "buckets");

        if (!buckets)
            check_note(
                run, json_name(origin),
                SPAN("popbox knows nothing of this origin: it is taken to "
                     "answer as its config says, which by default grants "
                     "every page"));
        for (const struct json *bucket = json_first(buckets); bucket;
             bucket = json_next(bucket))
            note_bucket(run, bucket);
    }
}
