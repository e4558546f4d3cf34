/* behavior_reading.h - one behavior read against two origins, for tests. */
#ifndef POPBOX_TESTS_BEHAVIOR_READING_H
#define POPBOX_TESTS_BEHAVIOR_READING_H

#include "policies/cloudfront/behavior.h"
#include "tests/aws_reading.h"

/* Origins "bucket" (S3) and "app" (with the custom header X-From: app); the
 * rules of the profile "cloudfront". */
struct behavior_reading {
    struct aws_reading aws;
    struct behavior_env env;
    struct rules rules;
    struct behavior behavior;
};

/* Reads the default behavior out of text with behavior_read; what it returned.
 * Given back by behavior_close in any case. */
int behavior_open(struct behavior_reading *reading, const char *text);
void behavior_close(struct behavior_reading *reading);

/* For aws_refuses and aws_survives: the default behavior; one with a pattern;
 * one that is written by hand. */
int behavior_read_default(struct aws_reading *reading);
int behavior_read_pattern(struct aws_reading *reading);
int behavior_read_strict(struct aws_reading *reading);

#endif
