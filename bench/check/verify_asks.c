/* verify_asks.c - the requests of a behavior, made anew from a certificate. */
#include "bench/check/verify_asks.h"

#include "bench/check/verify_values.h"

#define ASKS_MAX 65536u

static int fail(struct verify_asks *in, const char *what)
{
    return lines_fail(in->lines, what);
}

static int too_large(struct verify_asks *in)
{
    return fail(in, "there is more than can be verified");
}

/* ---- values ----------------------------------------------------------------
 */

static int read_values(struct verify_asks *in, const char *word,
                       struct class_values *values)
{
    int err = lines_need(in->lines, word);

    *values = (struct class_values){0};
    while (!err && in->lines->left.len > 0) {
        struct span value = lines_bytes(in->lines);

        if (span_absent(value))
            return ERR_SYNTAX;
        if (values->n == CLASS_VALUES_MAX)
            return fail(in, "more values than are tried");
        for (size_t i = 0; i < values->n; i++)
            if (span_eq(values->at[i], value))
                return fail(in, "a value stands there twice");
        values->at[values->n++] = value;
    }
    return err;
}

static int read_classes(struct verify_asks *in)
{
    struct check_classes *classes = &in->slice.classes;
    const char *missing;

    *classes = (struct check_classes){0};
    if (read_values(in, "pages", &classes->origins) != 0 ||
        read_values(in, "strange", &classes->strange) != 0 ||
        read_values(in, "methods", &classes->methods) != 0 ||
        read_values(in, "headers", &classes->headers) != 0)
        return ERR_SYNTAX;
    missing = verify_values(classes, json_root(in->slice.run->config),
                            in->slice.behavior);
    if (!missing)
        return 0;
    (void)fail(in, "these values are not enough: ");
    buf_add_str(in->lines->error, missing);
    return ERR_SYNTAX;
}

/* ---- requests --------------------------------------------------------------
 */

static int add_ask(struct verify_asks *in, const struct http_request *head)
{
    if (in->slice.n_asks == in->slice.cap_asks)
        return too_large(in);
    in->slice.asks[in->slice.n_asks++] = (struct ask){.head = *head};
    return 0;
}

/* Values of one line each, absent ones left out. */
static int add_made(struct verify_asks *in, const char *method,
                    const struct span values[4])
{
    static const char *const names[] = {"Accept-Encoding", "Origin",
                                        "Access-Control-Request-Method",
                                        "Access-Control-Request-Headers"};
    struct http_request head = {.method = span_str(method),
                                .scheme = SPAN("https"),
                                .authority = in->slice.run->edge->domain,
                                .path = in->slice.path};

    for (size_t i = 0; i < 4; i++)
        if (!span_absent(values[i]) &&
            http_headers_add(&head.headers, in->arena, span_str(names[i]),
                             values[i]) != 0)
            return too_large(in);
    return add_ask(in, &head);
}

static struct span one_of(const struct class_values *values, size_t i)
{
    return i == 0 ? SPAN_ABSENT : values->at[i - 1];
}

static size_t n_encodings(const struct verify_asks *in)
{
    const struct key_recipe *key = &in->slice.behavior->key;

    return key->gzip || key->brotli ||
                   name_set_has(&key->headers, SPAN("accept-encoding"), true)
               ? 3
               : 1;
}

static int add_combinations(struct verify_asks *in, struct span origin)
{
    static const char *const encodings[] = {NULL, "gzip, deflate",
                                            "gzip, deflate, br"};
    static const char *const methods[] = {"GET", "HEAD", "OPTIONS"};
    const struct check_classes *classes = &in->slice.classes;
    int err = 0;

    for (size_t e = n_encodings(in); e > 0 && !err; e--)
        for (size_t h = 0; h <= classes->headers.n && !err; h++)
            for (size_t r = 0; r <= classes->methods.n && !err; r++)
                for (size_t m = 0; m < 3 && !err; m++) {
                    const struct span values[] = {
                        encodings[e - 1] ? span_str(encodings[e - 1])
                                         : SPAN_ABSENT,
                        origin, one_of(&classes->methods, r),
                        one_of(&classes->headers, h)};

                    err = add_made(in, methods[m], values);
                }
    return err;
}

static int add_view(struct verify_asks *in, const struct load_spec *spec,
                    const struct load_rules *rules, const struct url *url,
                    bool preflight)
{
    struct slice *slice = &in->slice;
    struct http_request head = {rules->method, url->scheme, url->authority,
                                url->path,     SPAN_ABSENT, rules->headers};

    if (preflight) {
        head.method = SPAN("OPTIONS");
        head.headers = (struct http_headers){0};
        if (load_rules_preflight(&head.headers, in->arena, rules,
                                 spec->page_origin) != 0)
            return too_large(in);
    }
    if (slice->n_views == slice->cap_views || add_ask(in, &head) != 0)
        return too_large(in);
    slice->views[slice->n_views++] =
        (struct view){.ask = (uint32_t)slice->n_asks - 1,
                      .preflight = preflight,
                      .spec = *spec,
                      .asked = {.page_origin = spec->page_origin,
                                .credentials = rules->credentials,
                                .method = rules->method,
                                .acrh = rules->acrh}};
    return 0;
}

static int add_load(struct verify_asks *in, const struct load_spec *spec)
{
    struct view *views = in->slice.views;
    struct load_rules rules;
    struct url url;
    size_t n;

    if (url_split(spec->url, &url) != 0 ||
        load_rules_make(&rules, in->arena, spec, &url) != 0)
        return too_large(in);
    if (!rules.cors || !rules.cross)
        return 0;
    if (rules.preflight && add_view(in, spec, &rules, &url, true) != 0)
        return ERR_SYNTAX;
    if (add_view(in, spec, &rules, &url, false) != 0)
        return ERR_SYNTAX;
    n = in->slice.n_views;
    if (rules.preflight) {
        views[n - 2].partner = (uint32_t)n - 1;
        views[n - 1].partner = (uint32_t)n - 2;
    }
    return 0;
}

static bool may_use(const struct verify_asks *in, struct span method)
{
    enum http_method known = http_method_of(method);

    return known != HTTP_METHOD_OTHER && known != HTTP_GET &&
           (in->slice.behavior->allowed_methods >> known & 1);
}

/* By GET and each other method, without credentials and with them. */
static int add_methods(struct verify_asks *in, struct load_spec spec)
{
    const struct class_values *methods = &in->slice.classes.methods;
    int err = 0;

    for (size_t i = 0; i <= methods->n && !err; i++) {
        spec.method = one_of(methods, i);
        if (i > 0 && !may_use(in, spec.method))
            continue;
        spec.credentials = LOAD_CREDENTIALS_SAME_ORIGIN;
        err = add_load(in, &spec);
        spec.credentials = LOAD_CREDENTIALS_INCLUDE;
        if (!err)
            err = add_load(in, &spec);
    }
    return err;
}

/* Plain, and with each header. */
static int add_page(struct verify_asks *in, struct span origin)
{
    const struct check_classes *classes = &in->slice.classes;
    bool http = in->slice.behavior->viewer_protocol != VIEWER_ALLOW_ALL &&
                classes->http_only && span_starts(origin, SPAN("http://"));
    struct load_spec spec = {
        .page_origin = origin,
        .url = arena_printf(in->arena, "%s://%.*s%.*s", http ? "http" : "https",
                            SPAN_ARG(in->slice.run->edge->domain),
                            SPAN_ARG(in->slice.path))};
    int err = add_methods(in, spec);

    for (size_t i = 0; i < classes->headers.n && !err; i++) {
        struct http_header *line = arena_zalloc(in->arena, 1, sizeof(*line));

        if (!line)
            return too_large(in);
        *line = (struct http_header){classes->headers.at[i], SPAN("1")};
        spec.headers = line;
        spec.n_headers = 1;
        err = add_methods(in, spec);
    }
    return err;
}

static int add_all(struct verify_asks *in)
{
    const struct check_classes *classes = &in->slice.classes;
    int err = add_combinations(in, SPAN_ABSENT);

    for (size_t i = 0; i < classes->origins.n && !err; i++)
        err = add_combinations(in, classes->origins.at[i]);
    for (size_t i = 0; i < classes->strange.n && !err; i++)
        err = add_combinations(in, classes->strange.at[i]);
    for (size_t i = 0; i < classes->origins.n && !err; i++)
        err = add_page(in, classes->origins.at[i]);
    return err;
}

/* ---- at the node ------------------------------------------------------------
 */

/* What is not to be kept leaves nothing behind, whatever the origin is like. */
static int verify_unkept(struct verify_asks *in, uint32_t at)
{
    const struct http_request *head = &in->slice.asks[at].head;
    struct node_stats stats;
    struct drive_seen seen;

    for (int env = 0; env < N_ENVS; env++) {
        const struct drive_state empty = {NULL, CHECK_START_MS,
                                          (enum check_env)env};

        drive_run(&in->slice.drive, &empty, &head, 1, &seen);
        node_stats(in->slice.drive.node, &stats);
        if (stats.entries > 0)
            return fail(in, "a request leaves something under a key");
    }
    return 0;
}

static int learn(struct verify_asks *in, uint32_t at)
{
    const struct drive_state empty = {NULL, CHECK_START_MS, ENV_PLAIN};
    struct ask *ask = &in->slice.asks[at];
    const struct http_request *head = &ask->head;
    struct drive_seen seen;
    int err = lines_number(in->lines, at + 1, &in->same[at]);

    if (err)
        return err;
    drive_run(&in->slice.drive, &empty, &head, 1, &seen);
    ask->key = NO_KEY;
    in->keys[at] = SPAN_ABSENT;
    if (seen.asked && journal_reason(seen.journal, STEP_LOOKUP) == LOOKUP_MISS)
        ask->key = 0;
    if (ask->key != NO_KEY &&
        arena_copy(in->arena, seen.journal->key, &in->keys[at]) != 0)
        return too_large(in);
    if ((in->same[at] == LINES_NO_NUMBER) != span_absent(in->keys[at]))
        return fail(in, "a request is kept that should not be, or is not");
    if (span_absent(in->keys[at]))
        return verify_unkept(in, at);
    return in->same[in->same[at]] == in->same[at] &&
                   span_eq(in->keys[in->same[at]], in->keys[at])
               ? 0
               : fail(in, "a request shares the transitions of another key");
}

static int verify_keys(struct verify_asks *in)
{
    int err = lines_need(in->lines, "same");

    for (uint32_t i = 0; i < in->slice.n_asks && !err; i++)
        err = learn(in, i);
    return err ? err : lines_end(in->lines);
}

/* ---- as a whole -------------------------------------------------------------
 */

/* The behavior to which a plain request for the path comes. */
static int64_t comes_to(struct verify_asks *in)
{
    const struct drive_state empty = {NULL, CHECK_START_MS, ENV_PLAIN};
    const struct http_request head = {.method = SPAN("GET"),
                                      .scheme = SPAN("https"),
                                      .authority = in->slice.run->edge->domain,
                                      .path = in->slice.path};
    const struct http_request *ask = &head;
    struct drive_seen seen;

    drive_run(&in->slice.drive, &empty, &ask, 1, &seen);
    for (size_t i = 0; i < seen.journal->n_steps; i++)
        if (seen.journal->steps[i].step == STEP_BEHAVIOR)
            return seen.journal->steps[i].value;
    return -1;
}

static bool makes_room(struct verify_asks *in)
{
    struct slice *slice = &in->slice;

    slice->asks = arena_alloc(in->arena, ASKS_MAX * sizeof(*slice->asks));
    slice->views = arena_alloc(in->arena, ASKS_MAX * sizeof(*slice->views));
    in->keys = arena_alloc(in->arena, ASKS_MAX * sizeof(*in->keys));
    in->same = arena_alloc(in->arena, ASKS_MAX * sizeof(*in->same));
    in->verified = arena_zalloc(in->arena, ASKS_MAX, sizeof(*in->verified));
    slice->cap_asks = slice->cap_views = ASKS_MAX;
    slice->n_asks = slice->n_views = 0;
    return slice->asks && slice->views && in->keys && in->same && in->verified;
}

int verify_asks_read(struct verify_asks *in, size_t at, bool *reached)
{
    struct slice *slice = &in->slice;
    uint32_t number;
    int err;

    *reached = !lines_are_at(in->lines, "unreached");
    err = lines_need(in->lines, *reached ? "behavior" : "unreached");
    if (err || lines_number(in->lines, UINT32_MAX, &number) != 0)
        return ERR_SYNTAX;
    slice->behavior_at = at;
    slice->behavior = &slice->drive.config->behaviors[at];
    slice->drive.main_origin = slice->behavior->origin;
    slice->path = lines_bytes(in->lines);
    slice->own_pages = check_is_for_error_pages(slice);
    if (span_absent(slice->path) || lines_end(in->lines) != 0)
        return ERR_SYNTAX;
    if (number != at ||
        !span_eq(slice->path,
                 check_path_for(in->arena, slice->behavior->path_pattern)))
        return fail(in, "another behavior or another path is due here");
    if ((comes_to(in) == (int64_t)at) != *reached)
        return fail(in, "the path comes to another behavior than that");
    if (!*reached)
        return 0;
    if (!makes_room(in))
        return too_large(in);
    err = read_classes(in);
    if (!err)
        err = add_all(in);
    if (!err)
        err = verify_keys(in);
    return err;
}
