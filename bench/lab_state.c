/* lab_state.c - what edges and browsers of a virtual stage hold, as JSON. */
#include "bench/lab_state.h"

#include "bench/browser_cache.h"
#include "bench/explain_facts.h"
#include "bench/transcript_json.h"
#include "bench/world.h"
#include "cache/entry.h"
#include "cache/http/vary.h"

#define PARTS_BYTES_MAX ((size_t)64 << 10)

/* What is looked at. */
struct looking {
    const struct stage *stage;
    const struct transcript *transcript;
    int64_t start_ms;
    int64_t now_ms;
    struct json_out *out;
};

static void string(struct json_out *out, const char *key, struct span value)
{
    json_out_key(out, key);
    json_out_string(out, value);
}

static void integer(struct json_out *out, const char *key, int64_t value)
{
    json_out_key(out, key);
    json_out_int(out, value);
}

static void boolean(struct json_out *out, const char *key, bool value)
{
    json_out_key(out, key);
    json_out_bool(out, value);
}

/* ---- who filled an entry ---------------------------------------------------
 */

/* A transaction that was over before its fetch, as after a 304, does not say
 * what became of the answer: it is in the store, so it was kept. */
static bool has_stored(const struct journal *journal)
{
    enum reason reason = journal_reason(journal, STEP_STORE);

    if (reason == REASON_NONE)
        return journal_reason(journal, STEP_FETCH) == FETCH_ANSWERED;
    return reason == STORE_KEPT || reason == STORE_REPLACED ||
           reason == STORE_EVICTED;
}

/* The answer that a transaction stored under this key, for these requests. */
static bool has_made(const struct seen_journal *it, size_t edge,
                     const struct entry *entry)
{
    return it->edge == edge && span_eq(it->journal.key, entry->item.key) &&
           has_stored(&it->journal) &&
           vary_match(&entry->vary, &it->journal.request.headers);
}

static const struct seen_act *act_of(const struct seen_step *step,
                                     const struct seen_journal *it)
{
    LIST_EACH (link, &step->acts, next) {
        const struct seen_act *act = LIST_ITEM(link, struct seen_act, link);

        LIST_EACH (asked, &act->requests, after)
            if (LIST_ITEM(asked, struct seen_request, link)->journal == it)
                return act;
    }
    return NULL;
}

static const struct seen_journal *
maker_in(const struct seen_step *step, size_t edge, const struct entry *entry)
{
    const struct seen_journal *found = NULL;

    LIST_EACH (link, &step->journals, next) {
        const struct seen_journal *it =
            LIST_ITEM(link, struct seen_journal, link);

        if (has_made(it, edge, entry))
            found = it;
    }
    return found;
}

static void write_maker(const struct looking *in, size_t number,
                        const struct seen_step *step,
                        const struct seen_journal *it)
{
    const struct seen_act *act = act_of(step, it);

    json_out_open(in->out, '{');
    integer(in->out, "step", (int64_t)number);
    integer(in->out, "at_ms", step->at_ms);
    string(in->out, "who", act ? act->who : SPAN_ABSENT);
    string(in->out, "what", act ? act->what : SPAN_ABSENT);
    string(in->out, "origin",
           http_headers_get(&it->journal.request.headers, SPAN("Origin")));
    json_out_close(in->out, '}');
}

/* The last one who stored it: {"step", ...}, from 1 on, or null. */
static void write_by(const struct looking *in, size_t edge,
                     const struct entry *entry)
{
    const struct seen_step *found_in = NULL;
    const struct seen_journal *found = NULL;
    size_t number = 0, found_at = 0;

    LIST_EACH (link, &in->transcript->steps, next) {
        const struct seen_step *step = LIST_ITEM(link, struct seen_step, link);
        const struct seen_journal *it = maker_in(step, edge, entry);

        number++;
        if (!it)
            continue;
        found = it;
        found_in = step;
        found_at = number;
    }
    json_out_key(in->out, "by");
    if (found)
        write_maker(in, found_at, found_in, found);
    else
        json_out_null(in->out);
}

/* ---- edges -----------------------------------------------------------------
 */

static void write_key(struct json_out *out, struct span key)
{
    struct explained_part parts[EXPLAINED_PARTS_MAX];
    struct arena arena;
    size_t n;

    arena_init(&arena, PARTS_BYTES_MAX);
    n = explain_key_parts(&arena, key, parts);
    string(out, "key", key);
    json_out_key(out, "key_parts");
    json_out_open(out, '[');
    for (size_t i = 0; i < n; i++) {
        json_out_open(out, '{');
        string(out, "part", parts[i].what);
        string(out, "value", parts[i].value);
        json_out_close(out, '}');
    }
    json_out_close(out, ']');
    arena_fini(&arena);
}

static void write_entry(const struct looking *in, size_t edge,
                        const struct entry *entry)
{
    struct json_out *out = in->out;

    json_out_open(out, '{');
    write_key(out, entry->item.key);
    integer(out, "status", entry->status);
    integer(out, "length", entry->length);
    integer(out, "age_s", entry_age_s(entry, in->now_ms));
    boolean(out, "fresh", entry_is_fresh(entry, in->now_ms));
    integer(out, "received_ms", entry->received_ms - in->start_ms);
    integer(out, "fresh_until_ms", entry->fresh_until_ms - in->start_ms);
    json_out_key(out, "headers");
    headers_json(&entry->headers, out);
    json_out_key(out, "vary");
    headers_json(&entry->vary, out);
    write_by(in, edge, entry);
    json_out_close(out, '}');
}

static void write_edge(const struct looking *in, size_t edge)
{
    const struct node *node = world_node(in->stage, edge);
    const struct entry *entry = NULL;
    struct node_stats stats;
    struct json_out *out = in->out;

    node_stats(node, &stats);
    json_out_open(out, '{');
    string(out, "name", in->stage->topology->edges[edge].name);
    integer(out, "requests", (int64_t)stats.requests);
    integer(out, "hits", (int64_t)(stats.hits + stats.refresh_hits));
    integer(out, "n_entries", (int64_t)stats.entries);
    json_out_key(out, "entries");
    json_out_open(out, '[');
    for (size_t i = 0; i < LAB_ENTRIES_MAX; i++) {
        entry = node_entry_next(node, entry);
        if (!entry)
            break;
        write_entry(in, edge, entry);
    }
    json_out_close(out, ']');
    json_out_close(out, '}');
}

/* ---- browsers --------------------------------------------------------------
 */

static const char *use_word(enum copy_use use)
{
    switch (use) {
    case COPY_FRESH:
        return "fresh";
    case COPY_STALE:
        return "stale";
    case COPY_NONE:
    case COPY_VARIES:
        break;
    }
    return "unusable";
}

static void write_copy(const struct looking *in,
                       const struct browser_copy *copy)
{
    struct json_out *out = in->out;

    json_out_open(out, '{');
    string(out, "site", copy->key.site);
    string(out, "url", copy->key.url);
    integer(out, "status", copy->head.status);
    integer(out, "came_ms", copy->came_ms - in->start_ms);
    string(out, "is",
           span_str(
               use_word(browser_copy_use(copy, in->now_ms, &copy->selected))));
    json_out_key(out, "headers");
    headers_json(&copy->head.headers, out);
    json_out_close(out, '}');
}

static void write_browser(const struct looking *in, size_t browser)
{
    const struct browser_cache *cache =
        browser_copies(world_browser(in->stage, browser));
    size_t n = 0;

    json_out_open(in->out, '{');
    integer(in->out, "n_copies", (int64_t)cache->n);
    json_out_key(in->out, "copies");
    json_out_open(in->out, '[');
    LIST_EACH (link, &cache->copies, next)
        if (n++ < LAB_ENTRIES_MAX)
            write_copy(in, LIST_ITEM(link, struct browser_copy, link));
    json_out_close(in->out, ']');
    json_out_close(in->out, '}');
}

void lab_state_json(const struct stage *stage,
                    const struct transcript *transcript, int64_t start_ms,
                    struct json_out *out)
{
    const struct looking in = {stage, transcript, start_ms, stage_now_ms(stage),
                               out};

    json_out_open(out, '{');
    integer(out, "at_ms", in.now_ms - start_ms);
    json_out_key(out, "edges");
    json_out_open(out, '[');
    for (size_t i = 0; i < stage->topology->n_edges; i++)
        write_edge(&in, i);
    json_out_close(out, ']');
    json_out_key(out, "browsers");
    json_out_open(out, '[');
    for (size_t i = 0; i < stage->topology->n_browsers; i++)
        write_browser(&in, i);
    json_out_close(out, ']');
    json_out_close(out, '}');
}
