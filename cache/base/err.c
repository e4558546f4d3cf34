/* err.c - the texts of the error codes. */
#include "cache/base/err.h"

const char *err_text(int err)
{
    switch ((enum err)err) {
    case ERR_NONE:
        return "ok";
#define ERR_CASE(name, number, text) \
    case name:                       \
        return text;
        ERR_LIST(ERR_CASE)
#undef ERR_CASE
    }
    return "an unknown error";
}
