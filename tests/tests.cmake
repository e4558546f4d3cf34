# tests.cmake - what ctest runs: unit tests, fuzz targets, house rules, e2e.
#
# tests/test_*.c    one Criterion program and one test each
# tests/fuzz_*.c    one fuzz target each: libFuzzer's with POPBOX_FUZZ, else
#                   with the bounded main of tests/fuzz_main.c, as a test
# tests/e2e/*.sh    one test each, with the program's path in POPBOX
# tests/check_*.c   a program of its own each, run by hand: ./run brute
# tests/*.c         anything else helps all of them; so does tests/models/
# tests/plays/      scenarios that are no lessons, compiled into the tests
# tests/told/       texts to compare with, likewise
#
# Sanitizers report leaks after a Criterion test has passed, so every report
# goes to a log, and the last test fails when there is one.

set(tests_dir "${CMAKE_SOURCE_DIR}/tests")
set(logs_dir "${CMAKE_BINARY_DIR}/sanitizer-logs")

file(GLOB unit_sources CONFIGURE_DEPENDS "${tests_dir}/test_*.c")
file(GLOB fuzz_sources CONFIGURE_DEPENDS "${tests_dir}/fuzz_*.c")
file(GLOB helper_sources CONFIGURE_DEPENDS "${tests_dir}/*.c"
     "${tests_dir}/models/*.c")
file(GLOB hand_sources CONFIGURE_DEPENDS "${tests_dir}/check_*.c")
file(GLOB e2e_scripts CONFIGURE_DEPENDS "${tests_dir}/e2e/*.sh")
set(fuzz_main "${tests_dir}/fuzz_main.c")
list(REMOVE_ITEM fuzz_sources "${fuzz_main}")
list(REMOVE_ITEM helper_sources "${fuzz_main}" ${unit_sources} ${fuzz_sources}
     ${hand_sources})

# tests/plays: plays that are no lessons; tests/told: texts to compare with.
function(embed_tests name suffix)
    file(GLOB files CONFIGURE_DEPENDS "${tests_dir}/${name}/*${suffix}")
    add_custom_command(
        OUTPUT "${CMAKE_BINARY_DIR}/embedded_${name}.c"
        COMMAND "${CMAKE_COMMAND}"
                -D "OUT=${CMAKE_BINARY_DIR}/embedded_${name}.c"
                -D "TABLE=embedded_${name}"
                -D "FOLDER=${tests_dir}/${name}" -D "SUFFIX=${suffix}"
                -P "${CMAKE_SOURCE_DIR}/bench/embed.cmake"
        DEPENDS bench/embed.cmake bench/embedded.h ${files}
        VERBATIM)
endfunction()
embed_tests(plays .json)
embed_tests(told .txt)
set(embedded "${CMAKE_BINARY_DIR}/embedded_plays.c"
             "${CMAKE_BINARY_DIR}/embedded_told.c")

layer(tests SOURCES ${helper_sources} ${embedded} LINKS popbox_edge)
if(helper_sources)
    # planted.c reads folders of tests/check.
    target_compile_definitions(popbox_tests PRIVATE _GNU_SOURCE
                               "TESTS_DIR=\"${tests_dir}\"")
endif()

# checked_test(NAME COMMAND…): a test whose sanitizer reports are collected.
function(checked_test name)
    add_test(NAME ${name} COMMAND ${ARGN})
    set_tests_properties(${name} PROPERTIES
        TIMEOUT 300
        FIXTURES_REQUIRED sanitizer_logs
        ENVIRONMENT "ASAN_OPTIONS=log_path='${logs_dir}/${name}':detect_leaks=1;\
UBSAN_OPTIONS=log_path='${logs_dir}/${name}':print_stacktrace=1;\
POPBOX=${CMAKE_BINARY_DIR}/popbox")
endfunction()

foreach(source IN LISTS hand_sources)
    get_filename_component(name "${source}" NAME_WE)
    program(${name} "${source}")
    target_link_libraries(${name} PRIVATE popbox_tests)
endforeach()

# ---- fuzz targets -----------------------------------------------------------

foreach(source IN LISTS fuzz_sources)
    get_filename_component(name "${source}" NAME_WE)
    file(GLOB corpus CONFIGURE_DEPENDS "${tests_dir}/corpus/${name}/*")
    if(POPBOX_FUZZ)
        program(${name} "${source}")
        target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    else()
        program(${name} "${source}" "${fuzz_main}")
        checked_test(${name} ${name} ${corpus})
    endif()
    target_link_libraries(${name} PRIVATE popbox_tests)
endforeach()
if(POPBOX_FUZZ)
    return()
endif()

# ---- unit tests and e2e -----------------------------------------------------

pkg_check_modules(CRITERION REQUIRED IMPORTED_TARGET criterion)
foreach(source IN LISTS unit_sources)
    get_filename_component(name "${source}" NAME_WE)
    program(${name} "${source}")
    target_link_libraries(${name} PRIVATE popbox_tests PkgConfig::CRITERION)
    checked_test(${name} ${name})
endforeach()

# Reads recordings from tests/data.
if(TARGET test_chromium)
    target_compile_definitions(test_chromium PRIVATE
                               "TESTS_DIR=\"${tests_dir}\"")
endif()

# Decompresses what the edge has compressed.
if(TARGET test_compress)
    pkg_check_modules(BROTLIDEC REQUIRED IMPORTED_TARGET libbrotlidec)
    target_link_libraries(test_compress PRIVATE PkgConfig::BROTLIDEC)
endif()

if(TARGET test_check_planted)
    target_compile_definitions(test_check_planted PRIVATE
                               PLANTED_EVERY=$<IF:$<BOOL:${POPBOX_SANITIZE}>,6,1>)
endif()

if(TARGET test_cure)
    target_compile_definitions(test_cure PRIVATE
                               PLANTED_EVERY=$<IF:$<BOOL:${POPBOX_SANITIZE}>,24,1>)
    set_tests_properties(test_cure PROPERTIES TIMEOUT 1200)
endif()

# Counts what asks cache/base/mem for memory.
if(TARGET test_hit_path)
    target_link_options(test_hit_path PRIVATE "LINKER:--wrap=mem_alloc"
        "LINKER:--wrap=mem_zalloc" "LINKER:--wrap=mem_realloc")
endif()

if(TARGET popbox)
    foreach(script IN LISTS e2e_scripts)
        get_filename_component(name "${script}" NAME_WE)
        checked_test(e2e_${name} bash "${script}")
        set_tests_properties(e2e_${name} PROPERTIES SKIP_RETURN_CODE 77)
    endforeach()
endif()

add_test(NAME sanitizer_logs_cleared
         COMMAND "${CMAKE_COMMAND}" -D "LOGS=${logs_dir}" -D CLEAR=ON
                 -P "${tests_dir}/sanitizer_logs.cmake")
add_test(NAME sanitizer_logs_are_empty
         COMMAND "${CMAKE_COMMAND}" -D "LOGS=${logs_dir}"
                 -P "${tests_dir}/sanitizer_logs.cmake")
set_tests_properties(sanitizer_logs_cleared PROPERTIES
                     FIXTURES_SETUP sanitizer_logs)
set_tests_properties(sanitizer_logs_are_empty PROPERTIES
                     FIXTURES_CLEANUP sanitizer_logs)

# ---- house rules ------------------------------------------------------------

find_program(POPBOX_PYTHON python3 REQUIRED)
add_test(NAME layers COMMAND "${CMAKE_COMMAND}"
         -D "ROOT=${CMAKE_SOURCE_DIR}" -P "${tests_dir}/layers.cmake")
foreach(rule citations codemap style facts)
    add_test(NAME ${rule} COMMAND "${POPBOX_PYTHON}" -B
             "${tests_dir}/${rule}.py" "${CMAKE_SOURCE_DIR}")
endforeach()
# Each applies and cites; ./run mutants builds them, and runs what must fail.
add_test(NAME mutants COMMAND "${POPBOX_PYTHON}" -B
         "${tests_dir}/mutants.py" --check "${CMAKE_SOURCE_DIR}")

# Sanitizers call their own runtime, so this one looks at a plain build only.
if(NOT POPBOX_SANITIZE AND CMAKE_BUILD_TYPE STREQUAL Release)
    set(archives "")
    foreach(name cache policies origin bench)
        get_target_property(type popbox_${name} TYPE)
        if(type STREQUAL STATIC_LIBRARY)
            list(APPEND archives -D "${name}=$<TARGET_FILE:popbox_${name}>")
        endif()
    endforeach()
    add_test(NAME pure COMMAND "${CMAKE_COMMAND}" -D "NM=${CMAKE_NM}"
             ${archives} -P "${tests_dir}/pure.cmake")
endif()
