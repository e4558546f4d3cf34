/* origin_talk.c - conversations with an origin, written and told as text. */
#include "tests/origin_talk.h"

#include "cache/base/assert.h"
#include "cache/base/json.h"
#include "origin/origins.h"
#include "origin/s3/digest.h"
#include "origin/s3/encodings.h"

#include <stdio.h>

#define BODY_MAX  ((size_t)64 << 20)
#define ARENA_MAX ((size_t)4 << 20) /* as the live driver has it */

static void double_quoted(struct buf *out, const char *text)
{
    buf_init(out, 1 << 20);
    for (; *text; text++)
        buf_add_byte(out, *text == '\'' ? '"' : *text);
}

static int make(struct origin **origin, const char *description,
                struct json_reader *reader)
{
    struct buf text;
    int failed;

    double_quoted(&text, description);
    failed = json_open(reader, "test", buf_span(&text));
    if (!failed)
        failed = origins_read(origin, reader, json_root(reader), TALK_NOW_MS);
    buf_fini(&text);
    return failed;
}

void talk_init(struct origin_talk *talk, const char *description)
{
    struct json_reader reader;

    *talk = (struct origin_talk){.now_ms = TALK_NOW_MS,
                                 .address = SPAN("192.0.2.1")};
    if (make(&talk->origin, description, &reader))
        fprintf(stderr, "%s\n", reader.error);
    ASSERT(talk->origin);
    json_close(&reader);
    arena_init(&talk->arena, ARENA_MAX);
    buf_init(&talk->body, BODY_MAX);
    buf_init(&talk->told, BODY_MAX);
}

void talk_refused(const char *description, struct buf *message)
{
    struct origin *origin = NULL;
    struct json_reader reader;
    int failed = make(&origin, description, &reader);

    buf_reset(message);
    buf_add_str(message, failed ? reader.error : "it was taken");
    json_close(&reader);
    origin_free(origin);
}

void talk_fini(struct origin_talk *talk)
{
    arena_fini(&talk->arena);
    buf_fini(&talk->body);
    buf_fini(&talk->told);
    origin_free(talk->origin);
}

/* Takes the first line off *text. */
static struct span next_line(struct span *text)
{
    size_t end = span_find(*text, '\n', 0);
    struct span line = span_cut(*text, 0, end);

    *text = span_cut(*text, end + 1, text->len);
    return line;
}

static void read_target(struct http_request *req, struct span line)
{
    size_t blank = span_find(line, ' ', 0);
    struct span target = span_cut(line, blank + 1, line.len);
    size_t mark = span_find(target, '?', 0);

    req->method = span_cut(line, 0, blank);
    req->path = span_cut(target, 0, mark);
    if (mark < target.len)
        req->query = span_cut(target, mark + 1, target.len);
}

static void read_request(struct origin_talk *talk, const char *text,
                         struct http_request *req)
{
    struct span rest = span_str(text);

    *req = (struct http_request){.scheme = SPAN("http"),
                                 .authority = SPAN("s3.localhost")};
    read_target(req, next_line(&rest));
    while (rest.len > 0) {
        struct span line = next_line(&rest);
        size_t colon = span_find(line, ':', 0);
        struct span name = span_cut(line, 0, colon);
        struct span value = span_trim(span_cut(line, colon + 1, line.len));
        int failed = 0;

        if (span_ieq(name, SPAN("Host")))
            req->authority = value;
        else
            failed = http_headers_add(&req->headers, &talk->arena, name, value);
        ASSERT(!failed);
    }
}

static void send_body(struct origin_talk *talk, struct span body)
{
    size_t step = talk->piece ? talk->piece : body.len;

    for (size_t at = 0; at < body.len; at += step)
        origin_body(talk->origin, &talk->ex, span_cut(body, at, at + step));
    origin_commit(talk->origin, &talk->ex, talk->now_ms, !talk->cut_short);
}

int talk_ask_with(struct origin_talk *talk, const char *request,
                  struct span body)
{
    struct origin_viewer viewer = {.address = talk->address,
                                   .body_length = (int64_t)body.len,
                                   .unframed = talk->unframed};
    struct http_request req;
    struct span piece;

    arena_reset(&talk->arena);
    buf_reset(&talk->body);
    talk->ex = (struct origin_exchange){.arena = &talk->arena};
    read_request(talk, request, &req);
    talk->accepted = origin_begin(talk->origin, &talk->ex, talk->now_ms, &req,
                                  &viewer) == ORIGIN_ACCEPT_BODY;
    if (talk->accepted)
        send_body(talk, body);
    while (talk->ex.answer.has_body &&
           (piece = origin_read(talk->origin, &talk->ex, 1000)).len > 0)
        buf_add(&talk->body, piece);
    origin_end(talk->origin, &talk->ex);
    ASSERT(!talk->ex.answer.has_body || talk->ex.answer.length < 0 ||
           (size_t)talk->ex.answer.length == talk->body.len);
    return talk->ex.answer.head.status;
}

int talk_ask(struct origin_talk *talk, const char *request)
{
    return talk_ask_with(talk, request, SPAN_ABSENT);
}

const char *talk_header(struct origin_talk *talk, const char *name)
{
    struct span value =
        http_headers_get(&talk->ex.answer.head.headers, span_str(name));

    if (span_absent(value))
        return NULL;
    buf_reset(&talk->told);
    buf_add(&talk->told, value);
    return buf_span(&talk->told).ptr;
}

const char *talk_body(struct origin_talk *talk)
{
    return buf_span(&talk->body).ptr;
}

const char *talk_element(struct origin_talk *talk, const char *name)
{
    char tag[64];
    const char *from;
    const char *end;

    snprintf(tag, sizeof(tag), "<%s>", name);
    from = strstr(talk_body(talk), tag);
    if (!from)
        return NULL;
    from += strlen(tag);
    snprintf(tag, sizeof(tag), "</%s>", name);
    end = strstr(from, tag);
    if (!end)
        return NULL;
    buf_reset(&talk->told);
    buf_add(&talk->told, span_of(from, (size_t)(end - from)));
    return buf_span(&talk->told).ptr;
}

const char *talk_told(struct origin_talk *talk, const char *const *prefixes)
{
    const struct http_headers *headers = &talk->ex.answer.head.headers;

    buf_reset(&talk->told);
    buf_addf(&talk->told, "%d", talk->ex.answer.head.status);
    for (size_t i = 0; i < headers->n; i++)
        for (size_t j = 0; prefixes[j]; j++)
            if (span_starts(headers->at[i].name, span_str(prefixes[j])))
                buf_addf(&talk->told, " | %.*s: %.*s",
                         SPAN_ARG(headers->at[i].name),
                         SPAN_ARG(headers->at[i].value));
    return buf_span(&talk->told).ptr;
}

const char *talk_md5(struct origin_talk *talk, struct span body)
{
    struct digest_value md5;
    struct span text;

    digest_of(DIGEST_MD5, body, &md5);
    text = base64_of(&talk->arena, digest_span(&md5));
    buf_reset(&talk->told);
    buf_add(&talk->told, text);
    return buf_span(&talk->told).ptr;
}
