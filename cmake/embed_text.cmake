# cmake -D INPUT=F -D OUTPUT=F.c -D HEADER=F.h -D NAME=variable -P embed_text.cmake: a text file as a C array, so that the
# program carries it.
cmake_minimum_required(VERSION 3.25)
file(READ ${INPUT} bytes HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REPLACE "0x0a," "0x0a,\n" bytes "${bytes}")
cmake_path(GET INPUT FILENAME source)
file(WRITE ${OUTPUT} "/* Made from ${source}. */\n#include \"${HEADER}\"\n\nconst char ${NAME}[] = {\n${bytes}0};\n")
