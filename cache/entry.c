/*
 * entry.c - one response of an origin: head and body.
 *
 * Layout of the allocation: struct, header array, vary array, key, header text,
 * vary text. The header spans point into the header text, so that the lines can
 * be sent as one piece.
 */
#include "cache/entry.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"
#include "cache/evict.h"

/* Index bucket, eviction slot and slot table of one stored entry, on average.
 */
#define STORE_OVERHEAD 64u

static size_t text_len(const struct http_headers *headers)
{
    size_t len = 0;

    for (size_t i = 0; headers && i < headers->n; i++)
        len += headers->at[i].name.len + headers->at[i].value.len + 4;
    return len;
}

static char *put(char *to, struct span *place, struct span bytes)
{
    if (bytes.len > 0)
        memcpy(to, bytes.ptr, bytes.len);
    *place = span_absent(bytes) ? bytes : span_of(to, bytes.len);
    return to + bytes.len;
}

static char *put_literal(char *to, const char *two)
{
    memcpy(to, two, 2);
    return to + 2;
}

static char *put_headers(char *to, struct http_headers *headers,
                         struct http_header *array,
                         const struct http_headers *from)
{
    headers->at = array;
    headers->n = from ? from->n : 0;
    headers->cap = headers->n;
    for (size_t i = 0; i < headers->n; i++) {
        to = put(to, &array[i].name, from->at[i].name);
        to = put_literal(to, ": ");
        to = put(to, &array[i].value, from->at[i].value);
        to = put_literal(to, "\r\n");
    }
    return to;
}

struct entry *entry_new(const struct entry_parts *parts)
{
    size_t n_headers = parts->headers->n;
    size_t n_vary = parts->vary ? parts->vary->n : 0;
    size_t lines = text_len(parts->headers);
    size_t size = sizeof(struct entry) +
                  (n_headers + n_vary) * sizeof(struct http_header) +
                  parts->key.len + lines + text_len(parts->vary);
    struct entry *entry = mem_alloc(size);
    struct http_header *array = (struct http_header *)(void *)(entry + 1);
    char *at = (char *)(array + n_headers + n_vary);

    *entry = (struct entry){.refs = 1, .slot = EVICT_NONE};
    entry->item.digest = parts->digest;
    at = put(at, &entry->item.key, parts->key);
    entry->text = span_of(at, lines);
    at = put_headers(at, &entry->headers, array, parts->headers);
    at = put_headers(at, &entry->vary, array + n_headers, parts->vary);
    ASSERT(at == (char *)entry + size);
    entry->status = parts->status;
    entry->etag = http_headers_get(&entry->headers, SPAN("etag"));
    entry->last_modified =
        http_headers_get(&entry->headers, SPAN("last-modified"));
    entry->body = parts->body;
    entry->length = parts->length;
    entry->memory_bytes = size;
    return entry;
}

struct entry *entry_ref(struct entry *entry)
{
    ASSERT(entry->refs > 0);
    entry->refs++;
    return entry;
}

void entry_unref(struct entry *entry)
{
    if (!entry)
        return;
    ASSERT(entry->refs > 0);
    if (--entry->refs > 0)
        return;
    ASSERT(entry->slot == EVICT_NONE);
    body_unref(entry->body);
    mem_free(entry);
}

uint64_t entry_charge(const struct entry *entry)
{
    return entry->memory_bytes + entry->body->memory + sizeof(struct body) +
           STORE_OVERHEAD;
}

bool entry_is_fresh(const struct entry *entry, int64_t now_ms)
{
    return !entry->revalidate_always && now_ms < entry->fresh_until_ms;
}

int64_t entry_age_s(const struct entry *entry, int64_t now_ms)
{
    int64_t resident_ms = now_ms - entry->received_ms;

    return entry->initial_age_s + (resident_ms > 0 ? resident_ms / 1000 : 0);
}
