/* node_script_line.h - the words and headers of one line of a script. */
#ifndef POPBOX_TESTS_NODE_SCRIPT_LINE_H
#define POPBOX_TESTS_NODE_SCRIPT_LINE_H

#include "cache/http/msg.h"

#define SCRIPT_LINE_MAX    4096
#define SCRIPT_WORDS_MAX   16
#define SCRIPT_HEADERS_MAX 64

/* "word word name=value | Header: value | Header: value". Everything points
 * into text. */
struct script_line {
    char text[SCRIPT_LINE_MAX];
    char *words[SCRIPT_WORDS_MAX];
    size_t n_words;
    struct http_header headers[SCRIPT_HEADERS_MAX];
    size_t n_headers;
};

/* Aborts on what is no line: a script is code of ours. */
void line_read(struct script_line *line, const char *text, size_t len);
/* "" past the end. */
const char *line_word(const struct script_line *line, size_t i);
bool line_is(const struct script_line *line, size_t i, const char *text);
bool line_has(const struct script_line *line, const char *text);
/* The number in "name=N"; -1 for "name=?"; else fallback. */
int64_t line_number(const struct script_line *line, const char *name,
                    int64_t fallback);

#endif
