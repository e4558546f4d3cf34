/*
 * shell_words.h - a pasted command line as the words that a shell makes of it.
 *
 * POSIX quoting: '…', "…", \x, a backslash before a line's end; and $'…' as
 * bash and browsers write it. Nothing is expanded: a variable, a command or a
 * glob would need a shell, so a variable or command is an error, and * stays *.
 * A word that begins with | ; & < or > ends the line, as does a "2>".
 */
#ifndef POPBOX_BENCH_SHELL_WORDS_H
#define POPBOX_BENCH_SHELL_WORDS_H

#include "cache/base/arena.h"
#include "cache/base/buf.h"
#include "cache/base/err.h"

#define SHELL_WORDS_MAX 256

/* In the arena, NUL-terminated. */
struct shell_words {
    struct span at[SHELL_WORDS_MAX];
    size_t n;
};

/* ERR_SYNTAX, ERR_FULL, ERR_TOO_LONG with a sentence in error. */
MUST_USE int shell_split(struct shell_words *words, struct arena *arena,
                         struct span text, struct buf *error);

#endif
