/* members.c - what AWS knows and popbox does not do, member by member. */
#include "policies/cloudfront/members.h"

#include "cache/base/assert.h"

#define MEMBERS_MAX 64

/* A setting that says: as if it were not there. */
static bool is_idle_word(struct span word)
{
    return span_eq(word, SPAN("allow-all")) || span_eq(word, SPAN("none"));
}

static bool any_in_use(const struct json *object)
{
    for (const struct json *member = json_first(object); member;
         member = json_next(member))
        if (aws_in_use(member))
            return true;
    return false;
}

bool aws_in_use(const struct json *value)
{
    const struct json *enabled, *quantity;

    switch (json_type(value)) {
    case JSON_NULL:
        return false;
    case JSON_BOOL:
        return json_bool(value);
    case JSON_NUMBER:
        return json_number(value) != 0;
    case JSON_STRING:
        return json_string(value).len > 0 && !is_idle_word(json_string(value));
    case JSON_ARRAY:
        return json_count(value) > 0;
    case JSON_OBJECT:
        enabled = json_member(value, "Enabled");
        quantity = json_member(value, "Quantity");
        if (enabled && json_type(enabled) == JSON_BOOL)
            return json_bool(enabled);
        if (quantity && json_type(quantity) == JSON_NUMBER)
            return json_number(quantity) != 0;
        return any_in_use(value);
    }
    return true;
}

void aws_members_note(const struct aws_in *in, const struct json *object,
                      const struct aws_members *members)
{
    const char *known[MEMBERS_MAX];

    ASSERT(members->n <= MEMBERS_MAX);
    for (size_t i = 0; i < members->n; i++) {
        const struct aws_member *row = &members->at[i];
        const struct json *value = json_member(object, row->name);

        known[i] = row->name;
        if (!value || !row->meaning || !aws_in_use(value))
            continue;
        if (in->strict && row->decisive)
            json_fail(in->reader, value,
                      "cannot be written by hand, because %s; leave it out",
                      row->meaning);
        else
            aws_note(
                in, arena_printf(in->arena, "%s.%s", members->place, row->name),
                span_str(row->meaning));
    }
    aws_note_unknown(in, object, members->place, known, members->n);
}
