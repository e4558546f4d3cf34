/*
 * asks.c - the requests of a slice, the pages' among them.
 *
 * Every value of Origin, Access-Control-Request-Method and -Headers, of each
 * method and each Accept-Encoding that can differ, in every combination. Two
 * asks of one key to which the origin gives equal answers, whatever it is like,
 * do the same to the cache: one of them acts for all.
 */
#include "bench/check/parts.h"
#include "cache/base/mem.h"

#define ASKS_MAX 65536u

static const char *const encodings[] = {NULL, "gzip, deflate",
                                        "gzip, deflate, br"};

static bool keyed(const struct behavior *behavior, struct span name)
{
    return name_set_has(&behavior->key.headers, name, true);
}

static uint32_t key_number(struct slice *slice, struct span key)
{
    uint64_t hash = hash64(&slice->secret, key);
    struct span copy;

    for (size_t i = 0; i < slice->n_keys; i++)
        if (slice->key_hashes[i] == hash && span_eq(slice->keys[i], key))
            return (uint32_t)i;
    if (slice->n_keys == slice->cap_keys) {
        slice->cap_keys = slice->cap_keys ? slice->cap_keys * 2 : 64;
        slice->keys =
            mem_realloc(slice->keys, slice->cap_keys * sizeof(*slice->keys));
        slice->key_hashes = mem_realloc(
            slice->key_hashes, slice->cap_keys * sizeof(*slice->key_hashes));
    }
    if (arena_copy(slice->run->arena, key, &copy) != 0)
        return NO_KEY;
    slice->keys[slice->n_keys] = copy;
    slice->key_hashes[slice->n_keys] = hash;
    return (uint32_t)slice->n_keys++;
}

/* What the origin says in each environment, also to the same request with the
 * question whether what it says now still holds. */
static int learn_answers(struct slice *slice, struct ask *ask, size_t origin,
                         struct http_request *fetched)
{
    struct answers *answers = slice->run->answers;
    const struct answer *all[N_ENVS];
    struct span etag;

    if (answers_ask_all(answers, origin, fetched, all) != 0)
        return ERR_TOO_LONG;
    for (int env = 0; env < N_ENVS; env++)
        ask->said[env] = all[env]->number;
    etag = http_headers_get(&all[ENV_PLAIN]->head.headers, SPAN("etag"));
    if (!span_absent(etag) &&
        (http_headers_set(&fetched->headers, slice->run->arena,
                          SPAN("If-None-Match"), etag) != 0 ||
         answers_ask_all(answers, origin, fetched, all) != 0))
        return ERR_TOO_LONG;
    for (int env = 0; env < N_ENVS; env++)
        ask->said[N_ENVS + env] = all[env]->number;
    return 0;
}

/* Asked once with nothing kept, to see its key and what an origin is asked. */
static int learn(struct slice *slice, struct ask *ask)
{
    const struct drive_state empty = {NULL, CHECK_START_MS, ENV_PLAIN};
    const struct http_request *head = &ask->head;
    struct drive_seen seen;

    slice->drive.keep = slice->run->arena;
    drive_run(&slice->drive, &empty, &head, 1, &seen);
    slice->drive.keep = NULL;
    ask->key = NO_KEY;
    ask->asks = seen.asked;
    if (!seen.asked)
        return 0;
    if (span_absent(seen.fetched.method))
        return ERR_TOO_LONG;
    if (journal_reason(seen.journal, STEP_LOOKUP) == LOOKUP_MISS)
        ask->key = key_number(slice, seen.journal->key);
    return learn_answers(slice, ask, (size_t)seen.origin, &seen.fetched);
}

bool asks_do_the_same(const struct ask *a, const struct ask *b)
{
    return a->key == b->key && span_eq(a->head.method, b->head.method) &&
           memcmp(a->said, b->said, sizeof(a->said)) == 0;
}

static int add_ask(struct slice *slice, const struct http_request *head)
{
    struct ask *ask;
    int err;

    if (slice->n_asks == ASKS_MAX)
        return ERR_FULL;
    if (slice->n_asks == slice->cap_asks) {
        slice->cap_asks = slice->cap_asks ? slice->cap_asks * 2 : 256;
        slice->asks =
            mem_realloc(slice->asks, slice->cap_asks * sizeof(*slice->asks));
    }
    ask = &slice->asks[slice->n_asks];
    *ask = (struct ask){.head = *head};
    err = learn(slice, ask);
    if (err)
        return err;
    ask->acts = ask->key != NO_KEY;
    for (size_t i = slice->n_asks; ask->acts && i > 0; i--)
        if (slice->asks[i - 1].acts &&
            asks_do_the_same(ask, &slice->asks[i - 1]))
            ask->acts = false;
    slice->n_asks++;
    return 0;
}

/* ---- of anyone -------------------------------------------------------------
 */

struct made {
    struct span method, origin, acrm, acrh;
    const char *encoding;
};

static int add_made(struct slice *slice, const struct made *made)
{
    struct arena *arena = slice->run->arena;
    struct http_request head = {.method = made->method,
                                .scheme = SPAN("https"),
                                .authority = slice->run->edge->domain,
                                .path = slice->path};
    const struct http_header lines[] = {
        {SPAN("Accept-Encoding"),
         made->encoding ? span_str(made->encoding) : SPAN_ABSENT},
        {SPAN("Origin"), made->origin},
        {SPAN("Access-Control-Request-Method"), made->acrm},
        {SPAN("Access-Control-Request-Headers"), made->acrh},
    };

    for (size_t i = 0; i < 4; i++)
        if (!span_absent(lines[i].value) &&
            http_headers_add(&head.headers, arena, lines[i].name,
                             lines[i].value) != 0)
            return ERR_TOO_LONG;
    return add_ask(slice, &head);
}

static struct span value_at(const struct class_values *values, size_t i)
{
    return i == 0 ? SPAN_ABSENT : values->at[i - 1];
}

/* The encodings of a made ask: where none is keyed, all are one. */
static size_t n_encodings(const struct slice *slice)
{
    const struct key_recipe *key = &slice->behavior->key;

    return key->gzip || key->brotli ||
                   keyed(slice->behavior, SPAN("accept-encoding"))
               ? 3
               : 1;
}

static int add_for_origin(struct slice *slice, struct made *made)
{
    const struct check_classes *classes = &slice->classes;
    const char *const methods[] = {"GET", "HEAD", "OPTIONS"};
    int err = 0;

    for (size_t e = n_encodings(slice); e > 0 && !err; e--)
        for (size_t h = 0; h <= classes->headers.n && !err; h++)
            for (size_t r = 0; r <= classes->methods.n && !err; r++)
                for (size_t m = 0; m < 3 && !err; m++) {
                    made->encoding = encodings[e - 1];
                    made->acrh = value_at(&classes->headers, h);
                    made->acrm = value_at(&classes->methods, r);
                    made->method = span_str(methods[m]);
                    err = add_made(slice, made);
                }
    return err;
}

static int add_anyones(struct slice *slice)
{
    const struct check_classes *classes = &slice->classes;
    struct made made = {0};
    int err = add_for_origin(slice, &made);

    for (size_t i = 0; i < classes->origins.n && !err; i++) {
        made.origin = classes->origins.at[i];
        err = add_for_origin(slice, &made);
    }
    for (size_t i = 0; i < classes->strange.n && !err; i++) {
        made.origin = classes->strange.at[i];
        err = add_for_origin(slice, &made);
    }
    return err;
}

/* ---- of pages --------------------------------------------------------------
 */

static int add_view(struct slice *slice, const struct load_spec *spec,
                    const struct load_rules *rules, bool preflight)
{
    struct url url;
    struct http_request head = {.method =
                                    preflight ? SPAN("OPTIONS") : rules->method,
                                .headers = rules->headers};
    struct view *view;
    int err = url_split(spec->url, &url);

    if (!err && preflight) {
        head.headers = (struct http_headers){0};
        err = load_rules_preflight(&head.headers, slice->run->arena, rules,
                                   spec->page_origin);
    }
    head.scheme = url.scheme;
    head.authority = url.authority;
    head.path = url.path;
    if (!err)
        err = add_ask(slice, &head);
    if (err)
        return err;
    if (slice->n_views == slice->cap_views) {
        slice->cap_views = slice->cap_views ? slice->cap_views * 2 : 64;
        slice->views =
            mem_realloc(slice->views, slice->cap_views * sizeof(*slice->views));
    }
    view = &slice->views[slice->n_views++];
    *view = (struct view){.ask = (uint32_t)slice->n_asks - 1,
                          .preflight = preflight,
                          .partner = (uint32_t)slice->n_views - 1,
                          .spec = *spec};
    view->asked = (struct cors_preflight){.page_origin = spec->page_origin,
                                          .credentials = rules->credentials,
                                          .method = rules->method,
                                          .acrh = rules->acrh};
    return 0;
}

static int add_load(struct slice *slice, const struct load_spec *spec)
{
    struct load_rules rules;
    struct url url;

    if (url_split(spec->url, &url) != 0 ||
        load_rules_make(&rules, slice->run->arena, spec, &url) != 0)
        return ERR_TOO_LONG;
    if (!rules.cors || !rules.cross)
        return 0;
    if (rules.preflight && add_view(slice, spec, &rules, true) != 0)
        return ERR_TOO_LONG;
    if (add_view(slice, spec, &rules, false) != 0)
        return ERR_TOO_LONG;
    if (rules.preflight) {
        slice->views[slice->n_views - 2].partner = (uint32_t)slice->n_views - 1;
        slice->views[slice->n_views - 1].partner = (uint32_t)slice->n_views - 2;
    }
    return 0;
}

/* Without credentials and with them. */
static int add_both(struct slice *slice, struct load_spec *spec)
{
    int err;

    spec->credentials = LOAD_CREDENTIALS_SAME_ORIGIN;
    err = add_load(slice, spec);
    if (err)
        return err;
    spec->credentials = LOAD_CREDENTIALS_INCLUDE;
    return add_load(slice, spec);
}

/* By GET and by each other method that the edge lets in. */
static int add_methods(struct slice *slice, struct load_spec *spec)
{
    const struct class_values *methods = &slice->classes.methods;
    int err = 0;

    spec->method = SPAN_ABSENT;
    err = add_both(slice, spec);
    for (size_t i = 0; i < methods->n && !err; i++) {
        enum http_method method = http_method_of(methods->at[i]);

        if (method == HTTP_METHOD_OTHER || method == HTTP_GET ||
            !(slice->behavior->allowed_methods >> method & 1))
            continue;
        spec->method = methods->at[i];
        err = add_both(slice, spec);
    }
    return err;
}

/* Plain, and with each header: a preflight asks for both, method and header. */
static int add_loads(struct slice *slice, struct load_spec *spec)
{
    const struct class_values *headers = &slice->classes.headers;
    int err = add_methods(slice, spec);

    for (size_t i = 0; i < headers->n && !err; i++) {
        struct http_header *line =
            arena_zalloc(slice->run->arena, 1, sizeof(*line));

        if (!line)
            return ERR_TOO_LONG;
        *line = (struct http_header){headers->at[i], SPAN("1")};
        spec->headers = line;
        spec->n_headers = 1;
        err = add_methods(slice, spec);
    }
    return err;
}

/* Where http is not served and only http pages are allowed, they ask by http,
 * as their own pages do. */
static bool comes_by_http(const struct slice *slice, struct span page_origin)
{
    return slice->behavior->viewer_protocol != VIEWER_ALLOW_ALL &&
           slice->classes.http_only &&
           span_starts(page_origin, SPAN("http://"));
}

static int add_pages(struct slice *slice)
{
    const struct class_values *origins = &slice->classes.origins;
    int err = 0;

    for (size_t i = 0; i < origins->n && !err; i++) {
        struct load_spec spec = {.page_origin = origins->at[i]};

        spec.url = arena_printf(
            slice->run->arena, "%s://%.*s%.*s",
            comes_by_http(slice, origins->at[i]) ? "http" : "https",
            SPAN_ARG(slice->run->edge->domain), SPAN_ARG(slice->path));
        err = add_loads(slice, &spec);
    }
    return err;
}

/* Whether the edge gives both the same answer, whatever it keeps: a policy
 * looks at Origin and at preflights, nothing else on delivery does. */
static bool looks_the_same(const struct slice *slice, const struct view *a,
                           const struct view *b)
{
    const struct ask *x = &slice->asks[a->ask], *y = &slice->asks[b->ask];

    return x->asks && y->asks && asks_do_the_same(x, y) &&
           span_eq(x->head.scheme, y->head.scheme) &&
           (!slice->behavior->reply.cors.enabled ||
            (span_eq(a->asked.page_origin, b->asked.page_origin) &&
             a->preflight == b->preflight));
}

static void group_views(struct slice *slice)
{
    for (uint32_t i = 0; i < slice->n_views; i++) {
        uint32_t k = 0;

        while (k < i &&
               (slice->views[k].group != k ||
                !looks_the_same(slice, &slice->views[k], &slice->views[i])))
            k++;
        slice->views[i].group = k;
    }
}

int slice_ask(struct slice *slice)
{
    int err = add_anyones(slice);

    if (!err)
        err = add_pages(slice);
    if (!err)
        group_views(slice);
    return err;
}
