# layers.cmake - every include points left, every third-party header has a home.
#
#   cmake -D ROOT=dir -P layers.cmake
#
# The layers, left to right: a file includes its own layer and those before it.
# origin/ must not know that a cache exists: of cache/ it sees base and http.

cmake_minimum_required(VERSION 3.18)

set(layers cache policies origin bench edge tests)

# Below edge/ and outside tests/, only these headers of the C library. There is
# no clock, file, socket, thread or locale among them; stdio.h is for vsnprintf.
set(pure_layers cache policies origin bench)
set(pure_headers
    float.h inttypes.h limits.h math.h stdarg.h stdbool.h stddef.h stdint.h
    stdio.h stdlib.h string.h)

# A benchmark has its own main and reads the clock; it is in no library.
set(not_pure "^bench/perf_[a-z0-9_]*[.]c$")

# The files that touch libuv, and the tests of those files.
set(uv_homes "edge/net_[a-z0-9_]+[.][ch]"
             "edge/(files|jobs|signals|clock)[.]c"
             "tests/test_(net_[a-z0-9_]+|files|jobs|signals|clock)[.]c")
list(JOIN uv_homes "|" uv_homes)

# header => home: regular expressions of an include and of who may have it.
set(homes
    "uv[.]h|uv/.*"            => "${uv_homes}"
    "llhttp[.]h|llhttp/.*"    => "edge/http1_in[.]c"
    "(cjson/)?cJSON.*"        => "cache/base/json(_[a-z0-9_]+)?[.]c"
    "xxh.*|xxhash.*"          => "cache/base/hash[.]c"
    "expat.*"                 => "origin/s3/xml[.]c"
    "openssl/.*"              => "policies/cloudfront/public_key[.]c|origin/s3/digest[.]c|edge/net_tls[.]c|tests/signer[.]c"
    "zlib[.]h"                => "origin/s3/digest[.]c|cache/compressor[.]c|bench/tracefile_unpack[.]c|tests/test_(tracefile|compress)[.]c"
    "brotli/.*"               => "cache/compressor[.]c|tests/test_compress[.]c"
    "zstd.*"                  => "bench/tracefile_unpack[.]c|tests/test_tracefile[.]c"
    "criterion/.*"            => "tests/.*")

set(faults "")
macro(fault text)
    list(APPEND faults "${file}: ${text}")
endmacro()

# "x/y.h" as included by `file` of `layer`.
function(check_own file layer header)
    string(REGEX MATCH "^[a-z]+" folder "${header}")
    list(FIND layers "${folder}" there)
    list(FIND layers "${layer}" here)
    if(NOT header MATCHES "/" OR there EQUAL -1)
        fault("\"${header}\" is not a path from the root")
    elseif(NOT EXISTS "${ROOT}/${header}")
        fault("\"${header}\" does not exist")
    elseif(there GREATER here)
        fault("\"${header}\" points right, to ${folder}/")
    elseif(layer STREQUAL origin AND
           NOT header MATCHES "^(cache/base|cache/http|origin)/")
        fault("\"${header}\": origin/ sees cache/base and cache/http only")
    endif()
    set(faults "${faults}" PARENT_SCOPE)
endfunction()

# <x.h> as included by `file` of `layer`.
function(check_foreign file layer header)
    set(rows ${homes})
    while(rows)
        list(POP_FRONT rows pattern arrow home)
        if(header MATCHES "^(${pattern})$")
            if(NOT file MATCHES "^(${home})$")
                fault("<${header}> has its home in ${home}")
            endif()
            set(faults "${faults}" PARENT_SCOPE)
            return()
        endif()
    endwhile()
    if(layer IN_LIST pure_layers AND NOT header IN_LIST pure_headers
       AND NOT file MATCHES "${not_pure}")
        fault("<${header}> is not for pure code")
    endif()
    set(faults "${faults}" PARENT_SCOPE)
endfunction()

# The first include of x/y.c is "x/y.h", where there is one: a header that
# forgot an include of its own then fails to compile.
function(check_first file first)
    string(REGEX REPLACE "[.]c$" ".h" own "${file}")
    if(file MATCHES "[.]c$" AND EXISTS "${ROOT}/${own}"
       AND NOT first STREQUAL own)
        fault("includes ${first} before its own header")
    endif()
    set(faults "${faults}" PARENT_SCOPE)
endfunction()

foreach(layer IN LISTS layers)
    file(GLOB_RECURSE files RELATIVE "${ROOT}"
         "${ROOT}/${layer}/*.c" "${ROOT}/${layer}/*.h")
    foreach(file IN LISTS files)
        file(STRINGS "${ROOT}/${file}" lines REGEX "^[ \t]*#[ \t]*include")
        set(first "")
        foreach(line IN LISTS lines)
            if(NOT line MATCHES "include[ \t]*([<\"])([^>\"]+)[>\"]")
                fault("cannot read: ${line}")
                continue()
            endif()
            set(mark "${CMAKE_MATCH_1}")
            set(header "${CMAKE_MATCH_2}")
            if(NOT first)
                set(first "${header}")
            endif()
            if(mark STREQUAL "<")
                check_foreign("${file}" ${layer} "${header}")
            else()
                check_own("${file}" ${layer} "${header}")
            endif()
        endforeach()
        check_first("${file}" "${first}")
    endforeach()
endforeach()

if(faults)
    list(JOIN faults "\n  " text)
    message(FATAL_ERROR "includes that break the line of layers:\n  ${text}")
endif()
