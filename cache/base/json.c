/*
 * json.c - a document: opened, walked value by value, closed.
 *
 * A `struct json` is a cJSON node under another name, so that cJSON.h stays at
 * home. Three things are done to a text in this order: json_scan says whether
 * it is JSON at all, cJSON builds the tree, json_tie ties the tree to the text.
 */
#include "cache/base/json.h"

#include "cache/base/assert.h"
#include "cache/base/json_parts.h"
#include "cache/base/mem.h"

#include <cjson/cJSON.h>

static const cJSON *node(const struct json *value)
{
    return (const cJSON *)(const void *)value;
}

static const struct json *as_json(const cJSON *item)
{
    return (const struct json *)(const void *)item;
}

/* ---- documents ----------------------------------------------------------- */

int json_load(struct json_reader *reader, char *text, size_t len)
{
    struct json_doc *doc = reader->doc;
    ASSERT(text[len] == '\0');
    doc->text = text;
    doc->len = len;

    int err = json_scan(reader);
    if (err)
        return err;
    doc->root = cJSON_ParseWithLengthOpts(text, len + 1, NULL, true);
    ASSERT(doc->root != NULL); /* the scan is the stricter one */
    err = json_tie(reader);
    if (err) {
        cJSON_Delete(doc->root);
        doc->root = NULL;
    }
    return err;
}

int json_open(struct json_reader *reader, const char *file, struct span text)
{
    ASSERT(file != NULL);
    *reader = (struct json_reader){.file = file};
    reader->doc = mem_zalloc(1, sizeof(*reader->doc));
    if (text.len > JSON_TEXT_MAX) {
        json_fail(reader, NULL, "%zu bytes; at most %u are read", text.len,
                  JSON_TEXT_MAX);
        return ERR_TOO_LONG;
    }
    char *copy = mem_alloc(text.len + 1);
    if (text.len > 0)
        memcpy(copy, text.ptr, text.len);
    copy[text.len] = '\0';
    return json_load(reader, copy, text.len);
}

void json_close(struct json_reader *reader)
{
    if (!reader->doc)
        return;
    cJSON_Delete(reader->doc->root);
    mem_free(reader->doc->text);
    mem_free(reader->doc);
    reader->doc = NULL;
}

const struct json *json_root(const struct json_reader *reader)
{
    return as_json(reader->doc->root);
}

/* ---- values -------------------------------------------------------------- */

enum json_type json_type(const struct json *value)
{
    switch (node(value)->type & 0xFF) {
    case cJSON_True:
    case cJSON_False:
        return JSON_BOOL;
    case cJSON_Number:
        return JSON_NUMBER;
    case cJSON_String:
        return JSON_STRING;
    case cJSON_Array:
        return JSON_ARRAY;
    case cJSON_Object:
        return JSON_OBJECT;
    }
    return JSON_NULL;
}

const char *json_type_text(const struct json *value)
{
    static const char *const texts[] = {
        [JSON_NULL] = "null",       [JSON_BOOL] = "a boolean",
        [JSON_NUMBER] = "a number", [JSON_STRING] = "a string",
        [JSON_ARRAY] = "an array",  [JSON_OBJECT] = "an object",
    };
    return texts[json_type(value)];
}

size_t json_count(const struct json *value)
{
    return (size_t)cJSON_GetArraySize(node(value));
}

const struct json *json_first(const struct json *value)
{
    return value ? as_json(node(value)->child) : NULL;
}

const struct json *json_next(const struct json *value)
{
    return as_json(node(value)->next);
}

struct span json_name(const struct json *value)
{
    return span_str(node(value)->string);
}

const struct json *json_member(const struct json *object, const char *name)
{
    if (!object || json_type(object) != JSON_OBJECT)
        return NULL;
    return as_json(cJSON_GetObjectItemCaseSensitive(node(object), name));
}

struct span json_string(const struct json *value)
{
    ASSERT(json_type(value) == JSON_STRING);
    return span_str(node(value)->valuestring);
}

bool json_bool(const struct json *value)
{
    ASSERT(json_type(value) == JSON_BOOL);
    return (node(value)->type & 0xFF) == cJSON_True;
}

double json_number(const struct json *value)
{
    ASSERT(json_type(value) == JSON_NUMBER);
    return node(value)->valuedouble;
}

struct span json_number_text(const struct json *value)
{
    ASSERT(json_type(value) == JSON_NUMBER);
    const char *text = node(value)->valuestring;
    return span_of(text, strspn(text, "-+.0123456789eE"));
}
