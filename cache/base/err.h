/* err.h - the one list of error codes. */
#ifndef POPBOX_CACHE_BASE_ERR_H
#define POPBOX_CACHE_BASE_ERR_H

#define MUST_USE __attribute__((warn_unused_result))

/* X(name, number, text). Functions return 0 or one of these. */
#define ERR_LIST(X)                              \
    X(ERR_TOO_LONG, -1, "longer than its limit") \
    X(ERR_SYNTAX, -2, "not well-formed")         \
    X(ERR_RANGE, -3, "out of range")             \
    X(ERR_TYPE, -4, "of the wrong type")         \
    X(ERR_MISSING, -5, "missing")                \
    X(ERR_UNKNOWN, -6, "unknown")                \
    X(ERR_DUPLICATE, -7, "given twice")          \
    X(ERR_DEPTH, -8, "nested too deeply")        \
    X(ERR_FULL, -9, "no room left")              \
    X(ERR_MISMATCH, -10, "does not match")       \
    X(ERR_IO, -11, "input or output failed")

enum err {
    ERR_NONE = 0,
#define ERR_ROW(name, number, text) name = (number),
    ERR_LIST(ERR_ROW)
#undef ERR_ROW
};

/* "ok" for 0; never NULL. */
const char *err_text(int err);

#endif
