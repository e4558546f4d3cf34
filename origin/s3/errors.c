/* errors.c - S3's errors: code, status and the message it sends. */
#include "origin/s3/errors.h"

struct row {
    int status;
    const char *code;
    const char *message;
};

static const struct row rows[] = {[S3_OK] = {200, "", ""},
#define S3_ERROR_ROW(name, status, code, message) \
    [name] = {status, code, message},
                                  S3_ERROR_LIST(S3_ERROR_ROW)
#undef S3_ERROR_ROW
};

int s3_error_status(enum s3_error error)
{
    return rows[error].status;
}

const char *s3_error_code(enum s3_error error)
{
    return rows[error].code;
}

const char *s3_error_message(enum s3_error error)
{
    return rows[error].message;
}
