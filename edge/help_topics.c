/* help_topics.c - what `popbox help TOPIC` says beside commands. */
#include "edge/help_topics.h"

#define BUG_TEXT                                                             \
    "A browser that loads https://cdn.example/logo.png with a plain <img> "  \
    "sends\n"                                                                \
    "no Origin header. S3 answers such a request without any CORS header, "  \
    "and\n"                                                                  \
    "without Vary. An edge whose cache key leaves Origin out stores that "   \
    "answer\n"                                                               \
    "for everybody: the next page that asks with fetch(), and does send "    \
    "Origin,\n"                                                              \
    "gets it from the cache, without Access-Control-Allow-Origin, and the\n" \
    "browser blocks it. The same happens between two sites: the second one " \
    "gets\n"                                                                 \
    "the first one's header.\n"                                              \
    "\n"                                                                     \
    "popbox demo shows it and what each cure costs; popbox list has the\n"   \
    "variants.\n"

#define CONFIG_TEXT                                                           \
    "popbox serve reads one JSON document:\n"                                 \
    "\n"                                                                      \
    "  {\"origins\": {\n"                                                     \
    "     \"bucket\": {\"domain\": \"assets.s3.localhost\", \"type\": "       \
    "\"s3\",\n"                                                               \
    "       \"listen\": \"localhost:9000\",\n"                                \
    "       \"buckets\": {\"assets\": {\n"                                    \
    "         \"cors\": {\"CORSRules\": [{\"AllowedOrigins\": [\"*\"],\n"     \
    "                                   \"AllowedMethods\": [\"GET\"]}]},\n"  \
    "         \"objects\": {\"logo.svg\": \"<svg/>\"}}}}},\n"                 \
    "   \"edges\": {\n"                                                       \
    "     \"edge\": {\"domain\": \"cdn.localhost\",\n"                        \
    "       \"listen\": \"localhost:8080\",\n"                                \
    "       \"capacity_bytes\": 67108864,\n"                                  \
    "       \"DefaultCacheBehavior\": {\n"                                    \
    "         \"CachePolicyId\": \"CachingOptimized\",\n"                     \
    "         \"OriginRequestPolicyId\": \"CORS-S3Origin\"}}}}\n"             \
    "\n"                                                                      \
    "\"listen\" is HOST:PORT; localhost means 127.0.0.1 and [::1] on one "    \
    "port,\n"                                                                 \
    "port 0 any free one, and so does leaving it out. An address that "       \
    "others\n"                                                                \
    "can reach needs --public: this is a cache to be poisoned.\n"             \
    "\n"                                                                      \
    "An s3 origin is in memory, or kept in a folder: \"dir\": \"./public\" "  \
    "is one\n"                                                                \
    "bucket (of the folder's name, or \"bucket\": NAME), \"buckets_dir\": "   \
    "\"./data\"\nhas a folder for each. \"access_log\": \"s3.log\" "          \
    "appends S3's own server access\nlog to that file. Paths are from where " \
    "popbox was started.\n"                                                   \
    "\n"                                                                      \
    "An origin is of type s3 or plain, or an external server:\n"              \
    "  {\"domain\": \"www.example\", \"address\": \"127.0.0.1:3000\"}\n"      \
    "\n"                                                                      \
    "Behaviors are AWS's own JSON, as aws cloudfront "                        \
    "get-distribution-config\n"                                               \
    "prints them: CachePolicyId, OriginRequestPolicyId and\n"                 \
    "ResponseHeadersPolicyId take the managed policies' names and ids; "      \
    "whole\n"                                                                 \
    "policies may stand in their place. \"profile\" is cloudfront or "        \
    "rfc9111.\n"                                                              \
    "In place of the behaviors an edge may have \"aws\": [...], the "         \
    "documents "                                                              \
    "of\na distribution as they are: popbox import FILE... --config makes "   \
    "such a\nconfig.\n"

#define STATUS_TEXT                                                         \
    "0   all is well\n"                                                     \
    "1   an expectation failed: a scenario, or the demo\n"                  \
    "2   the command line is wrong\n"                                       \
    "3   a configuration or scenario is wrong; the message has the place\n" \
    "4   the world says no: a taken port, a full disk, a closed pipe\n"     \
    "70  a bug of popbox\n"

const struct help_topic help_topics[] = {
    {"bug", "the stale-CORS bug in two paragraphs", BUG_TEXT},
    {"config", "the file that popbox serve reads", CONFIG_TEXT},
    {"scenario", "how to write a scenario of one's own", help_scenario},
    {"status", "what the exit status means", STATUS_TEXT},
};
const size_t n_help_topics = sizeof(help_topics) / sizeof(*help_topics);
