# sanitizer_logs.cmake - fails when a sanitizer wrote a report, and shows it.
#
#   cmake -D LOGS=dir [-D CLEAR=ON] -P sanitizer_logs.cmake
#
# CLEAR removes the reports of an earlier run instead. A log's name begins with
# the name of the test that caused it.

if(CLEAR)
    file(REMOVE_RECURSE "${LOGS}")
    file(MAKE_DIRECTORY "${LOGS}")
    return()
endif()

file(GLOB logs "${LOGS}/*")
foreach(log IN LISTS logs)
    file(READ "${log}" text LIMIT 20000)
    message("${log}:\n${text}")
endforeach()
if(logs)
    list(LENGTH logs n)
    message(FATAL_ERROR "${n} sanitizer report(s), see above")
endif()
