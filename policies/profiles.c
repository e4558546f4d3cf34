/*
 * profiles.c - the knobs of an edge: named rows, and changes to single ones.
 *
 * "cloudfront" is what AWS documents; where AWS is silent or its texts
 * disagree, the newer text (README.md has knob, default and source). "rfc9111"
 * is a shared cache by the book: with it, a behavior's TTLs are what the
 * operator adds.
 */
#include "policies/profiles.h"

#define ERROR_TTL_MAX_S INT64_C(31536000)

static const struct rules rows[] = {
    {
        .profile = SPAN_STATIC("cloudfront"),
        .honour_vary = false,
        .any_vary_is_unstorable = false,
        .viewer_no_cache = false,
        .obey_no_store_at_min = false,
        .private_is_storable = true,
        .authorized_is_storable = true,
        .set_cookie_is_storable = true,
        .heuristic_freshness = false,
        .errors_need_max_age = true,
        .error_obeys_no_store = true,
        .refuse_body_on_get = true,
        .finish_abandoned = false,
        .refresh_merges = false,
        .count_origin_age = false,
        .stale_on_error = true,
        .filter_vary = true,
        .strip_set_cookie = true,
        .cookies_are_personal = true,
        .edge_errors_are_stored = true,
        .pass_conditions = true,
        .failover_by_code = true,
        .error_page_own_reply = false,
        .viewer_states_facts = true,
        .error_ttl_s = 10,
    },
    {
        .profile = SPAN_STATIC("rfc9111"),
        .honour_vary = true,
        .any_vary_is_unstorable = false,
        .viewer_no_cache = true,
        .obey_no_store_at_min = true,
        .private_is_storable = false,
        .authorized_is_storable = false,
        .set_cookie_is_storable = true,
        .heuristic_freshness = true,
        .errors_need_max_age = true,
        .error_obeys_no_store = true,
        .refuse_body_on_get = false,
        .finish_abandoned = true,
        .refresh_merges = true,
        .count_origin_age = true,
        .stale_on_error = false,
        .filter_vary = false,
        .strip_set_cookie = false,
        .cookies_are_personal = false,
        .edge_errors_are_stored = false,
        .pass_conditions = true,
        .failover_by_code = true,
        .error_page_own_reply = false,
        .viewer_states_facts = true,
        .error_ttl_s = 0,
    },
};

#define N_ROWS (sizeof(rows) / sizeof(rows[0]))

struct span profile_name(size_t i)
{
    return i < N_ROWS ? rows[i].profile : SPAN_ABSENT;
}

bool profile_rules(struct span name, struct rules *rules)
{
    for (size_t i = 0; i < N_ROWS; i++)
        if (span_eq(rows[i].profile, name)) {
            *rules = rows[i];
            return true;
        }
    return false;
}

/* The yes-or-no fields of struct rules, by name and place. */
#define SWITCH(field)                         \
    {                                         \
#field, offsetof(struct rules, field) \
    }

static const struct {
    const char *name;
    size_t offset;
} switches[] = {
    SWITCH(honour_vary),
    SWITCH(any_vary_is_unstorable),
    SWITCH(viewer_no_cache),
    SWITCH(obey_no_store_at_min),
    SWITCH(private_is_storable),
    SWITCH(authorized_is_storable),
    SWITCH(set_cookie_is_storable),
    SWITCH(heuristic_freshness),
    SWITCH(errors_need_max_age),
    SWITCH(error_obeys_no_store),
    SWITCH(refuse_body_on_get),
    SWITCH(finish_abandoned),
    SWITCH(refresh_merges),
    SWITCH(count_origin_age),
    SWITCH(stale_on_error),
    SWITCH(filter_vary),
    SWITCH(strip_set_cookie),
    SWITCH(cookies_are_personal),
    SWITCH(edge_errors_are_stored),
    SWITCH(pass_conditions),
    SWITCH(failover_by_code),
    SWITCH(error_page_own_reply),
    SWITCH(viewer_states_facts),
};
#undef SWITCH

#define N_SWITCHES (sizeof(switches) / sizeof(switches[0]))

int profile_override(struct rules *rules, struct json_reader *reader,
                     const struct json *overrides)
{
    const int64_t ttl_range[2] = {0, ERROR_TTL_MAX_S};
    const char *names[N_SWITCHES + 1];
    struct rules changed = *rules;

    if (json_type(overrides) != JSON_OBJECT) {
        json_fail(reader, overrides, "rules are an object, not %s",
                  json_type_text(overrides));
        return ERR_TYPE;
    }
    for (size_t i = 0; i < N_SWITCHES; i++) {
        bool *field = (bool *)((char *)&changed + switches[i].offset);

        names[i] = switches[i].name;
        *field = json_get_bool(reader, overrides, names[i], *field);
    }
    names[N_SWITCHES] = "error_ttl_s";
    changed.error_ttl_s = json_get_int(reader, overrides, "error_ttl_s",
                                       ttl_range, changed.error_ttl_s);
    json_only(reader, overrides, names, N_SWITCHES + 1);
    if (reader->failed)
        return ERR_SYNTAX;
    *rules = changed;
    return 0;
}
