/* node_script_line.c - the words and headers of one line of a script. */
#include "tests/node_script_line.h"

#include <stdlib.h>

static void read_header(struct script_line *line, char *text)
{
    char *colon = strchr(text, ':');
    struct http_header *header = &line->headers[line->n_headers++];

    if (!colon)
        abort();
    header->name = span_trim(span_of(text, (size_t)(colon - text)));
    header->value = span_trim(span_str(colon + 1));
}

void line_read(struct script_line *line, const char *text, size_t len)
{
    char *bar, *word, *rest = NULL;

    *line = (struct script_line){0};
    if (len >= SCRIPT_LINE_MAX)
        abort();
    memcpy(line->text, text, len);
    bar = strstr(line->text, " |");
    while (bar) {
        char *next;

        *bar = '\0';
        next = strstr(bar + 2, " |");
        if (next)
            *next = '\0';
        read_header(line, bar + 2);
        bar = next;
    }
    for (word = strtok_r(line->text, " ", &rest);
         word && line->n_words < SCRIPT_WORDS_MAX;
         word = strtok_r(NULL, " ", &rest))
        line->words[line->n_words++] = word;
}

const char *line_word(const struct script_line *line, size_t i)
{
    return i < line->n_words ? line->words[i] : "";
}

bool line_is(const struct script_line *line, size_t i, const char *text)
{
    return strcmp(line_word(line, i), text) == 0;
}

bool line_has(const struct script_line *line, const char *text)
{
    for (size_t i = 0; i < line->n_words; i++)
        if (line_is(line, i, text))
            return true;
    return false;
}

/* The value of "name=value", or NULL. */
static const char *value_of(const struct script_line *line, const char *name)
{
    size_t len = strlen(name);

    for (size_t i = 0; i < line->n_words; i++)
        if (strncmp(line->words[i], name, len) == 0 &&
            line->words[i][len] == '=')
            return line->words[i] + len + 1;
    return NULL;
}

int64_t line_number(const struct script_line *line, const char *name,
                    int64_t fallback)
{
    const char *value = value_of(line, name);

    if (!value)
        return fallback;
    return strcmp(value, "?") == 0 ? -1 : strtoll(value, NULL, 10);
}
