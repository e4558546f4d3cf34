/* explain_facts.c - what of one request at an edge the journal leaves open. */
#include "bench/explain_facts.h"

#include "cache/base/assert.h"
#include "cache/viewer_facts.h"

/* ---- the key ---------------------------------------------------------------
 */

static const char *tag_word(char tag)
{
    switch (tag) {
    case 'd':
        return "domain";
    case 'm':
        return "method";
    case 'p':
        return "path";
    case 'q':
        return "query strings";
    case 'e':
        return "Accept-Encoding";
    case 'o':
        return "Origin";
    case 'g':
        return "kind of Origin";
    case 'c':
        return "cookies";
    }
    return "";
}

/* "5:bytes" or "-" at *at; moves behind it. */
static struct span take_value(struct span key, size_t *at)
{
    size_t colon = span_find(key, ':', *at);
    struct span value = SPAN_ABSENT;
    uint64_t len;

    if (*at < key.len && key.ptr[*at] == '-') {
        ++*at;
        return SPAN_ABSENT;
    }
    if (span_u64(span_cut(key, *at, colon), &len) && len <= key.len) {
        value = span_cut(key, colon + 1, colon + 1 + (size_t)len);
        *at = colon + 1 + (size_t)len;
    } else {
        *at = key.len;
    }
    return value;
}

/* As cache/key.c spells it. */
size_t explain_key_parts(struct arena *arena, struct span key,
                         struct explained_part *parts)
{
    size_t at = 0, n = 0;

    while (at < key.len && n < EXPLAINED_PARTS_MAX) {
        struct explained_part *part = &parts[n++];
        char tag = key.ptr[at++];
        struct span value = take_value(key, &at);

        if (tag == 'h') {
            at++; /* '=' */
            part->what = arena_printf(arena, "header %.*s", SPAN_ARG(value));
            part->value = take_value(key, &at);
        } else {
            part->what = span_str(tag_word(tag));
            part->value = value;
        }
        at++; /* the blank */
    }
    return n;
}

/* ---- headers ---------------------------------------------------------------
 */

/* What headers are explained with. */
struct explaining {
    struct explained *out;
    struct arena *arena;
    struct origin_request_parts parts;
    struct http_request request; /* as it goes to the origin */
};

static struct span unnamed_text(struct explaining *in)
{
    const struct behavior_about *about = in->out->about;

    if (span_absent(about->cache_policy))
        return SPAN("dropped: legacy settings remove it unless it is listed");
    if (span_absent(about->origin_request_policy))
        return arena_printf(in->arena,
                            "dropped: %.*s does not name it, and there is no "
                            "origin request policy",
                            SPAN_ARG(about->cache_policy));
    return arena_printf(in->arena, "dropped: neither %.*s nor %.*s names it",
                        SPAN_ARG(about->cache_policy),
                        SPAN_ARG(about->origin_request_policy));
}

/* Who says what is keyed, or what is forwarded. */
static struct span source_of(struct explaining *in, bool keyed)
{
    const struct behavior_about *about = in->out->about;

    if (span_absent(about->cache_policy))
        return SPAN("ForwardedValues");
    return keyed ? about->cache_policy : about->origin_request_policy;
}

static struct span own_text(struct explaining *in, struct span name,
                            struct span goes)
{
    struct span source = source_of(in, true);
    struct span sent =
        http_headers_joined(&in->parts.viewer->headers, name, in->arena);

    if (!span_absent(goes) && span_eq(sent, goes))
        return SPAN("sent as it is");
    if (span_ieq(name, SPAN("cookie")))
        return span_absent(goes)
                   ? SPAN("dropped: no policy forwards cookies")
                   : SPAN("as far as cookies are keyed or forwarded, sorted");
    if (span_ieq(name, SPAN("accept-encoding")))
        return span_absent(goes)
                   ? arena_printf(in->arena, "dropped: %.*s does not key on it",
                                  SPAN_ARG(source))
                   : arena_printf(in->arena, "normalised, as %.*s keys on it",
                                  SPAN_ARG(source));
    if (span_ieq(name, SPAN("x-forwarded-for")))
        return SPAN("the viewer's address is added");
    return SPAN("the edge says this itself");
}

static struct span fate_text(struct explaining *in, struct span name,
                             struct span goes)
{
    switch (origin_request_fate(&in->parts, name)) {
    case HEADER_KEYED:
        return arena_printf(in->arena, "in the key, by %.*s, and so sent",
                            SPAN_ARG(source_of(in, true)));
    case HEADER_FORWARDED:
        return arena_printf(in->arena, "sent, though not keyed: %.*s names it",
                            SPAN_ARG(source_of(in, false)));
    case HEADER_UNASKED:
        return SPAN("sent, though not keyed: legacy settings do not remove it");
    case HEADER_REPLACED:
        return SPAN("the origin's custom header of this name replaces it");
    case HEADER_OWN:
        return own_text(in, name, goes);
    case HEADER_HOP:
        return SPAN("dropped: of this connection, never passed on");
    case HEADER_CONDITION:
        return SPAN("stays at the edge: the answer is for others, too");
    case HEADER_UNNAMED:
        return unnamed_text(in);
    }
    return SPAN_ABSENT;
}

static bool is_told(const struct explained *out, struct span name)
{
    for (size_t i = 0; i < out->n_headers; i++)
        if (span_ieq(out->headers[i].name, name))
            return true;
    return false;
}

static void add(struct explaining *in, const struct explained_header *header)
{
    if (in->out->n_headers < EXPLAINED_HEADERS_MAX)
        in->out->headers[in->out->n_headers++] = *header;
}

static void add_host(struct explaining *in)
{
    struct span sent = in->parts.viewer->authority;
    struct span goes = in->request.authority;
    const struct explained_header host = {
        SPAN("Host"), sent, goes,
        span_eq(sent, goes) ? SPAN("sent as it is")
                            : SPAN("the origin is asked by its own name")};

    add(in, &host);
}

static void add_query(struct explaining *in)
{
    struct span sent = in->parts.viewer->query;
    struct span goes = in->request.query;
    const struct explained_header query = {
        SPAN("?"), sent, goes,
        span_eq(sent, goes) ? SPAN("sent as it is")
        : span_absent(goes) ? SPAN("dropped: no policy names query strings")
                            : SPAN("as far as the policies name it")};

    if (!span_absent(sent))
        add(in, &query);
}

/* The viewer's headers first, then what only the origin sees. */
static void add_headers(struct explaining *in)
{
    const struct http_headers *viewer = &in->out->journal->request.headers;
    const struct http_headers *sent = &in->request.headers;

    add_query(in);
    for (size_t i = 0; i < viewer->n; i++) {
        struct span name = viewer->at[i].name;
        struct span goes = http_headers_joined(sent, name, in->arena);
        const struct explained_header header = {
            name, http_headers_joined(viewer, name, in->arena), goes,
            fate_text(in, name, goes)};

        if (!is_told(in->out, name))
            add(in, &header);
    }
    add_host(in);
    for (size_t i = 0; i < sent->n; i++) {
        struct span name = sent->at[i].name;
        bool custom = origin_request_fate(&in->parts, name) == HEADER_REPLACED;
        const struct explained_header header = {
            name, SPAN_ABSENT, http_headers_joined(sent, name, in->arena),
            custom ? SPAN("a custom header of the origin")
                   : SPAN("the edge adds it")};

        if (!is_told(in->out, name))
            add(in, &header);
    }
}

static void explain_headers(struct explained *out, struct arena *arena)
{
    struct explaining in = {.out = out, .arena = arena};
    const struct node_config *config = &out->edge->config;
    struct viewer_facts facts = {out->behavior, out->journal->client, false};
    struct http_request told = out->journal->request;

    if (viewer_facts_needed(&facts) &&
        viewer_facts_add(&told, arena, &out->journal->request, &facts) < 0)
        return;
    in.parts = (struct origin_request_parts){
        .behavior = out->behavior,
        .viewer = &told,
        .client = out->journal->client,
        .domain = config->origins[out->behavior->origin].domain,
        .cached = out->looked_up};
    if (origin_request_build(&in.request, arena, &in.parts) == 0)
        add_headers(&in);
}

/* ---- where the copy came from ----------------------------------------------
 */

static bool made_a_copy(const struct seen_journal *it,
                        const struct explained *out)
{
    enum reason reason = journal_reason(&it->journal, STEP_STORE);

    return span_eq(it->journal.key, out->journal->key) &&
           (reason == STORE_KEPT || reason == STORE_REPLACED ||
            reason == STORE_EVICTED);
}

static bool step_made_a_copy(const struct seen_step *step,
                             const struct explained *out)
{
    LIST_EACH (link, &step->journals, next)
        if (made_a_copy(LIST_ITEM(link, struct seen_journal, link), out))
            return true;
    return false;
}

/* The last step before `until` that stored under the request's key. */
static size_t find_maker(const struct transcript *transcript,
                         const struct seen_step *until,
                         const struct explained *out)
{
    size_t number = 0, found = 0;

    LIST_EACH (link, &transcript->steps, next) {
        const struct seen_step *step = LIST_ITEM(link, struct seen_step, link);

        number++;
        if (step == until)
            break;
        if (step_made_a_copy(step, out))
            found = number;
    }
    return found;
}

static bool used_a_copy(const struct journal *journal)
{
    enum reason reason = journal_reason(journal, STEP_RESPOND);

    return journal->x_cache == X_CACHE_HIT ||
           journal->x_cache == X_CACHE_REFRESH_HIT ||
           reason == RESPOND_STALE_ON_ERROR;
}

/* ---- as a whole ------------------------------------------------------------
 */

/* A request that gets an error page goes the way twice; the first time is the
 * viewer's own. NULL: it did not get so far. */
static const struct journal_step *first_of(const struct journal *journal,
                                           enum step step)
{
    size_t behaviors = 0;

    for (size_t i = 0; i < journal->n_steps && behaviors < 2; i++) {
        behaviors += journal->steps[i].step == STEP_BEHAVIOR;
        if (behaviors < 2 && journal->steps[i].step == step)
            return &journal->steps[i];
    }
    return NULL;
}

static void find_behavior(struct explained *out)
{
    const struct journal_step *step = first_of(out->journal, STEP_BEHAVIOR);

    if (!step)
        return;
    ASSERT((size_t)step->value < out->edge->config.n_behaviors);
    out->behavior = &out->edge->config.behaviors[step->value];
    out->about = &out->edge->about[step->value];
}

const struct explained *explain_facts(struct arena *arena,
                                      const struct transcript *transcript,
                                      const struct seen_step *step,
                                      const struct seen_request *seen)
{
    struct explained *out = arena_zalloc(arena, 1, sizeof(*out));
    const struct journal_step *lookup;

    ASSERT(seen->journal);
    if (!out)
        return NULL;
    out->seen = seen;
    out->journal = &seen->journal->journal;
    out->edge = &transcript->topology->edges[seen->journal->edge];
    find_behavior(out);
    lookup = first_of(out->journal, STEP_LOOKUP);
    out->reaches = out->behavior && lookup;
    out->looked_up = out->reaches && lookup->reason != LOOKUP_PASS &&
                     lookup->reason != LOOKUP_UNCACHED_TTL;
    if (!span_absent(out->journal->key))
        out->n_parts = explain_key_parts(arena, out->journal->key, out->parts);
    if (out->reaches)
        explain_headers(out, arena);
    if (used_a_copy(out->journal))
        out->made_by = find_maker(transcript, step, out);
    return out;
}
