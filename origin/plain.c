/*
 * plain.c - an ordinary web server: fixed, reflecting, generated, faulty.
 *
 * One page of its description answers a request: the first route whose path
 * matches, else the base. A generated body is a window on one block of letters,
 * so that its size costs nothing.
 */
#include "origin/plain.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "origin/faults.h"
#include "origin/origins.h"
#include "origin/plain_answer.h"

#define PLAIN_MAGIC      0x706c0001u
#define PLAIN_BYTES_MAX  ((size_t)16 << 20)
#define PLAIN_ROUTES_MAX 256
#define LETTERS          (26 * 2521) /* just above 64 KiB */

struct plain {
    struct origin base;
    unsigned magic;
    struct arena arena; /* of the description */
    struct plain_page page;
    struct plain_page *routes;
    size_t n_routes;
    struct faults faults;
    char letters[LETTERS];
};

static struct plain *plain_of(struct origin *origin)
{
    struct plain *plain = (struct plain *)(void *)origin;

    ASSERT(plain->magic == PLAIN_MAGIC);
    return plain;
}

static struct plain_exchange *state_of(struct origin_exchange *ex)
{
    struct plain_exchange *state = ex->state;

    ASSERT(!state || state->magic == PLAIN_MAGIC);
    return state;
}

/* ---- the conversation ---------------------------------------------------- */

static const struct plain_page *page_for(const struct plain *plain,
                                         struct span path)
{
    for (size_t i = 0; i < plain->n_routes; i++)
        if (span_glob(plain->routes[i].path, path))
            return &plain->routes[i];
    return &plain->page;
}

static enum origin_next begin(struct origin *origin, struct origin_exchange *ex,
                              int64_t now_ms, const struct http_request *req,
                              const struct origin_viewer *viewer)
{
    struct plain *plain = plain_of(origin);
    struct plain_exchange *state = arena_zalloc(ex->arena, 1, sizeof(*state));
    struct fault_choice choice = faults_choose(&plain->faults, req);

    ex->answer = (struct origin_answer){.fault = choice.fault};
    ex->state = NULL;
    if (!state || http_request_copy(&state->req, ex->arena, req)) {
        ex->answer.head.status = 500;
        ex->answer.head.reason = span_str(http_reason(500));
        ex->answer.close = true;
        return ORIGIN_ANSWER;
    }
    ex->state = state;
    state->magic = PLAIN_MAGIC;
    state->page = page_for(plain, req->path);
    state->status = choice.status;
    if (viewer->body_length != 0)
        return ORIGIN_ACCEPT_BODY;
    plain_answer(ex, state_of(ex), now_ms);
    return ORIGIN_ANSWER;
}

static void body(struct origin *origin, struct origin_exchange *ex,
                 struct span bytes)
{
    (void)origin; /* the exchange knows it */
    state_of(ex)->taken += bytes.len;
}

static void commit(struct origin *origin, struct origin_exchange *ex,
                   int64_t now_ms, bool complete)
{
    (void)origin; /* the exchange knows it */
    if (!complete) {
        state_of(ex)->status = 400;
        ex->answer.close = true;
    }
    plain_answer(ex, state_of(ex), now_ms);
}

static struct span next_piece(struct origin *origin, struct origin_exchange *ex,
                              size_t max)
{
    struct plain *plain = plain_of(origin);
    struct plain_exchange *state = state_of(ex);
    struct span piece;

    if (!state)
        return SPAN("");
    if (max > state->left)
        max = (size_t)state->left;
    if (span_absent(state->text)) {
        piece = span_of(plain->letters, sizeof(plain->letters));
        piece = span_cut(piece, state->offset % 26, state->offset % 26 + max);
    } else {
        piece = span_cut(state->text, (size_t)state->offset,
                         (size_t)state->offset + max);
    }
    state->offset += piece.len;
    state->left -= piece.len;
    return piece;
}

static void end(struct origin *origin, struct origin_exchange *ex)
{
    (void)origin; /* everything is in the exchange's arena */
    ex->state = NULL;
}

static void free_plain(struct origin *origin)
{
    struct plain *plain = plain_of(origin);

    arena_fini(&plain->arena);
    mem_free(plain);
}

static const struct origin_ops plain_ops = {
    .type = "plain",
    .free = free_plain,
    .begin = begin,
    .body = body,
    .commit = commit,
    .read = next_piece,
    .end = end,
};

/* ---- the description ----------------------------------------------------- */

#define PAGE_MEMBERS                                                   \
    "status", "body", "size", "size_from_path", "chunked", "headers",  \
        "allow_origin", "only", "allow_credentials", "expose", "vary", \
        "cors_on_errors", "preflight", "etag", "last_modified_age_s"

static void read_route(struct plain *plain, struct json_reader *reader,
                       const struct json *value, int64_t now_ms)
{
    static const char *const known[] = {"path", PAGE_MEMBERS};
    struct plain_page *page = &plain->routes[plain->n_routes++];

    *page = plain->page;
    if (!json_need(reader, value, "path", JSON_STRING))
        return;
    json_only(reader, value, known, sizeof(known) / sizeof(known[0]));
    if (arena_copy(&plain->arena,
                   json_get_string(reader, value, "path", SPAN("")),
                   &page->path))
        json_fail(reader, value, "is too long");
    plain_page_read(page, &plain->arena, reader, value, now_ms);
}

static void read_routes(struct plain *plain, struct json_reader *reader,
                        const struct json *value, int64_t now_ms)
{
    const struct json *array = json_get(reader, value, "routes", JSON_ARRAY);
    size_t n = array ? json_count(array) : 0;

    if (n > PLAIN_ROUTES_MAX) {
        json_fail(reader, array, "has more than %d routes", PLAIN_ROUTES_MAX);
        return;
    }
    if (n > 0)
        plain->routes =
            arena_zalloc(&plain->arena, n, sizeof(plain->routes[0]));
    for (const struct json *v = plain->routes ? json_first(array) : NULL; v;
         v = json_next(v)) {
        if (json_type(v) != JSON_OBJECT) {
            json_fail(reader, v,
                      "a route is an object like {\"path\": \"*.json\"}");
            return;
        }
        read_route(plain, reader, v, now_ms);
    }
}

int plain_read(struct origin **out, struct json_reader *reader,
               const struct json *value, int64_t now_ms)
{
    static const char *const known[] = {
        "type",      "routes", "faults", "fault_seed", ORIGINS_USER_MEMBERS,
        PAGE_MEMBERS};
    struct plain *plain = mem_zalloc(1, sizeof(*plain));

    plain->base.ops = &plain_ops;
    plain->magic = PLAIN_MAGIC;
    arena_init(&plain->arena, PLAIN_BYTES_MAX);
    for (size_t i = 0; i < LETTERS; i++)
        plain->letters[i] = (char)('a' + i % 26);
    plain_page_init(&plain->page);
    json_only(reader, value, known, sizeof(known) / sizeof(known[0]));
    plain_page_read(&plain->page, &plain->arena, reader, value, now_ms);
    read_routes(plain, reader, value, now_ms);
    if (faults_read(&plain->faults, &plain->arena, reader, value) == 0) {
        *out = &plain->base;
        return 0;
    }
    *out = NULL;
    free_plain(&plain->base);
    return ERR_SYNTAX;
}
