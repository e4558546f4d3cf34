/*
 * diagnose_har.c - the requests and answers of a HAR file.
 *
 * A HAR file is large because of bodies and of call stacks. Both are left out
 * before it is parsed: long strings become empty, and so does what "_initiator"
 * holds. What is left is checked as any JSON document.
 */
#include "bench/diagnose_parts.h"
#include "bench/url.h"

#define STRING_MAX 16384u

/* Copies what matters; from: where the reading stands. */
struct slimming {
    struct span text;
    size_t at;
    struct buf *out;
};

/* The string that begins at text.ptr[at]; the place after its end. */
static size_t string_end(struct span text, size_t at)
{
    for (at++; at < text.len; at++) {
        if (text.ptr[at] == '\\')
            at++;
        else if (text.ptr[at] == '"')
            return at + 1;
    }
    return text.len;
}

/* The value that begins at or after at; the place after its end. */
static size_t value_end(struct span text, size_t at)
{
    size_t depth = 0;

    while (at < text.len) {
        char c = text.ptr[at];

        if (c == '"') {
            at = string_end(text, at);
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}' || c == ']'))
            return at;
        if (c == '{' || c == '[')
            depth++;
        else if (c == '}' || c == ']')
            depth--;
        at++;
    }
    return at;
}

static void copy_string(struct slimming *slim)
{
    size_t end = string_end(slim->text, slim->at);
    struct span string = span_cut(slim->text, slim->at, end);

    buf_add(slim->out, string.len > STRING_MAX ? SPAN("\"\"") : string);
    slim->at = end;
    if (!span_eq(string, SPAN("\"_initiator\"")))
        return;
    while (slim->at < slim->text.len && slim->text.ptr[slim->at] != ':' &&
           slim->text.ptr[slim->at] <= ' ')
        slim->at++;
    if (slim->at < slim->text.len && slim->text.ptr[slim->at] == ':') {
        buf_add_str(slim->out, ":null");
        slim->at = value_end(slim->text, slim->at + 1);
    }
}

static void slim_down(struct span text, struct buf *out)
{
    struct slimming slim = {.text = text, .out = out};

    if (span_starts(text, SPAN("\xef\xbb\xbf")))
        slim.at = 3;
    while (slim.at < text.len && !out->overflow) {
        if (text.ptr[slim.at] == '"')
            copy_string(&slim);
        else
            buf_add_byte(out, text.ptr[slim.at++]);
    }
}

/* ---- entries --------------------------------------------------------------
 */

static struct span keep(struct diagnosis *diagnosis, struct span text)
{
    struct span copy;

    return arena_copy(&diagnosis->arena, text, &copy) ? SPAN_ABSENT : copy;
}

static struct span member(const struct json *object, const char *name)
{
    const struct json *value = json_member(object, name);

    return value && json_type(value) == JSON_STRING ? json_string(value)
                                                    : SPAN_ABSENT;
}

static void read_headers(struct diagnosis *diagnosis, const struct json *list,
                         struct http_headers *headers)
{
    for (const struct json *one = json_first(list); one; one = json_next(one)) {
        struct span name = member(one, "name");
        struct span value = member(one, "value");

        if (!span_is_token(name) || span_absent(value))
            continue; /* ":authority" and its kin */
        if (http_headers_add(headers, &diagnosis->arena, keep(diagnosis, name),
                             keep(diagnosis, value)))
            return; /* more than any server sends: the rest is left out */
    }
}

static int status_of(const struct json *answer)
{
    const struct json *status = json_member(answer, "status");
    uint64_t value;

    if (!status || json_type(status) != JSON_NUMBER ||
        !span_u64(json_number_text(status), &value) || value < 100 ||
        value > 599)
        return 0;
    return (int)value;
}

static void read_entry(struct diagnosis *diagnosis, const struct json *entry,
                       struct diagnose_exchange *exchange)
{
    const struct json *request = json_member(entry, "request");
    const struct json *answer = json_member(entry, "response");
    const struct json *worker = json_member(answer, "_fetchedViaServiceWorker");
    struct span text = member(request, "url");
    struct url url;

    text = span_cut(text, 0, span_find(text, '#', 0));
    if (!span_absent(text) && url_split(text, &url) == 0)
        exchange->url = keep(diagnosis, text);
    exchange->method = keep(diagnosis, member(request, "method"));
    read_headers(diagnosis, json_member(request, "headers"),
                 &exchange->request);
    read_headers(diagnosis, json_member(answer, "headers"), &exchange->answer);
    exchange->status = status_of(answer);
    exchange->knows_request = exchange->request.n > 0;
    exchange->has_answer = exchange->answer.n > 0;
    exchange->complete = exchange->has_answer;
    exchange->from_browser = !span_absent(member(entry, "_fromCache"));
    exchange->from_worker =
        worker && json_type(worker) == JSON_BOOL && json_bool(worker);
}

static int read_entries(struct diagnosis *diagnosis, struct json_reader *reader,
                        struct buf *error)
{
    const struct json *log = json_member(json_root(reader), "log");
    const struct json *entries = json_member(log, "entries");
    size_t number = 0;

    if (!entries || json_type(entries) != JSON_ARRAY) {
        buf_addf(error,
                 "%s: this is JSON, but no HAR file: it has no \"log\" with "
                 "\"entries\"",
                 reader->file);
        return ERR_TYPE;
    }
    for (const struct json *entry = json_first(entries); entry;
         entry = json_next(entry)) {
        struct diagnose_exchange *exchange =
            diagnose_exchange_new(diagnosis, ++number);

        if (!exchange) {
            buf_addf(error, "%s: more than %d entries", reader->file,
                     DIAGNOSE_EXCHANGES_MAX);
            return ERR_FULL;
        }
        read_entry(diagnosis, entry, exchange);
    }
    return 0;
}

int diagnose_har(struct diagnosis *diagnosis, const char *file,
                 struct span text, struct buf *error)
{
    struct json_reader reader;
    struct buf slim;
    int err = 0;

    diagnosis->is_har = true;
    buf_init(&slim, JSON_TEXT_MAX);
    slim_down(text, &slim);
    if (slim.overflow) {
        buf_addf(error,
                 "%s: more than %u MiB, even without bodies; save the failing "
                 "requests only",
                 file, JSON_TEXT_MAX >> 20);
        err = ERR_TOO_LONG;
    } else {
        err = json_open(&reader, file, buf_span(&slim));
        if (err)
            buf_add_str(error, reader.error);
        else
            err = read_entries(diagnosis, &reader, error);
        json_close(&reader);
    }
    buf_fini(&slim);
    return err;
}
