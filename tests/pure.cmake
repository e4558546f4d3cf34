# pure.cmake - the pure layers call nothing but themselves and this list.
#
#   cmake -D NM=nm [-D cache=lib.a] [-D policies=…] [-D origin=…] [-D bench=…]
#         -P pure.cmake
#
# Every symbol that an object file of a layer leaves undefined must be defined
# in its own layer or in one that it may link, or be allowed here for that file.
# A list of what is allowed, not of what is forbidden: open64, mmap64 and their
# kin are too many to name.

cmake_minimum_required(VERSION 3.18)

# object => symbols: regular expressions; an object file is one source file.
set(allowed
    # Bytes and strings in memory; no locale, no clock, no file. gcc and clang
    # call some of them by themselves.
    "[a-z0-9_]+"  => "mem(chr|cmp|cpy|move|set)|bcmp"
    "[a-z0-9_]+"  => "str(len|cmp|ncmp|chr|rchr|spn|cspn|str)"
    "[a-z0-9_]+"  => "qsort|bsearch|_GLOBAL_OFFSET_TABLE_"
    "(arena|buf|json_place)" => "vsnprintf"
    # The heap has one home, and it ends the process when there is no more.
    "mem"         => "malloc|calloc|realloc|free|abort"
    "assert"      => "abort"
    # Third-party libraries, each in its one home.
    "json[a-z_]*" => "cJSON_[A-Za-z]+"
    "compressor"  => "deflate[A-Za-z0-9_]*|BrotliEncoder[A-Za-z]+"
    "hash"        => "XXH[A-Za-z0-9_]+"
    "xml"         => "XML_[A-Za-z]+"
    "public_key"  => "(EVP|OPENSSL|BIO|PEM|ERR)_[A-Za-z0-9_]+"
    "digest"      => "(EVP|OPENSSL|OSSL|HMAC)_[A-Za-z0-9_]+|crc32(_z)?"
    "tracefile_unpack" => "inflate[A-Za-z0-9_]*|ZSTD_[A-Za-z0-9_]+"
    # AdaptSize's model of a cache.
    "adaptsize[a-z_]*" => "exp|exp2|log2"
    # Numbers drawn from distributions, in the bench only.
    "zipf"        => "pow"
    "synth"       => "cos|exp|log|pow|sqrt"
    "sweep"       => "pow"
    "sweep_sample" => "sqrt"
    "che"         => "expm1"
    "plot"        => "ceil|fabs|floor|log10|pow")

# The layers that a layer may link.
set(left_of_cache "")
set(left_of_policies cache)
set(left_of_origin cache)
set(left_of_bench cache policies origin)

# The symbols of an archive, as a list of "object symbol". nm's line is
# "archive[object.c.o]: symbol kind"; brackets would break a list.
function(symbols archive option result)
    execute_process(COMMAND "${NM}" -A -P ${option} "${archive}"
                    OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX REPLACE "[][]" "|" text "${text}")
    string(REGEX MATCHALL "[a-z0-9_]+[.]c[.]o[|]: [^ \n]+" found "${text}")
    list(TRANSFORM found REPLACE "[.]c[.]o[|]:" "")
    set(${result} "${found}" PARENT_SCOPE)
endfunction()

function(is_allowed object symbol result)
    set(rows ${allowed})
    set(${result} OFF PARENT_SCOPE)
    while(rows)
        list(POP_FRONT rows objects arrow pattern)
        if(object MATCHES "^(${objects})$" AND symbol MATCHES "^(${pattern})$")
            set(${result} ON PARENT_SCOPE)
            return()
        endif()
    endwhile()
endfunction()

set(faults "")
set(n_archives 0)
foreach(layer cache policies origin bench)
    if(NOT ${layer})
        continue()
    endif()
    math(EXPR n_archives "${n_archives} + 1")

    symbols("${${layer}}" --defined-only defined)
    if(NOT defined)
        message(FATAL_ERROR "nm shows nothing in ${${layer}}")
    endif()
    list(TRANSFORM defined REPLACE "^.* " "")
    set(defined_${layer} "${defined}")
    set(known "${defined}")
    foreach(left IN LISTS left_of_${layer})
        list(APPEND known ${defined_${left}})
    endforeach()

    symbols("${${layer}}" --undefined-only undefined)
    foreach(row IN LISTS undefined)
        string(REGEX MATCH "^(.+) (.+)$" row "${row}")
        set(object "${CMAKE_MATCH_1}")
        set(symbol "${CMAKE_MATCH_2}")
        is_allowed("${object}" "${symbol}" ok)
        if(NOT symbol IN_LIST known AND NOT ok)
            list(APPEND faults "${layer}: ${object}.c uses ${symbol}")
        endif()
    endforeach()
endforeach()

if(n_archives EQUAL 0)
    message(FATAL_ERROR "no archive was given")
endif()
if(faults)
    list(JOIN faults "\n  " text)
    message(FATAL_ERROR "not allowed in pure code:\n  ${text}")
endif()
