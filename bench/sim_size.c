/* sim_size.c - a cache's size as people write it: 10%, 64M, 1.5gb, 1000. */
#include "bench/sim_size.h"

#include "cache/evict.h"

#define DIGITS_MAX 9

static const uint64_t powers_of_ten[DIGITS_MAX + 1] = {
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000};

static bool read_suffix(struct span suffix, struct sim_size *size)
{
    static const char units[] = "kmgt";
    struct span rest;

    if (suffix.len == 0)
        return true;
    if (span_eq(suffix, SPAN("%"))) {
        size->is_percent = true;
        return true;
    }
    size->is_bytes = true;
    if (span_ieq(suffix, SPAN("b")))
        return true;
    for (unsigned i = 0; i < 4; i++)
        if (ascii_lower(suffix.ptr[0]) == units[i])
            size->shift = (i + 1) * 10;
    rest = span_cut(suffix, 1, suffix.len);
    return size->shift > 0 && (rest.len == 0 || span_ieq(rest, SPAN("b")) ||
                               span_ieq(rest, SPAN("ib")));
}

int sim_size_read(struct span text, struct sim_size *size, struct buf *error)
{
    unsigned n_digits = 0;
    bool point = false, ok = true;
    size_t at = 0;

    memset(size, 0, sizeof(*size));
    for (; at < text.len && ok; at++) {
        char c = text.ptr[at];

        if (c == '.' && !point && n_digits > 0) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            size->digits = size->digits * 10 + (uint64_t)(c - '0');
            size->n_decimals += point;
            ok = ++n_digits <= DIGITS_MAX;
        } else {
            break;
        }
    }
    if (ok && n_digits > 0 && !(point && size->n_decimals == 0) &&
        read_suffix(span_cut(text, at, text.len), size))
        return 0;
    buf_addf(error,
             "\"%.*s\" is no size: a number of at most nine digits, as 1000, "
             "then nothing, %%, or K, M, G, T (powers of 1024), as 10%%, 64M, "
             "1.5GB",
             SPAN_ARG(text));
    return ERR_SYNTAX;
}

/* digits * whole / divisor; false: too large to be said. */
static bool scaled(uint64_t digits, uint64_t whole, uint64_t divisor,
                   uint64_t *result)
{
    uint64_t high = whole / divisor, low = whole % divisor;

    if (digits > 0 && high > EVICT_CHARGE_MAX / digits)
        return false;
    if (digits > 0 && low > UINT64_MAX / digits)
        return false;
    *result = digits * high + digits * low / divisor;
    return *result <= EVICT_CHARGE_MAX;
}

int sim_size_of(const struct sim_size *size, bool in_bytes, uint64_t whole,
                uint64_t *capacity, struct buf *error)
{
    uint64_t divisor = powers_of_ten[size->n_decimals];
    bool ok = true;

    if (size->is_bytes && !in_bytes) {
        buf_add_str(error, "a size in bytes, and objects are counted: use "
                           "--unit bytes, or a number without a suffix");
        return ERR_TYPE;
    }
    if (size->is_percent)
        ok = scaled(size->digits, whole, divisor * 100, capacity);
    if (size->is_percent && ok && *capacity == 0 && size->digits > 0)
        *capacity = 1;
    if (!size->is_percent)
        ok = scaled(size->digits, 1ull << size->shift, divisor, capacity);
    if (ok && *capacity > 0)
        return 0;
    buf_addf(error,
             ok ? "a cache of less than 1 %s"
                : "a cache of more than 1 TiB or 2^40 %s",
             in_bytes ? "byte" : "object");
    return ERR_RANGE;
}

bool sim_decimal_read(struct span text, double *value)
{
    size_t point = span_find(text, '.', 0);
    struct span tail = span_cut(text, point + 1, text.len);
    uint64_t whole, part = 0;
    double unit = 1;

    if (text.len > 18 || !span_u64(span_cut(text, 0, point), &whole) ||
        (point < text.len && !span_u64(tail, &part)))
        return false;
    for (size_t i = point + 1; i < text.len; i++)
        unit *= 10;
    *value = (double)whole + (double)part / unit;
    return true;
}

void sim_size_bytes(struct buf *text, uint64_t bytes)
{
    static const char units[] = "KMGT";
    double value = (double)bytes;
    int unit = -1;

    while (value >= 999.5 && unit < 3) {
        value /= 1024;
        unit++;
    }
    if (unit < 0)
        buf_addf(text, "%llu B", (unsigned long long)bytes);
    else
        buf_addf(text, "%.*f %ciB",
                 value < 9.995   ? 2
                 : value < 99.95 ? 1
                                 : 0,
                 value, units[unit]);
}
