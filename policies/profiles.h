/* profiles.h - the knobs of an edge: named rows, and changes to single ones. */
#ifndef POPBOX_POLICIES_PROFILES_H
#define POPBOX_POLICIES_PROFILES_H

#include "cache/base/json.h"
#include "cache/recipe.h"

/* The name of profile number i, from 0; absent past the last one. */
struct span profile_name(size_t i);

/* Fills rules with the profile's row. False (rules untouched) if there is no
 * profile of that name; exact case. */
bool profile_rules(struct span name, struct rules *rules);

/* Changes single rules by an object whose members bear the names of the fields
 * of struct rules (all but `profile`): {"honour_vary": true}. Another name or a
 * wrong type is an error with its place. 0, or ERR_* with reader->error set. */
MUST_USE int profile_override(struct rules *rules, struct json_reader *reader,
                              const struct json *overrides);

#endif
