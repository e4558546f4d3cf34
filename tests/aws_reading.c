/* aws_reading.c - AWS documents for tests, written with ' in place of ". */
#include "tests/aws_reading.h"

#include <criterion/criterion.h>

#define ARENA_MAX (1u << 20)
#define TEXT_MAX  (1u << 16)

static struct span with_quotes(struct arena *arena, const char *text)
{
    struct span copy;

    cr_assert_eq(arena_copy(arena, span_str(text), &copy), 0);
    for (char *c = (char *)copy.ptr; *c; c++)
        if (*c == '\'')
            *c = '"';
    return copy;
}

static void start(struct aws_reading *reading)
{
    *reading = (struct aws_reading){0};
    arena_init(&reading->arena, ARENA_MAX);
    reading->in = (struct aws_in){.arena = &reading->arena,
                                  .reader = &reading->reader,
                                  .notes = &reading->notes};
}

void aws_open(struct aws_reading *reading, const char *text)
{
    start(reading);
    cr_assert_eq(json_open(&reading->reader, "t.json",
                           with_quotes(&reading->arena, text)),
                 0, "%s\n%s", reading->reader.error, text);
    reading->root = json_root(&reading->reader);
}

void aws_close(struct aws_reading *reading)
{
    json_close(&reading->reader);
    arena_fini(&reading->arena);
}

void aws_refuses(aws_read_f *read, const struct aws_refusal *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct aws_reading reading;
        int err;

        aws_open(&reading, rows[i].text);
        err = read(&reading);
        cr_expect(err < 0 && reading.reader.failed, "taken: %s", rows[i].text);
        cr_expect(strncmp(reading.reader.error, "t.json:1:", 9) == 0,
                  "no place: %s", reading.reader.error);
        cr_expect(strstr(reading.reader.error, rows[i].says), "%s\nsays %s",
                  rows[i].text, reading.reader.error);
        aws_close(&reading);
    }
}

static void refuse_truncations(struct span text)
{
    for (size_t len = 0; len < text.len; len++) {
        struct json_reader reader;
        int err = json_open(&reader, "t.json", span_cut(text, 0, len));

        cr_expect(err < 0, "%zu bytes of %s", len, text.ptr);
        json_close(&reader);
    }
}

/* Writes value but for its *skip-th descendant, which is dropped or, with
 * null_it, null. False once *skip is beyond the last one. */
static void write_without(struct json_out *out, const struct json *value,
                          size_t *skip, bool null_it)
{
    bool object = json_type(value) == JSON_OBJECT;

    if (!object && json_type(value) != JSON_ARRAY) {
        json_out_value(out, value);
        return;
    }
    json_out_open(out, object ? '{' : '[');
    for (const struct json *member = json_first(value); member;
         member = json_next(member)) {
        bool hit = (*skip)-- == 0;

        if (hit && !null_it)
            continue;
        if (object)
            json_out_key(out, json_name(member).ptr);
        if (hit)
            json_out_null(out);
        else
            write_without(out, member, skip, null_it);
    }
    json_out_close(out, object ? '}' : ']');
}

static size_t count(const struct json *value)
{
    size_t n = 0;

    for (const struct json *member = json_first(value); member;
         member = json_next(member))
        n += 1 + count(member);
    return n;
}

static void read_without(aws_read_f *read, const struct json *root, size_t skip,
                         bool null_it)
{
    struct aws_reading reading;
    struct json_out out;
    struct buf text;
    int err;

    buf_init(&text, TEXT_MAX);
    json_out_init(&out, &text, false);
    write_without(&out, root, &skip, null_it);
    cr_assert(!text.overflow);
    aws_open(&reading, buf_span(&text).ptr);
    err = read(&reading);
    cr_expect_eq(err < 0, reading.reader.failed, "%s", buf_span(&text).ptr);
    cr_expect_eq(reading.reader.failed, reading.reader.error[0] != '\0');
    aws_close(&reading);
    buf_fini(&text);
}

/* With every ceiling of the arena up to the one that is enough. */
static void starve(aws_read_f *read, const char *text)
{
    int err = ERR_TOO_LONG;

    for (size_t room = 0; err < 0; room += 16) {
        struct aws_reading reading;

        aws_open(&reading, text);
        reading.arena.max = reading.arena.used + room;
        err = read(&reading);
        cr_expect_eq(err < 0, reading.reader.failed, "%zu bytes", room);
        cr_assert_lt(room, ARENA_MAX / 16);
        aws_close(&reading);
    }
}

void aws_survives(aws_read_f *read, const char *text)
{
    struct aws_reading reading;

    aws_open(&reading, text);
    cr_expect_eq(read(&reading), 0, "%s", reading.reader.error);
    refuse_truncations(with_quotes(&reading.arena, text));
    starve(read, text);
    for (size_t i = 0; i < count(reading.root); i++) {
        read_without(read, reading.root, i, false);
        read_without(read, reading.root, i, true);
    }
    aws_close(&reading);
}

const char *aws_set_text(struct arena *arena, const struct name_set *set)
{
    static const char *const words[] = {"none", "only ", "but ", "all"};
    struct span text = span_str(words[set->rule]);

    if (set->rule == NAMES_LISTED || set->rule == NAMES_ALL_EXCEPT)
        for (size_t i = 0; i < set->n_names; i++)
            text = arena_printf(arena, "%.*s%s%.*s", SPAN_ARG(text),
                                i > 0 ? "," : "", SPAN_ARG(set->names[i]));
    return text.ptr;
}

bool aws_noted(const struct aws_reading *reading, const char *what)
{
    for (size_t i = 0; i < reading->notes.n; i++)
        if (span_eq(reading->notes.at[i].what, span_str(what)))
            return true;
    return false;
}
