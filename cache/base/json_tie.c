/*
 * json_tie.c - ties the parsed tree to the text it came from.
 *
 * Tree and text are walked together, once: the text is known to be JSON, so a
 * value's end is found by looking at a byte or two. Each node learns its offset
 * (`valueint`, of which we have no other use), and a number borrows its text
 * (`valuestring`; the reference mark keeps cJSON from freeing it).
 */
#include "cache/base/json_parts.h"

#include "cache/base/assert.h"
#include "cache/base/mem.h"

#include <cjson/cJSON.h>
#include <math.h>

_Static_assert(JSON_TEXT_MAX <= INT_LEAST32_MAX, "an offset fits valueint");

static size_t skip(const char *text, size_t at, const char *bytes)
{
    return at + strspn(text + at, bytes);
}

/* The offset behind the string that begins at `at`. */
static size_t skip_string(const char *text, size_t at)
{
    for (at++; text[at] != '"'; at++)
        if (text[at] == '\\')
            at++;
    return at + 1;
}

/* Ties node, which begins at `at`, and all below it; returns its end. */
static size_t tie(cJSON *node, char *text, size_t at)
{
    node->valueint = (int)at;
    if (cJSON_IsString(node))
        return skip_string(text, at);
    if (cJSON_IsNumber(node)) {
        node->valuestring = text + at;
        node->type |= cJSON_IsReference;
    }
    if (!cJSON_IsArray(node) && !cJSON_IsObject(node))
        return at + strcspn(text + at, " \t\r\n,]}");

    at++;
    for (cJSON *child = node->child; child; child = child->next) {
        at = skip(text, at, " \t\r\n,");
        if (child->string)
            at = skip(text, skip_string(text, at), " \t\r\n:");
        at = tie(child, text, at);
    }
    return skip(text, at, " \t\r\n") + 1;
}

/* The first member whose name was given before, or NULL. */
static const cJSON *first_twin(const cJSON *object)
{
    const cJSON **members;
    const cJSON *twin = NULL;
    size_t n = json_sorted(object, &members);
    for (size_t i = 1; i < n; i++)
        if (strcmp(members[i - 1]->string, members[i]->string) == 0 &&
            (!twin || members[i]->valueint < twin->valueint))
            twin = members[i];
    mem_free(members);
    return twin;
}

static int check(struct json_reader *reader, const cJSON *node)
{
    if (cJSON_IsNumber(node) && !isfinite(node->valuedouble)) {
        json_fail(reader, (const struct json *)(const void *)node,
                  "this number is too large: beyond 1.8e308");
        return ERR_RANGE;
    }
    const cJSON *twin = cJSON_IsObject(node) ? first_twin(node) : NULL;
    if (twin) {
        json_fail_name(reader, (const struct json *)(const void *)twin,
                       "this name is given twice in one object; remove one");
        return ERR_DUPLICATE;
    }
    for (const cJSON *child = node->child; child; child = child->next) {
        int err = check(reader, child);
        if (err)
            return err;
    }
    return 0;
}

int json_tie(struct json_reader *reader)
{
    struct json_doc *doc = reader->doc;
    size_t start = skip(doc->text, 0, " \t\r\n");
    size_t end = tie(doc->root, doc->text, start);
    ASSERT(skip(doc->text, end, " \t\r\n") == doc->len);
    return check(reader, doc->root);
}
