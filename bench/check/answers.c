/*
 * answers.c - what the origins say, asked once for each request.
 *
 * Each kind of moment (env.h) is a set of origins of its own, made from the
 * same config with a patch; and a second set takes what may write, when it is
 * first needed: so asking changes nothing for anybody who reads, and what a
 * write is told does not depend on what was written before.
 */
#include "bench/check/answers.h"

#include "bench/stage.h"
#include "cache/base/hash.h"
#include "cache/base/mem.h"

#define ARENA_MAX ((size_t)256 << 20)
#define TALK_MAX  ((size_t)1 << 20)
#define BODY_MAX  ((size_t)64 << 10)
#define KEY_MAX   ((size_t)64 << 10)
#define PIECE     ((size_t)64 << 10)
#define CLIENT    SPAN("198.51.100.7")
#define DATE      SPAN("Thu, 01 Jan 2026 00:00:00 GMT")

/* What one origin says to one request; NULL: not asked yet. */
struct asked {
    const struct answer *at[N_ENVS];
};

/* From the bytes of a request to struct asked, or of an answer to it. */
struct row {
    uint64_t hash;
    struct span bytes;
    void *is; /* NULL: the row is free */
};

struct table {
    struct row *rows;
    size_t cap; /* a power of two */
    size_t n;
};

struct answers {
    struct arena arena;
    struct json_reader *config;
    struct topology *worlds; /* one for each enum check_env but ENV_DEAD, then
                                one each for writes */
    bool made[2 * N_ENVS];
    struct hash_secret secret;
    struct table asked;
    struct table said;
    struct buf key;
    struct arena talk;
    uint32_t n;
};

/* ---- tables ----------------------------------------------------------------
 */

static struct row *find(const struct table *table, uint64_t hash,
                        struct span bytes)
{
    size_t at = hash & (table->cap - 1);

    while (table->rows[at].is && (table->rows[at].hash != hash ||
                                  !span_eq(table->rows[at].bytes, bytes)))
        at = (at + 1) & (table->cap - 1);
    return &table->rows[at];
}

static void grow(struct table *table)
{
    struct table bigger = {.cap = table->cap ? table->cap * 2 : 1024,
                           .n = table->n};

    bigger.rows = mem_zalloc(bigger.cap, sizeof(*bigger.rows));
    for (size_t i = 0; i < table->cap; i++)
        if (table->rows[i].is)
            *find(&bigger, table->rows[i].hash, table->rows[i].bytes) =
                table->rows[i];
    mem_free(table->rows);
    *table = bigger;
}

static void add(struct table *table, const struct row *row)
{
    if (table->n * 2 >= table->cap)
        grow(table);
    *find(table, row->hash, row->bytes) = *row;
    table->n++;
}

/* ---- worlds ----------------------------------------------------------------
 */

static int read_world(struct answers *answers, enum check_env env, size_t at)
{
    struct json_reader *config = answers->config;
    struct json_reader patch, merged;
    struct buf text;
    int err;

    buf_init(&text, JSON_TEXT_MAX);
    check_env_patch(&text, env, json_root(config));
    err = json_open(&patch, "patch", buf_span(&text));
    if (!err) {
        err = json_merge(&merged, config->file, json_root(config),
                         json_root(&patch));
        if (!err)
            err = topology_read(&answers->worlds[at], &merged,
                                json_root(&merged), STAGE_START_MS);
        answers->made[at] = true;
        if (err)
            json_fail(config, NULL, "%s", merged.error);
        json_close(&merged);
    }
    json_close(&patch);
    buf_fini(&text);
    return err;
}

struct answers *answers_new(struct json_reader *config)
{
    struct answers *answers = mem_zalloc(1, sizeof(*answers));
    int err = 0;

    arena_init(&answers->arena, ARENA_MAX);
    arena_init(&answers->talk, TALK_MAX);
    buf_init(&answers->key, KEY_MAX);
    hash_secret_init(&answers->secret, SPAN(""));
    answers->config = config;
    answers->worlds = mem_zalloc((size_t)2 * N_ENVS, sizeof(*answers->worlds));
    grow(&answers->asked);
    grow(&answers->said);
    for (int env = 0; env < ENV_DEAD && !err; env++)
        err = read_world(answers, (enum check_env)env, (size_t)env);
    if (!err)
        return answers;
    answers_free(answers);
    return NULL;
}

void answers_free(struct answers *answers)
{
    if (!answers)
        return;
    for (size_t i = 0; i < (size_t)2 * N_ENVS; i++)
        topology_fini(&answers->worlds[i]);
    mem_free(answers->worlds);
    mem_free(answers->asked.rows);
    mem_free(answers->said.rows);
    buf_fini(&answers->key);
    arena_fini(&answers->talk);
    arena_fini(&answers->arena);
    mem_free(answers);
}

/* ---- asking ----------------------------------------------------------------
 */

static void put_lines(struct buf *key, const struct http_headers *headers)
{
    for (size_t i = 0; i < headers->n; i++) {
        struct span name = headers->at[i].name;

        if (span_ieq(name, SPAN("x-amz-cf-id")) || span_ieq(name, SPAN("via")))
            continue;
        buf_add(key, name);
        buf_add_byte(key, ':');
        buf_add(key, headers->at[i].value);
        buf_add_byte(key, '\n');
    }
}

static void put_request(struct buf *key, size_t origin,
                        const struct http_request *request)
{
    buf_reset(key);
    buf_add_byte(key, (char)('0' + (int)origin));
    buf_add(key, request->method);
    buf_add_byte(key, ' ');
    buf_add(key, request->authority);
    buf_add(key, request->path);
    if (!span_absent(request->query)) {
        buf_add_byte(key, '?');
        buf_add(key, request->query);
    }
    buf_add_byte(key, '\n');
    put_lines(key, &request->headers);
}

static struct span read_body(struct answers *answers, struct origin *origin,
                             struct origin_exchange *ex)
{
    struct span piece, body = SPAN("");
    struct buf text;

    if (!ex->answer.has_body)
        return body;
    buf_init(&text, BODY_MAX);
    while ((piece = origin_read(origin, ex, PIECE)).len > 0)
        buf_add(&text, piece);
    if (arena_copy(&answers->arena, buf_span(&text), &body) != 0)
        body = SPAN("");
    buf_fini(&text);
    return body;
}

/* Lines that a browser reads of a preflight's answer only, or after all checks.
 * That they are there may matter to a policy, what they say does not. */
static bool is_for_preflights(struct span name)
{
    return span_ieq(name, SPAN("access-control-allow-methods")) ||
           span_ieq(name, SPAN("access-control-allow-headers")) ||
           span_ieq(name, SPAN("access-control-expose-headers")) ||
           span_ieq(name, SPAN("access-control-max-age"));
}

/* What differs from answer to answer and decides nothing is made the same. */
static int copy_head(struct answers *answers, struct http_response *to,
                     const struct http_response *from, bool preflight)
{
    struct http_headers *headers = &to->headers;

    to->status = from->status;
    to->reason = SPAN("");
    if (http_headers_copy(headers, &answers->arena, &from->headers) != 0)
        return ERR_TOO_LONG;
    (void)http_headers_remove(headers, SPAN("x-amz-request-id"));
    (void)http_headers_remove(headers, SPAN("x-amz-id-2"));
    for (size_t i = 0; i < headers->n; i++)
        if (span_ieq(headers->at[i].name, SPAN("date")))
            headers->at[i].value = DATE;
        else if (!preflight && is_for_preflights(headers->at[i].name))
            headers->at[i].value = SPAN("any");
    return 0;
}

static const struct answer *number(struct answers *answers,
                                   struct answer *answer)
{
    struct row row = {0}, *found;

    buf_reset(&answers->key);
    buf_addf(&answers->key, "%d %lld %d %d\n", answer->head.status,
             (long long)answer->length, answer->has_body, answer->speaks);
    put_lines(&answers->key, &answer->head.headers);
    row.hash = hash64(&answers->secret, buf_span(&answers->key));
    found = find(&answers->said, row.hash, buf_span(&answers->key));
    if (found->is)
        return found->is;
    if (arena_copy(&answers->arena, buf_span(&answers->key), &row.bytes) != 0)
        return NULL;
    answer->number = ++answers->n;
    row.is = answer;
    add(&answers->said, &row);
    return answer;
}

/* The origin that is asked; NULL: out of reach, or it cannot be made. */
static struct origin *origin_at(struct answers *answers, size_t number_of,
                                enum check_env env, struct span method)
{
    enum http_method known = http_method_of(method);
    bool reads =
        known == HTTP_GET || known == HTTP_HEAD || known == HTTP_OPTIONS;
    size_t at = (size_t)env + (reads ? 0 : N_ENVS);

    if (env == ENV_DEAD ||
        (!answers->made[at] && read_world(answers, env, at) != 0))
        return NULL;
    return answers->worlds[at].origins[number_of].origin;
}

static const struct answer *ask(struct answers *answers, size_t number_of,
                                enum check_env env,
                                const struct http_request *request)
{
    const struct origin_viewer viewer = {.address = CLIENT};
    struct answer *answer = arena_zalloc(&answers->arena, 1, sizeof(*answer));
    struct origin_exchange ex = {.arena = &answers->talk};
    struct origin *origin = origin_at(answers, number_of, env, request->method);

    if (!answer || !origin)
        return answer ? number(answers, answer) : NULL;
    if (origin_begin(origin, &ex, STAGE_START_MS, request, &viewer) ==
        ORIGIN_ACCEPT_BODY)
        origin_commit(origin, &ex, STAGE_START_MS, true);
    answer->speaks = ex.answer.fault.kind == FAULT_NONE;
    answer->length = ex.answer.length;
    answer->has_body = ex.answer.has_body;
    answer->body = read_body(answers, origin, &ex);
    if (copy_head(answers, &answer->head, &ex.answer.head,
                  span_eq(request->method, SPAN("OPTIONS"))) != 0)
        answer = NULL;
    origin_end(origin, &ex);
    arena_reset(&answers->talk);
    return answer ? number(answers, answer) : NULL;
}

/* The place for what that origin says to the request; NULL past a ceiling. */
static struct asked *asked_of(struct answers *answers, size_t origin,
                              const struct http_request *request)
{
    struct row row = {0};
    const struct row *found;

    put_request(&answers->key, origin, request);
    row.hash = hash64(&answers->secret, buf_span(&answers->key));
    found = find(&answers->asked, row.hash, buf_span(&answers->key));
    if (found->is)
        return found->is;
    row.is = arena_zalloc(&answers->arena, 1, sizeof(struct asked));
    if (!row.is ||
        arena_copy(&answers->arena, buf_span(&answers->key), &row.bytes) != 0)
        return NULL;
    add(&answers->asked, &row);
    return row.is;
}

const struct answer *answers_ask(struct answers *answers, size_t origin,
                                 enum check_env env,
                                 const struct http_request *request)
{
    struct asked *asked = asked_of(answers, origin, request);

    if (asked && !asked->at[env])
        asked->at[env] = ask(answers, origin, env, request);
    return asked ? asked->at[env] : NULL;
}

int answers_ask_all(struct answers *answers, size_t origin,
                    const struct http_request *request,
                    const struct answer *all[N_ENVS])
{
    struct asked *asked = asked_of(answers, origin, request);

    for (int env = 0; asked && env < N_ENVS; env++) {
        if (!asked->at[env])
            asked->at[env] = ask(answers, origin, (enum check_env)env, request);
        if (!asked->at[env])
            return ERR_TOO_LONG;
        all[env] = asked->at[env];
    }
    return asked ? 0 : ERR_TOO_LONG;
}
