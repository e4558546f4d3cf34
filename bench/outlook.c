/* outlook.c - what a behavior's three switches come to for pages. */
#include "bench/outlook.h"

#include "cache/origin_request.h"

static bool is_cached(const struct behavior *behavior)
{
    return behavior->ttl.min_s > 0 || behavior->ttl.default_s > 0 ||
           behavior->ttl.max_s > 0;
}

static enum header_fate fate_of(const struct behavior *behavior,
                                struct span name)
{
    const struct origin_request_parts parts = {.behavior = behavior,
                                               .cached = is_cached(behavior)};

    return origin_request_fate(&parts, name);
}

bool behavior_sends(const struct behavior *behavior, struct span name)
{
    enum header_fate fate = fate_of(behavior, name);

    return fate == HEADER_KEYED || fate == HEADER_FORWARDED ||
           fate == HEADER_UNASKED;
}

static bool is_keyed(const struct behavior *behavior, struct span name)
{
    return name_set_has(&behavior->key.headers, name, true);
}

struct switches switches_of(const struct behavior *behavior)
{
    return (struct switches){
        .forwards_origin = behavior_sends(behavior, SPAN("origin")),
        .keys_on_origin = is_keyed(behavior, SPAN("origin")) ||
                          behavior->key.origin != KEY_ORIGIN_OFF,
        .sets_cors = behavior->reply.cors.enabled,
        .overrides =
            behavior->reply.cors.enabled && behavior->reply.cors.override};
}

/* Reaches the origin, changes S3's answer, and tells no copies apart. */
static bool has_hole(const struct behavior *behavior, struct span name)
{
    return behavior_sends(behavior, name) && !is_keyed(behavior, name);
}

enum outlook outlook_of(const struct behavior *behavior)
{
    struct switches is = switches_of(behavior);

    if (!is_cached(behavior))
        return OUTLOOK_UNCACHED;
    if (is.overrides)
        return OUTLOOK_REPLACED;
    if (fate_of(behavior, SPAN("origin")) == HEADER_REPLACED)
        return OUTLOOK_CONSTANT;
    if (!is.forwards_origin)
        return is.sets_cors ? OUTLOOK_FILLED : OUTLOOK_NEVER;
    if (!is.keys_on_origin)
        return is.sets_cors ? OUTLOOK_YIELDS : OUTLOOK_STALE;
    if (has_hole(behavior, SPAN("access-control-request-method")) ||
        has_hole(behavior, SPAN("access-control-request-headers")))
        return OUTLOOK_KEYED_BUT;
    return OUTLOOK_KEYED;
}

const char *outlook_word(enum outlook outlook)
{
    static const char *const words[] = {
#define OUTLOOK_ROW(name, word, sentence) word,
        OUTLOOK_LIST(OUTLOOK_ROW)
#undef OUTLOOK_ROW
    };

    return words[outlook];
}

const char *outlook_sentence(enum outlook outlook)
{
    static const char *const sentences[] = {
#define OUTLOOK_ROW(name, word, sentence) sentence,
        OUTLOOK_LIST(OUTLOOK_ROW)
#undef OUTLOOK_ROW
    };

    return sentences[outlook];
}
