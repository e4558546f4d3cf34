/* lines.h - header lists from the text that a test shows. */
#ifndef POPBOX_TESTS_LINES_H
#define POPBOX_TESTS_LINES_H

#include "cache/http/msg.h"

/* "Name: value\nName: value", the last '\n' is free. Borrows text; the array is
 * the arena's, whose ceiling is asserted to suffice. */
struct http_headers lines_of(struct arena *arena, const char *text);

#endif
