# embed.cmake - writes files into one C source as arrays of bytes.
#
#   cmake -D OUT=x.c -D TABLE=name -D FOLDER=dir -D SUFFIX=.json -P embed.cmake
#
# SUFFIX may be several, separated by commas; MORE names further files likewise.
#
# makes the table `name[]` of struct embedded_file and its count `name_n`, with
# one row per file of the folder, sorted by name, as bench/embedded.h says. A
# zero byte ends each array, so that an empty file is still valid C; a row of
# nulls ends the table, for the same reason.

set(files "")
string(REPLACE "," ";" suffixes "${SUFFIX}")
foreach(suffix IN LISTS suffixes)
    file(GLOB found LIST_DIRECTORIES false "${FOLDER}/*${suffix}")
    list(APPEND files ${found})
endforeach()
string(REPLACE "," ";" more "${MORE}")
list(APPEND files ${more})
list(SORT files COMPARE FILE_BASENAME CASE SENSITIVE)

set(arrays "")
set(rows "")
set(n 0)
foreach(file IN LISTS files)
    get_filename_component(name "${file}" NAME)
    file(SIZE "${file}" size)
    file(READ "${file}" hex HEX)
    string(REGEX REPLACE "(........................)" "\\1\n    " hex "${hex}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(APPEND arrays
           "static const unsigned char file_${n}[] = {\n    ${bytes}0};\n")
    string(APPEND rows "    {\"${name}\", file_${n}, ${size}},\n")
    math(EXPR n "${n} + 1")
endforeach()

file(WRITE "${OUT}" "#include \"bench/embedded.h\"

${arrays}
const struct embedded_file ${TABLE}[] = {
${rows}    {NULL, NULL, 0},
};
const size_t ${TABLE}_n = ${n};
")
