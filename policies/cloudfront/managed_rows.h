/* managed_rows.h - how the tables of managed policies are spelled. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_MANAGED_ROWS_H
#define POPBOX_POLICIES_CLOUDFRONT_MANAGED_ROWS_H

#include "policies/cloudfront/managed.h"

/* clang-format off */
#define S(text)      SPAN_STATIC(text)
#define N(array)     (sizeof(array) / sizeof(array[0]))
#define ALL          {.rule = NAMES_ALL}
#define ALL_AND(list) {.rule = NAMES_ALL, .names = list, .n_names = N(list)}
#define LISTED(list) {.rule = NAMES_LISTED, .names = list, .n_names = N(list)}
#define EXCEPT(list) \
    {.rule = NAMES_ALL_EXCEPT, .names = list, .n_names = N(list)}
/* clang-format on */

#endif
