/*
 * json_get.c - members as a configuration wants them, or an error that helps.
 *
 * A reader of a document asks for each member by name and type and looks at
 * reader->failed once, at the end. So everything here must be harmless after an
 * error: fallbacks are returned, and only the first error is kept.
 */
#include "cache/base/assert.h"
#include "cache/base/json_parts.h"

#define SHOWN_MAX    48  /* bytes of a name or string that a message repeats */
#define LISTED_MAX   200 /* bytes of a list of known names */
#define SAFE_INT_MAX 9007199254740991 /* 2^53 - 1 */

static const char *const type_texts[] = {
    [JSON_NULL] = "null",       [JSON_BOOL] = "true or false",
    [JSON_NUMBER] = "a number", [JSON_STRING] = "a string",
    [JSON_ARRAY] = "an array",  [JSON_OBJECT] = "an object",
};

/* ---- names --------------------------------------------------------------- */

/* The known name that word may stand for, or NULL. */
static const char *meant(struct span word, const char *const *names, size_t n)
{
    const char *best = NULL;
    size_t best_distance = JSON_FAR;
    for (size_t i = 0; i < n; i++) {
        size_t slips = json_distance(word, span_str(names[i]));
        if (slips < best_distance) {
            best = names[i];
            best_distance = slips;
        }
    }
    return best;
}

/* "a, b, c", or as many as there is room for, and dots. */
static void list_names(struct buf *list, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct span name = span_str(names[i]);
        if (list->len + name.len + 5 > LISTED_MAX) {
            buf_add_str(list, list->len ? ", ..." : "...");
            return;
        }
        buf_addf(list, "%s%s", i ? ", " : "", names[i]);
    }
}

/* `did you mean "x"? The known ones are a, b, c` */
static void advise(struct buf *advice, struct span word,
                   const char *const *names, size_t n)
{
    struct buf list;
    buf_init(&list, LISTED_MAX);
    list_names(&list, names, n);
    const char *near = meant(word, names, n);
    if (near)
        buf_addf(advice, "did you mean \"%.*s\"? ",
                 SPAN_ARG(json_clip(span_str(near), SHOWN_MAX)));
    if (n > 0)
        buf_addf(advice, "%s known ones are %.*s", near ? "The" : "the",
                 SPAN_ARG(buf_span(&list)));
    else
        buf_add_str(advice, "remove it, nothing belongs here");
    buf_fini(&list);
}

/* ---- members ------------------------------------------------------------- */

/* False, and an error noted, if value is there but no object. */
static bool is_object(struct json_reader *reader, const struct json *value)
{
    if (!value || json_type(value) == JSON_OBJECT)
        return value != NULL;
    json_fail(reader, value, "%s; it must be an object", json_type_text(value));
    return false;
}

/* The member if it is there and not null. */
static const struct json *present(struct json_reader *reader,
                                  const struct json *object, const char *name)
{
    if (!is_object(reader, object))
        return NULL;
    const struct json *member = json_member(object, name);
    return member && json_type(member) != JSON_NULL ? member : NULL;
}

/* What to do about a value of the wrong type, where that is plain. */
static const char *cure(const struct json *value, enum json_type wanted)
{
    enum json_type found = json_type(value);
    if (wanted == JSON_STRING && (found == JSON_NUMBER || found == JSON_BOOL))
        return ": put it in quotes";
    if (found == JSON_STRING && (wanted == JSON_NUMBER || wanted == JSON_BOOL))
        return ": write it without quotes";
    if (wanted == JSON_ARRAY)
        return ": put it in [ ]";
    return "";
}

const struct json *json_get(struct json_reader *reader,
                            const struct json *object, const char *name,
                            enum json_type type)
{
    const struct json *member = present(reader, object, name);
    if (!member || json_type(member) == type)
        return member;
    json_fail(reader, member, "%s; it must be %s%s", json_type_text(member),
              type_texts[type], cure(member, type));
    return NULL;
}

/* The member that has that name but for case, '-' and '_', or NULL. */
static const struct json *misspelt(const struct json *object, const char *name)
{
    const struct json *member = json_first(object);
    while (member && json_distance(json_name(member), span_str(name)) != 0)
        member = json_next(member);
    return member;
}

const struct json *json_need(struct json_reader *reader,
                             const struct json *object, const char *name,
                             enum json_type type)
{
    const struct json *member = json_get(reader, object, name, type);
    if (member || reader->failed)
        return member;
    const struct json *null = json_member(object, name);
    const struct json *near = misspelt(object, name);
    if (null)
        json_fail(reader, null, "null; it must be %s", type_texts[type]);
    else if (near)
        json_fail_name(reader, near,
                       "unknown; rename it to \"%s\", which is missing", name);
    else
        json_fail(reader, object, "\"%s\" is missing; add it, %s", name,
                  type_texts[type]);
    return NULL;
}

struct span json_get_string(struct json_reader *reader,
                            const struct json *object, const char *name,
                            struct span fallback)
{
    const struct json *member = json_get(reader, object, name, JSON_STRING);
    return member ? json_string(member) : fallback;
}

bool json_get_bool(struct json_reader *reader, const struct json *object,
                   const char *name, bool fallback)
{
    const struct json *member = json_get(reader, object, name, JSON_BOOL);
    return member ? json_bool(member) : fallback;
}

/* ---- integers ------------------------------------------------------------ */

/* From the number's own text: a double would have rounded it. */
static bool exact_int(struct span text, int64_t *value)
{
    bool negative = span_starts(text, SPAN("-"));
    uint64_t size;
    if (!span_u64(span_cut(text, negative, text.len), &size) ||
        size > SAFE_INT_MAX)
        return false;
    *value = negative ? -(int64_t)size : (int64_t)size;
    return true;
}

static bool is_whole(struct span text)
{
    return text.len == strspn(text.ptr, "-0123456789");
}

int64_t json_get_int(struct json_reader *reader, const struct json *object,
                     const char *name, const int64_t range[2], int64_t fallback)
{
    ASSERT(range[0] <= range[1]);
    const struct json *member = json_get(reader, object, name, JSON_NUMBER);
    if (!member)
        return fallback;
    struct span text = json_number_text(member);
    if (!is_whole(text)) {
        json_fail(reader, member, "%.*s is not a whole number in plain digits",
                  SPAN_ARG(text));
        return fallback;
    }
    int64_t value;
    if (exact_int(text, &value) && value >= range[0] && value <= range[1])
        return value;
    int64_t low = range[0] < -SAFE_INT_MAX ? -SAFE_INT_MAX : range[0];
    int64_t high = range[1] > SAFE_INT_MAX ? SAFE_INT_MAX : range[1];
    json_fail(reader, member, "%.*s is out of range; it must be %lld to %lld",
              SPAN_ARG(text), (long long)low, (long long)high);
    return fallback;
}

/* ---- known words --------------------------------------------------------- */

int json_get_enum(struct json_reader *reader, const struct json *object,
                  const char *name, struct json_words words, int fallback)
{
    const struct json *member = json_get(reader, object, name, JSON_STRING);
    int found = member ? json_word(reader, member, words) : -1;
    return found < 0 ? fallback : found;
}

int json_word(struct json_reader *reader, const struct json *value,
              struct json_words words)
{
    ASSERT(words.n > 0);
    struct span word = json_string(value);
    for (int i = 0; i < words.n; i++)
        if (span_eq(word, span_str(words.at[i])))
            return i;

    struct buf advice;
    buf_init(&advice, JSON_ERROR_MAX);
    advise(&advice, word, words.at, (size_t)words.n);
    json_fail(reader, value, "\"%.*s\" is unknown; %.*s",
              SPAN_ARG(json_clip(word, SHOWN_MAX)),
              SPAN_ARG(buf_span(&advice)));
    buf_fini(&advice);
    return -1;
}

static bool is_known(struct span name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (span_eq(name, span_str(names[i])))
            return true;
    return false;
}

void json_only(struct json_reader *reader, const struct json *object,
               const char *const *names, size_t n)
{
    if (reader->failed || !is_object(reader, object))
        return;
    const struct json *member = json_first(object);
    while (member && is_known(json_name(member), names, n))
        member = json_next(member);
    if (member)
        json_unknown(reader, member, names, n);
}

void json_unknown(struct json_reader *reader, const struct json *member,
                  const char *const *names, size_t n)
{
    struct buf advice;
    buf_init(&advice, JSON_ERROR_MAX);
    advise(&advice, json_name(member), names, n);
    json_fail_name(reader, member, "unknown; %.*s",
                   SPAN_ARG(buf_span(&advice)));
    buf_fini(&advice);
}
