/*
 * sweep_parts.c - sweeps in parts, on several machines, joined again.
 *
 * Cells go round the parts, so the whole is a line of each part in turn. What
 * is not so, a part that is missing, given twice, shorter than its place allows
 * or made by another command, is refused: no wrong table comes out.
 */
#include "bench/sweep_parts.h"

#define HEAD "# popbox sim, part "

int sweep_part_read(struct span text, struct sweep_part *part,
                    struct buf *error)
{
    size_t slash = span_find(text, '/', 0);
    uint64_t i, n;

    if (span_u64(span_cut(text, 0, slash), &i) &&
        span_u64(span_cut(text, slash + 1, text.len), &n) && i >= 1 && i <= n &&
        n <= SWEEP_PARTS_MAX) {
        *part = (struct sweep_part){(uint32_t)i - 1, (uint32_t)n};
        return 0;
    }
    buf_addf(error, "\"%.*s\" is no part: 1/4 to 4/4, of at most %u",
             SPAN_ARG(text), SWEEP_PARTS_MAX);
    return ERR_SYNTAX;
}

void sweep_part_head(const struct sweep_part *part, struct buf *text)
{
    buf_addf(text, HEAD "%u/%u\n", (unsigned)part->i + 1, (unsigned)part->n);
}

/* The next line with its end. */
static struct span take_line(struct span *text)
{
    size_t end = span_find(*text, '\n', 0);
    struct span line = span_cut(*text, 0, end + 1);

    *text = span_cut(*text, end + 1, text->len);
    return line;
}

/* Puts the rest of each text at the place of its part. */
static int sort(const struct span *texts, size_t n, struct span rests[],
                struct buf *error)
{
    for (size_t i = 0; i < n; i++)
        rests[i] = SPAN_ABSENT;
    for (size_t i = 0; i < n; i++) {
        struct span rest = texts[i], line = take_line(&rest);
        struct sweep_part part;

        if (!span_starts(line, SPAN(HEAD)) || !span_ends(line, SPAN("\n")) ||
            sweep_part_read(span_cut(line, sizeof(HEAD) - 1, line.len - 1),
                            &part, error)) {
            buf_reset(error);
            buf_addf(error, "part %zu: not made by --cells", i + 1);
            return ERR_SYNTAX;
        }
        if (part.n != n || !span_absent(rests[part.i])) {
            buf_addf(error, "part %u/%u among %zu parts: each is wanted, once",
                     (unsigned)part.i + 1, (unsigned)part.n, n);
            return part.n != n ? ERR_MISMATCH : ERR_DUPLICATE;
        }
        rests[part.i] = rest;
    }
    return 0;
}

/* The heads of the table, all alike, once. */
static int join_heads(struct span rests[], size_t n, struct buf *whole,
                      struct buf *error)
{
    struct span head = take_line(&rests[0]);

    buf_add(whole, head);
    for (size_t i = 1; i < n; i++)
        if (!span_eq(take_line(&rests[i]), head)) {
            buf_addf(error, "part %zu/%zu has other columns", i + 1, n);
            return ERR_MISMATCH;
        }
    return 0;
}

int sweep_parts_join(const struct span *texts, size_t n, struct buf *whole,
                     struct buf *error)
{
    struct span rests[SWEEP_PARTS_MAX];
    size_t at = 0, n_ended = 0;
    int err;

    if (n == 0 || n > SWEEP_PARTS_MAX) {
        buf_addf(error, "1 to %u parts are joined", SWEEP_PARTS_MAX);
        return ERR_RANGE;
    }
    err = sort(texts, n, rests, error);
    if (!err)
        err = join_heads(rests, n, whole, error);
    for (; !err && n_ended < n; at++) {
        struct span line = take_line(&rests[at % n]);

        if (line.len == 0) {
            n_ended++; /* and so must be all that follow */
            continue;
        }
        if (n_ended > 0 || !span_ends(line, SPAN("\n"))) {
            buf_addf(error, "part %zu/%zu is not whole, or another's",
                     (n_ended > 0 ? (at + n - n_ended) % n : at % n) + 1, n);
            err = ERR_MISMATCH;
        }
        buf_add(whole, line);
    }
    return err;
}
