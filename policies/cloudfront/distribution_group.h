/* distribution_group.h - a group of two origins: who fails over to whom. */
#ifndef POPBOX_POLICIES_CLOUDFRONT_DISTRIBUTION_GROUP_H
#define POPBOX_POLICIES_CLOUDFRONT_DISTRIBUTION_GROUP_H

#include "policies/cloudfront/distribution.h"

/* An item of OriginGroups, whose members are among the distribution's origins.
 * After an error the group is not to be used. */
void distribution_group_read(struct distribution_group *group,
                             const struct aws_in *in, const struct json *item,
                             const struct distribution *of);

#endif
