/*
 * json_near.c - how far two names are from each other, for "did you mean".
 *
 * The optimal string alignment distance (a letter more, less, other, or two
 * swapped) of the names in lower case, without '-' and '_': max_age, MaxAge and
 * max-age are one name to whoever types them.
 */
#include "cache/base/json_parts.h"

#include "cache/base/assert.h"

#define FOLDED_MAX 48 /* longer names are never compared */

struct folded {
    char text[FOLDED_MAX];
    size_t len;
};

static bool fold(struct span name, struct folded *folded)
{
    folded->len = 0;
    for (size_t i = 0; i < name.len; i++) {
        if (name.ptr[i] == '-' || name.ptr[i] == '_')
            continue;
        if (folded->len == FOLDED_MAX)
            return false;
        folded->text[folded->len++] = ascii_lower(name.ptr[i]);
    }
    return true;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(const struct folded *a, const struct folded *b)
{
    size_t rows[3][FOLDED_MAX + 1]; /* of row i: rows[i % 3] */
    for (size_t j = 0; j <= b->len; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= a->len; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i - 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b->len; j++) {
            const char *ca = &a->text[i - 1];
            const char *cb = &b->text[j - 1];
            row[j] = above[j - 1] + (*ca != *cb);
            row[j] = least(row[j], least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && ca[0] == cb[-1] && ca[-1] == cb[0])
                row[j] = least(row[j], rows[(i - 2) % 3][j - 2] + 1);
        }
    }
    return rows[a->len % 3][b->len];
}

size_t json_distance(struct span a, struct span b)
{
    struct folded fold_a;
    struct folded fold_b;
    if (!fold(a, &fold_a) || !fold(b, &fold_b))
        return JSON_FAR;
    size_t slips = distance(&fold_a, &fold_b);
    return slips * 3 <= least(fold_a.len, fold_b.len) ? slips : JSON_FAR;
}
