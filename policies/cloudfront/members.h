/* members.h - what AWS knows and popbox does not do, member by member. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_MEMBERS_H
#define POPBOX_POLICIES_CLOUDFRONT_MEMBERS_H

#include "policies/cloudfront/aws.h"

/* One member of an AWS object. */
struct aws_member {
    const char *name;
    const char *meaning; /* what its use would mean for results; NULL: it is
                            read, or it matters to nobody here */
    bool decisive; /* it may change every answer: not to be written by hand */
};

struct aws_members {
    const char *place; /* what the object is called: "CacheBehavior" */
    const struct aws_member *at;
    size_t n;
};

/* Notes the members of object that are in use and have a meaning as
 * "PLACE.Member", and those that are not among them. Strict: decisive ones and
 * unknown ones are errors. */
void aws_members_note(const struct aws_in *in, const struct json *object,
                      const struct aws_members *members);

/* Whether a member does anything on AWS: not null, false, 0, "", an empty list,
 * {"Enabled": false}, {"Quantity": 0} or an object of only such members. */
bool aws_in_use(const struct json *value);

#endif
