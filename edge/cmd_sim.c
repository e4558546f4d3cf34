/* cmd_sim.c - popbox sim: policies x sizes x keys -> hit ratios, curves. */
#include "edge/cmd.h"
#include "edge/sim_run.h"

static enum status run(const struct options *options)
{
    return sim_run_options(options);
}

const struct command cmd_sim = {
    .name = "sim",
    .words = "[TRACE...]",
    .summary = "Plays traces through eviction policies: ratios, curves",
    .text =
        "Traces are told by their content: CSV and other tables, one id a "
        "line, \"time\nid size\", libCacheSim's oracleGeneral, ARC's and "
        "LIRS's, "
        "logs of CloudFront\nand of web servers; plain, gzip or zstd; \"-\" is "
        "standard input. Without a\ntrace one is made, from --zipf and what "
        "follows it.\n"
        "\n"
        "  popbox sim trace.zst --policies lru,sieve,s3-fifo --sizes 1%,64M\n"
        "  popbox sim access.log --points 40 --report curves.html\n"
        "  popbox sim access.log --mrc\n"
        "  popbox sim --zipf 0.9 --objects 100000 --sites 20 --no-origin 30%\n"
        "    --keys url,url+present,url+origin\n"
        "  popbox sim access.log --ttls none,5m,1d\n"
        "  popbox sim access.log --keys url,CachingOptimized,policy.json\n"
        "  popbox sim --cors\n"
        "\n"
        "With --ttls a stored object that is older is confirmed by the origin "
        "(304) and\nlives on: a miss in the object miss ratio, no miss of its "
        "bytes, and counted\namong the refreshes of --csv and --json.\n"
        "\n"
        "--cors asks what a cure of the stale CORS header costs: the same "
        "crowd "
        "asks\nunder each cure's key, for 1 to 100 sites (--sites, for one "
        "number), beside it\nthe Che approximation.\n"
        "\n"
        "--sample 1% plays a hundredth of the objects in a hundredth of the "
        "cache;\n--repeats 10 tells the mean of ten such samples and half of "
        "its 95 % interval;\n--exact plays the whole too, and tells the mean "
        "absolute error:\n"
        "\n"
        "  popbox sim huge.zst --mrc --sample 8192 --repeats 10 --exact\n"
        "\n"
        "--node sends the same requests through a whole edge in virtual time, "
        "with its\ncache policies, TTLs, revalidation and collapsing, in front "
        "of its fake S3, in\nwhich every key has an object: hits, origin load, "
        "ages, and the pages that stale\nCORS headers break. It holds real "
        "bytes: a cache of 4G takes 4 GiB. A trace is\nnot kept, and a share "
        "(--sizes 10%, --warm-up) reads it twice.\n"
        "\n"
        "  popbox sim access.log --node distribution.json --node "
        "policies.json\n"
        "    --node assets-cors.json --sizes 10% --origin-delay 80\n"
        "  popbox sim --zipf 0.9 --sites 20 --node edge.json --policies "
        "lru,sieve\n"
        "\n"
        "A sweep on several machines, joined to the bytes of one (part i of 8 "
        "of a Slurm\narray is --cells $SLURM_ARRAY_TASK_ID/8):\n"
        "\n"
        "  parallel popbox sim T.zst --csv --cells {}/8 '>' part{} ::: "
        "{1..8}\n"
        "  popbox sim --merge part*\n",
    .table = {sim_options, N_SIM_OPTIONS, 0, OPTIONS_WORDS_MAX},
    .run = run,
};
