/* http_values.h - heads and sets of names for tests, written as text. */
#ifndef POPBOX_TESTS_HTTP_VALUES_H
#define POPBOX_TESTS_HTTP_VALUES_H

#include "cache/recipe.h"

/* "Name: value | Name: value"; NULL or "" for none. In the arena. */
struct http_headers headers_of(struct arena *arena, const char *text);
/* "GET /path?query | Name: value"; the host is www.example.net. */
struct http_request request_of(struct arena *arena, const char *text);
/* The other way round: "Name: value | Name: value", an absent value as "-". */
const char *headers_text(struct arena *arena,
                         const struct http_headers *headers);
/* "none", "all", "only a,b", "but a,b". */
struct name_set names_of(struct arena *arena, const char *text);

#endif
