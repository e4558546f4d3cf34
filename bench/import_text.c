/*
 * import_text.c - an imported world as a page to read, 80 columns wide.
 *
 * The order is that of a request: who is behind the distribution, then the
 * behaviors in the order in which CloudFront tries them, each with its three
 * switches and what they come to; then what is not modelled, then what to try.
 */
#include "bench/import_parts.h"
#include "bench/outlook.h"
#include "bench/url.h"
#include "bench/words.h"
#include "bench/wrap.h"

#define LINE_MAX ((size_t)64 << 10)

static const struct words_columns columns = {2, 12};

static void row(struct buf *out, const char *label, struct buf *line)
{
    words_row(out, &columns, label, buf_span(line));
    buf_reset(line);
}

static void heading(struct buf *out, const char *text)
{
    buf_addf(out, "\n%s\n", text);
}

/* ---- the distribution ------------------------------------------------------
 */

static void put_head(struct buf *out, const struct topology_edge *edge,
                     struct buf *line)
{
    const struct distribution *of = edge->distribution;

    buf_add_str(line, "Distribution ");
    if (!span_absent(of->id))
        buf_addf(line, "%.*s, ", SPAN_ARG(of->id));
    buf_add(line, edge->domain);
    if (span_absent(of->domain) && of->n_aliases == 0)
        buf_add_str(line, " (these files do not have its domain name; this is "
                          "a made-up one)");
    for (size_t i = 0; i < of->n_aliases; i++)
        if (!span_eq(of->aliases[i], edge->domain))
            buf_addf(line, ", also %.*s", SPAN_ARG(of->aliases[i]));
    if (!of->enabled)
        buf_add_str(line, ", switched off");
    wrap_text(out, 0, buf_span(line));
    buf_reset(line);
}

/* ---- CORS rules ------------------------------------------------------------
 */

static void add_names(struct buf *line, const struct cors_names *names)
{
    words_spans(line, names->at, names->n);
}

static void put_rule(struct buf *out, const struct cors_rule *rule, size_t i,
                     struct buf *line)
{
    char label[] = "rule 1";

    label[5] = (char)('1' + i % 9);
    add_names(line, &rule->methods);
    buf_add_str(line, " for ");
    add_names(line, &rule->origins);
    if (rule->headers.n > 0) {
        buf_add_str(line, "; request headers: ");
        add_names(line, &rule->headers);
    }
    if (rule->expose.n > 0) {
        buf_add_str(line, "; exposes ");
        add_names(line, &rule->expose);
    }
    if (rule->max_age_s >= 0) {
        buf_add_str(line, "; preflights are kept ");
        words_duration(line, rule->max_age_s);
    }
    row(out, i < 9 ? label : "rule", line);
}

static void put_cors(struct buf *out, const struct import *import,
                     const struct topology_origin *server, struct buf *line)
{
    struct span bucket;
    struct cors_config *cors = import_cors(import, server, &bucket);

    for (size_t i = 0; cors && i < cors->n_rules; i++)
        put_rule(out, &cors->rules[i], i, line);
    if (!cors) {
        buf_addf(line,
                 "no CORS rules given, so none: S3 sends no CORS headers. If "
                 "the bucket has some, add the output of aws s3api "
                 "get-bucket-cors --bucket %.*s",
                 SPAN_ARG(bucket));
        row(out, "rules", line);
    }
    cors_config_free(cors);
}

/* ---- origins ---------------------------------------------------------------
 */

static void add_protocol(struct buf *line,
                         const struct distribution_origin *origin)
{
    if (origin->is_s3)
        return;
    if (origin->protocol == ORIGIN_HTTPS_ONLY)
        buf_add_str(line, ", asked by https");
    else if (origin->protocol == ORIGIN_HTTP_ONLY)
        buf_add_str(line, ", asked by http");
}

static void add_server(struct buf *line, const struct topology_origin *server)
{
    switch (import_kind(server)) {
    case IMPORT_BUCKET:
        buf_add_str(line, "; here the fake S3");
        return;
    case IMPORT_EXTERNAL:
        buf_addf(line, "; here %.*s", SPAN_ARG(server->address));
        return;
    case IMPORT_PLAIN:
        buf_addf(line,
                 "; nothing is known of it, so here a server that answers 200 "
                 "and allows every page by its Origin (a real one: --origin "
                 "%.*s=http://HOST:PORT)",
                 SPAN_ARG(server->name));
        return;
    }
}

/* As whom CloudFront asks, and who else may. */
static void put_access(struct buf *out, const struct import *import,
                       const struct distribution_origin *origin,
                       struct buf *line)
{
    const struct topology_origin *server = import_server(import, origin);
    struct span bucket;
    bool closed = import_has_policy(import, server, &bucket);

    if (!closed && origin->identity.n == 0 && origin->signing == ACCESS_SIGNS)
        return;
    if (!span_absent(origin->access_control))
        buf_add_str(line, origin->signing == ACCESS_SIGNS_NEVER
                              ? "asked as by anybody: the origin access "
                                "control never signs"
                              : "asked as CloudFront, for this distribution");
    else if (!span_absent(origin->access_identity))
        buf_add_str(line, "asked as an origin access identity");
    else
        buf_add_str(line, "asked as by anybody");
    if (origin->signing == ACCESS_SIGNS_UNSIGNED)
        buf_add_str(line, ", unless the viewer sends Authorization");
    if (closed)
        buf_add_str(line, "; the bucket's policy says who may read");
    else
        buf_addf(line,
                 "; no bucket policy given, so everybody may read it here: add "
                 "the output of aws s3api get-bucket-policy --bucket %.*s",
                 SPAN_ARG(bucket));
    row(out, "access", line);
}

static void put_origin(struct buf *out, const struct import *import,
                       const struct distribution_origin *origin,
                       struct buf *line)
{
    const struct topology_origin *server = import_server(import, origin);
    char label[64];
    size_t n =
        origin->id.len < sizeof(label) ? origin->id.len : sizeof(label) - 1;

    memcpy(label, origin->id.ptr, n);
    label[n] = '\0';
    buf_addf(line, "%.*s%.*s", SPAN_ARG(origin->domain),
             SPAN_ARG(origin->path));
    add_protocol(line, origin);
    add_server(line, server);
    row(out, label, line);
    for (size_t i = 0; i < origin->custom.n; i++) {
        buf_addf(line, "%.*s: %.*s", SPAN_ARG(origin->custom.at[i].name),
                 SPAN_ARG(origin->custom.at[i].value));
        row(out, "gets", line);
    }
    if (import_kind(server) == IMPORT_BUCKET && origin->is_s3)
        put_access(out, import, origin, line);
    if (import_kind(server) == IMPORT_BUCKET)
        put_cors(out, import, server, line);
}

/* ---- errors ----------------------------------------------------------------
 */

static void add_error_ttl(struct buf *line, int64_t seconds)
{
    if (seconds == 0) {
        buf_add_str(line, "kept no longer than the answer itself says");
        return;
    }
    buf_add_str(line, "kept for at least ");
    words_duration(line, seconds);
}

static void put_error(struct buf *out, const struct distribution_error *error,
                      const struct rules *rules, struct buf *line)
{
    char label[8] = {0};
    struct buf status;

    buf_init(&status, sizeof(label));
    buf_addf(&status, "%d", error->status);
    memcpy(label, status.ptr, status.len);
    buf_fini(&status);
    add_error_ttl(line, error->min_ttl_s >= 0 ? error->min_ttl_s
                                              : rules->error_ttl_s);
    if (!span_absent(error->page))
        buf_addf(line, "; the viewer gets %.*s with status %d",
                 SPAN_ARG(error->page), error->page_status);
    row(out, label, line);
}

static void put_errors(struct buf *out, const struct topology_edge *edge,
                       struct buf *line)
{
    const struct distribution *of = edge->distribution;
    const struct rules *rules = &edge->config.behaviors[0].rules;

    heading(out, "Errors, of all behaviors");
    for (size_t i = 0; i < of->n_errors; i++)
        put_error(out, &of->errors[i], rules, line);
    add_error_ttl(line, rules->error_ttl_s);
    row(out, of->n_errors > 0 ? "others" : "", line);
}

/* ---- the rest --------------------------------------------------------------
 */

static void put_notes(struct buf *out, const struct aws_notes *notes)
{
    const struct words_columns wide = {2, 4};

    if (notes->n == 0) {
        heading(out, "Not modelled: nothing, as far as this configuration "
                     "goes");
        return;
    }
    heading(out, "Not modelled");
    for (size_t i = 0; i < notes->n; i++) {
        wrap_blanks(out, wide.label);
        wrap_text(out, wide.label, notes->at[i].what);
        wrap_blanks(out, wide.text);
        wrap_text(out, wide.text, notes->at[i].meaning);
    }
    if (notes->n_more > 0)
        buf_addf(out, "  and %zu more\n", notes->n_more);
}

/* The behavior that pages have most to do with: one that may break them. */
static const struct behavior *most_telling(const struct topology_edge *edge)
{
    static const enum outlook worst[] = {OUTLOOK_STALE, OUTLOOK_YIELDS,
                                         OUTLOOK_KEYED_BUT, OUTLOOK_NEVER};
    const struct node_config *config = &edge->config;

    for (size_t k = 0; k < sizeof(worst) / sizeof(*worst); k++)
        for (size_t i = config->n_behaviors; i-- > 0;)
            if (outlook_of(&config->behaviors[i]) == worst[k])
                return &config->behaviors[i];
    return &config->behaviors[config->n_behaviors - 1];
}

/* A path that the pattern matches, every wildcard filled with an a. */
static void add_path(struct buf *out, struct span pattern)
{
    if (!span_starts(pattern, SPAN("/")))
        buf_add_byte(out, '/');
    if (span_eq(pattern, SPAN("*"))) {
        buf_add_str(out, "logo.svg");
        return;
    }
    for (size_t i = 0; i < pattern.len; i++)
        buf_add_byte(out, pattern.ptr[i] == '*' || pattern.ptr[i] == '?'
                              ? 'a'
                              : pattern.ptr[i]);
}

/* Two sites that may want an answer of the behavior: those that its bucket
 * allows, if it names any. */
static void find_sites(const struct import *import,
                       const struct behavior *behavior, struct buf sites[2])
{
    const struct topology_origin *server =
        &import->topology->origins[behavior->origin];
    struct span bucket;
    struct cors_config *cors = import_cors(import, server, &bucket);
    size_t n = 0;

    for (size_t i = 0; cors && i < cors->n_rules; i++)
        for (size_t k = 0; k < cors->rules[i].origins.n && n < 2; k++)
            if (url_is_origin(cors->rules[i].origins.at[k]))
                buf_add(&sites[n++], cors->rules[i].origins.at[k]);
    if (n == 0)
        buf_add_str(&sites[n++], "https://one.example");
    if (n == 1)
        buf_add_str(&sites[n], "https://two.example");
    cors_config_free(cors);
}

static void put_next(struct buf *out, const struct import *import)
{
    const struct behavior *behavior = most_telling(import_edge(import));
    struct buf path, sites[2];

    buf_init(&path, 4096);
    buf_init(&sites[0], 4096);
    buf_init(&sites[1], 4096);
    add_path(&path, behavior->path_pattern);
    find_sites(import, behavior, sites);
    heading(out, "To see what one request would do, and another one after it");
    buf_addf(out, "  popbox explain %.*s \\\n", SPAN_ARG(import->files));
    buf_addf(out, "    --after '%.*s --page %.*s --as img' \\\n",
             SPAN_ARG(buf_span(&path)), SPAN_ARG(buf_span(&sites[1])));
    buf_addf(out, "    --page %.*s %.*s\n", SPAN_ARG(buf_span(&sites[0])),
             SPAN_ARG(buf_span(&path)));
    buf_fini(&path);
    buf_fini(&sites[0]);
    buf_fini(&sites[1]);
}

void import_text(const struct import *import, struct buf *out)
{
    const struct topology_edge *edge = import_edge(import);
    const struct distribution *of = edge->distribution;
    struct buf line;

    buf_init(&line, LINE_MAX);
    put_head(out, edge, &line);
    heading(out, of->n_origins == 1 ? "Origin" : "Origins");
    for (size_t i = 0; i < of->n_origins; i++)
        put_origin(out, import, &of->origins[i], &line);
    heading(out, edge->config.n_behaviors == 1
                     ? "Behavior"
                     : "Behaviors, in the order in which they are tried");
    for (size_t i = 0; i < edge->config.n_behaviors; i++)
        import_behavior_text(import, i, out);
    put_errors(out, edge, &line);
    put_notes(out, edge->notes);
    put_next(out, import);
    buf_fini(&line);
}
